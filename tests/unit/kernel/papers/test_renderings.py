"""All renderings of a record agree, the code reads from bad pictures, and the file is a whole PDF/A-3."""

import io
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiangang.kernel.papers import scanning
from jiangang.kernel.papers.rendering import (
    page_pictures,
    proof_attachment,
    record_attachment,
    render,
    xml_attachment,
)
from jiangang.kernel.papers.seal_drawing import seal_svg
from jiangang.kernel.papers.validation import Trust
from jiangang.kernel.papers.verification import Known, read_code, read_credential, read_pdf
from jiangang.methods.findings import Refused
from jiangang.methods.papers import agrees, decode, open_code, sign_credential
from jiangang.methods.papers.cose import key_id_of
from jiangang.port.certificates.registry import get_kind
from tests.support.papers import AT, paper_of, sealed_paper, trial_office, trial_record, unsealed
from tests.support.pictures import first_page

RING = trial_office().ring
KEYS = {key_id_of(RING.code): [RING.code_key.public_key()]}
TEMPLATE = get_kind("inspection_certificate").template
NAMES = st.text(
    st.sampled_from("青岛海天果品有限公司上海宁波abcdefgXYZ 0123456789éöß（）"), min_size=1, max_size=60
)


def plain(text: str) -> str:
    return "".join(text.split())


@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(NAMES, NAMES, st.integers(1, 999_999), st.decimals(1, 99_999_999, places=1))
def test_all_renderings_agree(consignor: str, consignee: str, number: int, mass: Any) -> None:
    from pypdf import PdfReader

    from jiangang.kernel.papers.sealing import seal

    names = {
        "consignor": {"zh": "", "en": consignor.strip() or "x"},
        "consignee": {"zh": consignee, "en": ""},
    }
    record = trial_record(number, total_net_mass_kg=format(mass, "f"), **names)
    encoded, _, text = paper_of(record, RING)
    pdf = seal(unsealed(record, RING), RING)
    known = Known(Trust((RING.root,)), KEYS)
    credential = sign_credential(
        encoded, base="https://ciq.example", key=RING.code_key, key_id=key_id_of(RING.code)
    )
    from_pdf, from_code = read_pdf(pdf, known, AT), read_code(text, known)
    from_credential = read_credential(credential, known)
    assert from_pdf.fields == from_code.fields == from_credential.fields
    assert from_pdf.digest == from_code.digest == from_credential.digest
    assert from_pdf.record == from_credential.record == decode(encoded) == record
    assert agrees(open_code(text, KEYS), encoded)
    printed = plain(PdfReader(io.BytesIO(pdf)).pages[0].extract_text())
    for said in (record["number"], record["consignor"]["en"], record["consignee"]["zh"], record["issued_on"]):
        assert plain(said) in printed
    assert scanning.read_codes(first_page(pdf, dpi=150)) == [text]


def blurred(picture: Any, size: int) -> Any:
    """Each point as the mean of a square of its neighbours, as a bad lens sees it."""
    from scipy.ndimage import uniform_filter

    return uniform_filter(picture, size)


def place_of_code(picture: Any, text: str) -> tuple[int, int, int, int]:
    import zxingcpp

    (found,) = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    assert found.text == text
    spots = (found.position.top_left, found.position.bottom_right)
    return spots[0].x, spots[0].y, spots[1].x, spots[1].y


def test_the_code_reads_from_bad_pictures() -> None:
    _, _, text = paper_of(trial_record(), RING)
    poor = first_page(sealed_paper(), dpi=100)
    assert scanning.read_codes(poor) == [text], "a scanner of 100 dpi"
    assert scanning.read_codes(blurred(first_page(sealed_paper(), dpi=200), 3)) == [text], "a blurred picture"
    good = first_page(sealed_paper(), dpi=300).copy()
    left, top, right, bottom = place_of_code(good, text)
    side = int(((right - left) * (bottom - top) * 0.06) ** 0.5)
    x, y = left + (right - left) // 2, top + (bottom - top) // 2
    good[y : y + side, x : x + side] = 255
    assert scanning.read_codes(good) == [text], "6 % of its area covered"
    assert scanning.read_codes(blurred(good, 3)) == [text], "covered and blurred"


def test_a_page_whose_code_does_not_read_stops_the_paper() -> None:
    from jiangang.kernel.papers import api as papers

    encoded, data, _ = paper_of(trial_record(), RING)
    covered = {**data, "qr": data["qr"].replace("</svg>", '<rect width="60" height="60" fill="#fff"/></svg>')}
    other = {**data, "qr": papers.qr_svg("HTTPS://CIQ.EXAMPLE/C/AAAA")}
    for wrong in (covered, other):
        with pytest.raises(Refused) as refusal:
            papers.make_pdf(TEMPLATE, wrong, [record_attachment(encoded)], AT)
        assert refusal.value.findings[0].code == "papers.finding.code_unreadable"


