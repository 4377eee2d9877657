"""By which number a notice names a firm. Pure."""

from dataclasses import dataclass

from jiangang.methods.identifiers import check_number, normalise_number
from jiangang.port.declarations.content import NoticeContent

CHECKED = "uscc"
DECLARED = "declared"
"""Scheme of a number that is taken as the filing gives it, checked by nobody."""


@dataclass(frozen=True, slots=True)
class Named:
    """A firm as a notice names it: scheme, number, name, and what is wrong with the number (empty:
    nothing).
    """

    scheme: str = ""
    number: str = ""
    name: str = ""
    fault: str = ""


def name_of_firm(content: NoticeContent, role: str) -> Named:
    """The firm that a notice names as `importer` or `agent`.

    A good USCC (GB 32100-2015) is one; any other number stands in the scheme that the filing names, or in
    `declared`, and its fault says why it is no USCC.
    """
    given = str(getattr(content, f"{role}_number"))
    name = str(getattr(content, f"{role}_name"))
    scheme = str(getattr(content, f"{role}_scheme")).lower()
    if not given:
        return Named(name=name)
    faults = check_number(CHECKED, given)
    if not faults:
        return Named(CHECKED, normalise_number(CHECKED, given), name)
    if scheme and scheme not in (CHECKED, DECLARED):
        return Named(scheme, normalise_number(scheme, given), name)
    return Named(DECLARED, given.upper(), name, faults[0].code.rpartition(".")[2])
