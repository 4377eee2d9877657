"""The draw itself: who was in the pool, who was not and why, and who came out.

What makes a person eligible is the caller's affair; here ids and reason codes are only words.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jiangang.methods.chance.seeds import Reveal, mix
from jiangang.methods.chance.stream import ALGORITHM, Stream
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.register import method


@dataclass(frozen=True, slots=True)
class Pool:
    """Those who can be drawn, sorted by id, and those who cannot, each with reason codes.

    Build it with `Pool.of`. Ids are text; they are sorted by code point, so that the order in which a
    database gave them decides nothing.
    """

    eligible: tuple[str, ...]
    excluded: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def __post_init__(self) -> None:
        out = [each for each, _ in self.excluded]
        if list(self.eligible) != sorted(set(self.eligible)) or out != sorted(set(out)):
            raise ValueError("the ids of a pool are sorted, and each stands there once")
        if set(self.eligible) & set(out):
            raise ValueError("nobody is both eligible and excluded")
        if not all((*self.eligible, *out)):
            raise ValueError("an id is not empty")
        if not all(reasons and all(reasons) for _, reasons in self.excluded):
            raise ValueError("an exclusion has at least one reason code")

    @classmethod
    def of(cls, eligible: Iterable[str], excluded: Mapping[str, Iterable[str]] | None = None) -> "Pool":
        """A pool from ids in any order and exclusions id → reason codes; raises ValueError as said above."""
        out = tuple(sorted((each, tuple(reasons)) for each, reasons in (excluded or {}).items()))
        return cls(tuple(sorted(eligible)), out)


def draw_label(office: str, day: date, label: str, subject: str) -> str:
    """Label of a draw's stream: `draw|<office>|<day>|<label>|<subject>`, with | and \\ escaped by \\."""
    return "|".join(["draw", *map(_escaped, (office, day.isoformat(), label, subject))])


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|")


@dataclass(frozen=True, slots=True)
class Draw:
    """What one draw was made from, and its result in the order drawn."""

    office: str
    day: date
    label: str
    subject: str
    entry_sequence: int
    entry_leaf_hash: bytes
    pool: Pool
    count: int
    result: tuple[str, ...]
    algorithm: str = ALGORITHM


def result_of(seed: bytes, label: str, eligible: Sequence[str], count: int) -> tuple[str, ...]:
    """Who is drawn from the sorted ids with this mixed seed and stream label."""
    return tuple(Stream(seed, label).draw(eligible, count))


@method(
    "chance.make_draw",
    source="DESIGN law 7; Fisher–Yates, TAOCP vol. 2 §3.4.2 P",
    verified="a second writing of stream and shuffle in the tests; SciPy chi-square over every subset",
)
def make_draw(
    reveal: Reveal,
    *,
    office: str,
    subject: str,
    entry_sequence: int,
    entry_leaf_hash: bytes,
    pool: Pool,
    count: int,
) -> Draw:
    """Draw `count` ids from the pool for a subject, with the seed of one label and a later ledger entry.

    office: name of the office; subject: what is drawn for, such as a consignment's number; entry_sequence
    and entry_leaf_hash: the ledger entry mixed in. Raises Refused with a finding when the pool is too small.
    Source: DESIGN law 7.
    """
    if not 1 <= count <= len(pool.eligible):
        raise Refused(
            Finding(
                "methods.finding.pool_too_small",
                field="count",
                params={"count": count, "eligible": len(pool.eligible), "excluded": len(pool.excluded)},
            )
        )
    seed = mix(reveal.sub_seed, entry_leaf_hash)
    label = draw_label(office, reveal.day, reveal.label, subject)
    return Draw(
        office=office,
        day=reveal.day,
        label=reveal.label,
        subject=subject,
        entry_sequence=entry_sequence,
        entry_leaf_hash=entry_leaf_hash,
        pool=pool,
        count=count,
        result=result_of(seed, label, pool.eligible, count),
    )
