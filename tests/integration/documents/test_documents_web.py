"""Uploads through a browser's form, and downloads: caps while receiving, safe headers, scope."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404, HttpRequest
from django.test import RequestFactory

from jiangang.kernel.documents import api, permissions
from jiangang.kernel.documents.uploads import CappedUploadHandler
from jiangang.kernel.documents.views import download_at_desk, download_at_portal
from jiangang.kernel.permissions import Actor

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 4, tzinfo=UTC)
CLERK = Actor(name="clerk", on=AT.date(), person_id=7, permissions=frozenset({permissions.VIEW_DOCUMENTS}))
PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, settings: Any) -> None:
    """A store and a temporary folder of the test's own."""
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)


def post(size: int) -> HttpRequest:
    """A form with a file of that size, received by the capped handler."""
    file = SimpleUploadedFile("a.pdf", b"0" * size, "application/pdf")
    request = RequestFactory().post("/", {"before": "1", "paper": file, "word": "kept"})
    request.upload_handlers = [CappedUploadHandler(request)]
    return request


def test_an_upload_within_the_limit_arrives() -> None:
    request = post(1_000_000)
    assert request.POST["word"] == "kept"
    assert request.FILES["paper"].size == 1_000_000
    assert api.refused_uploads(request) == []
    request.close()


def test_an_upload_above_the_limit_is_dropped_and_the_form_survives(tmp_path: Path) -> None:
    request = post(api.limits(AT.date()).max_bytes + 1)
    assert (request.POST["before"], request.POST["word"]) == ("1", "kept")
    assert "paper" not in request.FILES
    (finding,) = api.refused_uploads(request)
    assert (finding.code, finding.field) == ("documents.finding.too_large", "paper")
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []


def stored() -> api.Stored:
    """A document in the store."""
    upload = api.Upload("报关单.pdf", [PDF], "test")
    return api.store_document(upload=upload, actor=CLERK, at=AT)


def test_a_download_is_never_interpreted_by_the_browser() -> None:
    request = RequestFactory().get("/")
    request.actor = CLERK  # type: ignore[attr-defined]
    response = download_at_desk(request, stored().id)
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert b"".join(response) == PDF  # type: ignore[call-overload]
    response.close()


def test_another_firms_document_is_not_there() -> None:
    request = RequestFactory().get("/")
    request.actor = Actor(name="x", on=AT.date(), person_id=8, firm_id=4)  # type: ignore[attr-defined]
    with pytest.raises(Http404):
        download_at_portal(request, stored().id)
