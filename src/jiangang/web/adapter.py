"""How the sign-in library behaves in this house: nobody signs up by themselves."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    """Accounts are made by the administrator of the office or of a firm."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an account belongs to a person whom somebody answers for."""
        return False
