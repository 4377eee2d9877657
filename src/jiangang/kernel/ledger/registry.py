"""Named, versioned forms: which columns of which table an entry's digest covers. Personal columns stay out of
them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.apps import apps
from django.db import models

from jiangang.kernel.ledger.leaf import netstring

NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+/[1-9][0-9]*")

_FORMS: dict[str, "Form"] = {}


@dataclass(frozen=True)
class Form:
    """A form: `name` is `<room>.<noun>/<version>`, `model` is `app.Model`, `columns` are names of its fields.

    A change of the columns is a new version; the old one stays registered, so that old entries can be
    checked.
    """

    name: str
    model: str
    columns: tuple[str, ...]

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise ValueError(f"a form is named room.noun/1, not {self.name!r}")
        if not self.columns or len(set(self.columns)) != len(self.columns):
            raise ValueError(f"form {self.name} needs columns, each once")

    @property
    def base(self) -> str:
        """The name without the version."""
        return self.name.rpartition("/")[0]

    @property
    def version(self) -> int:
        """The version's number."""
        return int(self.name.rpartition("/")[2])

    @cached_property
    def model_class(self) -> type[models.Model]:
        """The model; LookupError when it is not installed."""
        return apps.get_model(self.model)

    @cached_property
    def fields(self) -> tuple["models.Field", ...]:
        """The covered fields; FieldDoesNotExist when one has gone from the model."""
        return tuple(self.model_class._meta.get_field(name) for name in self.columns)  # type: ignore[misc]  # columns, never relations from afar

    @cached_property
    def opening(self) -> bytes:
        """How the bytes of a row begin (`leaf.row_bytes`)."""
        return netstring(self.name)

    @cached_property
    def heads(self) -> tuple[bytes, ...]:
        """What stands before each column's text in the bytes of a row."""
        return tuple(netstring(column) for column in self.columns)

    @property
    def table(self) -> str:
        """The table's name."""
        return self.model_class._meta.db_table

    @property
    def key_column(self) -> str:
        """The primary key's column."""
        return str(self.model_class._meta.pk.column)


def register(form: Form) -> Form:
    """Make a form known; ValueError when its name is taken by another one."""
    known = _FORMS.get(form.name)
    if known is not None and known != form:
        raise ValueError(f"form {form.name} is registered with other columns; a change is a new version")
    _FORMS[form.name] = form
    return form


def get_form(name: str) -> Form:
    """The form of that name; KeyError when no room has registered it."""
    return _FORMS[name]


def find_form(name: str) -> Form | None:
    """The form of that name, or None."""
    return _FORMS.get(name)


def all_forms() -> tuple[Form, ...]:
    """Every registered form, in alphabetical order."""
    return tuple(_FORMS[name] for name in sorted(_FORMS))


def current_forms(model: str) -> tuple[Form, ...]:
    """The newest version of each form of a model (`app.Model`, in any case of letters)."""
    return _current_forms(model.lower(), len(_FORMS))


@lru_cache(maxsize=1024)
def _current_forms(model: str, known: int) -> tuple[Form, ...]:
    """Looked for once for each number of forms that are known: bulk loads ask for every row."""
    newest: dict[str, Form] = {}
    for form in _FORMS.values():
        if form.model.lower() == model:
            before = newest.get(form.base)
            newest[form.base] = form if before is None or form.version > before.version else before
    return tuple(newest[base] for base in sorted(newest))


def families() -> Iterator[tuple[Form, ...]]:
    """The versions of each form together, oldest first."""
    by_base: dict[str, list[Form]] = {}
    for form in all_forms():
        by_base.setdefault(form.base, []).append(form)
    for base in sorted(by_base):
        yield tuple(sorted(by_base[base], key=lambda form: form.version))
