"""The commands of the office as a whole: run it, make one, keep a copy, bring it to another machine."""

import os
from pathlib import Path

import click

from jiangang.config.founding_command import init
from jiangang.config.supervision.folder import OfficeFolder
from jiangang.config.supervision.trouble import Trouble
from jiangang.config.supervision.words import sentence


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=str, envvar="PORT", default="8000", show_default=True, help="Port to listen on.")
@click.option("--tls-cert", type=click.Path(path_type=Path), help="Certificate chain (PEM).")
@click.option("--tls-key", type=click.Path(path_type=Path), help="Private key (PEM).")
@click.option("--no-demo", is_flag=True, help="Load no demo office into an empty database.")
@click.option("--logs", type=click.Choice(["files", "console"]), default="files", show_default=True)
def run(
    *, host: str, port: str, tls_cert: Path | None, tls_key: Path | None, no_demo: bool, logs: str
) -> None:
    """Open the office: database, web server and worker, until Ctrl-C."""
    from jiangang.config.supervision.run import Plan, Supervisor, follow_parent

    if os.environ.pop("JIANGANG_FOLLOW_PARENT", "") == "1":
        follow_parent()
    _check_tls(tls_cert, tls_key)
    plan = Plan(
        office=OfficeFolder.from_environment(),
        host=host,
        port=_port(port),
        tls_cert=tls_cert,
        tls_key=tls_key,
        demo=not no_demo,
        logs_to_console=logs == "console",
    )
    Supervisor(plan).run()


@click.command()
def worker() -> None:
    """Do the background jobs of the office, until a signal comes."""
    from django.core.management import call_command

    call_command("procrastinate", "worker")


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def manage(words: tuple[str, ...]) -> None:
    """Pass the words to Django's management commands."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["jiangang manage", *words])


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Trouble("run.port_unreadable", port=text)
    return int(text)


def _check_tls(certificate: Path | None, key: Path | None) -> None:
    if (certificate is None) != (key is None):
        raise Trouble("run.one_of_tls")
    for path in (certificate, key):
        if path is None:
            continue
        try:
            path.read_bytes()
        except OSError as error:
            raise Trouble("run.tls_unreadable", file=path, reason=error.strerror) from None


@click.group()
def office() -> None:
    """Make a real office."""


office.add_command(init)


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path | None) -> None:
    """Write everything the office holds into FILE (mode 0600), while it may go on working."""
    from jiangang.config.keeping.backup import back_up, default_file

    folder = OfficeFolder.from_environment()
    done = back_up(folder, (file or default_file(folder)).absolute())
    click.echo(
        sentence(
            "backup.done",
            file=done.file,
            megabytes=f"{done.bytes / 1e6:.1f}",
            documents=done.documents,
            size=done.ledger_size,
            root=done.ledger_root or "-",
        )
    )


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def restore(file: Path) -> None:
    """Bring the backup FILE into this empty office, and prove that the ledger is the same."""
    from jiangang.config.keeping.restore import restore as bring_back

    done = bring_back(OfficeFolder.from_environment(), file.absolute())
    click.echo(
        sentence(
            "restore.done",
            made_at=done.made_at,
            documents=done.documents,
            size=done.ledger_size,
            root=done.ledger_root or "-",
        )
    )


@click.command()
def upgrade() -> None:
    """Back up, bring the database to this build, verify the ledger."""
    from jiangang.config.keeping.upgrade import upgrade as bring_up

    done = bring_up(OfficeFolder.from_environment())
    click.echo(sentence("upgrade.done", file=done.backup, steps=done.steps, size=done.ledger_size))
    if done.granted:
        click.echo(sentence("upgrade.granted", n=len(done.granted), permissions=", ".join(done.granted)))
