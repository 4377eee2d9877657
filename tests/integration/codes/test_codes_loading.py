"""Loading editions: official files, row-numbered findings, idempotency, guards, the command."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import Error, connection, transaction

from jiangang.kernel.codes import api, permissions
from jiangang.kernel.codes.api import CodeState, EditionOrder
from jiangang.kernel.codes.commands import cli
from jiangang.kernel.permissions import Actor
from jiangang.methods.findings import Forbidden, Refused

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 4, tzinfo=UTC)
LOADER = Actor.system("test", on=DAY, permissions=frozenset({permissions.LOAD_CODES}))
HS = EditionOrder("hs", "HS 2022", date(2022, 1, 1), source="test", complete=True)
UNIT = EditionOrder("unit", "test", date(2022, 1, 1), source="test", complete=True)


def load(order: EditionOrder, content: bytes) -> api.LoadReport:
    """Load bytes as an edition."""
    return api.load_edition(order=order, content=content, actor=LOADER, at=AT)


def test_the_whole_harmonized_system_loads(shared_data: Callable[[str], Path]) -> None:
    content = shared_data("hs2022/harmonized-system.csv").read_bytes()
    report = load(HS, content)
    assert (report.refused_rows, report.coverage) == (0, "complete")
    six = [row for row in api.list_codes("hs", DAY, limit=10_000) if len(row.code) == 6]
    assert len(six) == 5_613
    assert api.look_up("hs", "440311", DAY).code.parent == "4403"  # type: ignore[union-attr]
    assert api.look_up("hs", "440320", DAY).state is CodeState.UNKNOWN


def test_the_official_units_and_packages_load(shared_data: Callable[[str], Path]) -> None:
    units = load(UNIT, shared_data("units/rec20-units.csv").read_bytes())
    assert units.size > 2_000
    lift = api.look_up("unit", "05", DAY)
    assert lift.code is not None
    assert lift.code.withdrawn
    (finding,) = api.check_code("unit", "05", DAY, "unit")
    assert finding.code == "codes.finding.withdrawn"
    packages = EditionOrder("package", "Rec 21", date(2022, 1, 1), source="test", complete=True)
    assert load(packages, shared_data("units/rec21-packages.csv").read_bytes()).size > 390


def test_every_port_of_the_world_loads(shared_data: Callable[[str], Path]) -> None:
    order = EditionOrder("port", "2024-2", date(2024, 12, 1), source="test", complete=True)
    report = load(order, shared_data("unlocode/unlocode.csv").read_bytes())
    assert report.size == 115_846 - 19  # nineteen rows of the file are headings of countries
    answer = api.look_up("port", "CNZJG", DAY)
    assert answer.code is not None
    assert answer.code.name_en == "Zhangjiagang"


def test_the_official_countries_agree_with_the_seed(shared_data: Callable[[str], Path]) -> None:
    api.load_seeds(actor=LOADER, at=AT)
    ours = {row.code for row in api.list_codes("country", DAY)}
    order = EditionOrder("country", "dataset", date(2025, 1, 1), source="test", complete=True)
    load(order, shared_data("country/country-codes.csv").read_bytes())
    theirs = {row.code for row in api.list_codes("country", DAY)}
    assert ours == theirs


def test_the_same_file_twice_changes_nothing() -> None:
    content = b"code,name_en,name_zh,symbol\nKGM,kilogram,\xe5\x8d\x83\xe5\x85\x8b,kg\n"
    first, second = load(UNIT, content), load(UNIT, content)
    assert (first.already, second.already) == (False, True)
    assert first.edition_id == second.edition_id


def test_other_content_under_the_name_is_the_next_revision() -> None:
    load(UNIT, b"code,name_en,name_zh,symbol\nKGM,kilogram,,kg\n")
    second = load(UNIT, b"code,name_en,name_zh,symbol\nKGM,kilogramme,,kg\n")
    assert second.revision == 2
    answer = api.look_up("unit", "KGM", DAY)
    assert answer.code is not None
    assert answer.code.name_en == "kilogramme"


def test_bad_rows_are_named_and_the_edition_is_no_longer_complete() -> None:
    content = b"code,name_en,name_zh,symbol\nKGM,kilogram,,kg\n,nameless,,\nTOOLONG,x,,\nTNE,tonne\n"
    report = load(UNIT, content)
    assert [(finding.code.rpartition(".")[2], finding.row) for finding in report.findings] == [
        ("code_empty", 3),
        ("code_malformed", 4),
        ("row_length", 5),
        ("complete_with_gaps", None),
    ]
    assert report.coverage == "partial"
    assert api.look_up("unit", "TNE", DAY).state is CodeState.NOT_CHECKED


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        ("code,name_en,name_zh,symbol\nKGM,千克,,\n".encode("gbk"), "not_utf8"),
        ("code,name_en\nKGM,kilogram\n".encode("utf-16"), "not_text"),
        (b"code;name_en;name_zh;symbol\nKGM;kilogram;;kg\n", "shape_unknown"),
        (b"code,name_en,name_zh,symbol\n", "no_codes"),
        (b'code,name_en,name_zh,symbol\nKGM,"kilo,,\n', "not_csv"),
        (b"a," * 1_000_000 + b"a\n1\n", "shape_unknown"),
    ],
)
def test_an_unreadable_file_is_refused_whole(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as caught:
        load(UNIT, content)
    assert caught.value.findings[0].code == f"codes.finding.{code}"


def test_loading_needs_the_permission() -> None:
    with pytest.raises(Forbidden):
        api.load_edition(order=UNIT, content=b"x", actor=Actor.system("test", on=DAY), at=AT)


@pytest.mark.parametrize("statement", ["UPDATE codes_code SET name_en = 'x'", "DELETE FROM codes_edition"])
def test_a_loaded_edition_cannot_be_changed(statement: str) -> None:
    load(UNIT, b"code,name_en,name_zh,symbol\nKGM,kilogram,,kg\n")
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_command_reads_a_map_and_says_what_it_did(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("Kode,Navn\nKGM,kilo\n", encoding="utf-8")
    (tmp_path / "map.toml").write_text('code = "Kode"\nname_en = "Navn"\n', encoding="utf-8")
    words = ["load", "unit", str(tmp_path / "list.csv"), "--edition", "e", "--from", "2020-01-01"]
    done = CliRunner().invoke(cli, [*words, "--map", str(tmp_path / "map.toml")])
    assert done.exit_code == 0, done.output
    assert "unit" in done.output
    unreadable = CliRunner().invoke(cli, words)
    assert unreadable.exit_code == 2
    missing = CliRunner().invoke(cli, [*words[:2], str(tmp_path / "none.csv"), *words[3:]])
    assert missing.exit_code == 2


def test_the_command_says_when_rows_were_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("code,name_en,name_zh,symbol\nKGM,kilo,,\n?,x,,\n", encoding="utf-8")
    done = CliRunner().invoke(cli, ["load", "unit", str(path), "--edition", "e", "--from", "2020-01-01"])
    assert done.exit_code == 1
