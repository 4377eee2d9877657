"""The form of a decision."""

from datetime import date
from typing import Any

from django import forms

from jiangang.kernel.texts import lazy_text, text
from jiangang.port.disposition.measures import measures_on
from jiangang.port.disposition.rules import OUTCOMES
from jiangang.ui.forms import UiForm


class DecisionForm(UiForm):
    """Release or refuse, with measure and reason."""

    request_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)
    outcome = forms.ChoiceField(label=lazy_text("disposition.form.outcome"), widget=forms.RadioSelect)
    measure = forms.ChoiceField(
        label=lazy_text("disposition.form.measure"),
        help_text=lazy_text("disposition.form.measure_hint"),
        required=False,
    )
    reason = forms.CharField(
        label=lazy_text("disposition.form.reason"),
        help_text=lazy_text("disposition.form.reason_hint"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcomes = [(each, text(f"disposition.outcome.{each}")) for each in OUTCOMES]
        measures = [(each.code, text(f"disposition.measure.{each.code}")) for each in measures_on(on)]
        self.fields["outcome"].choices = outcomes  # type: ignore[attr-defined]
        self.fields["measure"].choices = [("", text("disposition.form.choose")), *measures]  # type: ignore[attr-defined]
