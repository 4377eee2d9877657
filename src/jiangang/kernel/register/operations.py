"""Acts on the register's keys, origins and witnesses: one person proposes, another confirms."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.permissions import Actor, operation
from jiangang.kernel.register import entering, keys, permissions, queries
from jiangang.kernel.register.models import (
    Confirmation,
    Key,
    KeyEnd,
    Origin,
    Proposal,
    Publication,
    Reconciliation,
    Restoration,
    Witness,
)
from jiangang.methods.findings import Conflict, Finding, Forbidden, NotFound, Refused
from jiangang.methods.log import (
    EMPTY_ROOT,
    Checkpoint,
    CosignerKey,
    VerifierKey,
    make_leaf,
)

OPEN, ROTATE, COMPROMISE, NEW_ORIGIN = "open", "rotate", "compromise", "new_origin"
WITNESS_SET, WITNESS_END = "witness_set", "witness_end"
ACTS = (OPEN, ROTATE, COMPROMISE, NEW_ORIGIN, WITNESS_SET, WITNESS_END)
LAPSES_AFTER = timedelta(days=7)
LONGEST_NAME = 200


@operation(permission=permissions.PROPOSE)
def propose(
    *, act: str, reason: str, params: Mapping[str, str] | None = None, actor: Actor, at: datetime
) -> Proposal:
    """Propose an act on keys, origins or witnesses; a second person has seven days to confirm it.

    act: one of `ACTS`; params: `name` of the origin (open, new_origin), `verifier_key`, `url` and `mark`
    (witness_set, witness_end). Raises Refused when it could not be confirmed as things stand.
    """
    given = {key: value.strip() for key, value in (params or {}).items() if value.strip()}
    if not reason.strip():
        raise Refused(Finding("register.finding.reason_missing", field="reason"))
    _check(act, given)
    made = Proposal.objects.create(
        act=act, params=given, reason=reason.strip(), proposed_at=at, proposed_by=actor.key
    )
    ledger.append(
        actor=actor, at=at, act="register.propose", subject=f"register.proposal:{made.pk}", rows=[made]
    )
    return made


@operation(permission=permissions.CONFIRM)
def confirm(*, proposal_id: int, actor: Actor, at: datetime) -> Proposal:
    """Confirm what somebody else proposed, and do it. NotFound, Forbidden for one's own, Conflict when done
    or lapsed.
    """
    ledger.take_turn()  # whoever confirms at the same moment waits here, and finds it done
    proposal = Proposal.objects.filter(pk=proposal_id).first()
    if proposal is None:
        raise NotFound(Finding("register.finding.proposal_unknown", params={"number": proposal_id}))
    if proposal.proposed_by == actor.key:
        raise Forbidden(Finding("register.finding.second_hand_needed"))
    if Confirmation.objects.filter(proposal=proposal).exists():
        raise Conflict(Finding("register.finding.proposal_done", params={"number": proposal_id}))
    if at - proposal.proposed_at > LAPSES_AFTER:
        raise Conflict(Finding("register.finding.proposal_lapsed", params={"number": proposal_id}))
    _check(proposal.act, proposal.params)
    rows = _DOING[proposal.act](proposal, actor, at)
    rows.append(Confirmation.objects.create(proposal=proposal, confirmed_at=at, confirmed_by=actor.key))
    ledger.append(
        actor=actor,
        at=at,
        act=f"register.{proposal.act}",
        subject=f"register.proposal:{proposal.pk}",
        rows=rows,
        facts={"reason": proposal.reason},
    )
    return proposal


@operation(open_because="the restoring program notes what it did; nobody has signed in yet")
def note_restoration(*, backup_of: str, actor: Actor, at: datetime) -> Restoration | None:
    """Note that this database came out of a backup, so that nothing is entered before witnesses were asked.

    None when nothing was ever signed here. A mark of the restoring program, not entered in the ledger, which
    must come back exactly as the backup held it.
    """
    if not Publication.objects.filter(size__gt=0).exists():
        return None
    return Restoration.objects.create(backup_of=backup_of[:60], size=queries.size())


def _check(act: str, params: Mapping[str, str]) -> None:
    """Refused when the act cannot be done as things stand."""
    if act not in ACTS:
        raise Refused(Finding("register.finding.act_unknown", field="act", params={"act": act}))
    origin = queries.current_origin()
    if act == OPEN and origin is not None:
        raise Conflict(Finding("register.finding.open_already"))
    if act in {ROTATE, COMPROMISE, NEW_ORIGIN} and origin is None:
        raise Conflict(Finding("register.finding.no_key"))
    if act in {OPEN, NEW_ORIGIN} and (name := params.get("name")):
        _check_name(name)
    if act in {WITNESS_SET, WITNESS_END}:
        _check_witness(act, params)


def _check_name(name: str) -> None:
    try:
        Checkpoint(name, 0, EMPTY_ROOT)
        VerifierKey(name, bytes(32))
        fits = len(name) <= LONGEST_NAME
    except ValueError:
        fits = False
    if not fits or Origin.objects.filter(name=name).exists():
        raise Refused(Finding("register.finding.name_unfit", field="name", params={"name": name[:100]}))


def _check_witness(act: str, params: Mapping[str, str]) -> None:
    try:
        key = CosignerKey.parse(params.get("verifier_key", ""))
    except ValueError as error:
        finding = Finding("register.finding.witness_key", field="verifier_key", params={"why": str(error)})
        raise Refused(finding) from error
    if act == WITNESS_SET and not params.get("url", "").startswith(("http://", "https://")):
        raise Refused(Finding("register.finding.witness_url", field="url"))
    others = [each.key for each in queries.list_witnesses() if each.key != key]
    if act == WITNESS_SET and key.name in {each.name for each in others}:
        raise Conflict(Finding("register.finding.witness_name", params={"name": key.name}))


def _open(proposal: Proposal, actor: Actor, at: datetime) -> list[Model]:
    return _new_log(proposal, actor, at, kind="ceremony", fields={"event": "opened"})


def _new_origin(proposal: Proposal, actor: Actor, at: datetime) -> list[Model]:
    """The same rows under another name: for a log that can no longer go on under the old one."""
    before = queries.current_origin()
    last = queries.latest_release(before) if before else None
    fields: dict[str, Any] = {"previous": before.name if before else ""}
    if last is not None:
        fields |= {"previous_size": last.size, "previous_root": bytes(last.root)}
    rows = _new_log(proposal, actor, at, kind="origin_change", fields=fields)
    restored = queries.open_restoration()
    if restored is not None:
        Reconciliation.objects.create(restoration=restored, how="new_origin")
    return rows


def _new_log(
    proposal: Proposal, actor: Actor, at: datetime, *, kind: str, fields: Mapping[str, Any]
) -> list[Model]:
    file_name, public = keys.make_key()
    name = proposal.params.get("name") or f"jiangang/register/{public.hex()[:16]}"
    key = VerifierKey(name, public).encode()
    said = {"origin": name} if kind == "origin_change" else {"verifier_key": key}
    index = _entry(kind, at, {**fields, **said, "reason": proposal.reason})
    origin = Origin.objects.create(name=name, reason=proposal.reason, opened_at=at, opened_by=actor.key)
    row = Key.objects.create(
        origin=origin, verifier_key=key, file_name=file_name, index=index, made_at=at, made_by=actor.key
    )
    empty = Checkpoint(name, 0, EMPTY_ROOT).sign(keys.signer(name, file_name, key))
    first = Publication.objects.create(origin=origin, size=0, root=EMPTY_ROOT, note=empty, at=at)
    return [origin, row, first]


def _rotate(proposal: Proposal, actor: Actor, at: datetime) -> list[Model]:
    return _next_key(proposal, actor, at, why="rotated")


def _compromise(proposal: Proposal, actor: Actor, at: datetime) -> list[Model]:
    return _next_key(proposal, actor, at, why="compromised")


def _next_key(proposal: Proposal, actor: Actor, at: datetime, *, why: str) -> list[Model]:
    """End the key in use and begin the next; the entry in the log names both."""
    origin = queries.current_origin()
    old = queries.active_key(origin) if origin else None
    if origin is None or old is None:
        raise Conflict(Finding("register.finding.no_key"))
    last = queries.latest_release(origin)
    file_name, public = keys.make_key()
    key = VerifierKey(origin.name, public).encode()
    fields: dict[str, Any] = {"event": why, "verifier_key": key, "previous_key": old.verifier_key}
    if last is not None:
        fields |= {"previous_size": last.size, "previous_root": bytes(last.root)}
    index = _entry("key_event", at, {**fields, "reason": proposal.reason})
    made = {"index": index, "made_at": at, "made_by": actor.key}
    row = Key.objects.create(origin=origin, verifier_key=key, file_name=file_name, **made)
    end = KeyEnd.objects.create(
        key=old,
        why=why,
        trusted_size=last.size if last else 0,
        index=index,
        ended_at=at,
        ended_by=actor.key,
    )
    return [row, end]


def _witness_set(proposal: Proposal, actor: Actor, at: datetime) -> list[Model]:
    return [_witness(proposal, actor, at, active=True)]


def _witness_end(proposal: Proposal, actor: Actor, at: datetime) -> list[Model]:
    return [_witness(proposal, actor, at, active=False)]


def _witness(proposal: Proposal, actor: Actor, at: datetime, *, active: bool) -> Witness:
    words = proposal.params
    return Witness.objects.create(
        verifier_key=words["verifier_key"],
        url=words.get("url", ""),
        mark=words.get("mark", ""),
        active=active,
        set_at=at,
        set_by=actor.key,
    )


def _entry(kind: str, at: datetime, fields: Mapping[str, Any]) -> int:
    index = entering.insert([entering.NewEntry(kind, make_leaf(kind, at, fields), at)])[0]
    entering.publish_soon()
    return index


_DOING: Mapping[str, Callable[[Proposal, Actor, datetime], list[Model]]] = {
    OPEN: _open,
    ROTATE: _rotate,
    COMPROMISE: _compromise,
    NEW_ORIGIN: _new_origin,
    WITNESS_SET: _witness_set,
    WITNESS_END: _witness_end,
}
