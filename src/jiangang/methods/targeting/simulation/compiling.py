"""Compiling the simulator's loops by numba, with the machine code kept in the user's own cache folder.

Nothing is written beside the sources. The folder's name holds a digest of all loops of this room and the
versions, because numba notices a change of a function's own file only. Where no folder can be made, every
process compiles anew.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba

LOOPS = ("plan", "draws", "placing", "arranging", "inspecting", "releasing", "loop")


def compiled(function: Callable[..., Any]) -> Any:
    """The function as machine code, compiled when it is first called."""
    settings: Any = numba.config
    before = settings.CACHE_DIR
    # The folder is chosen here and now; the setting is the whole process's, so it is put back.
    settings.CACHE_DIR = str(CACHE or "")
    try:
        return numba.njit(nogil=True, error_model="numpy", cache=CACHE is not None)(function)
    finally:
        settings.CACHE_DIR = before


def _folder() -> Path | None:
    """The cache folder of exactly these loops; None where it cannot be made."""
    digest = hashlib.sha256(numba.__version__.encode())
    for name in LOOPS:
        digest.update((Path(__file__).parent / f"{name}.py").read_bytes())
    try:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        folder = base / "jiangang" / "simulation" / digest.hexdigest()[:16]
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):
        return None
    return folder if os.access(folder, os.W_OK) else None


CACHE = _folder()
