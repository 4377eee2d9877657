"""Whole pages: the gallery and the error pages in both languages, by the rules of the house."""

import re
from html.parser import HTMLParser

import pytest
from django.http import Http404
from django.template.loader import render_to_string
from django.utils import translation

from jiangang.methods.findings import Finding
from tests.unit.ui.conftest import UI

PATHS = ("/gallery", "/gallery/portal", "/gallery/public", "/gallery/print", "/gallery/message")
VOID = {"meta", "link", "input", "br", "img", "hr"}


class Page(HTMLParser):
    """Reads a page and keeps what the tests ask for; fails at tags that do not close in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        assert len(found) == len(attrs), (tag, attrs)
        self.tags.append((tag, found))
        if "id" in found:
            self.ids.append(found["id"])
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open[-4:], self.getpos())
        self.open.pop()

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs in self.tags if tag in tags]


@pytest.fixture(params=["en", "zh-hans"])
def language(request):
    with translation.override(request.param):
        yield request.param


@pytest.mark.parametrize("path", PATHS)
def test_pages_are_well_formed(show, language: str, path: str) -> None:
    answer = show(path)
    page = Page(answer.content.decode())
    assert answer.status_code == 200
    assert len(page.ids) == len(set(page.ids))
    assert len(page.all("h1")) == 1
    assert page.all("html") == [{"lang": language}]


@pytest.mark.parametrize("path", PATHS)
def test_no_script_or_style_is_inline(show, path: str) -> None:
    page = Page(show(path).content.decode())
    assert all(script.get("src") for script in page.all("script"))
    assert not page.all("style")
    for _, attrs in page.tags:
        assert "style" not in attrs
        assert not [name for name in attrs if name.startswith(("on", "hx-on"))]


@pytest.mark.parametrize("path", PATHS)
def test_every_control_has_a_label(show, path: str) -> None:
    page = Page(show(path).content.decode())
    labelled = {label.get("for") for label in page.all("label")}
    for control in page.all("input", "select", "textarea"):
        assert control.get("type") == "hidden" or control["id"] in labelled


@pytest.mark.parametrize("path", PATHS)
def test_the_two_languages_differ_in_words_only(show, path: str) -> None:
    shapes, words = [], []
    for language in ("en", "zh-hans"):
        with translation.override(language):
            html = show(path).content.decode()
        shapes.append([tag for tag, _ in Page(html).tags])
        words.append(re.sub(r"<[^>]*>", "", html))
    assert shapes[0] == shapes[1]
    assert not re.search(r"\b(ui|gallery)\.[a-z_]+\.", words[0] + words[1])


def test_the_gallery_is_for_development_only(show, settings) -> None:
    show("/gallery")
    settings.GALLERY = settings.DEBUG = False
    with pytest.raises(Http404):
        show("/gallery")


def test_an_unknown_face_is_not_found(show) -> None:
    with pytest.raises(Http404):
        show("/gallery/secret")


@pytest.mark.parametrize("template", ["403.html", "404.html", "500.html", "refused.html"])
def test_error_pages_need_no_context(language: str, template: str) -> None:
    page = Page(render_to_string(template))
    assert len(page.all("h1")) == 1


def test_a_refusal_says_which_rule_and_what_to_do() -> None:
    findings = [Finding("ui.gallery.finding_mass", params={"mass": "-1"})]
    shown = render_to_string("403.html", {"findings": findings, "status": 403})
    assert "Net mass is -1 kg." in shown and "Enter a mass above zero." in shown


def test_the_layout_shows_what_its_context_brings() -> None:
    context = {
        "office": {"name": "Port Office", "is_demo": False},
        "navigation": [{"label": "Notices", "url": "/n", "count": 0, "active": True}],
        "person_name": "Li <Na>",
        "messages_url": "/m",
        "unread_messages": 2,
        "search_url": "/s",
        "csrf_token": "token",
    }
    shown = render_to_string("layouts/desk.html", context)
    assert '<a class="jg-nav__item" href="/n" aria-current="page">' in shown
    assert "Li &lt;Na&gt;" in shown and 'action="/s"' in shown
    assert "Demonstration" not in shown
    assert 'name="csrfmiddlewaretoken" value="token"' in shown


def test_templates_hold_no_words_of_their_own() -> None:
    """What people read comes from the texts; the product's own name is a default inside a tag."""
    for path in UI.rglob("templates/**/*.html"):
        source = re.sub(
            r"{% comment %}.*?{% endcomment %}|{#.*?#}", "", path.read_text(encoding="utf-8"), flags=re.S
        )
        bare = re.sub(r"{%.*?%}|{{.*?}}|<[^>]*>|&\w+;|\bjg-[\w-]+", " ", source, flags=re.S)
        assert not re.search(r"[A-Za-z]{3,}|[\u4e00-\u9fff]", bare), path.name
