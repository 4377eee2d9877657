"""Drafts: what somebody is writing, saved as it is typed. A draft is filed or set aside, never thrown
away.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from jiangang.kernel.permissions import Actor, operation
from jiangang.methods.findings import Conflict, Finding, NotFound
from jiangang.port.declarations.content import safe_payload
from jiangang.port.declarations.models import Draft, Notice

OWN_DRAFT = "everybody who may fill in the form keeps their own draft; only its owner reaches it"


@operation(open_because=OWN_DRAFT)
def save_draft(
    *,
    request_key: str,
    form: Mapping[str, Any],
    corrects_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> Draft:
    """Save what a form holds now, under the form's own key; not entered in the ledger, for nothing is
    filed yet.

    Raises Conflict when the draft has been filed meanwhile, NotFound for another person's.
    """
    if actor.person_id is None:
        raise NotFound(Finding("declarations.finding.draft_unknown"))
    draft, made = Draft.objects.select_for_update().get_or_create(
        request_key=request_key,
        defaults={
            "owner_id": actor.person_id,
            "firm_id": actor.firm_id,
            "corrects_id": corrects_id,
            "form": safe_payload(form),
            "started_at": at,
            "saved_at": at,
        },
    )
    if made:
        return draft
    _own(draft, actor)
    if draft.filed_as_id is not None:
        raise Conflict(Finding("declarations.finding.draft_filed"))
    draft.form, draft.saved_at, draft.set_aside_at = safe_payload(form), at, None
    draft.save(update_fields=["form", "saved_at", "set_aside_at"])
    return draft


@operation(open_because=OWN_DRAFT)
def set_draft_aside(*, draft_id: int, actor: Actor, at: datetime) -> Draft:
    """Take a draft off the list; it is kept, and taken up again by saving it. Not entered in the ledger."""
    draft = _get(draft_id, actor)
    draft.set_aside_at = at
    draft.save(update_fields=["set_aside_at"])
    return draft


def close_draft(draft_id: int, notice: Notice, *, actor: Actor, at: datetime) -> None:
    """Mark a draft as filed; part of filing."""
    draft = _get(draft_id, actor)
    draft.filed_as, draft.saved_at = notice, at
    draft.save(update_fields=["filed_as", "saved_at"])


def _get(draft_id: int, actor: Actor) -> Draft:
    draft = Draft.objects.select_for_update().filter(pk=draft_id).first()
    if draft is None:
        raise NotFound(Finding("declarations.finding.draft_unknown"))
    _own(draft, actor)
    return draft


def _own(draft: Draft, actor: Actor) -> None:
    if actor.person_id is None or draft.owner_id != actor.person_id:
        raise NotFound(Finding("declarations.finding.draft_unknown"))
