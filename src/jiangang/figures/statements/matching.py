"""Which subject a claim is about. Pure: claims and subjects in, subject and doubt out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jiangang.figures.statements.subjects import Subject
from jiangang.methods.statements import Claim, Kind

BEYOND = re.compile("全国|全省|全球|世界|我国|各地|全系统|nationwide|worldwide|in the country|in the nation")
NAMED = frozenset({Kind.HONOUR, Kind.FIRST})


@dataclass(frozen=True, slots=True)
class Match:
    """What a claim is about. rivals: other subjects that fit it as well; beyond: it speaks of more than this
    office; part: a word for a part that the figure does not separate.
    """

    subject: Subject | None
    rivals: tuple[Subject, ...] = ()
    beyond: str = ""
    part: str = ""


def match_claim(claim: Claim, subjects: Sequence[Subject]) -> Match:
    """The subject that fits a claim best by its words, kind and unit.

    A claim that fits two figures equally well has rivals. A register that is not built beats a figure that
    fits no better, because a wrong comparison is worse than none.
    """
    clause = f"{claim.quote} {claim.subject}".lower()
    near = claim.subject.lower() or clause
    weighed = [(subject.weigh(claim.kind.value, claim.unit, near, clause), subject) for subject in subjects]
    best = max((weight for weight, _ in weighed), default=0)
    if best == 0:
        return Match(None)
    top = [subject for weight, subject in weighed if weight == best]
    registers = [subject for subject in top if not subject.figure]
    chosen, rivals = (registers[0], ()) if registers else (top[0], tuple(top[1:]))
    beyond = BEYOND.search(clause)
    return Match(chosen, rivals, beyond[0] if beyond else "", chosen.find_part(clause))
