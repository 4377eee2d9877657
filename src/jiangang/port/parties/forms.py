"""The form that grades a firm."""

from typing import Any

from django import forms

from jiangang.kernel.texts import text
from jiangang.port.parties.schemes import all_schemes
from jiangang.ui.forms import DayField, UiForm


class StandingForm(UiForm):
    """Which firm, which category of which scheme, from when, until when, and why."""

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (f"{scheme.code}/{category.code}", f"{scheme.name_in(language)}: {category.name_in(language)}")
            for scheme in all_schemes().values()
            for category in scheme.categories
        ]
        self.fields["firm"] = forms.CharField(
            label=text("parties.form.firm_number"), help_text=text("parties.form.firm_hint"), max_length=60
        )
        self.fields["category"] = forms.ChoiceField(
            label=text("parties.form.scheme_category"), choices=choices
        )
        self.fields["valid_from"] = DayField(label=text("parties.list.valid_from"))
        self.fields["valid_until"] = DayField(label=text("parties.list.valid_until"), required=False)
        self.fields["reason"] = forms.CharField(
            label=text("parties.list.reason"),
            help_text=text("parties.form.reason_hint"),
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    @property
    def asked(self) -> dict[str, Any]:
        """What is asked, as the operation takes it, without the firm."""
        scheme, _, category = self.cleaned_data["category"].partition("/")
        named = {name: self.cleaned_data[name] for name in ("valid_from", "valid_until", "reason")}
        return {"scheme": scheme, "category": category, **named}
