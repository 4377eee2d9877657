"""Handing documents in and back: limits, inspection, hash, scanner, scope, guards."""

import hashlib
import io
import socket
import struct
import threading
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.db import Error, connection, transaction

from jiangang.kernel.documents import api, permissions
from jiangang.kernel.documents.api import Upload
from jiangang.kernel.documents.store import folder, path_of
from jiangang.kernel.permissions import Actor
from jiangang.methods.findings import NotFound, Refused

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 4, tzinfo=UTC)
CLERK = Actor(name="clerk", on=AT.date(), person_id=7, permissions=frozenset({permissions.VIEW_DOCUMENTS}))
PDF = b"%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n"


@pytest.fixture(autouse=True)
def documents_folder(tmp_path: Path, settings: Any) -> Path:
    """A store of the test's own."""
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    return tmp_path / "documents"


def hand_in(content: bytes, name: str = "paper.pdf", **more: Any) -> api.Stored:
    """Hand a file in."""
    upload = Upload(name=name, chunks=[content], kind="test.paper", **more)
    return api.store_document(upload=upload, actor=CLERK, at=AT)


def refused(content: bytes, name: str) -> str:
    """The last word of the finding that refuses a file; nothing of it may stay on the disk."""
    with pytest.raises(Refused) as caught:
        hand_in(content, name)
    assert [path for path in folder().rglob("*") if path.is_file()] == []
    return caught.value.findings[0].code.rpartition(".")[2]


def workbook() -> bytes:
    """A small real workbook."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    book.add_worksheet().write(0, 0, "货物")
    book.close()
    return target.getvalue()


def zipped(**parts: bytes) -> bytes:
    """A ZIP container with the parts that make it look like a workbook."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return target.getvalue()


def test_a_document_is_kept_under_its_hash_once() -> None:
    first = hand_in(PDF, subject="test:1")
    second = hand_in(PDF, subject="test:2")
    assert first.sha256 == second.sha256 == hashlib.sha256(PDF).hexdigest()
    assert path_of(first.sha256).read_bytes() == PDF
    assert (path_of(first.sha256).stat().st_mode & 0o777) == 0o400
    assert [row.subject for row in api.list_documents(CLERK)] == ["test:2", "test:1"]
    assert api.check_store() == []


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (workbook(), "notice.xlsx"),
        ("品名,重量\n大豆,1\n".encode(), "notice.csv"),
        ("品名,重量\n大豆,1\n".encode("gbk"), "notice.csv"),
        ("品名\n".encode("utf-16"), "notice.txt"),
        (b"<?xml version='1.0'?><a><b/></a>", "notice.xml"),
        (
            b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x10\x00\x00\x00\x10\x08\x02\x00\x00\x001234",
            "a.png",
        ),
        (b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08\x00\x10\x00\x10\x01", "a.JPG"),
    ],
)
def test_ordinary_files_are_taken(content: bytes, name: str) -> None:
    assert hand_in(content, name).size == len(content)


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.pdf", "empty"),
        (b"MZ\x90\x00", "a.exe", "type_not_taken"),
        (b"x", "noname", "type_not_taken"),
        (b"MZ\x90\x00 no pdf", "a.pdf", "not_what_it_seems"),
        (PDF, "a.png", "not_what_it_seems"),
        (b"%PDF-1.7 cut off", "a.pdf", "damaged"),
        (b"PK\x03\x04 rubbish", "a.xlsx", "damaged"),
        (zipped(**{"xl__sheet_xml": b"<a>"})[:-30], "a.xlsx", "damaged"),
        (zipped(inner_zip=b"x").replace(b"inner_zip", b"inner.zip"), "a.xlsx", "archive_in_archive"),
        (zipped(big=b"0" * 20_000_000), "a.xlsx", "bomb"),
        (zipped(a_xml=b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'), "a.xlsx", "xml_doctype"),
        (b'<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><x>&c;</x>', "a.xml", "xml_doctype"),
        (b"<a><b></a>", "a.xml", "damaged"),
        (b"a,b\n\x00\x01\n", "a.csv", "not_text"),
        (b"a\xff\xff\x80", "a.csv", "not_text"),
        (
            b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x00\x00\x00\x01\x00\x00\x08\x02\x00\x00\x001234",
            "a.png",
            "picture_too_large",
        ),
    ],
)
def test_bad_files_are_refused_with_a_clear_finding(content: bytes, name: str, code: str) -> None:
    assert refused(content, name) == code


