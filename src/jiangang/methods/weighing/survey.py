"""A draught survey answered: cargo by two surveys, its interval, constant, shortage, every step."""

from collections.abc import Iterator, Mapping
from typing import Any

from jiangang.methods.answers import Answer
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.register import method
from jiangang.methods.weighing.case import Bill, Case, read_case
from jiangang.methods.weighing.displacement import Displacement
from jiangang.methods.weighing.outcome import Outcome, find_outcome
from jiangang.methods.weighing.sheets import write_steps
from jiangang.methods.weighing.steps import Sheet, Step
from jiangang.methods.weighing.uncertainty import Uncertainty, find_first_order, find_replicates
from jiangang.methods.weighing.verdicts import judge
from jiangang.methods.weighing.wording import check_survey, list_assumptions, make_sentence


@method(
    "weighing.draught_survey",
    source=(
        "UNECE, Code of Uniform Standards and Procedures for the Performance of Draught Surveys of Coal "
        "Cargoes, ECE/ENERGY/19 (1992); second trim correction after Nemoto",
        "list correction 6 × |d2 − d1| × |TPC2 − TPC1|: trade practice (empirical)",
        "errors: JCGM 100:2008 (first order) and JCGM 101:2008 (replicates)",
    ),
    verified=(
        "m/v EVER SHIP, coal, December 2019: three surveys and cargo 88,760.3 t within 0.1 t "
        "(sfraval/draft-survey @ c7ca6f7, numbers only)",
        "ship An Xin Shan, worksheet of 2010-04-24: the chain of totals and the constant",
        "m/v OCEAN BALL: means, corrections, quarter mean (sevensurveyor.com)",
        "trimmed volumes of hulls integrated directly; coverage of the interval in 1,000 seeded worlds",
    ),
)
def survey_by_draughts(
    values: Mapping[str, Any],
    *,
    confidence: float = 0.95,
    replicates: int | None = None,
    rng_seed: int | None = None,
) -> Answer:
    """The mass of a cargo by draught surveys before and after loading or discharge, with every step.

    values: the case, as a survey file holds it (`ship`, `hydrostatics`, `initial`, `final`, `operation`, and
    where wanted `tank_tables`, `bill_of_lading`, `errors`); lengths in m, masses in t, densities in t/m³.
    confidence: of the interval; replicates, rng_seed: repeat the calculation with drawn errors as well.
    Raises Refused with every fault of the case, above all a missing LCF convention, and outside the tables.
    """
    case = read_case(values)
    outcome = find_outcome(case)
    spreads = list(_spreads(case, confidence, replicates, rng_seed))
    steps = [
        step
        for survey in case.surveys
        for step in write_steps(case.ship, case.table, survey, outcome.surveys[survey.survey])
    ]
    steps += _closing_steps(case, outcome)
    found = {
        "ship": case.ship.name,
        "unit": "t",
        **({} if outcome.cargo is None else {"cargo": outcome.cargo, "operation": case.operation}),
        **{name: _summary(each) for name, each in outcome.surveys.items()},
        **_constant(case, outcome),
        **_shortage(case, outcome, spreads),
        **({"uncertainty": {each.method: _spread_values(each) for each in spreads}} if spreads else {}),
        "steps": [step.as_dict() for step in steps],
    }
    return Answer(
        "weighing.draught_survey",
        "1",
        found,
        tuple(list_assumptions(case, spreads)),
        make_sentence(case, outcome, spreads),
        tuple(check_survey(case, outcome)),
    )


def _spreads(
    case: Case, confidence: float, replicates: int | None, rng_seed: int | None
) -> Iterator[Uncertainty]:
    if case.errors is None:
        if replicates is not None:
            raise Refused(Finding("methods.weighing.finding.no_errors", field="errors"))
        return
    yield find_first_order(case, case.errors, confidence)
    if replicates is not None:
        if rng_seed is None:
            raise Refused(Finding("methods.weighing.finding.seed_missing", field="rng-seed"))
        yield find_replicates(case, case.errors, confidence, replicates=replicates, rng_seed=rng_seed)


