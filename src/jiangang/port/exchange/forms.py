"""The form of a decision that needs a reason."""

from django import forms

from jiangang.kernel.texts import lazy_text
from jiangang.ui.forms import UiForm


class ReasonForm(UiForm):
    """Why an envelope is given up, or a paper rejected."""

    reason = forms.CharField(
        label=lazy_text("exchange.form.reason"),
        help_text=lazy_text("exchange.form.reason_hint"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
