"""System checks: every form fits its model, and every model says how it may change.

Whether the database has the guards that the models declare is asked by `guards.guard_faults`, in every
verification: Django runs database checks before it migrates, when the guards cannot be there yet.
"""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core import checks
from django.core.exceptions import FieldDoesNotExist

from jiangang.kernel.ledger.registry import Form, all_forms

MUTABILITIES = ("append-only", "erasable", "mutable", "owner-only", "undeletable")


@checks.register("ledger")
def check_forms(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Each registered form names an installed model and fields that it has, none of them personal."""
    return [
        checks.Error(f"form {form.name}: {fault}", id="ledger.E001")
        for form in all_forms()
        for fault in _faults(form)
    ]


@checks.register("ledger")
def check_mutability(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Each model of the house declares `mutability`."""
    return [
        checks.Error(
            f"{model._meta.label} says {said!r}, not one of {', '.join(MUTABILITIES)}", id="ledger.E002"
        )
        for model in apps.get_models()
        if model.__module__.startswith("jiangang.")
        and (said := getattr(model, "mutability", None)) not in MUTABILITIES
    ]


def _faults(form: Form) -> list[str]:
    try:
        fields = form.fields
    except (LookupError, FieldDoesNotExist) as error:
        return [str(error)]
    personal = set(getattr(form.model_class, "personal_fields", ()))
    return [
        f"{field.name} is personal and stays out of a form"
        for field in fields
        if field.name in personal or getattr(field, "attname", "") in personal
    ]
