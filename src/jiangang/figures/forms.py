"""The period that a reader asks for."""

from jiangang.kernel.texts import lazy_text
from jiangang.ui.forms import DayField, UiForm


class PeriodForm(UiForm):
    """First and last day, both included."""

    first = DayField(label=lazy_text("figures.field.first"))
    last = DayField(label=lazy_text("figures.field.last"))