def _summary(found: Displacement) -> dict[str, Any]:
    draughts = found.draughts
    return {
        "means": dict(draughts.means),
        "corrections": dict(draughts.corrections),
        "draughts": dict(draughts.at_perpendiculars),
        "trim": draughts.trim,
        "deformation": draughts.deformation,
        "quarter_mean": draughts.quarter_mean,
        **({} if draughts.heel is None else {"list_degrees": draughts.heel}),
        "table_displacement": found.from_table,
        "tpc": found.tpc,
        "lcf": found.lcf,
        "first_trim_correction": found.first,
        "second_trim_correction": found.second,
        "list_correction": found.list_correction,
        "corrected_displacement": found.corrected,
        "displacement": found.at_density,
        "deductibles": found.deducted,
        "net": found.net,
    }


def _constant(case: Case, outcome: Outcome) -> dict[str, Any]:
    if case.ship.lightship is None or case.light not in outcome.surveys:
        return {}
    return {"constant": outcome.surveys[case.light].net - case.ship.lightship}


def _closing_steps(case: Case, outcome: Outcome) -> list[Step]:
    sheet = Sheet("", [])
    constant = _constant(case, outcome)
    if constant:
        values = {"net": outcome.surveys[case.light].net, "lightship": case.ship.lightship}
        sheet.write("constant", "{net} − {lightship}", constant["constant"], "t", **values)
    if outcome.cargo is not None:
        nets = {f"net_{name}": each.net for name, each in outcome.surveys.items()}
        formula = (
            "{net_final} − {net_initial}" if case.operation == "loading" else "{net_initial} − {net_final}"
        )
        sheet.write("cargo", formula, outcome.cargo, "t", **nets)
    if case.bill is not None and outcome.billed is not None:
        _write_shortage(sheet, case.bill, outcome)
    return sheet.steps


def _write_shortage(sheet: Sheet, bill: Bill, outcome: Outcome) -> None:
    if bill.is_dry:
        wet = {"BL": bill.mass, "m1": bill.moisture_loaded}
        sheet.write("billed_dry", "{BL} × (1 − {m1})", outcome.billed, "t", **wet)
        wet = {"cargo": outcome.cargo, "m2": bill.moisture_discharged}  # type: ignore[dict-item] # a number there
        sheet.write("outturn_dry", "{cargo} × (1 − {m2})", outcome.outturn, "t", **wet)
    values = {"BL": outcome.billed, "outturn": outcome.outturn}
    sheet.write("shortage", "{BL} − {outturn}", outcome.shortage, "t", **values)
    rate = {"shortage": outcome.shortage, "BL": outcome.billed}
    sheet.write("shortage_per_mille", "{shortage} / {BL} × 1000", outcome.per_mille, "‰", **rate)


def _shortage(case: Case, outcome: Outcome, spreads: list[Uncertainty]) -> dict[str, Any]:
    if case.bill is None or outcome.per_mille is None:
        return {}
    spread = spreads[-1].per_mille if spreads else None
    within = None if spread is None else spread.low <= 0 <= spread.high
    return {
        "shortage": {
            "basis": "dry" if case.bill.is_dry else "wet",
            "bill_of_lading": outcome.billed,
            "outturn": outcome.outturn,
            "mass": outcome.shortage,
            "per_mille": outcome.per_mille,
            "interval_per_mille": None if spread is None else [spread.low, spread.high],
            "tolerance_per_mille": case.bill.tolerance,
            "within_method_error": within,
            "verdict": judge(float(outcome.per_mille), case.bill.tolerance, spread),
        }
    }


def _spread_values(each: Uncertainty) -> dict[str, Any]:
    return {
        "confidence": each.confidence,
        "standard": each.mass.standard,
        "interval": [each.mass.low, each.mass.high],
        **(
            {}
            if each.per_mille is None
            else {
                "standard_per_mille": each.per_mille.standard,
                "interval_per_mille": [each.per_mille.low, each.per_mille.high],
            }
        ),
        **({"replicates": each.replicates, "rng_seed": each.rng_seed} if each.replicates else {}),
        **(
            {
                "budget": [
                    {
                        "input": part.input,
                        "standard_uncertainty": part.sigma,
                        "contribution": part.contribution,
                        "share": part.share,
                    }
                    for part in each.parts
                ]
            }
            if each.parts
            else {}
        ),
    }
