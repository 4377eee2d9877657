"""Which text keys the code asks for: as a whole, or as a family such as `people.act.{name}`.

A family covers a key when the part that is filled in stands somewhere in the product as a word of its own, so
that the words of an act that was taken away are noticed.
"""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.architecture.source import Module

KEY = re.compile(r"[a-z_]+(\.[a-z0-9_-]+)+")
IN_TEMPLATE = re.compile(r"""["']([a-z_]+(?:\.[a-z0-9_-]+)+)["']""")
ASKED_IN_TEMPLATE = re.compile(r"""\{%\s*text\s+["']([^"']+)["']""")
ASKING = {"text": 0, "lazy_text": 0, "text_in": 1}
ASKING_CONFIG = {"sentence", "tell", "Trouble"}


@dataclass
class Uses:
    """Whole keys, families (regular expressions), words that may fill them, keys asked for and where."""

    whole: set[str] = field(default_factory=set)
    families: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    asked: dict[str, str] = field(default_factory=dict)

    def covers(self, key: str) -> bool:
        """Whether something asks for the key."""
        return key in self.whole or any(
            set(match.groups()) <= self.words
            for match in (re.fullmatch(family, key) for family in self.families)
            if match
        )

    def unused(self, keys: Iterable[str]) -> list[str]:
        """Those of the keys that nothing asks for; two sentences of a finding or message go by its code."""
        return sorted(key for key in keys if not self.covers(key) and not self._as_finding(key))

    def _as_finding(self, key: str) -> bool:
        base, _, last = key.rpartition(".")
        return last in {"message", "mend", "subject", "body"} and self.covers(base)


def uses(modules: Iterable[Module], templates: Mapping[str, str], data: Iterable[Path]) -> Uses:
    """Everything that asks for a text in the code, the templates and the data files."""
    found = Uses()
    for module in modules:
        _read_module(module, found)
    for path, text in templates.items():
        found.whole.update(IN_TEMPLATE.findall(text))
        found.words.update(re.findall(r"\w+", text))
        found.asked.update(dict.fromkeys(ASKED_IN_TEMPLATE.findall(text), path))
    for path in data:
        with path.open("rb") as stream:
            for word in _strings(tomllib.load(stream)):
                found.words.add(word)
                found.whole.add(word)
    return found


def _read_module(module: Module, found: Uses) -> None:
    before = "config." if module.name.startswith("jiangang.config") else ""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.words.add(node.value)
            if KEY.fullmatch(node.value):
                found.whole.update({node.value, before + node.value})
        elif isinstance(node, ast.JoinedStr):
            found.families.update(_families(node, before))
        elif isinstance(node, ast.keyword) and node.arg:
            found.words.add(node.arg)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Attribute):
            found.words.add(node.attr if isinstance(node, ast.Attribute) else node.name)
        elif isinstance(node, ast.Call):
            if module.name.startswith("jiangang.methods") and _name(node) != "Finding":
                continue  # pure code knows no catalogue; a function called `text` there is its own
            for key in _asked(node):
                found.asked[key] = module.at(node)


def _families(node: ast.JoinedStr, before: str) -> Iterator[str]:
    pattern, literal = "", ""
    for part in node.values:
        if isinstance(part, ast.Constant):
            literal += str(part.value)
            pattern += re.escape(str(part.value))
        else:
            pattern += "([a-z0-9_-]+)"
    first = node.values[0]
    if isinstance(first, ast.Constant) and re.match(r"[a-z_]+\.", str(first.value)) and " " not in literal:
        yield pattern
        if before:
            yield re.escape(before) + pattern


def _asked(node: ast.Call) -> Iterator[str]:
    name = _name(node)
    place = ASKING.get(name, 0 if name in {"Finding", *ASKING_CONFIG} else None)
    if place is None or len(node.args) <= place:
        return
    value = node.args[place]
    if not isinstance(value, ast.Constant) or not isinstance(value.value, str):
        return
    if name not in ASKING_CONFIG and not KEY.fullmatch(value.value):
        return
    if name == "Finding":
        yield from (f"{value.value}.message", f"{value.value}.mend")
    elif name in ASKING_CONFIG:
        yield f"config.{value.value}"
    else:
        yield value.value


def _name(node: ast.Call) -> str:
    return str(getattr(node.func, "id", getattr(node.func, "attr", "")))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield str(key)
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
    else:
        yield str(value)
