"""Forms of the pages of policies, alerts, standings and models."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from jiangang.kernel.texts import lazy_text, text
from jiangang.methods.findings import Finding
from jiangang.methods.targeting.conditions import OPERATORS
from jiangang.port.targeting.reasons import reasons_on
from jiangang.port.targeting.rules.alerts import AlertWords
from jiangang.port.targeting.rules.overriding import LANES
from jiangang.ui.forms import DayField, UiForm, UploadField

LARGEST_POLICY = 1_000_000
CONDITIONS = 3


class ProposeForm(UiForm):
    """A version of a policy as its text, typed or as a file."""

    reason = forms.CharField(label=lazy_text("targeting.field.reason"), max_length=400, required=False)
    file = UploadField(
        label=lazy_text("targeting.field.file"),
        max_bytes=LARGEST_POLICY,
        suffixes=("toml",),
        required=False,
    )
    text = forms.CharField(
        label=lazy_text("targeting.field.text"),
        help_text=lazy_text("targeting.hint.text"),
        widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "false", "class": "font-monospace"}),
        strip=False,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """The text out of the file, where one was chosen, else as typed; line ends as in the repository."""
        cleaned = super().clean() or {}
        upload = cleaned.pop("file", None)
        written = cleaned.get("text") or ""
        if upload is not None:
            try:
                written = upload.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", text("targeting.note.not_utf8"))
        cleaned["text"] = written.replace("\r\n", "\n").replace("\r", "\n")
        if not cleaned["text"].strip() and "file" not in self.errors:
            self.add_error("text", text("ui.form.fill_in", label=text("targeting.field.text")))
        return cleaned


class ActivateForm(UiForm):
    """From which day to which day a version decides."""

    valid_from = DayField(label=lazy_text("targeting.field.valid_from"))
    valid_until = DayField(
        label=lazy_text("targeting.field.valid_until"),
        help_text=lazy_text("targeting.hint.valid_until"),
        required=False,
    )


class SignForm(UiForm):
    """A signature under a version."""

    opinion = forms.CharField(label=lazy_text("targeting.field.opinion"), max_length=400, required=False)


class BacktestForm(UiForm):
    """The days of a back-test."""

    first_day = DayField(label=lazy_text("targeting.field.first_day"))
    last_day = DayField(label=lazy_text("targeting.field.last_day"))
    request_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)


class ReasonForm(UiForm):
    """An act that needs nothing but its reason."""

    reason = forms.CharField(label=lazy_text("targeting.field.reason"), max_length=400)


class LetGoForm(ReasonForm):
    """A check that was let go: of which consignment, and why."""

    consignment_number = forms.CharField(label=lazy_text("targeting.field.number"), max_length=60)


class StartModelForm(UiForm):
    """From which day a model scores."""

    valid_from = DayField(label=lazy_text("targeting.field.valid_from"))


class AlertForm(UiForm):
    """An alert or watch-list: what is looked for, where it leads, how long, why."""

    request_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)
    lane = forms.ChoiceField(label=lazy_text("targeting.field.lane"))
    watched = forms.ChoiceField(
        label=lazy_text("targeting.field.watched"),
        help_text=lazy_text("targeting.hint.watched"),
        required=False,
    )
    names = forms.CharField(
        label=lazy_text("targeting.field.names"),
        help_text=lazy_text("targeting.hint.names"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    purpose_zh = forms.CharField(label=lazy_text("targeting.field.purpose_zh"), max_length=400)
    purpose_en = forms.CharField(label=lazy_text("targeting.field.purpose_en"), max_length=400)
    source = forms.CharField(label=lazy_text("targeting.field.citation"), max_length=400)
    expected = forms.CharField(
        label=lazy_text("targeting.field.expected"),
        help_text=lazy_text("targeting.hint.expected"),
        max_length=20,
    )
    when_unknown = forms.ChoiceField(label=lazy_text("targeting.field.when_unknown"))
    valid_from = DayField(label=lazy_text("targeting.field.valid_from"))
    valid_until = DayField(label=lazy_text("targeting.field.valid_until"))
    reason = forms.CharField(label=lazy_text("targeting.field.reason"), max_length=400)

    def __init__(self, *args: Any, facts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("lane", [(code, text(f"targeting.lane.{code}")) for code in ("red", "yellow")])
        self._choose("watched", [("", text("targeting.note.no_list")), *facts])
        states = [(code, text(f"targeting.when_unknown.{code}")) for code in ("noted", "applies")]
        self._choose("when_unknown", states)
        operators = [(code, text(f"targeting.operator.{code}")) for code in OPERATORS]
        for number in range(1, CONDITIONS + 1):
            label = text("targeting.field.condition", number=number)
            self.fields[f"fact_{number}"] = forms.ChoiceField(
                label=f"{label}: {text('targeting.field.fact')}",
                choices=[("", text("targeting.note.no_condition")), *facts],
                required=False,
            )
            self.fields[f"operator_{number}"] = forms.ChoiceField(
                label=f"{label}: {text('targeting.field.operator')}", choices=operators, required=False
            )
            self.fields[f"value_{number}"] = forms.CharField(
                label=f"{label}: {text('targeting.field.value')}",
                help_text=text("targeting.hint.values") if number == 1 else "",
                max_length=400,
                required=False,
            )
        self.order_fields(["request_key", "lane", *_numbered()])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def words(self) -> AlertWords:
        """The answers as the operation takes them."""
        given = self.cleaned_data
        conditions = tuple(
            (given[f"fact_{number}"], given[f"operator_{number}"], _values(given[f"value_{number}"]))
            for number in range(1, CONDITIONS + 1)
            if given[f"fact_{number}"]
        )
        return AlertWords(
            lane=given["lane"],
            purpose_zh=given["purpose_zh"],
            purpose_en=given["purpose_en"],
            source=given["source"],
            valid_from=given["valid_from"],
            valid_until=given["valid_until"],
            conditions=conditions,
            watched=given["watched"],
            names=tuple(name.strip() for name in given["names"].splitlines() if name.strip()),
            expected=given["expected"],
            when_unknown=given["when_unknown"],
        )


def _numbered() -> list[str]:
    """Each condition's fact, operator and value, together."""
    return [
        f"{part}_{number}" for number in range(1, CONDITIONS + 1) for part in ("fact", "operator", "value")
    ]


def _values(written: str) -> tuple[str, ...]:
    """Values separated by commas (of either script), semicolons or line ends."""
    for mark in ("，", "、", ";", "；", "\n"):
        written = written.replace(mark, ",")
    return tuple(value.strip() for value in written.split(",") if value.strip())


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
