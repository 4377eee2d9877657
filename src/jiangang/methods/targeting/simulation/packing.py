"""Packing: a configuration as the plan of records and arrays that the loops read."""

from enum import StrEnum
from typing import Any

import numpy as np

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.targeting.simulation import plan as codes
from jiangang.methods.targeting.simulation.config import (
    DEFAULT,
    Config,
    Counting,
    Infestation,
    Inspection,
    Programme,
    Release,
    Unit,
)  # fmt: skip
from jiangang.methods.targeting.simulation.pathway import Pathway
from jiangang.methods.targeting.simulation.plan import Plan, Scratch, examined, scratch_for
from jiangang.methods.targeting.simulation.sizes import find_sample_size

MOST_GROUPS = 10_000_000
TRACKED = ("origin", "commodity", "port")


def code_of(word: StrEnum) -> int:
    """The code of a word: its place among the words, as the constants of `plan` count them."""
    return list(type(word)).index(word)


def pack(config: Config, pathway: Pathway | None = None) -> tuple[Plan, Scratch]:
    """The plan of a configuration, with room for one simulation at a time.

    pathway: the consignments of a file, where the configuration names one. Raises Refused when a skip-lot
    programme would have to keep more groups than can be held.
    """
    names = _names(config, pathway)
    pairs, slots = _pairs(config, pathway)
    sizes = pack_sizes(config.inspection, pairs)
    profiles = [config.infestation] if config.infestation else [rule.infestation for rule in config.rules]
    profiles_packed = pack_profiles(profiles)
    made = Plan(
        goods=_goods(config, pathway, len(sizes), names),
        rows=_rows(pathway, slots),
        sizes=sizes,
        profiles=profiles_packed,
        rules=_rules(config, names),
        clean=clean_below(profiles_packed, sizes),
        inspection=pack_inspection(config.inspection),
        **_release(config.release, names),
    )
    groups = _groups(config.release, names)
    most_items, most_boxes = int(sizes["whole"].max()), int(sizes["boxes"].max())
    return made, scratch_for(most_items, most_boxes, groups)


def _names(config: Config, pathway: Pathway | None) -> dict[str, dict[str, int]]:
    """Codes by name of what the consignments have."""
    source = pathway or config.goods
    listed = {"origin": source.origins, "commodity": source.commodities, "port": source.ports}
    return {key: {name: code for code, name in enumerate(values)} for key, values in listed.items()}


def _pairs(config: Config, pathway: Pathway | None) -> tuple[Any, Any]:
    """Items and items a box of each size that occurs, and which of them each row of a file has."""
    if pathway is not None:
        pairs, slots = np.unique(pathway.rows[:, :2], axis=0, return_inverse=True)
        return pairs, slots.reshape(-1)
    goods = config.goods
    boxes = np.arange(goods.least_boxes, goods.most_boxes + 1, dtype=np.int64)
    per_box = goods.items_per_box[DEFAULT]
    return np.stack([boxes * per_box, np.full_like(boxes, per_box)], axis=1), np.zeros(0, np.int64)


