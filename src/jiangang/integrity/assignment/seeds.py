"""The sealed seeds: one file per commitment in VAR/keys/seeds, mode 0600, never in the database.

The folder belongs to the office's backup. A lost or altered file is said with the day it belonged to; the
draws made before keep their own proofs, and a new series is committed for those to come.
"""

import os
import secrets
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from jiangang.methods.chance import DaySeeds
from jiangang.methods.findings import Finding, Refused

SEED_BYTES = 32


@dataclass(frozen=True, slots=True)
class Sealed:
    """Which seeds are meant: their day and series, how many slots, and the root that was committed to."""

    day: date
    series: int
    slots: int
    root: bytes


def folder() -> Path:
    """Where the sealed seeds of this office lie."""
    return Path(settings.KEYS_DIR) / "seeds"


def seal_new(day: date, series: int, slots: int) -> Sealed:
    """Make a master seed, keep it sealed, and return what may be published of it."""
    master = secrets.token_bytes(SEED_BYTES)
    sealed = Sealed(day, series, slots, _seeds_of(master, day, series, slots).root)
    _write(_path(sealed), master)
    return sealed


def open_seeds(sealed: Sealed) -> DaySeeds:
    """The seeds behind a commitment; raises Refused when the file is lost or does not belong to the root."""
    try:
        master = _path(sealed).read_bytes()
    except OSError as error:
        raise Refused(Finding("assignment.finding.seed_lost", params=_named(sealed))) from error
    if len(master) != SEED_BYTES:
        raise Refused(Finding("assignment.finding.seed_altered", params=_named(sealed)))
    seeds = _seeds_of(master, sealed.day, sealed.series, sealed.slots)
    if seeds.root != sealed.root:
        raise Refused(Finding("assignment.finding.seed_altered", params=_named(sealed)))
    return seeds


def label(series: int, slot: int) -> str:
    """The label of a slot: its number; from the second series of a day on with the series before it."""
    return f"{series}.{slot}" if series else str(slot)


@lru_cache(maxsize=8)  # a few days of a load, with the Saturdays and Sundays between them
def _seeds_of(master: bytes, day: date, series: int, slots: int) -> DaySeeds:
    return DaySeeds(master, day, (label(series, slot) for slot in range(slots)))


def _path(sealed: Sealed) -> Path:
    return folder() / f"{sealed.day.isoformat()}-{sealed.series}-{sealed.root.hex()[:16]}.seed"


def _named(sealed: Sealed) -> dict[str, object]:
    return {"day": sealed.day.isoformat(), "series": sealed.series, "file": _path(sealed).name}


def _write(path: Path, master: bytes) -> None:
    """Write the file whole or not at all, readable by nobody else, on the disk before anything is
    promised.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(master)
        file.flush()
        os.fsync(file.fileno())
    place = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)
