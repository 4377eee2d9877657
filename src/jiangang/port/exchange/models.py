"""Envelopes that go out, every attempt to send them, and papers that came in. No rules here."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from jiangang.port.exchange import workflow


class Kind(models.TextChoices):
    """What is in the envelope: a certificate, or a country's answer about one."""

    CERTIFICATE = "certificate"
    RESPONSE = "response"


class Envelope(models.Model):
    """One envelope to a foreign authority. `hub_number` and `hub_message` are what the Hub said last."""

    mutability = "mutable"
    personal_fields = ()
    WORKFLOW = workflow.ENVELOPE

    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=24, default=workflow.ENVELOPE.initial)
    from_country = models.CharField(max_length=2)
    to_country = models.CharField(max_length=2)
    certificate_type = models.PositiveIntegerField()
    certificate_status = models.PositiveIntegerField()
    certificate_number = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    request_key = models.CharField(max_length=80, null=True, unique=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    hub_number = models.CharField(max_length=120, blank=True)
    hub_message = models.CharField(max_length=500, blank=True)
    queued_at = models.DateTimeField()
    queued_by = models.CharField(max_length=80)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state="queued"), name="envelope_due"),
            models.Index(fields=["state", "-queued_at"], name="envelope_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["to_country", "digest"], condition=~Q(state="given_up"), name="envelope_sent_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.certificate_number} to {self.to_country}"


class EnvelopeContent(models.Model):
    """The XML of an envelope, byte for byte."""

    mutability = "append-only"
    personal_fields = ()

    envelope = models.OneToOneField(Envelope, on_delete=models.PROTECT, related_name="content")
    xml = models.BinaryField()

    def __str__(self) -> str:
        return f"content of {self.envelope_id}"


class Attempt(models.Model):
    """One try to send an envelope and what came of it; `hub_state` is empty when the Hub did not answer."""

    mutability = "append-only"
    personal_fields = ()

    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="tries")
    position = models.PositiveSmallIntegerField()
    hub_state = models.CharField(max_length=30, blank=True)
    hub_number = models.CharField(max_length=120, blank=True)
    message = models.CharField(max_length=500, blank=True)
    tried_at = models.DateTimeField()
    tried_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"attempt {self.position} of {self.envelope_id}"


class IncomingPaper(models.Model):
    """One paper as the Hub handed it over, whatever its condition; `repeats` names the one it says again.

    `acknowledged_as` is the state that the Hub was told, empty until it was.
    """

    mutability = "mutable"
    personal_fields = ()
    WORKFLOW = workflow.PAPER

    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=24, default=workflow.PAPER.initial)
    from_country = models.CharField(max_length=8)
    certificate_type = models.IntegerField()
    certificate_status = models.IntegerField()
    certificate_number = models.CharField(max_length=120)
    hub_number = models.CharField(max_length=120, unique=True)
    digest = models.CharField(max_length=64)
    is_readable = models.BooleanField()
    findings = models.JSONField(default=list)
    repeats = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    answers = models.ForeignKey(Envelope, null=True, on_delete=models.PROTECT, related_name="answered_by")
    draft_key = models.CharField(max_length=60, blank=True)
    acknowledged_as = models.CharField(max_length=30, blank=True)
    acknowledged_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=80)

    class Meta:
        indexes = [
            models.Index(fields=["state", "-received_at"], name="incoming_by_state"),
            models.Index(fields=["from_country", "digest"], name="incoming_by_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_number} from {self.from_country}"


class IncomingContent(models.Model):
    """What came, byte for byte; empty when it was too large to be taken."""

    mutability = "append-only"
    personal_fields = ()

    paper = models.OneToOneField(IncomingPaper, on_delete=models.PROTECT, related_name="content")
    xml = models.BinaryField()

    def __str__(self) -> str:
        return f"content of {self.paper_id}"
