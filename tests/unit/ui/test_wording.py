"""The joined catalogue: languages, strictness, parity."""

import pytest
from django.template import Context, Template
from django.utils import translation

from jiangang.ui import wording


def test_text_follows_the_active_language() -> None:
    assert wording.text("ui.layout.sign_out") == "Sign out"
    with translation.override("zh-hans"):
        assert wording.text("ui.layout.sign_out") == "退出登录"


@pytest.mark.parametrize(
    ("active", "expected"),
    [("zh-cn", "zh-hans"), ("zh-hans", "zh-hans"), ("en-gb", "en"), ("fr", "zh-hans"), (None, "zh-hans")],
)
def test_the_nearest_offered_language_is_taken(active: str | None, expected: str) -> None:
    with translation.override(active):
        assert wording.active_language() == expected


def test_lazy_text_is_looked_up_when_shown() -> None:
    label = wording.lazy_text("ui.paging.shown", first=1, last=25, total=60)
    assert str(label) == "1–25 of 60"
    with translation.override("zh-hans"):
        assert str(label) == "第1–25条，共60条"


def test_a_missing_key_raises_when_strict_and_is_shown_otherwise(settings) -> None:
    settings.DEBUG, settings.STRICT_TEXTS = False, True
    with pytest.raises(KeyError, match="ui.no_such"):
        wording.text("ui.no_such")
    settings.STRICT_TEXTS = False
    assert wording.text("ui.no_such") == "ui.no_such"


def test_the_template_tag_escapes_its_parameters() -> None:
    template = Template('{% load texts %}{% text "ui.form.fill_in" label=label %}')
    assert template.render(Context({"label": "<b>"})) == "&lt;b&gt; is missing: fill it in."


def test_both_languages_hold_the_same_keys_of_this_room() -> None:
    mine = {
        code: {key for key in wording.catalogue().keys(code) if key.startswith("ui.")}
        for code in ("en", "zh-hans")
    }
    assert mine["en"] == mine["zh-hans"]
    assert len(mine["en"]) > 150
    assert not [row for row in wording.catalogue().placeholder_mismatches() if row[1].startswith("ui.")]
