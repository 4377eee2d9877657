"""Reading: the real article whole, texts with claims marked by hand, slogans that are no figures."""

from collections.abc import Callable
from pathlib import Path

import pytest

from jiangang.methods.statements import Kind, read_statement
from tests.unit.methods.statements.marked import files, score

SEED = "../seed/000_e213327c91327d7a.txt"

CLAIMS = [
    (Kind.HONOUR, "全国文明单位", None), (Kind.FIRST, "全球首个国际卫生港口", 1),
    (Kind.HONOUR, "全省系统文明单位标兵", None), (Kind.COUNT, "5个", 5), (Kind.COUNT, "36个", 36),
    (Kind.HONOUR, "全国重点实验室", None), (Kind.HONOUR, "省级公共技术服务平台", None),
    (Kind.HONOUR, "省级检测服务外包基地", None), (Kind.RANK, "第一", 1), (Kind.RANK, "第一", 1),
    (Kind.COUNT, "500余家", 500), (Kind.COUNT, "2家", 2), (Kind.COUNT, "1家", 1), (Kind.COUNT, "4家", 4),
    (Kind.FIRST, "全省首家SA8000企业", 1), (Kind.RANK, "第一", 1), (Kind.COUNT, "5个", 5),
    (Kind.COUNT, "20项", 20), (Kind.MONEY, "近10亿元", 10**9), (Kind.MONEY, "3400万美元", 34 * 10**6),
    (Kind.MONEY, "1270万元", 12_700_000), (Kind.HONOUR, "苏州市廉洁文化示范点", None),
    (Kind.HONOUR, "张家港市党建工作纪检监察工作类创新成果奖", None), (Kind.COUNT, "146人次", 146),
    (Kind.COUNT, "62人次", 62), (Kind.MONEY, "7.8万元", 78_000),
]  # fmt: skip

SLOGANS = ["三个安全", "三张名片", "三亮", "四统一", "五服务", "四阳光", "三结合", "三比三看", "一面旗帜"]


def test_the_real_article_makes_its_claims_and_no_other(shared_data: Callable[[str], Path]) -> None:
    reading = read_statement(shared_data(SEED).read_text(encoding="utf-8"))
    told = [each for each in reading.claims if each.kind is not Kind.PRAISE]
    first = [each for each in told if each.repeats is None]
    assert len(first) == len(CLAIMS)
    for claim, (kind, words, value) in zip(first, CLAIMS, strict=True):
        assert (claim.kind, claim.value) == (kind, value)
        assert words in claim.words
    again = [each for each in told if each.repeats is not None]
    assert [(each.quote, each.repeats) for each in again] == [("全球首个国际卫生港口", 2)]
    for slogan in SLOGANS:
        assert not any(slogan in each.words for each in told)


def test_the_places_lead_back_to_both_texts(shared_data: Callable[[str], Path]) -> None:
    raw = shared_data(SEED).read_text(encoding="utf-8")
    reading = read_statement(raw)
    for claim in reading.claims:
        assert reading.repaired.text[claim.place.start : claim.place.end] == claim.words
    nearly = next(each for each in reading.claims if each.words == "近10亿元")
    assert raw[nearly.raw_place.start : nearly.raw_place.end] == "近10億元"


def test_a_rank_of_two_things_is_two_claims() -> None:
    reading = read_statement("动植物疫情、媒介生物检出率一直列全省第一。")
    assert [each.subject for each in reading.claims] == ["动植物疫情检出率", "媒介生物检出率"]
    assert {each.approximation.value for each in reading.claims} == {"throughout"}


def test_the_tuned_texts_are_read_as_marked() -> None:
    found = score(files("tuned"))
    assert len(files("tuned")) == 12
    assert found.missed == []
    assert found.false == []


def test_the_texts_held_back_are_read_well() -> None:
    found = score(files("held"))
    assert len(files("held")) >= 4
    assert found.recall >= 0.9, found.missed
    assert found.precision >= 0.9, found.false


NO_FIGURES = [
    "该局十分重视，上下一致，一起努力，千方百计抓落实，第一时间赶赴现场，打通最后一公里。",
    "坚持“四个意识”，落实“三大任务”，践行“三严三实”，推进两学一做，深化五型机关建设。",
    "推行“一口受理、一次查验、一次放行”的三个一模式，实行24小时预约服务。",
    "开展亮“身份”、亮“承诺”的“两亮”活动，实现了优美环境、优良秩序、优质服务三结合。",
    "围绕“安全、便捷、廉洁”三个目标开展工作，做到“五个必查”，即必查证、必查货、必查箱、必查人、必查记录。",
    "2012年3月15日上午9时许，在5号泊位，依据第38号令和GB/T 2828.1-2003标准检查SA8000企业，电话12365。",
    "第二季度，第三方检测，第二届论坛，五一劳动节，双随机一公开，一站式服务。",
    "以最大限度减少损失，第一道防线不能失守，打造一流队伍，唱响首问负责制。",
    "Room 12 is open from 9 to 5, as ISPM 31 says; first of all, it may rain on 3 May 2012.",
    "The two principles: be fair, be quick. At first the first aid team came in the first quarter.",
]


@pytest.mark.parametrize("text", NO_FIGURES)
def test_slogans_names_and_dates_are_no_figures(text: str) -> None:
    assert [(each.words, each.kind) for each in read_statement(text).claims] == []


def test_praise_is_an_opinion_and_no_figure() -> None:
    (claim,) = read_statement("市政府称赞该局是口岸单位的一面旗帜。").claims
    assert claim.kind is Kind.PRAISE


def test_every_claim_has_plain_values() -> None:
    (claim,) = read_statement("2011年，向全市500余家企业发出倡议。").claims
    said = claim.as_dict()
    assert (said["kind"], said["value"], said["holds_for"], said["unit"]) == (
        "count",
        "500",
        "[500, 600)",
        "firm",
    )
    assert (said["approximation"], said["counting_word"], said["period"]) == ("odd", "家", "2011年")
