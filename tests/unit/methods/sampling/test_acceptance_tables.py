"""Plans of ISO 2859-1 against printed tables, cell by cell, and the rules around them."""

import csv
import lzma
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from jiangang.methods.answers import Unreachable
from jiangang.methods.findings import Refused, Severity
from jiangang.methods.sampling.acceptance.attributes import (
    find_cell,
    findings_of,
    get_acceptance_plan,
    plan_acceptance,
)
from jiangang.methods.sampling.acceptance.curves import Model, acceptance_probability
from jiangang.methods.sampling.acceptance.editions import get_edition, list_editions
from jiangang.methods.sampling.acceptance.stages import Stage

DATA = Path(__file__).parents[3] / "data" / "sampling_acceptance"
ISO, Z1_4 = "iso-2859-1:1999", "ansi-z1.4"
MISPRINTS = {(letter, "100") for letter in "LMNP"}
"""Double, normal: the second rejection number is printed equal to the acceptance number."""
Numbers = tuple[tuple[int, int | None, int], ...]


def numbers(stages: tuple[Stage, ...]) -> Numbers:
    return tuple((stage.sample_size, stage.accept, stage.reject) for stage in stages)


def printed() -> Iterator[tuple[str, str, str, str, Numbers]]:
    with (DATA / "plans.csv").open() as stream:
        for row in csv.DictReader(stream):
            sizes, accepts, rejects = (row[name].split() for name in ("sample_sizes", "accept", "reject"))
            pairs = [None if each == "-" else int(each) for each in accepts]
            stages = tuple(zip(map(int, sizes), pairs, map(int, rejects), strict=True))
            yield row["type"], row["severity"], row["code_letter"], row["aql"], stages


def test_every_printed_cell_by_code_letter() -> None:
    count = 0
    for kind, severity, letter, aql, wanted in printed():
        edition = get_edition(ISO if kind == "single" else Z1_4)
        cell = find_cell(edition, kind, severity, letter, edition.aqls.index(aql))
        if (kind, severity) == ("double", "normal") and (letter, aql) in MISPRINTS:
            assert wanted[-1][1:] == (26, 26) and numbers(cell.stages)[-1][1:] == (26, 27)
            continue
        assert (numbers(cell.stages), cell.kind, cell.verified) == (wanted, kind, True), (kind, letter, aql)
        count += 1
    assert count == 1818 - len(MISPRINTS)


def test_every_cell_of_the_shared_tables(shared_data: Callable[[str], Path]) -> None:
    for kind in ("single", "double", "multiple"):
        cells: dict[tuple[str, str, str, str], list[tuple[int, int, int]]] = defaultdict(list)
        with lzma.open(shared_data(f"sampling/iso2859_{kind}.csv.xz"), "rt") as stream:
            for row in csv.DictReader(stream):
                if row["n"] != "NA" and row["plan"] != "Reduced":
                    key = row["plan"].lower(), row["level"], row["lot"], row["aql"]
                    cells[key].append((int(row["n"]), int(row["Ac"]), int(row["Re"])))
        for (severity, level, lot, aql), wanted in cells.items():
            lot_size = int(lot.split("-")[-1].rstrip("+"))
            plan = get_acceptance_plan(lot_size, level, aql, severity=severity, kind=kind)
            if wanted[0][0] >= lot_size:
                assert plan.inspect_all and plan.stages[0].sample_size == lot_size
            elif wanted[-1][1] < wanted[-1][2]:
                found = [
                    (n, -1 if accept is None else accept, reject)
                    for n, accept, reject in numbers(plan.stages)
                ]
                assert found == wanted, (kind, severity, level, lot, aql)


def test_reduced_single_plans_are_those_of_the_published_transcription() -> None:
    edition = get_edition(ISO)
    with (DATA / "reduced_gbt_2828.csv").open() as stream:
        for row in csv.DictReader(stream):
            cell = find_cell(edition, "single", "reduced", row["code_letter"], edition.aqls.index(row["aql"]))
            accept = int(row["accept"])
            assert (cell.letter, numbers(cell.stages)) == (
                row["plan_letter"],
                ((int(row["sample_size"]), accept, accept + 1),),
            )
            assert not cell.verified


RULE = {
    "normal": {14: 0, 17: 1, 18: 2, 19: 3, 20: 5, 21: 7, 22: 10, 23: 14, 24: 21, 25: 30, 26: 44},
    "tightened": {15: 0, 18: 1, 19: 2, 20: 3, 21: 5, 22: 8, 23: 12, 24: 18, 25: 27, 26: 41},
}
SIZES = dict(
    zip(
        "ABCDEFGHJKLMNPQR", (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000), strict=True
    )
)


@pytest.mark.parametrize("severity", ["normal", "tightened"])
def test_single_plans_follow_the_rule_of_the_diagonals(severity: str) -> None:
    """The acceptance number depends on the sum of the places of letter and AQL alone (domain notes, 4.2)."""
    edition = get_edition(ISO)
    for number, letter in enumerate(SIZES):
        for place in range(len(edition.aqls)):
            accept = RULE[severity].get(number + place)
            if accept is None or (number + place > 24 and letter not in "ABCDE"):
                continue
            if (severity, letter, place) == ("tightened", "A", 15):
                continue  # printed with an arrow: two units cannot carry it
            cell = find_cell(edition, "single", severity, letter, place)
            assert (cell.letter, numbers(cell.stages)) == (letter, ((SIZES[letter], accept, accept + 1),))


