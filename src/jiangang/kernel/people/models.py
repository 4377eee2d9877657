"""People, their posts and what a post grants. Rules about hands live in `kernel.workflow`, firms in
`organisations`.
"""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import acheck_password, check_password
from django.db import models
from django.db.models import F, Q


def dated(name: str) -> models.CheckConstraint:
    """A row's dates are in order; `valid_until` is the last day of force."""
    return models.CheckConstraint(
        condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")), name=name
    )


class Unit(models.Model):
    """A node in the tree of the office: headquarters, bureau, section, counter, laboratory."""

    mutability = "mutable"
    personal_fields = ()

    class Kind(models.TextChoices):
        HQ = "hq"
        BUREAU = "bureau"
        SECTION = "section"
        COUNTER = "counter"
        LABORATORY = "laboratory"

    code = models.CharField(max_length=30, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    name_en = models.CharField(max_length=120)
    name_zh = models.CharField(max_length=120)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [dated("unit_dates_in_order")]

    def __str__(self) -> str:
        return self.code


class Person(models.Model):
    """A human being known to the office: its own staff or people of the trade. The name is personal data."""

    mutability = "erasable"
    personal_fields = ("name_zh", "name_en", "pinyin", "phone", "email")

    code = models.CharField(max_length=30, unique=True)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    pinyin = models.CharField(max_length=160, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)

    def __str__(self) -> str:
        return self.code

    def name_in(self, language: str) -> str:
        """The name to show in a language."""
        return self.name_en if language == "en" and self.name_en else self.name_zh


class UserManager(BaseUserManager["User"]):
    """Makes users; passwords are set by operations only."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username or "")


class User(AbstractBaseUser):
    """A way to sign in for one person. It holds no rights: those come from the person's posts of the day."""

    mutability = "undeletable"
    personal_fields = ("username", "email")

    username = models.CharField(max_length=60, unique=True)
    email = models.EmailField(blank=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="user")
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=8, default="zh-hans")
    must_change_password = models.BooleanField(default=False)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    def __str__(self) -> str:
        return self.username

    # Django would hash a right password anew at sign-in when the hasher's parameters have changed, and store
    # it: a change that no entry of the ledger knows, and that verification would rightly name. Here a hash
    # changes only in the acts that set a password; new parameters come in with the next change of password.
    def check_password(self, raw_password: str | None) -> bool:
        """Whether it is the password; what is stored stays as it is."""
        return check_password(raw_password, self.password)

    async def acheck_password(self, raw_password: str | None) -> bool:
        """As `check_password`."""
        return await acheck_password(raw_password, self.password)


class PostKind(models.Model):
    """A kind of post: counter clerk, inspector, firm administrator. Data: an office adds its own."""

    mutability = "mutable"
    personal_fields = ()

    code = models.CharField(max_length=40, primary_key=True)
    name_en = models.CharField(max_length=80)
    name_zh = models.CharField(max_length=80)
    is_trade = models.BooleanField(default=False)
    is_signing = models.BooleanField(default=False)
    rank = models.PositiveSmallIntegerField(default=100)

    def __str__(self) -> str:
        return self.code


class Grant(models.Model):
    """A permission that a kind of post holds between two dates."""

    mutability = "undeletable"
    personal_fields = ()

    post_kind = models.ForeignKey(PostKind, on_delete=models.PROTECT, related_name="grants")
    permission = models.CharField(max_length=80)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            dated("grant_dates_in_order"),
            models.UniqueConstraint(fields=["post_kind", "permission", "valid_from"], name="grant_once"),
        ]

    def __str__(self) -> str:
        return f"{self.post_kind_id}: {self.permission}"


class Posting(models.Model):
    """A person holds a post, in a unit of the office or for a firm, between two dates."""

    mutability = "undeletable"
    personal_fields = ()

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="postings")
    post_kind = models.ForeignKey(PostKind, on_delete=models.PROTECT, related_name="postings")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="postings")
    firm = models.ForeignKey(
        "organisations.Firm", null=True, blank=True, on_delete=models.PROTECT, related_name="postings"
    )
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            dated("posting_dates_in_order"),
            models.CheckConstraint(
                condition=Q(unit__isnull=False, firm__isnull=True) | Q(unit__isnull=True, firm__isnull=False),
                name="posting_in_a_unit_or_a_firm",
            ),
        ]
        indexes = [models.Index(fields=["person", "valid_from"], name="posting_by_person")]

    def __str__(self) -> str:
        return f"{self.person_id} as {self.post_kind_id}"


class Qualification(models.Model):
    """What a person may do by training, between two dates (商检法 art. 29: staff pass before taking post)."""

    mutability = "undeletable"
    personal_fields = ()

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="qualifications")
    code = models.CharField(max_length=40)
    evidence = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [dated("qualification_dates_in_order")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.code}"


class Absence(models.Model):
    """Days on which a person is not on duty."""

    mutability = "undeletable"
    personal_fields = ("reason",)

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="absences")
    first_day = models.DateField()
    last_day = models.DateField()
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="absence_dates_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.first_day} to {self.last_day}"


class ApiKey(models.Model):
    """A key by which a program acts as a person. Only its digest is kept; it is shown once."""

    mutability = "mutable"
    personal_fields = ()

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_keys")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} of {self.user_id}"
