"""Publishing: tiles, a signed checkpoint, the witnesses' cosignatures, and only then the hand-out.

Each step is kept before the next begins, so that a publisher that dies is followed by one that goes on where
it stopped. A checkpoint is never signed over a log that contradicts an earlier one, nor before the witnesses
that can be reached have said that they know of no longer log.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor
from jiangang.kernel.register import keys, queries, tiles
from jiangang.kernel.register.asking import Asked, Heard, ask_all
from jiangang.kernel.register.files import CHECKPOINT, Folder
from jiangang.kernel.register.models import (
    Alarm,
    Answer,
    Cosignature,
    Origin,
    Publication,
    Reconciliation,
    Release,
)
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.log import Checkpoint, NoteSigner, Tile, tiles_between, verify_checkpoint
from jiangang.methods.log.tiles import WIDTH

MERGE_DELAY = 60
"""Most seconds from the commit of an entry to a checkpoint that holds it, witnesses willing."""
REQUIRED = "register_cosignatures"

_confirmed: dict[int, tuple[int, bytes]] = {}
"""By origin: the last checkpoint (size, root) that enough witnesses have cosigned for this process."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a publication: `closed` (no key yet), `current` (nothing to do), `released`, `waiting` for
    witnesses, or `refused`; the size that may be handed out; and why not more.
    """

    state: str
    size: int = 0
    cosigned: int = 0
    required: int = 0
    findings: tuple[Finding, ...] = ()


def publish(*, at: datetime) -> Outcome:
    """Publish what was entered and committed; returns what came of it, and notes alarms.

    OSError (a full disk) goes on to the caller: what was published before stays whole.
    """
    with one_publisher():
        origin = queries.current_origin()
        if origin is None:
            return Outcome("closed")
        required = required_cosignatures(at)
        try:
            outcome = _publish(origin, required, at)
        except Refused as refused:
            outcome = Outcome("refused", required=required, findings=refused.findings)
        note_alarms(outcome.findings)
        return outcome


def required_cosignatures(at: datetime) -> int:
    """How many witnesses must have cosigned before a paper is handed out, by the office's setting."""
    return int(office.get_setting(REQUIRED, office.local_day(at)))


