"""What befalls a certificate besides being written, signed and withdrawn: replacement, extension, copies,
printing; and what a draft is told of earlier papers. Every row stays as it was written.
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class ReplacementOrder(models.Model):
    """A new certificate is to take the place of an issued one: which, and why. Part of its draft."""

    mutability = "append-only"
    personal_fields = ()

    certificate = models.OneToOneField(
        "certificates.Certificate", on_delete=models.PROTECT, related_name="replacement_order"
    )
    replaced = models.ForeignKey(
        "certificates.Certificate", on_delete=models.PROTECT, related_name="orders_to_replace"
    )
    reason = models.CharField(max_length=400)
    ordered_at = models.DateTimeField()
    ordered_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="replacement_order_has_a_reason")]

    def __str__(self) -> str:
        return f"order to replace {self.replaced_id}"


class Replacement(models.Model):
    """The end of a certificate by another one that was issued in its place. One each way."""

    mutability = "append-only"
    personal_fields = ()

    replaced = models.OneToOneField(
        "certificates.Certificate", on_delete=models.PROTECT, related_name="replacement"
    )
    successor = models.OneToOneField(
        "certificates.Certificate", on_delete=models.PROTECT, related_name="succession"
    )
    reason = models.CharField(max_length=400)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="replacement_has_a_reason"),
            models.CheckConstraint(
                condition=~Q(replaced=models.F("successor")), name="replacement_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.replaced_id} replaced by {self.successor_id}"


class RetrospectiveMark(models.Model):
    """Leave to issue a certificate after the goods have left, with the day they left and the reason."""

    mutability = "append-only"
    personal_fields = ()

    certificate = models.OneToOneField(
        "certificates.Certificate", on_delete=models.PROTECT, related_name="retrospective"
    )
    departed_on = models.DateField()
    reason = models.CharField(max_length=400)
    marked_at = models.DateTimeField()
    marked_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="retrospective_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.certificate_id} after departure on {self.departed_on}"


class Original(models.Model):
    """A paper, foreign or the office's own, on whose strength others are issued, and how much it covers.

    `evidence` is its SHA-256 or the text of its QR code; `own` is set for a certificate of this office.
    """

    mutability = "append-only"
    personal_fields = ()

    issuer = models.CharField(max_length=160)
    number = models.CharField(max_length=80)
    issued_on = models.DateField()
    evidence = models.CharField(max_length=2000)
    own = models.OneToOneField(
        "certificates.Certificate", null=True, on_delete=models.PROTECT, related_name="as_original"
    )
    quantity = models.DecimalField(max_digits=24, decimal_places=6)
    unit = models.CharField(max_length=10)
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "number"], name="original_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="original_covers_something"),
            models.CheckConstraint(condition=~Q(evidence=""), name="original_has_evidence"),
        ]

    def __str__(self) -> str:
        return f"{self.number} of {self.issuer}"


class OriginalUse(models.Model):
    """A part of an original that one certificate takes; free again when that certificate ends."""

    mutability = "append-only"
    personal_fields = ()

    original = models.ForeignKey(Original, on_delete=models.PROTECT, related_name="uses")
    certificate = models.ForeignKey(
        "certificates.Certificate", on_delete=models.PROTECT, related_name="originals_used"
    )
    quantity = models.DecimalField(max_digits=24, decimal_places=6)
    used_at = models.DateTimeField()
    used_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["original", "certificate"], name="original_used_once_by_one"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="original_use_takes_something"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.original_id} for {self.certificate_id}"


class ExchangeDetails(models.Model):
    """What foreign authorities ask of a certificate and the notice does not say; the newest is in force."""

    mutability = "append-only"
    personal_fields = ()

    certificate = models.ForeignKey(
        "certificates.Certificate", on_delete=models.PROTECT, related_name="exchange_details"
    )
    position = models.PositiveSmallIntegerField()
    said = models.JSONField()
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["certificate", "position"], name="exchange_details_position_once")
        ]

    def __str__(self) -> str:
        return f"exchange details {self.position} of {self.certificate_id}"


class DerivedPaper(models.Model):
    """A paper made of an issued one: a certified copy, or an endorsement. Its record says so itself.

    `encoded` is its canonical record, `digest` the SHA-256 of that, `content` the sealed PDF.
    """

    mutability = "append-only"
    personal_fields = ()

    class Sort(models.TextChoices):
        """What the paper is."""

        COPY = "copy"
        ENDORSEMENT = "endorsement"

    certificate = models.ForeignKey(
        "certificates.Certificate", on_delete=models.PROTECT, related_name="derived"
    )
    sort = models.CharField(max_length=12, choices=Sort.choices)
    number = models.PositiveSmallIntegerField()
    encoded = models.BinaryField()
    digest = models.CharField(max_length=64, unique=True)
    qr_text = models.TextField()
    content = models.BinaryField()
    file_digest = models.CharField(max_length=64, unique=True)
    reason = models.CharField(max_length=400)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "sort", "number"], name="derived_paper_number_once"
            ),
            models.CheckConstraint(
                condition=Q(sort__in=("copy", "endorsement")), name="derived_paper_of_known_sort"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="derived_paper_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.sort} {self.number} of {self.certificate_id}"


class Extension(models.Model):
    """A later end of a certificate's validity; its endorsement says so on paper."""

    mutability = "append-only"
    personal_fields = ()

    certificate = models.ForeignKey(
        "certificates.Certificate", on_delete=models.PROTECT, related_name="extensions"
    )
    endorsement = models.OneToOneField(DerivedPaper, on_delete=models.PROTECT, related_name="extension")
    before = models.DateField()
    valid_until = models.DateField()
    extended_at = models.DateTimeField()
    extended_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gt=models.F("before")), name="extension_lasts_longer"
            )
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} until {self.valid_until}"


