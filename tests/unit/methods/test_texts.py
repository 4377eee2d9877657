"""Catalogues: nested and dotted keys, fallback, strictness, parity of languages and placeholders."""

from pathlib import Path

import pytest

from jiangang.methods.texts import Catalogue, placeholders


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "en.toml").write_text(
        """
"declarations.finding.mass_negative.message" = "The mass is {mass} kg."
finding.mass_negative.mend = "Correct it."
[notice]
title = "Notice {number}"
[notice.state]
draft = "draft"
[permissions]
"declarations.notice.accept" = "Accept notices"
""",
        encoding="utf-8",
    )
    (tmp_path / "zh-hans.toml").write_text(
        '"declarations.finding.mass_negative.message" = "重量为 {weight} 千克。"\n'
        '[notice]\ntitle = "报检单 {number}"\n',
        encoding="utf-8",
    )
    return tmp_path


@pytest.fixture
def catalogue(folder: Path) -> Catalogue:
    made = Catalogue(["en", "zh-hans"])
    made.load("declarations", folder)
    return made


def test_nested_dotted_and_shared_keys(catalogue):
    assert catalogue.keys("en") == {
        "declarations.finding.mass_negative.message",
        "declarations.finding.mass_negative.mend",
        "declarations.notice.title",
        "declarations.notice.state.draft",
        "permissions.declarations.notice.accept",
    }
    assert catalogue.get("zh-Hans", "declarations.notice.title", number=7) == "报检单 7"


def test_falls_back_to_english_then_to_the_key(catalogue):
    assert catalogue.get("zh-hans", "declarations.notice.state.draft") == "draft"
    assert catalogue.get("fr", "declarations.notice.title", number=1) == "Notice 1"
    assert catalogue.get("en", "declarations.nothing") == "declarations.nothing"
    assert catalogue.get("en", "declarations.notice.title") == "Notice {number}"


def test_strict_raises_for_key_and_parameter(folder):
    strict = Catalogue(["en", "zh-hans"], strict=True)
    strict.load("declarations", folder)
    with pytest.raises(KeyError):
        strict.get("en", "declarations.nothing")
    with pytest.raises(KeyError):
        strict.get("zh-hans", "declarations.notice.state.draft")
    with pytest.raises(KeyError):
        strict.get("en", "declarations.notice.title")


def test_parity_is_reported(catalogue):
    assert ("zh-hans", "declarations.notice.state.draft") in catalogue.missing()
    assert all(language == "zh-hans" for language, _ in catalogue.missing())
    assert catalogue.placeholder_mismatches() == [
        (
            "zh-hans",
            "declarations.finding.mass_negative.message",
            frozenset({"weight"}),
            frozenset({"mass"}),
        )
    ]


def test_bad_files_are_refused(tmp_path, catalogue, folder):
    for body, kind in [
        ("a = 1", TypeError),
        ('a = "{"', ValueError),
        ('a = "{0}"', ValueError),
        ("a = ", ValueError),
    ]:
        (tmp_path / "en.toml").write_text(body, encoding="utf-8")
        with pytest.raises(kind):
            Catalogue(["en"]).load("x", tmp_path)
    with pytest.raises(ValueError, match="stands in"):
        catalogue.add("declarations", "en", {"notice": {"title": "x"}}, source=Path("other.toml"))
    with pytest.raises(ValueError, match="at least one"):
        Catalogue([])


def test_loading_again_takes_the_new_words(catalogue, folder):
    catalogue.load("declarations", folder)
    assert catalogue.has("en", "declarations.notice.title")


def test_placeholders_see_formats_and_attributes():
    assert placeholders("{a} {b:,.2f} {c.d} {e:{width}} {{f}}") == {
        "a",
        "b",
        "c",
        "e",
        "width",
    }
