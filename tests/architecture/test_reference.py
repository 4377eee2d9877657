"""The reference pages are what the running system would write."""

from pathlib import Path

from jiangang.config.reference import pages
from tests.architecture.source import REPOSITORY, nothing

FOLDER = REPOSITORY / "docs" / "reference"


def test_the_reference_pages_are_current() -> None:
    nothing(f"{name}: run `jiangang docs generate`" for name in pages.differences(FOLDER))


def test_writing_twice_changes_nothing(tmp_path: Path) -> None:
    assert pages.write(tmp_path) == sorted(pages.PAGES)
    assert pages.write(tmp_path) == []


def test_a_changed_a_missing_and_a_strange_page_are_found(tmp_path: Path) -> None:
    pages.write(tmp_path)
    (tmp_path / "states.md").write_text("by hand")
    (tmp_path / "rules.md").unlink()
    (tmp_path / "left-over.md").touch()
    assert pages.differences(tmp_path) == ["left-over.md", "rules.md", "states.md"]
