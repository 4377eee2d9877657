"""No inline script, style or handler: the content security policy has no exception to make."""

import pytest

from tests.architecture.rules_of_templates import template_faults
from tests.architecture.source import nothing, relative, templates


def test_no_template_holds_script_or_style() -> None:
    pages = {relative(path): path.read_text() for path in templates()}
    faults = [f"{path}:{fault}" for path, text in pages.items() for fault in template_faults(text)]
    assert pages
    nothing(faults)


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color: red">',
        "<style>p { color: red }</style>",
        "<script>alert(1)</script>",
        '<a onclick="go()">',
        '<div hx-on:click="go()">',
        '<a href="javascript:go()">',
    ],
)
def test_inline_code_is_found(text: str) -> None:
    assert list(template_faults(text))


@pytest.mark.parametrize(
    "text",
    [
        '<script src="x.js" nonce="{{ n }}"></script>',
        '<script type="application/json">{}</script>',
        "<p>on</p>",
    ],
)
def test_what_is_allowed_is_not_found(text: str) -> None:
    assert list(template_faults(text)) == []
