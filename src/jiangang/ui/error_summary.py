"""Gathers the errors of forms and formsets into one summary whose lines lead to the fields."""

from collections.abc import Iterator
from typing import Any

from django.forms import BaseForm, BaseFormSet
from django.forms.utils import ErrorList

from jiangang.ui.components import ErrorLink, ErrorSummary
from jiangang.ui.wording import text


def error_summary(*forms: Any) -> ErrorSummary | str:
    """The summary of all errors of these forms and formsets (None is passed over); empty text without any."""
    links = [link for form in forms if form is not None for link in _links(form)]
    return ErrorSummary(links) if links else ""


def has_errors(*forms: Any) -> bool:
    """Whether any of these bound forms or formsets has an error."""
    return any(next(_links(form), None) is not None for form in forms if form is not None)


def field_anchor(form: BaseForm, name: str) -> str:
    """The id of the control to which an error of this field leads; the first choice of a group."""
    bound = form[name]
    if bound.id_for_label:
        return str(bound.id_for_label)
    return f"{bound.auto_id}_0" if bound.auto_id else ""


def _links(form: Any) -> Iterator[ErrorLink]:
    if isinstance(form, BaseFormSet):
        yield from _formset_links(form)
    elif isinstance(form, BaseForm) and form.is_bound:
        yield from _form_links(form)


def _formset_links(formset: Any) -> Iterator[ErrorLink]:
    if not formset.is_bound:
        return
    for message in _messages(formset.non_form_errors()):
        yield ErrorLink(message)
    for position, form in enumerate(formset.forms, start=1):
        for link in _form_links(form):
            yield ErrorLink(text("ui.errors.in_line", line=position, message=link.message), link.anchor)


def _form_links(form: BaseForm) -> Iterator[ErrorLink]:
    for name, errors in form.errors.items():
        anchor = field_anchor(form, name) if name in form.fields else ""
        for message in _messages(errors):
            yield ErrorLink(message, anchor)


def _messages(errors: ErrorList) -> list[str]:
    return [str(message) for message in errors]
