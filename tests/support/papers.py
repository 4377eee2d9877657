"""A trial office's keys and papers, without a database: for tests and benchmarks of sealing and verifying."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from jiangang.kernel.papers import authority
from jiangang.kernel.papers.authority import CODE, ISSUING, LEAVES, LIST_DAYS, ROOT, SEAL, STAMP, Maker
from jiangang.kernel.papers.sealing import Ring

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
OFFICE = {"code": "370100", "name_zh": "青岛检验检疫局", "name_en": "Qingdao Bureau"}


@dataclass(frozen=True)
class TrialOffice:
    """The ring of keys, and the makers of certificates, to make other rings and lists from."""

    ring: Ring
    makers: dict[str, Maker]
    keys: dict[str, Any]

    def stamping_at(self, moment: datetime) -> Ring:
        """The same keys with another clock."""
        return replace(self.ring, clock=lambda: moment)


def make_office(at: datetime = AT, clock: Callable[[], datetime] | None = None) -> TrialOffice:
    """New keys, made at a moment; the clock of the time-stamp service stands at that moment too."""
    keys = {purpose: authority.make_key() for purpose in authority.PURPOSES}
    names = {"office": OFFICE["name_zh"], "code": OFFICE["code"], "at": at}
    root = authority.make_certificate(ROOT, keys[ROOT].public_key(), maker=keys[ROOT], **names)
    makers = {ROOT: Maker(root, keys[ROOT])}
    issuing = authority.make_certificate(ISSUING, keys[ISSUING].public_key(), maker=makers[ROOT], **names)
    makers[ISSUING] = Maker(issuing, keys[ISSUING])
    made = {
        purpose: authority.make_certificate(
            purpose, keys[purpose].public_key(), maker=makers[ROOT if purpose == STAMP else ISSUING], **names
        )
        for purpose in LEAVES
    }
    lists = tuple(
        authority.der(authority.make_list(makers[purpose], [], number=1, at=at, days=LIST_DAYS))
        for purpose in (ROOT, ISSUING)
    )
    ring = Ring(
        office=OFFICE["name_zh"],
        root=authority.der(root),
        issuing=authority.der(issuing),
        seal=authority.der(made[SEAL]),
        stamp=authority.der(made[STAMP]),
        code=authority.der(made[CODE]),
        lists=lists,
        seal_key=keys[SEAL],
        stamp_key=keys[STAMP],
        code_key=keys[CODE],
        clock=clock or (lambda: at + timedelta(minutes=1)),
    )
    return TrialOffice(ring, makers, keys)


@cache
def trial_office() -> TrialOffice:
    """One office for a whole run."""
    return make_office()


def trial_record(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A signed record of the kind that comes with the house."""
    from datetime import date

    from jiangang.port.certificates.facts import Name, facts_from_json
    from jiangang.port.certificates.records import draft_record, signed_record
    from jiangang.port.certificates.registry import get_kind

    kind = get_kind("inspection_certificate")
    facts = facts_from_json(dict(kind.examples("valid"))["inspected_two_lines"])
    record = signed_record(
        draft_record(kind, facts, office=OFFICE),
        number=f"370100-2026-{number:06}-9",
        issued_on=date(2026, 3, 2),
        signatory=Name("王立新", "Wang Lixin"),
        status_index=number,
    )
    return {**record, **changes}


def paper_of(record: dict[str, Any], ring: Ring) -> tuple[bytes, dict[str, Any], str]:
    """Canonical bytes, the template's data and the text of the code of a record."""
    from jiangang.kernel.papers import api as papers
    from jiangang.methods.papers import claims_of, digest, encode, sign_code
    from jiangang.methods.papers.cose import key_id_of
    from jiangang.port.certificates.records import paper_data
    from jiangang.port.certificates.registry import get_kind

    encoded = encode(record)
    claims = claims_of(encoded, signed_at=int(AT.timestamp()))
    text = sign_code(claims, base="https://ciq.example", key=ring.code_key, key_id=key_id_of(ring.code))
    data = paper_data(
        get_kind("inspection_certificate"),
        record,
        qr=papers.qr_svg(text),
        qr_text=text,
        address="https://ciq.example/verify/",
        code=papers.verification_code(digest(encoded).hex()),
        seal=papers.seal_svg(OFFICE["name_zh"], OFFICE["name_en"]),
        foot_lines=[{"zh": "尚未列入公开登记册。", "en": "Not yet in a public register."}],
    )
    return encoded, data, text


def unsealed(record: dict[str, Any], ring: Ring) -> bytes:
    """The paper before it is sealed."""
    from jiangang.kernel.papers import api as papers
    from jiangang.port.certificates.registry import get_kind

    encoded, data, _ = paper_of(record, ring)
    template = get_kind("inspection_certificate").template
    return papers.make_pdf(template, data, [papers.record_attachment(encoded)], AT)


@cache
def sealed_paper() -> bytes:
    """A sealed paper of the trial office, B-LT."""
    from jiangang.kernel.papers.sealing import seal

    office = trial_office()
    return seal(unsealed(trial_record(), office.ring), office.ring)


@cache
def archived_paper() -> bytes:
    """The same paper with an archive time-stamp, B-LTA."""
    from jiangang.kernel.papers.sealing import archive

    return archive(sealed_paper(), trial_office().stamping_at(AT + timedelta(minutes=30)))
