"""Numbers of Chinese certificates of origin: 16 signs that say kind, year, who registered, and serial.

One letter, two digits of the year, nine of the registration (four of the office, two of the year, three
serial), four of the serial.
"""

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jiangang.methods.answers import Answer, Said
from jiangang.methods.findings import Finding, Refused, Severity
from jiangang.methods.register import method

LENGTH = 16
LOOKALIKES = {"O": "0", "I": "1", "L": "1"}


@dataclass(frozen=True, slots=True)
class CertificateNumber:
    """The parts of a number; kinds: what the letter can stand for."""

    number: str
    kinds: tuple[str, ...]
    year: int
    office: str
    registered: int
    registration_serial: str
    serial: int


@cache
def _letters() -> dict[str, list[str]]:
    folder = files("jiangang.methods.origin") / "data"
    text = (folder / "certificate_numbers.toml").read_text(encoding="utf-8")
    found: dict[str, list[str]] = tomllib.loads(text)["letters"]
    return found


@method(
    "origin.certificate_number",
    source="Numbering rules in use from 2007-08-01, as the reference notes give them (domain.md §9.5)",
    verified="Shape only: the notes' office code 4100 (Henan); no register was asked",
)
def read_certificate_number(text: str) -> Answer:
    """The parts of a certificate's number.

    text: as typed; spaces and hyphens are dropped, full-width signs made half-width. Raises Refused for
    another length, an unknown letter, or a sign that is no digit (naming O for 0 and I for 1).
    """
    read = parse_certificate_number(text)
    values = {
        "number": read.number,
        "kinds": list(read.kinds),
        "year": read.year,
        "registration": read.number[3:12],
        "office": read.office,
        "registered": read.registered,
        "serial": read.serial,
    }
    changed = read.number != text
    notes = (
        (Finding("methods.origin.finding.number_changed", Severity.NOTE, "number", {"number": read.number}),)
        if changed
        else ()
    )
    params = {"number": read.number, "year": read.year, "office": read.office, "kind": " / ".join(read.kinds)}
    said = Said("methods.origin.sentence.number", params)
    assumption = Said("methods.origin.assumption.number")
    return Answer("origin.certificate_number", "1", values, (assumption,), said, notes)


def parse_certificate_number(text: str) -> CertificateNumber:
    """The parts of a number; arguments and errors as `read_certificate_number`."""
    plain = unicodedata.normalize("NFKC", text).upper()
    number = "".join(sign for sign in plain if not sign.isspace() and sign not in "-‐‑–")
    _check(number)
    return CertificateNumber(
        number,
        tuple(_letters()[number[0]]),
        2000 + int(number[1:3]),
        number[3:7],
        2000 + int(number[7:9]),
        number[9:12],
        int(number[12:]),
    )


def _check(number: str) -> None:
    findings = []
    if len(number) != LENGTH:
        params = {"number": number, "length": len(number)}
        findings.append(Finding("methods.origin.finding.number_length", field="number", params=params))
    if number[:1] not in _letters():
        params = {"letter": number[:1] or "–", "known": ", ".join(sorted(_letters()))}
        findings.append(Finding("methods.origin.finding.number_letter", field="number", params=params))
    for place, sign in enumerate(number[1:LENGTH], 2):
        if not (sign.isascii() and sign.isdigit()):
            params = {"sign": sign, "place": place, "instead": LOOKALIKES.get(sign, "0–9")}
            findings.append(Finding("methods.origin.finding.number_sign", field="number", params=params))
    if findings:
        raise Refused(findings)
