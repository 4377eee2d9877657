"""The forms of inspection: the result with its checklist and findings, the second hand's word, evidence."""

from typing import Any

from django import forms

from jiangang.kernel.documents import api as documents
from jiangang.kernel.texts import lazy_text, text
from jiangang.port.inspection.checklists import SEVERITIES, Checklist, all_checklists
from jiangang.port.inspection.content import FoundContent, ResultContent
from jiangang.port.inspection.queries import ResultView
from jiangang.port.inspection.rules import OUTCOMES
from jiangang.ui.forms import QuantityField, UiForm, UploadField

FOUND_ROWS = 3
KEY_LENGTH = 80


class ResultForm(UiForm):
    """The result: one choice and one note for each point, the units opened, the conclusion."""

    request_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=KEY_LENGTH)

    def __init__(
        self,
        *args: Any,
        checklist: Checklist,
        language: str,
        units_planned: int,
        correcting: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items = checklist.items
        choices = [(each, text(f"inspection.outcome.{each}")) for each in OUTCOMES]
        for item in checklist.items:
            label = checklist.item(item, language)
            self.fields[f"answer_{item}"] = forms.ChoiceField(
                label=label, choices=choices, widget=forms.RadioSelect, required=False
            )
            spoken = {"aria-label": text("inspection.form.note_of", point=label)}
            self.fields[f"note_{item}"] = forms.CharField(
                label=text("inspection.form.note"),
                required=False,
                max_length=400,
                widget=forms.TextInput(attrs=spoken),
            )
        self.fields["units_opened"] = QuantityField(
            label=text("inspection.form.units_opened"),
            help_text=text("inspection.form.units_hint", planned=units_planned),
            unit=text("inspection.form.units"),
            decimal_places=0,
            min_value=0,
            max_value=1_000_000,
        )
        self.fields["conforming"] = forms.ChoiceField(
            label=text("inspection.form.conforming"),
            choices=[(each, text(f"inspection.result.{each}")) for each in ("conforming", "nonconforming")],
            widget=forms.RadioSelect,
        )
        self.fields["remarks"] = forms.CharField(
            label=text("inspection.form.remarks"),
            required=False,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        if correcting:
            self.fields["reason"] = forms.CharField(label=text("inspection.form.reason"), max_length=400)

    @property
    def points(self) -> list[tuple[Any, Any]]:
        """Each point's choice and note, in the order of the checklist."""
        return [(self[f"answer_{item}"], self[f"note_{item}"]) for item in self.items]

    def content(self, found: tuple[FoundContent, ...]) -> ResultContent:
        """What the form says, for the operation."""
        values = self.cleaned_data
        return ResultContent(
            conforming=values["conforming"] == "conforming",
            units_opened=int(values["units_opened"]),
            answers={item: values.get(f"answer_{item}", "") for item in self.items},
            notes={item: values.get(f"note_{item}", "") for item in self.items},
            found=found,
            remarks=values.get("remarks", ""),
        )


class FoundForm(UiForm):
    """One thing found; a row that is left empty says nothing."""

    category = forms.ChoiceField(label=lazy_text("inspection.form.category"), required=False)
    severity = forms.ChoiceField(label=lazy_text("inspection.form.severity"), required=False)
    taxon = forms.CharField(label=lazy_text("inspection.form.taxon"), required=False, max_length=120)
    description = forms.CharField(
        label=lazy_text("inspection.form.description"), required=False, max_length=400
    )
    units_affected = QuantityField(
        label=lazy_text("inspection.form.units_affected"), required=False, decimal_places=0, min_value=0
    )

    def __init__(self, *args: Any, checklist: Checklist, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nothing = [("", text("inspection.form.choose"))]
        self.fields["category"].choices = nothing + [  # type: ignore[attr-defined]
            (code, checklist.category(code, language)) for code in checklist.categories
        ]
        self.fields["severity"].choices = nothing + [  # type: ignore[attr-defined]
            (code, text(f"inspection.severity.{code}")) for code in SEVERITIES
        ]

    @property
    def is_filled(self) -> bool:
        """Whether anything was entered in the row."""
        return any(value not in ("", None) for value in self.cleaned_data.values())

    def content(self) -> FoundContent:
        """What the row says."""
        values = self.cleaned_data
        affected = values.get("units_affected")
        return FoundContent(
            category=values.get("category", ""),
            severity=values.get("severity", ""),
            description=values.get("description", ""),
            taxon=values.get("taxon", ""),
            units_affected=None if affected is None else int(affected),
        )


class AssignForm(UiForm):
    """How many packages are opened, by which checklist; the inspectors are drawn."""

    units = QuantityField(
        label=lazy_text("inspection.page.units_planned"),
        unit=lazy_text("inspection.form.units"),
        decimal_places=0,
        min_value=1,
        max_value=1_000_000,
    )
    checklist = forms.ChoiceField(label=lazy_text("inspection.page.checklist"))

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.code, each.title(language)) for each in all_checklists().values()]
        self.fields["checklist"].choices = choices  # type: ignore[attr-defined]

    def clean_units(self) -> int:
        """Whole packages."""
        return int(self.cleaned_data["units"])


class OpinionForm(UiForm):
    """The second inspector's word."""

    opinion = forms.CharField(
        label=lazy_text("inspection.form.opinion"),
        help_text=lazy_text("inspection.form.opinion_dispute_hint"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class EvidenceForm(UiForm):
    """A photograph or paper."""

    def __init__(self, *args: Any, limits: documents.Limits, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"] = UploadField(
            label=text("inspection.form.file"), max_bytes=limits.max_bytes, suffixes=limits.extensions
        )


def initial_of(result: ResultView) -> dict[str, Any]:
    """The form's values for correcting a result."""
    values: dict[str, Any] = {f"answer_{each.item}": each.outcome for each in result.answers}
    values |= {f"note_{each.item}": each.note for each in result.answers}
    return {
        **values,
        "units_opened": result.units_opened,
        "conforming": "conforming" if result.conforming else "nonconforming",
        "remarks": result.remarks,
    }


def found_initial(result: ResultView | None) -> list[dict[str, Any]]:
    """The rows of things found for correcting a result."""
    if result is None:
        return []
    return [
        {
            "category": each.category,
            "severity": each.severity,
            "taxon": each.taxon,
            "description": each.description,
            "units_affected": each.units_affected,
        }
        for each in result.found
    ]
