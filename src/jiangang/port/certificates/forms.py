"""The forms of certificates: beginning a draft, an opinion, a withdrawal, the public's question."""

from typing import Any

from django import forms

from jiangang.kernel.papers.api import fallback_families
from jiangang.kernel.texts import lazy_text, text
from jiangang.port.certificates.registry import all_kinds
from jiangang.ui.forms import UiForm


class CharactersForm(UiForm):
    """What to do about characters that our fonts lack: a confirmed spelling, or a fallback font."""

    spellings = forms.CharField(
        label=lazy_text("certificates.form.spellings"),
        help_text=lazy_text("certificates.form.spellings_hint"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    fallback_fonts = forms.BooleanField(
        label=lazy_text("certificates.form.fallback"),
        help_text=lazy_text("certificates.form.fallback_hint"),
        required=False,
    )

    def clean_spellings(self) -> tuple[tuple[str, str], ...]:
        """Pairs of character and spelling; an error that shows the line that is none."""
        found = []
        for line in str(self.cleaned_data["spellings"]).split("\n"):
            if not line.strip():
                continue
            letter, equals, written = line.strip().partition("=")
            if not equals or len(letter.strip()) != 1 or not written.strip():
                found_fault = text("certificates.finding.spelling_malformed.message", line=line.strip())
                mend = text("certificates.finding.spelling_malformed.mend", line=line.strip())
                raise forms.ValidationError(f"{found_fault} {mend}")
            found.append((letter.strip(), written.strip()))
        return tuple(found)

    def clean_fallback_fonts(self) -> tuple[str, ...]:
        """All fallback fonts that this machine has, when they are wanted."""
        return fallback_families() if self.cleaned_data["fallback_fonts"] else ()


class DraftForm(CharactersForm):
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
        self.order_fields(["request_key", "consignment", "kind", "remarks"])
        choices = [(kind.code, kind.title(language)) for kind in all_kinds().values()]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]


class RemarksForm(CharactersForm):
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
