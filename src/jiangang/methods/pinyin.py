"""Pinyin of Chinese text: a sort key to store beside names, and initials to find them by. Pure.

The reading of a character is that of its commonest word (`pypinyin`); a name with a rare reading may sort
elsewhere, which is why the key is stored and can be set by hand.
"""

import re
from functools import lru_cache

MAX_LENGTH = 200
CHINESE = re.compile("([\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f]+)")


@lru_cache(maxsize=20_000)
def syllables(text: str) -> tuple[str, ...]:
    """The text as lower-case parts: one per Chinese character (pinyin, no tone), one per run of other
    letters.

    "张家港 Port 2" gives ("zhang", "jia", "gang", "port", "2"). Marks are left out; ü is written v.
    """
    # pypinyin reads its dictionaries on import; offices that never search by pinyin should not wait for them
    from pypinyin import Style, lazy_pinyin

    parts: list[str] = []
    for run in lazy_pinyin(text[:MAX_LENGTH], style=Style.NORMAL, v_to_u=False):
        word = ""
        for letter in run.lower():
            if letter.isalnum():
                word += letter
            elif word:
                parts.append(word)
                word = ""
        if word:
            parts.append(word)
    return tuple(parts)


def pinyin_key(text: str) -> str:
    """What to sort names by: pinyin with tones.

    Latin text keeps its own letters in lower case, so that mixed lists sort together.
    """
    runs = CHINESE.split(text[:MAX_LENGTH].lower())
    runs[1::2] = map(_spoken, runs[1::2])
    return " ".join(" ".join(runs).split())


@lru_cache(maxsize=20_000)
def _spoken(run: str) -> str:
    """One run of Chinese; firms' names come again and again beside numbers that do not."""
    from pypinyin import Style, lazy_pinyin

    return " ".join(lazy_pinyin(run, style=Style.TONE3, neutral_tone_with_five=True))


def pinyin_initials(text: str) -> str:
    """First letters of the syllables: "张家港" gives "zjg"; numbers stay whole."""
    return "".join(part if part.isdigit() else part[:1] for part in syllables(text))
