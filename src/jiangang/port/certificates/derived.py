"""Records of papers that are made of an issued one: a certified copy, an endorsement. Pure.

Such a record is the whole record of the certificate, with a field that says what the paper is; its code and
its seal are its own, so that nobody takes it for the original, with network or without.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from jiangang.port.certificates.facts import Name

COPY_MARK = "COPY 副本"


def copy_record(
    record: Mapping[str, Any], *, number: int, by: Name, on: date, original: str
) -> dict[str, Any]:
    """The record of certified copy `number`. original: SHA-256 of the record that is copied, hexadecimal.

    What its QR code calls the kind begins with the mark: a verifier without network shows that first.
    """
    summary = {**record.get("summary", {}), "kind": f"{COPY_MARK} {number}: {record['kind']}"}
    mark = {"number": number, "on": on.isoformat(), "by": {"zh": by.zh, "en": by.en}, "original": original}
    return {**record, "summary": summary, "copy": mark}


def endorsement_record(
    record: Mapping[str, Any], *, number: int, by: Name, on: date, valid_until: date, reason: str
) -> dict[str, Any]:
    """The record of endorsement `number`, by which the certificate is valid until a later day."""
    mark = {
        "number": number,
        "on": on.isoformat(),
        "by": {"zh": by.zh, "en": by.en},
        "before": record["valid_until"],
        "valid_until": valid_until.isoformat(),
        "reason": reason,
    }
    return {**record, "valid_until": valid_until.isoformat(), "endorsement": mark}
