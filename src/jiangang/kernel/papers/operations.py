"""Acts on the office's keys: the ceremony that makes them, taking a new one, reporting one as compromised.

Each is one entry of the ledger. The private key is written to its file inside the act; when the act is
undone, the file stays and is named by no certificate. Certificates and lists are dated by the clock, as
time-stamps are, and not by an act's business time: a key cannot be made to look older than it is.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

from cryptography import x509
from django.db import connection

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office.api import all_settings, clock, local_day
from jiangang.kernel.papers import authority, permissions
from jiangang.kernel.papers.authority import ISSUING, LEAVES, LIST_DAYS, RENEW_DAYS, ROOT, STAMP, Ended, Maker
from jiangang.kernel.papers.key_files import has_key, keep_key, read_key
from jiangang.kernel.papers.models import KeyEnd, PaperKey, RevocationList
from jiangang.kernel.permissions import Actor, operation
from jiangang.methods.findings import Conflict, Finding, NotFound, Refused
from jiangang.methods.papers.cose import key_id_of

BELOW = {ROOT: (ISSUING, *LEAVES), ISSUING: tuple(each for each in LEAVES if each != STAMP)}
"""What has to be made anew together with an authority."""
QUEUE = 1784112213
COMPROMISED = "compromised"


@operation(permission=permissions.MANAGE_KEYS)
def hold_ceremony(*, actor: Actor, at: datetime) -> list[PaperKey]:
    """Make all keys of a new office: root, issuing authority, seal, time-stamp service, codes.

    Raises Conflict when the office has its keys already.
    """
    _queue()
    if PaperKey.objects.exists():
        raise Conflict(Finding("papers.finding.ceremony_held"))
    return _ceremony(actor=actor, at=at)


@operation(
    open_because="the first paper of an office that held no ceremony makes its keys, and the ledger says so"
)
def ensure_keys(*, actor: Actor, at: datetime) -> None:
    """Hold the ceremony when nobody has; renew a revocation list that is about to lapse. Else does
    nothing.
    """
    if not PaperKey.objects.exists():
        _queue()
        if not PaperKey.objects.exists():
            _ceremony(actor=actor, at=at)
    if any(map(_is_due, authorities())):
        _queue()
        made = [_make_list(each) for each in authorities() if _is_due(each)]
        if made:
            ledger.append(actor=actor, at=at, act="papers.list.renew", subject="papers:keys", rows=made)


@operation(permission=permissions.MANAGE_KEYS)
def replace_key(*, purpose: str, reason: str, actor: Actor, at: datetime) -> list[PaperKey]:
    """Retire the key of a purpose and make a new one; with an authority, all keys under it too.

    What the old key made before stays good. Raises Refused without a reason, NotFound without such a key.
    """
    return _replace(purpose, "retired", at, reason, actor=actor, at=at)


@operation(permission=permissions.MANAGE_KEYS)
def report_compromise(
    *, purpose: str, since: datetime, reason: str, actor: Actor, at: datetime
) -> list[PaperKey]:
    """Declare that others may have used a key since a moment, revoke it and make a new one.

    What carries a time-stamp from before that moment stays good; all else that the key made is worth nothing.
    Raises Refused without a reason or for a moment in the future, NotFound without such a key.
    """
    if since > at:
        raise Refused(Finding("papers.finding.since_in_future", field="since"))
    return _replace(purpose, COMPROMISED, since, reason, actor=actor, at=at)


def authorities() -> list[PaperKey]:
    """The root and the issuing authority that are in use."""
    found = (current_key(purpose) for purpose in (ROOT, ISSUING))
    return [each for each in found if each is not None]


def current_key(purpose: str) -> PaperKey | None:
    """The key in use for a purpose, or None."""
    return PaperKey.objects.filter(purpose=purpose, end__isnull=True).order_by("-pk").first()


def _ceremony(*, actor: Actor, at: datetime) -> list[PaperKey]:
    made = [_make(purpose, actor=actor, at=at) for purpose in (ROOT, ISSUING, *LEAVES)]
    lists = [_make_list(each) for each in made[:2]]
    facts = {each.purpose: each.fingerprint for each in made}
    ledger.append(
        actor=actor,
        at=at,
        act="papers.key.ceremony",
        subject="papers:keys",
        rows=[*made, *lists],
        facts=facts,
    )
    return made


def _replace(
    purpose: str, how: str, since: datetime, reason: str, *, actor: Actor, at: datetime
) -> list[PaperKey]:
    if not reason.strip():
        raise Refused(Finding("papers.finding.reason_missing", field="reason"))
    _queue()
    old = [current_key(each) for each in (purpose, *BELOW.get(purpose, ()))]
    if old[0] is None:
        raise NotFound(Finding("papers.finding.key_not_found", params={"purpose": purpose}))
    ends = [
        KeyEnd.objects.create(
            key=each,
            how=how if each is old[0] else "retired",
            since=since if each is old[0] and how == COMPROMISED else clock(),
            reason=reason.strip(),
            ended_at=at,
            ended_by=actor.key,
        )
        for each in old
        if each is not None
    ]
    lists = [_make_list(each) for each in _list_makers(ends)]
    made = [_make(each.key.purpose, actor=actor, at=at) for each in ends]
    lists += [_make_list(each) for each in made if each.purpose in RENEW_DAYS]
    act = f"papers.key.{'replace' if how == 'retired' else 'compromise'}"
    rows = [*ends, *made, *lists]
    ledger.append(
        actor=actor, at=at, act=act, subject=f"papers:key:{old[0].fingerprint[:16]}", rows=rows,
        facts={"purpose": purpose, "reason": reason.strip()},
    )  # fmt: skip
    return made


def _list_makers(ends: Iterable[KeyEnd]) -> list[PaperKey]:
    """The authorities whose lists name the ended keys; an authority that is itself gone lists nothing
    more.
    """
    makers = {each.key.issuer for each in ends if each.key.issuer is not None}
    return [each for each in makers if each.purpose == ROOT or not hasattr(each, "end")]


def _make(purpose: str, *, actor: Actor, at: datetime) -> PaperKey:
    said = all_settings(local_day(at))
    key = authority.make_key()
    above = None if purpose == ROOT else current_key(ROOT if purpose in (ISSUING, STAMP) else ISSUING)
    certificate = authority.make_certificate(
        purpose,
        key.public_key(),
        office=str(said["name_zh"] or said["name_en"]),
        code=str(said["code"]),
        maker=key if above is None else _maker(above),
        at=clock(),
    )
    raw = authority.der(certificate)
    fingerprint = sha256(raw).hexdigest()
    keep_key(purpose, fingerprint, key)
    return PaperKey.objects.create(
        purpose=purpose,
        certificate=raw,
        fingerprint=fingerprint,
        key_id=key_id_of(raw).hex(),
        serial=f"{certificate.serial_number:x}",
        issuer=above,
        valid_from=certificate.not_valid_before_utc,
        valid_until=certificate.not_valid_after_utc,
        made_at=at,
        made_by=actor.key,
    )


def _make_list(issuer: PaperKey) -> RevocationList:
    at = clock()
    ends = KeyEnd.objects.filter(key__issuer=issuer).select_related("key")
    ended = [Ended(int(each.key.serial, 16), each.since, each.how) for each in ends]
    number = issuer.lists.count() + 1
    made = authority.make_list(_maker(issuer), ended, number=number, at=at, days=LIST_DAYS)
    raw = authority.der(made)
    return RevocationList.objects.create(
        issuer=issuer,
        number=number,
        content=raw,
        digest=sha256(raw).hexdigest(),
        dated=at,
        next_due=at + timedelta(days=LIST_DAYS),
    )


def _maker(key: PaperKey) -> Maker:
    certificate = x509.load_der_x509_certificate(bytes(key.certificate))
    return Maker(certificate, read_key(key.purpose, key.fingerprint))


def _is_due(issuer: PaperKey) -> bool:
    """Whether the list is to be made anew; a root whose key is kept elsewhere waits for the next ceremony."""
    latest = issuer.lists.order_by("-number").first()
    if latest is None:
        return True
    old = clock() - latest.dated > timedelta(days=RENEW_DAYS[issuer.purpose])
    return old and has_key(issuer.purpose, issuer.fingerprint)


def _queue() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 1)", [QUEUE])
