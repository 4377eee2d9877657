"""Papers: canonical records, characters, the PDF and its bytes, the QR code."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import jiangang
from jiangang.kernel.papers import api as papers
from jiangang.kernel.papers.fonts import font_files
from jiangang.kernel.papers.glyphs import characters_of, paper_characters
from jiangang.methods.findings import Refused
from tests.support.pictures import svg_modules

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
TRIAL = Path(jiangang.__path__[0]) / "kernel/papers/typst/specimen.typ"


def specimen(**changes: object) -> dict[str, object]:
    record = {
        "number": "T-1",
        "name": "普通字 Ordinary",
        "office": {"name_zh": "某局", "name_en": "An Office"},
    }
    words = {key: {"zh": "核验", "en": "verify"} for key in ("title", "verify", "code", "number")}
    data = {"record": {**record, **changes}, "words": words, "qr": papers.qr_svg("T-1"), "qr_text": "T-1"}
    return {**data, "verify_address": "https://ciq.example/verify/", "code": "AB12"}


def text_of(pdf: bytes) -> str:
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_the_order_of_filling_does_not_matter() -> None:
    one = papers.canonical_record({"b": Decimal("1.50"), "a": [date(2026, 3, 2), "重"]})
    two = papers.canonical_record({"a": ["2026-03-02", "重"], "b": "1.50"})
    assert one == two == '{"a":["2026-03-02","重"],"b":"1.50"}'


def test_the_digest_is_the_sha_256_that_everybody_computes() -> None:
    # sha256sum of the two bytes `{}`
    digest = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    assert papers.record_digest(papers.canonical_record({})) == digest
    assert papers.verification_code(digest) == "4413-6FA3-55B3-678A"
    assert papers.read_code(" 4413-6fa3 55B3-678A ") == papers.code_of(digest)


def test_a_float_has_no_place_on_a_paper() -> None:
    with pytest.raises(TypeError):
        papers.canonical_record({"mass": 0.1})


def test_fonts_know_the_characters_of_the_trade() -> None:
    known = paper_characters()
    gb2312 = bytes(range(0xA1, 0xFF))
    for row in range(0xB0, 0xF8):
        for cell in gb2312[: 89 if row == 0xD7 else 94]:
            assert ord(bytes([row, cell]).decode("gb2312")) in known
    assert all(ord(letter) in known for letter in "áéíñöüßŁőŽ№℃–—“”（），。")


def test_the_fonts_are_read_as_the_printer_reads_them() -> None:
    sans, serif = (characters_of(path) for path in font_files())
    assert ord("中") in sans & serif
    assert 0x20BB7 not in sans | serif


def test_the_letters_of_europe_are_printed() -> None:
    from jiangang.kernel.papers.glyphs import WESTERN

    letters = "".join(chr(code) for first, last in WESTERN for code in range(first, last + 1))
    made = papers.render(TRIAL, specimen(name=letters), dated=AT)  # PDF/A refuses a letter without a shape
    assert "Łódź" in text_of(papers.render(TRIAL, specimen(name="Łódź, Győr, Žilina, Αθήνα, Киев"), dated=AT))
    assert made.startswith(b"%PDF")


def test_missing_characters_are_named_with_their_place() -> None:
    (finding,) = papers.check_characters({"lines": [{"goods": "樱桃"}, {"goods": "𠮷果 حلال"}]})
    assert finding.params["place"] == "lines.2.goods"
    assert finding.params["codes"].startswith("U+20BB7, U+062D")


def test_a_paper_with_a_missing_character_is_not_made() -> None:
    with pytest.raises(Refused):
        papers.render(TRIAL, specimen(name="𠮷田"), dated=AT)


def test_the_same_record_gives_the_same_bytes() -> None:
    first = papers.render(TRIAL, specimen(), dated=AT)
    assert papers.render(TRIAL, specimen(), dated=AT) == first
    assert papers.render(TRIAL, specimen(name="另一个"), dated=AT) != first


def test_the_paper_is_an_archival_pdf_with_its_fonts_inside() -> None:
    from pypdf import PdfReader

    pdf = papers.render(TRIAL, specimen(), dated=AT)
    reader = PdfReader(io.BytesIO(pdf))
    metadata = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in metadata
    assert "普通字 Ordinary" in text_of(pdf)


@pytest.mark.parametrize(
    "injected",
    [
        "#panic()",
        '#read("/etc/passwd")',
        "$x^2$",
        "*bold* _it_",
        '"] #let x = 1 [',
        "\\ \n = heading",
        "<label>",
    ],
)
def test_no_text_is_taken_for_markup(injected: str) -> None:
    made = text_of(papers.render(TRIAL, specimen(name=injected), dated=AT))
    assert "".join(injected.split()) in "".join(made.split())


@given(
    st.text(alphabet=st.characters(codec="gb2312", exclude_categories=("Cc", "Zs")), min_size=1, max_size=40)
)
def test_a_canonical_record_keeps_every_text(text: str) -> None:
    import json

    assert json.loads(papers.canonical_record({"name": text})) == {"name": text}


@pytest.mark.parametrize(
    "text",
    [
        "https://ciq.example/verify/?n=370100-2026-000001-5&d=2026-03-02&c=AB12CD34EF56AB78",
        "青岛检验检疫局",
    ],
)
def test_a_phone_reads_the_code(text: str) -> None:
    import zxingcpp

    (found,) = zxingcpp.read_barcodes(svg_modules(papers.qr_svg(text)))
    assert found.text == text
