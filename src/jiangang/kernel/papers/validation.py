"""Is this file a paper of the office, unchanged, and since when? Long-term validation without any network.

A file is read by pyHanko, its narrow form is `structure`'s, its signatures `signed_message`'s, its chains
`evidence`'s. pyHanko's own AdES validator and `pdfsig` are the independent judges in the tests.
Source: ETSI EN 319 102-1 §5.6 (validation with time and long-term), ETSI EN 319 142-1.
"""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from jiangang.kernel.papers import structure
from jiangang.kernel.papers.evidence import Evidence, Unproved, der_of
from jiangang.kernel.papers.rendering import PROOF_NAME, RECORD_NAME, XML_NAME
from jiangang.kernel.papers.sealing import SEAL_FIELD
from jiangang.kernel.papers.signed_message import Signature, check_seal, check_stamp
from jiangang.methods.findings import Finding

LARGEST_ATTACHMENT = 32 * 1024 * 1024
MOST_ATTACHMENTS = 16


@dataclass(frozen=True)
class KeyEnd:
    """A key that is no longer used: since when, and `retired` or `compromised`."""

    since: datetime
    how: str


@dataclass(frozen=True)
class Trust:
    """Whom a verifier trusts: root certificates (DER), the ends of keys by SHA-256 of their certificates
    (hexadecimal), and roots of outside services that are trusted for time-stamps alone.
    """

    roots: tuple[bytes, ...]
    ends: Mapping[str, KeyEnd] = field(default_factory=dict)
    stamp_roots: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Report:
    """What was found.

    whole: the file is a sealed paper of a trusted office, unchanged; level: `B-LT` or `B-LTA`; sealed_at: by
    the first time-stamp; archived_at: by the last document time-stamp; signer: SHA-256 of the seal's
    certificate (hexadecimal); office: as the certificate names it; findings: why not; files: by name.
    """

    whole: bool
    findings: tuple[Finding, ...] = ()
    level: str = ""
    sealed_at: datetime | None = None
    archived_at: datetime | None = None
    signer: str = ""
    office: str = ""
    known: bool = True
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def record(self) -> bytes | None:
        """The canonical record inside the paper, or None."""
        return self.files.get(RECORD_NAME)

    @property
    def xml(self) -> bytes | None:
        """The SPS XML inside the paper, or None."""
        return self.files.get(XML_NAME)

    @property
    def proof(self) -> bytes | None:
        """The proof of the register inside the paper, or None."""
        return self.files.get(PROOF_NAME)


def validate(pdf: bytes, at: datetime, *, trust: Trust, offline: bool = True) -> Report:
    """Validate a paper as at a moment.

    at: aware, the moment of validation (revocation lists and certificates in the paper are judged as at the
    time-stamps). offline: always true today; nothing is fetched. Never raises for a bad file: the report says
    what is wrong.
    """
    if not offline:
        raise ValueError("papers carry all that their validation needs; nothing is fetched")
    try:
        signed = structure.signatures_of(pdf)
        return _judged(pdf, signed, trust)
    except structure.Malformed as fault:
        return _bad("paper_malformed", fault=str(fault))
    except Unproved as fault:
        return _bad("seal_unknown" if fault.code == "unknown" else "seal_wrong", fault=str(fault))
    except Exception as fault:  # a reader of foreign files: whatever breaks it is a bad file
        return _bad("paper_malformed", fault=f"{type(fault).__name__}: {fault}")


