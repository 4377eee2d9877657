"""Every recipe in docs/how-to that has blocks is executed on a copy of the repository."""

from pathlib import Path

import pytest

from tests.architecture.recipes import Block, apply, blocks, copy_of, patched, prove
from tests.architecture.source import REPOSITORY

PAGES = sorted((REPOSITORY / "docs" / "how-to").glob("add-a-*.md"))


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_recipe_does_what_it_says(page: Path, tmp_path: Path) -> None:
    steps = list(blocks(page.read_text(encoding="utf-8")))
    assert any(step.what == "prove" for step in steps)
    root = copy_of(REPOSITORY, tmp_path / "copy")
    for step in steps:
        if step.what == "prove":
            prove(step, root)
        else:
            apply(step, root)


def test_there_is_a_recipe_for_each_new_thing() -> None:
    assert {page.stem for page in PAGES} == {
        f"add-a-{name}" for name in ("certificate-type", "department", "figure", "rule", "screen")
    }


def test_a_recipe_that_does_not_fit_is_found(tmp_path: Path) -> None:
    page = "```toml append=a.toml\nx = 1\n```\n\n```sh prove\ntest -f b.toml\n```\n"
    (tmp_path / "a.toml").write_text("y = 2\n")
    step, proof = blocks(page)
    apply(step, tmp_path)
    assert (tmp_path / "a.toml").read_text() == "y = 2\n\nx = 1\n"
    with pytest.raises(AssertionError):
        prove(proof, tmp_path)
    with pytest.raises(ValueError, match="there already"):
        apply(Block("file", "a.toml", ""), tmp_path)
    with pytest.raises(ValueError, match="0 times"):
        patched(Block("diff", "a.toml", "-gone\n+new\n"), "y = 2\n")
    assert patched(Block("diff", "a.toml", " y = 2\n+z = 3\n"), "y = 2\n") == "y = 2\nz = 3\n"