def test_every_page_shows_the_code() -> None:
    lines = [{**trial_record()["lines"][0], "number": number} for number in range(1, 61)]
    _, data, text = paper_of(trial_record(lines=lines), RING)
    pictures = page_pictures(TEMPLATE, data)
    assert len(pictures) >= 3
    scanning.check_pages(pictures, text)


def test_pictures_are_read_as_another_program_reads_them(tmp_path: Path) -> None:
    if shutil.which("pdftoppm") is None:
        pytest.skip("pdftoppm (poppler-utils) is not installed")
    path = tmp_path / "p.pdf"
    path.write_bytes(sealed_paper())
    for kind in ([], ["-gray"]):
        subprocess.run(["pdftoppm", "-r", "60", "-png", *kind, path, tmp_path / "o"], check=True)
        subprocess.run(["pdftoppm", "-r", "60", *kind, path, tmp_path / "o"], check=True)
        ours = scanning.grey_of((tmp_path / "o-1.png").read_bytes())
        raw = (tmp_path / ("o-1.pgm" if kind else "o-1.ppm")).read_bytes()
        head = re.match(rb"P[56]\s(\d+)\s(\d+)\s255\s", raw)
        assert head
        values = raw[head.end() :]
        assert ours.tobytes() == (values if kind else values[1::3])


def test_attachments_are_what_was_put_in() -> None:
    from pypdf import PdfReader

    encoded, data, _ = paper_of(trial_record(), RING)
    files = [
        record_attachment(encoded),
        xml_attachment(b"<a/>"),
        proof_attachment(b"c2sp.org/tlog-proof@v1\n"),
    ]
    reader = PdfReader(io.BytesIO(render(TEMPLATE, data, dated=AT, attachments=files)))
    found = {name: contents[0] for name, contents in reader.attachments.items()}
    assert found == {each.name: each.content for each in files}
    relations = {str(each.get_object()["/AFRelationship"]) for each in reader.trailer["/Root"]["/AF"]}
    assert relations == {"/Source", "/Alternative", "/Supplement"}


def test_the_file_is_a_pdf_a_3b() -> None:
    """No free validator of PDF/A can be had as a package: the parts that ISO 19005-3 asks for, one by one."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(sealed_paper()))
    root = reader.trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode()
    assert re.search(r"<pdfaid:part>3</pdfaid:part>", metadata)
    assert re.search(r"<pdfaid:conformance>B</pdfaid:conformance>", metadata)
    before = (
        PdfReader(io.BytesIO(unsealed(trial_record(), RING)))
        .trailer["/Root"]["/Metadata"]
        .get_data()
        .decode()
    )
    assert metadata == before, "sealing leaves the metadata as they were"
    assert "/Encrypt" not in reader.trailer
    assert len(reader.trailer["/ID"]) == 2
    assert root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    assert root["/OutputIntents"][0]["/DestOutputProfile"].get_data()
    assert root["/MarkInfo"]["/Marked"]
    for page in reader.pages:
        fonts = [each.get_object() for each in page["/Resources"]["/Font"].values()]
        for font in fonts:
            inner = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(inner), font["/BaseFont"]
            assert "/ToUnicode" in font
        for widget in page.get("/Annots", []):
            assert int(widget.get_object().get("/F", 0)) & 4, "an annotation that is not printed"
    for each in root["/AF"]:
        spec = each.get_object()
        assert {"/F", "/UF", "/AFRelationship", "/EF", "/Desc"} <= set(spec)
        assert spec["/EF"]["/F"]["/Subtype"]


def test_qpdf_finds_no_fault(tmp_path: Path) -> None:
    if shutil.which("qpdf") is None:
        pytest.skip("qpdf is not installed")
    path = tmp_path / "p.pdf"
    path.write_bytes(sealed_paper())
    said = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=True).stdout
    assert "No syntax or stream encoding errors found" in said


@pytest.mark.parametrize("name", ["青岛检验检疫局", 'Authority of <Ports> & "Plants"', "局" * 30, "Ł", ""])
def test_the_seal_is_a_whole_picture(name: str) -> None:
    from defusedxml.ElementTree import fromstring

    drawn = fromstring(seal_svg(name, "An Office", "专用章"))
    letters = [each.text for each in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert "".join(letters) == (name or "An Office") + "专用章"


def test_a_fallback_font_draws_what_ours_lack() -> None:
    from jiangang.kernel.papers.glyphs import check_characters, fallback_families, fallback_for

    rare = "𠮷"
    (finding,) = check_characters({"name": rare})
    assert finding.params["names"] == "U+20BB7 CJK UNIFIED IDEOGRAPH-20BB7"
    if not fallback_for(rare):
        pytest.skip("no fallback font with rare characters is installed (fonts-noto-cjk)")
    assert finding.params["fonts"] == fallback_for(rare)
    assert check_characters({"name": rare}, fallback=fallback_families()) == []
    from pypdf import PdfReader

    chosen = trial_record(
        consignee={"zh": rare + "田商事", "en": ""}, fallback_fonts=list(fallback_families())
    )
    pdf = unsealed(chosen, RING)
    assert rare in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
