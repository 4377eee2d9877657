"""Picks: the same for everyone, whatever the order of the rows, and every unit equally likely."""

from collections import Counter
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2

from jiangang.methods.answers import Answer
from jiangang.methods.chance import Stream
from jiangang.methods.findings import Refused
from jiangang.methods.sampling import LotStructure, pick_units
from jiangang.methods.sampling.inputs import Facts
from jiangang.methods.sampling.picks import answer_of
from jiangang.methods.sampling.structures import read_structure

SEED = "5e" * 32
ROWS = [
    {"container": container, "pallet": pallet, "units": units}
    for container, pallet, units in (
        ("MSKU1", "P2", "12"), ("MSKU1", "P10", "7"), ("TGHU2", "P1", "20"),
        ("CSQU3", "P1", "1"), ("CSQU3", "P2", "30"),
    )
]  # fmt: skip


def structure(rows: list[dict[str, str]]) -> LotStructure:
    facts = Facts()
    found = read_structure(facts, enumerate(rows, start=2))
    facts.check()
    return found


def picked(rows: list[dict[str, str]] | None = None, **case: Any) -> Answer:
    return answer_of(
        pick_units(structure(ROWS if rows is None else rows), seed=case.pop("seed", SEED), **case)
    )


ways = st.sampled_from([{"count": 9}, {"count": 9, "proportional": True}, {"groups": 2, "units_each": 4}])


@settings(max_examples=40)
@given(st.permutations(ROWS), ways)
def test_the_order_of_the_rows_decides_nothing(rows: list[dict[str, str]], way: dict[str, Any]) -> None:
    assert picked(rows, **way) == picked(**way)


def test_names_are_sorted_as_people_do() -> None:
    assert [group.path for group in structure(ROWS).groups] == [
        ("CSQU3", "P1"), ("CSQU3", "P2"), ("MSKU1", "P2"), ("MSKU1", "P10"), ("TGHU2", "P1"),
    ]  # fmt: skip


def test_a_pick_says_where_its_unit_lies() -> None:
    said = picked(count=70).values
    assert said["units"] == said["sample_size"] == 70
    by_number = {row["number"]: row for row in said["picks"]}
    assert list(by_number) == list(range(1, 71))
    assert by_number[1] == {**by_number[1], "container": "CSQU3", "pallet": "P1", "unit": 1}
    assert by_number[32] == {**by_number[32], "container": "MSKU1", "pallet": "P2", "unit": 1}
    assert by_number[70] == {**by_number[70], "container": "TGHU2", "pallet": "P1", "unit": 20}
    assert sorted(row["order"] for row in said["picks"]) == list(range(1, 71))


def test_anyone_draws_the_same_from_the_stream() -> None:
    said = picked(count=5, label="22|06").values
    drawn = Stream(bytes.fromhex(SEED), "pick|22\\|06|units").draw(range(1, 71), 5)
    assert [row["number"] for row in sorted(said["picks"], key=lambda row: row["order"])] == drawn
    assert said["seed_digest"] == sha256(bytes.fromhex(SEED)).hexdigest()


def test_proportion_and_two_stages() -> None:
    shared = Counter(row["container"] for row in picked(count=35, proportional=True).values["picks"])
    assert shared == {"CSQU3": 16, "MSKU1": 9, "TGHU2": 10}  # a tie goes to the first by name
    staged = Counter(row["container"] for row in picked(groups=2, units_each=25).values["picks"])
    assert len(staged) == 2 and all(count <= 25 for count in staged.values())


def test_each_unit_is_equally_likely() -> None:
    lot, draws, count = LotStructure.of_units(40), 5_000, 4
    seen: Counter[int] = Counter()
    for number in range(draws):
        picks = pick_units(lot, seed=SEED, count=count, label=str(number)).picks
        seen.update(pick.number for pick in picks)
    expected = draws * count / 40
    statistic = sum((seen[unit] - expected) ** 2 / expected for unit in range(1, 41)) * 39 / (40 - count)
    assert chi2.sf(statistic, 39) > 1e-3


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        ([{"container": "A", "units": "0"}], ("units", 2)),
        ([{"container": "A", "units": "x"}], ("units", 2)),
        ([{"container": "A"}], ("units", 2)),
        ([{"container": "", "units": "1"}], ("container", 2)),
        ([{"container": "A", "units": "1"}, {"container": "A", "units": "2"}], ("container", 3)),
        ([{"unit": "A", "units": "1"}], ("unit", 2)),
        ([{"container": "A\x07", "units": "1"}], ("container", 2)),
        ([], ("units", None)),
    ],
)
def test_a_structure_that_cannot_be(rows: list[dict[str, str]], where: tuple[str, int | None]) -> None:
    with pytest.raises(Refused) as refusal:
        structure(rows)
    assert (refusal.value.findings[0].field, refusal.value.findings[0].row) == where


@pytest.mark.parametrize(
    ("case", "field"),
    [
        ({"count": 71}, "count"),
        ({"count": 0}, "count"),
        ({}, "count"),
        ({"count": 3, "groups": 1, "units_each": 1}, "count"),
        ({"groups": 1}, "count"),
        ({"groups": 4, "units_each": 1}, "groups"),
        ({"count": 3, "seed": "ab"}, "seed"),
        ({"count": 3, "seed": "zz" * 32}, "seed"),
        ({"count": 3, "label": "a\nb"}, "label"),
    ],
)
def test_a_draw_that_cannot_be(case: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        picked(**case)
    assert [finding.field for finding in refusal.value.findings] == [field]


def test_chinese_headings_mean_the_same() -> None:
    names = {"container": "集装箱", "pallet": "托盘", "units": "件数"}
    rows = [{names[name]: cell for name, cell in row.items()} for row in ROWS]
    assert picked(rows, count=9) == picked(count=9)
