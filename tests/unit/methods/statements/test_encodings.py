"""Encodings are told apart, and what is no text is refused."""

import codecs

import pytest

from jiangang.methods.findings import Refused
from jiangang.methods.statements import read_bytes

TEXT = "全年共检疫入境旅客12.5万人次。\nIt inspected 5 ships.\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "UTF-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "UTF-8"),
        (TEXT.encode("gb18030"), "GB 18030"),
        (TEXT.encode("utf-16"), "UTF-16"),
        (TEXT.encode("utf-16-le"), "UTF-16"),
        (TEXT.encode("utf-16-be"), "UTF-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "UTF-16"),
    ],
)
def test_the_encoding_is_told(data: bytes, encoding: str) -> None:
    decoded = read_bytes(data)
    assert (decoded.text, decoded.encoding) == (TEXT, encoding)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not_text"),
        (b"\xff\xfe\xff\xff\x00\xd8\x00\xd8", "not_text"),
        (b"a" * 1_000_001, "too_large"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_bytes(data)
    assert [each.code for each in refused.value.findings] == [f"methods.statements.finding.{code}"]
