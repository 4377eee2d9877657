"""What anyone may ask by machine: one code, a number, many of them, a file; what is refused, and how."""

import csv
import io
import json
import tracemalloc
from typing import Any

import pytest

from tests.integration.certificates.test_certifying import act, issued
from tests.integration.certificates.test_verifying import pdf_of

pytestmark = pytest.mark.django_db
FILE = "/api/certificates/verify/file"
BULK = "/api/certificates/verify/bulk"
CASES = {
    "xml bomb": (
        b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><l>&b;</l>',
        "",
        422,
    ),
    "external": (b'<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><l>&a;</l>', "text/plain", 422),
    "zip": (b"PK\x03\x04" + bytes(40), "application/pdf", 422),
    "empty": (b"", "application/pdf", 422),
    "binary": (bytes(range(256)), "", 422),
    "a PDF called a picture": (b"%PDF-1.7\n%%EOF", "image/png", 422),
    "a picture called a PDF": (b"\x89PNG\r\n\x1a\n" + bytes(40), "application/pdf", 422),
    "cut PNG": (b"\x89PNG\r\n\x1a\n" + bytes(40), "image/png", 422),
    "huge PNG": (
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (60_000).to_bytes(4, "big") * 2 + b"\x08\0\0\0\0" + bytes(40),
        "image/png",
        422,
    ),
    "cut JPEG": (b"\xff\xd8\xff\xe0\x00\x04ab\xff", "image/jpeg", 422),
    "no code": (b"just words", "text/plain", 422),
}


@pytest.fixture(autouse=True)
def uncounted() -> None:
    """No request of another test counts here."""
    from django.core.cache import cache

    cache.clear()


def send(client: Any, content: bytes, called: str) -> Any:
    return client.post(FILE, content, content_type=called or "application/octet-stream")


def codes(answer: Any) -> list[str]:
    return [each["code"].rpartition(".")[2] for each in answer.json()["findings"]]


def test_a_file_gets_the_whole_answer(released: Any, client: Any) -> None:
    certificate = issued(released)
    pdf = pdf_of(certificate)
    for called in ("application/pdf", "application/octet-stream"):
        said = send(client, pdf, called).json()
        assert (said["state"], said["number"]) == ("valid", certificate.number)
        assert said["fields"]["consignee"] == "青岛海天果品有限公司"
        assert said["sentence"]["en"].startswith("Valid.")
    assert send(client, certificate.signed.qr_text.encode(), "text/plain").json()["state"] == "valid"
    bent = bytearray(pdf)
    bent[9000] ^= 1
    assert send(client, bytes(bent), "application/pdf").json()["state"] == "broken"
    act("withdraw", "signatory", certificate_id=certificate.pk, reason="误签")
    said = send(client, pdf, "application/pdf").json()
    assert (said["state"], said["reason"], said["on"]) == ("withdrawn", "误签", "2026-03-02")


@pytest.mark.parametrize("name", CASES)
def test_what_is_no_paper_is_refused_with_a_finding(client: Any, name: str) -> None:
    content, called, status = CASES[name]
    answer = send(client, content, called)
    assert (answer.status_code, len(codes(answer))) == (status, 1)
    if " called a " in name:
        assert codes(answer) == ["file_mislabelled"]


def test_a_file_of_half_a_gigabyte_is_refused_unread(client: Any) -> None:
    class Never(io.RawIOBase):
        """A body of 500 MB, of which nothing may be read."""

        def read(self, size: int = -1) -> bytes:
            raise AssertionError("read")

    said = {"CONTENT_LENGTH": str(500 * 1024 * 1024), "wsgi.input": Never()}
    answer = client.generic("POST", FILE, b"", content_type="application/pdf", **said)
    assert (answer.status_code, codes(answer)) == (413, ["file_too_large"])
    tracemalloc.start()
    answer = send(client, b"%PDF-1.7" + bytes(9 * 1024 * 1024), "application/pdf")
    assert answer.status_code == 413
    tracemalloc.stop()


