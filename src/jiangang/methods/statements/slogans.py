"""Numerals that are no figures: slogans, set phrases, counts of what is listed beside them, names with a
number.

A slogan is told by its build, not by its words: a numeral in characters inside a short quotation; a numeral
before things that are listed right there; a numeral and 个 before a bare 一 (三个一). What has no counting
word behind its numeral (四统一) never comes this far.
"""

import re

from jiangang.methods.statements.lexicon import get_table, get_words
from jiangang.methods.statements.numerals import Written
from jiangang.methods.statements.sightings import STOPS, Stretch

SPEECH = re.compile("[。！？]|.{26,}|[，].*[，]|\\d")
LIST_MARK = re.compile("[、]|以及|(?<=[\u4e00-\u9fff”])和(?=[\u4e00-\u9fff“])|及(?=[\u4e00-\u9fff“])")
FOLLOWING_LIST = re.compile("^[\u4e00-\u9fff]{0,8}[”」]?[，：:—-]{0,2}(?:即|包括|分别是|分别为|是|：|——)?")
LARGEST_LIST = 10
PLAIN_DIGITS = "零〇一二两三四五六七八九"


def is_slogan(text: str, written: Written, end: int, quoted: Stretch | None) -> bool:
    """Whether a numeral with its counting word (up to `end`) is part of a slogan or counts what is listed."""
    if not written.chinese or written.share:
        return False
    if quoted is not None and not SPEECH.search(text[quoted.start + 1 : quoted.end - 1]):
        return True
    if text[:end].endswith("个") and re.match("一(?![\u4e00-\u9fff]{0,2}[次家名位件批])", text[end:]):
        return True
    return _counts_a_list(text, written, end)


def is_set_phrase(text: str, written: Written) -> bool:
    """Whether a numeral in characters belongs to a phrase such as 十分, 一起, 千方百计."""
    if not written.chinese:
        return False
    numeral = text[written.start : written.end]
    for idiom in get_words("chinese", "idioms"):
        for back in range(len(idiom)):
            begin = written.start - back
            if begin < 0 or not text.startswith(idiom, begin) or begin + len(idiom) <= written.start:
                continue
            if back or idiom.startswith(numeral) and not _goes_on(text, written, idiom):
                return True
    return False


def _goes_on(text: str, written: Written, idiom: str) -> bool:
    """A case that was found (查获一起) is counted, though 一起 is also a phrase."""
    table = get_table("chinese")
    before = text[max(0, written.start - 12) : written.start]
    clause = re.split(f"[{STOPS}，、]", before)[-1]
    is_case = idiom[1:2] in table["trade_cases"] and len(idiom) == 2
    none_found = re.search("[未无]|没", clause)
    return is_case and not none_found and any(verb in clause for verb in table["case_verbs"])


def names_something(text: str, written: Written, has_unit: bool) -> bool:
    """Whether the number is part of a name: 第, SA8000, 152号令, a telephone number, 5G."""
    before, after = text[: written.start], text[written.end :]
    last = before[-1:]
    if last and (last.isascii() and (last.isalnum() or last in "-/.+*×")):
        return True
    if written.chinese and last in PLAIN_DIGITS and last:
        return True
    if last == "第" or last == "每":
        return True
    table = get_table("chinese")
    if not has_unit and any(after.startswith(word) for word in table["naming_after"]):
        return True
    if after[:1].isascii() and after[:1].isalpha() and not has_unit:
        return True
    return not has_unit and any(before.rstrip("：: ").endswith(word) for word in table["naming_before"])


def _counts_a_list(text: str, written: Written, end: int) -> bool:
    count = written.number.value
    if count.denominator != 1 or not 2 <= count <= LARGEST_LIST:
        return False
    items = int(count)
    return items in _items_before(text[: written.start]) or items in _items_after(text[end:])


def _items_before(before: str) -> set[int]:
    sentence = re.split(f"[{STOPS}]", before)[-1].rstrip("的等共 ")
    found = set()
    inner = re.search("“([^“”]*)”$", sentence)
    if inner:
        found |= {len(LIST_MARK.split(inner[1])), len(re.split("[、，]", inner[1]))}
    run = re.search("(?:[^“”，、]{0,2}“[^“”]*”[、和及]?)+$", sentence)
    if run:
        found.add(len(re.findall("“", run[0])))
    clause = re.split("[，：“]", sentence)[-1]
    if "、" in clause:
        found |= {len(LIST_MARK.split(clause)), len(clause.split("、"))}
    return found - {1}


def _items_after(after: str) -> set[int]:
    opening = FOLLOWING_LIST.match(after)
    if not opening or not re.search("[，：:—即]", opening[0]):
        return set()
    listed = re.split(f"[{STOPS}，]", after[opening.end() :])[0]
    if "、" not in listed and "和" not in listed:
        return set()
    return {len(LIST_MARK.split(listed)), len(listed.split("、"))} - {1}
