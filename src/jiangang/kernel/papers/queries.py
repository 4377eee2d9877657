"""Reading the office's keys: the ring that papers are made with, whom a verifier trusts, what is
published.
"""

from base64 import b64encode
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from jiangang.kernel.office.api import all_settings, clock, local_day
from jiangang.kernel.papers.authority import CODE, ISSUING, LEAVES, PURPOSES, ROOT, SEAL, STAMP
from jiangang.kernel.papers.key_files import has_key, read_key
from jiangang.kernel.papers.models import PaperKey, RevocationList
from jiangang.kernel.papers.outside import Outside, kept_outside
from jiangang.kernel.papers.public_keys import keys_by_id
from jiangang.kernel.papers.sealing import Ring
from jiangang.kernel.papers.validation import KeyEnd, Trust
from jiangang.methods.findings import Conflict, Finding

BUNDLE_FORM = "papers.keys/1"


def ring(at: datetime) -> Ring:
    """The keys in use. Raises Conflict when no ceremony was held; see `operations.ensure_keys`."""
    found = {
        each.purpose: each
        for each in PaperKey.objects.filter(end__isnull=True).order_by("pk").defer("recorded_at")
    }
    if set(found) != set(PURPOSES):
        raise Conflict(Finding("papers.finding.no_keys"))
    lists = [_latest_list(found[ROOT]), _latest_list(found[ISSUING])]
    said = all_settings(local_day(at))
    return _ring(
        tuple(
            (purpose, found[purpose].fingerprint, bytes(found[purpose].certificate)) for purpose in PURPOSES
        ),
        tuple(bytes(each.content) for each in lists if each is not None),
        str(said["name_zh"] or said["name_en"]),
        str(said["time_stamp_address"]),
        kept_outside() if said["time_stamp_address"] else Outside(),
    )


@lru_cache(maxsize=8)
def _ring(
    keys: tuple[tuple[str, str, bytes], ...],
    lists: tuple[bytes, ...],
    office: str,
    stamp_address: str,
    outside: Outside,
) -> Ring:
    certificates = {purpose: raw for purpose, _, raw in keys}
    private = {purpose: read_key(purpose, print_) for purpose, print_, _ in keys if purpose in LEAVES}
    return Ring(
        office=office,
        root=certificates[ROOT],
        issuing=certificates[ISSUING],
        seal=certificates[SEAL],
        stamp=certificates[STAMP],
        code=certificates[CODE],
        lists=lists,
        seal_key=private[SEAL],
        stamp_key=private[STAMP],
        code_key=private[CODE],
        clock=clock,
        stamp_address=stamp_address,
        outside_roots=outside.roots,
        outside_certificates=outside.certificates,
        outside_lists=outside.lists,
    )


def trust() -> Trust:
    """Whom this office's own verification trusts: all its roots, and the ends of all its keys."""
    rows = list(PaperKey.objects.select_related("end").order_by("pk"))
    roots = tuple(bytes(row.certificate) for row in rows if row.purpose == ROOT)
    return Trust(roots, dict(_ends(rows)), kept_outside().roots)


def code_keys() -> dict[bytes, list[EllipticCurvePublicKey]]:
    """Public keys of all QR codes by identifier, those that ended too: what a code says is compared with the
    office's own records, and they decide.
    """
    rows = PaperKey.objects.filter(purpose=CODE).order_by("pk")
    return keys_by_id(bytes(row.certificate) for row in rows)


def bundle(at: datetime) -> dict[str, Any]:
    """What the office publishes of its keys, for verifiers without network: certificates, ends, lists.

    Form `papers.keys/1`, plain JSON values; certificates and lists in base64 (DER).
    """
    said = all_settings(local_day(at))
    rows = list(PaperKey.objects.select_related("end").order_by("pk"))
    latest = [_latest_list(row) for row in rows if row.purpose in (ROOT, ISSUING)]
    return {
        "form": BUNDLE_FORM,
        "office": {key: said[key] for key in ("code", "name_zh", "name_en", "public_address")},
        "dated": at.isoformat(),
        "time_stamps_by": said["time_stamp_address"] or "own",
        "time_stamp_roots": [_base64(each) for each in kept_outside().roots],
        "keys": [_published(row) for row in rows],
        "lists": [_base64(each.content) for each in latest if each is not None],
    }


def key_rows() -> list[dict[str, Any]]:
    """Every key as lists show it, the newest first."""
    rows = PaperKey.objects.select_related("end").order_by("-pk")
    return [{**_published(row), "on_this_machine": has_key(row.purpose, row.fingerprint)} for row in rows]


def _published(row: PaperKey) -> dict[str, Any]:
    end = getattr(row, "end", None)
    return {
        "purpose": row.purpose,
        "key_id": row.key_id,
        "fingerprint": row.fingerprint,
        "certificate": _base64(row.certificate),
        "valid_from": row.valid_from.isoformat(),
        "valid_until": row.valid_until.isoformat(),
        "ended": {"how": end.how, "since": end.since.isoformat(), "reason": end.reason} if end else None,
    }


def _ends(rows: Iterable[PaperKey]) -> Iterable[tuple[str, KeyEnd]]:
    for row in rows:
        end = getattr(row, "end", None)
        if end is not None:
            yield row.fingerprint, KeyEnd(end.since, end.how)


def _latest_list(issuer: PaperKey) -> RevocationList | None:
    return issuer.lists.order_by("-number").first()


def _base64(raw: Any) -> str:
    return b64encode(bytes(raw)).decode()
