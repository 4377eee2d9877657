"""Forms of the policy pages."""

from django import forms

from jiangang.kernel.texts import lazy_text
from jiangang.ui.forms import DayField, UiForm


class ProposeForm(UiForm):
    """A version of a policy as its text."""

    reason = forms.CharField(label=lazy_text("targeting.field.reason"), max_length=400)
    text = forms.CharField(
        label=lazy_text("targeting.field.text"),
        help_text=lazy_text("targeting.hint.text"),
        widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "false", "class": "font-monospace"}),
        strip=False,
    )


class ActivateForm(UiForm):
    """From which day to which day a version decides."""

    valid_from = DayField(label=lazy_text("targeting.field.valid_from"))
    valid_until = DayField(
        label=lazy_text("targeting.field.valid_until"),
        help_text=lazy_text("targeting.hint.valid_until"),
        required=False,
    )