def test_each_row_of_a_list_is_answered(released: Any, client: Any) -> None:
    certificate = issued(released)
    number, code = certificate.number, certificate.signed.digest[:16].upper()
    text = certificate.signed.qr_text
    rows = [
        {"number": number, "code": code},
        {"number": f" {number} ".replace("-", "－"), "code": f"{code[:4]}-{code[4:]}".lower()},
        {"text": text},
        {"number": number, "code": "0" * 16},
        {"text": text[:-2] + ("A" if text[-2] != "A" else "B") + text[-1]},
        {"text": "hello"},
        {"number": number},
        {},
    ]
    answer = client.post(BULK, json.dumps({"rows": rows}), "application/json").json()
    wanted = ["valid", "valid", "valid", "unknown", "broken", "unreadable", "unreadable", "unreadable"]
    assert [each["state"] for each in answer["rows"]] == wanted
    assert [each["row"] for each in answer["rows"]] == list(range(1, 9))
    assert answer["rows"][6]["findings"][0]["code"] == "certificates.finding.question_empty"
    act("withdraw", "signatory", certificate_id=certificate.pk, reason="=误签")
    table = f"number,code,text\r\n{number},{code},\r\n,,{text}\r\nx,y,\r\n"
    answer = client.post(f"{BULK}.csv", table.encode(), content_type="text/csv")
    said = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [each["state"] for each in said] == ["withdrawn", "withdrawn", "unknown"]
    assert said[0]["reason"] == "'=误签", "no formula in a cell"
    assert said[0]["on"] == "2026-03-02"


def test_a_thousand_rows_are_answered_with_few_questions(
    released: Any, client: Any, django_assert_max_num_queries: Any
) -> None:
    certificate = issued(released)
    row = {"number": certificate.number, "code": certificate.signed.digest[:16]}
    other = {"number": "370100-2026-000000-0", "code": "0" * 16}
    body = json.dumps({"rows": [row, other] * 500})
    with django_assert_max_num_queries(20):
        answer = client.post(BULK, body, "application/json").json()
    assert [each["state"] for each in answer["rows"]] == ["valid", "unknown"] * 500
    assert client.post(BULK, json.dumps({"rows": [row] * 1001}), "application/json").status_code == 422
    assert client.post(BULK, json.dumps({"rows": []}), "application/json").status_code == 422


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (b"number,code\r\n" + b"a,b\r\n" * 1001, "list_size"),
        (b"number,code\r\n", "list_size"),
        (b"a,b\r\n1,2\r\n", "list_unreadable"),
        (b"\xff\xfe\x00", "list_unreadable"),
        (b'text\r\n"x', "list_unreadable"),
    ],
)
def test_a_list_that_is_none_is_refused(client: Any, table: bytes, code: str) -> None:
    answer = client.post(f"{BULK}.csv", table, content_type="text/csv")
    assert (answer.status_code, codes(answer)) == (422, [code])


def test_who_asks_too_often_is_told_so(client: Any) -> None:
    body = json.dumps({"rows": [{"text": "x"}]})
    answers = [client.post(BULK, body, "application/json") for _ in range(7)]
    assert [each.status_code for each in answers] == [200] * 6 + [429]
    assert codes(answers[-1]) == ["too_often"]
    assert answers[-1].headers["Retry-After"] == "60"
    pages = [client.get("/verify/", headers={"accept-language": "en"}) for _ in range(61)]
    assert pages[-1].status_code == 429
    assert "too often" in pages[-1].content.decode()


def test_the_states_stand_in_the_description_of_the_api(client: Any) -> None:
    said = client.get("/api/openapi.json").json()
    states = said["components"]["schemas"]["RowState"]["enum"]
    assert len(states) == 9
    assert set(said["components"]["schemas"]["State"]["enum"]) == set(states) - {"unreadable"}
    responses = said["paths"]["/api/certificates/verify/file"]["post"]["responses"]
    assert {"200", "413", "422", "429"} <= set(responses)
