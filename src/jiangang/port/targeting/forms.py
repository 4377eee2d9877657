"""Forms of policies, overrides, audits and reports."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from jiangang.kernel.texts import lazy_text, text
from jiangang.methods.findings import Finding
from jiangang.port.targeting.reasons import reasons_on
from jiangang.port.targeting.rules.overriding import LANES
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


class OverrideForm(UiForm):
    """Another lane, why, and in words."""

    request_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)
    to_lane = forms.ChoiceField(label=lazy_text("targeting.field.to_lane"), widget=forms.RadioSelect)
    reason_code = forms.ChoiceField(label=lazy_text("targeting.field.reason_code"))
    words = forms.CharField(
        label=lazy_text("targeting.field.words"),
        help_text=lazy_text("targeting.hint.words"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, lane: str, language: str, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lanes = [(each, text(f"targeting.lane.{each}")) for each in LANES if each != lane]
        reasons = [(each.code, each.words_in(language)) for each in reasons_on(on)]
        self.fields["to_lane"].choices = lanes  # type: ignore[attr-defined]
        self.fields["reason_code"].choices = [("", "—"), *reasons]  # type: ignore[attr-defined]


class AnswerForm(UiForm):
    """Granted or refused, with words for a refusal."""

    answer = forms.ChoiceField(label=lazy_text("targeting.field.answer"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=lazy_text("targeting.field.words"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = [(each, text(f"targeting.act.{each}")) for each in ("grant", "refuse")]
        self.fields["answer"].choices = answers  # type: ignore[attr-defined]


class OverdueForm(UiForm):
    """Why nobody acted in time."""

    words = forms.CharField(
        label=lazy_text("targeting.field.words"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class AuditForm(UiForm):
    """What was found on an audited act."""

    verdict = forms.ChoiceField(label=lazy_text("targeting.field.verdict"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=lazy_text("targeting.field.words"),
        help_text=lazy_text("targeting.hint.audit_words"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        verdicts = [(each, text(f"targeting.verdict.{each}")) for each in ("justified", "doubtful", "wrong")]
        self.fields["verdict"].choices = verdicts  # type: ignore[attr-defined]


class DaysForm(UiForm):
    """Some days, first and last included."""

    first_day = DayField(label=lazy_text("targeting.field.from"))
    last_day = DayField(label=lazy_text("targeting.field.until"))

    def clean(self) -> dict[str, Any]:
        """The days in order."""
        found = super().clean() or {}
        first, last = found.get("first_day"), found.get("last_day")
        if first and last and last < first:
            self.add_findings([Finding("targeting.finding.days_crossed", field="last_day")])
        return found


class CoverageForm(DaysForm):
    """Days, and by what the checks are counted."""

    by = forms.ChoiceField(label=lazy_text("targeting.field.share"), required=False)

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["by"].choices = choices  # type: ignore[attr-defined]
        self.fields["by"].label = label
