"""Calendars of working days as data: a calendar has years, each arranged by a notice; a mend is a new
revision.
"""

from django.db import models
from django.db.models.functions import Now


class Calendar(models.Model):
    """One calendar (`cn`): its names."""

    mutability = "mutable"  # never changed, but locked while a year is loaded
    personal_fields = ()

    code = models.CharField(max_length=20, unique=True)
    name_en = models.CharField(max_length=80)
    name_zh = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.code


class CalendarYear(models.Model):
    """One year of a calendar, as arranged by `notice`. The highest revision of a year counts."""

    mutability = "append-only"
    personal_fields = ()

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="years")
    year = models.PositiveSmallIntegerField()
    revision = models.PositiveSmallIntegerField(default=1)
    notice = models.CharField(max_length=200)
    issued = models.DateField()
    verified = models.BooleanField()
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["calendar", "year", "revision"], name="calendar_year_once"),
        ]

    def __str__(self) -> str:
        return f"{self.calendar_id} {self.year}"


class DayKind(models.TextChoices):
    """What is special about a day."""

    OFF = "off"
    WORKED = "worked"


class CalendarDay(models.Model):
    """One day that differs from its weekday: off, or worked although it is a weekend."""

    mutability = "append-only"
    personal_fields = ()

    year = models.ForeignKey(CalendarYear, on_delete=models.PROTECT, related_name="days")
    day = models.DateField()
    kind = models.CharField(max_length=6, choices=DayKind.choices)
    name_en = models.CharField(max_length=80, blank=True)
    name_zh = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "day"], name="calendar_day_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"
