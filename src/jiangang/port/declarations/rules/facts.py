"""The frozen facts that the rules of this department are given. Pure."""

from dataclasses import dataclass
from datetime import date

from jiangang.methods.findings import Citation
from jiangang.port.declarations.content import NoticeContent
from jiangang.port.declarations.limits import NoticeLimits

ORDER_16 = Citation(
    "出入境检验检疫报检规定（国家出入境检验检疫局令第16号，1999）", applies="2000-01-01 –", verified=False
)
OFFICE = Citation("Office procedure for the acceptance of notices", verified=False)
IN_FORCE_ORDER_16 = date(2000, 1, 1)
ALWAYS = date(1990, 1, 1)


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """A firm as the notice names it. `number_fault`: what is wrong with its number, empty when it is good."""

    number: str = ""
    scheme: str = ""
    number_fault: str = ""


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What the rules may know of a notice.

    on: the day of the rules; importer and agent: as named; own_firm: for people of the trade, whether
    their own firm is a party (None for staff); for_another: whether
    their firm files as the agent of another; same_content: number of another consignment whose notice says
    the very same, empty when the number may not be told, None when there is none.
    """

    content: NoticeContent
    on: date
    limits: NoticeLimits
    importer: PartyFacts = PartyFacts()
    agent: PartyFacts = PartyFacts()
    own_firm: bool | None = None
    for_another: bool = False
    same_content: str | None = None


@dataclass(frozen=True, slots=True)
class CorrectionFacts:
    """A notice and the one that is to replace it."""

    before: NoticeContent
    after: NoticeContent
