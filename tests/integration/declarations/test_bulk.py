"""Many notices at once are written as one by one, and twice is once."""

from typing import Any

import pytest

from tests.integration.declarations.conftest import AT, CLERK, make_person, payload, uscc

OWN = {"id", "number", "consignment", "notice", "request_key", "source", "recorded_at", "replaces"}


def bulk(notices: list[dict[str, Any]], **options: Any) -> Any:
    """File and accept these payloads under the keys 0, 1, 2 …"""
    from jiangang.port.declarations import api

    named = [api.BulkNotice(said, f"own|{place}", (place + 2,)) for place, said in enumerate(notices)]
    actor = options.pop("actor", None) or make_person("clerk", *CLERK)
    return api.file_and_accept_many(notices=named, source="form", actor=actor, at=AT, **options)


def image(consignment: Any) -> dict[str, Any]:
    """Everything that is on record of a consignment, without keys and numbers of its own."""
    from jiangang.kernel.ledger.models import Entry
    from jiangang.kernel.workflow import api as workflow

    def columns(row: Any) -> dict[str, Any]:
        return {each.name: each.value_from_object(row) for each in row._meta.fields if each.name not in OWN}

    notice = consignment.notices.get()
    entries = Entry.objects.filter(case=consignment.number)
    return {
        "consignment": columns(consignment),
        "notice": {
            **columns(notice),
            "source_row": None,
            "findings": [
                {**each, "row": None} for each in notice.findings if not each["code"].endswith("same_content")
            ],
        },
        "lines": [columns(line) for line in notice.lines.order_by("line_no")],
        "steps": [(each.act, each.target, each.actor) for each in workflow.history(consignment.number)],
        "entries": sorted((each.act, own_rows(each)) for each in entries),
    }


def own_rows(entry: Any) -> list[str]:
    """Forms of the rows that an entry covers; numbers issued together are covered together."""
    forms = entry.rows.values_list("form", flat=True)
    return sorted(form for form in forms if not form.startswith("numbering."))


def test_the_bulk_path_equals_the_single_path(clerk: Any) -> None:
    from jiangang.port.declarations import api
    from jiangang.port.declarations.models import Consignment

    said = [payload(place, voyage=f"{place}E", exporter_name="") for place in range(1, 6)]
    alone = []
    for each in said:
        filing = api.enter_notice(payload=each, actor=clerk, at=AT)
        api.accept_notice(consignment_id=filing.consignment.pk, actor=clerk, at=AT)
        alone.append(image(Consignment.objects.get(pk=filing.consignment.pk)))
    result = bulk(said, actor=clerk)
    together = [image(Consignment.objects.get(pk=each.pk)) for each in result.accepted]
    for one, other in zip(alone, together, strict=True):
        assert other == one


def test_a_second_time_creates_nothing(office: None) -> None:
    from jiangang.port.declarations.models import Consignment

    said = [payload(place) for place in range(1, 4)]
    first, second = bulk(said), bulk(said, actor=make_person("another", *CLERK))
    assert (len(first.filed), first.known) == (3, 0)
    assert (len(second.filed), second.known) == (0, 3)
    assert Consignment.objects.count() == 3


def test_refused_rows_are_kept_and_the_others_go_on(office: None) -> None:
    from jiangang.port.declarations.models import RefusedFiling

    bad = payload(2)
    bad["lines"][0]["net_mass"] = "-3"
    result = bulk([payload(1), bad, payload(3)])
    assert (len(result.accepted), result.refused) == (2, 1)
    kept = RefusedFiling.objects.get()
    assert (kept.source_row, kept.payload["lines"][0]["net_mass"]) == (3, "-3")
    assert any(each.row == 3 and each.blocks for each in result.findings)


def test_a_repeated_key_in_one_file_is_named(office: None) -> None:
    from jiangang.port.declarations import api

    twice = [api.BulkNotice(payload(1), "own|a", (2,)), api.BulkNotice(payload(2), "own|a", (3,))]
    result = api.file_and_accept_many(notices=twice, actor=make_person("c", *CLERK), at=AT)
    assert (len(result.filed), result.refused) == (1, 1)
    assert [each.row for each in result.findings if each.code.endswith("key_twice")] == [3]


def test_firms_nobody_knows_are_registered_provisionally(office: None) -> None:
    from jiangang.kernel.organisations.api import find_firm

    bulk([payload(1, importer_number="Y3OM027", agent_number=uscc(9))])
    firm = find_firm("declared", "Y3OM027")
    assert firm is not None
    assert firm.is_provisional
    assert find_firm("uscc", uscc(9)) is not None


@pytest.mark.parametrize("accept", [True, False])
def test_filing_alone_leaves_the_counter_its_work(office: None, accept: bool) -> None:
    result = bulk([payload(1)], accept=accept)
    assert [each.state for each in result.filed] == ["accepted" if accept else "submitted"]


def test_a_row_that_could_not_be_read_has_one_finding(office: None) -> None:
    from jiangang.port.declarations import api
    from jiangang.port.declarations.limits import limits
    from jiangang.port.declarations.models import RefusedFiling
    from jiangang.port.declarations.operations.bulk import look_through
    from jiangang.port.declarations.operations.importing import bulk_notice
    from jiangang.port.declarations.reading.maps import packaged_maps
    from jiangang.port.declarations.reading.notices import read_notices

    column_map = packaged_maps()["standard"]
    heading = ",".join(column_map.columns)
    content = f"{heading}\na,{'x' * 5_000_000}{',' * (heading.count(',') - 1)}\n".encode()
    read = [bulk_notice(each, "own") for each in read_notices(content, column_map, limits().file).notices]
    clerk = make_person("clerk", *CLERK)
    seen = look_through(read, actor=clerk, at=AT)
    assert [(each.code.rpartition(".")[2], each.row) for each in seen.findings] == [("cell_too_large", 2)]
    result = api.file_and_accept_many(notices=read, actor=clerk, at=AT)
    assert (result.refused, len(result.findings)) == (1, 1)
    assert RefusedFiling.objects.get().source_row == 2
