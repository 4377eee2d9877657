"""Repair of damaged Chinese text: what was done to it by converters and copying, undone step by step.

The order is fixed: bytes first, because the injected readings are the evidence; then the readings; then
traditional characters and widths. Nothing is guessed that bytes, a dictionary or the text itself do not bear
out; what stays damaged is listed.
"""

import re
import unicodedata

from jiangang.methods.register import method
from jiangang.methods.statements.byte_shift import BRACKETED, READING, mend_split_characters
from jiangang.methods.statements.characters import has_reading, is_chinese, plain_reading, simplified
from jiangang.methods.statements.claims import Repaired
from jiangang.methods.statements.drafts import Draft
from jiangang.methods.statements.lexicon import get_units
from jiangang.methods.statements.mark_shift import FULL_STOP, mend_shifted_marks

WIDE = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！", "(": "（", ")": "）"}
LONGEST_BRACKET = 200
WIDE_PUNCTUATION = "，。、：；？！（）“”‘’《》"
READ = re.compile(rf"(?P<character>.)[(（](?P<reading>{READING})[)）]", re.DOTALL)
CHINESE_RUN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")
WIDE_LETTERS = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff05\uff0e]+")
LEFT_OVER = re.compile(rf"\?{READING}\)|\ufffd+|[\ue000-\uf8ff]+")
WRITTEN_DOWN = re.compile("(?<![专名卓原土显昭论遗拙巨编译合])著(?![名作称书述录者文])")
"""著 of traditional text that simplified text writes 着: not the 著 of a writer or of fame."""
TONES = frozenset("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ")


@method(
    "statements.repair",
    source=(
        "GBK (GB 13000.1) byte layout; readings of pypinyin; OpenCC t2s tables. The model of the damage is of"
        " our own, from damaged press text"
    ),
    verified=(
        "one real damaged article, character by character with its restoration; texts damaged by the inverse"
        " of the model and mended again"
    ),
)
def repair_text(raw: str) -> Repaired:
    """Undo the damage of a Chinese text: shifted bytes, injected pinyin, traditional characters, widths.

    raw: the text as it came. The answer holds the repaired text, every repair with its place in the raw text,
    what stood there, what stands there now and the rule, and what is damaged still. Text without such damage,
    English text among it, comes back as it is.
    """
    draft = Draft(raw)
    cut = mend_split_characters(draft)
    mend_shifted_marks(draft)
    _take_readings_out(draft)
    _simplify(draft)
    _narrow_letters(draft)
    _suppose_stops(draft, cut)
    _widen_punctuation(draft)
    for found in LEFT_OVER.finditer(draft.text):
        draft.leave(*found.span(), "lost_character")
    return draft.finish()


def _take_readings_out(draft: Draft) -> None:
    """Remove `(yàn)` behind 驗: only a reading of the very character, so that true brackets stay."""
    injected = any(_is_toned(found["reading"]) for found in BRACKETED.finditer(draft.text))
    changes = []
    for found in READ.finditer(draft.text):
        character, reading = found["character"], plain_reading(found["reading"])
        if not is_chinese(character):
            continue
        if has_reading(character, reading) and (_is_toned(reading) or injected):
            changes.append((found.start() + 1, found.end(), ""))
        elif _is_toned(reading):
            draft.leave(found.start(), found.end(), "reading_does_not_fit")
    draft.replace_all(changes, "injected_reading")


def _is_toned(reading: str) -> bool:
    return not TONES.isdisjoint(reading)


def _simplify(draft: Draft) -> None:
    if simplified(draft.text) == draft.text:
        return
    changes = []
    for found in CHINESE_RUN.finditer(draft.text):
        run, where = found[0], found.start()
        plain = WRITTEN_DOWN.sub("着", simplified(run))
        if run == plain:
            continue
        if len(run) != len(plain):
            changes.append((where, found.end(), plain))
            continue
        changes += [(where + a, where + b, plain[a:b]) for a, b in _changed(run, plain)]
    draft.replace_all(changes, "traditional_character")


def _changed(old: str, new: str) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for index, (before, after) in enumerate(zip(old, new, strict=True)):
        if before == after:
            continue
        if runs and runs[-1][1] == index:
            runs[-1] = (runs[-1][0], index + 1)
        else:
            runs.append((index, index + 1))
    return runs


def _narrow_letters(draft: Draft) -> None:
    found = WIDE_LETTERS.finditer(draft.text)
    changes = [(*each.span(), unicodedata.normalize("NFKC", each[0])) for each in found]
    draft.replace_all(changes, "full_width")


def _suppose_stops(draft: Draft, cut: list[int]) -> None:
    """Where a cut character follows a quantity at once (…1270万元 创建…), its full stop was swallowed too."""
    words = "|".join(re.escape(word) for unit in get_units() for word in unit.zh)
    quantity = re.compile(rf"\d[\d.,]*[余多十百千万亿]*(?:{words})$")
    for raw_place in cut:
        index = next(i for i, origin in enumerate(draft.origins) if origin.start == raw_place)
        if quantity.search(draft.text[max(0, index - 24) : index]):
            draft.replace(index, index, FULL_STOP, "swallowed_stop")


def _widen_punctuation(draft: Draft) -> None:
    text = draft.text
    changes = [
        (index, index + 1, WIDE[mark])
        for index, mark in enumerate(text)
        if mark in WIDE and _stands_in_chinese(text, index)
    ]
    draft.replace_all(changes, "half_width_punctuation")


def _stands_in_chinese(text: str, index: int) -> bool:
    if text[index] == ")":
        opening = text.rfind("(", max(0, index - LONGEST_BRACKET), index)
        index = opening if opening >= 0 else index
    before, after = (
        text[max(0, index - 4) : index].rstrip(" ")[-1:],
        text[index + 1 : index + 5].lstrip(" ")[:1],
    )
    if before.isdigit() and after.isdigit():
        return False
    return any(each and (is_chinese(each) or each in WIDE_PUNCTUATION) for each in (before, after))
