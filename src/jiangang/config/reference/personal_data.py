"""Reference page of the records: how each may change, and where personal data are."""

from django.db.models import Model

from jiangang.config.reference import markdown
from jiangang.config.reference.gathering import models


def render() -> str:
    """All models by label."""
    personal = [model for model in models() if _fields(model)]
    return markdown.page(
        "Records and personal data",
        "How each kind of record may change, and which of its fields tell something about a person. "
        "Personal values never enter the ledger's leaf: it holds a salted commitment, so that they "
        "can be erased and the ledger still verifies.",
        "## Personal data",
        markdown.table(
            ("Record", "Fields", "May change", "Meaning"),
            [(*_named(model), _mutability(model), _purpose(model)) for model in personal],
        ),
        "## Every record",
        markdown.table(
            ("Record", "Table", "May change"),
            [
                (
                    markdown.code(model._meta.label),
                    markdown.code(model._meta.db_table),
                    _mutability(model),
                )
                for model in models()
            ],
        ),
    )


def _named(model: type[Model]) -> tuple[str, str]:
    return markdown.code(model._meta.label), markdown.codes(_fields(model))


def _fields(model: type[Model]) -> tuple[str, ...]:
    return tuple(getattr(model, "personal_fields", ()))


def _mutability(model: type[Model]) -> str:
    return str(getattr(model, "mutability", "undeclared"))


def _purpose(model: type[Model]) -> str:
    return (model.__doc__ or "").strip().partition("\n")[0]
