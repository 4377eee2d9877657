"""Views know operations and queries only; every model says how it may change and what is personal."""

import pytest
from django.db.models import Model

from jiangang.config.reference.gathering import models, room_modules
from tests.architecture.source import Module, modules, nothing
from tests.architecture.views_and_models import UNPAIRED, is_screen, model_faults, screen_faults


def named_fields(model: type[Model]) -> set[str]:
    """Names of the model's own columns."""
    return {field.name for field in model._meta.concrete_fields}


def test_screens_never_touch_the_storage() -> None:
    screens = [module for module in modules() if is_screen(module)]
    assert screens
    nothing(fault for module in screens for fault in screen_faults(module))


@pytest.mark.parametrize(
    "text",
    [
        "Notice.objects.all()",
        "notice.save()",
        "from django.db import transaction",
    ],
)
def test_a_screen_at_the_storage_is_found(text: str) -> None:
    module = Module.of(text)
    assert is_screen(module)
    assert list(screen_faults(module))


def test_every_model_declares_itself() -> None:
    room_modules()
    faults = [
        fault
        for model in models()
        for fault in model_faults(model._meta.label, named_fields(model), dict(vars(model)))
    ]
    assert models()
    nothing(faults)


def test_no_exception_is_left_over() -> None:
    room_modules()
    there = {f"{model._meta.label}.{field}" for model in models() for field in named_fields(model)}
    nothing(sorted(UNPAIRED.keys() - there))


@pytest.mark.parametrize(
    ("fields", "declared"),
    [
        ({"name"}, {"personal_fields": ()}),
        ({"name"}, {"mutability": "mutable"}),
        ({"name"}, {"mutability": "mutable", "personal_fields": ("phone",)}),
        ({"signed_at"}, {"mutability": "mutable", "personal_fields": ()}),
        ({"signed_by"}, {"mutability": "mutable", "personal_fields": ()}),
    ],
)
def test_a_silent_model_is_found(fields: set[str], declared: dict[str, object]) -> None:
    assert len(list(model_faults("example.Thing", fields, declared))) == 1


def test_a_whole_model_is_not_found() -> None:
    declared = {"mutability": "append-only", "personal_fields": ("name",)}
    assert (
        list(model_faults("example.Thing", {"name", "signed_at", "signed_by", "recorded_at"}, declared)) == []
    )
