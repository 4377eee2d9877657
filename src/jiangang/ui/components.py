"""The parts that pages are made of, as values that render themselves.

A view or query builds one (`Status("Released", "good")`) and a template prints it (`{{ row.status }}`), or
the tags of the library `ui` build it from words. Each has one template in `templates/ui/components/`. What
needs the request (buttons that post) is in the tag library, not here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any, ClassVar, Literal, cast

from django.template import Context, Template
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jiangang.ui import dates
from jiangang.ui.wording import text

Tone = Literal["neutral", "info", "good", "warn", "bad"]
Lamp = Literal["green", "amber", "red", "off"]
StepState = Literal["done", "current", "waiting", "refused"]


@cache
def _compiled(name: str) -> Template:
    """A component's template; a list prints dozens of them."""
    return cast(Template, get_template(name).template)  # type: ignore[attr-defined]  # of Django's own engine


@lru_cache(maxsize=1024)
def _status(label: str, tone: Tone) -> SafeString:
    """A state's template printed once: an office has few states and prints one a row."""
    return SafeString(
        _compiled(Status.template).render(Context({"it": {"label": label, "tone": tone}})).strip()
    )


class Component:
    """A value that prints as its template, with itself as `it`; `plain()` is what exports write."""

    template: ClassVar[str]

    def __html__(self) -> SafeString:
        return SafeString(_compiled(self.template).render(Context({"it": self})).strip())

    def __str__(self) -> str:
        return self.__html__()

    def plain(self) -> str:
        """The component without markup, for CSV."""
        return ""


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way back; without `url` it is the page itself."""

    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """A thing that can be done from here: a link, or with `post` a button that posts to `url`.

    tone: `primary` (at most one on a page), `secondary`, `danger`, `quiet`; fields: hidden values to post.
    """

    label: str
    url: str
    tone: Literal["primary", "secondary", "danger", "quiet"] = "secondary"
    icon: str = ""
    post: bool = False
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Link(Component):
    """A link in a table cell or list."""

    template = "ui/components/link.html"
    label: str
    url: str
    note: str = ""

    def __html__(self) -> SafeString:
        if self.note:
            return super().__html__()
        return format_html('<a href="{}">{}</a>', self.url, self.label)  # a list prints one a row

    def plain(self) -> str:
        """The label."""
        return str(self.label)


@dataclass(frozen=True)
class Status(Component):
    """A state as a word on a tone; the tone never says anything that the word does not."""

    template = "ui/components/status.html"
    label: str
    tone: Tone = "neutral"

    def __html__(self) -> SafeString:
        return _status(str(self.label), self.tone)

    def plain(self) -> str:
        """The label."""
        return str(self.label)


@dataclass(frozen=True)
class Clock(Component):
    """A time limit: lamp, text and time left. Build it with `until`, or by hand for a stopped clock."""

    template = "ui/components/clock.html"
    lamp: Lamp
    label: str
    left: str = ""
    due: datetime | None = None

    @classmethod
    def until(cls, due: datetime, *, now: datetime, warn: timedelta = timedelta(days=1)) -> "Clock":
        """The clock of a limit `due`: red when over, amber when less than `warn` is left, else green."""
        left = due - now
        if left < timedelta(0):
            return cls(
                "red", text("ui.clock.overdue"), text("ui.clock.over_by", time=dates.duration(left)), due
            )
        lamp: Lamp = "amber" if left < warn else "green"
        label = text("ui.clock.due_soon") if lamp == "amber" else text("ui.clock.on_time")
        return cls(lamp, label, text("ui.clock.left", time=dates.duration(left)), due)

    def plain(self) -> str:
        """Label and time left."""
        return f"{self.label} {self.left}".strip()


@dataclass(frozen=True)
class Alert(Component):
    """A notice on a page. `role="alert"` only where `urgent`, so that readers are not shouted at."""

    template = "ui/components/alert.html"
    body: str
    title: str = ""
    tone: Tone = "info"
    urgent: bool = False

    @property
    def icon(self) -> str:
        """The icon of the tone."""
        return {"good": "circle-check", "warn": "alert-triangle", "bad": "alert-circle"}.get(
            self.tone, "info-circle"
        )


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One line of a summary: term, value, and optionally a link to change it."""

    label: str
    value: Any
    change_url: str = ""


