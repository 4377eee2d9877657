"""Documents with a notice: attached to a draft and to a filed notice, kept for good, seen by both sides."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import Error, connection, transaction

from jiangang.methods.findings import Conflict, Forbidden, NotFound, Refused
from tests.integration.declarations.conftest import (
    AT,
    CLERK,
    DAY,
    TRADE,
    make_firm,
    make_person,
    payload,
)

PDF = b"%PDF-1.7\n%%EOF\n"
ATTACH = "declarations.document.attach"


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, settings: Any) -> None:
    """A store of the test's own."""
    settings.DOCUMENTS_DIR = tmp_path / "documents"


@pytest.fixture
def broker(firm: Any) -> Any:
    """A declarant who may attach."""
    return make_person("declarant", *TRADE, ATTACH, firm_id=firm.pk)


def handed(kind: str = "invoice", content: bytes = PDF, name: str = "发票.pdf") -> Any:
    from jiangang.port.declarations import api

    return api.Handed(kind, name, [content])


def attach(filing: Any, actor: Any, **words: Any) -> Any:
    from jiangang.port.declarations import api

    kind = words.pop("handed", None) or handed()
    return api.attach_document(consignment_id=filing.consignment.pk, handed=kind, actor=actor, at=AT, **words)


def codes(caught: Any) -> set[str]:
    return {finding.code.rpartition(".")[2] for finding in caught.value.findings}


def test_a_document_is_attached_and_covered_by_the_ledger(file_one: Callable[..., Any], broker: Any) -> None:
    from jiangang.kernel.ledger import api as ledger
    from jiangang.kernel.ledger.models import Entry, EntryRow

    done = attach(file_one(), broker)
    entry = Entry.objects.get(act="declarations.document.attach")
    assert entry.facts["documents"][0]["sha256"] == done.row.document.sha256
    assert EntryRow.objects.filter(entry=entry, form="declarations.document/1").exists()
    assert not [f for f in ledger.verify().faults if "document" in f.table]


def test_the_same_file_twice_is_one_document(file_one: Callable[..., Any], broker: Any) -> None:
    filing = file_one()
    first, second = attach(filing, broker), attach(filing, broker)
    assert (second.replayed, second.row.pk) == (True, first.row.pk)
    assert not attach(filing, broker, handed=handed("contract")).replayed


def test_a_key_names_one_document(file_one: Callable[..., Any], broker: Any) -> None:
    filing = file_one()
    first = attach(filing, broker, request_key="k")
    assert attach(filing, broker, request_key="k").row.pk == first.row.pk
    with pytest.raises(Conflict):
        attach(filing, broker, request_key="k", handed=handed("contract"))


def test_a_replaced_document_stays_and_is_replaced_once(file_one: Callable[..., Any], broker: Any) -> None:
    from jiangang.port.declarations.attachments import attachments_of

    filing = file_one()
    first = attach(filing, broker)
    better = handed(content=PDF + b"%%EOF\n")
    second = attach(filing, broker, handed=better, replaces_id=first.row.pk)
    shown = attachments_of(filing.consignment)
    assert [(row.replaces, row.replaced_by) for row in shown] == [
        (None, second.row.pk),
        (first.row.pk, None),
    ]
    with pytest.raises(Conflict):
        attach(filing, broker, handed=better, replaces_id=first.row.pk)


def test_nothing_is_changed_or_deleted_once_filed(file_one: Callable[..., Any], broker: Any) -> None:
    attach(file_one(), broker)
    for statement in (
        "DELETE FROM declarations_noticedocument",
        "UPDATE declarations_noticedocument SET kind = 'x'",
    ):
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (("", PDF, "a.pdf"), "document_kind_missing"),
        (("dream", PDF, "a.pdf"), "document_kind_unknown"),
        (("invoice", b"MZ\x90\x00", "a.pdf"), "not_what_it_seems"),
        (("invoice", b"MZ\x90\x00", "a.exe"), "type_not_taken"),
        (("invoice", b"", "a.pdf"), "empty"),
    ],
)
def test_what_is_wrong_is_said(file_one: Callable[..., Any], broker: Any, said: Any, code: str) -> None:
    with pytest.raises(Refused) as caught:
        attach(file_one(), broker, handed=handed(*said))
    assert code in codes(caught)


