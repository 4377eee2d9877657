"""Reading the register: origin, keys, witnesses, publications. Rows leave as they are or as dataclasses."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Exists, Max, OuterRef

from jiangang.kernel.register.models import (
    Alarm,
    Answer,
    Entry,
    Head,
    Key,
    Origin,
    Proposal,
    Publication,
    Reconciliation,
    Release,
    Restoration,
    Witness,
)
from jiangang.methods.log import CosignerKey, VerifierKey, note_text, number_digest

GOOD = 200
"""What a witness answers when it has cosigned."""

# The expression is that of the index in `migrations/0003_number_index.py`, letter for letter.
_ISSUE_OF = """
SELECT index FROM register_entry
 WHERE substring(leaf FROM position('\\x666e756d6265725820'::bytea IN leaf) + 9 FOR 32) = %s
   AND kind = 'issue'
 ORDER BY index LIMIT 1
"""
_STEPS = """
SELECT name, size, required
  FROM (SELECT origin.id, origin.name, publication.size, release.required,
               lag(release.required) OVER (PARTITION BY origin.id ORDER BY publication.size) AS before
          FROM register_release AS release
          JOIN register_publication AS publication ON publication.id = release.publication_id
          JOIN register_origin AS origin ON origin.id = publication.origin_id) AS steps
 WHERE before IS DISTINCT FROM required
 ORDER BY id, size
"""


@dataclass(frozen=True, slots=True)
class WitnessShown:
    """A witness in use, with what it answered last (status 0: nothing yet)."""

    name: str
    key: CosignerKey
    url: str
    mark: str
    status: int
    size: int
    code: str
    heard_at: datetime | None


@dataclass(frozen=True, slots=True)
class State:
    """Where the register stands. `waiting_since`: when the oldest entry that is in no handed-out checkpoint
    was recorded.
    """

    origin: str
    origin_id: int | None
    size: int
    signed_size: int
    released_size: int
    released_at: datetime | None
    cosigned: int
    required: int
    witnesses: tuple[WitnessShown, ...]
    waiting_since: datetime | None
    restored: bool

    @property
    def waiting(self) -> int:
        """Entries that no handed-out checkpoint holds yet."""
        return self.size - self.released_size


def current_origin() -> Origin | None:
    """The origin in use; None before the first ceremony."""
    return Origin.objects.order_by("-pk").first()


def list_origins() -> list[Origin]:
    """All origins, the first first."""
    return list(Origin.objects.order_by("pk"))


def size() -> int:
    """How many entries there are."""
    return int(Head.objects.values_list("size", flat=True).get(pk=1))


def active_key(origin: Origin) -> Key | None:
    """The key that signs now; None when the last one was declared compromised and none has followed."""
    return Key.objects.filter(origin=origin, end__isnull=True).order_by("-pk").first()


def keys_of(origin: Origin) -> list[Key]:
    """Every key that may have signed under an origin, first to last."""
    return list(Key.objects.filter(origin=origin).select_related("end").order_by("pk"))


def verifier_keys(origin: Origin) -> tuple[VerifierKey, ...]:
    """The public keys under which checkpoints of an origin verify, those of the past among them."""
    return tuple(VerifierKey.parse(each.verifier_key) for each in keys_of(origin))


def trusted_logs() -> dict[str, tuple[VerifierKey, ...]]:
    """Keys by origin, as `verify_proof_file` takes them."""
    return {origin.name: verifier_keys(origin) for origin in list_origins()}


def list_witnesses() -> list[WitnessShown]:
    """The witnesses in use."""
    answers = {each.verifier_key: each for each in Answer.objects.all()}
    newest = Witness.objects.values("verifier_key").annotate(last=Max("pk")).values("last")
    found = []
    for row in Witness.objects.filter(pk__in=newest, active=True).order_by("pk"):
        key = CosignerKey.parse(row.verifier_key)
        said = answers.get(row.verifier_key)
        found.append(
            WitnessShown(
                key.name,
                key,
                row.url,
                row.mark,
                said.status if said else 0,
                said.size if said else 0,
                said.code if said else "",
                said.recorded_at if said else None,
            )
        )
    return found


def all_witness_keys() -> tuple[CosignerKey, ...]:
    """Keys of every witness that was ever configured, for papers of earlier years."""
    keys = Witness.objects.order_by("pk").values_list("verifier_key", flat=True)
    return tuple(CosignerKey.parse(key) for key in dict.fromkeys(keys))


def latest_publication(origin: Origin) -> Publication | None:
    """The newest signed checkpoint of an origin, cosigned or not."""
    return Publication.objects.filter(origin=origin).order_by("-size").first()


def latest_release(origin: Origin) -> Publication | None:
    """The newest checkpoint of an origin that may be handed out."""
    released = Release.objects.filter(publication=OuterRef("pk"))
    return Publication.objects.filter(Exists(released), origin=origin).order_by("-size").first()


def note_of(publication: Publication) -> str:
    """The checkpoint with the cosignatures that have come."""
    lines = publication.cosignatures.order_by("pk").values_list("line", flat=True)
    note = publication.note + "".join(lines)
    note_text(note)
    return note


def find_entry(index: int) -> Entry | None:
    """One entry, or None."""
    return Entry.objects.filter(pk=index).first()


def leaf_of(index: int) -> bytes:
    """The public bytes of an entry; LookupError when there is none."""
    found = find_entry(index)
    if found is None:
        raise LookupError(f"the register has no entry {index}")
    return bytes(found.leaf)


def find_issue(number: str) -> int | None:
    """The entry by which a paper of that number was issued, whoever entered it; None when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(_ISSUE_OF, [number_digest(number)])
        row = cursor.fetchone()
    return int(row[0]) if row else None


