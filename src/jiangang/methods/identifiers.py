"""Identifier schemes: how a number is written down, and whether its check digits fit.

A number that fits is well formed, no more: whether it was ever given out, only its register knows. Which
scheme a firm, ship or container uses is data of the office; here are the schemes that can be checked.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from stdnum import imo, iso6346
from stdnum.cn import uscc
from stdnum.iso7064 import mod_97_10

from jiangang.methods.findings import Citation, Finding, Severity

SEPARATORS = re.compile(r"[\s\-‐-―]+")


@dataclass(frozen=True, slots=True)
class Scheme:
    """One scheme: its code, the number of characters, which there may be, and what the check digits do."""

    code: str
    length: int
    characters: re.Pattern[str]
    fits: Callable[[str], bool]
    citation: Citation
    prefix: str = ""


SCHEMES = {
    scheme.code: scheme
    for scheme in (
        Scheme(
            "uscc",
            18,
            # Looser than stdnum, which takes only digits in the first two places: GB 32100 allows letters
            # there (N for rural collectives, Y for others).
            re.compile(r"[0-9A-HJ-NP-RTUW-Y]{2}[0-9]{6}[0-9A-HJ-NP-RTUW-Y]{10}"),
            lambda number: uscc.calc_check_digit(number[:17]) == number[17],
            Citation("GB 32100-2015", article="4, 5"),
        ),
        Scheme(
            "lei",
            20,
            re.compile(r"[0-9A-Z]{18}[0-9]{2}"),
            lambda number: mod_97_10.checksum(number) == 1,
            Citation("ISO 17442-1:2020", article="5"),
        ),
        Scheme(
            "imo",
            7,
            re.compile(r"[0-9]{7}"),
            lambda number: imo.calc_check_digit(number[:6]) == number[6],
            Citation("IMO Resolution A.1117(30)", article="Annex"),
            prefix="IMO",
        ),
        Scheme(
            "iso6346",
            11,
            re.compile(r"[A-Z]{3}[UJZR][0-9]{7}"),
            lambda number: iso6346.calc_check_digit(number[:10]) == number[10],
            Citation("ISO 6346:2022", article="4, Annex A"),
        ),
    )
}


def normalise_number(scheme: str, value: str) -> str:
    """The number as it is stored: full-width characters made plain, capitals, no spaces and hyphens.

    An unknown scheme keeps its characters, without spaces at the ends. Source: Unicode NFKC (UAX #15).
    """
    plain = unicodedata.normalize("NFKC", value).strip()
    known = SCHEMES.get(scheme)
    if known is None:
        return plain
    return SEPARATORS.sub("", plain).upper().removeprefix(known.prefix)


def check_number(
    scheme: str, value: str, *, field: str = "", severity: Severity = Severity.ERROR
) -> list[Finding]:
    """What is wrong with a number in a scheme; empty when it is well formed.

    scheme: `uscc`, `lei`, `imo`, `iso6346`; another one gives a NOT_CHECKED finding. severity: what a
    fault weighs for the caller. Source: the citation of each scheme; check digits by python-stdnum.
    """
    known = SCHEMES.get(scheme)
    number = normalise_number(scheme, value)
    params = {"scheme": scheme, "value": number}
    if known is None:
        return [Finding("methods.finding.identifier_scheme_unknown", Severity.NOT_CHECKED, field, params)]
    if len(number) != known.length:
        params |= {"length": str(len(number)), "expected": str(known.length)}
        code = "identifier_length"
    elif not known.characters.fullmatch(number):
        code = "identifier_characters"
    elif not known.fits(number):
        code = "identifier_check_digit"
    else:
        return []
    return [Finding(f"methods.finding.{code}", severity, field, params, known.citation)]
