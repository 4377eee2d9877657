"""`jiangang certificate`: show one, verify one, issue one that is signed.

Exit codes: 0 done or valid; 1 not valid, or refused; 2 there is no such certificate.
"""

import json
import sys
from pathlib import Path

import click

from jiangang.kernel.office import api as office
from jiangang.kernel.people import api as people
from jiangang.kernel.permissions import Actor
from jiangang.methods.findings import NotFound
from jiangang.port.certificates import operations, queries


@click.group("certificate")
def cli() -> None:
    """Certificates of the office."""


@cli.command("show")
@click.argument("number")
@click.option("--pdf", type=click.Path(path_type=Path), help="Write the PDF to this file.")
@click.option("--json", "as_json", is_flag=True, help="The whole record as JSON.")
def show(number: str, pdf: Path | None, as_json: bool) -> None:
    """Show the certificate NUMBER: its record, digest and state."""
    actor = Actor.system("command-line", on=office.local_day(office.clock()))
    try:
        found = queries.get_by_number(number, actor)
    except NotFound:
        click.echo(f"There is no certificate {number}.", err=True)
        sys.exit(2)
    if pdf is not None:
        pdf.write_bytes(queries.pdf_of(found.row.certificate_id))
    if as_json:
        click.echo(
            json.dumps(
                {"state": found.row.state, "digest": found.digest, "record": found.record}, ensure_ascii=False
            )
        )
        return
    for label, value in (
        ("number", found.row.number),
        ("state", found.row.state),
        ("consignment", found.row.consignment),
        ("issued on", found.record["issued_on"]),
        ("record", found.digest),
        ("pdf", found.paper_digest or "-"),
        ("code", found.code),
        (
            "withdrawn",
            f"{found.withdrawn_at:%Y-%m-%d}: {found.withdrawal_reason}" if found.withdrawn_at else "-",
        ),
    ):
        click.echo(f"{label:<12} {value}")
    for clause in found.record["clauses"]:
        click.echo(f"- {clause['en']}")
        for each in clause["evidence"]:
            click.echo(f"    {each['kind']} {each['number']}, ledger entry {each['ledger']}")


@cli.command("verify")
@click.argument("number")
@click.argument("code")
def verify(number: str, code: str) -> None:
    """Say whether the paper with NUMBER and CODE is valid."""
    answer = queries.verify_paper(number, code)
    click.echo(f"{answer.state}: {number}" + (f" ({answer.reason})" if answer.reason else ""))
    sys.exit(0 if answer.state == "valid" else 1)


@cli.command("issue")
@click.argument("number")
@click.option("--by", "person", required=True, help="Code of the person who issues it.")
def issue(number: str, person: str) -> None:
    """Hand out the signed certificate NUMBER on behalf of a person who holds that post."""
    at = office.clock()
    actor = people.actor_by_code(person, office.local_day(at))
    try:
        found = queries.get_by_number(number, actor)
    except NotFound:
        click.echo(f"There is no certificate {number}.", err=True)
        sys.exit(2)
    paper = operations.issue_certificate(certificate_id=found.row.certificate_id, actor=actor, at=at)
    click.echo(f"issued {number}, PDF SHA-256 {paper.digest}")
