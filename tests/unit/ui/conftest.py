"""Requests without a server, and languages, for tests of the design system."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone, translation

import jiangang.ui
from jiangang.ui import views

UI = Path(jiangang.ui.__file__).parent


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Each test starts in English, in the time zone of Shanghai."""
    with translation.override("en"), timezone.override("Asia/Shanghai"):
        yield


@pytest.fixture
def get() -> Callable[..., HttpRequest]:
    """`get("/list?sort=x", **headers)`: a GET request."""
    return RequestFactory().get


@pytest.fixture
def show(settings) -> Callable[[str], HttpResponse]:
    """`show("/gallery/print")`: the answer of the gallery, which this test switches on."""
    settings.GALLERY = True

    def answer(path: str) -> HttpResponse:
        request = RequestFactory().get(path)
        face = request.path.removeprefix("/gallery").strip("/")
        return views.gallery_face(request, face) if face else views.gallery(request)

    return answer
