"""The WCO file of 8,481 declarations, through filing, acceptance, decision and draw."""

import csv
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.support.database import REPOSITORY

DAY = date(2022, 6, 30)
AT = datetime(2022, 6, 30, 4, 0, tzinfo=UTC)


def take_in(content: bytes, seen: list[Any]) -> Any:
    """Import these bytes by the map of the examples."""
    from jiangang.config.pipeline import PIPELINE
    from jiangang.kernel.permissions import Actor
    from jiangang.port.declarations.operations.importing import ImportOrder, import_file
    from jiangang.port.declarations.reading.maps import read_map

    column_map = read_map((REPOSITORY / "examples/maps/wco-import.toml").read_text(encoding="utf-8"))
    actor = Actor.system("import", on=DAY, permissions=PIPELINE.permissions)
    order = ImportOrder(content, "df_syn_test_eng.csv", column_map, DAY)
    return import_file(order, pipeline=PIPELINE, on_findings=seen.extend, actor=actor, at=AT)


def load_hs2022(folder: Path) -> None:
    """The six-digit codes of HS 2022 as the whole edition."""
    from jiangang.kernel.codes import api as codes
    from jiangang.kernel.permissions import Actor

    names = [path for path in folder.glob("*.csv") if path.stat().st_size > 200_000]
    rows = list(csv.DictReader(names[0].read_text(encoding="utf-8-sig").splitlines()))
    key = next(name for name in rows[0] if name.lower() in {"hscode", "hs_code", "code"})
    six = sorted({row[key] for row in rows if len(row[key]) == 6})
    order = codes.EditionOrder(
        scheme="hs",
        name="2022",
        valid_from=date(2022, 1, 1),
        valid_until=None,
        complete=True,
        source="t",
        licence="",
    )
    actor = Actor.system("tests", on=DAY, permissions=frozenset({"codes.edition.load"}))
    content = "\n".join(["code,name_en", *(f"{code},x" for code in six)]).encode()
    codes.load_edition(order=order, content=content, shape=None, actor=actor, at=AT)


@pytest.mark.slow
def test_the_whole_file_goes_through_and_a_second_time_changes_nothing(
    committed_db: Any, shared_data: Callable[[str], Path]
) -> None:
    from jiangang.port.declarations.models import Consignment
    from jiangang.rehearsal.demo import load_demo_office

    content = (shared_data("declarations-wco") / "df_syn_test_eng.csv").read_bytes()
    load_demo_office(at=AT, password="demo-password-1")
    load_hs2022(shared_data("hs2022"))
    seen: list[Any] = []
    summary = take_in(content, seen)
    assert (summary.rows, summary.filed, summary.refused) == (8481, 8481, 0)
    rows = Counter()
    for code, row in {(each.code.rpartition(".")[2], each.row) for each in seen}:
        rows[code] += row is not None
    assert rows["seller_missing"] == 691
    assert rows["number_no_uscc"] == 8481
    assert rows["mass_zero"] == 56
    outside = {
        each.row
        for each in seen
        if each.code == "codes.finding.outside_edition" and each.field.endswith("hs_code")
    }
    assert len(outside) == 370
    zz = [each for each in seen if each.params.get("value") == "ZZ"]
    countries = {each.row for each in zz if each.field.endswith("origin")}
    assert (len(countries), any(each.blocks for each in zz)) == (4, False)
    assert summary.counts["accepted"] == 8481
    assert Consignment.objects.exclude(state="accepted").count() == 8481
    again = take_in(b"\n".join(content.splitlines()[:1_001]), [])
    assert (again.filed, again.known, Consignment.objects.count()) == (0, 1_000, 8481)
