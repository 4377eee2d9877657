"""Reading the release programme of a configuration."""

from datetime import date
from typing import Any

from jiangang.methods.targeting.simulation.config import FlowerOfTheDay, Goods, Programme, Release
from jiangang.methods.targeting.simulation.fields import Fields

TRACKED = ("origin", "commodity", "port")


def read_release(fields: Fields, goods: Goods) -> Release | None:
    """The programme, or None where every consignment is inspected. What it names must be in `goods`."""
    if not fields.table:
        return None
    programme = fields.word("programme", Programme)
    if fields.table.get("programme") != programme:
        return None  # told; what else stands there belongs to a programme that nobody knows
    read = {
        Programme.NAIVE_CFRP: _naive,
        Programme.CFRP: _scheduled,
        Programme.FIXED_SKIP_LOT: _fixed,
        Programme.DYNAMIC_SKIP_LOT: _dynamic,
    }[programme]
    made = Release(programme, **read(fields))
    fields.close()
    if not goods.file:
        _check_names(fields, made, goods)
    return made


def _naive(fields: Fields) -> dict[str, Any]:
    commodities = fields.texts("commodities")
    if not commodities:
        fields.fault("methods.targeting.simulation.finding.missing", "commodities")
    return {"commodities": commodities, "most_boxes": fields.whole("most_boxes", least=0)}


def _scheduled(fields: Fields) -> dict[str, Any]:
    lines = []
    for line in fields.parts("schedule"):
        day = line.day("day")
        if day is None and line.table.get("day") is None:
            line.fault("methods.targeting.simulation.finding.missing", "day")
        commodity, origin = line.text("commodity", None), line.text("origin", None)
        lines.append(FlowerOfTheDay(day or date.min, commodity, origin))
        line.close()
    if not lines:
        fields.fault("methods.targeting.simulation.finding.missing", "schedule")
    return {"schedule": tuple(lines), "ports": fields.texts("ports")}


def _levels(fields: Fields) -> tuple[dict[str, Any], dict[str, int]]:
    """What is tracked and the shares, and the levels by name and by number counted from 1."""
    track = fields.texts("track")
    unknown = [each for each in track if each not in TRACKED]
    if unknown or not track:
        params = {"value": ", ".join(unknown) or "—", "known": ", ".join(TRACKED)}
        fields.fault("methods.targeting.simulation.finding.unknown_word", "track", **params)
        track = tuple(each for each in track if each in TRACKED) or ("origin",)
    fractions, names = [], {}
    for number, level in enumerate(fields.parts("levels")):
        name = level.text("name")
        if name in names:
            level.fault("methods.targeting.simulation.finding.level_twice", "name", name=name)
        names[name or str(number + 1)] = number
        names.setdefault(str(number + 1), number)
        fractions.append(level.share("fraction"))
        level.close()
    if not fractions:
        fields.fault("methods.targeting.simulation.finding.missing", "levels")
    ordered = tuple(each for each in TRACKED if each in track)
    return {"track": ordered, "fractions": tuple(fractions)}, names


def _level(fields: Fields, key: str, names: dict[str, int], default: int | None = 0) -> int | None:
    """The level that a key names, by its name or its number counted from 1."""
    value = fields.get(key)
    if value is None:
        return default
    if str(value) not in names or isinstance(value, bool):
        params = {"value": str(value), "known": ", ".join(names)}
        fields.fault("methods.targeting.simulation.finding.unknown_word", key, **params)
    return names.get(str(value), default)


def _fixed(fields: Fields) -> dict[str, Any]:
    made, names = _levels(fields)
    records = []
    for record in fields.parts("records"):
        values = tuple(record.text(each, None) for each in made["track"])
        if record.get("level") is None:
            record.fault("methods.targeting.simulation.finding.missing", "level")
        records.append((values, _level(record, "level", names) or 0))
        record.close()
    default = _level(fields, "default_level", names)
    return {**made, "records": tuple(records), "default_level": default}


def _dynamic(fields: Fields) -> dict[str, Any]:
    made, names = _levels(fields)
    clearance = fields.whole("clearance", least=1)
    quick = fields.flag("quick_reinstating", "quick_clearance" in fields.table)
    quick_clearance = fields.whole("quick_clearance", clearance, least=1)
    monitoring = _level(fields, "monitoring_level", names, None)
    decrease = fields.whole("decrease_levels", 0)
    if decrease and monitoring is not None:
        keys = "decrease_levels, monitoring_level"
        fields.fault("methods.targeting.simulation.finding.one_of", "decrease_levels", keys=keys)
    return {
        **made,
        "start": _level(fields, "start_level", names),
        "monitoring": monitoring,
        "clearance": clearance,
        "decrease": decrease,
        "quick_clearance": quick_clearance if quick else 0,
    }


def _check_names(fields: Fields, made: Release, goods: Goods) -> None:
    """Every commodity, origin and port that the programme names is one of the goods'."""
    known = {"origin": goods.origins, "commodity": goods.commodities, "port": goods.ports}
    named = [("commodities", "commodity", each) for each in made.commodities]
    named += [("ports", "port", each) for each in made.ports]
    for line in made.schedule:
        named += [("schedule", "commodity", line.commodity), ("schedule", "origin", line.origin)]
    for values, _ in made.records:
        named += [("records", kind, value) for kind, value in zip(made.track, values, strict=True)]
    for key, kind, value in dict.fromkeys(named):
        if value and value not in known[kind]:
            params = {"value": value, "known": ", ".join(known[kind])}
            fields.fault("methods.targeting.simulation.finding.unknown_word", key, **params)
