"""Walking from a certificate to the one that it replaced and the one that replaced it, and its last day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from jiangang.kernel.office.api import local_day
from jiangang.kernel.papers import api as papers
from jiangang.port.certificates.chains import ChainLink, place_of
from jiangang.port.certificates.models import Certificate, Extension

LONGEST = 100
"""Links that are walked each way; a longer chain is cut."""


@dataclass(frozen=True, slots=True)
class Life:
    """What befell a certificate: the one before, the one after, the whole chain from the first to the last,
    and an extension: the new last day, and since when.
    """

    replaces: str = ""
    replaced_by: str = ""
    chain: tuple[ChainLink, ...] = ()
    valid_until: date | None = None
    extended_on: date | None = None
    extended_before: date | None = None
    copy: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "replaces": self.replaces,
            "replaced_by": self.replaced_by,
            "replacements": [each.as_dict() for each in self.chain],
            "valid_until": self.valid_until.isoformat() if self.valid_until else None,
            "extended_on": self.extended_on.isoformat() if self.extended_on else None,
            "extended_from": self.extended_before.isoformat() if self.extended_before else None,
            "copy_number": self.copy,
        }


def chain_of(certificate: Certificate) -> tuple[ChainLink, ...]:
    """The chain from the first certificate to the last; empty for one that replaced none and was not
    replaced.
    """
    before, after = (
        _walk(certificate, "succession", "replaced"),
        _walk(certificate, "replacement", "successor"),
    )
    if not before and not after:
        return ()
    return tuple(_link(each, certificate) for each in (*reversed(before), certificate, *after))


def life_of(certificate: Certificate, copy: int | None = None) -> Life:
    """What befell a certificate that was handed out. copy: number of the copy that was asked about."""
    chain = chain_of(certificate)
    here = place_of(chain)
    extended = latest_extension(certificate)
    return Life(
        replaces=chain[here - 1].number if here > 0 else "",
        replaced_by=chain[here + 1].number if chain[here + 1 :] else "",
        chain=chain,
        valid_until=valid_until_of(certificate),
        extended_on=local_day(extended.extended_at) if extended else None,
        extended_before=extended.before if extended else None,
        copy=copy,
    )


def latest_extension(certificate: Certificate) -> Extension | None:
    """The extension in force."""
    return max(certificate.extensions.all(), key=lambda each: each.valid_until, default=None)


def valid_until_of(certificate: Certificate) -> date | None:
    """The last day of a certificate, after its extensions; None for no end."""
    extended = latest_extension(certificate)
    return extended.valid_until if extended is not None else first_until_of(certificate)


def first_until_of(certificate: Certificate) -> date | None:
    """The last day as it was signed, before any extension; None for no end."""
    signed = getattr(certificate, "signed", None)
    said = str(signed.record.get("valid_until") or "") if signed is not None else ""
    return date.fromisoformat(said) if said else None


def _walk(certificate: Certificate, relation: str, end: str) -> list[Certificate]:
    found: list[Certificate] = []
    row = getattr(certificate, relation, None)
    while row is not None and len(found) < LONGEST:
        found.append(getattr(row, end))
        row = getattr(found[-1], relation, None)
    return found


def _link(each: Certificate, here: Certificate) -> ChainLink:
    is_same_case = (each.consignment_id, each.vessel) == (here.consignment_id, here.vessel)
    return ChainLink(
        each.pk,
        str(each.number),
        each.state,
        each.signed.issued_on,
        is_here=each.pk == here.pk,
        code=papers.verification_code(each.signed.digest) if is_same_case else "",
    )
