"""The tree of an SPS certificate as one table: which element holds which field, in the order of the schema.

Writing and reading both walk this table, so that they cannot disagree. The order and the name spaces are
those of the schemas in the Hub's WSDL (rsm:17, ram:21), unqualified elements included.
"""

from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from typing import Any

from jiangang.methods.papers.sps import record

RSM = "urn:un:unece:uncefact:data:standard:SPSCertificate:17"
RAM = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:21"
UDT = "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:21"
NAMESPACES = {"rsm": RSM, "ram": RAM, "udt": UDT}
ROOT = "SPSCertificate"
LINES = ("LineOne", "LineTwo", "LineThree", "LineFour", "LineFive")


class Form(StrEnum):
    """How an element holds a value."""

    TEXT = "text"
    WORDS = "words"
    WHOLE = "whole"
    NUMBER = "number"
    MEASURE = "measure"
    MOMENT = "moment"
    CODED = "coded"
    FILE = "file"
    ADDRESS = "address"
    RECORD = "record"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Part:
    """One element: its tag, the field that it fills, the form of its value.

    many: it may stand several times and fills a tuple; always: it stands there even when empty; attribute: of
    a code, the name of its scheme; space: empty for an element that the schema leaves unqualified; parts: the
    elements inside, of the same record (GROUP) or of one of its own (RECORD, made by `made`).
    """

    tag: str
    field: str = ""
    form: Form = Form.TEXT
    many: bool = False
    always: bool = False
    attribute: str = ""
    space: str = RAM
    made: Any = None
    parts: tuple["Part", ...] = ()

    @property
    def name(self) -> str:
        """The tag as lxml writes it."""
        return f"{{{self.space}}}{self.tag}" if self.space else self.tag


def xml() -> Any:
    """lxml, imported when a certificate is first read or written."""
    return import_module("lxml.etree")


def _group(tag: str, *parts: Part, always: bool = False, space: str = RAM) -> Part:
    return Part(tag, form=Form.GROUP, parts=parts, always=always, space=space)


def _record(tag: str, name: str, made: Any, *parts: Part, many: bool = False) -> Part:
    return Part(tag, name, Form.RECORD, many=many, made=made, parts=parts)


def _words(tag: str, name: str) -> Part:
    return Part(tag, name, Form.WORDS, many=True)


