"""The forms by which files of reference data are sent."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms

from jiangang.kernel.codes import api as codes
from jiangang.kernel.documents import api as documents
from jiangang.kernel.reference.loaders import LOADERS
from jiangang.kernel.texts import lazy_text, text
from jiangang.methods.findings import Finding
from jiangang.ui.forms import UiForm, UploadField

LONGEST_MAP = 64 * 1024


class ReferenceForm(UiForm):
    """A file of one kind."""

    kind = ""

    def __init__(self, *args: Any, on: date, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limits = documents.limits(on, LOADERS[self.kind].extensions)
        self.fields["file"] = UploadField(
            label=text("reference.field.file"),
            help_text=text(f"reference.{self.kind}.hint"),
            max_bytes=limits.max_bytes,
            suffixes=limits.extensions,
        )

    @property
    def words(self) -> dict[str, str]:
        """What is said of the file."""
        return {}

    def add_dropped(self, dropped: Sequence[Finding]) -> None:
        """Say of a file that was dropped while it arrived that it is too large."""
        if dropped:
            self.errors.pop("file", None)  # not missing: dropped
            self.add_findings([replace(each, field="file") for each in dropped])


class RatesForm(ReferenceForm):
    """Exchange rates; each row names its source."""

    kind = "rates"


class CalendarForm(ReferenceForm):
    """Years of the working-day calendar; each names its notice."""

    kind = "calendar"


class CodesForm(ReferenceForm):
    """An edition of a code list."""

    kind = "codes"
    scheme = forms.ChoiceField(label=lazy_text("reference.field.scheme"))
    edition = forms.CharField(
        label=lazy_text("reference.field.edition"),
        help_text=lazy_text("reference.hint.edition"),
        max_length=60,
    )
    valid_from = forms.DateField(
        label=lazy_text("reference.field.valid_from"), widget=forms.DateInput(attrs={"type": "date"})
    )
    valid_until = forms.DateField(
        label=lazy_text("reference.field.valid_until"),
        help_text=lazy_text("reference.hint.valid_until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    source = forms.CharField(
        label=lazy_text("reference.field.source"),
        help_text=lazy_text("reference.hint.source"),
        max_length=300,
    )
    licence = forms.CharField(label=lazy_text("reference.field.licence"), required=False, max_length=200)
    complete = forms.BooleanField(label=lazy_text("reference.field.complete"), required=False)

    field_order = ("scheme", "edition", "valid_from", "valid_until", "source", "licence", "complete")

    def __init__(self, *args: Any, on: date, language: str, **kwargs: Any) -> None:
        super().__init__(*args, on=on, language=language, **kwargs)
        schemes = codes.all_schemes().values()
        choices = [(each.code, each.name_en if language == "en" else each.name_zh) for each in schemes]
        self.fields["scheme"].choices = choices  # type: ignore[attr-defined]
        self.fields["map"] = UploadField(
            label=text("reference.field.map"),
            help_text=text("reference.hint.map"),
            max_bytes=LONGEST_MAP,
            suffixes=("toml",),
            required=False,
        )

    @property
    def words(self) -> dict[str, str]:
        """What is said of the edition, with the map of its columns."""
        said = self.cleaned_data
        column_map = said["map"].read().decode("utf-8", "replace") if said.get("map") else ""
        until = said["valid_until"].isoformat() if said["valid_until"] else ""
        return {
            "scheme": said["scheme"],
            "edition": said["edition"].strip(),
            "valid_from": said["valid_from"].isoformat(),
            "valid_until": until,
            "source": said["source"].strip(),
            "licence": said["licence"].strip(),
            "complete": "yes" if said["complete"] else "",
            "map": column_map,
        }
