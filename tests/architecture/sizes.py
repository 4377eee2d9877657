"""How long things are: modules, functions, templates, tests."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.source import PACKAGE, REPOSITORY, is_generated, relative, templates

CEILINGS = {"module": 400, "function": 50, "template": 200, "test": 50, "test module": 500}
TESTS = REPOSITORY / "tests"


@dataclass(frozen=True)
class Size:
    """One thing that has a ceiling: what it is, where, how many lines."""

    what: str
    name: str
    lines: int

    @property
    def is_too_long(self) -> bool:
        """Whether it is above its ceiling."""
        return self.lines > CEILINGS[self.what]


def all_sizes() -> Iterator[Size]:
    """Every module, function, template and test that a person wrote."""
    for path in sorted([*PACKAGE.rglob("*.py"), *(REPOSITORY / "scripts").glob("*.py")]):
        if not is_generated(path):
            yield from python_sizes(relative(path), path.read_text(encoding="utf-8"))
    for path in sorted(TESTS.rglob("*.py")):
        yield from python_sizes(relative(path), path.read_text(encoding="utf-8"), is_test=True)
    for path in templates():
        yield Size("template", relative(path), len(path.read_text(encoding="utf-8").splitlines()))


def python_sizes(name: str, text: str, *, is_test: bool = False) -> Iterator[Size]:
    """A module and each of its functions; a function inside another counts within it."""
    yield Size("test module" if is_test else "module", name, len(text.splitlines()))
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            yield Size("test" if is_test else "function", f"{name}::{node.name}", lines)


def known_long(path: Path) -> dict[str, int]:
    """What is allowed to stand above its ceiling, and how far, by the ratchet."""
    import tomllib

    with path.open("rb") as stream:
        found: dict[str, int] = tomllib.load(stream)["long"]
    return found


def ratchet_faults(sizes: list[Size], allowed: dict[str, int]) -> Iterator[str]:
    """What grew above its ceiling or its place in the list, and what the list need not hold any more."""
    long = {size.name: size for size in sizes if size.is_too_long}
    for name, size in long.items():
        if size.lines > allowed.get(name, CEILINGS[size.what]):
            yield f"{name}: {size.lines} lines, ceiling {allowed.get(name, CEILINGS[size.what])}"
    for name, lines in allowed.items():
        if name not in long:
            yield f"{name} is not too long any more: take it off the list"
        elif long[name].lines < lines:
            yield f"{name} has shrunk to {long[name].lines}: write that in the list"