PARTY = (
    Part("Name", "name"),
    Part("TypeCode", "registrations", Form.CODED, many=True, attribute="listName"),
    Part("SpecifiedSPSAddress", "address", Form.ADDRESS),
)
COUNTRY = (Part("ID", "code"), Part("Name", "name", always=True))
ORIGIN = (
    *COUNTRY,
    _record(
        "SubordinateSPSCountrySubDivision",
        "division",
        record.Division,
        Part("Name", "name"),
        Part("HierarchicalLevelCode", "level"),
    ),
)
REFERENCE = (
    Part("IssueDateTime", "issued_at", Form.MOMENT),
    Part("TypeCode", "type_code", always=True),
    Part("RelationshipTypeCode", "relation"),
    Part("ID", "number", Form.CODED, attribute="schemeName"),
    Part("AttachmentBinaryObject", "attachment", Form.FILE, attribute="filename"),
    Part("Information", "information", Form.WORDS),
)
TREATMENT = (
    Part("TypeCode", "type_code"),
    _group(
        "CompletionSPSPeriod",
        Part("StartDateTime", "starts_at", Form.MOMENT),
        Part("EndDateTime", "ends_at", Form.MOMENT),
        Part("DurationMeasure", "duration", Form.MEASURE),
    ),
    _record(
        "ApplicableSPSProcessCharacteristic",
        "characteristics",
        record.Characteristic,
        _words("Description", "descriptions"),
        Part("ValueMeasure", "value", Form.MEASURE),
        many=True,
    ),
)
LINE = (
    Part("SequenceNumeric", "number", Form.WHOLE),
    _words("Description", "descriptions"),
    _words("CommonName", "common_names"),
    _words("ScientificName", "scientific_names"),
    _words("IntendedUse", "intended_uses"),
    Part("NetWeightMeasure", "net_weight", Form.MEASURE),
    Part("GrossWeightMeasure", "gross_weight", Form.MEASURE),
    Part("NetVolumeMeasure", "net_volume", Form.MEASURE),
    Part("GrossVolumeMeasure", "gross_volume", Form.MEASURE),
    _record(
        "AdditionalInformationSPSNote",
        "notes",
        record.LineNote,
        Part("Subject", "subject"),
        _words("Content", "contents"),
        many=True,
    ),
    _record(
        "ApplicableSPSClassification",
        "classifications",
        record.Classification,
        Part("SystemName", "system"),
        Part("ClassCode", "code"),
        _words("ClassName", "names"),
        many=True,
    ),
    _record(
        "PhysicalSPSPackage",
        "packages",
        record.Package,
        Part("LevelCode", "level", Form.WHOLE),
        Part("TypeCode", "type_code"),
        Part("ItemQuantity", "quantity", Form.NUMBER),
        many=True,
    ),
    _record("OriginSPSCountry", "origins", record.Origin, *ORIGIN, many=True),
    _record("AppliedSPSProcess", "treatments", record.Treatment, *TREATMENT, many=True),
)
SIGNATORY = _group(
    "SignatorySPSAuthentication",
    Part("ActualDateTime", "signed_at", Form.MOMENT, always=True),
    _group("IssueSPSLocation", Part("Name", "signed_in")),
    _group(
        "ProviderSPSParty",
        Part("Name", "provider", always=True),
        _group("SpecifiedSPSPerson", Part("Name", "signatory")),
        always=True,
    ),
    _record(
        "IncludedSPSClause",
        "clauses",
        record.Clause,
        Part("ID", "number", Form.WHOLE),
        Part("Content", "content", always=True),
        many=True,
    ),
    always=True,
)
DOCUMENT = _group(
    "SPSExchangedDocument",
    Part("Name", "name", always=True),
    Part("ID", "number"),
    Part("TypeCode", "type_code", Form.WHOLE),
    Part("StatusCode", "status_code", Form.WHOLE),
    Part("IssueDateTime", "issued_at", Form.MOMENT),
    _group("IssuerSPSParty", Part("Name", "issuer")),
    _record(
        "IncludedSPSNote",
        "notes",
        record.Note,
        Part("Subject", "subject"),
        Part("Content", "content", Form.WORDS),
        many=True,
    ),
    _record("ReferenceSPSReferencedDocument", "references", record.Reference, *REFERENCE, many=True),
    SIGNATORY,
    always=True,
    space=RSM,
)
CONSIGNMENT = _group(
    "SPSConsignment",
    _record("ConsignorSPSParty", "consignor", record.Party, *PARTY),
    _record("ConsigneeSPSParty", "consignee", record.Party, *PARTY),
    _record("ExportSPSCountry", "exported_from", record.Country, *COUNTRY),
    _record("ImportSPSCountry", "imported_to", record.Country, *COUNTRY),
    _record("TransitSPSCountry", "transit", record.Country, *COUNTRY, many=True),
    _record(
        "UnloadingBaseportSPSLocation",
        "unloading",
        record.Location,
        Part("ID", "code"),
        Part("Name", "name"),
    ),
    _group(
        "ExaminationSPSEvent",
        _group("OccurrenceSPSLocation", Part("Name", "examined_at", always=True), always=True),
        always=True,
    ),
    _record(
        "MainCarriageSPSTransportMovement",
        "carriages",
        record.Carriage,
        Part("ID", "voyage"),
        Part("ModeCode", "mode", Form.WHOLE),
        _group("UsedSPSTransportMeans", Part("Name", "means")),
        many=True,
    ),
    _group(
        "UtilizedSPSTransportEquipment",
        Part("ID", "container", space=""),
        _group("AffixedSPSSeal", Part("ID", "seal", space="")),
    ),
    _record(
        "IncludedSPSConsignmentItem",
        "items",
        record.Item,
        Part(
            "NatureIdentificationSPSCargo",
            form=Form.GROUP,
            parts=(Part("TypeCode", "nature", space=""),),
            space="",
        ),
        _record("IncludedSPSTradeLineItem", "lines", record.TradeLine, *LINE, many=True),
        many=True,
    ),
    always=True,
    space=RSM,
)
CERTIFICATE = (DOCUMENT, CONSIGNMENT)
