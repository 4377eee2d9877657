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

from jiangang.methods.answers import Answer, Said, Unreachable
from jiangang.methods.findings import Citation, Finding, Refused, Severity
from jiangang.methods.register import method

SEPARATORS = re.compile(r"[\s\-‐-―]+")


SOURCE = "GB 32100-2015; ISO 17442-1; IMO Resolution A.1117(30); ISO 6346; UNECE Recommendation 16"
VERIFIED = "published numbers of each scheme; check digits written a second time in the tests"


@dataclass(frozen=True, slots=True)
class Scheme:
    """One scheme: its code, the number of characters, which there may be, and what the check digits do.

    fits: whether the check digits do; expected: which they should be, None for a scheme without any.
    """

    code: str
    length: int
    characters: re.Pattern[str]
    fits: Callable[[str], bool]
    citation: Citation
    prefix: str = ""
    expected: Callable[[str], str] | None = None


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
            expected=lambda number: str(uscc.calc_check_digit(number[:17])),
        ),
        Scheme(
            "lei",
            20,
            re.compile(r"[0-9A-Z]{18}[0-9]{2}"),
            lambda number: mod_97_10.checksum(number) == 1,
            Citation("ISO 17442-1:2020", article="5"),
            expected=lambda number: str(mod_97_10.calc_check_digits(number[:18])),
        ),
        Scheme(
            "imo",
            7,
            re.compile(r"[0-9]{7}"),
            lambda number: imo.calc_check_digit(number[:6]) == number[6],
            Citation("IMO Resolution A.1117(30)", article="Annex"),
            prefix="IMO",
            expected=lambda number: str(imo.calc_check_digit(number[:6])),
        ),
        Scheme(
            "iso6346",
            11,
            re.compile(r"[A-Z]{3}[UJZR][0-9]{7}"),
            lambda number: iso6346.calc_check_digit(number[:10]) == number[10],
            Citation("ISO 6346:2022", article="4, Annex A"),
            expected=lambda number: str(iso6346.calc_check_digit(number[:10])),
        ),
        Scheme(
            "locode",
            5,
            # The digits 0 and 1 are not used in the place's three characters, to be told from O and I.
            re.compile(r"[A-Z]{2}[A-Z2-9]{3}"),
            lambda number: True,
            Citation("UNECE Recommendation 16 (UN/LOCODE)", article="Annex, structure of the code"),
        ),
    )
}


@method(
    "identifiers.normalise_number",
    source="Unicode NFKC (UAX #15); the schemes' own ways of writing",
    verified="full-width, small and spaced spellings of published numbers",
)
def normalise_number(scheme: str, value: str) -> str:
    """The number as it is stored: full-width characters made plain, capitals, no spaces and hyphens.

    An unknown scheme keeps its characters, without spaces at the ends. Source: Unicode NFKC (UAX #15).
    """
    plain = unicodedata.normalize("NFKC", value).strip()
    known = SCHEMES.get(scheme)
    if known is None:
        return plain
    return SEPARATORS.sub("", plain).upper().removeprefix(known.prefix)


@method("identifiers.check_number", source=SOURCE, verified=VERIFIED)
def check_number(
    scheme: str, value: str, *, field: str = "", severity: Severity = Severity.ERROR
) -> list[Finding]:
    """What is wrong with a number in a scheme; empty when it is well formed.

    scheme: one of `SCHEMES`; another one gives a NOT_CHECKED finding. severity: what a fault weighs
    for the caller. Source: the citation of each scheme; check digits by python-stdnum.
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
        if known.expected is not None:
            params |= {"expected_digits": known.expected(number)}
        code = "identifier_check_digit"
    else:
        return []
    return [Finding(f"methods.finding.{code}", severity, field, params, known.citation)]


@method("identifiers.confirm_number", source=SOURCE, verified=VERIFIED)
def confirm_number(scheme: str, value: str) -> Answer:
    """That a number is well formed in a scheme, its parts said.

    Raises Refused for an unknown scheme, Unreachable with the findings of `check_number` for a number that is
    not well formed. Source: the citation of each scheme.
    """
    known = SCHEMES.get(scheme.strip().lower())
    if known is None:
        reason = {"scheme": scheme, "known": ", ".join(SCHEMES)}
        raise Refused(Finding("methods.identifiers.finding.scheme_unknown", field="scheme", params=reason))
    found = check_number(known.code, value, field="value")
    if found:
        raise Unreachable(found)
    number = normalise_number(known.code, value)
    digits = known.expected(number) if known.expected else ""
    params = {"number": number, "standard": known.citation.source, "digits": digits}
    said = "with_check_digits" if digits else "shape_only"
    return Answer(
        method="identifiers.confirm_number",
        version="1",
        values={
            "scheme": known.code,
            "value": value,
            "number": number,
            "well_formed": True,
            "check_digits": digits or None,
            "standard": known.citation.source,
        },
        assumptions=(Said("methods.identifiers.sentence.register_not_asked"),),
        sentence=Said(f"methods.identifiers.sentence.{said}", params),
    )
