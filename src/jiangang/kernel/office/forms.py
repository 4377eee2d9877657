"""The form of one setting: its field follows the kind of the setting."""

from typing import Any
from zoneinfo import available_timezones

from django import forms

from jiangang.kernel.office.settings_list import Setting
from jiangang.kernel.texts import lazy_text, text
from jiangang.ui.forms import DayField, UiForm


class SettingForm(UiForm):
    """A new value of a setting and the day from which it is in force."""

    value = forms.CharField(label=lazy_text("office.field.value"), max_length=200)
    valid_from = DayField(label=lazy_text("office.field.valid_from"))

    def __init__(self, *args: Any, setting: Setting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"] = _field(setting)


def _field(setting: Setting) -> forms.Field:
    label = text(f"office.setting.{setting.key}")
    if setting.kind == "number":
        return forms.IntegerField(label=label, min_value=0)
    if setting.kind == "flag":
        choices = [("yes", text("office.choice.yes")), ("no", text("office.choice.no"))]
        return forms.TypedChoiceField(label=label, choices=choices, coerce=lambda value: value == "yes")
    if setting.kind == "zone":
        return forms.ChoiceField(
            label=label, choices=[(zone, zone) for zone in sorted(available_timezones())]
        )
    if setting.kind == "choice":
        return forms.ChoiceField(
            label=label, choices=[(choice, text(f"office.choice.{choice}")) for choice in setting.choices]
        )
    return forms.CharField(label=label, max_length=200, required=False)
