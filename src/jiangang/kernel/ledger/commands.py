"""`jiangang ledger …`: verify, root, proof, check-proof, consistency, checkpoint, keys.

Exit codes: 0 the answer is yes, 1 it is no (faults found, proof wrong), 2 nothing could be done.
`check-proof` needs neither database nor Django, so that anybody may run it on any machine.
"""

import base64
import json
import sys
from pathlib import Path
from typing import Any

import click

from jiangang.kernel.ledger.inclusion import check_proof, read_proof
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.log.notes import VerifierKey


class KeyParameter(click.ParamType):
    """A verifier key as it is published: `<name>+<key id>+<base64>`."""

    name = "key"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> VerifierKey:
        """Read the key, or fail with the reason."""
        try:
            return value if isinstance(value, VerifierKey) else VerifierKey.parse(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


KEYS = click.option(
    "--key",
    "keys",
    type=KeyParameter(),
    multiple=True,
    help="A public key known from outside; may be repeated.",
)


@click.group("ledger")
def cli() -> None:
    """The office's ledger: what was done, by whom, and that nothing of it was changed."""


@cli.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@KEYS
def verify(as_json: bool, keys: tuple[VerifierKey, ...]) -> None:
    """Recompute the whole ledger and compare it with the business rows."""
    from jiangang.kernel.ledger import api

    report = api.verify(keys=keys)
    if as_json:
        print(json.dumps(report.as_dict(), ensure_ascii=False, indent=1))
    else:
        _say_report(report)
    sys.exit(0 if report.ok else 1)


def _say_report(report: Any) -> None:
    from jiangang.kernel.texts import text

    print(text("ledger.verify.ok" if report.ok else "ledger.verify.faults", count=report.faults_found))
    print(
        text(
            "ledger.verify.summary",
            size=report.size,
            rows=report.counts["rows"],
            checkpoints=report.counts["checkpoints"],
            erased=report.counts["erased"],
            seconds=f"{report.seconds:.1f}",
        )
    )
    print(text("ledger.verify.root", root=report.root))
    for fault in report.faults:
        print(f"{fault.table} {fault.row}: {fault.what}", file=sys.stderr)


@cli.command("root")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def root(as_json: bool) -> None:
    """Print the ledger's size and root."""
    from jiangang.kernel.ledger import api

    size, value = api.size(), api.root().hex()
    print(json.dumps({"size": size, "root": value}) if as_json else f"{size} {value}")


@cli.command("proof")
@click.argument("sequence", type=click.IntRange(min=0))
@click.option(
    "--size", type=click.IntRange(min=1), help="Size of the log to prove it in; the newest checkpoint's."
)
@click.option("--tlog", is_flag=True, help="Write the proof in the text form of C2SP tlog-proof.")
def proof(sequence: int, size: int | None, tlog: bool) -> None:
    """Prove that entry SEQUENCE is in the ledger."""
    from jiangang.kernel.ledger import api
    from jiangang.kernel.ledger.models import Entry

    try:
        made = api.prove_inclusion(sequence, size)
        answer = made.as_tlog_proof() if tlog else json.dumps(made.as_dict(), ensure_ascii=False, indent=1)
    except (Entry.DoesNotExist, ValueError) as error:
        _stop(str(error))
    print(answer, end="" if tlog else "\n")


@cli.command("check-proof")
@click.argument("file", type=click.Path(path_type=Path))
@KEYS
def check(file: Path, keys: tuple[VerifierKey, ...]) -> None:
    """Check a proof of inclusion that `ledger proof` wrote."""
    try:
        found = check_proof(read_proof(json.loads(file.read_text(encoding="utf-8"))), keys)
    except (OSError, ValueError) as error:
        _stop(str(error))
    except Refused as refused:
        _say_findings(list(refused.findings))
        sys.exit(2)
    _say_findings(found)
    if not found:
        print(_word("ledger.check.signed" if keys else "ledger.check.unsigned"))
    sys.exit(1 if found else 0)


@cli.command("consistency")
@click.argument("old", type=click.IntRange(min=1))
@click.argument("new", type=click.IntRange(min=1))
def consistency(old: int, new: int) -> None:
    """Prove that the ledger of OLD entries is the beginning of the ledger of NEW entries."""
    from jiangang.kernel.ledger import api

    try:
        hashes = api.prove_consistency(old, new)
    except ValueError as error:
        _stop(str(error))
    print(
        json.dumps({"old": old, "new": new, "hashes": [base64.b64encode(each).decode() for each in hashes]})
    )


@cli.command("checkpoint")
def checkpoint() -> None:
    """Sign the ledger's present size and root, and print the signed note."""
    from django.conf import settings
    from django.utils.module_loading import import_string

    from jiangang.kernel.ledger import api

    try:
        note = api.sign_checkpoint(import_string(settings.CLOCK)())
    except api.LedgerFault as error:
        print(error, file=sys.stderr)
        sys.exit(1)
    except (ValueError, OSError) as error:
        _stop(str(error))
    print(note.note, end="")


@cli.command("keys")
def keys() -> None:
    """Print the public keys that sign this ledger's checkpoints."""
    from jiangang.kernel.ledger import api

    for key in api.verifier_keys():
        print(key.encode())


def _stop(reason: str) -> None:
    print(reason, file=sys.stderr)
    sys.exit(2)


def _say_findings(findings: list[Finding]) -> None:
    for finding in findings:
        print(_word(finding.message_key, **finding.params), file=sys.stderr)


def _word(key: str, **params: object) -> str:
    """A sentence without Django: from the catalogues of this room and of the methods."""
    import jiangang.methods
    from jiangang.methods.texts import Catalogue

    words = Catalogue()
    words.load("ledger", Path(__file__).parent / "texts")
    words.load("methods", Path(jiangang.methods.__path__[0]) / "texts")
    return words.get(_language(), key, **params)


def _language() -> str:
    import os

    return "zh-hans" if os.environ.get("LANG", "").lower().startswith("zh") else "en"
