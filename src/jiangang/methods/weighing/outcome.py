"""What two draught surveys together say: cargo, ship's constant, shortage against the bill of lading."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from jiangang.methods.weighing.case import Case
from jiangang.methods.weighing.displacement import Displacement, find_displacement
from jiangang.methods.weighing.tables import Number


@dataclass(frozen=True, slots=True)
class Outcome:
    """Masses in tonnes; per_mille of the bill of lading (in dry weight where moistures are given)."""

    surveys: Mapping[str, Displacement] = field(hash=False)
    cargo: Number | None = None
    billed: Number | None = None
    outturn: Number | None = None
    shortage: Number | None = None
    per_mille: Number | None = None


def list_inputs(case: Case) -> dict[str, Number]:
    """Every number that carries an error, by name: `initial.forward.port`, `hydrometer`, `table`, …"""
    found: dict[str, Number] = {
        f"{survey.survey}.{name}": value for survey in case.surveys for name, value in survey.inputs().items()
    }
    found |= {"hydrometer": 0.0, "table_per_mille": 0.0}
    if case.bill is not None and case.bill.is_dry:
        found["moisture_loaded"] = case.bill.moisture_loaded or 0.0
        found["moisture_discharged"] = case.bill.moisture_discharged or 0.0
    return found


def find_outcome(case: Case, inputs: Mapping[str, Number] | None = None) -> Outcome:
    """Calculate the case; `inputs` (by the names of `list_inputs`) may replace the observed numbers.

    Raises Refused for a draught or a reading outside its table.
    """
    values = list_inputs(case) if inputs is None else inputs
    surveys = {}
    for survey in case.surveys:
        own = {name: values[f"{survey.survey}.{name}"] for name in survey.inputs()}
        condition = survey.with_inputs({**own, "density": own["density"] + values["hydrometer"]})
        scale = 1 + values["table_per_mille"] / 1000
        surveys[survey.survey] = find_displacement(case.ship, case.table, condition, table_scale=scale)
    outcome = Outcome(surveys)
    if "final" in surveys:
        difference = surveys["final"].net - surveys["initial"].net
        outcome = replace(outcome, cargo=difference if case.operation == "loading" else -difference)
    return _with_shortage(case, outcome, values)


def _with_shortage(case: Case, outcome: Outcome, values: Mapping[str, Number]) -> Outcome:
    if case.bill is None or outcome.cargo is None:
        return outcome
    billed: Number = case.bill.mass
    outturn = outcome.cargo
    if case.bill.is_dry:
        billed = billed * (1 - values["moisture_loaded"])
        outturn = outturn * (1 - values["moisture_discharged"])
    short = billed - outturn
    return replace(outcome, billed=billed, outturn=outturn, shortage=short, per_mille=short / billed * 1000)
