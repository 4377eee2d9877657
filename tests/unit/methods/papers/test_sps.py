"""SPS certificates: strict order out, any order in; judged by libxml2 and the schemas of the WSDL."""

import base64
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from jiangang.methods.findings import Refused
from jiangang.methods.papers.sps import (
    Attachment,
    Carriage,
    Characteristic,
    Classification,
    Clause,
    Coded,
    Country,
    Division,
    Item,
    Level,
    Limits,
    LineNote,
    Location,
    Measure,
    Note,
    Origin,
    Package,
    Party,
    Reading,
    Reference,
    SpsCertificate,
    TradeLine,
    Treatment,
    Words,
    check_certificate,
    read_certificate,
    write_certificate,
)
from jiangang.methods.papers.sps.tree import CERTIFICATE, Form, Part

ROOT = Path(__file__).resolve().parents[4]
SCHEMAS = ROOT / "src/jiangang/port/exchange/schemas"
PDF = b"%PDF-1.7\n%"

texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), max_size=20).map(
    lambda text: text.replace("\ufffe", "").replace("\uffff", "").strip(" \t\r\n")
)
filled = texts.filter(bool)
words = st.builds(Words, filled, st.sampled_from(["", "en", "zh"]))
several = st.lists(words, max_size=2).map(tuple)
amounts = st.decimals(-(10**12), 10**12, places=4, allow_nan=False)
measures = st.none() | st.builds(Measure, amounts, st.sampled_from(["", "KGM", "CEL"]))
whole = st.integers(-(2**31) + 1, 2**31 - 1)
coded = st.builds(Coded, filled, st.sampled_from(["", "EPPT"]))
moments = st.sampled_from(["", "2026-03-18T10:30:00+08:00", "2026-03-18"])


def many(one: st.SearchStrategy, size: int = 2) -> st.SearchStrategy:
    return st.lists(one, max_size=size).map(tuple)


addresses = st.lists(texts, max_size=5).map(tuple).filter(lambda lines: not lines or lines[-1])
parties = st.none() | st.builds(Party, filled, many(coded), addresses)
countries = st.builds(Country, st.sampled_from(["CN", "EC", "XX"]), texts)
lines = st.builds(
    TradeLine,
    whole,
    *[several] * 4,
    *[measures] * 4,
    many(st.builds(LineNote, filled, several)),
    many(st.builds(Classification, filled, texts, several)),
    many(st.builds(Package, whole, texts, amounts)),
    many(st.builds(Origin, filled, texts, st.none() | st.builds(Division, filled, texts))),
    many(
        st.builds(
            Treatment, many(st.builds(Characteristic, several, measures)), filled, moments, moments, measures
        )
    ),
)
certificates = st.builds(
    SpsCertificate,
    number=texts,
    type_code=whole,
    status_code=whole,
    issued_at=moments,
    **{name: texts for name in ("issuer", "name", "signed_in", "provider", "signatory", "examined_at")},
    **{name: texts for name in ("container", "seal")},
    signed_at=moments,
    notes=many(st.builds(Note, filled, words)),
    references=many(
        st.builds(
            Reference, texts, coded, moments, texts, st.none() | st.just(Attachment("a.pdf", PDF)), words
        )
    ),
    clauses=many(st.builds(Clause, whole, texts)),
    consignor=parties,
    consignee=parties,
    exported_from=st.none() | countries,
    imported_to=st.none() | countries,
    transit=many(countries),
    unloading=st.none() | st.builds(Location, texts, texts),
    carriages=many(st.builds(Carriage, whole, texts, texts)),
    items=many(st.builds(Item, many(lines), texts)),
)


@pytest.fixture(scope="session")
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMAS / "SPSCertificate17.xsd"))


def example() -> SpsCertificate:
    """A certificate that says what it must."""
    line = TradeLine(
        1,
        descriptions=(Words("Fresh garlic", "en"),),
        net_weight=Measure(Decimal(25000), "KGM"),
        packages=(Package(1, "CT", Decimal(1250)),),
        origins=(Origin("CN"),),
        treatments=(Treatment((Characteristic((Words("TTFT"), Words("Fumigation", "en"))),)),),
    )
    return SpsCertificate(
        number="3702026",
        type_code=851,
        status_code=70,
        issued_at="2026-03-18T10:30:00+08:00",
        issuer="NPPO of China (demo)",
        signed_in="Qingdao",
        signatory="ZHANG Wei",
        clauses=(Clause(1),),
        consignor=Party("Qingdao Demo", address=("88 Road",)),
        consignee=Party("Importer SA", address=("La Ronda",)),
        exported_from=Country("CN"),
        imported_to=Country("EC"),
        items=(Item((line,)),),
    )


