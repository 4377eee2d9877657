"""Documents with a notice over HTTP: the notice's form, its page, the machine API, downloads."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.integration.declarations.conftest import CLERK, TRADE, make_firm
from tests.integration.declarations.test_screens import only, sign_in, typed

PDF = b"%PDF-1.7\n%%EOF\n"
ATTACH = "declarations.document.attach"
SEES = "documents.document.view"
NEW = "/portal/notices/new/"
KEY = "f" * 32


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, settings: Any) -> None:
    """A store of the test's own."""
    settings.DOCUMENTS_DIR = tmp_path / "documents"


@pytest.fixture
def portal(firm: Any) -> Client:
    """A declarant's browser."""
    return sign_in("d1", (*TRADE, ATTACH), firm.pk)


def file(content: bytes = PDF, name: str = "invoice.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def with_file(kind: str = "invoice", **changes: Any) -> dict[str, Any]:
    """What a browser sends of a good notice with a chosen file."""
    sent = {"document-kind": kind, "document-file": changes.pop("file", None) or file()}
    return {**typed(), **sent, **changes}


def papers() -> list[Any]:
    from jiangang.port.declarations.attachments import attachments_of

    return attachments_of(only())


def test_the_limits_are_told_before(portal: Client) -> None:
    page = portal.get(NEW).content.decode()
    assert "PDF, PNG, JPG" in page
    assert "At most 50 documents" in page
    assert "Packing list" in page


def test_attaching_keeps_what_was_typed_and_goes_with_the_notice(portal: Client) -> None:
    answer = portal.post(NEW, with_file(attach="1", voyage="77X"))
    assert (answer.status_code, answer.url) == (302, f"{NEW}?draft={KEY}#documents")
    page = portal.get(answer.url).content.decode()
    assert 'value="77X"' in page
    assert "invoice.pdf" in page
    assert fetched(portal, f"/drafts/{KEY}/documents/{draft_row()}/") == PDF
    assert portal.post(NEW, typed()).status_code == 302
    assert [row.name for row in papers()] == ["invoice.pdf"]


def fetched(client: Client, path: str) -> bytes:
    """The bytes of a file that is handed out as an attachment."""
    answer = client.get(path)
    assert answer["Content-Disposition"].startswith("attachment;")
    return b"".join(answer.streaming_content)


def draft_row() -> int:
    from jiangang.port.declarations.models import DraftDocument

    return int(DraftDocument.objects.get().pk)


def test_a_file_chosen_and_not_attached_is_sent_with_the_notice(portal: Client) -> None:
    assert [portal.post(NEW, with_file()).status_code for _ in range(2)] == [302, 302]
    assert [row.kind for row in papers()] == ["invoice"]


def test_a_refused_notice_keeps_the_file(portal: Client) -> None:
    answer = portal.post(NEW, with_file(**{"line-1-net_mass": "-5"}))
    assert answer.status_code == 422
    assert "invoice.pdf" in answer.content.decode()
    assert portal.post(NEW, typed()).status_code == 302
    assert len(papers()) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"file": file(b"MZ\x90\x00")}, "its content is not that"),
        ({"file": file(name="virus.exe")}, "virus.exe"),
        ({"kind": ""}, "id_document-kind_error"),
        ({"file": file(b"")}, "empty"),
    ],
)
@pytest.mark.parametrize("button", ["attach", "send"])
def test_a_refused_file_is_said_and_nothing_typed_is_lost(
    portal: Client, changes: dict[str, Any], words: str, button: str
) -> None:
    from jiangang.port.declarations.models import Consignment

    answer = portal.post(NEW, with_file(**{**changes, button: "1"}, voyage="77X"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page or "is empty" in page
    assert "data-error-summary" in page
    assert 'value="77X"' in page
    assert not Consignment.objects.exists()


def test_a_file_too_large_is_said_and_nothing_typed_is_lost(portal: Client, monkeypatch: Any) -> None:
    from jiangang.kernel.documents import queries
    from jiangang.kernel.documents.types import BY_EXTENSION, Limits

    monkeypatch.setattr(
        "jiangang.kernel.documents.uploads.limits_now", lambda: Limits(1000, tuple(BY_EXTENSION))
    )
    assert queries
    answer = portal.post(NEW, with_file(attach="1", voyage="77X", file=file(PDF + b"0" * 5000)))
    assert answer.status_code == 422
    assert 'value="77X"' in answer.content.decode()


def test_a_document_taken_off_is_not_filed(portal: Client) -> None:
    portal.post(NEW, with_file(attach="1"))
    answer = portal.post(NEW, {**typed(voyage="77X"), "take_off": str(draft_row())})
    assert answer.status_code == 200
    assert 'value="77X"' in answer.content.decode()
    portal.post(NEW, typed())
    assert papers() == []


def test_saving_a_draft_keeps_a_chosen_file(portal: Client) -> None:
    portal.post(f"/drafts/{KEY}/save/", with_file())
    assert "invoice.pdf" in portal.get(f"{NEW}?draft={KEY}").content.decode()


def test_a_filed_notice_takes_documents_and_shows_them_to_both_sides(portal: Client) -> None:
    portal.post(NEW, typed())
    number = only().number
    place = f"/portal/notices/{number}/documents/new/"
    assert portal.get(place).status_code == 200
    assert portal.post(place, {"kind": "invoice", "file": file()}).status_code == 302
    desk = sign_in("c1", (*CLERK, ATTACH, SEES))
    assert desk.post(
        f"/desk/notices/{number}/documents/new/", {"kind": "contract", "file": file(name="合同.pdf")}
    ).status_code == 302  # fmt: skip
    for client, face in ((portal, "portal"), (desk, "desk")):
        page = client.get(f"/{face}/notices/{number}/").content.decode()
        for row in papers():
            assert row.sha256 in page
            assert row.name in page
            assert fetched(client, f"/{face}/notices/{number}/documents/{row.id}/") == PDF
    assert "Replace invoice.pdf" in page


def test_a_document_is_replaced_from_its_own_line(portal: Client) -> None:
    portal.post(NEW, with_file())
    (first,) = papers()
    place = f"/portal/notices/{only().number}/documents/new/?replaces={first.id}"
    assert "Replace invoice.pdf" in portal.get(place).content.decode()
    sent = {"kind": "invoice", "file": file(PDF + b"%%EOF", "better.pdf")}
    assert portal.post(place, sent).status_code == 302
    page = portal.get(f"/portal/notices/{only().number}/").content.decode()
    assert "Its place was taken by better.pdf." in page
    assert portal.post(place, sent).status_code in {409, 422}
    assert portal.get(place.replace(f"={first.id}", "=9999")).status_code == 404


def test_other_firms_and_posts_without_the_right_are_kept_out(portal: Client) -> None:
    portal.post(NEW, with_file())
    (row,) = papers()
    number = only().number
    other = sign_in("d2", (*TRADE, ATTACH), make_firm(2).pk)
    assert other.get(f"/portal/notices/{number}/documents/{row.id}/").status_code == 404
    assert other.get(f"/portal/notices/{number}/documents/new/").status_code == 404
    assert other.get(f"/api/declarations/notices/{number}/documents").status_code == 404
    blind = sign_in("c2", CLERK)
    assert blind.get(f"/desk/notices/{number}/documents/{row.id}/").status_code == 403
    assert blind.get(f"/desk/notices/{number}/documents/new/").status_code == 403
    assert f"documents/{row.id}/" not in blind.get(f"/desk/notices/{number}/").content.decode()


def test_the_general_way_to_documents_hands_out_none_of_them(portal: Client) -> None:
    from jiangang.port.declarations.models import NoticeDocument

    portal.post(NEW, with_file())
    document = NoticeDocument.objects.get().document_id
    assert portal.get(f"/portal/documents/{document}/").status_code == 404
    assert sign_in("c1", (*CLERK, SEES)).get(f"/desk/documents/{document}/").status_code == 404


def test_a_correction_brings_documents_of_its_own(portal: Client) -> None:
    portal.post(NEW, with_file())
    place = f"/portal/notices/{only().number}/correct/"
    key = {"request_key": "c" * 32}
    answer = portal.post(place, with_file("contract", attach="1", **key))
    assert answer.url == f"{place}?draft={'c' * 32}#documents"
    assert portal.post(place, typed(voyage="9X", **key)).status_code == 302
    assert [(row.kind, row.version) for row in papers()] == [("invoice", 1), ("contract", 2)]


def send(client: Client, number: str, key: str = "k1", **parts: Any) -> Any:
    path = f"/api/declarations/notices/{number}/documents"
    return client.post(path, {"kind": "invoice", "file": file(), **parts}, headers={"Idempotency-Key": key})


def test_the_machine_api_takes_lists_and_hands_out(portal: Client) -> None:
    portal.post(NEW, typed())
    number = only().number
    answers = [send(portal, number) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 200, 200]
    told = answers[0].json()
    assert send(portal, number, kind="contract").status_code == 409
    better = send(portal, number, "k2", replaces=str(told["id"]), file=file(PDF + b"%%EOF"))
    assert (better.status_code, better.json()["replaces"]) == (201, told["id"])
    path = f"/api/declarations/notices/{number}/documents"
    assert [row["replaced_by"] for row in portal.get(path).json()] == [better.json()["id"], None]
    assert fetched(portal, f"{path}/{told['id']}/file") == PDF


def test_the_machine_api_says_what_is_wrong(portal: Client) -> None:
    portal.post(NEW, typed())
    number = only().number
    path = f"/api/declarations/notices/{number}/documents"
    assert send(portal, number, file=file(b"MZ")).status_code == 422
    assert send(portal, number, kind="").json()["findings"][0]["field"] == "kind"
    none = portal.post(path, {"kind": "invoice"}, headers={"Idempotency-Key": "k"})
    assert none.json()["findings"][0]["code"] == "declarations.finding.document_missing"
    assert portal.post(path, {"kind": "invoice", "file": file()}).status_code == 422  # no key
    assert send(sign_in("c1", CLERK), number).status_code == 403
