"""What people see when a form comes back without its token."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jiangang.methods.findings import Finding


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from before the last sign-in, or from another site: refused, with what to do."""
    findings = [Finding("web.finding.form_expired")]
    return render(request, "refused.html", {"findings": findings, "status": 403}, status=403)