def codes(reading: Reading) -> set[str]:
    return {each.code for each in reading.observations}


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(certificates)
def test_out_in_and_out_again_is_the_same_and_valid(schema: etree.XMLSchema, record: SpsCertificate) -> None:
    written = write_certificate(record)
    schema.assertValid(etree.fromstring(written))
    reading = read_certificate(written)
    assert reading.record == record
    assert write_certificate(reading.record) == written
    assert not codes(reading) & {"out_of_order", "not_in_schema", "twice", "other_namespace"}


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(certificates, st.randoms(use_true_random=False))
def test_any_order_of_elements_reads_alike(record: SpsCertificate, random: object) -> None:
    root = etree.fromstring(write_certificate(record))
    kinds = {name for part in CERTIFICATE for name in _tags(part)}
    for element in list(root.iter()):
        children = list(element)
        names = [child.tag for child in children]
        random.shuffle(names)  # type: ignore[attr-defined]
        order = {name: place for place, name in enumerate(names)}
        if set(names) <= kinds:
            element[:] = sorted(children, key=lambda child: order[child.tag])
    assert read_certificate(etree.tostring(root)).record == record


def _tags(part: Part) -> set[str]:
    lines_of = {
        f"{{{part.space}}}{tag}" for tag in ("LineOne", "LineTwo", "LineThree", "LineFour", "LineFive")
    }
    inner = {name for each in part.parts for name in _tags(each)}
    return {part.name, *inner, *(lines_of if part.form is Form.ADDRESS else ())}


def test_every_schema_of_the_hub_loads_and_is_the_kept_one(shared_data: Callable[[str], Path]) -> None:
    for name in (each.name for each in SCHEMAS.glob("*.xsd")):
        original = shared_data(f"ephyto/xsd/{name}")
        assert original.read_bytes() == (SCHEMAS / name).read_bytes()
        etree.XMLSchema(etree.parse(original)).validate(etree.fromstring(write_certificate(example())))
    judge = etree.XMLSchema(etree.parse(shared_data("ephyto/xsd/hub_messages.xsd")))
    judge.assertValid(etree.fromstring(write_certificate(example())))


def test_the_ordered_sample_reads_clean(shared_data: Callable[[str], Path], schema: etree.XMLSchema) -> None:
    reading = read_certificate(shared_data("ephyto/sample_851_ordered.xml").read_bytes())
    assert [each.as_dict() for each in reading.observations] == []
    assert reading.record is not None
    line = reading.record.lines[0]
    assert (line.net_weight, line.treatments[0].duration) == (
        Measure(Decimal(25000), "KGM"),
        Measure(Decimal(24), "HUR"),
    )
    schema.assertValid(etree.fromstring(write_certificate(reading.record)))


def test_the_public_sample_reads_with_findings(
    shared_data: Callable[[str], Path], schema: etree.XMLSchema
) -> None:
    reading = read_certificate(shared_data("ephyto/SPSCertificateContent.xml").read_bytes())
    record = reading.record
    assert record is not None
    assert {"out_of_order", "not_in_schema", "attachment_unnamed_type"} <= codes(reading)
    assert codes(reading) & {"attachment_unknown", "attachment_unreadable"}
    assert (record.number, record.consignor and record.consignor.name, record.seal) == (
        "123ABC",
        "Juan Perez",
        "G2382564",
    )
    assert [each.code for each in record.transit] == ["US"]
    kept = [each.attachment.content is not None for each in record.references if each.attachment]
    assert kept == [True] * 5 + [False]
    schema.assertValid(etree.fromstring(write_certificate(record)))


def test_a_clean_certificate_has_no_findings() -> None:
    assert check_certificate(example()) == ()
    assert read_certificate(write_certificate(example())).observations == ()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"number": ""}, "missing"),
        ({"signatory": ""}, "missing"),
        ({"clauses": ()}, "missing"),
        ({"consignee": None}, "missing"),
        ({"items": ()}, "missing"),
        ({"imported_to": Country("Ecuador")}, "country_odd"),
        ({"type_code": 999}, "type_unknown"),
        ({"status_code": 1}, "status_unknown"),
        ({"issued_at": "2026-03-18"}, "moment_odd"),
        ({"notes": (Note("HELLO"),)}, "subject_unknown"),
        ({"notes": (Note("ADRP", Words("4")),)}, "replacement_unnamed"),
        ({"carriages": (Carriage(9),)}, "mode_unknown"),
    ],
)
def test_what_is_missing_or_mapped_otherwise_is_found(change: dict, code: str) -> None:
    assert code in {each.code for each in check_certificate(replace(example(), **change))}


