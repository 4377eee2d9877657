"""Writes both lock files from pyproject.toml: names, versions, hashes, and no address of any kind."""

import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
BARE = ("--no-header", "--no-annotate")
LOCKS = {"requirements.lock": (), "requirements-dev.lock": ("--group", "dev")}


def main() -> int:
    """Compile each lock; the exit code of the first that fails."""
    for name, more in LOCKS.items():
        words = ["uv", "pip", "compile", "--quiet", "--universal", "--generate-hashes", *BARE, *more]
        words += ["--python-version", "3.11", "--upgrade", "--output-file", name, "pyproject.toml"]
        words[0] = str(Path(sys.executable).parent / "uv")
        done = subprocess.run(words, cwd=REPOSITORY)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
