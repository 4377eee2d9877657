"""What the office asks of a method that scores: a small protocol, and where the real one is put.

The method itself is pure and lives in `jiangang.methods.targeting.scoring`; `config/wiring.py` names it. The
office runs without any.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from jiangang.methods.findings import Finding, Refused


@dataclass(frozen=True, slots=True)
class Labelled:
    """One inspected consignment: its frozen facts, the days of decision and result, and what was found.

    expected: what the model of the time expected, None where none scored.
    """

    number: str
    decided_on: date
    known_on: date
    facts: Mapping[str, Any]
    found: bool
    is_random: bool
    expected: float | None = None


@dataclass(frozen=True, slots=True)
class Trained:
    """A trained model: its bytes, and its card as `methods.targeting.cards` writes it."""

    content: bytes
    card: Mapping[str, Any]


class Trainer(Protocol):
    """Trains on what was known by a day; the same rows and seed give the same bytes."""

    def train(self, rows: Sequence[Labelled], *, known_by: date, rng_seed: int) -> Trained:
        """Train; no label that became known after `known_by` may be used."""


TRAINERS: list[Trainer] = []
"""Preferred to the one that the wiring names."""


@cache
def wired_trainers() -> tuple[Trainer, ...]:
    """At most one: what `config/wiring.py` names; looked up when first asked."""
    return tuple(import_string(name) for name in import_string(settings.TRAINERS))


def find_trainer() -> Trainer | None:
    """The office's method, or None."""
    return next(iter((*TRAINERS, *wired_trainers())), None)


def get_trainer() -> Trainer:
    """The office's method; raises Refused where there is none."""
    found = find_trainer()
    if found is None:
        raise Refused(Finding("targeting.finding.no_trainer"))
    return found
