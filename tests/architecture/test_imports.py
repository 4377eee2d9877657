"""The stairs: contracts that catch what they forbid, doors that are used, rules that stay pure."""

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

from tests.architecture.doors import Import, impure, past_the_door, past_the_kernel_door
from tests.architecture.source import PACKAGE, REPOSITORY, nothing

CONTRACTS = REPOSITORY / ".importlinter"
VIOLATIONS = {
    "stairs": ("ui/offence.py", "from jiangang.kernel.office import api"),
    "kernel": ("kernel/ledger/offence.py", "from jiangang.kernel.people import api"),
    "port": ("port/parties/offence.py", "def act():\n    from jiangang.port.declarations import api"),
    "integrity": ("integrity/interests/offence.py", "from jiangang.integrity.assignment import api"),
    "department": ("port/parties/models.py", "from jiangang.port.parties import operations"),
    "methods": ("methods/offence.py", "from django.utils import timezone"),
    "rules": ("port/parties/rules.py", "from jiangang.port.parties import models"),
    "settings": ("web/offence.py", "from jiangang.config import settings"),
    "kinds": (
        "port/certificates/kinds/one/definition.py",
        "from jiangang.port.certificates.kinds.two import definition",
    ),
}
"""Contract → the file that breaks it in a copy of the code, and the line that does."""


@pytest.fixture(scope="module")
def imports() -> set[Import]:
    """Every import between modules of the product, also those inside functions."""
    graph = grimp.build_graph("jiangang", include_external_packages=False, cache_dir=None)
    return {
        (importer, imported)
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
        if ".migrations" not in importer
    }


def lint(folder: Path, names: list[str]) -> subprocess.CompletedProcess[str]:
    """import-linter over the package in a folder."""
    program = str(Path(sys.executable).parent / "lint-imports")
    chosen = [word for name in names for word in ("--contract", name)]
    return subprocess.run(
        [program, "--config", str(CONTRACTS), "--no-cache", *chosen],
        cwd=folder, env={"PYTHONPATH": str(folder), "PATH": ""}, capture_output=True, text=True,
    )  # fmt: skip


def contracts() -> dict[str, configparser.SectionProxy]:
    """The contracts by their short names."""
    parser = configparser.ConfigParser()
    parser.read(CONTRACTS)
    heads = [head for head in parser.sections() if head.startswith("importlinter:contract:")]
    return {head.rpartition(":")[2]: parser[head] for head in heads}


def test_the_contracts_hold() -> None:
    done = lint(PACKAGE.parent, [])
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_contracts_ignore_nothing_and_say_why() -> None:
    assert "ignore_imports" not in CONTRACTS.read_text().replace("`ignore_imports`", "")
    text = CONTRACTS.read_text()
    for name in contracts():
        comment = re.search(rf"((?:^#.*\n)+)\[importlinter:contract:{name}\]", text, re.MULTILINE)
        assert comment, name
        assert "to make a build pass" in " ".join(comment[1].replace("#", " ").split()), name


def test_each_contract_catches_a_violation(tmp_path: Path) -> None:
    assert VIOLATIONS.keys() == contracts().keys()
    ignored = shutil.ignore_patterns("static", "templates", "__pycache__", "*.toml", "*.json", "*.csv")
    shutil.copytree(PACKAGE, tmp_path / "jiangang", ignore=ignored)
    for name, line in VIOLATIONS.values():
        path = tmp_path / "jiangang" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{path.read_text() if path.exists() else ''}\n{line}\n")
    for folder in ("kinds", "kinds/one", "kinds/two"):
        (tmp_path / "jiangang/port/certificates" / folder).mkdir(exist_ok=True)
        (tmp_path / "jiangang/port/certificates" / folder / "__init__.py").touch()
    (tmp_path / "jiangang/port/certificates/kinds/two/definition.py").touch()
    done = lint(tmp_path, [])
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"0 kept, {len(VIOLATIONS)} broken" in done.stdout, done.stdout


def test_departments_are_entered_by_their_api(imports: set[Import]) -> None:
    nothing(past_the_door(imports))


def test_kernel_rooms_are_entered_by_their_api(imports: set[Import]) -> None:
    nothing(past_the_kernel_door(imports))


def test_rules_and_workflows_know_methods_only(imports: set[Import]) -> None:
    nothing(impure(imports))


def test_ways_past_the_door_are_found() -> None:
    allowed = ("jiangang.port.b.operations", "jiangang.port.a.api")
    inside = ("jiangang.port.a.views", "jiangang.port.a.models")
    by_window = ("jiangang.port.b.operations", "jiangang.port.a.models")
    by_cellar = ("jiangang.port.b.views", "jiangang.kernel.people.models")
    judged = ("jiangang.port.a.rules.goods", "jiangang.kernel.office.api")
    every = [allowed, inside, by_window, by_cellar, judged]
    assert list(past_the_door(every)) == [" -> ".join(by_window)]
    assert list(past_the_kernel_door(every)) == [" -> ".join(by_cellar)]
    assert list(impure(every)) == [" -> ".join(judged)]
