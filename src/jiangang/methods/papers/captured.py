"""What people type or paste into a number or a name, made plain, and each change told.

Full-width digits, hidden spaces, marks of writing direction and letters that only look Latin turn one number
into another that no register finds. They are normalised when they are captured, and shown.
"""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from jiangang.methods.findings import Finding, Severity
from jiangang.methods.register import method

LOOK_ALIKES = str.maketrans(
    "\u0410\u0412\u0415\u0405\u0406\u0408\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04cf",
    "ABESIJKMHOPCTXABEZHIKMNOPTYXaeopcyxijsl",
)
"""Cyrillic and Greek letters that look as Latin ones do (Unicode TR 39, confusables: the whole-letter
ones).
"""
DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d")
FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
"""Letters and marks that print as nothing, though Unicode does not call them spaces."""
HIDDEN_KINDS = ("Cf", "Cc", "Co", "Cn", "Cs")
SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")
SOURCE = ("Unicode Standard Annex 15 (NFKC)", "Unicode Technical Standard 39 §4 (confusables)")


@dataclass(frozen=True, slots=True)
class Change:
    """One letter that was changed: its place counted from 1, what it was, what stands there now."""

    place: int
    was: str
    now: str

    @property
    def code(self) -> str:
        """`U+FF11 FULLWIDTH DIGIT ONE`."""
        return named(self.was)


@dataclass(frozen=True, slots=True)
class Captured:
    """The plain text and the changes that made it."""

    text: str
    changes: tuple[Change, ...]

    def findings(self, field: str) -> list[Finding]:
        """One note that shows every change; none when nothing was changed."""
        if not self.changes:
            return []
        params = {
            "text": self.text,
            "changes": ", ".join(f"{each.place}: {each.code}" for each in self.changes),
        }
        return [Finding("methods.papers.finding.text_normalised", Severity.NOTE, field, params)]


@method(
    "papers.plain_number", source=SOURCE, verified="each look-alike of the table, full-width forms, spaces"
)
def plain_number(text: str) -> Captured:
    """A number, code or mark as plain letters: full-width and look-alike letters become Latin, dashes `-`,
    spaces and hidden marks go. The case of letters stays.
    """
    return _changed(text, _of_number)


@method("papers.plain_name", source=SOURCE[0], verified="full-width digits, no-break spaces, direction marks")
def plain_name(text: str) -> Captured:
    """A name or sentence: full-width digits and Latin letters become plain, unusual spaces one space, hidden
    marks go; Chinese punctuation stays. Letters of other alphabets stay: see `mixed_words`.
    """
    found = _changed(text, _of_name)
    return Captured(" ".join(found.text.split(" ")).strip(" "), found.changes)


@method(
    "papers.mixed_words", source=SOURCE[1], verified="words of one alphabet, of two, Chinese beside Latin"
)
def mixed_words(text: str) -> list[str]:
    """Words that mix Latin with Cyrillic or Greek letters, in their order: one of the letters only looks
    right.
    """
    found = []
    for word in text.split():
        scripts = {script for letter in word if letter.isalpha() for script in [_script(letter)] if script}
        if len(scripts) > 1:
            found.append(word)
    return found


@method("papers.named", source="Unicode Character Database", verified="names as the standard prints them")
def named(letter: str) -> str:
    """Code point and Unicode name of a letter: `U+20BB7 CJK UNIFIED IDEOGRAPH-20BB7`."""
    return f"U+{ord(letter):04X} {unicodedata.name(letter, 'without a name')}"


@method("papers.respelt", source="office practice: the person who confirms a spelling is recorded")
def respelt(text: str, spellings: Iterable[tuple[str, str]]) -> str:
    """The text with letters that our fonts lack written as a person confirmed: pairs of letter and
    spelling.
    """
    for letter, written in spellings:
        text = text.replace(letter, written)
    return text


def _changed(text: str, rule: Callable[[str], str]) -> Captured:
    pieces, changes = [], []
    for place, letter in enumerate(text, start=1):
        now = rule(letter)
        pieces.append(now)
        if now != letter:
            changes.append(Change(place, letter, now))
    return Captured("".join(pieces), tuple(changes))


def _of_number(letter: str) -> str:
    if letter.isascii():
        return "" if letter.isspace() or not letter.isprintable() else letter
    if letter in DASHES:
        return "-"
    if letter.isspace() or unicodedata.category(letter) in HIDDEN_KINDS or letter in FILLERS:
        return ""
    plain = unicodedata.normalize("NFKC", letter).translate(LOOK_ALIKES)
    return "".join(each for each in plain if not each.isspace())


def _of_name(letter: str) -> str:
    if letter.isascii():
        return letter if letter.isprintable() or letter == "\n" else ""
    if letter == "\u3000" or unicodedata.category(letter) == "Zs":
        return " "
    if unicodedata.category(letter) in HIDDEN_KINDS or letter in FILLERS:
        return ""
    plain = unicodedata.normalize("NFKC", letter)
    is_wide = 0xFF01 <= ord(letter) <= 0xFF5E
    return plain if is_wide and plain.isalnum() else letter


def _script(letter: str) -> str:
    name = unicodedata.name(letter, "")
    return next((script for script in SCRIPTS if name.startswith(script)), "")
