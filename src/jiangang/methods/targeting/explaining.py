"""Why a consignment was decided as it was: for staff all of it, for the trader what may be released.

Both read reasons as a decision stores them (`Reason.as_dict`, `GateReason.as_dict`), so that yesterday's
decision is told with yesterday's rules and values whatever is in force today.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from jiangang.methods.register import method
from jiangang.methods.targeting.criteria import Release
from jiangang.methods.targeting.standing import State
from jiangang.methods.targeting.wording import Wording

Stored = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TraderExplanation:
    """What a trader is told. withheld: what stands in the place of the parts that are not told; the same for
    every consignment that is checked, so that it tells nothing.
    """

    sentences: tuple[str, ...]
    lowers: tuple[str, ...]
    withheld: str


@method(
    "targeting.staff_explanation", source="the stored reasons of the decision; nothing is calculated anew"
)
def explain_to_staff(reasons: Iterable[Stored], words: Wording) -> list[str]:
    """Every reason in one paragraph each: rule with its version, purpose, conditions, values, source.

    Rules that could not be asked, and gates, are told as such.
    """
    return [_staff(reason, words) for reason in reasons]


def _staff(reason: Stored, words: Wording) -> str:
    purpose = words.of(reason["purpose_zh"], reason["purpose_en"])
    values = words.list(
        [f"{words.fact(name)} = {words.value(value)}" for name, value in reason["values"].items()]
    )
    said = {"version": reason["version"], "purpose": purpose, "values": values, "line": reason["line"]}
    said["source"] = _source(reason["citation"])
    if "gate" in reason:
        key = "gate_closed" if reason["closes"] else "gate_noted"
        return words.say(f"methods.targeting.staff.{key}", code=reason["gate"], **said)
    key = "touches" if reason["touches"] else "noted"
    nature = reason.get("nature", "rule")
    told = words.say(
        f"methods.targeting.staff.{key}", code=reason["rule"],
        nature=words.say(f"methods.targeting.nature.{nature}"),
        lane=words.lane(reason["lane"]), conditions=words.conditions(reason["conditions"]), **said,
    )  # fmt: skip
    if "rate" in reason:
        told += words.say("methods.targeting.staff.rate", rate=words.share(Fraction(reason["rate"])))
    if "tests" in reason:
        told += words.say("methods.targeting.staff.tests", tests=words.list(reason["tests"]))
    return told


@method(
    "targeting.trader_explanation",
    source="each criterion's own `release`: open, sentence or withheld",
    verified="withheld criteria leave no trace: tests/unit/methods/targeting/test_explaining.py",
)
def explain_to_trader(
    lane: str, reasons: Iterable[Stored], words: Wording, missing: Mapping[str, int] | None = None
) -> TraderExplanation:
    """What may be told of a decision.

    lane: `green`, `yellow`, `red` or `not_admissible`; missing: clean checks that the trader still needs, by
    the codes of programmes, where the office knows them. Neither the random stream nor a score nor a
    withheld criterion changes a letter.
    """
    stored = list(reasons)
    told = [words.say(f"methods.targeting.trader.{lane}")]
    gates = [one for one in stored if one.get("closes")]
    told += [sentence for one in gates if (sentence := _released(one, words))]
    if lane == "not_admissible":
        return TraderExplanation(tuple(told), (words.say("methods.targeting.trader.lowers_permit"),), "")
    if lane == "green":
        return TraderExplanation(tuple(told), (), "")
    touching = [one for one in stored if one.get("touches")]
    told += [sentence for one in touching if (sentence := _released(one, words))]
    lowers = [words.say("methods.targeting.trader.lowers_always")]
    lowers += [_lowers(one, words, missing or {}) for one in touching if _may_tell_terms(one)]
    return TraderExplanation(tuple(told), tuple(lowers), words.say("methods.targeting.trader.withheld"))


def _released(reason: Stored, words: Wording) -> str:
    """The sentence of a criterion that may be told, or nothing."""
    release = reason.get("release", Release.WITHHELD.value)
    if release == Release.SENTENCE.value:
        return words.of(reason["told_zh"], reason["told_en"])
    if release != Release.OPEN.value:
        return ""
    purpose = words.of(reason["purpose_zh"], reason["purpose_en"])
    return words.say("methods.targeting.trader.open", purpose=purpose, source=_source(reason["citation"]))


def _may_tell_terms(reason: Stored) -> bool:
    return "programme" in reason and reason.get("release") == Release.OPEN.value


def _lowers(reason: Stored, words: Wording, missing: Mapping[str, int]) -> str:
    """How the reduced rate of a programme is earned, from where the trader stands."""
    terms = reason["programme"]
    reduced = words.share(Fraction(terms["reduced"]))
    state = reason.get("state")
    if state == State.REDUCED.value:
        return words.say("methods.targeting.trader.lowers_kept", reduced=reduced)
    if state in (State.OWED.value, State.LOCKED.value):
        return words.say(f"methods.targeting.trader.lowers_{state}", reduced=reduced)
    more = missing.get(reason["rule"], terms["qualify"])
    return words.say("methods.targeting.trader.lowers_clean", count=more, reduced=reduced)


def _source(citation: Stored) -> str:
    return " ".join(part for part in (citation["source"], citation["article"]) if part)
