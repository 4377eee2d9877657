"""Rules about the numbers of firms. Pure."""

from jiangang.methods.findings import Finding
from jiangang.methods.identifiers import check_number


def check_identifier(scheme: str, value: str) -> list[Finding]:
    """Findings on a firm's number in its scheme: check digit, length, alphabet; `not checked` for a free scheme."""
    return check_number(scheme, value, field="identifier")
