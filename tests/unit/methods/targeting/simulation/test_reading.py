"""Configurations: the shipped ones are read, and every fault is told with its place, all at once."""

from fractions import Fraction
from pathlib import Path

import pytest

from jiangang.methods.findings import Refused
from jiangang.methods.targeting.simulation import get_config, read_config, run
from jiangang.methods.targeting.simulation import plan as codes
from jiangang.methods.targeting.simulation.config import (
    Arrangement,
    BoxesBy,
    ClusterForm,
    Counting,
    Programme,
    Selection,
    Unit,
    WithinBox,
)
from jiangang.methods.targeting.simulation.packing import code_of

EXAMPLES = sorted((Path(__file__).parents[5] / "examples" / "simulation").glob("*.toml"))
BASE = """
[goods]
boxes = { least = 1, most = 10 }
items_per_box = { default = 20 }
commodities = ["rose", "tulip"]
[infestation]
rate = { fixed = 0.1 }
arrangement = "random"
[inspection]
unit = "box"
sample = "all"
"""


def codes_in(text: str) -> set[tuple[str, str]]:
    """Last word of each finding's code, and its place."""
    config, findings = read_config(text)
    assert (config is None) == bool(findings)
    return {(finding.code.rpartition(".")[2], finding.field) for finding in findings}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_shipped_configurations_are_read(path: Path) -> None:
    config = get_config(path.read_text(encoding="utf-8"))
    assert config.goods.file or run(config, 50, simulations=2)["items"].mean


def test_numbers_are_taken_exactly() -> None:
    config = get_config(BASE.replace("0.1 }", "0.30000000000000004 }"))
    assert config.infestation and config.infestation.rate.value == Fraction("0.30000000000000004")


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("most = 10", "most = 0", ("outside", "goods.boxes.most")),
        ("least = 1, most = 10", "least = 9, most = 3", ("limits_crossed", "goods.boxes.most")),
        ("most = 10", "most = 100001", ("sizes_many", "goods.boxes.most")),
        ("default = 20", "default = 9000000", ("consignment_large", "goods.boxes.most")),
        ("default = 20", "air = 20", ("missing", "goods.items_per_box.default")),
        ("default = 20", "default = 2.5", ("not_a", "goods.items_per_box.default")),
        ("fixed = 0.1", "fixed = 1.5", ("outside", "infestation.rate.fixed")),
        ("fixed = 0.1", "fixed = nan", ("not_a", "infestation.rate.fixed")),
        ("fixed = 0.1", "fixed = 0.1, beta = [1, 2]", ("one_of", "infestation.rate")),
        ("fixed = 0.1", "beta = [1, 0]", ("beta_wrong", "infestation.rate.beta")),
        ("fixed = 0.1", "beta = [1]", ("beta_wrong", "infestation.rate.beta")),
        ('"random"', '"heaped"', ("unknown_word", "infestation.arrangement")),
        ('"random"', '"clustered"', ("missing", "infestation.clustered.form")),
        (
            '"random"',
            '"clustered"\nclustered = { form = "random", units = 9, width = 3 }',
            ("cluster_narrow", "infestation.clustered.width"),
        ),
        ('"random"', '"per_box"', ("missing", "infestation.per_box.ratio")),
        ('"all"', '"hypergeometric"', ("missing", "inspection.hypergeometric.level")),
        (
            '"all"',
            '"hypergeometric"\nhypergeometric = { level = 0.1, confidence = 1 }',
            ("confidence_wrong", "inspection.hypergeometric.confidence"),
        ),
        ('"all"', '"fixed"', ("missing", "inspection.fixed")),
        ('"all"', '"all"\nselection = "cluster"', ("cluster_of_boxes", "inspection.selection")),
        ('"box"', '"item"\nleast_boxes = 2', ("boxes_of_items", "inspection.least_boxes")),
        ('"all"', '"all"\nefficacy = 0', ("outside", "inspection.efficacy")),
        ('"all"', '"all"\neficacy = 0.5', ("unknown_key", "inspection.eficacy")),
        ("[goods]", "goods = 3\n[other]", ("not_a", "goods")),
        ("[goods]", "[goods]\nper_day = true", ("not_a", "goods.per_day")),
        ("[goods]", "[goods]\nstart = 2024-01-01T10:00:00", ("not_a", "goods.start")),
        ("[goods]", '[goods]\nports = ["a", "a"]', ("not_a", "goods.ports")),
        ("[goods]", "[goods", ("not_toml", "")),
    ],
)
def test_a_fault_is_told_with_its_place(old: str, new: str, found: tuple[str, str]) -> None:
    assert old in BASE
    assert found in codes_in(BASE.replace(old, new, 1))


