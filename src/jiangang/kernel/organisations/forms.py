"""Forms of the register of firms. They validate shape; rules are the operations'."""

from django import forms

from jiangang.kernel.texts import lazy_text
from jiangang.ui.forms import UiForm

SCHEMES = ("uscc", "lei", "declared")


class FirmForm(UiForm):
    """A firm with its number."""

    scheme = forms.ChoiceField(
        label=lazy_text("organisations.field.scheme"),
        choices=[(scheme, lazy_text(f"organisations.scheme.{scheme}")) for scheme in SCHEMES],
    )
    value = forms.CharField(label=lazy_text("organisations.field.number"), max_length=60)
    name_zh = forms.CharField(label=lazy_text("organisations.field.name_zh"), max_length=160)
    name_en = forms.CharField(label=lazy_text("organisations.field.name_en"), max_length=160, required=False)
    country = forms.CharField(label=lazy_text("organisations.field.country"), max_length=2, required=False)


class MemberForm(UiForm):
    """A colleague of a firm."""

    face = "public"
    name_zh = forms.CharField(label=lazy_text("organisations.field.person"), max_length=80)
    username = forms.CharField(label=lazy_text("organisations.field.username"), max_length=60)
    password = forms.CharField(
        label=lazy_text("organisations.field.first_password"), widget=forms.PasswordInput
    )
    post = forms.ChoiceField(
        label=lazy_text("organisations.field.post"),
        choices=[
            ("declarant", lazy_text("organisations.post.declarant")),
            ("firm_administrator", lazy_text("organisations.post.firm_administrator")),
        ],
    )


class AccountForm(UiForm):
    """The two administrators with whom a firm's account is opened."""

    first_name = forms.CharField(label=lazy_text("organisations.field.first_person"), max_length=80)
    first_username = forms.CharField(label=lazy_text("organisations.field.first_username"), max_length=60)
    first_password = forms.CharField(
        label=lazy_text("organisations.field.first_person_password"), widget=forms.PasswordInput
    )
    second_name = forms.CharField(label=lazy_text("organisations.field.second_person"), max_length=80)
    second_username = forms.CharField(label=lazy_text("organisations.field.second_username"), max_length=60)
    second_password = forms.CharField(
        label=lazy_text("organisations.field.second_person_password"), widget=forms.PasswordInput
    )


class VouchForm(UiForm):
    """The document against which the counter vouches; a firm's administrator may leave it empty."""

    evidence = forms.CharField(
        label=lazy_text("organisations.field.evidence"),
        help_text=lazy_text("organisations.hint.evidence"),
        max_length=200,
        required=False,
    )


class AskForm(UiForm):
    """Asking for a way back."""

    face = "public"
    username = forms.CharField(label=lazy_text("organisations.field.username"), max_length=60)


class CodeForm(UiForm):
    """Using the code that a second hand gave."""

    face = "public"
    username = forms.CharField(label=lazy_text("organisations.field.username"), max_length=60)
    code = forms.CharField(label=lazy_text("organisations.field.code"), max_length=20)
    password = forms.CharField(
        label=lazy_text("organisations.field.new_password"), widget=forms.PasswordInput
    )
