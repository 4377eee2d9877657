"""A whole file screened: asked batch by batch on two threads, chosen from exactly, written.

What is kept in memory is about 30 bytes a row; numbers and reasons wait in a folder beside the decisions.
"""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import local
from typing import Any

import numpy as np
import polars
from numpy.typing import NDArray

from jiangang.methods.targeting.criteria import Lane
from jiangang.port.targeting.screening.asking import Asked, Questions
from jiangang.port.targeting.screening.choosing import Choice, Rows, Streams, choose
from jiangang.port.targeting.screening.sources import Bad, Source
from jiangang.port.targeting.screening.writing import SCHEMA, FindingsFile, write_decisions

THREADS, AHEAD = 2, 3
NOT_ADMISSIBLE = "not_admissible"
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a file: rows decided and refused, by lane and by stream, people for how many checks."""

    decided: int
    refused: int
    lanes: dict[str, int]
    streams: dict[str, int]
    checked: int
    capacity: int


KINDS: dict[str, type[np.generic]] = {
    "hashes": np.uint64,
    "lanes": np.uint8,
    "settled": np.uint8,
    "mandatory": np.bool_,
    "certain": np.bool_,
    "admissible": np.bool_,
    "chances": np.float32,
    "draws": np.uint64,
    "scores": np.float32,
    "worths": np.float32,
}
"""What is kept of all rows, one array each, in the order of the file; no scores without a model, no worths
where nothing says what a finding is worth.
"""
Kept = dict[str, NDArray[Any]]


def screen_file(
    source: Source,
    questions: Questions,
    *,
    capacity: Fraction,
    random_share: Fraction,
    out: Path,
    findings: FindingsFile,
    batch_rows: int,
    progress: Progress,
) -> Report:
    """Decide every good row of a file. The result depends on file, policy, day and seed only.

    capacity, random_share: fractions of the decided rows; batch_rows: rows asked at a time, about;
    progress: told how much of the source has been read, in its own units.
    """
    with TemporaryDirectory(prefix=".screen-", dir=out.parent) as name:
        folder = Path(name)
        kept = _ask_all(source, questions, folder, findings, batch_rows, progress)
        twice = _duplicates(kept.pop("hashes"), folder)
        findings.write(twice.found)
        if twice.found:
            kept = {name: values[~twice.rows] for name, values in kept.items()}
        settled = kept.pop("settled")
        choice = choose(Rows(**kept), capacity, random_share)
        lanes = _final_lanes(settled, kept["admissible"], choice)
        made = folder / out.name
        write_decisions(made, _decisions(folder, twice.rows, lanes, choice))
        made.replace(out)
    names = [*(lane.code for lane in Lane), NOT_ADMISSIBLE]
    counts = np.bincount(lanes, minlength=len(names)).tolist()
    return Report(
        decided=len(lanes),
        refused=findings.count,
        lanes=dict(zip(names, counts, strict=True)),
        streams={
            str(one.name).lower(): int(np.count_nonzero(choice.streams & one)) for one in Streams if one
        },
        checked=int(np.count_nonzero(choice.streams)),
        capacity=choice.capacity,
    )


def _ask_all(
    source: Source,
    questions: Questions,
    folder: Path,
    findings: FindingsFile,
    batch_rows: int,
    progress: Progress,
) -> Kept:
    """Ask all batches; numbers and reasons go into the folder, one file a batch."""
    without = {"scores", "worths"} if questions.scorer is None else set() if questions.worth else {"worths"}
    names = [name for name in KINDS if name not in without]
    parts: dict[str, list[NDArray[Any]]] = {name: [np.empty(0, KINDS[name])] for name in names}
    for place, asked in enumerate(_in_order(source, questions, batch_rows)):
        asked.frame.write_ipc(folder / f"{place:08d}.arrow")
        findings.write(asked.bad)
        for name in names:
            parts[name].append(getattr(asked, name))
        progress(asked.done)
    return {name: np.concatenate(parts.pop(name)) for name in names}


def _in_order(source: Source, questions: Questions, batch_rows: int) -> Iterator[Asked]:
    """Batches asked on a few threads, handed back in the order of the file."""
    own = local()

    def ask(batch: object) -> Asked:
        if not hasattr(own, "compiled"):
            own.compiled = questions.compiled()
        return questions.ask(batch, own.compiled)  # type: ignore[arg-type]  # batches come from the source

    wanted = questions.wanted
    waiting: deque[Future[Asked]] = deque()
    with ThreadPoolExecutor(THREADS) as pool:
        for batch in source.batches(wanted, batch_rows):
            waiting.append(pool.submit(ask, batch))
            if len(waiting) >= AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Rows that have the number of a row before them."""

    rows: NDArray[np.bool_]
    found: list[Bad]


def _duplicates(hashes: NDArray[np.uint64], folder: Path) -> Duplicates:
    """Equal hashes are looked up as numbers, so that no number is taken for another."""
    ordered = np.sort(hashes)
    repeated = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    later = np.zeros(len(hashes), np.bool_)
    if not len(repeated):
        return Duplicates(later, [])
    suspects = np.isin(hashes, repeated)
    found: list[Bad] = []
    first: dict[str, int] = {}
    begin = 0
    for path in sorted(folder.glob("*.arrow")):
        frame = polars.read_ipc(path, columns=["number", "row"])
        places = np.flatnonzero(suspects[begin : begin + frame.height])
        some = frame[places] if len(places) else frame[:0]
        for place, number, row in zip(places.tolist(), some["number"], some["row"], strict=True):
            if number in first:
                later[begin + place] = True
                found.append((row, "row_number_twice", {"value": number, "first": first[number]}))
            else:
                first[number] = row
        begin += frame.height
    return Duplicates(later, found)


def _final_lanes(
    settled: NDArray[np.uint8], admissible: NDArray[np.bool_], choice: Choice
) -> NDArray[np.uint8]:
    """Red is who is inspected; who would be and cannot has the papers checked; 3 is not admissible."""
    lanes = np.minimum(settled, np.uint8(Lane.YELLOW))
    lanes[choice.streams != 0] = Lane.RED
    lanes[~admissible] = len(Lane)
    return lanes


def _decisions(
    folder: Path, left_out: NDArray[np.bool_], lanes: NDArray[np.uint8], choice: Choice
) -> Iterator[polars.DataFrame]:
    """The decisions of each waiting file, in order."""
    names = polars.Series([*(lane.code for lane in Lane), NOT_ADMISSIBLE])
    written = polars.Series([Streams(bits).written or None for bits in range(int(sum(Streams)) + 1)])
    nothing, scores = polars.Series([None], dtype=polars.Float64), choice.rows.scores
    begin = done = 0
    for path in sorted(folder.glob("*.arrow")):
        frame = polars.read_ipc(path, columns=["number", "reasons"])
        path.unlink()
        mine = left_out[begin : begin + frame.height]
        begin += frame.height
        if mine.any():
            frame = frame.filter(polars.Series(~mine))
        part = slice(done, done + frame.height)
        done += frame.height
        yield polars.DataFrame(
            {
                "number": frame["number"],
                "lane": names.gather(polars.Series(lanes[part].astype(np.uint32))),
                "stream": written.gather(polars.Series(choice.streams[part].astype(np.uint32))),
                "propensity": choice.propensities(part),
                "reasons": frame["reasons"].set(frame["reasons"] == "", None),
                "score": nothing.new_from_index(0, frame.height) if scores is None else scores[part],
            },
            schema=SCHEMA,
            strict=False,
        )
