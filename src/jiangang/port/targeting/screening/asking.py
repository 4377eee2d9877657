"""One batch of a file asked: what is bad in it, and what the policy says of the rest.

Also the reasons as they are written: codes of the rules that touch, then of the gates that are closed.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import numpy as np
import polars
from numpy.typing import NDArray

from jiangang.methods.targeting.batch import BatchAnswers, Columns, Compiled, compile_policy
from jiangang.methods.targeting.drawing import draw
from jiangang.methods.targeting.facts import Fact
from jiangang.methods.targeting.policy import Policy
from jiangang.port.targeting.screening.checking import find_bad_values
from jiangang.port.targeting.screening.sources import Bad, Batch

RANDOM, RATE = "targeting.screen/1 random", "targeting.screen/1 rate"
"""Labels of the two streams of draws; draw k belongs to the row k + 2 of the file, good or bad."""
FIRST_ROW = 2


class Scorer(Protocol):
    """What a model offers to a screen: it is asked about batches, in any order, from several threads."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns of the file that it reads."""

    def score(self, frame: polars.DataFrame) -> NDArray[np.floating[Any]]:
        """One number from 0 to 1 for each row; the higher, the sooner it is inspected."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A batch's answers: `frame` with number, row and reasons of each, and one array of each kind."""

    frame: polars.DataFrame
    hashes: NDArray[np.uint64]
    lanes: NDArray[np.uint8]
    settled: NDArray[np.uint8]
    mandatory: NDArray[np.bool_]
    certain: NDArray[np.bool_]
    admissible: NDArray[np.bool_]
    chances: NDArray[np.float32]
    draws: NDArray[np.uint64]
    scores: NDArray[np.float32] | None
    worths: NDArray[np.float32] | None
    bad: list[Bad]
    done: int


@dataclass(frozen=True)
class Questions:
    """What is asked of every batch of a file.

    number: name of the column of numbers; columns: names of facts by names of columns; facts: the same for
    those columns that the file has; seed: 32 bytes; scorer: of a model, where there is one; worth: name of
    the column that says what a finding is worth, by which scores are weighed, empty for none.
    """

    policy: Policy
    on: date
    number: str
    columns: dict[str, str]
    facts: dict[str, Fact]
    seed: bytes
    scorer: Scorer | None = None
    worth: str = ""

    @property
    def wanted(self) -> list[str]:
        """The columns that are read."""
        more = self.scorer.columns if self.scorer else ()
        return list(dict.fromkeys([self.number, *self.facts, *more, *([self.worth] if self.worth else [])]))

    def compiled(self) -> Compiled:
        """The policy made ready; each thread has its own, because tables learn."""
        return compile_policy(self.policy, self.on)

    def ask(self, batch: Batch, compiled: Compiled) -> Asked:
        """Ask the policy about the good rows of a batch."""
        wrong, bad = find_bad_values(batch, self.number, self.facts, self.worth)
        frame, rows = batch.frame, batch.rows
        if wrong.any():
            frame, rows = frame.filter(polars.Series(~wrong)), rows[~wrong]
        answers = compiled.screen(Columns.of(frame, self.columns, self.policy.schema))
        settled, mandatory = answers.settle(
            self._draws(RATE, rows) if answers.sampled else np.empty(0, np.uint64)
        )
        numbers = frame[self.number].cast(polars.String).str.strip_chars()
        scores = self.scorer.score(frame).astype(np.float32) if self.scorer else None
        told = {"number": numbers, "row": polars.Series(rows), "reasons": reasons(answers)}
        return Asked(
            frame=polars.DataFrame(told),
            hashes=numbers.hash(0).to_numpy(),
            lanes=answers.lanes,
            settled=settled,
            mandatory=mandatory,
            certain=answers.mandatory,
            admissible=answers.admissible,
            chances=answers.chances.astype(np.float32),
            draws=self._draws(RANDOM, rows),
            scores=scores,
            worths=self._weigh(scores, frame),
            bad=bad,
            done=batch.done,
        )

    def _weigh(
        self, scores: NDArray[np.float32] | None, frame: polars.DataFrame
    ) -> NDArray[np.float32] | None:
        """Scores times what a finding is worth, None where they are not weighed."""
        if scores is None or not self.worth:
            return None
        worths = frame[self.worth].cast(polars.Float64).to_numpy()
        return np.asarray(scores * worths, np.float32)

    def _draws(self, label: str, rows: NDArray[np.int64]) -> NDArray[np.uint64]:
        if not len(rows):
            return np.empty(0, np.uint64)
        first, last = int(rows[0]), int(rows[-1])
        return draw(self.seed, label, first - FIRST_ROW, last - first + 1)[rows - first]


def reasons(answers: BatchAnswers) -> polars.Series:
    """The codes of touching rules and closed gates, joined by `;`, in the order of the policy."""
    codes = [*(rule.code for rule in answers.rules), *(gate.code for gate in answers.gates)]
    parts = []
    for word in range(-(-len(codes) // 64)):
        mine = codes[64 * word : 64 * word + 64]
        mask = np.uint64((1 << len(mine)) - 1)
        bits = answers.touched[word] & mask
        if bits.any():
            known, which = np.unique(bits, return_inverse=True)
            words = polars.Series([_joined(int(one), mine) for one in known], dtype=polars.String)
            parts.append(words.gather(polars.Series(which.astype(np.uint32))).alias(str(word)))
    size = answers.touched.shape[1]
    if not parts:
        return polars.Series([""] * size, dtype=polars.String)
    if len(parts) == 1:
        return parts[0].str.slice(1)
    joined = polars.DataFrame(parts).select(polars.concat_str(polars.all()))
    return joined.to_series().str.slice(1)


def _joined(bits: int, codes: list[str]) -> str:
    """`;a;b` for the bits that are set."""
    said = []
    while bits:
        lowest = bits & -bits
        said.append(codes[lowest.bit_length() - 1])
        bits ^= lowest
    return "".join(f";{code}" for code in said)
