"""Which fields of which models are personal: read from the models' own `personal_fields`; for screens and
docs.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db import models

from jiangang.methods.findings import Finding, NotFound


@dataclass(frozen=True, slots=True)
class PersonalField:
    """One personal field of one model."""

    model: str
    table: str
    field: str
    kind: str
    mutability: str


def list_personal_fields() -> list[PersonalField]:
    """Every personal field of the house, by model and field."""
    found = [
        PersonalField(
            model._meta.label,
            model._meta.db_table,
            field,
            type(model._meta.get_field(field)).__name__,
            str(getattr(model, "mutability", "")),
        )
        for model in apps.get_models()
        for field in getattr(model, "personal_fields", ())
    ]
    return sorted(found, key=lambda each: (each.model, each.field))


def undeclared_models() -> list[str]:
    """Models of the house that do not say which of their fields are personal."""
    return sorted(
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith("jiangang.") and not hasattr(model, "personal_fields")
    )


def personal_model(label: str) -> type[models.Model]:
    """A model by its label, if it has personal fields; raises NotFound otherwise."""
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError) as error:
        raise NotFound(Finding("privacy.finding.not_personal", params={"what": label})) from error
    if not getattr(model, "personal_fields", ()):
        raise NotFound(Finding("privacy.finding.not_personal", params={"what": label}))
    return model


def as_markdown() -> str:
    """The list of personal data for `docs/reference/personal-data.md`, generated and compared in CI."""
    lines = [
        "# Personal data",
        "",
        "Generated from the models' `personal_fields`. None of them enters a leaf of the ledger.",
        "",
        "| model | table | field | kind | rows may be |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {each.model} | {each.table} | {each.field} | {each.kind} | {each.mutability} |"
        for each in list_personal_fields()
    ]
    return "\n".join(lines) + "\n"