def missing_witnesses(index: int) -> tuple[str, ...]:
    """Who has not cosigned the newest signed checkpoint, when that holds the entry; else who did not cosign
    when asked last, which keeps the next one from being signed.
    """
    origin = current_origin()
    signed = latest_publication(origin) if origin else None
    if signed is None or index >= signed.size:
        return tuple(each.name for each in list_witnesses() if each.heard_at and each.status != GOOD)
    there = set(signed.cosignatures.values_list("witness", flat=True))
    return tuple(each.name for each in list_witnesses() if each.name not in there)


def recovered_issues() -> int:
    """How many papers the register knows, in an office that has brought entries back from a mirror; else 0.

    That is where papers may be in the world that this database has never seen.
    """
    if not Reconciliation.objects.filter(how="recovered", recovered__gt=0).exists():
        return 0
    return Entry.objects.filter(kind="issue").count()


def release_steps() -> list[tuple[str, int, int]]:
    """Origin, size and count: from which size on how many witnesses had to cosign before the hand-out."""
    with connection.cursor() as cursor:
        cursor.execute(_STEPS, [])
        return [(str(origin), int(size), int(count)) for origin, size, count in cursor.fetchall()]


def open_restoration() -> Restoration | None:
    """The restore that was not compared with the witnesses yet, or None."""
    return Restoration.objects.filter(reconciliation__isnull=True).order_by("pk").first()


def open_alarms() -> list[Alarm]:
    """Alarms since the newest release: what is wrong now."""
    last = Release.objects.aggregate(last=Max("recorded_at"))["last"]
    alarms = Alarm.objects.all()
    return list((alarms.filter(recorded_at__gt=last) if last else alarms)[:20])


def open_proposals(since: datetime) -> list[Proposal]:
    """Acts on the keys that wait for the second hand; older ones have lapsed."""
    return list(Proposal.objects.filter(confirmation__isnull=True, proposed_at__gte=since))


def state(required: int) -> State:
    """Where the register stands now; required: the office's setting."""
    origin = current_origin()
    total = size()
    signed = latest_publication(origin) if origin else None
    released = latest_release(origin) if origin else None
    held = released.size if released else 0
    first = Entry.objects.filter(pk=held).values_list("recorded_at", flat=True).first()
    return State(
        origin=origin.name if origin else "",
        origin_id=origin.pk if origin else None,
        size=total,
        signed_size=signed.size if signed else 0,
        released_size=held,
        released_at=released.release.recorded_at if released else None,
        cosigned=released.cosignatures.count() if released else 0,
        required=required,
        witnesses=tuple(list_witnesses()),
        waiting_since=first,
        restored=open_restoration() is not None,
    )
