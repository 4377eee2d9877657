"""What views may not do, and what models must say of themselves."""

import ast
from collections.abc import Iterator, Mapping

from tests.architecture.source import Module, imports_of

SCREENS = ("views", "endpoints", "forms")
STORAGE = {"objects", "_default_manager", "bulk_create", "save", "delete", "get_or_create"}
UNPAIRED = {
    "assignment.Draw.approved_by": "asked for, approved and drawn in one act: drawn_at",
    "assignment.Draw.requested_by": "asked for, approved and drawn in one act: drawn_at",
    "certificates.SignedRecord.signed_at": "signed by the office's key; the person stands in the steps",
    "declarations.Draft.saved_at": "a draft is its owner's alone",
    "declarations.Draft.set_aside_at": "a draft is its owner's alone",
    "declarations.Draft.started_at": "a draft is its owner's alone",
    "declarations.ImportRun.as_at": "the business moment that was asked for, not an act",
    "declarations.ImportRun.ended_at": "the run ends by itself; started_by asked for it",
    "declarations.RefusedFiling.filed_by": "filed and refused in one moment: refused_at",
    "declarations.RefusedFiling.refused_at": "refused by the rules, not by a person",
    "events.Delivery.next_try_at": "set by the job that tries again",
    "events.Delivery.settled_at": "set by the job that delivers",
    "figures.Snapshot.frozen_by": "frozen as of the moment that it is about: as_of",
    "inspection.Result.done_at": "done by the inspectors named beside it",
    "jobs.Job.finished_at": "the job ends by itself; started_by asked for it",
    "ledger.CheckpointNote.signed_at": "signed by the office's key",
    "messages.Message.read_at": "read by the person to whom it is written",
    "messages.Message.sent_at": "sent by the room named as its source",
    "messages.Posting.next_try_at": "set by the job that tries again",
    "messages.Posting.settled_at": "set by the job that sends",
    "organisations.Firm.registered_at": "who registered a firm stands in its ledger entry",
    "organisations.Recovery.asked_at": "asked for by the person whom it is about",
    "organisations.Recovery.expires_at": "the end of a term, not an act",
    "organisations.Recovery.used_at": "used by the person whom it is about",
    "people.ApiKey.ends_at": "the end of a term, not an act",
    "people.ApiKey.made_at": "made by the user whose key it is",
    "people.ApiKey.revoked_at": "revoked by the user whose key it is",
    "certificates.PublicEntry.entered_at": "entered within an act, whose ledger entry names the hand",
    "search.Entry.indexed_at": "written by the room that keeps the record",
    "targeting.Outcome.occurred_at": "an event of the outside world",
    "targeting.StandingEvent.occurred_at": "an event of the outside world; entered_by entered it",
    "targeting.PolicyActivation.proposed_by": "who wrote the policy; it comes into force at activated_at",
}
"""Moments without a person and persons without a moment, each with its reason. Pair new fields instead."""


def is_screen(module: Module) -> bool:
    """Whether a module holds views, machine endpoints or forms."""
    return bool(set(SCREENS) & set(module.name.split(".")[2:])) and module.name.count(".") >= 2


def screen_faults(module: Module) -> Iterator[str]:
    """Each place where a screen reaches for the storage itself instead of a query or an operation.

    The room's own model classes may be named, for their choices and as types; asking or saving is for others.
    """
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and node.attr in STORAGE:
            yield f"{module.at(node)}: .{node.attr}"
    for origin in imports_of(module).values():
        if origin in {"django.db.transaction", "django.db.connection"}:
            yield f"{module.path}: imports {origin}"


def model_faults(name: str, fields: set[str], declared: Mapping[str, object]) -> Iterator[str]:
    """What a model does not say: how it may change, what is personal, who acted when.

    A moment of a record with a workflow needs no person beside it: the steps name the hands.
    """
    if not declared.get("mutability"):
        yield f"{name}: no mutability"
    personal = declared.get("personal_fields")
    if not isinstance(personal, tuple):
        yield f"{name}: no personal_fields"
    else:
        yield from (
            f"{name}: personal field {field} is not there" for field in personal if field not in fields
        )
    for field in sorted(fields - {"recorded_at"}):
        verb, _, ending = field.rpartition("_")
        partner = {"by": f"{verb}_at", "at": f"{verb}_by"}.get(ending) if verb else None
        in_steps = ending == "at" and "WORKFLOW" in declared
        if partner and partner not in fields and not in_steps and f"{name}.{field}" not in UNPAIRED:
            yield f"{name}: {field} without {partner}"
