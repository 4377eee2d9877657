"""How the sign-in library behaves in this house: nobody signs up, and a first password is changed."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from jiangang.kernel.people import api as people
from jiangang.kernel.texts import text


class Adapter(DefaultAccountAdapter):
    """Accounts are made by the administrator of the office or of a firm."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an account belongs to a person whom somebody answers for."""
        return False

    def clean_password(self, password: str, user: AbstractBaseUser | None = None) -> str:
        """A first password is no new password."""
        if (
            user is not None
            and getattr(user, "must_change_password", False)
            and user.check_password(password)
        ):
            code = "people.finding.password_same"
            raise ValidationError(f"{text(f'{code}.message')} {text(f'{code}.mend')}")
        return str(super().clean_password(password, user))

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Store the password that a person chose for themselves, and enter the change in the ledger."""
        with transaction.atomic():
            super().set_password(user, password)
            people.note_own_password(actor=self.request.actor, at=self.request.now)
