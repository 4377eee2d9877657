"""`jiangang`: the root of the command line. The rooms' commands are imported only when they are asked for.

Exit codes: 0 yes, or all rows done; 1 no, or done with refused rows; 2 nothing could be done.
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from jiangang.config.supervision.folder import OfficeFolder
from jiangang.config.supervision.sharing import office_database
from jiangang.config.supervision.trouble import Trouble
from jiangang.config.supervision.words import LANGUAGE_VARIABLE, language, sentence
from jiangang.config.version import version
from jiangang.methods.findings import Refused


@dataclass(frozen=True)
class Entry:
    """One word after `jiangang`: the module that holds its command under the name `attribute`.

    database: whether the office's database is opened and Django set up before the module is imported.
    without_database: sub-commands that run on any machine; their module imports Django inside functions only.
    more: modules whose `COMMANDS` stand under the same word, which the room may not import itself.
    """

    module: str
    attribute: str = "cli"
    database: bool = True
    without_database: frozenset[str] = frozenset()
    more: tuple[str, ...] = ()


OFFLINE = "--offline"
"""The word with which a command of an office asks nothing but files."""
OFFICE, CALCULATIONS = "jiangang.config.office_commands", "jiangang.config.calculations"
ENTRIES: dict[str, Entry] = {
    "run": Entry(OFFICE, "run", database=False),
    "office": Entry(OFFICE, "office"),
    "backup": Entry(OFFICE, "backup", database=False),
    "restore": Entry(OFFICE, "restore", database=False),
    "upgrade": Entry(OFFICE, "upgrade", database=False),
    "worker": Entry(OFFICE, "worker"),
    "manage": Entry(OFFICE, "manage"),
    "ledger": Entry("jiangang.kernel.ledger.commands", without_database=frozenset({"check-proof"})),
    "codes": Entry("jiangang.kernel.codes.commands"),
    "calendar": Entry("jiangang.kernel.calendar.commands"),
    "money": Entry("jiangang.kernel.money.commands"),
    "people": Entry("jiangang.kernel.people.commands"),
    "retention": Entry("jiangang.kernel.privacy.commands"),
    "interests": Entry("jiangang.integrity.interests.commands"),
    "draw": Entry(
        "jiangang.integrity.assignment.commands",
        without_database=frozenset(
            {"verify", "seed-plan", "seed-share", "seed-check", "seed-close", "seed-open", "order", "make"}
        ),
    ),
    "parties": Entry("jiangang.port.parties.commands"),
    "declaration": Entry("jiangang.port.declarations.commands"),
    "target": Entry(
        "jiangang.port.targeting.commands",
        without_database=frozenset({"screen", "online", "rolling", "train"}),
        more=(f"{CALCULATIONS}.target_protocols",),
    ),
    "inspection": Entry("jiangang.port.inspection.commands"),
    "disposition": Entry("jiangang.port.disposition.commands"),
    "papers": Entry("jiangang.kernel.papers.commands"),
    "certificate": Entry("jiangang.port.certificates.commands"),
    "hub": Entry("jiangang.port.exchange.commands", without_database=frozenset({"mock"})),
    "register": Entry("jiangang.kernel.register.commands", without_database=frozenset({"mirror", "monitor"})),
    "witness": Entry("jiangang.witness.commands", database=False),
    "figures": Entry("jiangang.figures.commands"),
    "statement": Entry(
        "jiangang.figures.statements.commands", without_database=frozenset({"read", "repair"})
    ),
    "sample": Entry(f"{CALCULATIONS}.sample", database=False),
    "weigh": Entry(f"{CALCULATIONS}.weigh", database=False),
    "origin": Entry(f"{CALCULATIONS}.origin", database=False),
    "vector": Entry(f"{CALCULATIONS}.vector", database=False),
    "rank": Entry(f"{CALCULATIONS}.rank", database=False),
    "identifier": Entry(f"{CALCULATIONS}.identifier", database=False),
    "simulate": Entry(f"{CALCULATIONS}.simulate", database=False),
    "rehearsal": Entry("jiangang.rehearsal.commands"),
    "docs": Entry("jiangang.config.docs_commands", database=False),
}


class Root(click.Group):
    """Lists the entries that exist in this build; opens the database for those that need it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The words of the entries whose modules are here."""
        return [name for name, entry in ENTRIES.items() if exists(entry)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command behind a word."""
        entry = ENTRIES.get(cmd_name)
        if entry is None or not exists(entry):
            return None
        command = getattr(import_module(entry.module), entry.attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{entry.module}.{entry.attribute} is no command")
        for module in entry.more:
            for each in import_module(module).COMMANDS:
                command.add_command(each)  # type: ignore[attr-defined]  # a group, as the test of commands shows
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Open what the command needs, before its module is imported."""
        entry = ENTRIES.get(args[0])
        if entry is not None and exists(entry) and entry.database:
            if needs_database(entry, args[1:]):
                open_office(ctx, with_database="--help" not in args)
            elif OFFLINE in args:
                open_office(ctx, with_database=False)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """One line for each word, from the catalogue: asking every module would take seconds."""
        rows = [(name, sentence(f"cli.about.{name}")) for name in self.list_commands(ctx)]
        with formatter.section(sentence("cli.commands")):
            formatter.write_dl(rows)


def exists(entry: Entry) -> bool:
    """Whether the entry's module is part of this build."""
    package = entry.module.rpartition(".")[0]
    try:
        return find_spec(package) is not None and find_spec(entry.module) is not None
    except ModuleNotFoundError:
        return False


def needs_database(entry: Entry, words: Sequence[str]) -> bool:
    """Whether these words after the entry's own need the office's database."""
    return entry.database and not (words and words[0] in entry.without_database) and OFFLINE not in words


def open_office(ctx: click.Context, *, with_database: bool) -> None:
    """Set Django up on the office's database, which stays open until the command is over."""
    if with_database:
        office = OfficeFolder.from_environment()
        addresses = ctx.with_resource(office_database(office))
        os.environ.update(addresses.environment(with_owner=True))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiangang.config.settings")
    import django
    from django.utils import translation

    django.setup()
    translation.activate(language())


@click.command(cls=Root, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--language", "chosen", type=click.Choice(["en", "zh-hans"]), help="Language of what is printed."
)
@click.option("--var", type=click.Path(file_okay=False, path_type=Path), help="The office's folder.")
@click.version_option(version(), prog_name="jiangang")
def root(chosen: str | None, var: Path | None) -> None:
    """Jiangang 检港: one system for a port inspection-and-quarantine authority."""
    if chosen:
        os.environ[LANGUAGE_VARIABLE] = chosen
    if var:
        os.environ["VAR"] = str(var.absolute())


def call(arguments: Sequence[str] | None = None) -> int:
    """Run one command and turn whatever ends it into an exit code and plain words."""
    try:
        result: Any = root.main(arguments, prog_name="jiangang", standalone_mode=False, obj=today)
    except click.ClickException as error:
        error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        return 130
    except Refused as refusal:
        from jiangang.config.refusals import print_refusal

        print_refusal(refusal)
        return 1
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return trouble.exit_code
    except BrokenPipeError:
        # The reader of our output has gone (`| head`); there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if _has_no_office(error):
            print(sentence("run.no_office"), file=sys.stderr)
            return 2
        if not _lost_database(error):
            raise
        print(sentence("cli.unreachable", reason=str(error).strip()), file=sys.stderr)
        return 2
    return result if isinstance(result, int) else 0


def today() -> date:
    """The day by the machine's own clock, for commands that have no office to ask."""
    return datetime.now(UTC).astimezone().date()


def _lost_database(error: Exception) -> bool:
    return type(error).__name__ == "OperationalError" and type(error).__module__.startswith(
        ("django.db", "psycopg")
    )


def _has_no_office(error: Exception) -> bool:
    """Whether a table was not there: the database is empty, or of an office not yet brought up to date."""
    return type(error.__cause__ or error).__name__ == "UndefinedTable"


def main() -> None:
    """Entry point of the installed command."""
    sys.exit(call())


if __name__ == "__main__":
    main()
