"""What is committed: no addresses in locks, no machine's paths, licences, reasons, pages of the rooms."""

import hashlib
import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from jiangang.config.reference.settings_page import variables
from scripts.check import ADDRESS
from tests.architecture.source import PACKAGE, REPOSITORY, modules, nothing, relative, rooms

MACHINE = re.compile(r"/(?:root|home/\w+|work|Users/\w+)/\w|pypi\.org/simple|pythonhosted|registry\.npmjs")
SUPPRESSION = re.compile(
    r"#\s*(?:noqa(?!:)|noqa: *[A-Z0-9, ]+|type: ignore(?:\[[a-z, -]+\])?|pragma: [\w ]+)(.*)$"
)
ENVIRONMENT = re.compile(
    r"""(?:environ(?:\.get|\.pop)?[\[(]|values\.get\(|\.database\()["']([A-Z][A-Z_]+)["']"""
)
NOT_OURS = {
    "DJANGO_SETTINGS_MODULE", "LANG", "CI", "PROMETHEUS_MULTIPROC_DIR", "SHARED_DATA", "PATH", "HOME",
    "XDG_CACHE_HOME",
}  # fmt: skip
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".html",
    ".css",
    ".js",
    ".sql",
    ".yml",
    ".json",
    ".typ",
    ".service",
    ".cfg",
    ".lock",
    "",
}
VENDOR = PACKAGE / "ui" / "static" / "ui" / "vendor"


def committed() -> list[Path]:
    """Files under version control that are there."""
    done = subprocess.run(
        ["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    paths = [REPOSITORY / name for name in done.stdout.split("\0") if name]
    return [path for path in paths if path.is_file() and path.suffix in TEXT]


def lines_with(pattern: re.Pattern[str], name: str, text: str) -> Iterator[str]:
    """Lines of a text that hold what the pattern seeks."""
    for number, line in enumerate(text.splitlines(), start=1):
        if pattern.search(line):
            yield f"{name}:{number}: {line.strip()[:120]}"


def unexplained(name: str, text: str) -> Iterator[str]:
    """Suppressed warnings that give no reason behind them, or name no rule.

    `attr-defined` needs none: middleware and migrations add attributes that no type can know.
    """
    for number, line in enumerate(text.splitlines(), start=1):
        found = SUPPRESSION.search(line)
        if found and "[attr-defined]" not in found[0] and not re.match(r"\s*# *\w", found[1]):
            yield f"{name}:{number}: {found[0].strip()}"


def test_locks_hold_no_address() -> None:
    locks = [path for path in REPOSITORY.glob("*.lock") if path.is_file()]
    assert len(locks) >= 2
    nothing(fault for path in locks for fault in lines_with(ADDRESS, path.name, path.read_text()))


def test_no_file_names_a_machine() -> None:
    here = Path(__file__)
    texts = {
        relative(path): path.read_text(encoding="utf-8", errors="replace")
        for path in committed()
        if path != here
    }
    nothing(fault for name, text in texts.items() for fault in lines_with(MACHINE, name, text))


def test_vendored_files_have_licences_and_digests() -> None:
    manifest = json.loads((VENDOR / "MANIFEST.json").read_text())
    there = {path.relative_to(VENDOR).as_posix(): path for path in VENDOR.rglob("*") if path.is_file()}
    assert there.keys() == {*manifest["files"], "MANIFEST.json"}
    folders = {name.partition("/")[0] for name in manifest["files"]}
    nothing(f"{folder}: no LICENSE" for folder in sorted(folders) if f"{folder}/LICENSE" not in there)
    digests = {name: hashlib.sha256(there[name].read_bytes()).hexdigest() for name in manifest["files"]}
    assert digests == manifest["files"]
    assert all(package["licence"] for package in manifest["packages"])


def test_every_dependency_has_its_reason() -> None:
    lines = (REPOSITORY / "pyproject.toml").read_text().partition("\ndependencies = [")[2].partition("\n]")[0]
    nothing(line for line in lines.splitlines() if line.strip() and "#" not in line)
    assert tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]["license"] == "Apache-2.0"
    assert "Apache License" in (REPOSITORY / "LICENSE").read_text()


def test_every_suppressed_warning_has_its_reason() -> None:
    nothing(fault for module in modules() for fault in unexplained(module.path, module.text))


def test_every_environment_variable_is_documented() -> None:
    known = variables().keys() | NOT_OURS
    nothing(
        f"{module.path}: {name}"
        for module in modules()
        for name in ENVIRONMENT.findall(module.text)
        if name not in known
    )


def test_every_room_has_a_page_about_itself() -> None:
    nothing(f"{relative(room)} has no README.md" for room in rooms() if not (room / "README.md").exists())


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (ADDRESS, "--option of-the-installer"),
        (ADDRESS, '"resolved": "x"'),
        (MACHINE, "cd /home/anna/jiangang"),
        (MACHINE, "see /Users/anna/x"),
        (ENVIRONMENT, 'os.environ.get("JIANGANG_NEW")'),
    ],
)
def test_a_line_that_does_not_belong_is_found(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)


def test_a_suppression_without_reason_is_found() -> None:
    text = (
        "a = 1  # noqa: S101\nb = 2  # noqa: S101  # said why\nc = 3  # type: ignore[misc]\nd = 4  # noqa\n"
    )
    assert [fault.split(":")[1] for fault in unexplained("x.py", text)] == ["1", "3", "4"]
