"""One record, every rendering: canonical bytes, QR claims, credential and SPS XML say the same of a paper.

The XML is read by lxml with paths written here, not by our own reader, and judged by every schema of the Hub.
"""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from jiangang.methods.papers import (
    RECORD_FORM,
    claims_of,
    decode,
    digest,
    encode,
    fields_of,
    open_code,
    open_credential,
    sign_code,
    sign_credential,
)
from jiangang.methods.papers.qr import fields_as_map
from jiangang.methods.papers.sps import write_certificate
from jiangang.port.certificates.sps import sps_of
from tests.unit.methods.papers.records import BASE, KEY, KEY_ID, KEYS

RAM = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:21}"
SCHEMAS = ("SPSCertificate17.xsd", "hub_messages.xsd")
ISSUED_AT = "2026-03-02T17:00:00+08:00"

letters = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp", "Zs"))
words = st.text(letters, min_size=1, max_size=30).filter(lambda text: not set(text) & {"\ufffe", "\uffff"})
names = st.fixed_dictionaries({"zh": words | st.just(""), "en": words}) | st.fixed_dictionaries(
    {"zh": words, "en": st.just("")}
)
masses = st.decimals(Decimal("0.001"), Decimal(10) ** 9, places=3).map(lambda value: format(value, "f"))
codes = st.from_regex(r"[0-9]{6}", fullmatch=True)
countries = st.sampled_from(["CN", "CL", "NL", "NZ"])
lines = st.lists(st.tuples(codes, names, names, masses, countries), min_size=1, max_size=4)
kinds = st.sampled_from(["CT", ""])
addresses = st.lists(words, min_size=1, max_size=5)


@st.composite
def records(draw: Any) -> dict[str, Any]:
    """A signed record of a phytosanitary certificate."""
    said = draw(lines)
    rows = [
        {"number": place, "hs_code": code, "goods": goods, "origin": origin, "net_mass_kg": mass}
        for place, (code, goods, origin, mass, _) in enumerate(said, start=1)
    ]
    sps_lines = [{"origin": country, "packages": "3", "package_kind": draw(kinds)} for *_, country in said]
    return {
        "form": RECORD_FORM,
        "number": draw(words),
        "kind": "phytosanitary",
        "issued_on": "2026-03-02",
        "valid_until": draw(st.sampled_from(["", "2026-06-01"])),
        "status_index": draw(st.integers(0, 10**6)),
        "office": {"code": "370100", "name_zh": "青岛检验检疫局", "name_en": "Qingdao Bureau"},
        "office_place": draw(names),
        "signatory": draw(names),
        "consignor": draw(names),
        "consignee": draw(names),
        "origin": draw(names),
        "containers": draw(st.lists(words, max_size=2)),
        "lines": rows,
        "total_net_mass_kg": format(sum(Decimal(row["net_mass_kg"]) for row in rows), "f"),
        "clauses": [{"code": "a", "zh": draw(words), "en": draw(words), "evidence": []}],
        "sps": {
            "exported_from": "CN",
            "imported_to": "NL",
            "consignor_address": draw(addresses),
            "consignee_address": draw(addresses),
            "mode": "1",
            "means": draw(words),
            "voyage": "045W",
            "lines": sps_lines,
        },
    }


@pytest.fixture(scope="session")
def judges(shared_data: Callable[[str], Path]) -> list[etree.XMLSchema]:
    return [etree.XMLSchema(etree.parse(shared_data(f"ephyto/xsd/{name}"))) for name in SCHEMAS]


def tree_of(record: dict[str, Any], canonical: bytes) -> Any:
    made = sps_of(record, type_code=851, issued_at=ISSUED_AT, digest=digest(canonical).hex())
    return etree.fromstring(write_certificate(made))


def texts(root: Any, *steps: str) -> list[str]:
    return [each.text or "" for each in root.iterfind("/".join(f".//{RAM}{step}" for step in steps))]


def one(name: dict[str, str]) -> str:
    return name["en"] or name["zh"]


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(record=records())
def test_record_code_credential_and_xml_agree(record: dict[str, Any], judges: list[Any]) -> None:
    canonical = encode(record)
    fields = fields_of(decode(canonical))
    code = sign_code(claims_of(canonical, signed_at=1), base=BASE, key=KEY, key_id=KEY_ID)
    claims = open_code(code, KEYS)
    subject = open_credential(sign_credential(canonical, base=BASE, key=KEY, key_id=KEY_ID), KEYS)[
        "credentialSubject"
    ]
    assert claims.fields == fields
    assert claims.digest.hex() == subject["recordDigest"].removeprefix("sha-256:")
    assert {name: subject[name] for name in fields_as_map(fields)} == dict(fields_as_map(fields))
    assert subject["record"] == decode(canonical) == record
    root = tree_of(record, canonical)
    for judge in judges:
        judge.assertValid(root)
    assert texts(root, "ReferenceSPSReferencedDocument", "ID") == [claims.digest.hex()]
    assert root.find(f".//{RAM}TypeCode").text == "851"
    assert texts(root, "ConsignorSPSParty", "Name") == [one(record["consignor"])]
    assert texts(root, "ConsigneeSPSParty", "Name") == [one(record["consignee"])]
    weights = texts(root, "NetWeightMeasure")
    assert f"{sum(map(Decimal, weights))} kg" == subject["amount"]
    assert texts(root, "ApplicableSPSClassification", "ClassCode") == [
        row["hs_code"] for row in record["lines"]
    ]
    for row in record["lines"]:
        for language in ("zh", "en"):
            assert not row["goods"][language] or row["goods"][language] in texts(root, "Description")


def test_the_xml_of_one_record_word_for_word() -> None:
    """Number, moments and the order to replace, where a reader would look for them."""
    name = {"zh": "青岛", "en": "Qingdao"}
    record = {
        "form": RECORD_FORM,
        "number": "370100-2026-1",
        "office": {"code": "370100", "name_zh": "青岛检验检疫局", "name_en": "Qingdao Bureau"},
        "replaces": {"number": "370100-2026-0", "issued_on": "2026-03-01", "reason": "品名有误"},
        **dict.fromkeys(("office_place", "signatory", "consignor", "consignee", "origin"), name),
        **dict.fromkeys(("containers", "clauses", "lines"), []),
    }
    head = tree_of(record, encode(record))[0]
    assert head.findtext(f"{RAM}ID") == "370100-2026-1"
    assert head.findtext(f"{RAM}StatusCode") == "70"
    assert head.findtext(f"{RAM}IssueDateTime/*") == ISSUED_AT
    assert texts(head, "IncludedSPSNote", "Subject") == ["ADRP", "ADRPN"]
    assert texts(head, "IncludedSPSNote", "Content") == ["品名有误", "370100-2026-0"]