@dataclass(frozen=True)
class Summary(Component):
    """A definition list: what is known of one thing, or the answers to check before sending."""

    template = "ui/components/summary.html"
    rows: Sequence[SummaryRow]
    columns: Literal[1, 2] = 1


@dataclass(frozen=True)
class Pairs(Component):
    """Terms and values in a ruled block as printed papers have them."""

    template = "ui/components/pairs.html"
    rows: Sequence[SummaryRow]


@dataclass(frozen=True)
class Empty(Component):
    """What stands where nothing is: why, and what can be done."""

    template = "ui/components/empty.html"
    title: str
    body: str = ""
    url: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """A view of the same thing with its own address."""

    label: str
    url: str
    active: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Tabs(Component):
    """Tabs as links; `label` names the group for screen readers."""

    template = "ui/components/tabs.html"
    tabs: Sequence[Tab]
    label: str


@dataclass(frozen=True, slots=True)
class Step:
    """One act or stage: who, when, what was said."""

    label: str
    state: StepState = "done"
    at: datetime | None = None
    by: str = ""
    note: str = ""
    url: str = ""

    @property
    def state_label(self) -> str:
        """The state in words, so that nothing rests on colour."""
        return text(f"ui.step.{self.state}")


@dataclass(frozen=True)
class Timeline(Component):
    """What happened, in order, with names and times."""

    template = "ui/components/timeline.html"
    steps: Sequence[Step]


@dataclass(frozen=True)
class Steps(Component):
    """How far a case has come: few stages in a row, the present one marked."""

    template = "ui/components/steps.html"
    steps: Sequence[Step]
    label: str


@dataclass(frozen=True)
class ApprovalLine(Component):
    """拟办 → 审核 → 会签 → 签发: each station with name, time and opinion (`note`), none left out."""

    template = "ui/components/approval.html"
    steps: Sequence[Step]


@dataclass(frozen=True)
class Figure(Component):
    """A number with all that makes it one: unit, period, as-of, cases, interval, and the records behind it.

    `value`, `interval` are already formatted; `n` is the denominator or number of records.
    """

    template = "ui/components/figure.html"
    label: str
    value: str
    period: str
    as_of: datetime | date
    unit: str = ""
    n: int | None = None
    interval: str = ""
    records_url: str = ""
    definition_url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Progress(Component):
    """How much of a job is done; `label` names the job."""

    template = "ui/components/progress.html"
    label: str
    value: int
    maximum: int = 100
    note: str = ""

    @property
    def percent(self) -> int:
        """Whole per cent done, 100 only when all is done."""
        return 100 * self.value // self.maximum if self.maximum else 0


@dataclass(frozen=True)
class Code(Component):
    """A number, hash or code in fixed width; `groups` of that many characters make long ones readable."""

    template = "ui/components/code.html"
    value: str
    label: str = ""
    groups: int = 0
    block: bool = False

    @property
    def parts(self) -> list[str]:
        """The value cut into groups."""
        step = self.groups or max(len(self.value), 1)
        return [self.value[start : start + step] for start in range(0, len(self.value), step)]

    def plain(self) -> str:
        """The value itself."""
        return self.value


@dataclass(frozen=True)
class Coded(Component):
    """Words, with the code that they stand for as small text; the code alone where there are none."""

    template = "ui/components/coded.html"
    words: str
    code: str

    @property
    def has_words(self) -> bool:
        """Whether the words say more than the code."""
        return bool(self.words) and self.words != self.code

    def plain(self) -> str:
        """The code: what is exported is what the record says."""
        return self.code


@dataclass(frozen=True, slots=True)
class ErrorLink:
    """One line of the error summary: where (empty for the whole form) and what."""

    message: str
    anchor: str = ""


@dataclass(frozen=True)
class ErrorSummary(Component):
    """All that is wrong, on top of the page, each line leading to its field."""

    template = "ui/components/error_summary.html"
    errors: Sequence[ErrorLink]
    title: str = field(default_factory=lambda: text("ui.errors.title"))
