"""Reading the code as text: files of the repository, parsed modules, places for messages."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGE = REPOSITORY / "src" / "jiangang"
WINGS = ("port", "integrity", "service", "excellence")
GENERATED = ("/migrations/", "/vendor/", "/__pycache__/")


@dataclass(frozen=True)
class Module:
    """A parsed Python file: its dotted name, its path in the repository, its text and tree."""

    name: str
    path: str
    text: str
    tree: ast.Module

    @classmethod
    def of(cls, text: str, name: str = "jiangang.port.example.views") -> "Module":
        """A module from a text, for failing examples."""
        return cls(name, f"src/{name.replace('.', '/')}.py", text, ast.parse(text))

    def at(self, node: ast.AST) -> str:
        """Path and line of a node, as an editor opens it."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}"


def relative(path: Path) -> str:
    """A path as seen from the root of the repository."""
    return path.relative_to(REPOSITORY).as_posix()


def is_generated(path: Path) -> bool:
    """Whether a file is written by a program or by somebody else."""
    return any(part in f"/{relative(path)}" for part in GENERATED)


@lru_cache(maxsize=1)
def modules() -> tuple[Module, ...]:
    """Every module of the product that a person wrote, by name."""
    return tuple(_read(path) for path in sorted(PACKAGE.rglob("*.py")) if not is_generated(path))


def _read(path: Path) -> Module:
    name = path.relative_to(PACKAGE.parent).with_suffix("").as_posix().replace("/", ".")
    text = path.read_text(encoding="utf-8")
    return Module(name.removesuffix(".__init__"), relative(path), text, ast.parse(text, str(path)))


def templates() -> list[Path]:
    """Every template of the product."""
    return sorted(path for path in PACKAGE.rglob("templates/**/*.html") if not is_generated(path))


def rooms() -> list[Path]:
    """Folder of every department and every kernel room."""
    wings = [PACKAGE / wing for wing in (*WINGS, "kernel")]
    inner = [path.parent for wing in wings for path in wing.glob("*/__init__.py")]
    return sorted([*inner, PACKAGE / "figures", PACKAGE / "web", PACKAGE / "ui"])


def imports_of(module: Module) -> dict[str, str]:
    """Name in the module → dotted name of what it was imported as."""
    found: dict[str, str] = {}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                found[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                found[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return found


def nothing(faults: Iterable[object]) -> None:
    """Fail with one line per fault, when there are any."""
    found = [str(fault) for fault in faults]
    assert not found, f"{len(found)} found:\n" + "\n".join(found)
