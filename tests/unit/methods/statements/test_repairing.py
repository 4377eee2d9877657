"""Repair: damaged texts come back; true brackets and sound text stay; the real article is restored."""

import difflib
from collections.abc import Callable
from pathlib import Path

import pytest

from jiangang.methods.statements import repair_text
from tests.unit.methods.statements.damaging import narrowed, split_by_reading, traditional, with_readings
from tests.unit.methods.statements.marked import files, load

SEED = "../seed/000_e213327c91327d7a.txt"
KNOWN = {"08_lab_zh.txt": ("噁", "𫫇")}
"""Characters for which OpenCC goes another way than the text."""

SHIFTED = [
    ("!", "全力抓质量，确保“三个安全”，即口岸安全。确保放行。"),
    ("!", "打造服务品牌。“检港同行”活动开展两年。"),
    ("!", "提出要求。《关于通知》印发。"),
    ("!", "坚持“五个必查”。“零容忍”态度坚决。"),
    (":", "坚持把关。会议要求落实，口岸。和谐发展。开展工作。口岸安全。检验。"),
    ("?", "坚持把关。会议要求落实，口岸。和谐发展。开展工作。口岸安全。检验。"),
    ("!", "企业说：“真好！我们放心！”。他走了。"),
]


@pytest.mark.parametrize("path", files("tuned")[:10], ids=lambda path: path.stem)
def test_readings_put_in_come_out(path: Path) -> None:
    plain, _ = load(path)
    expected = plain.replace(*KNOWN[path.name]) if path.name in KNOWN else plain
    repaired = repair_text(with_readings(traditional(plain)))
    assert repaired.text == expected
    assert repaired.unrepaired == ()


@pytest.mark.parametrize(("mark", "plain"), SHIFTED)
def test_shifted_bytes_are_put_back(mark: str, plain: str) -> None:
    damaged = narrowed(with_readings(traditional(plain)), mark)
    assert repair_text(damaged).text == plain


def test_a_lost_character_that_nothing_tells_becomes_a_supposed_stop() -> None:
    repaired = repair_text("再!爱a品”的工作。")
    assert [each.rule for each in repaired.repairs if "shifted" in each.rule] == ["shifted_bytes_stop"]


@pytest.mark.parametrize("plain", ["报告个人重大事项", "两个工作日内", "五个单位", "每个人都是", "某个企业"])
def test_a_character_cut_in_two_is_joined(plain: str) -> None:
    text = traditional(plain)
    at = text.index("個")
    cut = split_by_reading(text[at - 1], "個")
    assert cut is not None
    assert repair_text(text[: at - 1] + cut + text[at + 1 :]).text == plain


def test_a_stop_goes_with_a_cut_character_behind_a_sum() -> None:
    repaired = repair_text("共為企業減負(fù)1270萬(wàn)元?jiǎng)?chuàng)建工作繼續(xù)。")
    assert repaired.text == "共为企业减负1270万元。创建工作继续。"
    assert {"split_character", "swallowed_stop"} <= {each.rule for each in repaired.repairs}


SOUND = [
    "（世卫组织）报告(WHO)称，38个国家（地区）参与。",
    "张三（记者）报道。",
    "The office (an old one) inspected 5 ships, 3.5% of all.",
    "结果(an)与(he)不同。",
    "好！真的吗？是的：可以；行。",
]


@pytest.mark.parametrize("text", SOUND)
def test_brackets_of_the_writer_stay(text: str) -> None:
    repaired = repair_text(text)
    assert repaired.text.replace("（", "(").replace("）", ")") == text.replace("（", "(").replace("）", ")")
    assert repaired.unrepaired == ()


def test_a_reading_of_another_character_is_left_and_told() -> None:
    repaired = repair_text("檢(yàn)驗(yàn)")
    assert repaired.text == "检（yàn）验"
    assert [each.reason for each in repaired.unrepaired] == ["reading_does_not_fit"]


def test_each_repair_names_what_stood_in_the_raw_text() -> None:
    raw = "檢驗(yàn)，12３家。"
    repaired = repair_text(raw)
    assert repaired.text == "检验，123家。"
    for each in repaired.repairs:
        assert each.before in raw[each.place.start : each.place.end]
    place = repaired.raw_place(2, 3)
    assert raw[place.start : place.end] == "，"


def test_the_real_article_is_restored_to_the_letter(shared_data: Callable[[str], Path]) -> None:
    raw = shared_data(SEED).read_text(encoding="utf-8")
    brief = shared_data("../reference/domain.md").read_text(encoding="utf-8")
    quoted = brief.partition("### 1.1")[2].partition("Restoration notes")[0].splitlines()
    wanted = "\n".join(line[2:] for line in quoted if line.startswith("> "))
    wanted = "\n".join(line for line in wanted.splitlines() if line)
    repaired = repair_text(raw)
    matcher = difflib.SequenceMatcher(None, repaired.text.strip(), wanted, autojunk=False)
    differences = [
        (repaired.text.strip()[a:b], wanted[c:d])
        for kind, a, b, c, d in matcher.get_opcodes()
        if kind != "equal"
    ]
    assert differences == [("\n施向军", "")]  # the byline stands twice in the file and once in the brief
    assert repaired.unrepaired == ()
