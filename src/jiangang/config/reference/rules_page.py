"""Reference page of the dated rules."""

from itertools import groupby
from typing import Any

from jiangang.config.reference import markdown
from jiangang.config.reference.gathering import room_modules
from jiangang.methods.findings import Citation
from jiangang.methods.rules import Rule, all_rules


def render() -> str:
    """All rules by room, each version with its days in force and its citation."""
    room_modules()
    sections = [
        f"## {room}\n\n" + "\n\n".join(_entry(each) for each in rules)
        for room, rules in groupby(all_rules(), key=lambda each: each.name.partition(".")[0])
    ]
    return markdown.page(
        "Rules",
        "Every dated rule. A decision stores the name and version of each rule that was applied to "
        "it. A citation marked *unverified* has not yet been compared with the original by a person.",
        *sections,
    )


def _entry(each: Rule[Any]) -> str:
    until = each.applies_until.isoformat() if each.applies_until else "until replaced"
    lines = [
        f"### {each.versioned_name}",
        "",
        each.explanation,
        "",
        f"- In force: {each.applies_from.isoformat()} – {until}",
        f"- Source: {_citation(each.citation)}",
        f"- Code: `{each.check.__module__}.{each.check.__qualname__}`",
    ]
    return "\n".join(lines)


def _citation(citation: Citation) -> str:
    words = ", ".join(part for part in (citation.source, citation.article, citation.applies) if part)
    address = f" <{citation.url}>" if citation.url else ""
    return f"{words}{address}{'' if citation.verified else ' (*unverified*)'}"
