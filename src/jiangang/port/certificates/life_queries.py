"""Reading what befell a certificate: copies and endorsements, printings, originals with their balance."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from jiangang.kernel.permissions import Actor
from jiangang.methods.findings import Finding, NotFound
from jiangang.port.certificates.chains import ChainLink
from jiangang.port.certificates.life import Life, life_of
from jiangang.port.certificates.models import (
    Certificate,
    DerivedPaper,
    OriginalUse,
    Printing,
    SignedRecord,
    TakenFile,
)
from jiangang.port.certificates.originals import balance_of
from jiangang.port.certificates.registry import get_kind
from jiangang.port.certificates.rules.life import OPENS_FOR
from jiangang.port.certificates.sps import xml_of
from jiangang.port.certificates.workflow import IN_THE_MAKING


@dataclass(frozen=True, slots=True)
class DerivedRow:
    """A copy or an endorsement: sort, number, why, when, by whom (key), and the new last day."""

    derived_id: int
    sort: str
    number: int
    reason: str
    made_at: datetime
    made_by: str
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class PrintRow:
    """One printing. paper: `original`, or sort and number of what was printed."""

    position: int
    paper: str
    face: str
    copies: int
    printer: str
    serial: str
    reason: str
    printed_at: datetime
    printed_by: str


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file that was taken. paper: as of a printing; digest: SHA-256 of its bytes, hexadecimal."""

    position: int
    paper: str
    face: str
    digest: str
    taken_at: datetime
    taken_by: str


@dataclass(frozen=True, slots=True)
class OriginalRow:
    """An original that a certificate rests on, what it takes, and what is left of the original."""

    issuer: str
    number: str
    issued_on: date
    evidence: str
    quantity: Decimal
    unit: str
    covered: Decimal
    balance: Decimal
    used_at: datetime
    used_by: str


@dataclass(frozen=True, slots=True)
class LifeView:
    """Everything that befell a certificate; draft_replaces: number that a draft is to replace."""

    life: Life
    derived: tuple[DerivedRow, ...]
    printings: tuple[PrintRow, ...]
    files: tuple[FileRow, ...]
    originals: tuple[OriginalRow, ...]
    draft_replaces: ChainLink | None

    @property
    def sheets(self) -> int:
        """How many sheets were printed in all."""
        return sum(each.copies for each in self.printings)


def life_view(certificate_id: int) -> LifeView:
    """What befell a certificate. The caller has checked its reader. Raises NotFound."""
    rows = Certificate.objects.select_related("signed", "replacement_order__replaced__signed")
    found = rows.filter(pk=certificate_id).first()
    if found is None:
        raise NotFound(Finding("certificates.finding.not_found"))
    order = getattr(found, "replacement_order", None)
    old = order.replaced if order is not None and found.state in IN_THE_MAKING else None
    return LifeView(
        life_of(found),
        tuple(_derived(each) for each in found.derived.select_related("extension").order_by("pk")),
        tuple(_printing(each) for each in found.printings.select_related("derived").order_by("position")),
        tuple(_file(each) for each in found.files_taken.select_related("derived").order_by("position")),
        tuple(_original(each) for each in found.originals_used.select_related("original").order_by("pk")),
        ChainLink(old.pk, str(old.number), old.state, old.signed.issued_on, is_here=False) if old else None,
    )


def derived_pdf(certificate_id: int, derived_id: int) -> tuple[str, bytes]:
    """Name and bytes of a copy or an endorsement. The caller has checked its reader.

    Raises NotFound; RuntimeError when the kept paper is no longer the one that was made.
    """
    made = DerivedPaper.objects.select_related("certificate").filter(pk=derived_id).first()
    if made is None or made.certificate_id != certificate_id:
        raise NotFound(Finding("certificates.finding.not_found"))
    content = bytes(made.content)
    if hashlib.sha256(content).hexdigest() != made.file_digest:
        raise RuntimeError(f"the kept {made} has another digest than the one that was made")
    return f"{made.certificate.number}-{made.sort}-{made.number}", content


def was_printed(certificate_id: int, derived_id: int | None, actor: Actor, at: datetime) -> bool:
    """Whether this actor has put a printing of the paper on record within the time that it opens."""
    rows = Printing.objects.filter(certificate_id=certificate_id, derived_id=derived_id)
    return rows.filter(printed_by=actor.key, printed_at__gt=at - OPENS_FOR).exists()


def was_taken(certificate_id: int, derived_id: int | None, actor: Actor, at: datetime) -> bool:
    """Whether this actor has put the taking of the paper's file on record within the time that it opens."""
    rows = TakenFile.objects.filter(certificate_id=certificate_id, derived_id=derived_id)
    return rows.filter(taken_by=actor.key, taken_at__gt=at - OPENS_FOR).exists()


def _derived(each: DerivedPaper) -> DerivedRow:
    extension = getattr(each, "extension", None)
    until = extension.valid_until if extension else None
    return DerivedRow(each.pk, each.sort, each.number, each.reason, each.made_at, each.made_by, until)


def _paper(each: Printing | TakenFile) -> str:
    return f"{each.derived.sort} {each.derived.number}" if each.derived else "original"


def _file(each: TakenFile) -> FileRow:
    return FileRow(each.position, _paper(each), each.face, each.digest, each.taken_at, each.taken_by)


def _printing(each: Printing) -> PrintRow:
    return PrintRow(
        each.position,
        _paper(each),
        each.face,
        each.copies,
        each.printer,
        each.serial,
        each.reason,
        each.printed_at,
        each.printed_by,
    )


def _original(use: OriginalUse) -> OriginalRow:
    original = use.original
    return OriginalRow(
        original.issuer,
        original.number,
        original.issued_on,
        original.evidence,
        use.quantity,
        original.unit,
        original.quantity,
        balance_of(original),
        use.used_at,
        use.used_by,
    )


def xml_by_id(certificate_id: int) -> bytes:
    """The SPS XML of a signed certificate; empty for a kind without. The caller has checked its reader."""
    signed = SignedRecord.objects.select_related("certificate").filter(certificate_id=certificate_id).first()
    return b"" if signed is None else xml_of(get_kind(signed.certificate.kind), signed)
