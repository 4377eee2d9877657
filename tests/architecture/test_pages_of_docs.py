"""Links between the pages lead somewhere, and every picture is shown on a page."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.architecture.source import PACKAGE, REPOSITORY, nothing, relative

LINK = re.compile(r"\[[^\]]*\]\(([^)\s#]+)(?:#[^)]*)?\)")
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
IMAGES = REPOSITORY / "docs" / "images"


def written() -> list[Path]:
    """Every page that a person or the generator wrote."""
    return sorted(
        [*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md"), *PACKAGE.rglob("README.md")]
    )


def targets(page: Path) -> Iterator[Path]:
    """Files that a page refers to; addresses of other machines are left out."""
    for target in LINK.findall(FENCED.sub("", page.read_text(encoding="utf-8"))):
        if "://" not in target and not target.startswith("mailto:"):
            yield (page.parent / target).resolve()


def broken(pages: Iterable[Path]) -> Iterator[str]:
    """Pages with what they refer to in vain."""
    for page in pages:
        for target in targets(page):
            if not target.exists():
                yield f"{page.name} -> {target.name}"


def test_every_link_leads_somewhere() -> None:
    nothing(f"{fault}" for fault in broken(written()))


def test_every_picture_is_shown() -> None:
    pictures = {path.resolve() for path in IMAGES.glob("*") if path.is_file()} if IMAGES.exists() else set()
    shown = {target for page in written() for target in targets(page)}
    nothing(relative(path) for path in sorted(pictures - shown))


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "[here](page.md#part) [gone](gone.md) [far](https://example.org/x)\n```\n[not](a link)\n```\n"
    )
    assert list(broken([page])) == ["page.md -> gone.md"]
