"""Fumigation schedules as dated data: what each demands by temperature, its source, and since when."""

import tomllib
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from jiangang.methods.findings import Finding, Refused, Severity
from jiangang.methods.register import method
from jiangang.methods.vectors.names import Named


@dataclass(frozen=True, slots=True)
class Band:
    """What a schedule demands from a temperature on.

    temperature: lowest, °C, itself left out with `above`; hours: exposure; ct: g·h/m³; concentration: g/m³,
    at the end, or at every reading with `throughout`; dose: g/m³. None is no demand.
    """

    temperature: Fraction
    above: bool
    hours: Fraction
    ct: Fraction | None
    concentration: Fraction | None
    throughout: bool
    dose: Fraction | None


@dataclass(frozen=True, slots=True)
class Schedule:
    """One dated schedule.

    code: stable word; name, gas, source: in both languages; goods: what it is for; applies_from,
    applies_until: first and last day in force, None where the source does not say; readings: hours at which
    readings are asked for; bands: by temperature; verified: whether numbers were compared with the source.
    """

    code: str
    name: Named
    gas: Named
    goods: str
    applies_from: date | None
    applies_until: date | None
    readings: tuple[Fraction, ...]
    bands: tuple[Band, ...]
    source: Named
    verified: bool

    @property
    def lowest_temperature(self) -> Fraction:
        """Below it the schedule does not hold, °C."""
        return min(each.temperature for each in self.bands)

    def find_band(self, temperature: Fraction) -> Band | None:
        """The band of a temperature, None below the lowest."""
        fitting = [
            each
            for each in self.bands
            if each.temperature < temperature or (each.temperature == temperature and not each.above)
        ]
        return max(fitting, key=lambda each: each.temperature) if fitting else None


@method(
    "vectors.schedule",
    source="vectors/data/schedules.toml, each with its own source and mark of verification",
    verified="ISPM 28 PT 23: page of the IPPC portal; the others are marked unverified",
)
def get_schedule(code: str) -> Schedule:
    """A schedule by its code. Raises Refused for an unknown one."""
    known = list_schedules()
    if code not in known:
        params = {"schedule": code, "known": ", ".join(known)}
        raise Refused(Finding("methods.vectors.finding.schedule_unknown", field="schedule", params=params))
    return known[code]


def check_dated(schedule: Schedule, on: date | None) -> list[Finding]:
    """What cannot be told of a schedule's force; raises Refused when it was not in force on the day."""
    found = []
    if not schedule.verified:
        params = {"schedule": schedule.name, "source": schedule.source}
        found.append(
            Finding("methods.vectors.finding.schedule_unverified", Severity.NOT_CHECKED, "schedule", params)
        )
    if on is None or schedule.applies_from is None:
        params = {"schedule": schedule.name}
        found.append(Finding("methods.vectors.finding.force_not_checked", Severity.NOT_CHECKED, "on", params))
        return found
    ended = schedule.applies_until is not None and on > schedule.applies_until
    if on < schedule.applies_from or ended:
        dates: dict[str, Any] = {
            "schedule": schedule.name,
            "on": on,
            "from": schedule.applies_from,
            "until": schedule.applies_until or "–",
        }
        raise Refused(Finding("methods.vectors.finding.schedule_not_in_force", field="on", params=dates))
    return found


@cache
def list_schedules() -> dict[str, Schedule]:
    """Every schedule of the table, by code."""
    text = files("jiangang.methods.vectors").joinpath("data/schedules.toml").read_text(encoding="utf-8")
    return {code: _read(code, each) for code, each in tomllib.loads(text)["schedule"].items()}


def _read(code: str, each: dict[str, Any]) -> Schedule:
    return Schedule(
        code=code,
        name=Named(each["name"], each["name_zh"]),
        gas=Named(each["gas"], each["gas_zh"]),
        goods=each["goods"],
        applies_from=each.get("from"),
        applies_until=each.get("until"),
        readings=tuple(Fraction(str(hour)) for hour in each.get("readings", ())),
        bands=tuple(
            Band(
                temperature=Fraction(str(band["temperature"])),
                above=band.get("above", False),
                hours=Fraction(str(band["hours"])),
                ct=_maybe(band, "ct"),
                concentration=_maybe(band, "concentration"),
                throughout=band.get("throughout", False),
                dose=_maybe(band, "dose"),
            )
            for band in each["band"]
        ),
        source=Named(each["source"], each["source_zh"]),
        verified=each["verified"],
    )


def _maybe(band: dict[str, Any], name: str) -> Fraction | None:
    return Fraction(str(band[name])) if name in band else None
