"""What a trader is told of a decision: what may be released, what would lower the rate, what is withheld.

How much of a criterion is public is the entry `release` of the version that decided.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jiangang.methods.targeting.criteria import Gate, Release, TargetingRule
from jiangang.methods.targeting.policy import Policy
from jiangang.ui.wording import text_in


@dataclass(frozen=True, slots=True)
class Decided:
    """A stored decision as the explanation needs it, with the version of the policy that made it."""

    lane: str
    reasons: Sequence[dict[str, Any]]
    gates: Sequence[dict[str, Any]]
    policy: Policy


@dataclass(frozen=True, slots=True)
class Told:
    """The sentence of the lane, the reasons that may be told, whether something is withheld, what helps."""

    sentence: str
    reasons: tuple[str, ...]
    is_withheld: bool
    what_lowers: str

    def as_dict(self) -> dict[str, Any]:
        """The same as plain values; withheld reasons are not counted, a count would say something."""
        return {
            "sentence": self.sentence,
            "reasons": list(self.reasons),
            "withheld": self.is_withheld,
            "what_lowers": self.what_lowers,
        }


def tell(decided: Decided, language: str) -> Told:
    """What may be told. Whether the random stream, the score or a withheld rule chose is never told apart:
    every lane of checking says that something is withheld.
    """
    rules = {rule.code: rule for rule in decided.policy.rules}
    gates = {gate.code: gate for gate in decided.policy.gates}
    told = [_sentence(gates.get(one["gate"]), one, language) for one in decided.gates if one["closes"]]
    told += [
        _sentence(rules.get(one["rule"]), one, language)
        for one in decided.reasons
        if one["touches"] and one["lane"] == decided.lane
    ]
    return Told(
        sentence=text_in(language, f"targeting.trader.{decided.lane}"),
        reasons=tuple(dict.fromkeys(one for one in told if one)),
        is_withheld=decided.lane in ("red", "yellow"),
        what_lowers=text_in(language, "targeting.told.lowers"),
    )


def _sentence(criterion: TargetingRule | Gate | None, reason: dict[str, Any], language: str) -> str:
    """The purpose where it is open, the sentence made for the trade where there is one, else nothing."""
    if criterion is None or criterion.release is Release.WITHHELD:
        return ""
    if criterion.release is Release.SENTENCE:
        return criterion.told_en if language == "en" else criterion.told_zh
    return str(reason["purpose_en" if language == "en" else "purpose_zh"])
