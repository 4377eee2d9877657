"""Examining a notice: gathers the facts from the registers and asks every rule. Writes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from jiangang.kernel.codes import api as codes
from jiangang.kernel.organisations import api as organisations
from jiangang.kernel.permissions import Actor
from jiangang.methods.findings import Finding
from jiangang.methods.rules import apply
from jiangang.port.declarations import queries
from jiangang.port.declarations.content import NoticeContent
from jiangang.port.declarations.identity import Named, name_of_firm
from jiangang.port.declarations.limits import limits
from jiangang.port.declarations.models import Notice
from jiangang.port.declarations.rules import NOTICE_RULES, NoticeFacts, PartyFacts

LINE_CODES = (
    ("hs", "hs_code"),
    ("country", "origin"),
    ("unit", "unit"),
    ("package", "package_kind"),
    ("currency", "currency"),
)
HEAD_CODES = (("country", "departure_country"), ("transport", "transport_mode"))


@dataclass(frozen=True, slots=True)
class Examined:
    """A notice with its parties and everything that was found; `rules` are the versions that were applied."""

    content: NoticeContent
    importer: Named
    agent: Named
    importer_id: int | None
    agent_id: int | None
    findings: tuple[Finding, ...]
    rules: tuple[str, ...]

    @property
    def is_blocked(self) -> bool:
        """Whether an error keeps the notice from being taken in."""
        return any(finding.blocks for finding in self.findings)


@dataclass(slots=True)
class Registers:
    """What the registers answer about many notices, asked once: firms by number, codes, known contents."""

    on: date
    firms: dict[tuple[str, str], int] = field(default_factory=dict)
    answers: dict[tuple[str, str], codes.CodeAnswer] = field(default_factory=dict)
    contents: dict[str, tuple[int, str]] = field(default_factory=dict)

    @classmethod
    def read(cls, contents: Sequence[NoticeContent], on: date, actor: Actor) -> "Registers":
        """Ask every register about these notices as at a day, as the actor may know."""
        registers = cls(on)
        registers._read_firms(contents)
        registers._read_codes(contents)
        registers._read_contents(contents, actor)
        return registers

    def _read_firms(self, contents: Iterable[NoticeContent]) -> None:
        wanted: dict[str, set[str]] = {}
        for content in contents:
            for named in (name_of_firm(content, "importer"), name_of_firm(content, "agent")):
                if named.number:
                    wanted.setdefault(named.scheme, set()).add(named.number)
        for scheme, numbers in wanted.items():
            for number, firm_id in organisations.find_firms(scheme, numbers).items():
                self.firms[scheme, number] = firm_id

    def _read_codes(self, contents: Iterable[NoticeContent]) -> None:
        wanted: dict[str, set[str]] = {}
        for content in contents:
            for scheme, name in HEAD_CODES:
                wanted.setdefault(scheme, set()).add(getattr(content, name))
            for line in content.lines:
                for scheme, name in LINE_CODES:
                    wanted.setdefault(scheme, set()).add(getattr(line, name))
        for scheme, values in wanted.items():
            for value, answer in codes.look_up_many(scheme, values - {""}, self.on).items():
                self.answers[scheme, value] = answer

    def _read_contents(self, contents: Iterable[NoticeContent], actor: Actor) -> None:
        rows = Notice.objects.filter(
            content_digest__in={content.digest for content in contents}, replaced_by__isnull=True
        ).order_by("-id")
        there = list(rows.values_list("content_digest", "consignment_id", "consignment__number"))
        ids = {consignment_id for _, consignment_id, _ in there}
        own = ids
        if ids and actor.is_trade:
            own = set(queries.scoped(actor).filter(pk__in=ids).values_list("pk", flat=True))
        for digest, consignment_id, number in there:
            if consignment_id in own:
                self.contents[digest] = (consignment_id, number)
            else:
                self.contents.setdefault(digest, (consignment_id, ""))

    def code_findings(self, content: NoticeContent) -> list[Finding]:
        """Findings for every code of a notice: outside its list (noted), or not checked."""
        found: list[Finding] = []
        for scheme, name in HEAD_CODES:
            found += self._check(scheme, getattr(content, name), name, content.row)
        for position, line in enumerate(content.lines, start=1):
            for scheme, name in LINE_CODES:
                found += self._check(scheme, getattr(line, name), f"lines.{position}.{name}", line.row)
        return found

    def _check(self, scheme: str, value: str, name: str, row: int | None) -> list[Finding]:
        if not value:
            return []
        return codes.check_answer(self.answers[scheme, value], on=self.on, field=name, row=row)


def examine(
    content: NoticeContent,
    unread: Iterable[Finding],
    *,
    registers: Registers,
    actor: Actor,
    consignment_id: int | None = None,
) -> Examined:
    """Everything that is to be said of a notice as at the day of the registers.

    unread: findings from reading the payload; consignment_id: the consignment that the notice belongs to
    already.
    """
    importer, agent = name_of_firm(content, "importer"), name_of_firm(content, "agent")
    importer_id = registers.firms.get((importer.scheme, importer.number))
    agent_id = registers.firms.get((agent.scheme, agent.number))
    if actor.firm_id is not None and not agent.number and importer_id != actor.firm_id:
        agent_id = actor.firm_id
    same = registers.contents.get(content.digest)
    facts = NoticeFacts(
        content=content,
        on=registers.on,
        limits=limits().notice,
        importer=_party(importer),
        agent=_party(agent),
        own_firm=None if actor.firm_id is None else actor.firm_id in (importer_id, agent_id),
        for_another=actor.firm_id is not None and agent_id == actor.firm_id != importer_id,
        same_content=same[1] if same and same[0] != consignment_id else None,
    )
    findings, rules = apply(NOTICE_RULES, facts, registers.on)
    found = (*unread, *findings, *registers.code_findings(content))
    return Examined(content, importer, agent, importer_id, agent_id, found, rules)


def _party(named: Named) -> PartyFacts:
    return PartyFacts(named.number, named.scheme, named.fault)


def plain_findings(findings: Iterable[Finding]) -> list[Mapping[str, object]]:
    """Findings as they are stored."""
    return [finding.as_dict() for finding in findings]
