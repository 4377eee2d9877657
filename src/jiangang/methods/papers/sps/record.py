"""What an SPS certificate says, as plain frozen records: no XML here, and nothing of the office's own kinds.

Moments are text as the XML has them (W3C date and time with offset), amounts are decimals, codes are as
UN/CEFACT lists them: document type UNCL 1001, status UNCL 1373, units Rec 20, packages Rec 21, modes Rec 19.
"""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Words:
    """A text and its language (ISO 639-1), empty when none is told."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """An amount in a unit of Rec 20, such as KGM, MTQ, HUR, CEL, A93."""

    amount: Decimal
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Coded:
    """A code, and the name of the list or scheme that it is from."""

    value: str
    scheme: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that stands in the certificate; `content` is None when it was refused on reading."""

    filename: str
    content: bytes | None


@dataclass(frozen=True, slots=True)
class Note:
    """A note of the whole document: subject code (ADEDL, SPSFL …) and what it says."""

    subject: str
    content: Words = Words("")


@dataclass(frozen=True, slots=True)
class LineNote:
    """A note of one line: subject code (OPTND, DMTLIL …) and what it says, in one or more languages."""

    subject: str
    contents: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """A referenced document: ZZZ an attachment, AWR a copy of the original, CAW an inner number."""

    type_code: str
    number: Coded = Coded("")
    issued_at: str = ""
    relation: str = ""
    attachment: Attachment | None = None
    information: Words = Words("")


@dataclass(frozen=True, slots=True)
class Clause:
    """A certifying statement: its code (1 = free from quarantine pests …), and free words."""

    number: int
    content: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """Consignor or consignee: name, registration numbers, up to five address lines."""

    name: str
    registrations: tuple[Coded, ...] = ()
    address: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Division:
    """A part of a country of origin and its level in the hierarchy."""

    name: str
    level: str = ""


@dataclass(frozen=True, slots=True)
class Country:
    """A country (ISO 3166-1 alpha-2)."""

    code: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """A country of origin, and the part of it."""

    code: str
    name: str = ""
    division: Division | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """A place: UN/LOCODE and name."""

    code: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Carriage:
    """One leg of the main carriage: mode (1 sea, 2 rail, 3 road, 4 air), voyage or flight, means."""

    mode: int
    voyage: str = ""
    means: str = ""


@dataclass(frozen=True, slots=True)
class Classification:
    """A class of the goods: HS, IPPCPCVP (part of the plant), IPPCPCC (condition), EPPT."""

    system: str
    code: str = ""
    names: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Package:
    """Packages of one kind at one level (1 = outermost)."""

    level: int
    type_code: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Characteristic:
    """One fact of a treatment: first text the key (TTL1, TTCH, TTFT …), second the value, or a measure."""

    descriptions: tuple[Words, ...] = ()
    value: Measure | None = None


@dataclass(frozen=True, slots=True)
class Treatment:
    """A treatment: type ZZZ, when, how long, and its facts."""

    characteristics: tuple[Characteristic, ...] = ()
    type_code: str = "ZZZ"
    starts_at: str = ""
    ends_at: str = ""
    duration: Measure | None = None


@dataclass(frozen=True, slots=True)
class TradeLine:
    """One line of goods."""

    number: int
    descriptions: tuple[Words, ...] = ()
    common_names: tuple[Words, ...] = ()
    scientific_names: tuple[Words, ...] = ()
    intended_uses: tuple[Words, ...] = ()
    net_weight: Measure | None = None
    gross_weight: Measure | None = None
    net_volume: Measure | None = None
    gross_volume: Measure | None = None
    notes: tuple[LineNote, ...] = ()
    classifications: tuple[Classification, ...] = ()
    packages: tuple[Package, ...] = ()
    origins: tuple[Origin, ...] = ()
    treatments: tuple[Treatment, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A consignment item: nature of the cargo, and its lines."""

    lines: tuple[TradeLine, ...] = ()
    nature: str = ""


@dataclass(frozen=True, slots=True)
class SpsCertificate:
    """One SPS certificate; type 851 phytosanitary, 657 for re-export; status 70 issued, 40 withdrawn."""

    number: str
    type_code: int
    status_code: int
    issued_at: str = ""
    issuer: str = ""
    name: str = ""
    notes: tuple[Note, ...] = ()
    references: tuple[Reference, ...] = ()
    signed_at: str = ""
    signed_in: str = ""
    provider: str = ""
    signatory: str = ""
    clauses: tuple[Clause, ...] = ()
    consignor: Party | None = None
    consignee: Party | None = None
    exported_from: Country | None = None
    imported_to: Country | None = None
    transit: tuple[Country, ...] = ()
    unloading: Location | None = None
    examined_at: str = ""
    carriages: tuple[Carriage, ...] = ()
    container: str = ""
    seal: str = ""
    items: tuple[Item, ...] = ()

    @property
    def lines(self) -> tuple[TradeLine, ...]:
        """All lines of all items, in their order."""
        return tuple(line for item in self.items for line in item.lines)
