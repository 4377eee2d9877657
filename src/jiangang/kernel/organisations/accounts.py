"""A firm's own account: its people, its two administrators, and the way back in without e-mail.

The way back: the person asks on the public page; a second hand who knows them (the firm's other
administrator, or the counter against a document) vouches and gets a code to hand over; the person uses it
once, within a day.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.organisations import permissions
from jiangang.kernel.organisations.models import Recovery
from jiangang.kernel.organisations.rules import VouchingFacts, check_administrators_left, check_recovery
from jiangang.kernel.people import api as people
from jiangang.kernel.permissions import Actor, operation
from jiangang.methods.findings import Finding, NotFound, Refused, Severity, raise_if_blocked

CODE_LIFETIME = timedelta(days=1)
TRIES = 5
TRADE_POSTS = ("firm_administrator", "declarant")


@dataclass(frozen=True, slots=True)
class NewMember:
    """A person of a firm: name, user name, first password, post."""

    name_zh: str
    username: str
    password: str
    post: str
    name_en: str = ""
    phone: str = ""


@operation(permission=permissions.MANAGE_OWN_FIRM)
def add_member(*, new: NewMember, actor: Actor, at: datetime) -> int:
    """A firm's administrator takes on a colleague; returns the person's id."""
    return place_member(firm_id=_own_firm(actor), new=new, actor=actor, at=at)


@operation(permission=permissions.VOUCH_RECOVERY)
def open_firm_account(
    *, firm_id: int, first: NewMember, second: NewMember, actor: Actor, at: datetime
) -> None:
    """The counter opens a firm's account with its two administrators, known from their documents."""
    if first.username.casefold() == second.username.casefold():
        raise Refused([Finding("organisations.finding.two_administrators", Severity.ERROR, "second")])
    place_member(firm_id=firm_id, new=first, actor=actor, at=at)
    place_member(firm_id=firm_id, new=second, actor=actor, at=at)


def place_member(
    *, firm_id: int, new: NewMember, actor: Actor, at: datetime, valid_from: date | None = None
) -> int:
    """Store person, user and post of a firm's colleague, inside the caller's operation; from today unless
    said.
    """
    if new.post not in TRADE_POSTS:
        raise Refused([Finding("organisations.finding.post_of_the_office", Severity.ERROR, "post")])
    code = f"F{firm_id}-{new.username}"
    person = people.create_person(
        new=people.NewPerson(code=code[:30], name_zh=new.name_zh, name_en=new.name_en, phone=new.phone),
        actor=actor,
        at=at,
    )
    people.create_user(person=person, username=new.username, password=new.password, actor=actor, at=at)
    people.place_in_firm(
        person_id=person.pk,
        post_kind=new.post,
        firm_id=firm_id,
        valid_from=valid_from or actor.on,
        actor=actor,
        at=at,
    )
    return person.pk


@operation(permission=permissions.MANAGE_OWN_FIRM)
def end_member(*, posting_id: int, actor: Actor, at: datetime) -> None:
    """End a colleague's post in one's own firm; the last two administrators stay until another is named."""
    firm_id = _own_firm(actor)
    members = people.list_members(firm_id, actor.on, lock=True)
    leaving = next((member for member in members if member.posting_id == posting_id), None)
    if leaving is None:
        raise NotFound([Finding("organisations.finding.member_unknown", Severity.ERROR)])
    posts = [member.post for member in members if member.posting_id != posting_id]
    raise_if_blocked(check_administrators_left(leaving=leaving.post, staying=posts))
    people.end_in_firm(posting_id=posting_id, actor=actor, at=at)


@operation(open_because="somebody who cannot sign in asks for a way back; nothing is told or given by asking")
def ask_recovery(*, username: str, actor: Actor, at: datetime) -> None:
    """Note that a person asks for a way back. Says nothing of whether the user name exists."""
    user = people.find_by_username(username)
    if (
        user is None
        or Recovery.objects.filter(user=user, used_at=None, asked_at__gt=at - CODE_LIFETIME).exists()
    ):
        return
    Recovery.objects.create(user=user, asked_at=at)
    ledger.append(actor=actor, at=at, act="organisations.recovery.ask", subject=f"user:{user.pk}")


@operation(
    open_because="checked inside: the firm's other administrator, or a post that vouches at the counter"
)
def vouch(*, recovery_id: int, evidence: str, actor: Actor, at: datetime) -> str:
    """Vouch for the person who asked, and get the code to hand to them; it is shown this once.

    The firm's other administrator may, and whoever holds the permission to vouch with the evidence named;
    never the person themself.
    """
    recovery = Recovery.objects.select_for_update().get(pk=recovery_id)
    facts = VouchingFacts(
        person_id=people.person_of_user(recovery.user_id),
        firm_id=people.firm_of_user(recovery.user_id, actor.on),
        voucher_id=actor.person_id,
        voucher_firm_id=actor.firm_id,
        voucher_posts=actor.posts,
    )
    raise_if_blocked(
        check_recovery(facts, evidence=evidence, may_vouch=permissions.VOUCH_RECOVERY in actor.permissions)
    )
    code = "-".join(f"{secrets.randbelow(10_000):04d}" for _ in range(3))
    recovery.vouched_at, recovery.vouched_by_id, recovery.evidence = at, actor.person_id, evidence
    recovery.code_hash, recovery.expires_at, recovery.failed_tries = (
        make_password(code),
        at + CODE_LIFETIME,
        0,
    )
    recovery.save()
    ledger.append(
        actor=actor,
        at=at,
        act="organisations.recovery.vouch",
        subject=f"user:{recovery.user_id}",
        facts={"evidence_given": bool(evidence)},
    )
    return code


def use_code(*, username: str, code: str, password: str, actor: Actor, at: datetime) -> None:
    """Set a new password with the code; five wrong tries or a day end it. Raises Refused, telling nothing
    more.

    Not one transaction: a wrong try must stay counted.
    """
    user = people.find_by_username(username)
    recovery = (
        Recovery.objects.filter(user=user, used_at=None, expires_at__gt=at, failed_tries__lt=TRIES)
        .exclude(code_hash="")
        .order_by("-pk")
        .first()
        if user
        else None
    )
    refusal = Refused([Finding("organisations.finding.code_refused", Severity.ERROR, "code")])
    if recovery is None:
        raise refusal
    if not check_password(code.strip(), recovery.code_hash):
        Recovery.objects.filter(pk=recovery.pk).update(failed_tries=F("failed_tries") + 1)
        raise refusal
    _finish(recovery_id=recovery.pk, password=password, actor=actor, at=at)


@operation(open_because="the one-time code, handed over by a second hand, is the proof")
def _finish(*, recovery_id: int, password: str, actor: Actor, at: datetime) -> None:
    """Set the password, use the code up, and end the person's sessions."""
    recovery = Recovery.objects.select_for_update().select_related("user").get(pk=recovery_id, used_at=None)
    personal = people.set_first_password(user=recovery.user, password=password, chosen_by_themselves=True)
    recovery.used_at = at
    recovery.save(update_fields=["used_at"])
    transaction.on_commit(lambda: people.end_sessions(recovery.user_id))
    ledger.append(
        actor=actor,
        at=at,
        act="organisations.recovery.use",
        subject=f"user:{recovery.user_id}",
        personal=personal,
    )


def _own_firm(actor: Actor) -> int:
    if actor.firm_id is None:
        raise NotFound([Finding("organisations.finding.no_firm", Severity.ERROR)])
    return actor.firm_id
