"""Filing one notice: what is written, what is refused, replays, other firms."""

from typing import Any

import pytest

from jiangang.methods.findings import Conflict, NotFound, Refused
from tests.integration.declarations.conftest import AT, TRADE, make_firm, make_person, payload, uscc


def test_a_notice_becomes_a_consignment_with_a_number(file_one: Any) -> None:
    filing = file_one()
    consignment = filing.consignment
    assert len(consignment.number) == 15
    assert consignment.number[6:9] == "126"
    assert consignment.state == "submitted"
    assert consignment.container_numbers == ["CSQU3054383"]
    assert str(consignment.total_value) == "15200.50"
    assert [line.hs_code for line in filing.notice.lines.all()] == ["440321"]


def test_five_replays_give_one_record(file_one: Any) -> None:
    from jiangang.port.declarations.models import Consignment

    filings = [file_one(request_key="abc") for _ in range(5)]
    assert len({filing.consignment.pk for filing in filings}) == 1
    assert [filing.replayed for filing in filings] == [False, True, True, True, True]
    assert Consignment.objects.count() == 1


def test_a_key_with_other_content_is_a_conflict(file_one: Any) -> None:
    file_one(request_key="abc")
    with pytest.raises(Conflict) as caught:
        file_one(request_key="abc", voyage="77E")
    assert caught.value.findings[0].code == "declarations.finding.key_reused"


def test_two_firms_may_use_the_same_key(file_one: Any) -> None:
    from jiangang.port.declarations import api

    first = file_one(request_key="abc")
    other = make_person("other", *TRADE, firm_id=make_firm(2).pk)
    second = api.file_notice(payload=payload(2), request_key="abc", actor=other, at=AT)
    assert first.consignment.pk != second.consignment.pk


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"direction": ""}, "direction_missing"),
        ({"importer_number": ""}, "importer_missing"),
        ({"lines": []}, "lines_missing"),
        ({"stated_on": "2026-03-03"}, "day_in_future"),
        ({"stated_on": "yesterday"}, "not_a_day"),
        ({"colour": "red"}, "field_unknown"),
        ({"vessel_name": "x" * 81}, "too_long"),
        ({"vessel_name": "A\x00B"}, "control_characters"),
    ],
)
def test_bad_heads_are_refused_with_a_finding(file_one: Any, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as caught:
        file_one(**changes)
    blocking = {finding.code.rpartition(".")[2] for finding in caught.value.findings if finding.blocks}
    assert code in blocking


@pytest.mark.parametrize(
    ("changes", "code", "severity"),
    [
        ({"net_mass": "-1"}, "mass_negative", "error"),
        ({"net_mass": "0"}, "mass_zero", "warning"),
        ({"net_mass": "12,5"}, "not_a_number", "error"),
        ({"value": "1.123456"}, "too_precise", "error"),
        ({"value": "73.72000000000001"}, "noise_taken_off", "note"),
        ({"currency": ""}, "currency_missing", "error"),
        ({"hs_code": ""}, "hs_missing", "error"),
        ({"packages": "2.5"}, "not_whole", "error"),
    ],
)
def test_bad_lines_have_findings_at_their_fields(
    declarant: Any, changes: dict[str, str], code: str, severity: str
) -> None:
    from jiangang.port.declarations import api

    said = payload()
    said["lines"][0].update(changes)
    try:
        findings = api.file_notice(payload=said, actor=declarant, at=AT).findings
    except Refused as refusal:
        findings = refusal.findings
    found = {each.code.rpartition(".")[2]: each for each in findings}
    assert found[code].severity == severity
    assert found[code].field == f"lines.1.{next(iter(changes))}"


def test_unknown_codes_are_taken_and_noted(declarant: Any) -> None:
    from jiangang.port.declarations import api

    said = payload()
    said["lines"][0].update(origin="ZZ", hs_code="999998")
    filing = api.file_notice(payload=said, actor=declarant, at=AT)
    noted = {each.field for each in filing.findings if each.code.startswith("codes.finding.")}
    assert {"lines.1.origin", "lines.1.hs_code"} <= noted
    assert not any(each.blocks for each in filing.findings)


def test_a_firm_that_is_neither_party_cannot_file(declarant: Any) -> None:
    from jiangang.port.declarations import api

    said = payload(importer_number=uscc(7), agent_number=uscc(8))
    with pytest.raises(Refused) as caught:
        api.file_notice(payload=said, actor=declarant, at=AT)
    assert "declarations.finding.not_own_firm" in {each.code for each in caught.value.findings}


def test_a_broker_becomes_the_agent(declarant: Any) -> None:
    from jiangang.port.declarations import api

    filing = api.file_notice(payload=payload(importer_number=uscc(7)), actor=declarant, at=AT)
    assert filing.consignment.agent_id == declarant.firm_id
    assert filing.consignment.importer_id != declarant.firm_id


def test_another_firms_consignment_is_not_found(file_one: Any) -> None:
    from jiangang.port.declarations import api, queries

    consignment = file_one().consignment
    other = make_person("other", *TRADE, firm_id=make_firm(2).pk)
    with pytest.raises(NotFound):
        queries.find_scoped(consignment.number, other)
    with pytest.raises(NotFound):
        api.withdraw_notice(consignment_id=consignment.pk, reason="x", actor=other, at=AT)
