"""`jiangang declaration`: taking in files, showing and listing consignments.

Exit codes: 0 all rows done; 1 done with refused rows, or not found; 2 nothing could be done.
"""

import json
import sys
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from time import monotonic
from typing import Any

import click
from django.conf import settings
from django.utils.module_loading import import_string

from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor
from jiangang.kernel.texts import text
from jiangang.kernel.workflow import api as workflow
from jiangang.methods.findings import Finding, Refused
from jiangang.port.declarations import queries
from jiangang.port.declarations.findings_file import FindingsFile
from jiangang.port.declarations.limits import limits
from jiangang.port.declarations.operations.importing import ImportOrder, Pipeline, Summary, import_file
from jiangang.port.declarations.reading.maps import ColumnMap, packaged_maps, read_map
from jiangang.port.declarations.reading.tables import check_size

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group("declaration")
def cli() -> None:
    """Notices and consignments."""


@cli.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--map", "map_name", required=True, help="A TOML map of columns, or the name of a map of the house."
)
@click.option("--as-at", type=DAY, help="Day of the rules and business time; never of the recording.")
@click.option(
    "--findings", "findings_path", type=click.Path(path_type=Path), help="CSV of all findings by row."
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def import_command(
    *, file: Path, map_name: str, as_at: datetime | None, findings_path: Path | None, as_json: bool
) -> None:
    """Take in FILE: check, file, accept, decide and draw; a second time changes nothing."""
    now = office.clock()
    day = as_at.date() if as_at else None
    at = _business_time(day, now)
    pipeline: Pipeline = import_string(settings.CONSIGNMENT_PIPELINE)
    actor = Actor.system("import", on=office.local_day(at), permissions=pipeline.permissions)
    try:
        order = ImportOrder(_read(file), file.name, _map(map_name), day)
        began = monotonic()
        with FindingsFile(findings_path) as told:
            summary = _run(order, pipeline, told, actor=actor, at=at)
    except Refused as refusal:
        _refuse(refusal.findings, as_json=as_json)
    _print_summary(summary, monotonic() - began, findings_path, as_json=as_json)
    sys.exit(0 if summary.is_whole else 1)


@cli.command("show")
@click.argument("number")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def show(number: str, *, as_json: bool) -> None:
    """Show the consignment NUMBER with its lines and history."""
    row = queries.find_consignment(number)
    if row is None:
        finding = Finding("declarations.finding.consignment_unknown")
        click.echo(text(finding.message_key), err=True)
        sys.exit(1)
    if as_json:
        click.echo(json.dumps(_plain_consignment(row), ensure_ascii=False, indent=2, default=str))
        return
    click.echo(f"{row.number}  {text(f'declarations.state.{row.state}')}")
    for line in row.lines:
        mass = text("declarations.detail.kilograms", mass=line.net_mass) if line.net_mass is not None else ""
        click.echo(f"  {line.line_no}\t{line.hs_code}\t{line.origin}\t{line.description}\t{mass}")
    for step in workflow.history(row.number):
        click.echo(f"  {step.at:%Y-%m-%d %H:%M}\t{text(step.act_key)}\t{step.person_name('en')}")


@cli.command("list")
@click.option("--state", help="Only consignments in this state.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
def list_command(*, state: str | None, limit: int) -> None:
    """List consignments, the latest first, one line each."""
    for row in queries.latest(state=state, limit=limit):
        filed = row.filed_at.strftime("%Y-%m-%d")
        words = (row.number, row.state, filed, row.hs_code, row.origin_country, str(row.line_count))
        click.echo("\t".join(words))


def _business_time(day: date | None, now: datetime) -> datetime:
    """Noon of the day in the office's zone, or now."""
    return now if day is None else datetime.combine(day, time(12), tzinfo=office.time_zone(day))


def _read(file: Path) -> bytes:
    """The bytes of a file whose size has been asked first."""
    try:
        check_size(file.stat().st_size, limits().file)
        return file.read_bytes()
    except OSError as error:
        params = {"path": str(file), "reason": error.strerror or ""}
        raise Refused(Finding("declarations.finding.file_missing", params=params)) from error


def _map(name: str) -> ColumnMap:
    known = packaged_maps().get(name)
    if known is not None:
        return known
    return read_map(_read(Path(name)).decode("utf-8", errors="replace"))


def _run(
    order: ImportOrder, pipeline: Pipeline, told: FindingsFile, *, actor: Actor, at: datetime
) -> Summary:
    rows = max(1, order.content.count(b"\n") - 1)
    label = text("declarations.import.progress", name=order.name)
    with click.progressbar(length=rows, label=label, file=sys.stderr) as bar:
        summary = import_file(
            order, pipeline=pipeline, on_findings=told.write, on_progress=bar.update, actor=actor, at=at
        )
        bar.update(max(0, rows - summary.rows))
    return summary


def _refuse(findings: Sequence[Finding], *, as_json: bool) -> None:
    """Say why nothing could be done, and end with 2."""
    if as_json:
        click.echo(
            json.dumps({"ok": False, "findings": [each.as_dict() for each in findings]}, ensure_ascii=False)
        )
    for each in findings:
        click.echo(f"{text(each.message_key, **each.params)} {text(each.mend_key, **each.params)}", err=True)
    click.echo(text("declarations.import.nothing"), err=True)
    sys.exit(2)


def _print_summary(summary: Summary, seconds: float, path: Path | None, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(_plain_summary(summary, seconds), ensure_ascii=False))
        return
    if summary.broken_off:
        click.echo(text("declarations.import.broken_off"))
    rate = round(summary.rows / seconds) if seconds else 0
    words = {"rows": summary.rows, "filed": summary.filed, "known": summary.known, "refused": summary.refused}
    click.echo(text("declarations.import.done", **words, seconds=f"{seconds:.1f}", rate=rate))
    for line in _steps(summary):
        click.echo(line)
    if summary.found:
        click.echo(text("declarations.import.findings"))
    for (severity, code), count in summary.found.most_common():
        weight = text(f"ui.severity.{severity}")
        click.echo(text("declarations.import.finding_line", count=count, severity=weight, code=code))
    if path is not None:
        click.echo(text("declarations.import.written", path=path))


def _steps(summary: Summary) -> list[str]:
    lanes = {
        name.partition(".")[2]: count for name, count in summary.counts.items() if name.startswith("decided.")
    }
    told = [text("declarations.import.accepted", count=summary.counts["accepted"])]
    if lanes:
        shown = ", ".join(f"{lane} {count}" for lane, count in sorted(lanes.items()))
        told.append(text("declarations.import.decided", count=sum(lanes.values()), lanes=shown))
    for name in ("undecided", "drawn", "undrawn"):
        if summary.counts[name]:
            told.append(text(f"declarations.import.{name}", count=summary.counts[name]))
    return told


def _plain_summary(summary: Summary, seconds: float) -> dict[str, Any]:
    return {
        "ok": summary.is_whole,
        "run": summary.run_id,
        "rows": summary.rows,
        "filed": summary.filed,
        "known": summary.known,
        "refused": summary.refused,
        "seconds": round(seconds, 3),
        "rows_per_second": round(summary.rows / seconds, 1) if seconds else None,
        "counts": dict(sorted(summary.counts.items())),
        "findings": [
            {"severity": severity, "code": code, "count": count}
            for (severity, code), count in summary.found.most_common()
        ],
    }


def _plain_consignment(row: queries.ConsignmentRow) -> dict[str, Any]:
    named = {name: getattr(row, name) for name in row.__dataclass_fields__ if name != "lines"}
    return {
        **named,
        "lines": [{name: getattr(line, name) for name in line.__dataclass_fields__} for line in row.lines],
    }
