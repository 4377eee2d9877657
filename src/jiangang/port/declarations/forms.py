"""The forms of notices. They hold what was typed; what is right and wrong the rules say, not the fields."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms

from jiangang.kernel.documents import api as documents
from jiangang.kernel.texts import lazy_text, text
from jiangang.methods.findings import Finding
from jiangang.port.declarations.kinds import kinds_on
from jiangang.port.declarations.limits import limits
from jiangang.port.declarations.operations.attaching import Handed
from jiangang.port.declarations.reading.maps import packaged_maps
from jiangang.ui.forms import Face, UiForm, UploadField

FIRST_LINES = 1


class TypedField(forms.CharField):
    """Text as it was typed. `required` only marks the field: the rules refuse, and nothing typed is
    thrown away.
    """

    def __init__(self, name: str, *, hint: str = "", required: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        help_text = lazy_text(f"declarations.hint.{hint}") if hint else ""
        label = lazy_text(f"declarations.field.{name}")
        super().__init__(label=label, help_text=help_text, required=required, strip=False, **kwargs)

    def validate(self, value: Any) -> None:
        """Take everything."""


def _chosen(kind: str, codes: Sequence[str]) -> list[tuple[str, Any]]:
    return [("", lazy_text("declarations.form.choose"))] + [
        (code, lazy_text(f"declarations.{kind}.{code}")) for code in codes
    ]


class NoticeForm(UiForm):
    """The head of a notice."""

    rows_are_lines = True

    direction = TypedField(
        "direction", required=True, widget=forms.Select(choices=_chosen("direction", ("import", "export")))
    )
    stated_on = TypedField("stated_on", hint="day", widget=forms.TextInput(attrs={"type": "date"}))
    importer_number = TypedField("importer_number", hint="importer_number", required=True)
    importer_name = TypedField("importer_name")
    agent_number = TypedField("agent_number")
    exporter_name = TypedField("exporter_name")
    departure_country = TypedField("departure_country", hint="country")
    arrives_on = TypedField("arrives_on", widget=forms.TextInput(attrs={"type": "date"}))
    transport_mode = TypedField(
        "transport_mode", widget=forms.Select(choices=_chosen("transport", tuple("123456789")))
    )
    vessel_name = TypedField("vessel_name")
    vessel_imo = TypedField("vessel_imo", hint="imo")
    voyage = TypedField("voyage")
    container_numbers = TypedField("container_numbers", widget=forms.Textarea(attrs={"rows": 2}))
    inspection_place = TypedField("inspection_place")
    purpose = TypedField("purpose")

    GROUPS = (
        (
            "parties",
            ("direction", "stated_on", "importer_number", "importer_name", "agent_number", "exporter_name"),
        ),
        (
            "journey",
            (
                "departure_country",
                "arrives_on",
                "transport_mode",
                "vessel_name",
                "vessel_imo",
                "voyage",
                "container_numbers",
                "inspection_place",
                "purpose",
            ),
        ),
    )

    def __init__(self, *args: Any, face: Face = "dense", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.face = face  # type: ignore[misc]  # a form of both faces  # one form, two faces
        limit = limits().notice.containers
        self.fields["container_numbers"].help_text = text("declarations.hint.container_numbers", limit=limit)

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [
            (text(f"declarations.form.{name}"), [self[field] for field in names])
            for name, names in self.GROUPS
        ]


class LineForm(UiForm):
    """One line of goods."""

    rows_are_lines = True

    hs_code = TypedField("hs_code", hint="hs_code", required=True)
    description = TypedField("description")
    origin = TypedField("origin", hint="country", required=True)
    net_mass = TypedField("net_mass")
    quantity = TypedField("quantity")
    unit = TypedField("unit", hint="unit")
    packages = TypedField("packages")
    package_kind = TypedField("package_kind", hint="package_kind")
    value = TypedField("value")
    currency = TypedField("currency", hint="currency")

    def __init__(self, *args: Any, face: Face = "dense", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.face = face  # type: ignore[misc]  # a form of both faces
        self.fields["net_mass"].unit = "kg"  # type: ignore[attr-defined]  # shown behind the control

    @property
    def typed(self) -> dict[str, str]:
        """What was typed, empty fields left out."""
        typed = {name: str(self.data.get(self.add_prefix(name), "")) for name in self.fields}
        return {name: value for name, value in typed.items() if value.strip()}


class NoticeSheet:
    """A whole notice as it is typed: head, lines, and the key that makes sending it twice harmless.

    data: what the browser sent, or what a draft holds; it survives every refusal as it was.
    """

    def __init__(self, data: Mapping[str, Any], *, face: Face, more_lines: int = 0) -> None:
        count = min(_whole(data.get("line_count"), FIRST_LINES) + more_lines, limits().notice.lines)
        self.head = NoticeForm(data, face=face)
        self.lines = [LineForm(data, face=face, prefix=f"line-{number}") for number in range(1, count + 1)]

    @property
    def forms(self) -> list[UiForm]:
        """Head and lines."""
        return [self.head, *self.lines]

    @property
    def filled(self) -> list[LineForm]:
        """The lines in which something was typed."""
        return [line for line in self.lines if line.typed]

    @property
    def payload(self) -> dict[str, Any]:
        """The notice as it is filed."""
        head = {name: str(self.head.data.get(name, "")) for name in self.head.fields}
        said: dict[str, Any] = {name: value for name, value in head.items() if value.strip()}
        return {**said, "lines": [line.typed for line in self.filled]}

    def add_findings(self, findings: Iterable[Finding]) -> None:
        """Show each finding at its field."""
        for each in findings:
            place, _, rest = each.field.partition(".")
            number, _, name = rest.partition(".")
            if place == "lines" and number.isdigit() and int(number) <= len(self.filled):
                line = self.filled[int(number) - 1]
                line.add_findings([replace(each, field=name, row=self.lines.index(line) + 1)])
            else:
                self.head.add_findings([each])


def sheet_data(payload: Mapping[str, Any]) -> dict[str, str]:
    """A filed payload as the form would have sent it, to be corrected."""
    data = {name: _typed(payload.get(name)) for name in NoticeForm.base_fields}
    lines = [line for line in payload.get("lines", ()) if isinstance(line, Mapping)]
    for number, line in enumerate(lines, start=1):
        data |= {f"line-{number}-{name}": _typed(line.get(name)) for name in LineForm.base_fields}
    return {**data, "line_count": str(max(len(lines), FIRST_LINES))}


def _typed(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "\n".join(str(part) for part in value)
    return "" if value is None else str(value)


def _whole(raw: Any, default: int) -> int:
    shown = str(raw or "")
    return int(shown) if shown.isascii() and shown.isdigit() and len(shown) < 6 else default


class ReturnForm(UiForm):
    """What the clerk adds to the deficiency notice."""

    remarks = TypedField("remarks", hint="remarks", widget=forms.Textarea(attrs={"rows": 4}))


class AcceptForm(UiForm):
    """What the clerk says to an acceptance."""

    opinion = TypedField("opinion", widget=forms.Textarea(attrs={"rows": 2}))


class WithdrawForm(UiForm):
    """Why a notice is withdrawn."""

    reason = TypedField("reason", required=True, widget=forms.Textarea(attrs={"rows": 2}))


class DocumentForm(UiForm):
    """A document that goes with a notice: its kind and file. `needed`: there is nothing else to send."""

    def __init__(
        self,
        *args: Any,
        language: str,
        on: date,
        face: Face = "dense",
        needed: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.face = face  # type: ignore[misc]  # a form of both faces
        sizes = documents.limits(on, limits().documents.types)
        choices = [("", text("declarations.form.choose"))]
        choices += [(kind.code, kind.name(language)) for kind in kinds_on(on)]
        self.fields["kind"] = forms.ChoiceField(
            label=text("declarations.field.document_kind"), choices=choices, required=needed
        )
        self.fields["file"] = UploadField(
            label=text("declarations.field.file"),
            max_bytes=sizes.max_bytes,
            suffixes=sizes.extensions,
            required=needed,
        )

    @property
    def is_sent(self) -> bool:
        """Whether a file came with it."""
        return self.is_bound and self.add_prefix("file") in self.files

    def handed(self) -> Handed:
        """What the form hands in, once it is valid."""
        file = self.cleaned_data["file"]
        return Handed(self.cleaned_data["kind"], file.name, file.chunks())

    def add_dropped(self, dropped: Sequence[Finding]) -> None:
        """Say of a file that was dropped while it arrived that it is too large."""
        if dropped:
            self.errors.pop("file", None)  # not missing: dropped
            self.add_findings([replace(each, field="file") for each in dropped])


class FileForm(UiForm):
    """A file of notices and the map of its columns."""

    def __init__(self, *args: Any, language: str, on: date, face: Face = "dense", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.face = face  # type: ignore[misc]  # a form of both faces
        sizes = limits().file
        self.max_bytes = min(sizes.screen_bytes, documents.limits(on).max_bytes)
        hint = text("declarations.hint.file", rows=sizes.screen_rows, size=self.max_bytes // 1_048_576)
        self.fields["file"] = UploadField(
            label=text("declarations.field.file"),
            help_text=hint,
            max_bytes=self.max_bytes,
            suffixes=("csv", "txt", "xlsx"),
        )
        choices = [(each.name, each.title_in(language)) for each in packaged_maps().values()]
        self.fields["map"] = forms.ChoiceField(label=text("declarations.field.map"), choices=choices)

    def add_dropped(self, dropped: Sequence[Finding]) -> None:
        """Say of a file that was dropped while it arrived what this form told of its limit before."""
        if dropped:
            params = {"limit": self.max_bytes // 1_048_576}
            self.errors.pop("file", None)  # not missing: dropped
            self.add_findings([Finding("declarations.finding.upload_too_large", field="file", params=params)])
