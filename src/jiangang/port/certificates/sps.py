"""A certificate's record as an SPS certificate, the XML that foreign authorities take. Pure but for reading a
signed record.

Everything is taken from the canonical record, so that XML, paper, code and credential cannot differ. What the
record does not say stays out; nothing is made up.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from jiangang.kernel.office.api import local_day, time_zone
from jiangang.methods.findings import Finding
from jiangang.methods.papers import sps
from jiangang.port.certificates.models import SignedRecord
from jiangang.port.certificates.registry import Kind

ISSUED, WITHDRAWN = 70, 40
INNER_NUMBER, DIGEST_SCHEME = "CAW", "SHA-256"
PACKAGES_IN_WORDS = "OPTND"
MODES = ("1", "2", "3", "4")


def sps_of(
    record: Mapping[str, Any], *, type_code: int, issued_at: str, digest: str = "", status: int = ISSUED
) -> sps.SpsCertificate:
    """The SPS certificate of a record of form `papers.record/2`.

    type_code: UNCL 1001; issued_at: moment with offset (ISO 8601); digest: SHA-256 of the canonical record,
    hexadecimal, given as the paper's inner number; status: 70 issued, 40 withdrawn. Clauses are numbered in
    the order of the paper: the code list of clauses is not used.
    """
    more = record.get("sps") or {}
    return sps.SpsCertificate(
        number=record["number"],
        type_code=type_code,
        status_code=status,
        issued_at=issued_at,
        issuer=_one(record["office"]["name_en"], record["office"]["name_zh"]),
        notes=_notes(record),
        references=_references(digest),
        signed_at=issued_at,
        signed_in=_name(record["office_place"]),
        signatory=_name(record["signatory"]),
        clauses=tuple(
            sps.Clause(number, clause["en"] or clause["zh"])
            for number, clause in enumerate(record["clauses"], start=1)
        ),
        consignor=_party(record["consignor"], more.get("consignor_address")),
        consignee=_party(record["consignee"], more.get("consignee_address")),
        exported_from=_country(more.get("exported_from")),
        imported_to=_country(more.get("imported_to")),
        carriages=_carriages(more),
        container=", ".join(record["containers"]),
        items=(sps.Item(_lines(record["lines"], more.get("lines") or [])),),
    )


def xml_of(kind: Kind, signed: SignedRecord) -> bytes:
    """The XML of a signed record; empty for a kind without SPS type, or a paper of the older form.

    Raises Refused, naming the fields, for what XML cannot hold.
    """
    found = record_for_exchange(kind, signed)
    return b"" if found is None else sps.write_certificate(found)


def record_for_exchange(
    kind: Kind, signed: SignedRecord, *, status: int = ISSUED
) -> sps.SpsCertificate | None:
    """The SPS certificate of a signed record; None for a kind without SPS type."""
    if kind.sps_type is None or signed.encoded is None:
        return None
    return sps_of(
        signed.record,
        type_code=kind.sps_type,
        issued_at=moment_of(signed.signed_at),
        digest=signed.digest,
        status=status,
    )


def moment_of(at: datetime) -> str:
    """A moment as the XML has it: local, whole seconds, with offset."""
    return at.astimezone(time_zone(local_day(at))).replace(microsecond=0).isoformat()


def check_exchangeable(kind: Kind, record: Mapping[str, Any]) -> list[Finding]:
    """What foreign authorities would miss in a draft that was described for them; empty for any other."""
    more = record.get("sps") or {}
    if kind.sps_type is None or not more.get("consignor_address"):
        return []
    made = sps_of(record, type_code=kind.sps_type, issued_at="2000-01-01T00:00:00+00:00")
    whole = replace(made, number=made.number or "-", signatory=made.signatory or "-")
    return [each.finding for each in sps.check_certificate(whole) if each.finding.blocks]


def _notes(record: Mapping[str, Any]) -> tuple[sps.Note, ...]:
    replaced = record.get("replaces")
    if not replaced:
        return ()
    number = replaced["number"]
    return (sps.Note("ADRP", sps.Words(replaced["reason"])), sps.Note("ADRPN", sps.Words(number)))


def _references(digest: str) -> tuple[sps.Reference, ...]:
    return (sps.Reference(INNER_NUMBER, sps.Coded(digest, DIGEST_SCHEME)),) if digest else ()


def _party(name: Mapping[str, str], address: Any) -> sps.Party | None:
    said = _name(name)
    return sps.Party(said, address=tuple(address or ())) if said else None


def _country(code: Any) -> sps.Country | None:
    return sps.Country(str(code)) if code else None


def _carriages(more: Mapping[str, Any]) -> tuple[sps.Carriage, ...]:
    mode = str(more.get("mode") or "")
    if mode not in MODES:
        return ()
    return (sps.Carriage(int(mode), str(more.get("voyage") or ""), str(more.get("means") or "")),)


def _lines(lines: list[Any], more: list[Any]) -> tuple[sps.TradeLine, ...]:
    rest = [*more, *[{}] * (len(lines) - len(more))]
    return tuple(_line(line, each) for line, each in zip(lines, rest, strict=False))


def _line(line: Mapping[str, Any], more: Mapping[str, Any]) -> sps.TradeLine:
    goods, origin = line["goods"], more.get("origin")
    words = tuple(sps.Words(goods[each], each) for each in ("en", "zh") if goods[each])
    latin = more.get("scientific_name")
    return sps.TradeLine(
        number=int(line["number"]),
        descriptions=words,
        scientific_names=(sps.Words(latin, "la"),) if latin else (),
        net_weight=sps.Measure(Decimal(line["net_mass_kg"]), "KGM") if line["net_mass_kg"] else None,
        classifications=(sps.Classification("HS", line["hs_code"]),) if line["hs_code"] else (),
        notes=_packages_in_words(more),
        packages=_packages(more),
        origins=(sps.Origin(str(origin), _one(line["origin"]["en"], line["origin"]["zh"])),)
        if origin
        else (),
    )


def _packages(more: Mapping[str, Any]) -> tuple[sps.Package, ...]:
    if not more.get("packages") or not more.get("package_kind"):
        return ()
    return (sps.Package(1, str(more["package_kind"]), Decimal(more["packages"])),)


def _packages_in_words(more: Mapping[str, Any]) -> tuple[sps.LineNote, ...]:
    """The number of packages as a note, where the notice does not say of which kind they are."""
    if not more.get("packages") or more.get("package_kind"):
        return ()
    count = more["packages"]
    words = (sps.Words(f"{count} packages", "en"), sps.Words(f"{count} 件", "zh"))
    return (sps.LineNote(PACKAGES_IN_WORDS, words),)


def _name(name: Mapping[str, str]) -> str:
    return _one(name["en"], name["zh"])


def _one(first: str, second: str) -> str:
    return first or second