class TakenFile(models.Model):
    """The file of a paper that somebody took: which (SHA-256 of its bytes), when, who, from where.

    `derived` is empty for the certificate itself.
    """

    mutability = "append-only"
    personal_fields = ()

    class Face(models.TextChoices):
        """Where it was taken."""

        DESK = "desk"
        PORTAL = "portal"

    certificate = models.ForeignKey(
        "certificates.Certificate", on_delete=models.PROTECT, related_name="files_taken"
    )
    derived = models.ForeignKey(DerivedPaper, null=True, on_delete=models.PROTECT, related_name="files_taken")
    position = models.PositiveIntegerField()
    face = models.CharField(max_length=8, choices=Face.choices)
    digest = models.CharField(max_length=64)
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["certificate", "position"], name="taken_file_position_once"),
        ]

    def __str__(self) -> str:
        return f"file {self.position} taken of {self.certificate_id}"


class Printing(models.Model):
    """Sheets that were printed: when, by whom, how many, where, on which security paper.

    `derived` is empty for the certificate itself; a printing after the first of the same paper says why.
    """

    mutability = "append-only"
    personal_fields = ()

    class Face(models.TextChoices):
        """Where it was printed from."""

        DESK = "desk"
        PORTAL = "portal"

    certificate = models.ForeignKey(
        "certificates.Certificate", on_delete=models.PROTECT, related_name="printings"
    )
    derived = models.ForeignKey(DerivedPaper, null=True, on_delete=models.PROTECT, related_name="printings")
    position = models.PositiveSmallIntegerField()
    face = models.CharField(max_length=8, choices=Face.choices)
    copies = models.PositiveSmallIntegerField()
    printer = models.CharField(max_length=80)
    serial = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    printed_at = models.DateTimeField()
    printed_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["certificate", "position"], name="printing_position_once"),
            models.CheckConstraint(condition=Q(copies__gte=1, copies__lte=99), name="printing_of_copies"),
            models.CheckConstraint(condition=~Q(printer=""), name="printing_on_a_printer"),
        ]

    def __str__(self) -> str:
        return f"printing {self.position} of {self.certificate_id}"
