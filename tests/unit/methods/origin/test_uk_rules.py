"""The UK tariff service's model: schemes, rule sets, and what of them can be read."""

import json
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest

from jiangang.methods.findings import Refused
from jiangang.methods.origin.conditions import Change, Content, parse_condition
from jiangang.methods.origin.uk_rules import (
    UkRow,
    read_uk_rule_set,
    read_uk_schemes,
    translate_rows,
)

SETS = ["chile", "cptpp", "gsp", "japan", "new-zealand", "singapore", "south-korea", "vietnam"]
COUNTS = {"japan": (435, 960), "cptpp": (1239, 2561), "new-zealand": (1463, 2779)}
CLASSES = {2: "CC", 4: "CTH", 6: "CTSH", 0: "AH"}


def rows_of(shared_data: Callable[[str], Path], name: str) -> tuple[UkRow, ...]:
    """The rows of a published set."""
    with lzma.open(shared_data(f"roo-uk/rule_sets/{name}.json.xz")) as stream:
        return read_uk_rule_set(json.load(stream))


@pytest.mark.parametrize("name", SETS)
def test_every_row_is_read_and_every_translation_reads_back(
    name: str, shared_data: Callable[[str], Path]
) -> None:
    rows = rows_of(shared_data, name)
    rules, findings = translate_rows(rows)
    assert len(rules) + len(findings) == len(rows)
    if name in COUNTS:
        assert (len(rows), sum(len(row.rules) for row in rows)) == COUNTS[name]
    for rule in rules:
        assert parse_condition(str(rule.condition)) == rule.condition


@pytest.mark.parametrize("name", SETS)
def test_translated_kinds_are_the_publishers_classes(name: str, shared_data: Callable[[str], Path]) -> None:
    """The publisher classed each sentence himself: what is read out of the words must be the same."""
    compared = 0
    for row in rows_of(shared_data, name):
        for rule in row.rules:
            condition = rule.condition()
            if condition is None or not rule.classes:
                continue
            compared += 1
            if isinstance(condition, Change):
                assert rule.classes == (CLASSES[condition.level],)
            elif isinstance(condition, Content):
                assert rule.classes == ("MAXNOM" if condition.most else "RVC",)
    assert compared or name == "cptpp"


def test_the_schemes(shared_data: Callable[[str], Path]) -> None:
    schemes = read_uk_schemes(json.loads(shared_data("roo-uk/roo_schemes_uk.json").read_text()))
    assert len(schemes) == 44
    assert {"bilateral", "extended"} <= set(next(each for each in schemes if each.code == "eu").cumulation)


def test_a_sentence_that_is_not_known_stays_for_a_person() -> None:
    rule = {"rule": "Drying and milling of leguminous vegetables.", "class": ["PROCESSING"], "operator": None}
    row = {"heading": "ex 1106", "min": "1106000000", "max": "1106999999", "rules": [rule]}
    rows = read_uk_rule_set({"rule_sets": [row]})
    rules, findings = translate_rows(rows)
    assert (rules, rows[0].partial, str(rows[0].codes)) == ((), True, "1106")
    assert (findings[0].code.rpartition(".")[2], findings[0].row) == ("rule_needs_reading", 1)


def test_two_sentences_without_or_are_not_read_as_alternatives() -> None:
    both = [{"rule": "Manufacture from materials of any heading.", "operator": None}] * 2
    rows = read_uk_rule_set(
        {"rule_sets": [{"heading": "1", "min": "0100000000", "max": "0199999999", "rules": both}]}
    )
    assert rows[0].as_rule() is None


def test_rows_of_another_shape_are_told_with_their_number() -> None:
    with pytest.raises(Refused) as refused:
        read_uk_rule_set({"rule_sets": [{"heading": "x"}, {"min": "01"}]})
    assert [each.row for each in refused.value.findings] == [1, 2]
