"""Components print their markup, escape what they are given, and say in words what they show in colour."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template

from jiangang.methods.findings import Citation, Finding, Severity
from jiangang.ui import components as parts
from jiangang.ui.findings import FindingsList

NOW = datetime(2026, 3, 18, 1, 30, tzinfo=UTC)
EVIL = "<script>alert(1)</script>"


def printed(value: object) -> str:
    return Template("{{ value }}").render(Context({"value": value}))


def test_a_component_prints_as_markup_in_a_template() -> None:
    assert printed(parts.Status("Released", "good")) == (
        '<span class="jg-status jg-status--good">Released</span>'
    )


@pytest.mark.parametrize(
    "component",
    [
        parts.Status(EVIL),
        parts.Link(EVIL, "/x", EVIL),
        parts.Alert(EVIL, EVIL),
        parts.Empty(EVIL, EVIL, "/x", EVIL),
        parts.Summary([parts.SummaryRow(EVIL, EVIL, "/x")]),
        parts.Pairs([parts.SummaryRow(EVIL, EVIL)]),
        parts.Tabs([parts.Tab(EVIL, "/x", count=1)], EVIL),
        parts.Timeline([parts.Step(EVIL, "done", NOW, EVIL, EVIL)]),
        parts.Steps([parts.Step(EVIL, "current")], EVIL),
        parts.ApprovalLine([parts.Step(EVIL, "done", NOW, EVIL, EVIL)]),
        parts.Figure(EVIL, EVIL, EVIL, NOW, EVIL, 3, EVIL, "/x", "/y", EVIL),
        parts.Progress(EVIL, 1, 2, EVIL),
        parts.Code(EVIL, EVIL),
        parts.Code(EVIL, EVIL, block=True),
        parts.ErrorSummary([parts.ErrorLink(EVIL, "id_x")]),
        parts.Clock("green", EVIL, EVIL, NOW),
    ],
    ids=lambda component: type(component).__name__,
)
def test_no_component_lets_markup_in(component: parts.Component) -> None:
    shown = printed(component)
    assert "<script" not in shown
    assert "&lt;script" in shown
    assert " style=" not in shown


@pytest.mark.parametrize(
    ("left", "lamp", "plain"),
    [
        (timedelta(days=2), "green", "On time 2 days left"),
        (timedelta(days=1), "green", "On time 1 day left"),
        (timedelta(hours=23, minutes=59), "amber", "Due soon 23 h 59 min left"),
        (timedelta(0), "amber", "Due soon less than 1 min left"),
        (timedelta(hours=-5), "red", "Overdue by 5 h"),
    ],
)
def test_the_clock_has_lamp_word_and_time(left: timedelta, lamp: str, plain: str) -> None:
    clock = parts.Clock.until(NOW + left, now=NOW)
    assert (clock.lamp, clock.plain()) == (lamp, plain)
    assert "2026-03-" in printed(clock)


def test_progress_says_100_only_when_done() -> None:
    assert parts.Progress("x", 8480, 8481).percent == 99
    assert parts.Progress("x", 8481, 8481).percent == 100
    assert parts.Progress("x", 0, 0).percent == 0


def test_a_summary_says_that_a_value_is_missing_but_shows_zero() -> None:
    shown = printed(parts.Summary([parts.SummaryRow("Remark", ""), parts.SummaryRow("Failing", 0)]))
    assert "not given" in shown
    assert "<dd>0</dd>" in shown


def test_every_station_of_the_approval_line_is_shown() -> None:
    line = parts.ApprovalLine(
        [parts.Step("拟办", "done", NOW, "王磊", "同意"), parts.Step("签发", "waiting")]
    )
    shown = printed(line)
    assert "王磊" in shown and "2026-03-18 09:30" in shown and "同意" in shown
    assert "签发" in shown and "Not yet" in shown


def test_a_long_code_is_cut_into_groups_without_losing_a_character() -> None:
    code = parts.Code("abcdefghij", groups=4)
    assert code.parts == ["abcd", "efgh", "ij"]
    assert code.plain() == "abcdefghij"


def test_findings_come_gravest_first_with_rule_and_row() -> None:
    law = Citation("Regulations", "art. 12", url="https://example.org/law")
    findings = [
        Finding("ui.gallery.finding_note", Severity.NOTE),
        Finding("ui.gallery.finding_mass", Severity.ERROR, "mass", {"mass": "-1"}, law, row=7),
    ]
    shown = FindingsList.of(findings)
    assert [item.severity for item in shown.items] == ["Error", "Note"]
    page = printed(shown)
    assert "Row 7: " in page and "Net mass is -1 kg." in page and "Enter a mass above zero." in page
    assert '<a href="https://example.org/law" rel="noreferrer">Regulations, art. 12</a>' in page
