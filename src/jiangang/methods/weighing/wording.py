"""What is said of a draught survey: its assumptions, its sentence, and what the surveyor is warned of."""

from collections.abc import Iterator, Mapping
from typing import Any

from jiangang.methods.answers import Said
from jiangang.methods.findings import Finding, Severity
from jiangang.methods.weighing.audit import check_used_rows, find_suspects
from jiangang.methods.weighing.case import Case
from jiangang.methods.weighing.displacement import Displacement
from jiangang.methods.weighing.outcome import Outcome
from jiangang.methods.weighing.uncertainty import Uncertainty
from jiangang.methods.weighing.verdicts import judge

LARGEST_LIST = 0.5
"""Degrees of list above which public survey programs call a survey doubtful."""
USUAL_DENSITY = (0.995, 1.035)


def list_assumptions(case: Case, spreads: list[Uncertainty]) -> Iterator[Said]:
    """What must hold for the values to be true."""
    yield Said(f"methods.weighing.assumption.lcf.{case.ship.lcf_convention}")
    yield Said("methods.weighing.assumption.table_density", {"density": case.ship.table_density})
    decimals = case.initial.decimals
    if decimals is None:
        yield Said("methods.weighing.assumption.full_precision")
    else:
        yield Said("methods.weighing.assumption.draughts_rounded", {"decimals": decimals})
    yield Said("methods.weighing.assumption.mean_of_means")
    for survey in case.surveys:
        if survey.second is not None:
            yield Said(
                "methods.weighing.assumption.second_given", {"mass": survey.second, "survey": survey.survey}
            )
        if not survey.with_list:
            yield Said("methods.weighing.assumption.without_list", {"survey": survey.survey})
    if spreads:
        source = case.errors.source if case.errors is not None else ""
        yield Said("methods.weighing.assumption.errors_stated", {"source": source or "–"})


def make_sentence(case: Case, outcome: Outcome, spreads: list[Uncertainty]) -> Said:
    """The sentence that may stand on a certificate."""
    params: dict[str, Any] = {"ship": case.ship.name or "–", "net": float(outcome.surveys["initial"].net)}
    if spreads:
        last = spreads[-1]
        params |= {"confidence": last.confidence, "low": last.mass.low, "high": last.mass.high}
    if outcome.cargo is None:
        return Said(
            "methods.weighing.sentence.net_error" if spreads else "methods.weighing.sentence.net", params
        )
    params["cargo"] = float(outcome.cargo)
    if case.bill is None or outcome.per_mille is None or outcome.shortage is None:
        return Said(
            "methods.weighing.sentence.cargo_error" if spreads else "methods.weighing.sentence.cargo", params
        )
    spread = spreads[-1].per_mille if spreads else None
    params |= {
        "bill": float(outcome.billed or 0),
        "mass": float(outcome.shortage),
        "rate": float(outcome.per_mille),
    }
    params |= {"more": -params["mass"], "more_rate": -params["rate"]}
    if spread is not None:
        params |= {"rate_low": spread.low, "rate_high": spread.high}
    if case.bill.tolerance is not None:
        params["tolerance"] = case.bill.tolerance
    verdict = judge(float(outcome.per_mille), case.bill.tolerance, spread)
    basis = "dry" if case.bill.is_dry else "wet"
    return Said(f"methods.weighing.sentence.{basis}.{verdict}", params)


def check_survey(case: Case, outcome: Outcome) -> Iterator[Finding]:
    """Warnings and notes that do not prevent the answer."""
    suspects = find_suspects(case.table)
    for survey in case.surveys:
        found = outcome.surveys[survey.survey]
        draught = float(found.draughts.moulded)
        used: tuple[float, ...] = case.table.rows_about(draught)
        if found.mtc is not None:
            used += case.table.rows_about(draught + 0.5) + case.table.rows_about(draught - 0.5)
        yield from check_used_rows(suspects, used)
        yield from _check_survey(survey.survey, float(survey.density), found)
        trim = f"{float(found.draughts.trim):.2f}"
        for tank in survey.tanks:
            if not tank.table.knows_trim and abs(float(found.draughts.trim)) > 0.005:
                params = {"tank": tank.name, "trim": trim}
                yield _warning("tank_without_trim", f"{survey.survey}.tanks", params)
    if case.errors is None:
        yield Finding("methods.weighing.finding.errors_not_stated", Severity.NOTE, "errors")


def _check_survey(name: str, density: float, found: Displacement) -> Iterator[Finding]:
    heel = found.draughts.heel
    if heel is not None and abs(float(heel)) > LARGEST_LIST:
        yield _warning(
            "list_large", name, {"survey": name, "list": f"{abs(float(heel)):.2f}", "limit": LARGEST_LIST}
        )
    if not USUAL_DENSITY[0] <= density <= USUAL_DENSITY[1]:
        yield _warning("density_unusual", f"{name}.density", {"survey": name, "density": density})
    if found.mtc is not None and float(found.second) < 0:
        yield _warning("second_negative", name, {"survey": name, "mass": f"{float(found.second):.1f}"})


def _warning(what: str, field: str, params: Mapping[str, Any]) -> Finding:
    return Finding(f"methods.weighing.finding.{what}", Severity.WARNING, field, params)
