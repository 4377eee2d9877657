"""Executing a how-to page on a copy of the repository: its blocks are applied, its proofs are run.

A fenced block says in its first line what is done with it: `file=PATH` makes a file, `append=PATH` adds to
its end, `diff=PATH` replaces the lines with ` ` and `-` by those with ` ` and `+`; a block `sh prove` is run
and must succeed.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^```(\w+) (file|append|diff|prove)(?:=(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LEFT_OUT = (
    ".venv",
    ".git",
    "var",
    "node_modules",
    "__pycache__",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
)


@dataclass(frozen=True)
class Block:
    """One block of a recipe."""

    what: str
    path: str
    text: str


def blocks(page: str) -> Iterator[Block]:
    """The blocks of a page that do something, in their order."""
    for _, what, path, text in FENCE.findall(page):
        yield Block(what, path, text)


def copy_of(repository: Path, target: Path) -> Path:
    """A copy of the working tree, without what is made by running it."""
    shutil.copytree(repository, target, ignore=shutil.ignore_patterns(*LEFT_OUT, "*.egg-info", ".hypothesis"))
    return target


def apply(block: Block, root: Path) -> None:
    """Do to the copy what the block says; ValueError when it does not fit."""
    path = root / block.path
    if block.what == "file":
        if path.exists():
            raise ValueError(f"{block.path} is there already")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8")
        return
    text = path.read_text(encoding="utf-8")
    path.write_text(
        f"{text}\n{block.text}" if block.what == "append" else patched(block, text), encoding="utf-8"
    )


def patched(block: Block, text: str) -> str:
    """The text with a diff block applied; its old lines must stand there once."""
    lines = block.text.splitlines(keepends=True)
    before = "".join(line[1:] for line in lines if line[0] in " -")
    after = "".join(line[1:] for line in lines if line[0] in " +")
    if text.count(before) != 1:
        raise ValueError(f"{block.path} holds {text.count(before)} times:\n{before}")
    return text.replace(before, after)


def prove(block: Block, root: Path) -> None:
    """Run the commands of a block in the copy; AssertionError with what they said when one fails."""
    kept = {
        name: os.environ[name]
        for name in ("PATH", "HOME", "TEST_DATABASE_URL", "TMPDIR")
        if name in os.environ
    }
    words = {
        **kept,
        "PATH": f"{Path(sys.executable).parent}:{kept.get('PATH', '')}",
        "PYTHONPATH": str(root / "src"),
        "VAR": str(root / "var"),
    }
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block.text], cwd=root, env=words, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{block.text}\n{done.stdout[-6000:]}\n{done.stderr[-3000:]}"
