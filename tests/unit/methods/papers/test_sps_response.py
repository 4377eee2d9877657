"""Answers about certificates: what is written is valid and read back; what is none is None."""

from pathlib import Path

import pytest
from lxml import etree

from jiangang.methods.papers.sps import Response, read_response, write_response

SCHEMAS = Path(__file__).resolve().parents[4] / "src/jiangang/port/exchange/schemas"


@pytest.mark.parametrize(
    "response",
    [Response(41, "收货人有误", "zh", "CN-1", "2026-03-02T09:00:00+00:00"), Response(39)],
)
def test_an_answer_is_valid_and_reads_back(response: Response) -> None:
    written = write_response(response)
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "SPSAcknowledgement17.xsd"))
    schema.assertValid(etree.fromstring(written))
    assert read_response(written) == response


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<a/>",
        b"<!DOCTYPE a []><SPSAcknowledgement/>",
        write_response(Response(41)).replace(b"41", b"x"),
    ],
)
def test_what_is_no_answer_is_none(content: bytes) -> None:
    assert read_response(content) is None
