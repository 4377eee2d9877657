"""Which imports between rooms go through the door, and which do not. import-linter cannot say this itself."""

from collections.abc import Iterable, Iterator

Import = tuple[str, str]

WINGS = ("port", "integrity", "service", "excellence")


def room(module: str) -> str:
    """The room that a module stands in, such as `jiangang.port.declarations`; empty for what is no room."""
    parts = module.split(".")
    if parts[0] != "jiangang" or len(parts) < 2:
        return ""
    if parts[1] in (*WINGS, "kernel"):
        return ".".join(parts[:3]) if len(parts) > 2 else ""
    return ".".join(parts[:2])


def is_department(home: str) -> bool:
    """Whether a room is a department, or the room of the figures."""
    return home.count(".") > 0 and home.split(".")[1] in (*WINGS, "figures")


def past_the_door(imports: Iterable[Import]) -> Iterator[str]:
    """Imports of a department from outside that do not go to its `api`."""
    for importer, imported in sorted(imports):
        home = room(imported)
        if is_department(home) and room(importer) != home and imported != f"{home}.api":
            yield f"{importer} -> {imported}"


def past_the_kernel_door(imports: Iterable[Import]) -> Iterator[str]:
    """Imports of a kernel room's models, operations, queries or views from outside that room."""
    inner = {"models", "operations", "queries", "views", "forms", "tasks", "commands"}
    for importer, imported in sorted(imports):
        home = room(imported)
        if not home.startswith("jiangang.kernel.") or room(importer) == home:
            continue
        if inner & set(imported.removeprefix(home).split(".")):
            yield f"{importer} -> {imported}"


def impure(imports: Iterable[Import]) -> Iterator[str]:
    """Imports by rules and workflows of anything of ours but the methods and their own room."""
    for importer, imported in sorted(imports):
        home = room(importer)
        parts = importer.removeprefix(home).split(".")[1:]
        if home == "jiangang.methods" or not parts or parts[0] not in {"rules", "workflow"}:
            continue
        if home == "jiangang.kernel.workflow" and parts[0] == "workflow":
            continue
        if room(imported) not in {home, "jiangang.methods"}:
            yield f"{importer} -> {imported}"
