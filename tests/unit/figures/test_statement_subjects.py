"""Matching and grading of claims, without a database."""

from fractions import Fraction
from pathlib import Path

import pytest

from jiangang.figures.statements.grading import Verdict, compare, in_unit_of
from jiangang.figures.statements.matching import match_claim
from jiangang.figures.statements.subjects import read_subjects
from jiangang.methods.statements import Claim, read_statement

SUBJECTS = read_subjects([])

CASES = [
    ("全年共受理报检12万批", "declarations.notified"),
    ("检验检疫出入境货物5万批", "inspection.inspected"),
    ("检出不合格货物362批", "inspection.failing"),
    ("批次不合格率1.08%", "inspection.failing_rate"),
    ("货物平均放行时间为5小时", "declarations.time_to_release"),
    ("报检量全省第一", "peers"),
    ("签订合作备忘录5个", "partnership"),
    ("推出服务举措20项", "service_measures"),
    ("签发优惠原产地证减免关税2亿元", "origin"),
    ("对外提赔340万美元", "claims"),
    ("直接为企业减负127万元", "fees"),
    ("146人次报告个人重大事项", "matters"),
    ("62人次上缴礼品", "gifts"),
    ("截获有害生物399种", "pests"),
    ("The office inspected 1,200 consignments", "inspection.inspected"),
    ("12 consignments failed", "inspection.failing"),
    ("The failure rate was 3.1%", "inspection.failing_rate"),
    ("Turnaround has been cut to 6 hours", "declarations.time_to_release"),
]


def claim_of(text: str) -> Claim:
    (claim,) = read_statement(f"{text}。" if not text.isascii() else f"{text}.").claims
    return claim


@pytest.mark.parametrize(("text", "key"), CASES)
def test_a_claim_finds_its_subject(text: str, key: str) -> None:
    match = match_claim(claim_of(text), SUBJECTS)
    assert match.subject is not None
    assert match.subject.key == key


def test_what_nobody_registers_has_no_subject() -> None:
    assert match_claim(claim_of("培育良种5株"), SUBJECTS).subject is None


def test_more_than_this_office_and_a_part_of_a_figure_are_told() -> None:
    assert match_claim(claim_of("全国受理报检5万批"), SUBJECTS).beyond == "全国"
    assert match_claim(claim_of("受理进境货物报检5万批"), SUBJECTS).part == "进境"


def test_a_department_adds_its_own_subjects(tmp_path: Path) -> None:
    row = '[[subject]]\nfigure = "fees.relieved"\nkinds = ["money"]\nany = ["减负总额"]\n'
    (tmp_path / "subjects.toml").write_text(row, encoding="utf-8")
    match = match_claim(claim_of("为企业减负总额127万元"), read_subjects([tmp_path]))
    assert match.subject is not None
    assert match.subject.key == "fees.relieved"


def test_a_subject_that_stands_there_twice_is_refused(tmp_path: Path) -> None:
    row = '[[subject]]\nfigure = "inspection.failing"\nkinds = ["count"]\nany = []\n'
    (tmp_path / "subjects.toml").write_text(row, encoding="utf-8")
    with pytest.raises(ValueError, match="twice"):
        read_subjects([tmp_path])


def test_units_are_turned_into_the_claim_s() -> None:
    assert in_unit_of(claim_of("批次不合格率1.08%"), Fraction(108, 10_000), "rate") == Fraction(108, 100)
    assert in_unit_of(claim_of("平均放行时间为5小时"), Fraction(18_000), "duration") == 5
    assert in_unit_of(claim_of("平均放行时间为5个工作日"), Fraction(18_000), "duration") is None


@pytest.mark.parametrize(
    ("computed", "stated", "verdict"),
    [
        (Fraction(900), True, Verdict.SUPPORTED),
        (Fraction(1000), True, Verdict.DIFFERS),
        (Fraction(1000), False, Verdict.AMBIGUOUS),
        (Fraction(950), False, Verdict.SUPPORTED),
    ],
)
def test_a_number_is_graded_by_the_words(computed: Fraction, stated: bool, verdict: Verdict) -> None:
    assert compare(claim_of("受理报检近1000批"), computed, start_is_stated=stated).verdict is verdict
