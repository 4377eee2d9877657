"""The register as screens and commands show it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from jiangang.kernel.people import api as people
from jiangang.kernel.permissions import Actor
from jiangang.kernel.register import permissions, queries
from jiangang.kernel.register.models import Alarm
from jiangang.kernel.register.operations import LAPSES_AFTER
from jiangang.kernel.register.publishing import MERGE_DELAY, required_cosignatures
from jiangang.kernel.texts import text
from jiangang.methods.findings import Finding
from jiangang.ui import dates
from jiangang.ui.components import Action, Alert, Code, Status, Summary, SummaryRow
from jiangang.ui.pages import Part

COSIGNED = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """Where the register stands, at a moment, with the alarms that are open."""

    state: queries.State
    alarms: tuple[Finding, ...]
    at: datetime

    @property
    def is_late(self) -> bool:
        """Whether an entry waits longer than the largest merge delay."""
        since = self.state.waiting_since
        return since is not None and (self.at - since).total_seconds() > MERGE_DELAY

    @property
    def is_well(self) -> bool:
        """Whether nobody has to look at it."""
        return bool(self.state.origin) and not self.alarms and not self.is_late

    def lines(self) -> Iterator[tuple[str, str]]:
        """Labels and values, in order."""
        state = self.state
        yield text("register.field.origin"), state.origin or text("register.page.closed_body")
        yield text("register.field.entries"), dates.number(state.size)
        yield text("register.field.handed_out"), dates.number(state.released_size)
        yield text("register.field.waiting"), dates.number(state.waiting)
        if state.waiting_since is not None:
            yield text("register.field.waiting_since"), dates.moment(state.waiting_since)
        if state.released_at is not None:
            yield text("register.field.checkpoint_at"), dates.moment(state.released_at)
        yield text("register.field.cosigned"), cosigned_words(state)
        yield text("register.field.required"), str(state.required)
        yield text("register.field.delay"), text("register.field.seconds", count=MERGE_DELAY)
        for each in state.witnesses:
            yield each.name, f"{each.mark} {answer_words(each)}".strip()
        for finding in self.alarms:
            yield text("register.page.alarms"), text(finding.message_key, **finding.params)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        state = self.state
        return {
            "origin": state.origin,
            "size": state.size,
            "signed_size": state.signed_size,
            "released_size": state.released_size,
            "waiting": state.waiting,
            "cosigned": state.cosigned,
            "required": state.required,
            "witnessed": bool(state.witnesses),
            "witnesses": [
                {"name": each.name, "mark": each.mark, "status": each.status, "size": each.size}
                for each in state.witnesses
            ],
            "restored": state.restored,
            "late": self.is_late,
            "alarms": [each.as_dict() for each in self.alarms],
            "well": self.is_well,
        }


def facts(at: datetime) -> Shown:
    """Where the register stands now."""
    alarms = tuple(_finding(alarm) for alarm in queries.open_alarms())
    return Shown(queries.state(required_cosignatures(at)), alarms, at)


def cosigned_words(state: queries.State) -> str:
    """How many witnesses have cosigned what is handed out; the plain words when there is none to ask."""
    return str(state.cosigned) if state.witnesses else text("register.page.not_witnessed")


def answer_words(each: queries.WitnessShown) -> str:
    """What a witness answered last."""
    if not each.status and not each.code:
        return text("register.field.witness_silent")
    if each.status == COSIGNED and not each.code:
        return text("register.field.witness_cosigned", size=dates.number(each.size))
    return f"{each.status} {each.code.rpartition('.')[2]}"


def desk_parts(shown: Shown) -> list[Part]:
    """The parts of the desk's page."""
    rows = [
        SummaryRow(label, value) for label, value in shown.lines() if label != text("register.page.alarms")
    ]
    parts = [Part(_head(shown))]
    parts += [
        Part(
            Alert(
                f"{text(each.message_key, **each.params)} {text(each.mend_key, **each.params)}",
                text("register.page.alarm_title"),
                "bad",
            )
        )
        for each in shown.alarms
    ]
    count = len(shown.state.witnesses)
    parts.append(Part(Summary(rows[: len(rows) - count]), text("register.page.state")))
    parts.append(Part(_witnesses(shown.state), text("register.page.witnesses")))
    return parts


def _head(shown: Shown) -> Alert:
    state = shown.state
    if not state.origin:
        return Alert(text("register.page.closed_body"), text("register.page.not_witnessed"), "warn")
    if not state.witnesses:
        return Alert(text("register.page.not_witnessed_body"), text("register.page.not_witnessed"), "warn")
    if shown.is_well:
        body = text("register.page.well_body", found=state.cosigned, required=state.required)
        return Alert(body, text("register.page.well"), "good")
    return Alert(cosigned_words(state), text("register.page.alarm_title"), "warn")


def _witnesses(state: queries.State) -> Any:
    if not state.witnesses:
        return text("register.page.no_witnesses")
    return Summary(
        [
            SummaryRow(
                f"{each.name} {f'({each.mark})' if each.mark else ''}".strip(),
                Status(answer_words(each), "good" if each.status == COSIGNED and not each.code else "warn"),
            )
            for each in state.witnesses
        ]
    )


def proposal_parts(actor: Actor, now: datetime) -> list[Part]:
    """What waits for a second person."""
    waiting = queries.open_proposals(now - LAPSES_AFTER)
    if not waiting:
        return [Part(text("register.page.no_proposals"), text("register.page.proposals"))]
    language = actor.language
    rows = [
        SummaryRow(
            f"{each.pk} {text(f'register.act.{each.act}')}",
            f"{each.reason} · {people.name_of_key(each.proposed_by, language)}"
            f" · {dates.moment(each.proposed_at)}",
            reverse("register:confirm", args=[each.pk])
            if permissions.CONFIRM in actor.permissions and actor.key != each.proposed_by
            else "",
        )
        for each in waiting
    ]
    return [Part(Summary(rows), text("register.page.proposals"))]


def actions(actor: Actor) -> list[Action]:
    """What the reader may begin."""
    if permissions.PROPOSE not in actor.permissions:
        return []
    return [Action(text("register.page.propose"), reverse("register:propose"))]


def key_part(words: str) -> Part:
    """The public keys."""
    return Part(Code(words or "-", block=True), text("register.page.keys"))


def public_context(shown: Shown, address: str, keys: str) -> dict[str, Any]:
    """The public page: what the register is, and how to check it."""
    state = shown.state
    if state.witnesses:
        words = text("register.public.witnessed", count=len(state.witnesses), required=state.required)
        marks = ", ".join(f"{each.name} ({each.mark})" for each in state.witnesses if each.mark)
        witnessed = Alert(f"{words} {marks}".strip())
    else:
        title = text("register.page.not_witnessed")
        witnessed = Alert(text("register.page.not_witnessed_body"), title, "warn")
    return {
        "witnessed": witnessed,
        "about": [
            text("register.public.about"),
            text("register.public.private"),
            text("register.public.delay", seconds=MERGE_DELAY),
        ],
        "how": [
            text("register.public.proof"),
            text("register.public.mirror", address=address),
            text("register.public.monitor", address=address),
        ],
        "facts": Summary([SummaryRow(label, value) for label, value in list(shown.lines())[:3]]),
        "keys": Code(keys or "-", block=True),
    }


def _finding(alarm: Alarm) -> Finding:
    return Finding(alarm.code, params=alarm.params)
