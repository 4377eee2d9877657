"""Statements held against the office's figures: graded rows, and the command with its exit codes."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import resolve
from django.utils import translation

from jiangang.figures import api as figures
from jiangang.figures.statements.checking import Row, all_subjects, check_reading
from jiangang.figures.statements.commands import cli
from jiangang.figures.statements.grading import Verdict
from jiangang.kernel.figures import all_figures, value_of
from jiangang.kernel.office import api as office
from jiangang.methods.statements import read_statement

SEED = "../seed/000_e213327c91327d7a.txt"


def played_day() -> date:
    return date.fromisoformat(office.get_setting("demo_day", office.clock().date()))


def number_of(code: str) -> Any:
    return value_of(figures.get_figure(code), figures.window_of(played_day(), played_day())).number


def checked(text: str, as_at: date | None = None) -> list[Row]:
    return check_reading(read_statement(text), as_at=as_at or played_day())


def on_the_day(text: str) -> str:
    day = played_day()
    return f"{day.year}年{day.month}月{day.day}日，{text}"


def test_a_true_count_is_supported_and_opens_its_records(demo_db: Any) -> None:
    (row,) = checked(on_the_day(f"全局共接受报检{number_of('declarations.notified')}批。"))
    assert (row.figure, row.grade.verdict) == ("declarations.notified", Verdict.SUPPORTED)
    assert row.grade.computed == number_of("declarations.notified")
    address, _, query = row.records_url.partition("?")
    assert resolve(address).kwargs == {"code": "declarations.notified"}
    assert query == f"first={played_day()}&last={played_day()}"


def test_an_approximation_is_supported_where_it_holds(demo_db: Any) -> None:
    number = int(number_of("declarations.notified"))
    words = f"全局共接受报检超过{number - 1}批，共接受报检不足{number}批。"
    assert [row.grade.verdict for row in checked(on_the_day(words))] == [Verdict.SUPPORTED, Verdict.DIFFERS]


def test_a_false_count_differs_and_shows_the_true_one(demo_db: Any) -> None:
    (row,) = checked(on_the_day("全局共接受报检98765批。"))
    assert row.grade.verdict is Verdict.DIFFERS
    assert row.as_dict()["computed"] == number_of("declarations.notified")


def test_a_rate_is_compared_in_per_cent(demo_db: Any) -> None:
    rate = number_of("inspection.failing_rate") * 100
    (row,) = checked(on_the_day(f"批次不合格率为{rate:.2f}%。"))
    assert (row.figure, row.grade.verdict) == ("inspection.failing_rate", Verdict.SUPPORTED)


def test_a_duration_is_compared_in_its_unit(demo_db: Any) -> None:
    hours = number_of("declarations.time_to_release") / 3600
    (row,) = checked(on_the_day(f"货物平均放行时间为{hours:.1f}小时。"))
    assert (row.figure, row.grade.verdict) == ("declarations.time_to_release", Verdict.SUPPORTED)


def test_english_prose_is_graded_alike(demo_db: Any) -> None:
    day = played_day()
    words = f"In {day:%B} {day.year} the office inspected {number_of('inspection.inspected')} consignments."
    (row,) = checked(words)
    assert (row.figure, row.grade.verdict) == ("inspection.inspected", Verdict.SUPPORTED)


UNSETTLED = [
    ("全局共接受报检5批。", Verdict.AMBIGUOUS, "no_period"),
    ("2001年，全局共接受报检5批。", Verdict.NOT_COMPUTABLE, "begins_later"),
    ("今年，全国共接受报检5批。", Verdict.NOT_COMPUTABLE, "beyond"),
    ("今年，共接受进境木材报检5批。", Verdict.NOT_COMPUTABLE, "part"),
    ("今年，签订合作备忘录5个。", Verdict.NOT_COMPUTABLE, "no_register"),
    ("今年，培育良种5株。", Verdict.NOT_COMPUTABLE, "no_register"),
    ("市政府称赞该局是一面旗帜。", Verdict.OPINION, "opinion"),
]


@pytest.mark.parametrize(("text", "verdict", "reason"), UNSETTLED)
def test_what_cannot_be_settled_says_why(demo_db: Any, text: str, verdict: Verdict, reason: str) -> None:
    (row,) = checked(text)
    assert (row.grade.verdict, row.grade.reason) == (verdict, f"figures.statement.reason.{reason}")
    assert row.as_dict()["reason"]


def test_years_back_without_a_first_day_are_ambiguous_and_not_different(demo_db: Any) -> None:
    (row,) = checked("两年来，共接受报检5批。", as_at=played_day() + timedelta(days=720))
    assert row.grade.verdict is Verdict.AMBIGUOUS


def test_every_claim_of_the_real_article_waits_for_its_register(
    demo_db: Any, shared_data: Callable[[str], Path]
) -> None:
    with translation.override("en"):
        rows = [row.as_dict() for row in checked(shared_data(SEED).read_text(encoding="utf-8"))]
    told = [row for row in rows if row["verdict"] != "opinion"]
    assert len([row for row in told if row["repeats"] is None]) == 26
    assert all(row["verdict"] == "cannot be computed" and "no register of" in row["reason"] for row in told)


def test_the_figures_of_the_subjects_exist(demo_db: Any) -> None:
    assert {each.figure for each in all_subjects() if each.figure} <= {each.code for each in all_figures()}


def run(arguments: list[str]) -> int:
    return int(cli.main(["check", *arguments], standalone_mode=False))


def test_the_command_prints_rows_and_its_code(
    demo_db: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "statement.txt"
    file.write_bytes(on_the_day(f"共接受报检{number_of('declarations.notified')}批。").encode("gb18030"))
    assert run([str(file), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["encoding"], said["verdicts"]) == ("GB 18030", {"supported": 1})
    assert list(said["rows"][0])[:10] == [
        "claim", "quote", "kind", "figure", "claimed", "unit", "computed", "verdict", "reason", "records_url",
    ]  # fmt: skip
    file.write_text(on_the_day("共接受报检98765批。"), encoding="utf-8")
    assert run([str(file), "--as-at", played_day().isoformat(), "--language", "zh"]) == 1
    assert "不符" in capsys.readouterr().out
    file.write_text("没有数字。", encoding="utf-8")
    assert run([str(file)]) == 0
    file.write_bytes(b"")
    assert run([str(file)]) == 2
