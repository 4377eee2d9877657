"""Every kind of certificate: whole definition, parity of wording, and each of its examples."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from jiangang.kernel.papers.glyphs import check_characters
from jiangang.port.certificates.entered import example_facts, once_a_field
from jiangang.port.certificates.facts import CaseFacts, Name
from jiangang.port.certificates.records import draft_record, signed_record
from jiangang.port.certificates.registry import all_kinds, get_kind, read_kind
from jiangang.port.certificates.rules import CHECKS, check_case
from jiangang.port.certificates.wordings import day_in

DAY = date(2026, 11, 24)
OFFICE = {"code": "370100", "name_zh": "青岛检验检疫局", "name_en": "Qingdao Bureau"}
VALID = [(kind.code, name, data) for kind in all_kinds().values() for name, data in kind.examples("valid")]
INVALID = [
    (kind.code, name, data) for kind in all_kinds().values() for name, data in kind.examples("invalid")
]


@pytest.mark.parametrize("code", sorted(all_kinds()))
def test_a_kind_is_whole(code: str) -> None:
    kind = get_kind(code)
    assert kind.template.is_file()
    assert set(kind.preconditions) <= set(CHECKS)
    assert {field.name for field in kind.fields if not field.is_entered} <= set(
        CaseFacts.__dataclass_fields__
    ) | {"total_net_mass_kg"}
    assert {clause.code for clause in kind.clauses} == set(kind.wording["zh"]["clauses"])
    for language in ("zh", "en"):
        assert kind.wording[language].keys() == kind.wording["zh"].keys()
        assert kind.wording[language]["clauses"].keys() == kind.wording["zh"]["clauses"].keys()
    assert not check_characters(kind.words())


@pytest.mark.parametrize("code", sorted(all_kinds()))
def test_a_kind_has_examples_of_both_sorts(code: str) -> None:
    assert len(list(get_kind(code).examples("valid"))) >= 2
    assert len(list(get_kind(code).examples("invalid"))) >= len(get_kind(code).preconditions)


@pytest.mark.parametrize(("code", "name", "data"), VALID)
def test_valid_examples_pass_and_every_clause_is_supported(
    code: str, name: str, data: dict[str, Any]
) -> None:
    kind = get_kind(code)
    facts, unread = example_facts(kind, data)
    assert unread == []
    assert check_case(kind, facts, on=DAY) == []
    record = draft_record(kind, facts, office=OFFICE)
    assert record["clauses"]
    assert all(clause["evidence"] for clause in record["clauses"])
    assert not check_characters(record)


@pytest.mark.parametrize(
    ("code", "name", "data"), INVALID, ids=[f"{code}-{name}" for code, name, _ in INVALID]
)
def test_invalid_examples_give_their_findings(code: str, name: str, data: dict[str, Any]) -> None:
    kind = get_kind(code)
    facts, unread = example_facts(kind, data["facts"])
    found = once_a_field([*unread, *check_case(kind, facts, on=DAY)])
    assert Counter(finding.code for finding in found) == Counter(data["findings"])


def printed_of(code: str, data: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The record of an example as signed, and what its paper reads."""
    from jiangang.kernel.papers import api as papers
    from jiangang.port.certificates.records import paper_data

    kind = get_kind(code)
    draft = draft_record(kind, example_facts(kind, data)[0], office=OFFICE, remarks="见附页")
    days = kind.validity_days
    signatory = Name("王立新", "Wang Lixin")
    record = signed_record(draft, number="N-1", issued_on=DAY, signatory=signatory, validity_days=days)
    text = "HTTPS://CIQ.EXAMPLE/C/" + "ABCDEFGH234567" * 26
    words = {"qr_text": text, "address": "https://ciq.example/verify/", "code": "AB12"}
    return record, paper_data(kind, record, qr=papers.qr_svg(text), **words)


@pytest.mark.parametrize(("code", "name", "data"), VALID, ids=[f"{code}-{name}" for code, name, _ in VALID])
def test_valid_examples_are_printed(code: str, name: str, data: dict[str, Any]) -> None:
    import io
    from datetime import UTC, datetime

    from pypdf import PdfReader

    from jiangang.kernel.papers import api as papers

    kind, (record, said) = get_kind(code), printed_of(code, data)
    made = papers.render(kind.template, said, dated=datetime(2026, 11, 24, tzinfo=UTC))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(made)).pages]
    assert kind.title("zh-hans") in pages[0]
    assert "王立新" in pages[-1], "the signature stands where the certified stands"
    assert "".join(record["clauses"][-1]["zh"].split()) in "".join(pages[-1].split())
    assert 1 <= len(pages) <= 2
    assert all("N-1" in page for page in pages)
    plain = "".join("".join(pages).split())
    for line in record["lines"]:
        assert line["goods"]["zh"] in plain
    for clause in record["clauses"]:
        assert "".join(clause["zh"].split()) in plain
        assert all("".join(each["number"].split()) in plain for each in clause["evidence"])


@pytest.mark.parametrize(("code", "name", "data"), VALID, ids=[f"{code}-{name}" for code, name, _ in VALID])
def test_every_page_of_an_example_reads_back_and_stays_within_its_margins(
    code: str, name: str, data: dict[str, Any]
) -> None:
    from jiangang.kernel.papers import api as papers

    _, said = printed_of(code, data)
    for picture in papers.page_pictures(get_kind(code).template, said):
        grey = papers.grey_of(picture)
        assert papers.read_codes(grey) == [said["qr_text"]]
        border = int(grey.shape[1] * 10 / 210)
        assert grey[:, :border].min() > 250
        assert grey[:, -border:].min() > 250
        assert grey[:border, :].min() > 250
        assert grey[-border:, :].min() > 250


def test_a_long_list_of_goods_goes_on_overleaf_with_its_number() -> None:
    import io
    from datetime import UTC, datetime

    from pypdf import PdfReader

    from jiangang.kernel.papers import api as papers
    from jiangang.port.certificates.records import paper_data

    kind = get_kind("inspection_certificate")
    data = dict(kind.examples("valid"))["inspected_two_lines"]
    many = [{**data["lines"][0], "number": number} for number in range(1, 61)]
    draft = draft_record(kind, example_facts(kind, {**data, "lines": many})[0], office=OFFICE)
    record = signed_record(draft, number="N-1", issued_on=DAY, signatory=Name("王立新"))
    words = {
        "qr": papers.qr_svg("N-1"),
        "qr_text": "N-1",
        "address": "https://ciq.example/verify/",
        "code": "AB12",
    }
    made = papers.render(
        kind.template, paper_data(kind, record, **words), dated=datetime(2026, 11, 24, tzinfo=UTC)
    )
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(made)).pages]
    assert len(pages) >= 3
    assert all(f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, start=1))
    assert all("N-1" in page and "HS code" in page for page in pages[:2])
    assert "960,000" in "".join(pages)
    assert "This is to certify that" in pages[-1]
    assert "Authorised signatory" in pages[-1]


def test_a_kind_whose_folder_says_otherwise_is_refused(tmp_path: Any) -> None:
    import shutil

    shutil.copytree(get_kind("inspection_certificate").folder, tmp_path / "other")
    with pytest.raises(ValueError, match="inspection_certificate"):
        read_kind(tmp_path / "other")


def test_days_in_words() -> None:
    assert day_in("zh", DAY) == "2026年11月24日"
    assert day_in("en", DAY) == "24 November 2026"
