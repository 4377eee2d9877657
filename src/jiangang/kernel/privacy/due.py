"""Which rows are due for erasure under a rule: ways of counting age, each by its name. Reads only."""

from collections.abc import Callable
from datetime import date, datetime, time

from django.apps import apps
from django.db import models
from django.db.models import Max, Q, QuerySet

from jiangang.kernel.office import api as office

Rows = QuerySet[models.Model]


def by_field(model: type[models.Model], counted_from: str, cutoff: date) -> Rows:
    """Rows whose own day or moment `counted_from` lies before the cutoff, a day of the office."""
    limit: date | datetime = cutoff
    if isinstance(field_at(model, counted_from), models.DateTimeField):
        limit = datetime.combine(cutoff, time.min, tzinfo=office.time_zone(cutoff))
    return model._default_manager.filter(**{f"{counted_from}__lt": limit})


def field_at(model: type[models.Model], path: str) -> models.Field | None:
    """The field that a path such as `entry__at` leads to, or None when it leads to none."""
    name, _, rest = path.partition("__")
    field = {each.name: each for each in model._meta.get_fields()}.get(name)
    if rest:
        other = getattr(field, "related_model", None)
        return field_at(other, rest) if isinstance(other, type) else None
    return field if isinstance(field, models.Field) else None


def by_person_left(model: type[models.Model], counted_from: str, cutoff: date) -> Rows:
    """Rows of people all of whose posts ended before the cutoff; `counted_from` leads to the person, if
    anywhere.
    """
    posting = apps.get_model("people.Posting")
    still = posting._default_manager.filter(Q(valid_until=None) | Q(valid_until__gte=cutoff)).values(
        "person_id"
    )
    left = (
        posting._default_manager.exclude(person_id__in=still)
        .values("person_id")
        .annotate(last=Max("valid_until"))
        .filter(last__lt=cutoff)
        .values("person_id")
    )
    key = f"{counted_from}__in" if counted_from else "pk__in"
    return model._default_manager.filter(**{key: left})


WAYS: dict[str, Callable[[type[models.Model], str, date], Rows]] = {
    "field": by_field,
    "person_left": by_person_left,
}


def personal_field(model: type[models.Model], name: str) -> models.Field:
    """A personal field by its name; TypeError for a relation, which holds no data of its own."""
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field):
        raise TypeError(f"{model._meta.label}.{name} holds no data of its own")
    return field


def still_filled(model: type[models.Model]) -> Q:
    """Rows of which at least one personal field is not yet cleared."""
    condition = Q()
    for name in model.personal_fields:  # type: ignore[attr-defined]  # every model declares it
        field = personal_field(model, name)
        filled = ~Q(**{name: cleared(field, 0)})
        if getattr(field, "unique", False):
            filled = ~Q(**{f"{name}__startswith": "erased-"})
        condition |= filled & Q(**{f"{name}__isnull": False}) if field.null else filled
    return condition


def cleared(field: models.Field, key: object) -> object:
    """What an erased field holds: nothing, or a name without a person where it must be unique."""
    if getattr(field, "unique", False):
        return f"erased-{key}"
    if field.null:
        return None
    if isinstance(field, models.JSONField):
        return {}
    return b"" if isinstance(field, models.BinaryField) else ""
