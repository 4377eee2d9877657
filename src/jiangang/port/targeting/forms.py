"""Forms of the pages of policies, alerts, standings and models."""

from typing import Any

from django import forms

from jiangang.kernel.texts import lazy_text, text
from jiangang.methods.targeting.conditions import OPERATORS
from jiangang.port.targeting.rules.alerts import AlertWords
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
            names=_values(given["names"]),
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
