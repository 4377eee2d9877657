"""What a plan that was carried out has achieved: its confidence at a level, and the level it can detect."""

from fractions import Fraction

from jiangang.methods.answers import Answer, Said, Unreachable
from jiangang.methods.findings import Finding
from jiangang.methods.register import method
from jiangang.methods.sampling.detection import ISPM_31, ONE_CLUSTER, sentence
from jiangang.methods.sampling.infestation import (
    LARGEST_DISPERSED,
    Infestation,
    check_something_to_find,
    mean_needed,
    read_infestation,
)
from jiangang.methods.sampling.inputs import INSIDE, Facts, Given, Rounding
from jiangang.methods.sampling.urns import Urn, least
from jiangang.methods.sampling.wording import percent, percent_down, percent_up

FINE, COARSE = 10**9, 10**6
"""Levels are sought in steps of a billionth, with clustered infestation of a millionth."""


@method(
    "sampling.achieved",
    source=ISPM_31,
    verified=(
        "tests/data/sampling: eight exact values of imperfect detection; operating-characteristic points",
        "exact decisions around the least number on random lots; 1 - 0.05^(1/n) for a large lot",
    ),
)
def achieve(
    *,
    sample_size: Given,
    lot_size: Given = None,
    level: Given = None,
    infested: Given = None,
    confidence: Given = None,
    efficacy: Given = 1,
    accept: Given = 0,
    dispersion: Given = 0,
    rounding: Rounding | str = Rounding.FLOOR,
) -> Answer:
    """The confidence that a sample of this size gives, and the least level that it detects.

    sample_size: units that were examined; the other arguments as of `detect`. With level or infested the
    answer holds `achieved_confidence`; with confidence it holds `detectable_level` and, for a lot of known
    size, `detectable_infested`; one of the two questions must be asked. Raises Refused for bad values,
    Unreachable when even a lot infested throughout would not be detected with that confidence. Source:
    ISPM 31.
    """
    facts = Facts()
    asked = level is not None or infested is not None
    what = read_infestation(
        facts,
        lot_size=lot_size,
        level=level if asked else 1,
        infested=infested,
        efficacy=efficacy,
        accept=accept,
        dispersion=dispersion,
        rounding=rounding,
    )
    size = facts.count("sample-size", sample_size, least=1)
    wanted = None if confidence is None else facts.share("confidence", confidence, INSIDE)
    if not asked and wanted is None:
        facts.fault("nothing_asked", "level")
    if what.lot_size is not None and size > what.lot_size:
        facts.fault("more_than_lot", "sample-size", count=size, lot_size=what.lot_size)
    if what.dispersion and size > LARGEST_DISPERSED:
        facts.fault("count_out_of_range", "sample-size", given=str(size), least=1, most=LARGEST_DISPERSED)
    facts.check()
    if asked and what.infested == 0:
        check_something_to_find(what)
    return _answer(what, size, asked, wanted)


def _answer(what: Infestation, size: int, asked: bool, confidence: Fraction | None) -> Answer:
    values: dict[str, object] = {"sample_size": size}
    said: Said | None = None
    if asked:
        achieved = 1 - what.urn.miss(size, what.accept)[0]
        values["achieved_confidence"] = float(achieved)
        said = sentence(what, size, percent_down(achieved))
    if confidence is not None:
        infested, level = _detectable(what, size, confidence)
        values |= {} if infested is None else {"detectable_infested": infested}
        values |= {"detectable_level": level, "confidence": confidence}
        said = said or _of_level(what, size, confidence, infested, level)
    shown = what.as_values() if asked else _without_level(what)
    assumptions = what.assumptions()
    if not asked:
        assumptions = tuple(each for each in assumptions if not each.key.endswith(".rounding"))
    return Answer(
        method="sampling.achieved",
        version="1",
        values={**values, "model": what.model, **shown},
        assumptions=(*assumptions, *ONE_CLUSTER[: bool(what.dispersion)]),
        sentence=said or Said("methods.sampling.assumption.random"),
    )


def _without_level(what: Infestation) -> dict[str, object]:
    hidden = {"infested", "level", "rounding"}
    return {name: value for name, value in what.as_values().items() if name not in hidden}


def _detectable(what: Infestation, size: int, confidence: Fraction) -> tuple[int | None, Fraction]:
    needed = mean_needed(float(confidence), what.accept) / float(what.efficacy) / size
    if what.lot_size is not None and not what.dispersion:
        lot = what.lot_size
        found = least(
            lambda count: Urn.of_lot(lot, count, what.efficacy).detects(size, what.accept, confidence),
            1,
            lot,
            int(needed * lot) + 1,
        )
        if found is None:
            raise Unreachable(_undetectable(what, size, confidence))
        return found, Fraction(found, lot)
    steps = COARSE if what.dispersion else FINE
    found = least(
        lambda step: Urn.of_clusters(Fraction(step, steps), what.dispersion, what.efficacy).detects(
            size, what.accept, confidence
        ),
        1,
        steps,
        int(needed * steps) + 1,
    )
    if found is None:
        raise Unreachable(_undetectable(what, size, confidence))
    return None, Fraction(found, steps)


def _undetectable(what: Infestation, size: int, confidence: Fraction) -> Finding:
    params = {
        "sample_size": size,
        "confidence": percent(confidence),
        "efficacy": percent(what.efficacy),
        "accept": what.accept,
    }
    return Finding("methods.sampling.finding.level_undetectable", field="confidence", params=params)


def _of_level(
    what: Infestation, size: int, confidence: Fraction, infested: int | None, level: Fraction
) -> Said:
    form = "detectable_level" if infested is None else "detectable_infested"
    return Said(
        f"methods.sampling.sentence.{form}",
        {
            "sample_size": size,
            "lot_size": what.lot_size,
            "infested": infested,
            "level": percent_up(level),
            "confidence": percent(confidence),
            "more": what.accept + 1,
            "efficacy": percent(what.efficacy),
        },
    )
