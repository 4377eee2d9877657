"""The forms of acts in a certificate's life: replacement, copies, extension, marks, originals, printing."""

from typing import Any

from django import forms

from jiangang.kernel.texts import lazy_text, text
from jiangang.port.certificates.forms import CharactersForm
from jiangang.port.certificates.rules.life import MOST_COPIES
from jiangang.ui.forms import DayField, QuantityField, UiForm


def _reason(hint: str, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=lazy_text("certificates.form.why"),
        help_text=lazy_text(hint),
        required=required,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReplacementForm(CharactersForm):
    """Why a certificate is replaced, and the remarks of the new one."""

    request_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)
    reason = _reason("certificates.form.replace_hint")
    remarks = forms.CharField(
        label=lazy_text("certificates.form.remarks"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    field_order = ("request_key", "reason", "remarks", "spellings", "fallback_fonts")


class CopyForm(UiForm):
    """For whom a copy is made."""

    reason = _reason("certificates.form.copy_hint")


class ExtensionForm(UiForm):
    """Until when, and why."""

    valid_until = DayField(label=lazy_text("certificates.form.valid_until"))
    reason = _reason("certificates.form.extend_hint")


class RetrospectiveForm(UiForm):
    """When the goods left, and why the certificate comes after them."""

    departed_on = DayField(label=lazy_text("certificates.form.departed_on"))
    reason = _reason("certificates.form.retrospective_hint")


class OriginalForm(UiForm):
    """The original that a draft rests on, and how much of it is taken."""

    number = forms.CharField(
        label=lazy_text("certificates.form.original_number"),
        help_text=lazy_text("certificates.form.original_number_hint"),
        max_length=80,
    )
    quantity = QuantityField(label=lazy_text("certificates.form.quantity"), max_digits=24, decimal_places=6)
    unit = forms.CharField(
        label=lazy_text("certificates.form.unit"),
        help_text=lazy_text("certificates.form.unit_hint"),
        max_length=10,
        initial="KGM",
    )
    issuer = forms.CharField(
        label=lazy_text("certificates.form.issuer"),
        help_text=lazy_text("certificates.form.issuer_hint"),
        required=False,
        max_length=160,
    )
    issued_on = DayField(label=lazy_text("certificates.page.issued_on"), required=False)
    evidence = forms.CharField(label=lazy_text("certificates.form.evidence"), required=False, max_length=2000)
    covered = QuantityField(
        label=lazy_text("certificates.form.covered"), required=False, max_digits=24, decimal_places=6
    )


class ExchangeForm(UiForm):
    """What foreign authorities ask and the notice does not hold."""

    imported_to = forms.CharField(
        label=lazy_text("certificates.form.imported_to"),
        help_text=lazy_text("certificates.form.imported_to_hint"),
        max_length=2,
    )
    consignor_address = forms.CharField(
        label=lazy_text("certificates.form.consignor_address"),
        help_text=lazy_text("certificates.form.address_hint"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    consignee_address = forms.CharField(
        label=lazy_text("certificates.form.consignee_address"),
        help_text=lazy_text("certificates.form.address_hint"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    scientific_names = forms.CharField(
        label=lazy_text("certificates.form.scientific_names"),
        help_text=lazy_text("certificates.form.scientific_names_hint"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_consignor_address(self) -> list[str]:
        """The lines of the address."""
        return str(self.cleaned_data["consignor_address"]).splitlines()

    def clean_consignee_address(self) -> list[str]:
        """The lines of the address."""
        return str(self.cleaned_data["consignee_address"]).splitlines()

    def clean_scientific_names(self) -> list[str]:
        """One name a line of goods, in their order."""
        return str(self.cleaned_data["scientific_names"]).splitlines()


class OwnPrintingForm(UiForm):
    """How many sheets a firm prints, on which printer."""

    face = "public"
    copies = forms.IntegerField(
        label=lazy_text("certificates.form.copies"), initial=1, min_value=1, max_value=MOST_COPIES
    )
    printer = forms.CharField(label=lazy_text("certificates.form.printer"), max_length=80)
    reason = _reason("certificates.form.print_hint", required=False)


class PrintingForm(UiForm):
    """What was printed, how many sheets, on which printer and security paper."""

    derived_id = forms.TypedChoiceField(
        label=lazy_text("certificates.form.paper"), required=False, coerce=int, empty_value=None
    )
    copies = forms.IntegerField(
        label=lazy_text("certificates.form.copies"), initial=1, min_value=1, max_value=MOST_COPIES
    )
    printer = forms.CharField(label=lazy_text("certificates.form.printer"), max_length=80)
    serial = forms.CharField(
        label=lazy_text("certificates.form.serial"),
        help_text=lazy_text("certificates.form.serial_hint"),
        required=False,
        max_length=80,
    )
    reason = _reason("certificates.form.print_hint", required=False)

    def __init__(self, *args: Any, papers: list[tuple[int, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        original = ("", text("certificates.page.original"))
        self.fields["derived_id"].choices = [original, *(papers or [])]  # type: ignore[attr-defined]  # a choice