@contextmanager
def one_publisher() -> Iterator[None]:
    """One at a time, over all processes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(1784112212, 1)")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(1784112212, 1)")


def _publish(origin: Origin, required: int, at: datetime) -> Outcome:
    folder = tiles.folder_of(origin.pk)
    present, latest = tiles.head(), queries.latest_publication(origin)
    if latest is None:
        raise Refused(Finding("register.finding.never_opened"))
    if latest.size > present.size:
        raise Refused(
            Finding("register.finding.behind_signed", params={"signed": latest.size, "size": present.size})
        )
    held = _held(folder, origin, present.size)
    if latest.size > held:
        _write(folder, held, latest.size, bytes(latest.root))
    findings: list[Finding] = []
    if present.size > latest.size or queries.open_restoration() is not None:
        findings += _be_sure(folder, latest, required)
    if present.size > latest.size:
        _write(folder, latest.size, present.size, present.root())
        if tiles.root_at(folder, latest.size) != bytes(latest.root):
            raise Refused(Finding("register.finding.signed_other_root", params={"size": latest.size}))
        latest = _sign(origin, latest, present.size, present.root(), at)
    findings += collect(folder, latest)
    return _release(folder, origin, latest, required, findings)


def _held(folder: Folder, origin: Origin, size: int) -> int:
    """The size of what the folder has published, which must be a beginning of what the database holds.

    0 for an empty folder: everything is then written anew from the rows.
    """
    note = folder.find(CHECKPOINT)
    if note is None:
        return 0
    found = verify_checkpoint(note, queries.verifier_keys(origin), origin=origin.name)
    if found.size > size:
        raise Refused(
            Finding("register.finding.behind_published", params={"published": found.size, "size": size})
        )
    return found.size


def _be_sure(folder: Folder, latest: Publication, required: int) -> list[Finding]:
    """Ask the witnesses about the last signed checkpoint before another is signed.

    A witness that has seen a longer or another log stops the publication: this database is an old copy, or
    somebody else signs with our key. Refused too when fewer than required can be asked. What could not be
    asked beyond that is returned.
    """
    here = (latest.size, bytes(latest.root))
    restored = queries.open_restoration()
    if _confirmed.get(latest.origin_id) == here and restored is None:
        return []
    witnesses = queries.list_witnesses()
    heard = _ask(folder, latest, witnesses)
    grave = [each.finding for each in heard if each.finding and each.finding.code in GRAVE]
    if grave:
        raise Refused(grave)
    good = sum(each.cosigned for each in heard)
    if good < required or (restored is not None and witnesses and not good):
        few = Finding("register.finding.too_few_witnesses", params={"required": required, "found": good})
        raise Refused([*_reasons(heard), few])
    if good:
        _confirmed[latest.origin_id] = here
    if restored is not None:
        how = "witnessed" if witnesses else "not_witnessed"
        Reconciliation.objects.create(restoration=restored, how=how)
    return _reasons(heard)


GRAVE = frozenset({"register.finding.witness_ahead", "register.finding.witness_contradicts"})


def _write(folder: Folder, old_size: int, size: int, root: bytes) -> None:
    """Write what is due, and make sure that the files give the root that the database keeps."""
    folder.sweep()
    try:
        tiles.extend(folder, old_size, size)
        tiles.root_at(folder, size)
    except Refused as refused:
        if {each.code for each in refused.findings} != {"register.finding.file_missing"}:
            raise
        tiles.extend(folder, 0, size)  # a backup that was written while files gave way lacks some
    if tiles.root_at(folder, size) != root:
        raise Refused(Finding("register.finding.files_give_other_root", params={"size": size}))


def _sign(origin: Origin, latest: Publication, size: int, root: bytes, at: datetime) -> Publication:
    note = Checkpoint(origin.name, size, root).sign(*_signers(origin, latest.size))
    with transaction.atomic():
        made = Publication.objects.create(origin=origin, size=size, root=root, note=note, at=at)
        ledger.append(
            actor=Actor.system("register", on=office.local_day(at)),
            at=at,
            act="register.publish",
            subject=f"register.origin:{origin.pk}",
            rows=[made],
            facts={"origin": origin.name, "size": size, "root": root.hex()},
        )
    return made


def _signers(origin: Origin, signed_size: int) -> list[NoteSigner]:
    """The key in use; beside it the one before, while no checkpoint holds the entry of the change."""
    found = []
    for key in queries.keys_of(origin):
        end = getattr(key, "end", None)
        if end is None or (end.why == "rotated" and end.index >= signed_size):
            found.append(keys.signer(origin.name, key.file_name, key.verifier_key))
    if not found:
        raise Refused(Finding("register.finding.no_key"))
    return found[::-1]


def collect(folder: Folder, publication: Publication) -> list[Finding]:
    """Ask the witnesses that have not cosigned a publication; returns what they object to."""
    there = set(publication.cosignatures.values_list("witness", flat=True))
    missing = [each for each in queries.list_witnesses() if each.name not in there]
    return _reasons(_ask(folder, publication, missing))


def _ask(folder: Folder, publication: Publication, witnesses: Sequence[queries.WitnessShown]) -> list[Heard]:
    asked = Asked(publication.note, publication.size, folder.read_tile)
    heard = ask_all([(each.key, each.url, each.size) for each in witnesses], asked)
    for each in heard:
        values = {
            "status": each.status,
            "size": each.size,
            "code": each.finding.code if each.finding else "",
            "recorded_at": office.clock(),
        }
        Answer.objects.update_or_create(verifier_key=each.key.encode(), defaults=values)
        if each.cosigned:
            keep_cosignature(publication, each.key.name, each.line, each.time)
    return heard


def keep_cosignature(publication: Publication, witness: str, line: str, time: int) -> None:
    """Keep a verified line; the first of each witness stays."""
    Cosignature.objects.get_or_create(
        publication=publication, witness=witness, defaults={"line": line, "time": time}
    )


def _release(
    folder: Folder, origin: Origin, publication: Publication, required: int, findings: Sequence[Finding]
) -> Outcome:
    cosigned = publication.cosignatures.values("witness").distinct().count()
    released = Release.objects.filter(publication=publication).exists()
    if not released and cosigned < required:
        held = queries.latest_release(origin)
        size = held.size if held else 0
        return Outcome("waiting", size, cosigned, required, tuple(findings))
    before = queries.latest_release(origin)
    if not released:
        Release.objects.create(publication=publication, required=required, cosigned=cosigned)
    note = queries.note_of(publication).encode()
    if folder.find(CHECKPOINT) != note:
        folder.replace(CHECKPOINT, note)
        _forget_partials(folder, before.size if before else 0, publication.size)
        _confirmed[origin.pk] = (publication.size, bytes(publication.root))
        return Outcome("released", publication.size, cosigned, required, tuple(findings))
    return Outcome("current", publication.size, cosigned, required, tuple(findings))


def _forget_partials(folder: Folder, old_size: int, new_size: int) -> None:
    for tile in tiles_between(old_size, new_size):
        if tile.width == WIDTH:
            folder.forget_partial(Tile(tile.level, tile.index))


def note_alarms(findings: Iterable[Finding]) -> None:
    """Note what a person must look at; what was noted last is not noted again every few seconds."""
    for finding in findings:
        plain = finding.as_dict()["params"]
        last = Alarm.objects.order_by("-pk").filter(code=finding.code).first()
        if last is None or last.params != plain or last not in queries.open_alarms():
            Alarm.objects.create(code=finding.code, params=plain)


def _reasons(heard: Iterable[Heard]) -> list[Finding]:
    return [each.finding for each in heard if each.finding is not None]


def forget_confirmed() -> None:
    """Ask the witnesses anew at the next publication: for tests, and after a recovery."""
    _confirmed.clear()
