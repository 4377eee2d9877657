"""The version of this build: from pyproject.toml in a checkout, else from the installed package."""

import tomllib
from importlib import metadata
from pathlib import Path

_PROJECT = Path(__file__).resolve().parents[3] / "pyproject.toml"


def version() -> str:
    """The version, such as `0.1.0`."""
    if _PROJECT.exists():
        return str(tomllib.loads(_PROJECT.read_text())["project"]["version"])
    return metadata.version("jiangang")
