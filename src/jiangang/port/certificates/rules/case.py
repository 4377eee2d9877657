"""What the rules look at, and how they tell. Pure."""

from dataclasses import dataclass
from datetime import date

from jiangang.methods.findings import Citation, Finding, Severity
from jiangang.port.certificates.entered import PREFIX
from jiangang.port.certificates.facts import CaseFacts
from jiangang.port.certificates.registry import Kind

COMMODITY_LAW = "中华人民共和国进出口商品检验法"
FIRST_DAY = date(2000, 1, 1)
PRACTICE = Citation("Office practice", "preconditions of the kind")


@dataclass(frozen=True, slots=True)
class CertificateCase:
    """What the rules look at: the kind that is wanted and the facts of the case."""

    kind: Kind
    facts: CaseFacts


def told(name: str, *, field: str = "", **params: object) -> Finding:
    """A finding of this department."""
    named = {"field": field, **params} if field else params
    return Finding(f"certificates.finding.{name}", Severity.ERROR, field, named)


def told_of(kind: Kind, field: str, name: str, *, row: int | None = None, **params: object) -> Finding:
    """A finding about a field that the drafter entered, named by its labels."""
    words = {"field": f"{kind.label(field, 'zh')} {kind.label(field, 'en')}", **params}
    return Finding(f"certificates.finding.{name}", Severity.ERROR, PREFIX + field, words, row=row)
