"""What a certificate must say for the Hub, and how the IPPC mapping says it: all of it, never a default.

None of them keeps a paper out: a receiver acknowledges with a warning and keeps what came.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from jiangang.methods.papers.sps import codes
from jiangang.methods.papers.sps.observing import Area, Level, Observation, observed
from jiangang.methods.papers.sps.record import Party, SpsCertificate, TradeLine, Treatment
from jiangang.methods.register import method

COUNTRY = re.compile(r"[A-Z]{2}")
DOCUMENT = "SPSCertificate/SPSExchangedDocument"
CONSIGNMENT = "SPSCertificate/SPSConsignment"


@method(
    "papers.sps.check",
    source=("IPPC ePhyto mapping as its exporters apply it", "ISPM 12, Appendix 1"),
    verified="the sample of an ordered certificate is clean; the public sample's faults are found",
)
def check_certificate(record: SpsCertificate) -> tuple[Observation, ...]:
    """Everything that is missing or mapped otherwise; empty for a clean certificate."""
    return (*_document(record), *_consignment(record), *_lines(record))


def _missing(where: str, name: str) -> Observation:
    return observed(Area.MANDATORY, Level.SEVERE, "missing", f"{where}/{name}", name=name)


def _mapping(level: Level, name: str, where: str, /, **params: object) -> Observation:
    return observed(Area.MAPPING, level, name, where, **params)


def _document(record: SpsCertificate) -> Iterator[Observation]:
    needed = {
        "ID": record.number,
        "IssueDateTime": record.issued_at,
        "IssuerSPSParty/Name": record.issuer,
        "SignatorySPSAuthentication/ProviderSPSParty/SpecifiedSPSPerson/Name": record.signatory,
        "SignatorySPSAuthentication/IssueSPSLocation/Name": record.signed_in,
    }
    yield from (_missing(DOCUMENT, name) for name, value in needed.items() if not value)
    if record.type_code == codes.PHYTOSANITARY and not record.clauses:
        yield _missing(DOCUMENT, "SignatorySPSAuthentication/IncludedSPSClause")
    if record.type_code not in codes.TYPES:
        yield _mapping(Level.WARNING, "type_unknown", f"{DOCUMENT}/TypeCode", code=record.type_code)
    if record.status_code not in codes.STATUSES:
        yield _mapping(Level.WARNING, "status_unknown", f"{DOCUMENT}/StatusCode", code=record.status_code)
    if record.issued_at and not _has_offset(record.issued_at):
        yield _mapping(Level.WARNING, "moment_odd", f"{DOCUMENT}/IssueDateTime", value=record.issued_at[:80])
    yield from _notes(record)


def _notes(record: SpsCertificate) -> Iterator[Observation]:
    subjects = [note.subject for note in record.notes]
    for place, subject in enumerate(subjects, start=1):
        if subject not in codes.DOCUMENT_SUBJECTS:
            where = f"{DOCUMENT}/IncludedSPSNote[{place}]"
            yield _mapping(Level.INFO, "subject_unknown", where, subject=subject[:80])
    replaces, number = codes.REPLACEMENT
    if (replaces in subjects) != (number in subjects):
        yield _mapping(Level.WARNING, "replacement_unnamed", f"{DOCUMENT}/IncludedSPSNote")


def _consignment(record: SpsCertificate) -> Iterator[Observation]:
    for name, party in (
        ("ConsignorSPSParty", record.consignor),
        ("ConsigneeSPSParty", record.consignee),
    ):
        yield from _party(party, name)
    for name, country in (
        ("ExportSPSCountry", record.exported_from),
        ("ImportSPSCountry", record.imported_to),
    ):
        if country is None or not country.code:
            yield _missing(CONSIGNMENT, f"{name}/ID")
        elif not COUNTRY.fullmatch(country.code):
            yield _mapping(Level.SEVERE, "country_odd", f"{CONSIGNMENT}/{name}/ID", value=country.code[:80])
    for place, carriage in enumerate(record.carriages, start=1):
        if carriage.mode not in codes.MODES:
            where = f"{CONSIGNMENT}/MainCarriageSPSTransportMovement[{place}]"
            yield _mapping(Level.WARNING, "mode_unknown", where, code=carriage.mode)


def _party(party: Party | None, name: str) -> Iterator[Observation]:
    if party is None or not party.name:
        yield _missing(CONSIGNMENT, f"{name}/Name")
    if party is None or not party.address or not party.address[0]:
        yield _missing(CONSIGNMENT, f"{name}/SpecifiedSPSAddress/LineOne")


def _lines(record: SpsCertificate) -> Iterator[Observation]:
    if not record.lines:
        yield _missing(CONSIGNMENT, "IncludedSPSConsignmentItem/IncludedSPSTradeLineItem")
    for place, item in enumerate(record.items, start=1):
        for row, line in enumerate(item.lines, start=1):
            where = f"{CONSIGNMENT}/IncludedSPSConsignmentItem[{place}]/IncludedSPSTradeLineItem[{row}]"
            yield from _line(line, where)


def _line(line: TradeLine, where: str) -> Iterator[Observation]:
    if not any(words.text for words in line.descriptions):
        yield _missing(where, "Description")
    if not line.origins:
        yield _missing(where, "OriginSPSCountry")
    for place, origin in enumerate(line.origins, start=1):
        if not COUNTRY.fullmatch(origin.code):
            inside = f"{where}/OriginSPSCountry[{place}]/ID"
            yield _mapping(Level.SEVERE, "country_odd", inside, value=origin.code[:80])
    subjects = [note.subject for note in line.notes]
    in_words = codes.PACKAGES_IN_WORDS in subjects
    if not line.packages and not in_words:
        yield _missing(where, "PhysicalSPSPackage")
    elif line.packages and in_words:
        yield _mapping(Level.WARNING, "packages_twice", where)
    for place, subject in enumerate(subjects, start=1):
        if subject not in codes.LINE_SUBJECTS:
            inside = f"{where}/AdditionalInformationSPSNote[{place}]"
            yield _mapping(Level.INFO, "subject_unknown", inside, subject=subject[:80])
    for place, treatment in enumerate(line.treatments, start=1):
        yield from _treatment(treatment, f"{where}/AppliedSPSProcess[{place}]")


def _treatment(treatment: Treatment, where: str) -> Iterator[Observation]:
    if treatment.type_code != codes.TREATMENT_TYPE:
        yield _mapping(Level.WARNING, "treatment_type", where, code=treatment.type_code[:80])
    keys = [each.descriptions[0].text if each.descriptions else "" for each in treatment.characteristics]
    if codes.TREATMENT_IN_WORDS not in keys:
        yield _mapping(Level.WARNING, "treatment_without_words", where)
    for key in keys:
        if key not in codes.TREATMENT_KEYS:
            yield _mapping(Level.INFO, "treatment_key_unknown", where, key=key[:80])


def _has_offset(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