def pack_sizes(inspection: Inspection, pairs: Any) -> Any:
    """Sizes with their sample; pairs: items and items a box, int64[n, 2]."""
    made, within = np.zeros(len(pairs), codes.SIZE), float(inspection.within_box)
    for slot, (items, per_box) in enumerate(pairs.tolist()):
        boxes = -(-items // per_box)
        last = items - (boxes - 1) * per_box
        examinable = (boxes - 1) * examined(within, per_box) + examined(within, last)
        by_box = inspection.unit is Unit.BOX
        sample = find_sample_size(inspection, boxes if by_box else items, boxes if by_box else examinable)
        plain = sample * examined(within, per_box) if by_box and last == per_box else -1
        made[slot] = (boxes, items, per_box, boxes * per_box, sample, examinable, plain)
    return made


def pack_profiles(infestations: list[Infestation]) -> Any:
    """One record for each way of being infested."""
    made = np.zeros(len(infestations), codes.PROFILE)
    for record, each in zip(made, infestations, strict=True):
        record["unit"], record["counting"] = code_of(each.unit), code_of(each.counting)
        record["arrangement"], record["form"] = code_of(each.arrangement), code_of(each.form)
        record["within"], record["width"] = code_of(each.within), each.width
        record["per_cluster"] = each.per_cluster
        record["distribution"] = codes.BETA if each.rate.value is None else codes.FIXED
        record["fixed"] = float(each.rate.value or 0)
        record["alpha"], record["beta"] = each.rate.alpha, each.rate.beta
        record["least"] = {Counting.NEAREST: 0.5, Counting.DOWN: 1.0, Counting.UP: 0.0}[each.counting]
        record["clustering"], record["ratio"] = float(each.clustering), float(each.ratio)
        record["probability"] = float(each.probability)
    return made


def clean_below(profiles: Any, sizes: Any) -> Any:
    """Probability that a beta rate is too low to infest an item, profile × size; 0 where it is not used.

    It spares drawing the rate of most consignments. Used with alpha < 1 ≤ beta, where rates above the bound
    can be drawn exactly.
    """
    from scipy.special import betainc

    made = np.zeros((len(profiles), len(sizes)))
    for number, profile in enumerate(profiles):
        usable = profile["distribution"] == codes.BETA and profile["arrangement"] != codes.PER_BOX
        if usable and profile["alpha"] < 1.0 <= profile["beta"] and profile["least"] > 0.0:
            bound = np.minimum(1.0, profile["least"] / sizes["whole"])
            made[number] = betainc(profile["alpha"], profile["beta"], bound)
    return made


def pack_inspection(inspection: Inspection) -> Any:
    """The record of an inspection."""
    made = np.zeros(1, codes.INSPECTION)
    made["unit"], made["selection"] = code_of(inspection.unit), code_of(inspection.selection)
    made["boxes_by"] = code_of(inspection.boxes_by)
    made["interval"], made["within_box"] = inspection.interval, float(inspection.within_box)
    made["efficacy"], made["tolerance"] = float(inspection.efficacy), float(inspection.tolerance)
    return made[0]


def _rows(pathway: Pathway | None, slots: Any) -> Any:
    if pathway is None:
        return np.zeros((0, 5), np.int64)
    return np.concatenate([slots[:, None], pathway.rows[:, 2:]], axis=1).astype(np.int64)


def _goods(config: Config, pathway: Pathway | None, slots: int, names: dict[str, dict[str, int]]) -> Any:
    made, goods = np.zeros(1, codes.GOODS), config.goods
    made["listed"], made["slots"] = pathway is not None, slots
    made["origins"], made["ports"] = len(names["origin"]), len(names["port"])
    made["commodities"] = len(names["commodity"])
    made["start"], made["per_day"] = goods.start.toordinal(), goods.per_day
    return made[0]


def _rules(config: Config, names: dict[str, dict[str, int]]) -> Any:
    """Rules in their order; a name that no consignment has fits nothing (−2), None fits everything (−1)."""
    made = np.zeros(len(config.rules), codes.RULE)
    for number, rule in enumerate(config.rules):
        for key, value in (("commodity", rule.commodity), ("origin", rule.origin), ("port", rule.port)):
            made[number][key] = -1 if value is None else names[key].get(value, codes.NEVER)
        made[number]["since"] = rule.since.toordinal() if rule.since else 0
        made[number]["until"] = rule.until.toordinal() if rule.until else codes.NEVER
        made[number]["profile"] = number
    return made


def _groups(release: Release | None, names: dict[str, dict[str, int]]) -> int:
    if release is None or not release.track:
        return 1
    count = int(np.prod([len(names[key]) for key in release.track]))
    if count > MOST_GROUPS:
        params = {"groups": count, "most": MOST_GROUPS}
        raise Refused(
            Finding("methods.targeting.simulation.finding.groups_many", field="release.track", params=params)
        )
    return count


def _release(release: Release | None, names: dict[str, dict[str, int]]) -> dict[str, Any]:
    """Everything of the plan that a release programme needs; empty arrays for what another one needs."""
    commodities, origins, ports = (names[key] for key in ("commodity", "origin", "port"))
    record = np.zeros(1, codes.RELEASE)
    none = np.zeros(0, np.int64)
    made: dict[str, Any] = {
        "flowers": none,
        "schedule": none,
        "qualifying": np.zeros((1, 1), np.bool_),
        "ports": np.ones(len(ports), np.bool_),
        "fractions": np.ones(1),
        "levels": none,
    }
    if release is not None:
        _fill(record, release)
        known = [commodities.get(each, codes.NEVER) for each in release.commodities]
        made["flowers"] = np.array(known, np.int64)
        if release.programme is Programme.CFRP:
            made |= _schedule(release, commodities, origins)
            if release.ports:
                made["ports"] = np.array([name in release.ports for name in ports], np.bool_)
        if release.fractions:
            made["fractions"] = np.array([float(each) for each in release.fractions])
            made["levels"] = _levels(release, names)
    return {**made, "release": record[0]}


def _fill(record: Any, release: Release) -> None:
    record["kind"], record["most_boxes"] = 1 + code_of(release.programme), release.most_boxes
    for key in TRACKED:
        record[f"by_{key}"] = key in release.track
    record["start"], record["clearance"] = release.start, release.clearance
    record["monitoring"] = release.start if release.monitoring is None else release.monitoring
    record["decrease"], record["quick"] = release.decrease, release.quick_clearance > 0
    record["quick_clearance"] = release.quick_clearance


def _schedule(release: Release, commodities: dict[str, int], origins: dict[str, int]) -> dict[str, Any]:
    """Keys of what is inspected on which day, rising, and which commodities of which origins take part."""
    qualifying = np.zeros((len(commodities), len(origins)), np.bool_)
    keys = set()
    for line in release.schedule:
        if line.commodity in commodities and line.origin in origins:
            commodity, origin = commodities[line.commodity], origins[line.origin]
            qualifying[commodity, origin] = True
            day = line.day.toordinal()
            keys.add((day * len(commodities) + commodity) * len(origins) + origin)
    return {"schedule": np.array(sorted(keys), np.int64), "qualifying": qualifying}


def _levels(release: Release, names: dict[str, dict[str, int]]) -> Any:
    """Level of each group in a fixed programme."""
    made = np.full(_groups(release, names), release.default_level, np.int64)
    for values, level in release.records:
        group = 0
        for key, value in zip(release.track, values, strict=True):
            if value not in names[key]:
                break
            group = group * len(names[key]) + names[key][value]
        else:
            made[group] = level
    return made
