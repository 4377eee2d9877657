"""Forms of the register's desk page."""

from django import forms

from jiangang.kernel.register.operations import ACTS
from jiangang.kernel.texts import lazy_text
from jiangang.ui.forms import UiForm


class ProposeForm(UiForm):
    """An act on keys or witnesses, and why; the last four fields as the act needs them."""

    act = forms.ChoiceField(
        label=lazy_text("register.field.act"),
        choices=[(act, lazy_text(f"register.act.{act}")) for act in ACTS],
    )
    reason = forms.CharField(label=lazy_text("register.field.reason"), max_length=400, widget=forms.Textarea)
    name = forms.CharField(label=lazy_text("register.field.name"), max_length=200, required=False)
    verifier_key = forms.CharField(
        label=lazy_text("register.field.verifier_key"), max_length=2_000, required=False
    )
    url = forms.CharField(label=lazy_text("register.field.url"), max_length=300, required=False)
    mark = forms.CharField(label=lazy_text("register.field.mark"), max_length=100, required=False)


class ConfirmForm(UiForm):
    """Nothing to fill in: sending it is the second hand."""