def test_a_file_above_the_limit_stops_as_soon_as_it_is() -> None:
    given = 0

    def endless() -> Iterator[bytes]:
        nonlocal given
        while True:
            given += 1
            yield b"0" * 1_048_576

    with pytest.raises(Refused) as caught:
        api.store_document(upload=Upload("a.pdf", endless(), "test"), actor=CLERK, at=AT)
    assert caught.value.findings[0].code == "documents.finding.too_large"
    assert given == api.limits(AT.date()).max_megabytes + 1
    assert [path for path in folder().rglob("*") if path.is_file()] == []


def test_limits_are_told_before() -> None:
    limits = api.limits(AT.date(), api.SPREADSHEETS)
    assert (limits.max_megabytes, limits.accept) == (20, ".csv,.xlsx")
    assert refused_type(".pdf", limits.extensions)


def refused_type(extension: str, extensions: tuple[str, ...]) -> bool:
    """Whether a form that takes only these types refuses another."""
    with pytest.raises(Refused):
        hand_in(PDF, f"a{extension}", extensions=extensions)
    return True


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\temp\\报关单.PDF", "报关单.PDF"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("a\u202efdp.pdf", "a_fdp.pdf"),
        ("x" * 300 + ".pdf", "x" * 110 + ".pdf"),
        ('a"b\r\nc.pdf', "a_b_c.pdf"),
    ],
)
def test_names_are_fit_to_be_handed_back(given: str, kept: str) -> None:
    assert api.clean_name(given) == kept


class FakeScanner:
    """A clamd that answers what it is told; keeps what it was sent."""

    def __init__(self, answer: bytes) -> None:
        self.answer, self.received = answer, b""
        self.server = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.server.getsockname()[1]}"
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        client, _ = self.server.accept()
        with client, client.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\x00"
            while length := struct.unpack(">I", stream.read(4))[0]:
                self.received += stream.read(length)
            client.sendall(self.answer)
        self.server.close()


@pytest.mark.parametrize(
    ("answer", "state"),
    [(b"stream: OK\x00", "clean"), (b"INSTREAM size limit exceeded. ERROR\x00", "failed")],
)
def test_the_scanner_is_asked_when_there_is_one(answer: bytes, state: str, settings: Any) -> None:
    fake = FakeScanner(answer)
    settings.VIRUS_SCANNER = fake.address
    stored = hand_in(PDF)
    assert fake.received == PDF
    assert api.get_document(stored.id, CLERK).scan_state == state
    assert bool(stored.findings) is (state == "failed")


def test_an_infected_file_is_refused(settings: Any) -> None:
    settings.VIRUS_SCANNER = FakeScanner(b"stream: Eicar-Test-Signature FOUND\x00").address
    assert refused(PDF, "a.pdf") == "infected"


def test_without_a_scanner_or_with_a_dead_one_it_is_said(settings: Any) -> None:
    assert api.get_document(hand_in(PDF).id, CLERK).scan_state == "not_scanned"
    settings.VIRUS_SCANNER = "127.0.0.1:9"
    assert [finding.code for finding in hand_in(PDF).findings] == ["documents.finding.scan_failed"]


def test_another_firm_does_not_find_the_document() -> None:
    stored = hand_in(PDF)
    with pytest.raises(NotFound):
        api.get_document(stored.id, Actor(name="x", on=AT.date(), person_id=8, firm_id=999_999))
    with pytest.raises(NotFound):
        api.get_document(stored.id, Actor(name="x", on=AT.date(), person_id=9))
    assert api.get_document(stored.id, Actor(name="own", on=AT.date(), person_id=7)).name == "paper.pdf"


def test_lost_and_changed_bytes_are_named() -> None:
    stored = hand_in(PDF)
    path = path_of(stored.sha256)
    path.chmod(0o600)
    path.write_bytes(PDF + b" ")
    assert [finding.code for finding in api.check_store()] == ["documents.finding.bytes_differ"]
    path.unlink()
    assert [finding.code for finding in api.check_store()] == ["documents.finding.bytes_missing"]


@pytest.mark.parametrize(
    "statement", ["UPDATE documents_document SET name = 'x'", "DELETE FROM documents_document"]
)
def test_documents_cannot_be_changed(statement: str) -> None:
    hand_in(PDF)
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