RULES = """
[[infestation.rules]]
commodity = "rose"
[[infestation.rules]]
commodity = "{name}"
since = 2024-02-01
until = {until}
infestation = {{ arrangement = "random", rate = {{ fixed = 0.5 }} }}
"""


def with_rules(name: str = "tulip", until: str = "2024-03-01") -> str:
    return BASE.replace("[inspection]", RULES.format(name=name, until=until) + "[inspection]")


def test_rules_are_read_and_checked() -> None:
    config = get_config(with_rules())
    assert config.infestation is None
    assert [rule.infestation.rate.value for rule in config.rules] == [Fraction(1, 10), Fraction(1, 2)]
    assert ("unknown_word", "infestation.rules[2].commodity") in codes_in(with_rules(name="lily"))
    assert ("limits_crossed", "infestation.rules[2].until") in codes_in(with_rules(until="2023-03-01"))
    alone = with_rules().replace('[[infestation.rules]]\ncommodity = "rose"\n', "")
    assert codes_in(alone) == {("infestation_unused", "infestation")}
    merged = get_config(
        alone.replace("since =", "inherit = true\nsince =").replace('arrangement = "random", ', "")
    )
    assert merged.rules[0].infestation.arrangement is Arrangement.RANDOM


SKIP = """
[release]
programme = "dynamic_skip_lot"
track = ["commodity"]
clearance = 3
start_level = "high"
levels = [{ name = "high", fraction = 1 }, { name = "low", fraction = 0.5 }]
"""


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('["commodity"]', '["colour"]', ("unknown_word", "release.track")),
        ('"low"', '"high"', ("level_twice", "release.levels[2].name")),
        ('start_level = "high"', "start_level = 3", ("unknown_word", "release.start_level")),
        ("clearance = 3", "", ("missing", "release.clearance")),
        (
            "clearance = 3",
            "clearance = 3\ndecrease_levels = 1\nmonitoring_level = 1",
            ("one_of", "release.decrease_levels"),
        ),
        ("dynamic_skip_lot", "cfrp", ("missing", "release.schedule")),
        ("dynamic_skip_lot", "naive_cfrp", ("missing", "release.commodities")),
        ("dynamic_skip_lot", "lottery", ("unknown_word", "release.programme")),
        (
            "dynamic_skip_lot",
            'fixed_skip_lot"\nrecords = [{ commodity = "lily", level = 1 }]\nname = "',
            ("unknown_word", "release.records"),
        ),
    ],
)
def test_a_fault_of_a_release_programme_is_told(old: str, new: str, found: tuple[str, str]) -> None:
    assert codes_in(BASE + SKIP) == set()
    assert found in codes_in(BASE + SKIP.replace(old, new, 1))


def test_all_faults_are_told_at_once() -> None:
    text = BASE.replace("most = 10", "most = 0").replace("0.1", "7").replace('"all"', '"some"')
    assert {place for _, place in codes_in(text)} == {
        "goods.boxes.most",
        "infestation.rate.fixed",
        "inspection.sample",
    }
    with pytest.raises(Refused) as refused:
        get_config(text)
    assert len(refused.value.findings) == 3


def test_the_codes_of_the_loops_are_those_of_the_words() -> None:
    assert (code_of(Unit.BOX), code_of(Unit.ITEM)) == (codes.BOX, codes.ITEM)
    assert [code_of(each) for each in Counting] == [codes.NEAREST, codes.DOWN, codes.UP]
    assert [code_of(each) for each in Arrangement] == [codes.RANDOM, codes.PER_BOX, codes.CLUSTERED]
    assert [code_of(each) for each in ClusterForm] == [codes.CONTINUOUS, codes.SPREAD, codes.SUBSET]
    assert [code_of(each) for each in WithinBox] == [codes.WHOLE, codes.FIRST, codes.ONE, codes.EACH]
    assert [code_of(each) for each in Selection][1:] == [codes.CONVENIENCE, codes.CLUSTER]
    assert code_of(BoxesBy.INTERVAL) == codes.INTERVAL
    kinds = [codes.NAIVE, codes.SCHEDULED, codes.FIXED_LOT, codes.DYNAMIC_LOT]
    assert kinds == [1 + code_of(each) for each in Programme]
