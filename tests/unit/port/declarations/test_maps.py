"""The maps that come with the house."""

from jiangang.port.declarations.content import LINE_FIELDS, NOTICE_FIELDS
from jiangang.port.declarations.reading.maps import PACKAGED, packaged_maps
from tests.support.database import REPOSITORY


def test_the_examples_are_those_of_the_house() -> None:
    example = REPOSITORY / "examples" / "maps" / "wco-import.toml"
    assert example.read_text(encoding="utf-8") == (PACKAGED / "wco-import.toml").read_text(encoding="utf-8")


def test_the_standard_map_reads_every_field_that_a_table_can_hold() -> None:
    standard = packaged_maps()["standard"]
    assert set(standard.lines) == set(LINE_FIELDS)
    by_hand = {"importer_scheme", "agent_scheme", "agent_name"}
    assert set(standard.fields) == set(NOTICE_FIELDS) - by_hand
