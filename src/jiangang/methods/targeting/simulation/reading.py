"""Reading a simulation's configuration from its text (TOML): all faults at once, each with its place."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.register import method
from jiangang.methods.targeting.simulation.config import (
    DEFAULT,
    Arrangement,
    BoxesBy,
    ClusterForm,
    Config,
    Counting,
    Goods,
    Infestation,
    InfestationRule,
    Inspection,
    Rate,
    Sample,
    Selection,
    SizeForm,
    SourceForm,
    Unit,
    WithinBox,
)  # fmt: skip
from jiangang.methods.targeting.simulation.fields import Fields
from jiangang.methods.targeting.simulation.reading_release import read_release

LARGEST_CONSIGNMENT = 20_000_000
"""Items; two bytes each are held."""
MOST_CONSIGNMENTS = 10**10
MOST_SIZES = 100_000
"""Different numbers of boxes; a sample size is found for each."""
RULE_KEYS = ("commodity", "origin", "port", "since", "until", "inherit", "infestation")


@method(
    "targeting.simulation_text",
    source="the configuration of this house: examples/simulation/README.md",
    verified="one test for each fault, with its place",
)
def read_config(text: str) -> tuple[Config | None, list[Finding]]:
    """The configuration of a text, and everything found in it; none when something blocks.

    text: TOML with the tables `run`, `goods`, `infestation`, `inspection` and `release`.
    """
    findings: list[Finding] = []
    try:
        values = tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        params = {"reason": str(error)}
        return None, [Finding("methods.targeting.simulation.finding.not_toml", params=params)]
    root = Fields(values, "", findings)
    root.text("title")
    root.text("source")
    run = root.part("run")
    config = Config(
        simulations=run.whole("simulations", 10, least=1, most=1_000_000),
        consignments=run.whole("consignments", 1000, least=1, most=MOST_CONSIGNMENTS),
        goods=_goods(root.part("goods")),
        inspection=_inspection(root.part("inspection")),
    )
    infestation = root.part("infestation")
    config = replace(config, **_infestations(infestation))
    if not config.goods.file:
        _check_rules(infestation, config)
    config = replace(config, release=read_release(root.part("release"), config.goods))
    run.close()
    root.close()
    blocked = any(finding.blocks for finding in findings)
    return (None if blocked else config), findings


def get_config(text: str) -> Config:
    """The configuration of a text; raises Refused with everything that is wrong with it."""
    config, findings = read_config(text)
    if config is None:
        raise Refused(findings)
    return config


def _goods(fields: Fields) -> Goods:
    per_box = fields.part("items_per_box")
    pathways = {
        name.lower(): per_box.whole(name, least=1, most=LARGEST_CONSIGNMENT)
        for name in per_box.table
        if name != DEFAULT
    }
    pathways[DEFAULT] = per_box.whole(DEFAULT, least=1, most=LARGEST_CONSIGNMENT)
    file = fields.part("file")
    path = file.text("path") if file.table else ""
    form = file.word("form", SourceForm) if file.table else SourceForm.F280
    file.close()
    made = Goods(items_per_box=pathways, file=path, form=form)
    if not path:
        made = _drawn(fields, made)
    fields.close()
    return made


def _drawn(fields: Fields, made: Goods) -> Goods:
    """Consignments between limits."""
    boxes = fields.part("boxes")
    least, most = boxes.whole("least", least=1), boxes.whole("most", least=1)
    if most < least:
        boxes.fault("methods.targeting.simulation.finding.limits_crossed", "most", least=least, most=most)
    if most * made.items_per_box[DEFAULT] > LARGEST_CONSIGNMENT:
        boxes.fault(
            "methods.targeting.simulation.finding.consignment_large", "most", largest=LARGEST_CONSIGNMENT
        )
    if most - least >= MOST_SIZES:
        boxes.fault("methods.targeting.simulation.finding.sizes_many", "most", largest=MOST_SIZES)
    boxes.close()
    return replace(
        made,
        least_boxes=least,
        most_boxes=most,
        origins=fields.texts("origins", ("",)),
        commodities=fields.texts("commodities", ("",)),
        ports=fields.texts("ports", ("",)),
        start=fields.day("start") or made.start,
        per_day=fields.whole("per_day", 1, least=1),
    )


def _infestations(fields: Fields) -> dict[str, Any]:
    """The one infestation, or the rules with an infestation each."""
    if not fields.table:
        return {}
    general = {key: value for key, value in fields.table.items() if key != "rules"}
    rules = fields.parts("rules")
    if not rules:
        return {"infestation": _infestation(fields)}
    if general and not any("infestation" not in rule.table or rule.table.get("inherit") for rule in rules):
        fields.fault("methods.targeting.simulation.finding.infestation_unused", "")
    return {"rules": tuple(_rule(rule, general) for rule in rules)}


def _check_rules(fields: Fields, config: Config) -> None:
    """A rule for a name that no consignment has would fit nothing, and nobody would notice."""
    goods = config.goods
    for number, rule in enumerate(config.rules, 1):
        for key, value, known in (
            ("commodity", rule.commodity, goods.commodities),
            ("origin", rule.origin, goods.origins),
            ("port", rule.port, goods.ports),
        ):
            if value is not None and value not in known:
                params = {"value": value, "known": ", ".join(known)}
                place = f"rules[{number}].{key}"
                fields.fault("methods.targeting.simulation.finding.unknown_word", place, **params)


def _rule(fields: Fields, general: Mapping[str, Any]) -> InfestationRule:
    own = fields.part("infestation")
    if not own.table:
        table: Mapping[str, Any] = general
    else:
        table = _merged(general, own.table) if fields.flag("inherit") else own.table
    made = InfestationRule(
        infestation=_infestation(Fields(table, own.place, fields.findings)),
        commodity=fields.text("commodity") or None,
        origin=fields.text("origin") or None,
        port=fields.text("port") or None,
        since=fields.day("since"),
        until=fields.day("until"),
    )
    fields.flag("inherit")
    fields.close()
    if made.since and made.until and made.until < made.since:
        fields.fault(
            "methods.targeting.simulation.finding.limits_crossed", "until", least=made.since, most=made.until
        )
    return made


def _merged(general: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """The general table with what the own one says instead, table by table."""
    merged = dict(general)
    for key, value in own.items():
        both = isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
        merged[key] = _merged(merged[key], value) if both else value
    return merged


def _infestation(fields: Fields) -> Infestation:
    arrangement = fields.word("arrangement", Arrangement)
    made = Infestation(
        unit=fields.word("unit", Unit, Unit.ITEM),
        rate=Rate(),
        arrangement=arrangement,
        counting=fields.word("counting", Counting, Counting.NEAREST),
    )
    # Settings of another arrangement may stand there too, so that one word changes the arrangement.
    per_box, clustered = fields.part("per_box"), fields.part("clustered")
    if arrangement is Arrangement.PER_BOX:
        made = replace(
            made,
            probability=per_box.share("probability"),
            ratio=per_box.share("ratio"),
            within=per_box.word("within", WithinBox, WithinBox.ALL),
        )
        per_box.close()
    if arrangement is Arrangement.CLUSTERED:
        made = _clustered(clustered, made)
    if arrangement is not Arrangement.PER_BOX or made.within is WithinBox.RATE:
        made = replace(made, rate=_rate(fields.part("rate")))
    else:
        fields.get("rate")
    fields.get("rules")
    fields.close()
    return made


def _rate(fields: Fields) -> Rate:
    fixed, shape = fields.get("fixed"), fields.get("beta")
    if (fixed is None) == (shape is None):
        fields.fault("methods.targeting.simulation.finding.one_of", "", keys="fixed, beta")
        return Rate(Fraction(0))
    fields.close()
    if shape is None:
        return Rate(fields.share("fixed"))
    numbers = [fields.number("beta", each) for each in shape] if isinstance(shape, list) else []
    good = [float(each) for each in numbers if each is not None and 0 < each < 10**9]
    if len(good) != 2 or len(numbers) != 2:
        fields.fault("methods.targeting.simulation.finding.beta_wrong", "beta")
        return Rate(Fraction(0))
    return Rate(None, good[0], good[1])


def _clustered(fields: Fields, made: Infestation) -> Infestation:
    form = ClusterForm.CONTINUOUS if made.unit is Unit.BOX else fields.word("form", ClusterForm)
    if form is ClusterForm.SUBSET:
        return replace(made, form=form, clustering=fields.share("clustering"))
    units = fields.whole("units", least=1, most=LARGEST_CONSIGNMENT)
    width = units
    if form is ClusterForm.SPREAD:
        width = fields.whole("width", least=1, most=LARGEST_CONSIGNMENT)
        if width < units:
            fields.fault(
                "methods.targeting.simulation.finding.cluster_narrow", "width", width=width, units=units
            )
    return replace(made, form=form, per_cluster=units, width=width)


def _inspection(fields: Fields) -> Inspection:
    unit = fields.word("unit", Unit)
    sample = fields.word("sample", Sample)
    made = Inspection(
        unit=unit,
        sample=sample,
        selection=fields.word("selection", Selection, Selection.RANDOM),
        least_boxes=fields.whole("least_boxes", 0),
        within_box=fields.share("within_box", 1, positive=True),
        efficacy=fields.share("efficacy", 1, positive=True),
        tolerance=fields.share("tolerance", 0),
    )
    made = _sized(fields, made)
    cluster = fields.part("cluster")
    if made.selection is Selection.CLUSTER:
        by = cluster.word("boxes", BoxesBy, BoxesBy.RANDOM)
        interval = cluster.whole("interval", 1 if by is BoxesBy.RANDOM else None, least=1)
        made = replace(made, boxes_by=by, interval=interval)
        cluster.close()
        if unit is Unit.BOX:
            fields.fault("methods.targeting.simulation.finding.cluster_of_boxes", "selection")
    if unit is Unit.ITEM and made.least_boxes:
        fields.fault("methods.targeting.simulation.finding.boxes_of_items", "least_boxes")
    fields.close()
    return made


def _sized(fields: Fields, made: Inspection) -> Inspection:
    """What the way of finding the sample size needs; what another way needs may stand there too."""
    proportion, detection = fields.part("proportion"), fields.part("hypergeometric")
    fixed = fields.get("fixed")
    if made.sample is Sample.PROPORTION:
        made = replace(
            made,
            proportion=proportion.share("value", positive=True),
            rounding=proportion.word("rounding", Counting, Counting.UP),
        )
        proportion.close()
    if made.sample is Sample.HYPERGEOMETRIC:
        made = replace(
            made,
            level=detection.share("level", positive=True),
            confidence=detection.share("confidence"),
            form=detection.word("form", SizeForm, SizeForm.EXACT),
        )
        if not 0 < made.confidence < 1:
            detection.fault("methods.targeting.simulation.finding.confidence_wrong", "confidence")
        detection.close()
    if made.sample is Sample.FIXED or fixed is not None:
        made = replace(made, fixed=fields.whole("fixed", least=1))
    return made