def test_a_decided_consignment_takes_none(file_one: Callable[..., Any], broker: Any) -> None:
    from jiangang.port.declarations import api

    filing = file_one()
    api.withdraw_notice(consignment_id=filing.consignment.pk, reason="误报", actor=broker, at=AT)
    with pytest.raises(Refused) as caught:
        attach(filing, broker)
    assert codes(caught) == {"documents_closed"}


def test_no_more_than_the_limit(file_one: Callable[..., Any], broker: Any, monkeypatch: Any) -> None:
    from jiangang.port.declarations.limits import limits
    from jiangang.port.declarations.operations import attaching

    one = replace(limits(), documents=replace(limits().documents, most=1))
    monkeypatch.setattr(attaching, "limits", lambda: one)
    filing = file_one()
    first = attach(filing, broker)
    with pytest.raises(Refused) as caught:
        attach(filing, broker, handed=handed("contract"))
    assert codes(caught) == {"documents_too_many"}
    assert attach(filing, broker, handed=handed("contract"), replaces_id=first.row.pk)


def test_another_firm_and_a_post_without_the_permission(file_one: Callable[..., Any], broker: Any) -> None:
    filing = file_one()
    with pytest.raises(NotFound):
        attach(filing, make_person("other", *TRADE, ATTACH, firm_id=make_firm(2).pk))
    with pytest.raises(Forbidden):
        attach(filing, make_person("clerk", *CLERK))
    assert attach(filing, make_person("clerk", *CLERK, ATTACH)).row.firm_id is None


def test_what_goes_with_a_draft_goes_with_the_notice(broker: Any) -> None:
    from jiangang.port.declarations import api
    from jiangang.port.declarations.attachments import attachments_of
    from jiangang.port.declarations.models import Draft

    words = {"request_key": "d1", "form": {"direction": "import"}, "actor": broker, "at": AT}
    api.attach_to_draft(handed=handed(), **words)
    again = api.attach_to_draft(handed=handed(), **words)
    wrong = api.attach_to_draft(handed=handed("contract"), **words)
    api.take_off_draft(attachment_id=wrong.pk, actor=broker, at=AT)
    draft = Draft.objects.get(request_key="d1")
    filing = api.file_notice(payload=payload(), request_key="d1", draft_id=draft.pk, actor=broker, at=AT)
    assert [row.kind for row in attachments_of(filing.consignment)] == ["invoice"]
    with pytest.raises(Conflict):
        api.take_off_draft(attachment_id=again.pk, actor=broker, at=AT)
    with pytest.raises(Conflict):
        api.attach_to_draft(handed=handed("contract"), **words)


def test_nobody_reaches_another_s_draft(broker: Any) -> None:
    from jiangang.port.declarations import api

    words = {"request_key": "d1", "form": {}, "at": AT}
    row = api.attach_to_draft(handed=handed(), actor=broker, **words)
    colleague = make_person("colleague", *TRADE, ATTACH, firm_id=broker.firm_id)
    with pytest.raises(NotFound):
        api.attach_to_draft(handed=handed("contract"), actor=colleague, **words)
    with pytest.raises(NotFound):
        api.take_off_draft(attachment_id=row.pk, actor=colleague, at=AT)
    with pytest.raises(Error), transaction.atomic():
        row.delete()


def test_kinds_are_dated_and_told_in_both_languages() -> None:
    from jiangang.port.declarations.kinds import document_kinds, kind_name, kinds_on

    assert {"contract", "invoice", "packing_list", "phytosanitary_certificate"} <= set(document_kinds())
    assert all(kind.en and kind.zh for kind in document_kinds().values())
    assert kinds_on(DAY)
    assert not kinds_on(DAY.replace(year=1999))
    assert (kind_name("invoice", "zh-hans"), kind_name("gone", "en")) == ("商业发票", "gone")
