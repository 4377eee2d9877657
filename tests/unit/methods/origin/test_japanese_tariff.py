"""Cells of the tariff of Japan, and the whole published file."""

import csv
import re
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from jiangang.methods.findings import Refused
from jiangang.methods.origin.duties import percent_of_value
from jiangang.methods.origin.japanese_tariff import (
    Tariff,
    TariffLine,
    find_applied_rate,
    read_cell,
    read_tariff,
    survey_tariff,
)

FILE = "tariff-jp/japan-tariff-flat.csv"
RATES = ("general", "temporary", "wto", "gsp", "ldc", "rcep_cn", "cptpp", "ajcep", "cl", "pe", "ch", "au")


@pytest.mark.parametrize(
    ("text", "kind", "duty"),
    [
        ("無税", "rate", "free"),
        ("(無税)", "not_applied", "free"),
        ("8.5%", "rate", "8.5%"),
        ("(8.5%)", "not_applied", "8.5%"),
        ("4,000,000円/頭", "rate", "4000000 JPY/head"),
        ("(500円\n/kg)", "not_applied", "500 JPY/kg"),
        ("25%＋63円/kg", "rate", "25% + 63 JPY/kg"),
        ("25%又は60円/kgのうちいずれか高い税率", "rate", "max(25%, 60 JPY/kg)"),
        (
            "5.6%又は4.4%＋1.52円/㎡のうちいずれか高い税率",
            "rate",
            "max(5.6%, 4.4% + 1.52 JPY/m2)",
        ),
        (
            "21.3%又は156.80円/lのうちいずれか低い税率\nただしその税率が93円/lを下回る場合は93円/l",
            "rate",
            "max(min(21.3%, 156.8 JPY/l), 93 JPY/l)",
        ),
        (
            "9.3%又は7.19円/kgのうちいずれか高い税率（ただしその税率が50%を上回る場合は50%とする）",
            "rate",
            "min(max(9.3%, 7.19 JPY/kg), 50%)",
        ),
        ("", "absent", "None"),
    ],
)
def test_a_cell_with_one_rate_is_read(text: str, kind: str, duty: str) -> None:
    cell = read_cell(text)
    assert (cell.kind, str(cell.duty)) == (kind, duty)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("関税割当数量以内のもの\u3000無税\n関税割当数量以外のもの\u300024.5%", "quota"),
        ("●2.2%又は非譲許", "not_conceded"),
        ("(3%)〜(6%)", "range"),
        ("(一部3.5%）", "partial"),
        ("(73.70円−課税価格)/kg", "price_formula"),
        ("◎無税", "marked"),
        ("*(55円/kg)", "marked"),
        ("気密容器入りのもの\u30006%\nその他のもの\u30004.4%", "several"),
        ("くらげ\u3000無税", "several"),
        ("免税", "unreadable"),
    ],
)
def test_a_cell_for_a_person_says_why(text: str, reason: str) -> None:
    cell = read_cell(text)
    assert (cell.kind, cell.reason) == ("manual", reason)


@pytest.mark.parametrize(
    ("general", "temporary", "wto", "applied"),
    [
        ("10%", "", "(12%)", "10%"),
        ("10%", "", "8.5%", "8.5%"),
        ("10%", "8%", "8.5%", "8%"),
        ("10%", "無税", "8.5%", "free"),
        ("(466円/kg)", "361円/kg", "(361円/kg)", "361 JPY/kg"),
        ("10%", "", "5円/kg", "min(10%, 5 JPY/kg)"),
        ("無税", "", "●2%〜3%", "free"),
        ("10%", "", "●2%〜3%", "None"),
        ("(10%)", "", "", "None"),
    ],
)
def test_the_applied_rate(general: str, temporary: str, wto: str, applied: str) -> None:
    """Reference notes §4.3: temporary over general; WTO where lower; in brackets not applied."""
    line = TariffLine("010121210", 7, {"general": general, "temporary": temporary, "wto": wto})
    duty, findings = find_applied_rate(line)
    assert str(duty) == applied
    assert [each.row for each in findings] == ([] if duty else [7])


