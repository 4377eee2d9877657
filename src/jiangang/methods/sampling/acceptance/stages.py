"""A plan by attributes as it is carried out: one or more samples, each with its two numbers.

Where the numbers come from (a standard's table, two risk points, a person) is no matter here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jiangang.methods.findings import Refused
from jiangang.methods.sampling.acceptance.faults import Fault, finding, refuse


@dataclass(frozen=True, slots=True)
class Stage:
    """One sample of a plan.

    sample_size: units taken at this stage; cumulative_size: units taken so far; accept: the lot is accepted
    with so many nonconforming units found so far, or fewer (None: this stage cannot accept); reject: the lot
    is not accepted with so many or more. Between the two the next sample is taken.
    """

    sample_size: int
    cumulative_size: int
    accept: int | None
    reject: int


def build_stages(
    sizes: Sequence[int], accepts: Sequence[int | None], rejects: Sequence[int]
) -> tuple[Stage, ...]:
    """Stages from equal-long lists. Raises Refused with every contradiction: lengths, sizes, order of the
    numbers, a last stage that leaves the lot undecided."""
    refuse(tuple(_faults(sizes, accepts, rejects)))
    total, made = 0, []
    for size, accept, reject in zip(sizes, accepts, rejects, strict=True):
        total += size
        made.append(Stage(size, total, accept, reject))
    return tuple(made)


def _faults(sizes: Sequence[int], accepts: Sequence[int | None], rejects: Sequence[int]) -> Iterator[Fault]:
    lengths = {"sizes": len(sizes), "accepts": len(accepts), "rejects": len(rejects)}
    if len(set(lengths.values())) != 1 or not sizes:
        yield "stage_lists_differ", "sample-size", lengths
        return
    for number, size in enumerate(sizes, 1):
        if size < 1:
            yield "stage_empty", "sample-size", {"stage": number, "size": size}
    for number, (accept, reject) in enumerate(zip(accepts, rejects, strict=True), 1):
        if (accept is not None and accept < 0) or reject <= (accept or 0):
            yield "stage_contradicts", "accept", {"stage": number, "accept": accept, "reject": reject}
    if accepts[-1] is None or rejects[-1] != accepts[-1] + 1:
        yield "last_stage_open", "reject", {"accept": accepts[-1], "reject": rejects[-1]}


def judge(stages: Sequence[Stage], counts: Sequence[int]) -> tuple[bool, int] | None:
    """The decision and the stage (from 1) at which it fell, from the nonconforming units of each sample in
    turn; None while the next sample is wanted.

    Raises Refused for a count below 0, more counts than the plan has stages, or counts after the decision.
    """
    total = 0
    for number, count in enumerate(counts, 1):
        if count < 0 or number > len(stages):
            params = {"stages": len(stages), "given": len(counts)}
            raise Refused(finding("counts_wrong", "nonconforming", params))
        total += count
        stage = stages[number - 1]
        accepted = stage.accept is not None and total <= stage.accept
        if accepted or total >= stage.reject:
            if number < len(counts):
                params = {"stage": number, "given": len(counts)}
                raise Refused(finding("counts_after", "nonconforming", params))
            return accepted, number
    return None
