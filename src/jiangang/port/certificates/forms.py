"""The forms of certificates: beginning a draft, an opinion, a withdrawal, the public's question."""

from typing import Any

from django import forms

from jiangang.kernel.texts import lazy_text
from jiangang.port.certificates.registry import all_kinds
from jiangang.ui.forms import UiForm


class DraftForm(UiForm):
    """Which consignment, which kind; remarks are the only words written by hand."""

    request_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)
    consignment = forms.CharField(label=lazy_text("certificates.form.consignment"), max_length=40)
    kind = forms.ChoiceField(label=lazy_text("certificates.form.kind"))
    remarks = forms.CharField(
        label=lazy_text("certificates.form.remarks"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(kind.code, kind.title(language)) for kind in all_kinds().values()]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]


class RemarksForm(UiForm):
    """Remarks of a text that is written anew."""

    remarks = forms.CharField(
        label=lazy_text("certificates.form.remarks"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class OpinionForm(UiForm):
    """The word of whoever reviews or signs."""

    opinion = forms.CharField(
        label=lazy_text("certificates.form.opinion"),
        help_text=lazy_text("certificates.form.opinion_hint"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class WithdrawalForm(UiForm):
    """Why a certificate is withdrawn."""

    reason = forms.CharField(
        label=lazy_text("certificates.form.reason"),
        help_text=lazy_text("certificates.form.reason_hint"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class VerifyForm(UiForm):
    """The question whether a paper is valid."""

    face = "public"
    n = forms.CharField(label=lazy_text("certificates.verify.number"), max_length=60)
    c = forms.CharField(
        label=lazy_text("certificates.verify.code"),
        help_text=lazy_text("certificates.verify.code_hint"),
        max_length=40,
    )
