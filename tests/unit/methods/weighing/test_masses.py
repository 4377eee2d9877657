"""Dry weight, tanks and containers: a published claim, a published ullage report, planes, identities."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangang.methods.findings import Refused
from jiangang.methods.weighing import find_dry_shortage, find_net_mass, gauge_tanks, survey_by_draughts
from tests.unit.methods.weighing.hulls import Hull, case_values, survey_values

PLANE = {
    "counts": "sounding",
    "trims": [-1, 0, 2],
    "rows": [[r, *(100 * r + 7 * t for t in (-1, 0, 2))] for r in (1, 2.5, 6)],
}
CORRECTED = {
    "counts": "ullage",
    "trims": [0, 3],
    "trim_correction_rows": [[0, 0, 0.06], [10, 0, 0.06]],
    "lists": [-2, 2],
    "list_correction_rows": [[0, -0.04, 0.04], [10, -0.04, 0.04]],
    "list_positive": "port",
    "rows": [[0, 500], [10, 0]],
}


def tanks(*each: dict[str, Any], **more: Any) -> Any:
    tables = {"plane": PLANE, "corrected": CORRECTED}
    return gauge_tanks({"tank_tables": tables, "tanks": list(each), **more})


def test_tianjin_iron_powder() -> None:
    found = find_dry_shortage(
        Decimal(6184), Decimal("0.07"), outturn_dry=Decimal("5573.827"), price=Decimal(84), currency="USD"
    ).values
    assert float(found["billed_dry"]) == 5751.12
    assert float(found["shortage_dry"]) == 177.293
    assert float(found["shortage_per_mille"]) == pytest.approx(30.8, abs=0.05)
    assert found["loss"] == {"amount": "14892.61", "currency": "USD", "per_dry_tonne": "84"}


@given(st.integers(0, 98), st.integers(1, 10**6))
def test_water_alone_is_no_shortage(percent: int, kilograms: int) -> None:
    moisture, dry = Decimal(percent) / 100, Decimal(kilograms) / 1000
    wetter = dry / (1 - Decimal("0.5"))
    found = find_dry_shortage(dry, Decimal(0), outturn=wetter, outturn_moisture=Decimal("0.5")).values
    assert found["shortage_dry"] == 0
    lighter = find_dry_shortage(dry, moisture, outturn=dry, outturn_moisture=moisture).values
    assert lighter["shortage_dry"] == 0


@pytest.mark.parametrize(
    ("more", "fields"),
    [
        ({"billed_moisture": Decimal(7), "outturn_dry": Decimal(1)}, {"bill-moisture"}),
        ({"outturn": Decimal(1)}, {"outturn"}),
        ({"outturn": Decimal(1), "outturn_moisture": Decimal(0), "outturn_dry": Decimal(1)}, {"outturn"}),
        ({"outturn_dry": Decimal(1), "price": Decimal(1)}, {"currency"}),
        ({"outturn_dry": Decimal(1), "billed": Decimal(0)}, {"bill"}),
    ],
)
def test_unclear_dry_weights_are_refused(more: dict[str, Any], fields: set[str]) -> None:
    given_values = {"billed": Decimal(10), "billed_moisture": Decimal(0), **more}
    with pytest.raises(Refused) as refused:
        find_dry_shortage(given_values.pop("billed"), given_values.pop("billed_moisture"), **given_values)
    assert {each.field for each in refused.value.findings} == fields


def test_within_the_method_s_error_no_claim_is_suggested() -> None:
    found = find_dry_shortage(
        Decimal(1000), Decimal(0), outturn_dry=Decimal(997), error=Decimal(5), tolerance=Decimal(2)
    ).values
    assert found["within_method_error"] is True
    assert found["verdict"] == "above_tolerance_within_error"


def test_a_published_ullage_report() -> None:
    found = gauge_tanks(
        {
            "vcf_source": "Table 54B",
            "tanks": [
                {
                    "name": "petrol",
                    "volume": 8834.839,
                    "free_water": 0.046,
                    "vcf": 0.9911,
                    "density_15": 0.7214,
                },
                {
                    "name": "gas oil",
                    "volume": 2202.606,
                    "free_water": 0.169,
                    "vcf": 0.9937,
                    "density_15": 0.8428,
                },
            ],
        }
    ).values
    assert found["mass"] == pytest.approx(8161.216, abs=0.0005)


@given(st.floats(1, 6), st.floats(-1, 2))
def test_a_plane_is_interpolated_exactly(reading: float, trim: float) -> None:
    found = tanks({"name": "1P", "table": "plane", "reading": reading, "density": 1.02}, trim=trim).values
    assert found["tanks"][0]["observed_volume"] == pytest.approx(100 * reading + 7 * trim)
    assert found["mass"] == pytest.approx(1.02 * (100 * reading + 7 * trim))


def test_trim_and_list_correct_the_ullage() -> None:
    found = tanks(
        {"name": "2S", "table": "corrected", "reading": 4.0, "density": 1.0}, trim=1.5, list_degrees=1.0
    ).values["tanks"][0]
    assert found["corrected_reading"] == pytest.approx(
        4.0 + 0.03 - 0.02
    )  # a list to starboard, port positive
    assert found["observed_volume"] == pytest.approx(500 - 50 * 4.01)


@pytest.mark.parametrize(
    ("tank", "more"),
    [
        ({"table": "plane", "reading": 7, "density": 1}, {"trim": 0}),
        ({"table": "plane", "reading": 2, "density": 1}, {"trim": 2.5}),
        ({"table": "plane", "reading": 2, "density": 1}, {}),
        ({"table": "corrected", "reading": 2, "density": 1}, {"trim": 0}),
        ({"table": "plane", "reading": 2, "vcf": 1, "density_15": 1}, {"trim": 0}),
        ({"table": "plane", "reading": 2, "vcf": 1}, {"trim": 0, "vcf_source": "x"}),
        ({"table": "plane", "reading": 2, "volume": 3, "density": 1}, {"trim": 0}),
        ({"table": "gone", "reading": 2, "density": 1}, {"trim": 0}),
    ],
)
def test_unclear_tanks_are_refused(tank: dict[str, Any], more: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        tanks({"name": "1P", **tank}, **more)


def test_ballast_tanks_of_a_survey_follow_its_trim() -> None:
    hull = Hull()
    tank = {"name": "1P", "table": "plane", "reading": 2.0, "density": 1.025, "contents": "ballast"}
    survey = survey_values(hull, forward=7.5, midship=8.0, aft=8.5, tanks=[tank], deductibles={"fuel": 90})
    found = survey_by_draughts(case_values(hull, survey, tank_tables={"plane": PLANE})).values["initial"]
    assert found["deductibles"] == pytest.approx(90 + 1.025 * (200 + 7 * 1.0))


def test_a_tank_without_trim_table_is_warned() -> None:
    hull = Hull()
    tank = {"name": "1P", "table": "flat", "reading": 2.0, "density": 1.0}
    survey = survey_values(hull, forward=7.5, midship=8.0, aft=8.5, tanks=[tank])
    flat = {"counts": "sounding", "rows": [[0, 0], [5, 500]]}
    found = survey_by_draughts(case_values(hull, survey, tank_tables={"flat": flat}))
    assert "methods.weighing.finding.tank_without_trim" in {each.code for each in found.findings}


@given(st.integers(1, 30_000), st.integers(1, 5_000), st.integers(0, 2_000))
def test_a_container_s_parts_make_the_whole(net: int, tare: int, packing: int) -> None:
    gross = Decimal(net + tare + packing)
    found = find_net_mass(gross, Decimal(tare), packing=Decimal(packing), declared=Decimal(net)).values
    assert (found["net"], found["shortage"]) == (net, 0)
    with pytest.raises(Refused):
        find_net_mass(Decimal(tare + packing), Decimal(tare), packing=Decimal(packing))
