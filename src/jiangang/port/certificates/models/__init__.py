"""Certificates: the case of each paper, its versions of text, the signed record, the paper itself, its
withdrawal.

Only `Certificate` changes, along its workflow; everything that was written, signed or handed out stays as
it was.
"""

import json
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from jiangang.methods.papers import decode
from jiangang.port.certificates import workflow
from jiangang.port.certificates.models.life import (
    DerivedPaper,
    ExchangeDetails,
    Extension,
    Original,
    OriginalUse,
    Printing,
    Replacement,
    ReplacementOrder,
    RetrospectiveMark,
    TakenFile,
)

__all__ = [
    "ArchivedPaper",
    "Certificate",
    "CertificateText",
    "DerivedPaper",
    "ExchangeDetails",
    "Extension",
    "IssuedPaper",
    "Original",
    "OriginalUse",
    "Printing",
    "Replacement",
    "ReplacementOrder",
    "RetrospectiveMark",
    "SignedRecord",
    "TakenFile",
    "Withdrawal",
]


def case_of_vessel(number: str) -> str:
    """The case of a vessel, by her IMO number."""
    return f"vessel:IMO{number}"


class Certificate(models.Model):
    """One certificate of one consignment, or of one vessel. `number` is given when it is signed; vessel: the
    IMO number of seven digits, empty when it is about a consignment (ADR 0017).
    """

    mutability = "mutable"
    personal_fields = ()
    WORKFLOW = workflow.CERTIFICATE

    consignment = models.ForeignKey(
        "declarations.Consignment", null=True, on_delete=models.PROTECT, related_name="certificates"
    )
    vessel = models.CharField(max_length=7, blank=True, default="")
    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=24, default=workflow.CERTIFICATE.initial)
    number = models.CharField(max_length=60, null=True, unique=True)
    request_key = models.CharField(max_length=80, null=True, unique=True)
    drafted_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    issued_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["consignment", "kind"],
                condition=Q(state="issued"),
                name="certificate_one_in_force",
            ),
            models.UniqueConstraint(
                fields=["consignment", "kind"],
                condition=Q(state__in=workflow.IN_THE_MAKING),
                name="certificate_one_in_the_making",
            ),
            models.CheckConstraint(
                condition=Q(consignment__isnull=False, vessel="")
                | (Q(consignment__isnull=True) & ~Q(vessel="")),
                name="certificate_of_one_subject",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("begun", "draft", "reviewed", "abandoned"), number__isnull=True)
                | Q(state__in=("signed", "issued", "replaced", "withdrawn"), number__isnull=False),
                name="certificate_numbered_when_signed",
            ),
        ]
        indexes = [models.Index(fields=["state", "-drafted_at"], name="certificate_by_state")]

    def __str__(self) -> str:
        return self.number or f"draft {self.pk}"

    @property
    def firm_ids(self) -> frozenset[int]:
        """Firms that the certificate concerns, for the refusers."""
        return frozenset(self.consignment.firm_ids) if self.consignment else frozenset()

    @property
    def case(self) -> str:
        """What ties its steps and entries together: the consignment's number, or the vessel."""
        return self.consignment.number if self.consignment else case_of_vessel(self.vessel)


class CertificateText(models.Model):
    """A version of what the certificate would say; the next version names the one that it replaces."""

    mutability = "append-only"
    personal_fields = ()

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="texts")
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    record = models.JSONField()
    remarks = models.CharField(max_length=400, blank=True)
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["certificate", "version"], name="certificate_text_version_once"),
            models.CheckConstraint(
                condition=Q(version=1, replaces__isnull=True) | Q(version__gt=1, replaces__isnull=False),
                name="certificate_text_names_the_replaced",
            ),
        ]

    def __str__(self) -> str:
        return f"text {self.version} of {self.certificate_id}"


class SignedRecord(models.Model):
    """The canonical record as it was signed: its exact bytes, their SHA-256, and the text of the QR code.

    Form `papers.record/2` stands in `encoded` (CBOR), with its place in the status list; the older form
    `certificates.record/1` in `canonical` (JSON), and its QR code is an address with a part of the digest.
    """

    mutability = "append-only"
    personal_fields = ()

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="signed")
    form = models.CharField(max_length=40)
    canonical = models.TextField(blank=True)
    encoded = models.BinaryField(null=True)
    digest = models.CharField(max_length=64, unique=True)
    qr_text = models.TextField(blank=True, default="")
    status_index = models.PositiveIntegerField(null=True, unique=True)
    issued_on = models.DateField()
    verify_address = models.CharField(max_length=200)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(encoded__isnull=True, status_index__isnull=True)
                | (Q(encoded__isnull=False, canonical="", status_index__isnull=False) & ~Q(qr_text="")),
                name="signed_record_of_one_form",
            )
        ]

    def __str__(self) -> str:
        return f"signed record of {self.certificate_id}"

    @property
    def record(self) -> dict[str, Any]:
        """What was signed, field by field, whatever its form."""
        if self.encoded is None:
            found: dict[str, Any] = json.loads(self.canonical)
            return found
        return decode(bytes(self.encoded))


class IssuedPaper(models.Model):
    """The PDF that was handed out, byte for byte. level: `B-LT` when sealed, empty for papers before
    seals.
    """

    mutability = "append-only"
    personal_fields = ()

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="paper")
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    level = models.CharField(max_length=8, blank=True, default="")
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"paper of {self.certificate_id}"


class ArchivedPaper(models.Model):
    """A paper with one more document time-stamp (PAdES B-LTA), made to outlast keys and lists."""

    mutability = "append-only"
    personal_fields = ()

    paper = models.ForeignKey(IssuedPaper, on_delete=models.PROTECT, related_name="archived")
    number = models.PositiveSmallIntegerField()
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    archived_at = models.DateTimeField()
    archived_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "number"], name="archived_paper_number_once")]

    def __str__(self) -> str:
        return f"archived paper {self.number} of {self.paper_id}"


class Withdrawal(models.Model):
    """The end of a certificate: why, when, by whom. The reason is printed on the public page."""

    mutability = "append-only"
    personal_fields = ()

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.CharField(max_length=400)
    withdrawn_at = models.DateTimeField()
    withdrawn_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="withdrawal_has_a_reason")]

    def __str__(self) -> str:
        return f"withdrawal of {self.certificate_id}"


class PublicEntry(models.Model):
    """An entry of the public register about a certificate. kind: `issue` (its signed record), `file_digest`
    (a finished file), `withdrawal`; index: its place in the register; digest: SHA-256 of what is entered.
    """

    mutability = "append-only"
    personal_fields = ()

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=20)
    index = models.BigIntegerField(unique=True)
    digest = models.CharField(max_length=64, blank=True)
    entered_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "kind"],
                condition=~Q(kind="file_digest"),
                name="public_entry_of_a_kind_once",
            )
        ]
        indexes = [models.Index(fields=["digest"], name="public_entry_by_digest")]

    def __str__(self) -> str:
        return f"entry {self.index} of {self.certificate_id}"