def whole(shared_data: Callable[[str], Path]) -> tuple[Tariff, list[dict[str, str]]]:
    """The published file."""
    with shared_data(FILE).open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return read_tariff(enumerate(rows, 2)), rows


def test_every_cell_of_the_published_tariff(shared_data: Callable[[str], Path]) -> None:
    """Each cell is read, absent, or given to a person for a named reason; a plain form is always read."""
    _, rows = whole(shared_data)
    kinds: Counter[str] = Counter()
    for row in rows:
        for name in RATES:
            cell = read_cell(row[name])
            kinds[cell.kind] += 1
            assert (cell.kind == "absent") == (not row[name].strip())
            plain = row[name].replace(".", "").removesuffix("%").isdigit() or row[name] == "無税"
            assert not plain or cell.kind == "rate"
            marked = any(sign in row[name] for sign in ("関税割当", "非譲許", "〜", "課税価格", "◎", "●"))
            assert not marked or cell.kind == "manual"
    assert kinds["manual"] < 0.02 * sum(kinds.values())


def test_counts_of_the_reference_notes(shared_data: Callable[[str], Path]) -> None:
    """Reference §4.2: 9,654 lines, 3,846 free, 3,854 with a margin (mean 3.96, median 3.3), by a looser
    reading that does not give marked cells to a person; the figures here lie within 4 %.
    """
    tariff, _ = whole(shared_data)
    answer = survey_tariff(tariff, "rcep_cn")
    values = answer.values
    assert values["lines"] == 9654
    assert abs(values["free"] - 3846) <= 0.03 * 3846
    assert abs(values["with_margin"] - 3854) <= 0.03 * 3854
    assert abs(float(values["mean_margin"]) - 3.96) < 0.03 * 3.96
    assert values["median_margin"] == pytest.approx(Decimal("3.3"), rel=Decimal("0.04"))
    assert values["manual"] == len({each.row for each in answer.findings})


def test_margins_equal_a_plain_recount(shared_data: Callable[[str], Path]) -> None:
    """Lines whose four cells are plain percentages, free, empty or bound, by a regular expression."""
    tariff, rows = whole(shared_data)
    lines = {line.row: line for each in tariff.lines.values() for line in each}
    compared = 0
    for number, row in enumerate(rows, 2):
        cells = [plain_percent(row[name]) for name in ("temporary", "general", "wto", "rcep_cn")]
        temporary, general, wto, preferential = cells
        statutory = general if row["temporary"] == "" else temporary
        open_bound = wto is None and row["wto"] and not re.fullmatch(r"\((無税|[\d.]+%)\)", row["wto"])
        if statutory is None or preferential is None or open_bound:
            continue
        applied, _ = find_applied_rate(lines[number])
        assert applied is not None
        assert percent_of_value(applied) == (statutory if wto is None else min(statutory, wto))
        duty = read_cell(row["rcep_cn"]).duty
        assert duty is not None
        assert percent_of_value(duty) == preferential
        compared += 1
    assert compared > 7000


def plain_percent(text: str) -> Decimal | None:
    """A plain percentage, or free, or None."""
    if text == "無税":
        return Decimal(0)
    found = re.fullmatch(r"(\d+(?:\.\d+)?)%", text)
    return Decimal(found[1]).normalize() if found else None


def test_fresh_garlic_has_no_preference(shared_data: Callable[[str], Path]) -> None:
    """Reference §4.2: 0703.20, WTO 3 %, no rate for China under RCEP."""
    tariff, _ = whole(shared_data)
    line = next(lines[0] for code, lines in tariff.lines.items() if code.startswith("070320"))
    assert str(find_applied_rate(line)[0]) == "3%"
    assert read_cell(line.cells["rcep_cn"]).kind == "absent"


def test_a_code_of_several_lines_is_not_guessed(shared_data: Callable[[str], Path]) -> None:
    tariff, _ = whole(shared_data)
    with pytest.raises(Refused):
        tariff.get("010121")
    with pytest.raises(Refused):
        tariff.get("999999999")
