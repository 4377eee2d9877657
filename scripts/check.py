"""Every check that needs no test: all are run, whatever fails, and a table says which did.

`check.py` runs all; `check.py lint types` only those named.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
PROGRAMS = Path(sys.executable).parent
LOCKS = ("requirements.lock", "requirements-dev.lock", "package-lock.json")
ADDRESS = re.compile(r"://|file:|^--|\"resolved\"")
"""An address, or an option of the installer, which is how a lock names where packages come from."""


def command(*words: str) -> Callable[[], bool]:
    """A check that is a program of the environment: passed when it ends with 0."""

    def run() -> bool:
        return subprocess.run([str(PROGRAMS / words[0]), *words[1:]], cwd=REPOSITORY).returncode == 0

    return run


def locks_hold_no_address() -> bool:
    """Whether the lock files name packages and hashes only."""
    clean = True
    for name in LOCKS:
        path = REPOSITORY / name
        if not path.exists():
            continue
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            if ADDRESS.search(line):
                print(f"{name}:{number}: {line.strip()}")
                clean = False
    return clean


def locks_are_current() -> bool:
    """Whether every dependency that pyproject.toml names is in its lock."""
    import tomllib

    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
    wanted = {
        "requirements.lock": project["project"]["dependencies"],
        "requirements-dev.lock": [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]],
    }
    clean = True
    for name, dependencies in wanted.items():
        locked = set(re.findall(r"^([a-z0-9._-]+)==", (REPOSITORY / name).read_text(), re.MULTILINE))
        for dependency in dependencies:
            package = re.match(r"[A-Za-z0-9._-]+", dependency)
            if package and re.sub(r"[._]", "-", package.group().lower()) not in locked:
                print(f"{name} lacks {dependency}: run `make lock`")
                clean = False
    return clean


CHECKS: dict[str, Callable[[], bool]] = {
    "format": command("ruff", "format", "--check", "."),
    "lint": command("ruff", "check", "--output-format", "concise", "."),
    "types": command("mypy"),
    "contracts": command("lint-imports"),
    "pages": command("jiangang", "docs", "generate", "--check"),
    "migrations": command("jiangang", "manage", "makemigrations", "--check", "--dry-run"),
    "templates": command("python", "scripts/check_templates.py"),
    "locks": lambda: all([locks_hold_no_address(), locks_are_current()]),
}


def main() -> int:
    """Run the named checks, or all; 1 when one failed."""
    names = sys.argv[1:] or list(CHECKS)
    unknown = [name for name in names if name not in CHECKS]
    if unknown:
        print(f"unknown: {', '.join(unknown)}; there are: {', '.join(CHECKS)}", file=sys.stderr)
        return 2
    outcome: dict[str, tuple[bool, float]] = {}
    with tempfile.TemporaryDirectory(prefix="jiangang-check-") as folder:
        os.environ["VAR"] = folder
        os.environ.pop("DATABASE_URL", None)
        for name in names:
            print(f"--- {name}", flush=True)
            began = time.monotonic()
            outcome[name] = (CHECKS[name](), time.monotonic() - began)
    print("\ncheck        outcome   seconds")
    for name, (passed, seconds) in outcome.items():
        print(f"{name:<12} {'passed' if passed else 'FAILED':<9} {seconds:7.1f}")
    return 0 if all(passed for passed, _ in outcome.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
