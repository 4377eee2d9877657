"""Where the units shall be opened: the optimum beside the usual plans, in words and numbers."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from jiangang.methods.answers import Answer, Said
from jiangang.methods.findings import Finding, Refused, Severity
from jiangang.methods.register import method
from jiangang.methods.sampling.allocation.leakage import JEFFREYS, SOURCE_MODEL, Floats, Leakages, Pathway
from jiangang.methods.sampling.allocation.optimum import find_best_allocation
from jiangang.methods.sampling.allocation.plans import plan_equal, plan_hypergeometric, plan_proportional

NAME, VERSION = "sampling.allocation", "1"


@method(
    NAME,
    version=VERSION,
    source=(SOURCE_MODEL, "Fox, Operations Research 14 (1966) 210–216"),
    verified="The parts: see sampling.best_allocation and sampling.expected_leakage",
)
def allocate_budget(
    pathways: Sequence[Pathway],
    budget: int,
    *,
    prior: tuple[Fraction, Fraction] = JEFFREYS,
    infested: Fraction = Fraction(1, 20),
) -> Answer:
    """The allocation of a budget of units with the smallest expected leakage, beside three usual plans.

    pathways: size and past results of each consignment; budget: units that can be opened; prior: a₀, b₀ of
    the beta, above 0; infested: the level that the hypergeometric plan detects, 0 < level < 1. Raises
    Refused, with all findings, for counts that contradict each other, no consignments, or a prior or level
    out of range.
    """
    _check(pathways, budget, prior, infested)
    model = Leakages.of(pathways, prior)
    sized, confidence = plan_hypergeometric(pathways, budget, infested)
    plans = {
        "best": find_best_allocation(pathways, budget, prior),
        "fixed": plan_equal(pathways, budget),
        "hypergeometric": sized,
        "proportional": plan_proportional(pathways, budget),
    }
    leaked = {name: model.at(np.array(opened, np.int64)) for name, opened in plans.items()}
    before = float(model.at(np.zeros_like(model.units)).sum())
    totals: dict[str, dict[str, Any]] = {
        name: {"opened": sum(opened), "leakage": float(leaked[name].sum())} for name, opened in plans.items()
    }
    totals["hypergeometric"] |= {"confidence": confidence, "level": float(infested)}
    values = {
        "budget": budget,
        "opened": totals["best"]["opened"],
        "leakage": totals["best"]["leakage"],
        "leakage_uninspected": before,
        "prior": [float(each) for each in prior],
        "plans": totals,
        "rows": _rows(pathways, plans, leaked["best"]),
    }
    return Answer(
        NAME, VERSION, values, _assumptions(prior), _sentence(values, len(pathways)), _notes(pathways)
    )


def _rows(pathways: Sequence[Pathway], plans: dict[str, list[int]], leaked: Floats) -> list[dict[str, Any]]:
    """Each consignment with what every plan opens of it, and its leakage under the best."""
    return [
        {
            "group": each.group,
            "units": each.units,
            "allocated": plans["best"][number],
            "leakage": float(leaked[number]),
            **{name: plans[name][number] for name in ("fixed", "hypergeometric", "proportional")},
        }
        for number, each in enumerate(pathways)
    ]


def _sentence(values: dict[str, Any], count: int) -> Said:
    plans = values["plans"]
    return Said(
        "methods.sampling.sentence.allocation",
        {
            "opened": values["opened"],
            "count": count,
            "leakage": values["leakage"],
            "before": values["leakage_uninspected"],
            **{name: plans[name]["leakage"] for name in ("fixed", "hypergeometric", "proportional")},
        },
    )


def _assumptions(prior: tuple[Fraction, Fraction]) -> tuple[Said, ...]:
    return (
        Said("methods.sampling.assumption.posterior", {"a": prior[0], "b": prior[1]}),
        Said("methods.sampling.assumption.leakage"),
        Said("methods.sampling.assumption.every_find"),
        Said("methods.sampling.assumption.unchanged"),
    )


def _notes(pathways: Sequence[Pathway]) -> tuple[Finding, ...]:
    histories: dict[str, set[tuple[int, int]]] = {}
    for each in pathways:
        histories.setdefault(each.group, set()).add((each.sampled, each.found))
    notes = [
        Finding(
            "methods.sampling.finding.two_histories",
            Severity.WARNING,
            "group",
            {"group": name, "count": len(past)},
        )
        for name, past in histories.items()
        if len(past) > 1
    ][:20]
    untried = sum(not each.sampled for each in pathways)
    if untried:
        notes.append(
            Finding("methods.sampling.finding.without_past", Severity.NOTE, "sampled", {"count": untried})
        )
    return tuple(notes)


def _check(
    pathways: Sequence[Pathway], budget: int, prior: tuple[Fraction, Fraction], infested: Fraction
) -> None:
    findings = [fault for each in pathways for fault in each.list_faults()]
    if not pathways:
        findings.append(Finding("methods.sampling.finding.no_consignments"))
    if budget < 0:
        findings.append(
            Finding("methods.sampling.finding.budget_negative", field="budget", params={"budget": budget})
        )
    if min(prior) <= 0:
        params = {"a": float(prior[0]), "b": float(prior[1])}
        findings.append(Finding("methods.sampling.finding.prior_wrong", field="prior", params=params))
    if not 0 < infested < 1:
        params = {"level": float(infested)}
        findings.append(Finding("methods.sampling.finding.allocation_level", field="level", params=params))
    if findings:
        raise Refused(findings)
