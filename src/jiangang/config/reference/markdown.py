"""The few Markdown shapes that reference pages use."""

from collections.abc import Iterable, Sequence

NOTE = "<!-- Written by `jiangang docs generate`. Do not edit: change the code and generate again. -->"


def page(title: str, *parts: str) -> str:
    """A page: title, the note that it is generated, and its parts with one empty line between them."""
    return "\n\n".join([f"# {title}", NOTE, *(part.strip("\n") for part in parts if part.strip())]) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; an empty one says so in words."""
    lines = ["| " + " | ".join(cell(value) for value in row) + " |" for row in rows]
    if not lines:
        return "There are none."
    return "\n".join(["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads), *lines])


def cell(value: object) -> str:
    """A value as it stands in a table: on one line, its bars escaped."""
    return " ".join(str(value).replace("|", "\\|").split())


def code(value: object) -> str:
    """A value in the type of code; nothing for an empty one."""
    return f"`{value}`" if str(value) else ""


def codes(values: Iterable[object]) -> str:
    """Several codes, separated by commas."""
    return ", ".join(code(value) for value in values)
