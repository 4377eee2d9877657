"""The list of reference pages, writing them and comparing them with what is committed."""

from collections.abc import Callable
from pathlib import Path

from jiangang.config.reference import (
    commands,
    figures,
    methods_page,
    permissions,
    personal_data,
    routes,
    rules_page,
    settings_page,
    states,
)

PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands.render,
    "figures.md": figures.render,
    "methods.md": methods_page.render,
    "permissions.md": permissions.render,
    "personal-data.md": personal_data.render,
    "role-url-matrix.md": routes.render_matrix,
    "routes.md": routes.render,
    "rules.md": rules_page.render,
    "settings.md": settings_page.render,
    "states.md": states.render,
}


def write(folder: Path) -> list[str]:
    """Write every page into the folder; returns the names of those that changed."""
    changed = differences(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in changed:
        if name in PAGES:
            (folder / name).write_text(PAGES[name](), encoding="utf-8")
        else:
            (folder / name).unlink()
    return changed


def differences(folder: Path) -> list[str]:
    """Names of pages that differ from what the system would write, are missing, or belong to no page."""
    found = [name for name, render in PAGES.items() if _read(folder / name) != render()]
    strange = [path.name for path in folder.glob("*.md") if path.name not in PAGES]
    return sorted(found + strange)


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None
