"""SPS certificates (UN/CEFACT rsm:17, ram:21; IPPC ePhyto): strict order out, any order in.

Pure: records and bytes. Sending, receiving and keeping them is `port/exchange`.
"""

from jiangang.methods.papers.sps.attachments import Limits
from jiangang.methods.papers.sps.checking import check_certificate
from jiangang.methods.papers.sps.observing import Area, Level, Observation
from jiangang.methods.papers.sps.reading import Reading, read_certificate
from jiangang.methods.papers.sps.record import (
    Attachment,
    Carriage,
    Characteristic,
    Classification,
    Clause,
    Coded,
    Country,
    Division,
    Item,
    LineNote,
    Location,
    Measure,
    Note,
    Origin,
    Package,
    Party,
    Reference,
    SpsCertificate,
    TradeLine,
    Treatment,
    Words,
)
from jiangang.methods.papers.sps.response import Response, read_response, write_response
from jiangang.methods.papers.sps.writing import write_certificate

__all__ = [
    "Area",
    "Attachment",
    "Carriage",
    "Characteristic",
    "Classification",
    "Clause",
    "Coded",
    "Country",
    "Division",
    "Item",
    "Level",
    "Limits",
    "LineNote",
    "Location",
    "Measure",
    "Note",
    "Observation",
    "Origin",
    "Package",
    "Party",
    "Reading",
    "Reference",
    "Response",
    "SpsCertificate",
    "TradeLine",
    "Treatment",
    "Words",
    "check_certificate",
    "read_certificate",
    "read_response",
    "write_certificate",
    "write_response",
]
