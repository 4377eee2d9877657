"""Forms of the people screens. They validate shape; rules are the operations'."""

from typing import Any

from django import forms

from jiangang.kernel.texts import lazy_text
from jiangang.ui.forms import DayField, UiForm


class PersonForm(UiForm):
    """Taking somebody on."""

    code = forms.CharField(label=lazy_text("people.field.code"), max_length=30)
    name_zh = forms.CharField(label=lazy_text("people.field.name_zh"), max_length=80)
    name_en = forms.CharField(label=lazy_text("people.field.name_en"), max_length=80, required=False)
    phone = forms.CharField(label=lazy_text("people.field.phone"), max_length=40, required=False)
    email = forms.EmailField(label=lazy_text("people.field.email"), required=False)


class AppointForm(UiForm):
    """A post in a unit between two dates."""

    post_kind = forms.ChoiceField(label=lazy_text("people.field.post"))
    unit_id = forms.TypedChoiceField(label=lazy_text("people.field.unit"), coerce=int)
    valid_from = DayField(label=lazy_text("people.field.valid_from"))
    valid_until = DayField(label=lazy_text("people.field.valid_until"), required=False)

    def __init__(
        self, *args: Any, posts: list[tuple[str, str]], units: list[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post_kind"].choices = posts  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["unit_id"].choices = units  # type: ignore[attr-defined]  # a ChoiceField


class EndPostingForm(UiForm):
    """The last day of a post."""

    last_day = DayField(label=lazy_text("people.field.last_day"))


class QualifyForm(UiForm):
    """A qualification with its evidence."""

    code = forms.CharField(label=lazy_text("people.field.qualification"), max_length=40)
    evidence = forms.CharField(label=lazy_text("people.field.evidence"), max_length=200, required=False)
    valid_from = DayField(label=lazy_text("people.field.valid_from"))
    valid_until = DayField(label=lazy_text("people.field.valid_until"), required=False)


class AbsenceForm(UiForm):
    """Days off duty."""

    first_day = DayField(label=lazy_text("people.field.first_day"))
    last_day = DayField(label=lazy_text("people.field.last_day"))
    reason = forms.CharField(label=lazy_text("people.field.reason"), max_length=120, required=False)


class SignInForm(UiForm):
    """A user name and a first password."""

    username = forms.CharField(label=lazy_text("people.field.username"), max_length=60)
    password = forms.CharField(label=lazy_text("people.field.first_password"), widget=forms.PasswordInput)


class PasswordForm(UiForm):
    """A new first password."""

    password = forms.CharField(label=lazy_text("people.field.first_password"), widget=forms.PasswordInput)


class GrantForm(UiForm):
    """A permission for a kind of post."""

    post_kind = forms.ChoiceField(label=lazy_text("people.field.post"))
    permission = forms.ChoiceField(label=lazy_text("people.field.permission"))
    valid_from = DayField(label=lazy_text("people.field.valid_from"))

    def __init__(
        self, *args: Any, posts: list[tuple[str, str]], permissions: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post_kind"].choices = posts  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["permission"].choices = permissions  # type: ignore[attr-defined]  # a ChoiceField


class KeyForm(UiForm):
    """The name of a key of the machine API."""

    name = forms.CharField(label=lazy_text("people.field.key_name"), max_length=80)
