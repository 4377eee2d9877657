"""A draught survey as the drafter hands it in: the survey's file, calculated by `methods.weighing`. Pure."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.weighing import survey_by_draughts

LARGEST = 200_000
ROWS = (
    ("quarter_mean", 4),
    ("trim", 4),
    ("table_displacement", 2),
    ("first_trim_correction", 2),
    ("second_trim_correction", 2),
    ("displacement", 2),
    ("deductibles", 2),
    ("net", 2),
)
"""What a certificate shows of each survey, and with how many decimals: metres, then tonnes."""


def read_survey(raw: Any) -> tuple[dict[str, Any], Sequence[Finding]]:
    """The survey's results as texts of plain digits, with the file itself; and every fault of the file.

    raw: the file as TOML or JSON text (the form of `jiangang weigh`, the hydrostatic table within it), or an
    earlier answer of this function, which is calculated anew. Source: `weighing.draught_survey`.
    """
    file = str(raw.get("file", "")) if isinstance(raw, Mapping) else str(raw)
    values = _values(file)
    if values is None:
        return {}, [Finding("certificates.finding.survey_unreadable")]
    try:
        answer = survey_by_draughts(values)
    except Refused as refusal:
        return {}, list(refusal.findings)
    said = answer.values
    found: dict[str, Any] = {"file": file, "ship": str(said["ship"])}
    found["surveys"] = {
        name: {key: _fixed(said[name][key], places) for key, places in ROWS}
        for name in ("initial", "final")
        if name in said
    }
    if "cargo" in said:
        found |= {"cargo": _fixed(said["cargo"], 3), "operation": str(said["operation"])}
    if "shortage" in said:
        short = said["shortage"]
        found["shortage"] = {
            "basis": str(short["basis"]),
            "bill_of_lading": _fixed(short["bill_of_lading"], 3),
            "outturn": _fixed(short["outturn"], 3),
            "mass": _fixed(short["mass"], 3),
            "per_mille": _fixed(short["per_mille"], 2),
        }
    return found, []


def _values(file: str) -> dict[str, Any] | None:
    if len(file) > LARGEST:
        return None
    try:
        found = json.loads(file) if file.lstrip().startswith("{") else tomllib.loads(file)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _fixed(value: Any, places: int) -> str:
    return format(float(value) + 0.0, f".{places}f")
