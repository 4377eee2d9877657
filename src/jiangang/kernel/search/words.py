"""From titles and numbers to the words that a thing is found by, and from a query to patterns. Pure.

Each word is found by its beginning. So a Chinese name is kept with every one of its endings ("东海粮油",
"海粮油", "粮油", "油"), likewise its pinyin and initials by syllable; a long number also with its last six
characters, which is what people remember of it.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from jiangang.methods.pinyin import pinyin_initials, pinyin_key, syllables

__all__ = ["haystack", "name_words", "pinyin_initials", "pinyin_key", "query_words", "term_words"]

MAX_NAME = 24
LAST_CHARACTERS = 6
LONG_NUMBER = 9
CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
SPLIT = re.compile(r"[\s,;，；、。()（）\[\]【】《》“”\"']+")
MARKS = re.compile(r"[^0-9a-z\u3400-\u9fff\uf900-\ufaff]+")


def fold(text: str) -> str:
    """Lower case, full-width letters as half-width."""
    return unicodedata.normalize("NFKC", text).lower()


def plain(text: str) -> str:
    """A number without its blanks, strokes and dots: "B/L 12-34" becomes "bl1234"."""
    return MARKS.sub("", fold(text))


def term_words(terms: Iterable[str]) -> list[str]:
    """Words for numbers and codes (notice, vessel, container, identifier): whole, and by their last
    characters.
    """
    words = []
    for term in terms:
        word = plain(term)
        if not word:
            continue
        words.append(word)
        if len(word) >= LONG_NUMBER:
            words.append(word[-LAST_CHARACTERS:])
        words += [piece for part in SPLIT.split(fold(term)) if (piece := plain(part)) and piece != word]
    return words


def name_words(names: Iterable[str]) -> list[str]:
    """Words for names: each word of a Latin name; a Chinese name from each character on, in pinyin and
    initials.
    """
    return [word for name in names for word in _words_of(name)]


@lru_cache(maxsize=20_000)  # in a bulk entry the same few hundred firms come again and again
def _words_of(name: str) -> tuple[str, ...]:
    words = []
    folded = fold(name)
    for run in CHINESE.findall(folded):
        kept = run[:MAX_NAME]
        sounds = syllables(kept)
        words += [kept[start:] for start in range(len(kept))]
        words += ["".join(sounds[start:])[:60] for start in range(len(sounds))]
        words += ["".join(sound[0] for sound in sounds[start:]) for start in range(len(sounds))]
    words += [piece for part in SPLIT.split(CHINESE.sub(" ", folded)) if (piece := plain(part))]
    return tuple(words)


def haystack(terms: Iterable[str], names: Iterable[str]) -> str:
    """All words once, each led by a blank, and a blank at the end."""
    words = dict.fromkeys([*term_words(terms), *name_words(names)])
    return f" {' '.join(words)} " if words else " "


def query_words(query: str) -> list[str]:
    """Words of what somebody typed, at most five: every one of them must begin some word of the thing
    found.
    """
    words = [plain(part) for part in SPLIT.split(fold(query[:200]))]
    return [word[:60] for word in words if word][:5]