@pytest.mark.parametrize("name", [ISO, Z1_4])
@pytest.mark.parametrize("kind", ["double", "multiple"])
def test_staged_plans_let_through_about_what_the_single_plan_does(name: str, kind: str) -> None:
    """They are made to match; a slip in a transcribed pattern would show."""
    edition = get_edition(name)
    for severity in ("normal", "tightened", "reduced"):
        for letter in "CEGK" if (kind, severity) in edition.tables else "":
            for place in range(5, 24):
                cell = find_cell(edition, kind, severity, letter, place)
                single = find_cell(edition, "single", severity, letter, place)
                quality = float(edition.aqls[place]) / 100
                pair = [
                    acceptance_probability(each.stages, quality, model=Model.POISSON).accept_probability
                    for each in (cell, single)
                ]
                if not cell.doubt:
                    assert abs(pair[0] - pair[1]) < 0.09, (severity, letter, place)


@pytest.mark.parametrize(
    ("lot_size", "level", "aql", "severity", "kind", "letter", "wanted"),
    [
        (1000, "II", "1.0", "normal", "single", "J", ((80, 2, 3),)),
        (1000, "II", "1.0", "tightened", "single", "J", ((80, 1, 2),)),
        (3000, "II", "1", "normal", "single", "K", ((125, 3, 4),)),
        (3000, "G-II", "1.0", "tightened", "single", "K", ((125, 2, 3),)),
        (3000, "2", "1.0", "normal", "double", "K", ((80, 1, 4), (80, 4, 5))),
        (500_001, "s4", "0.010", "normal", "single", "K", ((1250, 0, 1),)),
    ],
)
def test_worked_examples(
    lot_size: int, level: str, aql: str, severity: str, kind: str, letter: str, wanted: Numbers
) -> None:
    plan = get_acceptance_plan(lot_size, level, aql, severity=severity, kind=kind)
    assert (plan.code_letter, numbers(plan.stages)) == (letter, wanted)


def test_a_sample_that_reaches_the_lot_means_all_of_it() -> None:
    said = plan_acceptance(12, "II", "0.65", kind="double")
    assert (said.values["inspect_all"], said.values["sample_size"], said.values["accept"]) == (
        True,
        [12],
        [0],
    )
    assert plan_acceptance(21, "II", "0.65").values["sample_size"] == 20
    assert plan_acceptance(20, "II", "0.65").values["inspect_all"]


def test_kinds_that_the_table_does_not_print_are_replaced_and_told() -> None:
    single = get_acceptance_plan(1000, "II", "0.15", kind="double")
    assert (single.kind, numbers(single.stages)) == ("single", ((80, 0, 1),))
    double = get_acceptance_plan(40, "I", "25", kind="multiple")
    assert (double.kind, len(double.stages)) == ("double", 2)
    codes = [finding.code.rpartition(".")[2] for plan in (single, double) for finding in findings_of(plan)]
    assert {"single_for_double", "double_for_multiple"} <= set(codes)


def test_what_is_unverified_says_so() -> None:
    for severity, kind, edition in (("reduced", "single", None), ("normal", "multiple", ISO)):
        plan = get_acceptance_plan(20_000, "II", "1.0", severity=severity, kind=kind, edition=edition)
        first = next(findings_of(plan))
        assert first.severity is Severity.WARNING and first.citation and not first.citation.verified
    assert not list(findings_of(get_acceptance_plan(20_000, "II", "1.0")))
    doubt = get_acceptance_plan(1000, "II", "4.0", severity="reduced")
    assert "cell_sources_differ" in [each.code.rpartition(".")[2] for each in findings_of(doubt)]


def test_editions_without_tables_are_refused_not_guessed() -> None:
    assert [edition.name for edition in list_editions()] == [ISO, Z1_4, "iso-2859-1:2026"]
    for edition, severity in (("ISO 2859-1:2026", "normal"), (Z1_4, "reduced")):
        with pytest.raises(Unreachable):
            get_acceptance_plan(1000, "II", "1.0", severity=severity, kind="double", edition=edition)
    assert get_acceptance_plan(1000, "II", "1.0", edition="GB/T 2828.1-2012").edition.name == ISO


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(Refused) as refused:
        get_acceptance_plan(1, "IV", "0.7", severity="harsh", kind="triple", edition=ISO)
    assert [each.field for each in refused.value.findings] == [
        "lot-size", "inspection-level", "aql", "severity", "type",
    ]  # fmt: skip
    for word in ("nan", "x", "-1", "1e999999999"):
        with pytest.raises(Refused):
            get_acceptance_plan(1000, "II", word)


def test_aql_above_ten_counts_nonconformities() -> None:
    assert get_acceptance_plan(1000, "II", Decimal(25)).counts_nonconformities
    assert not get_acceptance_plan(1000, "II", "10").counts_nonconformities
