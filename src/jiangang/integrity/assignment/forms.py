"""Forms of the draw."""

from collections.abc import Sequence
from typing import Any

from django import forms

from jiangang.kernel.texts import lazy_text
from jiangang.ui.forms import UiForm


class RedrawForm(UiForm):
    """Who cannot go, and why; the choices are the drawn people."""

    leaving = forms.MultipleChoiceField(
        label=lazy_text("assignment.field.leaving"), widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=lazy_text("assignment.field.reason"), widget=forms.Textarea(attrs={"rows": 2}), max_length=400
    )

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leaving"].choices = list(people)  # type: ignore[attr-defined]  # a choice field
