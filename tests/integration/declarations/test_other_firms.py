"""What people of the trade learn of other firms, and for whom they may file."""

from typing import Any

import pytest

from jiangang.methods.findings import Refused
from tests.integration.declarations.conftest import AT, CLERK, TRADE, make_firm, make_person, payload, uscc


def broker(serial: int) -> Any:
    """A declarant of the firm of that serial."""
    return make_person(f"broker{serial}", *TRADE, firm_id=make_firm(serial).pk)


def found(findings: Any) -> dict[str, Any]:
    """Findings by the last word of their codes."""
    return {each.code.rpartition(".")[2]: each for each in findings}


def test_a_repetition_does_not_tell_another_firms_number(office: None) -> None:
    from jiangang.port.declarations import api

    said = payload(7)
    first = api.file_notice(payload=said, actor=broker(1), at=AT)
    second = broker(2)
    findings = found(api.file_notice(payload=said, actor=second, at=AT).findings)
    assert findings["same_content_elsewhere"].params == {}
    assert "same_content" not in findings
    assert first.consignment.number not in str(findings)
    again = found(api.file_notice(payload=said, actor=second, at=AT).findings)
    assert again["same_content"].params["number"] != first.consignment.number


def test_what_the_counter_found_does_not_tell_it_either(office: None) -> None:
    from jiangang.port.declarations import api, queries

    said, clerk, second = payload(7), make_person("clerk", *CLERK), broker(2)
    first = api.file_notice(payload=said, actor=broker(1), at=AT).consignment
    own = api.file_notice(payload=said, actor=second, at=AT).consignment
    told = api.return_notice(consignment_id=own.pk, remarks="x", actor=clerk, at=AT)
    assert first.number in str(told.findings)
    own.refresh_from_db()
    shown = queries.notices_of(own, second)[0]
    assert shown.deficiency is not None
    assert first.number not in str(shown)
    assert "same_content_elsewhere" in found(shown.deficiency.findings)
    assert first.number in str(queries.notices_of(own, clerk)[0].deficiency)


def test_who_files_for_another_firm_is_on_record_as_its_agent(office: None) -> None:
    from jiangang.port.declarations import api, queries

    agent = broker(1)
    filing = api.file_notice(payload=payload(7), actor=agent, at=AT)
    assert filing.consignment.agent_id == agent.firm_id
    note = found(queries.notices_of(filing.consignment)[0].findings)["mandate_not_checked"]
    assert (note.severity, note.citation.verified) == ("note", False)
    own = api.file_notice(payload=payload(1), actor=agent, at=AT)
    assert own.consignment.agent_id is None
    assert "mandate_not_checked" not in found(own.findings)


def test_an_agent_of_a_third_firm_is_refused_at_its_field(office: None) -> None:
    from jiangang.port.declarations import api

    make_firm(8)
    with pytest.raises(Refused) as caught:
        api.file_notice(payload=payload(7, agent_number=uscc(8)), actor=broker(1), at=AT)
    error = found(caught.value.findings)["not_own_firm"]
    assert (error.severity, error.field) == ("error", "agent_number")


def test_a_correction_at_the_counter_keeps_the_agent(office: None) -> None:
    from jiangang.port.declarations import api

    agent, clerk = broker(1), make_person("clerk", *CLERK)
    consignment = api.file_notice(payload=payload(7), actor=agent, at=AT).consignment
    api.correct_notice(consignment_id=consignment.pk, payload=payload(7, voyage="9X"), actor=clerk, at=AT)
    consignment.refresh_from_db()
    assert (consignment.voyage, consignment.agent_id) == ("9X", agent.firm_id)
