"""Getting back into a firm's account without e-mail."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jiangang.kernel.permissions import public_page


@public_page("somebody who cannot sign in must be able to ask")
def recover(request: HttpRequest) -> HttpResponse:
    """Ask for a way back, or use the code that a second hand vouched for."""
    return render(request, "web/recover.html")
