"""`jiangang witness …`: make a key, trust a log, serve, show. Needs neither database nor Django.

Exit codes: 0 done, 1 refused, 2 nothing could be done.
"""

import os
import signal
import sys
import threading
from pathlib import Path
from typing import NoReturn

import click

from jiangang.methods.findings import Refused
from jiangang.methods.log import SUITES, VerifierKey
from jiangang.methods.texts import Catalogue
from jiangang.witness.keys import load_cosigners, make_keys
from jiangang.witness.server import Witness, serve
from jiangang.witness.store import Store

FOLDER = click.option(
    "--dir", "folder", required=True, type=click.Path(path_type=Path, file_okay=False), help="Its folder."
)
SUITE = click.Choice([each.name for each in SUITES if "cosignature" in each.signs])


@click.group("witness")
def cli() -> None:
    """A witness: cosigns the heads of logs that only grow."""


@cli.command("key")
@FOLDER
@click.option("--name", required=True, help="Its name, without spaces and plus signs: example.org/witness.")
@click.option("--suite", "suites", type=SUITE, multiple=True, default=("ed25519",), show_default=True)
def key(folder: Path, name: str, suites: tuple[str, ...]) -> None:
    """Make the witness' key, once, and print its public half: give this to the offices that you watch."""
    try:
        for each in make_keys(folder, name, suites):
            print(each.encode())
    except ValueError as error:
        _stop(2, str(error))
    except Refused as refused:
        _refuse(refused)


@cli.command("trust")
@FOLDER
@click.argument("key")
def trust(folder: Path, key: str) -> None:
    """Watch the log that signs with KEY (`<origin>+<id>+<base64>`); a further key of the same log too."""
    Store(folder).trust(_key(key))


@cli.command("distrust")
@FOLDER
@click.argument("key")
def distrust(folder: Path, key: str) -> None:
    """Believe KEY no more, after it was rotated or came into wrong hands."""
    if not Store(folder).distrust(_key(key)):
        _stop(1, _word("witness.say.not_trusted"))


@cli.command("show")
@FOLDER
def show(folder: Path) -> None:
    """Print its keys, the logs that it watches, and the head of each that it saw last."""
    store = Store(folder)
    try:
        print(Witness(store, load_cosigners(folder)).about(), end="")
        for origin in store.origins():
            seen = store.seen(origin)
            print(f"seen {origin} {seen.head.size} {seen.head.root.hex()} {seen.time}")
    except Refused as refused:
        _refuse(refused)


@cli.command("serve")
@FOLDER
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", required=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--origin-key", "origin_keys", multiple=True, help="Key of a log to watch; kept in the folder.")
@click.option("--name", default="", help="Makes the witness' key under this name when it has none.")
@click.option("--mark", default="", help="What it says of itself, such as: demo, same machine.")
def run(folder: Path, host: str, port: int, origin_keys: tuple[str, ...], name: str, mark: str) -> None:
    """Answer until a signal comes."""
    store = Store(folder)
    try:
        if name:
            make_keys(folder, name)
        store.hold()
        for each in origin_keys:
            store.trust(_key(each))
        store.logs()
        witness = Witness(store, load_cosigners(folder), mark)
        server = serve(witness, host, port)
    except Refused as refused:
        _refuse(refused)
    except (OSError, ValueError) as error:
        _stop(2, str(error))
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda *_: threading.Thread(target=server.shutdown).start())
    name_of = witness.cosigners[0].key.name
    print(_word("witness.say.serving", name=name_of, host=host, port=port), flush=True)
    with server:
        server.serve_forever(poll_interval=0.1)


def main() -> None:
    """Entry point of `python -m jiangang.witness`."""
    cli.main(prog_name="jiangang witness")


def _key(text: str) -> VerifierKey:
    try:
        return VerifierKey.parse(text)
    except ValueError as error:
        _stop(2, str(error))


def _refuse(refused: Refused) -> NoReturn:
    for finding in refused.findings:
        print(_word(finding.message_key, **finding.params), file=sys.stderr)
        print(_word(finding.mend_key, **finding.params), file=sys.stderr)
    sys.exit(1)


def _stop(code: int, reason: str) -> NoReturn:
    print(reason, file=sys.stderr)
    sys.exit(code)


def _word(key: str, **params: object) -> str:
    import jiangang.methods.log

    words = Catalogue()
    words.load("witness", Path(__file__).parent / "texts")
    words.load("methods", Path(jiangang.methods.log.__path__[0]) / "texts")
    names = ("JIANGANG_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    asked = next((value for name in names if (value := os.environ.get(name))), "")
    return words.get("zh-hans" if asked.lower().startswith("zh") else "en", key, **params)
