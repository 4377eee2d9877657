"""`jiangang certificate`: show one, verify one, issue one that is signed, withdraw one, give one as XML.

Exit codes: 0 done or valid; 1 not valid, or refused; 2 there is no such certificate, or it cannot be read.
"""

import json
import sys
from hashlib import sha256
from pathlib import Path

import click
from django.conf import settings

from jiangang.kernel.office import api as office
from jiangang.kernel.people import api as people
from jiangang.kernel.permissions import Actor
from jiangang.methods.findings import Finding, NotFound, Refused
from jiangang.port.certificates import asking, life_queries, queries, telling
from jiangang.port.certificates.operations import issuing, withdrawing


@click.group("certificate")
def cli() -> None:
    """Certificates of the office."""


@cli.command("show")
@click.argument("number", required=False)
@click.option("--latest", is_flag=True, help="The certificate that was issued last.")
@click.option("--pdf", is_flag=True, help="Print the path of the paper's file, which is written if need be.")
@click.option("--json", "as_json", is_flag=True, help="The whole record as JSON.")
def show(number: str | None, latest: bool, pdf: bool, as_json: bool) -> None:
    """Show the certificate NUMBER: its record, digest and state."""
    actor = Actor.system("command-line", on=office.local_day(office.clock()))
    asked = queries.latest_number() if latest else number
    if not asked:
        raise click.UsageError("Give the NUMBER of a certificate, or --latest.")
    found = _found(asked, actor)
    if pdf:
        click.echo(_paper_file(found))
        return
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
@click.argument("what", metavar="FILE|QR|NUMBER")
@click.argument("code", required=False)
@click.option("--offline", is_flag=True, help="Ask only the keys and lists in --bundle.")
@click.option(
    "--bundle",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder with keys.json, status.cose and register.keys, as the office publishes them.",
)
@click.option("--json", "as_json", is_flag=True, help="The answer as JSON.")
def verify(what: str, code: str | None, offline: bool, bundle: Path | None, as_json: bool) -> None:
    """Say whether a paper is valid: a sealed PDF, a picture of its code, the code's text, a credential, a
    number.

    Exit codes: 0 valid; 1 not valid, the state is named; 2 what was given cannot be read.
    """
    at = office.clock()
    try:
        answer = asking.ask(what, code or "", at=at, bundle=bundle or asking.bundle_folder(), offline=offline)
    except Refused as refusal:
        click.echo(telling.refused(refusal, as_json=as_json), err=not as_json)
        sys.exit(2)
    click.echo(telling.said(answer, as_json=as_json))
    sys.exit(0 if answer.verdict.is_valid else 1)


@cli.command("bundle")
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), help="Folder to write to.")
def bundle(folder: Path | None) -> None:
    """Write what verifiers without network need: keys.json, status.cose and register.keys."""
    click.echo(asking.write_bundle(folder or asking.bundle_folder(), office.clock()))


@cli.command("issue")
@click.argument("number")
@click.option("--by", "person", required=True, help="Code of the person who issues it.")
def issue(number: str, person: str) -> None:
    """Hand out the signed certificate NUMBER on behalf of a person who holds that post."""
    at = office.clock()
    actor = people.actor_by_code(person, office.local_day(at))
    found = _found(number, actor)
    paper = issuing.issue_certificate(certificate_id=found.row.certificate_id, actor=actor, at=at)
    click.echo(f"issued {number}, PDF SHA-256 {paper.digest}")


@cli.command("withdraw")
@click.argument("number")
@click.option("--reason", required=True, help="Why; it is shown on the public page.")
@click.option("--by", "person", required=True, help="Code of the person who withdraws it.")
def withdraw(number: str, reason: str, person: str) -> None:
    """Withdraw the certificate NUMBER on behalf of a person who holds that post.

    Exit codes: 0 done; 1 refused; 2 there is no such certificate.
    """
    at = office.clock()
    actor = people.actor_by_code(person, office.local_day(at))
    found = _found(number, actor)
    withdrawing.withdraw_certificate(
        certificate_id=found.row.certificate_id, reason=reason, actor=actor, at=at
    )
    click.echo(f"withdrawn {number}")


@cli.command("xml")
@click.argument("number")
@click.option("--to", "path", type=click.Path(dir_okay=False, path_type=Path), help="File to write to.")
def xml(number: str, path: Path | None) -> None:
    """Print the certificate NUMBER as SPS XML, as it goes to foreign authorities.

    Exit codes: 0 done; 1 its kind has no SPS XML; 2 there is no such certificate, or it is not signed.
    """
    actor = Actor.system("command-line", on=office.local_day(office.clock()))
    found = _found(number, actor)
    content = life_queries.xml_by_id(found.row.certificate_id)
    if not content:
        finding = Finding("certificates.finding.no_xml", params={"kind": found.row.kind})
        click.echo("\n".join(telling.reasons(Refused(finding))), err=True)
        sys.exit(1)
    if path is not None:
        path.write_bytes(content)
        click.echo(path)
        return
    click.echo(content, nl=False)


def _found(number: str, actor: Actor) -> queries.CertificateView:
    """The certificate; ends the program (2) when there is none."""
    try:
        return queries.get_by_number(number, actor)
    except NotFound:
        click.echo(f"There is no certificate {number}.", err=True)
        sys.exit(2)


def _paper_file(found: queries.CertificateView) -> Path:
    """The paper as a file in the office's folder: the name says its digest, so that no version hides
    another.
    """
    content = queries.pdf_of(found.row.certificate_id)
    name = f"{found.row.number}-{sha256(content).hexdigest()[:12]}.pdf"
    path = Path(settings.VAR) / "papers" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_bytes(content)
    return path
