"""Receiving a file of reference data, and loading it once somebody has seen what it would change."""

from collections.abc import Mapping
from datetime import datetime

from jiangang.kernel.documents import api as documents
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.permissions import Actor, check, operation
from jiangang.kernel.reference.loaders import LOADERS
from jiangang.kernel.reference.models import Load
from jiangang.kernel.reference.queries import content_of, unknown_load
from jiangang.methods.findings import NotFound, Refused

EACH_KIND = "each kind of reference data has the permission of the room that loads it; checked inside"


@operation(open_because=EACH_KIND)
def receive_file(
    *, kind: str, words: Mapping[str, str], name: str, content: bytes, actor: Actor, at: datetime
) -> Load:
    """Look a file through and keep it with what was said of it; nothing is loaded yet.

    Raises Refused with what is wrong when it cannot be read as a whole, or is no file of its kind. What is
    wrong with single rows is told before loading.
    """
    loader = LOADERS[kind]
    check(actor, loader.permission)
    loader.look_through(content, words)
    upload = documents.Upload(
        name=name,
        chunks=[content],
        kind=f"reference.{kind}",
        subject=f"reference:{kind}",
        extensions=loader.extensions,
    )
    stored = documents.store_document(upload=upload, actor=actor, at=at)
    load = Load.objects.create(
        kind=kind, document_id=stored.id, words=dict(words), received_at=at, received_by=actor.key
    )
    facts = {"kind": kind, "sha256": stored.sha256}
    ledger.append(
        actor=actor, at=at, act="reference.receive", subject=f"reference:{load.pk}", facts=facts, rows=[load]
    )
    return load


@operation(open_because=EACH_KIND)
def carry_out(*, load_id: int, actor: Actor, at: datetime) -> Load:
    """Load a received file by the operation of its room; a file that is loaded already stays as it is.

    Raises NotFound for what was not received, Refused when a row bars the whole file.
    """
    load = Load.objects.select_for_update().filter(pk=load_id).first()
    if load is None:
        raise NotFound(unknown_load())
    loader = LOADERS[load.kind]
    check(actor, loader.permission)
    if load.done_at is not None:
        return load
    content = content_of(load)
    preview = loader.look_through(content, load.words)
    if loader.is_barred(preview):
        raise Refused(preview.findings)
    load.outcome = loader.carry_out(content, load.words, actor, at)
    load.done_at, load.done_by = at, actor.key
    load.save(update_fields=["outcome", "done_at", "done_by"])
    ledger.append(
        actor=actor,
        at=at,
        act="reference.load",
        subject=f"reference:{load.pk}",
        facts={"kind": load.kind, "outcome": load.outcome},
        rows=[load],
    )
    return load
