"""Loading an edition of a code list: from an official file, or the seeds that stand beside this module."""

import hashlib
import json
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import connection

from jiangang.kernel.codes import permissions
from jiangang.kernel.codes.models import Code, CodeList, Coverage, Edition
from jiangang.kernel.codes.reading import ReadCode, Shape, read_codes
from jiangang.kernel.codes.schemes import get_scheme
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.permissions import Actor, operation
from jiangang.methods.findings import Finding, Refused, Severity

SEEDS = Path(__file__).parent / "seeds"
MAX_FILE = 64 * 1024 * 1024
COPY_COLUMNS = (
    "edition_id",
    "code",
    "parent",
    "name_en",
    "name_zh",
    "valid_from",
    "valid_until",
    "withdrawn",
    "extra",
)


@dataclass(frozen=True, slots=True)
class EditionOrder:
    """What is to be loaded: which edition of which scheme, from when, and whether it is the whole list."""

    scheme: str
    name: str
    valid_from: date
    source: str
    valid_until: date | None = None
    complete: bool = False
    licence: str = ""


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What loading did: the edition, rows taken, whether it had been loaded before, and findings by row."""

    edition_id: int
    scheme: str
    name: str
    revision: int
    coverage: str
    size: int
    already: bool
    findings: tuple[Finding, ...]

    @property
    def refused_rows(self) -> int:
        """Rows of the file that were not taken."""
        return sum(1 for finding in self.findings if finding.blocks)


@operation(permission=permissions.LOAD_CODES)
def load_edition(
    *, order: EditionOrder, content: bytes, shape: Shape | None = None, actor: Actor, at: datetime
) -> LoadReport:
    """Load a file as an edition; the same codes under the same name a second time change nothing.

    Rows that cannot be read are left out and named by row; a file said to be complete of which rows were left
    out counts as partial, so that absence from it proves nothing. Raises Refused when the file as a whole
    cannot be read or holds no code.
    """
    return _load(order, content, shape, Coverage.COMPLETE if order.complete else Coverage.PARTIAL, actor, at)


@operation(permission=permissions.LOAD_CODES)
def load_seeds(*, actor: Actor, at: datetime) -> tuple[LoadReport, ...]:
    """Load the small lists that come with the house (see `seeds/seeds.toml`); those already there stay."""
    with (SEEDS / "seeds.toml").open("rb") as stream:
        seeds = tomllib.load(stream)["seed"]
    reports = []
    for seed in seeds:
        order = EditionOrder(
            scheme=seed["scheme"],
            name=seed["edition"],
            valid_from=seed["from"],
            source=seed["source"],
            licence=seed["licence"],
        )
        content = (SEEDS / seed["file"]).read_bytes()
        reports.append(_load(order, content, None, Coverage(seed["coverage"]), actor, at))
    return tuple(reports)


def _load(
    order: EditionOrder,
    content: bytes,
    shape: Shape | None,
    coverage: Coverage,
    actor: Actor,
    at: datetime,
) -> LoadReport:
    read = read_order(order, content, shape, coverage)
    scheme, codes, findings, coverage = get_scheme(order.scheme), read.codes, read.findings, read.coverage
    code_list, _ = CodeList.objects.get_or_create(scheme=order.scheme, defaults={"standard": scheme.standard})
    CodeList.objects.select_for_update().get(pk=code_list.pk)
    latest = Edition.objects.filter(code_list=code_list, name=order.name).order_by("-revision").first()
    if latest is not None and latest.digest == read.digest:
        return _report(order, latest, findings, already=True)
    edition = Edition.objects.create(
        code_list=code_list,
        name=order.name,
        revision=latest.revision + 1 if latest else 1,
        valid_from=order.valid_from,
        valid_until=order.valid_until,
        coverage=coverage,
        source=order.source,
        licence=order.licence,
        digest=read.digest,
        size=len(codes),
        loaded_at=at,
        loaded_by=actor.key,
    )
    _copy(edition, codes)
    ledger.append(
        actor=actor,
        at=at,
        act="codes.load_edition",
        subject=f"codes:{order.scheme}:{order.name}",
        rows=(edition,),
        facts={
            "revision": edition.revision,
            "coverage": str(coverage),
            "size": len(codes),
            "digest": read.digest,
        },
    )
    return _report(order, edition, findings, already=False)


@dataclass(frozen=True, slots=True)
class ReadOrder:
    """A file as read for an order: its codes, what it covers after all, its digest, findings by row."""

    codes: list[ReadCode]
    coverage: Coverage
    digest: str
    findings: list[Finding]


def read_order(order: EditionOrder, content: bytes, shape: Shape | None, coverage: Coverage) -> ReadOrder:
    """Read a file as the edition that it is to become, without writing anything; raises Refused when the file
    as a whole cannot be read or holds no code.
    """
    get_scheme(order.scheme)
    _check_order(order, content)
    codes, findings = read_codes(content, order.scheme, shape)
    if not codes:
        raise Refused([Finding("codes.finding.no_codes"), *findings])
    if coverage is Coverage.COMPLETE and any(finding.blocks for finding in findings):
        coverage = Coverage.PARTIAL
        findings.append(Finding("codes.finding.complete_with_gaps", Severity.WARNING))
    return ReadOrder(codes, coverage, _digest(order, coverage, codes), findings)


def _check_order(order: EditionOrder, content: bytes) -> None:
    found = []
    if len(content) > MAX_FILE:
        found.append(Finding("codes.finding.file_too_large", params={"limit_mb": MAX_FILE // 1024 // 1024}))
    if not order.name.strip():
        found.append(Finding("codes.finding.edition_unnamed", field="edition"))
    if order.valid_until is not None and order.valid_until < order.valid_from:
        found.append(Finding("codes.finding.ends_before_it_begins", field="valid_until"))
    if found:
        raise Refused(found)


def _report(
    order: EditionOrder, edition: Edition, findings: Iterable[Finding], *, already: bool
) -> LoadReport:
    return LoadReport(
        edition_id=edition.pk,
        scheme=order.scheme,
        name=edition.name,
        revision=edition.revision,
        coverage=edition.coverage,
        size=edition.size,
        already=already,
        findings=tuple(findings),
    )


def _digest(order: EditionOrder, coverage: Coverage, codes: list[ReadCode]) -> str:
    """SHA-256 of the edition in canonical form: what it says, not how the file was laid out."""
    head = [order.scheme, order.name, str(order.valid_from), str(order.valid_until or ""), str(coverage)]
    sha = hashlib.sha256(json.dumps(head, ensure_ascii=False).encode())
    for each in sorted(codes, key=lambda read: read.code):
        values = [
            each.code,
            each.parent,
            each.name_en,
            each.name_zh,
            str(each.valid_from or ""),
            str(each.valid_until or ""),
            each.withdrawn,
            each.extra,
        ]
        sha.update(json.dumps(values, ensure_ascii=False, sort_keys=True).encode() + b"\n")
    return sha.hexdigest()


def _copy(edition: Edition, codes: list[ReadCode]) -> None:
    """Write the codes by COPY: an official list of ports has more than 100,000."""
    columns = ", ".join(COPY_COLUMNS)
    statement = f"COPY {Code._meta.db_table} ({columns}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for each in codes:
            copy.write_row(
                (
                    edition.pk,
                    each.code,
                    each.parent,
                    each.name_en,
                    each.name_zh,
                    each.valid_from,
                    each.valid_until,
                    each.withdrawn,
                    json.dumps(each.extra, ensure_ascii=False),
                )
            )
