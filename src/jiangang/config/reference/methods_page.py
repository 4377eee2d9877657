"""Reference page of the methods: every public calculation, its source and what it was tried against."""

import pkgutil
from importlib import import_module
from itertools import groupby
from types import ModuleType

import jiangang.methods
from jiangang.config.reference import markdown
from jiangang.methods.register import Method, all_methods


def render() -> str:
    """All methods by room."""
    method_modules()
    sections = [
        f"## {room}\n\n" + markdown.table(HEADS, map(_row, methods))
        for room, methods in groupby(all_methods(), key=lambda each: each.name.partition(".")[0])
    ]
    return markdown.page(
        "Methods",
        "Every public calculation of `jiangang.methods`. An answer carries the name and the version printed "
        "here; the version goes up when a value changes. *Verified against* names what the values were "
        "compared with; a dash there means that only properties were tested.",
        *sections,
    )


HEADS = ("Method", "What it answers", "Source", "Verified against", "Code")


def _row(each: Method) -> tuple[str, ...]:
    return (
        f"{markdown.code(each.name)} {each.version}",
        each.explanation,
        "; ".join(each.sources),
        "; ".join(each.verified) or "–",
        markdown.code(each.place.removeprefix("jiangang.methods.")),
    )


def method_modules() -> tuple[ModuleType, ...]:
    """Every module of the methods, imported."""
    walked = pkgutil.walk_packages(jiangang.methods.__path__, "jiangang.methods.")
    return tuple(import_module(info.name) for info in walked)