BOMB = (
    b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">%s]><SPSCertificate>&lol9;</SPSCertificate>"""
    % b"".join(b'<!ENTITY lol%d "%s">' % (step, b"&lol%d;" % (step - 1) * 10) for step in range(1, 10))
)


@pytest.mark.parametrize(
    "hostile",
    [
        BOMB,
        BOMB.decode().replace('<?xml version="1.0"?>', "").encode("utf-16"),
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><SPSCertificate>&x;</SPSCertificate>',
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/evil.dtd"><SPSCertificate/>',
        b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a []><SPSCertificate/>',
        b"<!DOCTYPE a [<!ENTITY x 'y'>]><a/>".decode().encode("utf-32"),
    ],
)
def test_bombs_and_entities_are_refused_with_a_finding(hostile: bytes) -> None:
    tracemalloc.start()
    reading = read_certificate(hostile)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert reading.record is None
    assert codes(reading) <= {"has_doctype", "not_xml"}
    assert peak < 5_000_000


def test_sizes_are_limited() -> None:
    written = write_certificate(example())
    assert codes(read_certificate(written, Limits(whole=100))) == {"too_large"}
    assert codes(read_certificate(written, Limits(elements=10))) == {"too_many_elements"}
    assert codes(read_certificate(written, Limits(depth=3))) == {"too_deep"}
    deep = b"<SPSCertificate>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</SPSCertificate>"
    assert read_certificate(deep).record is None
    huge = b"<SPSCertificate><a>" + b"A" * 12_000_000 + b"</a></SPSCertificate>"
    assert codes(read_certificate(huge)) == {"text_too_large"}


def test_a_file_of_half_a_gigabyte_is_refused_before_it_is_read() -> None:
    assert codes(read_certificate(bytes(500 * 1024 * 1024))) == {"too_large"}


@pytest.mark.parametrize(
    ("name", "content", "code", "taken"),
    [
        ("a.pdf", PDF, "", True),
        ("a", PDF, "attachment_unnamed_type", True),
        ("a.png", PDF, "attachment_mislabelled", False),
        ("a.rar", PDF, "attachment_mislabelled", False),
        ("a.pdf", b"MZ\x90", "attachment_mislabelled", False),
        ("a.zip", b"PK\x03\x04", "attachment_type", False),
        ("a.pdf", b"hello", "attachment_unknown", False),
        ("big.pdf", PDF + bytes(2000), "attachment_too_large", False),
    ],
)
def test_attachments_are_what_they_say(name: str, content: bytes, code: str, taken: bool) -> None:
    given_file = replace(example(), references=(Reference("ZZZ", attachment=Attachment(name, content)),))
    reading = read_certificate(write_certificate(given_file), Limits(attachment=1000))
    assert codes(reading) == ({code} if code else set())
    assert reading.record is not None
    attachment = reading.record.references[0].attachment
    assert attachment is not None and (attachment.content == content) is taken


def test_all_attachments_together_are_limited() -> None:
    each = Reference("ZZZ", attachment=Attachment("a.pdf", PDF + bytes(900)))
    written = write_certificate(replace(example(), references=(each,) * 3))
    reading = read_certificate(written, Limits(attachment=1000, attachments=2000))
    assert codes(reading) == {"attachment_too_large"}


def test_what_xml_cannot_hold_is_refused_by_name() -> None:
    wrong = replace(example(), issuer="a\x00b", clauses=(Clause(2**40),))
    with pytest.raises(Refused) as refusal:
        write_certificate(wrong)
    assert [each.field.rpartition("/")[2] for each in refusal.value.findings] == ["Name", "ID"]
    with pytest.raises(Refused):
        write_certificate(replace(example(), consignor=Party("x", address=("1",) * 6)))


@pytest.mark.parametrize("value", ["NaN", "INF", "1e999999", "twelve", "１２", "0x10"])
def test_no_amount_is_made_up(value: str) -> None:
    written = write_certificate(example()).replace(b">25000<", f">{value}<".encode())
    reading = read_certificate(written)
    assert reading.record is not None
    assert reading.record.lines[0].net_weight is None
    assert "not_a_number" in codes(reading)


def test_a_thousand_faults_of_a_kind_are_counted_not_listed() -> None:
    odd = b"<ram:Odd/>" * 1000
    written = write_certificate(example()).replace(b"<rsm:SPSConsignment>", b"<rsm:SPSConsignment>" + odd)
    reading = read_certificate(written)
    assert len(reading.observations) == 21
    assert reading.at(Level.SEVERE) == []


def test_bytes_changed_at_random_never_raise() -> None:
    import random

    chance, written = random.Random(5), write_certificate(example())
    for _ in range(500):
        spoiled = bytearray(written)
        spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
        read_certificate(bytes(spoiled))
    assert base64.b64encode(PDF)
