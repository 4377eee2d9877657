"""The consignment, one record from notice to figure, and the notices that were filed about it. No rules
here.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from jiangang.port.declarations import workflow


class Direction(models.TextChoices):
    """Into the country or out of it."""

    IMPORT = "import"
    EXPORT = "export"


class Source(models.TextChoices):
    """How a notice came in."""

    FORM = "form"
    FILE = "file"
    API = "api"
    REHEARSAL = "rehearsal"


class Consignment(models.Model):
    """What a notice is about; it carries the number. What is declared of it is that of its current notice.

    `total_value` and `currency` are those of the lines when all lines name one currency, else empty.
    Masses are in kilograms.
    """

    mutability = "undeletable"
    personal_fields = ()
    WORKFLOW = workflow.CONSIGNMENT

    number = models.CharField(max_length=15, unique=True)
    state = models.CharField(max_length=24, default=workflow.CONSIGNMENT.initial)
    direction = models.CharField(max_length=6, choices=Direction.choices)
    importer = models.ForeignKey(
        "organisations.Firm", null=True, on_delete=models.PROTECT, related_name="consignments"
    )
    agent = models.ForeignKey("organisations.Firm", null=True, on_delete=models.PROTECT, related_name="+")
    exporter_name = models.CharField(max_length=160, blank=True)
    version = models.PositiveSmallIntegerField(default=1)
    filed_at = models.DateTimeField()
    filed_by = models.CharField(max_length=80)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.CharField(max_length=80, blank=True)
    stated_on = models.DateField(null=True, blank=True)
    arrives_on = models.DateField(null=True, blank=True)
    inspection_place = models.CharField(max_length=120, blank=True)
    transport_mode = models.CharField(max_length=2, blank=True)
    vessel_name = models.CharField(max_length=80, blank=True)
    vessel_imo = models.CharField(max_length=10, blank=True)
    voyage = models.CharField(max_length=40, blank=True)
    container_numbers = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    departure_country = models.CharField(max_length=8, blank=True)
    origin_country = models.CharField(max_length=8, blank=True)
    purpose = models.CharField(max_length=20, blank=True)
    hs_code = models.CharField(max_length=20, blank=True)
    line_count = models.PositiveIntegerField(default=0)
    net_mass = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    total_value = models.DecimalField(max_digits=24, decimal_places=4, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by="")
                | Q(accepted_at__isnull=False) & ~Q(accepted_by=""),
                name="consignment_accepted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(net_mass__isnull=True) | Q(net_mass__gte=0), name="consignment_mass"
            ),
        ]
        indexes = [
            models.Index(fields=["-filed_at", "-id"], name="consignment_newest"),
            models.Index(fields=["state", "-filed_at", "-id"], name="consignment_by_state"),
            models.Index(fields=["importer", "-filed_at", "-id"], name="consignment_by_importer"),
            models.Index(fields=["agent", "-filed_at", "-id"], name="consignment_by_agent"),
            models.Index(fields=["origin_country", "-filed_at"], name="consignment_by_origin"),
            models.Index(fields=["accepted_at"], name="consignment_by_acceptance"),
            GinIndex(fields=["container_numbers"], name="consignment_by_container"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def firm_ids(self) -> frozenset[int]:
        """Firms that the consignment concerns, for the refusers."""
        return frozenset(firm for firm in (self.importer_id, self.agent_id) if firm is not None)


class Notice(models.Model):
    """A notice as it was filed; a correction is the next version and names the one that it replaces.

    `payload` is what came in, as it came in; `content_digest` the SHA-256 of what it says, without the key of
    the sender; `request_key` makes a replay harmless; `findings` and `rules` are what was found at
    filing and by which versions of which rules.
    """

    mutability = "append-only"
    personal_fields = ()

    consignment = models.ForeignKey(Consignment, on_delete=models.PROTECT, related_name="notices")
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    source = models.CharField(max_length=10, choices=Source.choices)
    source_name = models.CharField(max_length=200, blank=True)
    source_row = models.PositiveIntegerField(null=True, blank=True)
    payload = models.JSONField()
    content_digest = models.CharField(max_length=64)
    request_key = models.CharField(max_length=200, null=True, blank=True, unique=True)
    findings = models.JSONField(default=list)
    rules = models.JSONField(default=list)
    filed_at = models.DateTimeField()
    filed_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consignment", "version"], name="notice_version_once"),
            models.CheckConstraint(
                condition=Q(version=1, replaces__isnull=True) | Q(version__gt=1, replaces__isnull=False),
                name="notice_correction_names_the_replaced",
            ),
        ]
        indexes = [models.Index(fields=["content_digest"], name="notice_by_content")]

    def __str__(self) -> str:
        return f"notice {self.consignment_id}/{self.version}"


class NoticeLine(models.Model):
    """One line of goods of a notice. Mass in kilograms; empty numbers were not stated."""

    mutability = "append-only"
    personal_fields = ()

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="lines")
    line_no = models.PositiveIntegerField()
    hs_code = models.CharField(max_length=20, blank=True)
    description = models.CharField(max_length=500, blank=True)
    origin = models.CharField(max_length=8, blank=True)
    quantity = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    unit = models.CharField(max_length=10, blank=True)
    packages = models.PositiveIntegerField(null=True, blank=True)
    package_kind = models.CharField(max_length=10, blank=True)
    net_mass = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "line_no"], name="notice_line_once"),
            models.CheckConstraint(condition=Q(line_no__gte=1), name="notice_lines_from_1"),
            models.CheckConstraint(
                condition=(Q(net_mass__isnull=True) | Q(net_mass__gte=0))
                & (Q(quantity__isnull=True) | Q(quantity__gte=0))
                & (Q(value__isnull=True) | Q(value__gte=0)),
                name="notice_line_not_negative",
            ),
        ]
        indexes = [models.Index(fields=["hs_code"], name="notice_line_by_hs")]

    def __str__(self) -> str:
        return f"line {self.line_no} of {self.notice_id}"


class DeficiencyNotice(models.Model):
    """What is wrong with a notice, told once and completely (一次性告知): one for each notice at most."""

    mutability = "append-only"
    personal_fields = ()

    notice = models.OneToOneField(Notice, on_delete=models.PROTECT, related_name="deficiency")
    findings = models.JSONField()
    rules = models.JSONField(default=list)
    remarks = models.TextField(blank=True)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"deficiency notice on {self.notice_id}"


class Draft(models.Model):
    """A notice that is being written; kept until it is filed or set aside, never thrown away."""

    mutability = "undeletable"
    personal_fields = ()

    owner = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    firm = models.ForeignKey("organisations.Firm", null=True, on_delete=models.PROTECT, related_name="+")
    corrects = models.ForeignKey(Consignment, null=True, on_delete=models.PROTECT, related_name="drafts")
    request_key = models.CharField(max_length=60, unique=True)
    form = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    filed_as = models.ForeignKey(Notice, null=True, on_delete=models.PROTECT, related_name="+")
    set_aside_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["owner", "-saved_at"],
                condition=Q(filed_as__isnull=True, set_aside_at__isnull=True),
                name="draft_open",
            )
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class ImportRun(models.Model):
    """One reading of one file of notices: which bytes, by which map, and what came of it.

    Counts are written when the run ends; a run without an end was broken off, and the next one completes it.
    """

    mutability = "undeletable"
    personal_fields = ()

    source_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    map_name = models.CharField(max_length=80)
    firm = models.ForeignKey("organisations.Firm", null=True, on_delete=models.PROTECT, related_name="+")
    as_at = models.DateField(null=True, blank=True)
    started_at = models.DateTimeField()
    started_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True, blank=True)
    rows = models.PositiveIntegerField(default=0)
    filed = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    findings = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["-started_at"], name="import_run_newest")]

    def __str__(self) -> str:
        return f"import of {self.source_name}"


class RefusedFiling(models.Model):
    """A notice that could not be taken in, kept as it came with everything that was found."""

    mutability = "append-only"
    personal_fields = ()

    run = models.ForeignKey(ImportRun, null=True, on_delete=models.PROTECT, related_name="refused_filings")
    firm = models.ForeignKey("organisations.Firm", null=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=10, choices=Source.choices)
    source_row = models.PositiveIntegerField(null=True, blank=True)
    payload = models.JSONField()
    findings = models.JSONField()
    refused_at = models.DateTimeField()
    filed_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["run", "source_row"], name="refused_filing_of_run")]

    def __str__(self) -> str:
        return f"refused filing {self.pk}"


class DraftDocument(models.Model):
    """A document that goes with a draft. It may be taken off until the draft is filed; the file stays."""

    mutability = "undeletable"
    personal_fields = ()

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="documents")
    document = models.OneToOneField("documents.Document", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=80)
    taken_off_at = models.DateTimeField(null=True, blank=True)
    taken_off_by = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return f"document {self.document_id} with draft {self.draft_id}"


class NoticeDocument(models.Model):
    """A document that goes with a notice (随附单证): which notice stood then, of what kind, by which side.

    `firm` is the firm whose person handed it in, empty for the counter. One that replaces another names it;
    both stay.
    """

    mutability = "append-only"
    personal_fields = ()

    consignment = models.ForeignKey(Consignment, on_delete=models.PROTECT, related_name="documents")
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="documents")
    document = models.OneToOneField("documents.Document", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    firm = models.ForeignKey(
        "organisations.Firm", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    request_key = models.CharField(max_length=200, null=True, blank=True, unique=True)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"document {self.document_id} with {self.consignment_id}"

    @property
    def firm_ids(self) -> frozenset[int]:
        """Firms that the consignment concerns, for the refusers."""
        return self.consignment.firm_ids
