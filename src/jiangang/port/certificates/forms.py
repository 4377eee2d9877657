"""The forms of certificates: beginning a draft, an opinion, a withdrawal, the public's question."""

from collections.abc import Sequence
from typing import Any

from django import forms

from jiangang.kernel.documents import api as documents
from jiangang.kernel.papers.api import fallback_families
from jiangang.kernel.texts import lazy_text, text
from jiangang.port.certificates import entered_forms
from jiangang.port.certificates.registry import Kind, all_kinds
from jiangang.port.certificates.supporting import CaseDocument
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


class FactsForm(CharactersForm):
    """What a drafter writes: remarks, and the facts of the kind that no department answers for, with the
    documents that support them.
    """

    remarks = forms.CharField(
        label=lazy_text("certificates.form.remarks"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        *args: Any,
        language: str,
        kind: Kind | None = None,
        found: Sequence[CaseDocument] = (),
        limits: documents.Limits | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.of_kind = kind
        if kind is not None and limits is not None:
            entered_forms.add_fields(self, kind, language, found, limits)
        last = ("remarks", "spellings", "fallback_fonts")
        self.order_fields([name for name in self.fields if name not in last] + list(last))

    @property
    def words(self) -> dict[str, Any]:
        """The arguments of the operation, as this form was filled in."""
        cleaned = self.cleaned_data
        said = {key: cleaned[key] for key in ("remarks", "spellings", "fallback_fonts")}
        if self.of_kind is None or not self.of_kind.entered:
            return said
        return {
            **said,
            "entered": entered_forms.entered_of(self.of_kind, cleaned),
            "documents": [int(each) for each in cleaned.get("documents", ())],
            "uploads": entered_forms.uploads_of(cleaned),
        }


class DraftForm(FactsForm):
    """Which consignment, which kind; then the facts of the kind."""

    request_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)
    consignment = forms.CharField(label=lazy_text("certificates.form.consignment"), max_length=40)
    kind = forms.ChoiceField(label=lazy_text("certificates.form.kind"))

    def __init__(self, *args: Any, language: str, kind: Kind | None = None, **kwargs: Any) -> None:
        super().__init__(*args, language=language, kind=kind, **kwargs)
        choices = [(each.code, each.title(language)) for each in all_kinds().values()]
        choices.insert(0, ("", str(text("certificates.form.choose_kind"))))
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]  # a field of choices
        first = ["request_key", "consignment", "kind"]
        if kind is not None and kind.entered:
            self.fields["facts"] = forms.CharField(widget=forms.HiddenInput, initial="1", required=False)
            self.fields["consignment"].widget = self.fields["kind"].widget = forms.HiddenInput()
        if kind is not None and kind.subject == "vessel":
            self.fields["consignment"].required = False
        self.order_fields(first)


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