def _judged(pdf: bytes, signed: list[structure.Signed], trust: Trust) -> Report:
    reader, found = _read(pdf, signed)
    certificates, lists = _carried(reader)
    held = {*certificates, *trust.roots, *trust.stamp_roots}
    for number, each in enumerate(signed):
        structure.check_spelling(each.content, held, is_stamp=number > 0)
    evidence = Evidence.of(certificates, lists, trust.roots, trust.stamp_roots)
    seal, stamp = check_seal(signed[0].content, _covered(pdf, signed[0]), evidence)
    stamps = [stamp, *(check_stamp(each.content, _covered(pdf, each), evidence) for each in signed[1:])]
    if len(found) > 1:
        _check_changes(found[0])
    signer = sha256(der_of(seal.certificate)).hexdigest()
    findings = [
        _finding("key_ended", how=end.how, since=f"{end.since.astimezone(UTC):%Y-%m-%d %H:%M}")
        for certificate, moment in ((seal.certificate, stamp.gen_time), *_dated(stamps))
        if (end := trust.ends.get(sha256(der_of(certificate)).hexdigest())) and moment and moment >= end.since
    ]
    return Report(
        whole=not findings,
        findings=tuple(findings),
        level="B-LTA" if len(signed) > 1 else "B-LT",
        sealed_at=stamp.gen_time,
        archived_at=stamps[-1].gen_time if len(signed) > 1 else None,
        signer=signer,
        office=_office(seal.certificate),
        files={} if findings else _files(reader),
    )


def _read(pdf: bytes, signed: list[structure.Signed]) -> tuple[Any, list[Any]]:
    from pyhanko.pdf_utils.reader import PdfFileReader

    reader = PdfFileReader(io.BytesIO(pdf), strict=True)
    found = list(reader.embedded_signatures)
    holes = [bytes.fromhex(pdf[each.before + 1 : each.after - 1].decode()) for each in signed]
    if [bytes(each.pkcs7_content) for each in found] != holes:
        raise structure.Malformed("signatures that the file's parts do not name")
    is_stamp = [each.sig_object.get("/Type") == "/DocTimeStamp" for each in found]
    if found[0].field_name != SEAL_FIELD or is_stamp != [False] + [True] * (len(found) - 1):
        raise structure.Malformed("something other than document time-stamps after the seal")
    return reader, found


def _carried(reader: Any) -> tuple[list[bytes], list[bytes]]:
    """Certificates and revocation lists in the paper's security store."""
    from pyhanko.sign.validation.dss import DocumentSecurityStore

    store = DocumentSecurityStore.read_dss(reader)
    return [each.dump() for each in store.load_certs()], [each.get_object().data for each in store.crls]


def _check_changes(seal: Any) -> None:
    """Raise Malformed when what follows the seal changes more than time-stamps and evidence."""
    from pyhanko.sign.diff_analysis import ModificationLevel

    seal.compute_integrity_info()
    level = getattr(seal.diff_result, "modification_level", ModificationLevel.OTHER)
    if level > ModificationLevel.LTA_UPDATES:
        raise structure.Malformed("changes after the seal")


def _covered(pdf: bytes, each: structure.Signed) -> bytes:
    return pdf[: each.before] + pdf[each.after : each.end]


def _dated(stamps: list[Signature]) -> list[tuple[Any, datetime | None]]:
    return [(each.certificate, each.gen_time) for each in stamps]


def _office(certificate: Any) -> str:
    from cryptography.x509.oid import NameOID

    found = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return str(found[0].value) if found else ""


def _files(reader: Any) -> dict[str, bytes]:
    """The files inside the paper, by name; names twice, too many or too large files raise Malformed."""
    tree = reader.root.get("/Names", {}).get("/EmbeddedFiles")
    found: dict[str, bytes] = {}
    for name, item in _named(tree) if tree is not None else ():
        content = bytes(item["/EF"]["/F"].data)
        if name in found or len(found) >= MOST_ATTACHMENTS or len(content) > LARGEST_ATTACHMENT:
            raise structure.Malformed("files inside the paper that are too many, too large or named twice")
        found[name] = content
    return found


def _named(node: Any, depth: int = 0) -> Iterable[tuple[str, Any]]:
    if depth > 8:
        raise structure.Malformed("a tree of names that is too deep")
    names = node.get("/Names", [])
    for place in range(0, len(names), 2):
        item = names[place + 1]
        yield str(item.get("/UF", item.get("/F"))), item
    for kid in node.get("/Kids", []):
        yield from _named(kid, depth + 1)


def _bad(code: str, **params: object) -> Report:
    return Report(whole=False, findings=(_finding(code, **params),), known=code != "seal_unknown")


def _finding(code: str, **params: object) -> Finding:
    return Finding(f"papers.finding.{code}", params=params)
