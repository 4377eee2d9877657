"""Who has an interest in which firm, and when it ended. What follows from it is in `refusal`."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class Interest(models.Model):
    """An interest of a person in a firm. It is never changed: an end is a row of its own; the note can be
    erased.

    `valid_from` and `valid_until` are the first and last day that the interest itself is known to cover.
    """

    mutability = "erasable"
    personal_fields = ("note",)

    class Kind(models.TextChoices):
        """What ties the person to the firm (Civil Servant Law 2018 art. 74, 76)."""

        SELF = "self"
        KIN = "kin"
        SHAREHOLDING = "shareholding"
        FORMER_EMPLOYER = "former_employer"
        OTHER = "other"

    class Source(models.TextChoices):
        """Who told the office (art. 77: the person, an interested party, others)."""

        SELF = "self"
        INTERESTED_PARTY = "interested_party"
        OTHER = "other"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    firm = models.ForeignKey("organisations.Firm", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    source = models.CharField(max_length=20, choices=Source.choices)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    note_erased_at = models.DateTimeField(null=True, blank=True)
    note_erased_by = models.CharField(max_length=80, blank=True)
    declared_at = models.DateTimeField()
    declared_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())
    request_key = models.CharField(max_length=80, null=True, blank=True, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="interest_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("self", "kin", "shareholding", "former_employer", "other")),
                name="interest_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(source__in=("self", "interested_party", "other")), name="interest_source_known"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "valid_from"], name="interest_of_person"),
            models.Index(fields=["firm", "valid_from"], name="interest_in_firm"),
        ]

    def __str__(self) -> str:
        return f"interest {self.pk}"


class InterestEnding(models.Model):
    """The last day on which an interest counts, said later than the interest itself."""

    mutability = "append-only"
    personal_fields = ()

    interest = models.OneToOneField(Interest, on_delete=models.PROTECT, related_name="ending")
    ends_on = models.DateField()
    ended_at = models.DateTimeField()
    ended_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"end of interest {self.interest_id}"
