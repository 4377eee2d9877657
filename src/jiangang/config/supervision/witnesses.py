"""The two witnesses of a demo office: separate programs on the same machine, and marked as such.

They show how it works and prove nothing to anybody outside. A real office sets witnesses that others run.
The preparing process makes the witnesses' keys and sets them; the supervisor reads what it left in
`VAR/witnesses/plan.json` and starts them. While the port day is played they answer inside of that process.
"""

import json
import socket
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from jiangang.config.supervision.children import Command
from jiangang.config.supervision.folder import OfficeFolder, write_private

MARK = "demo, same machine"
COUNT = 2
FIRST, SPAN = 20_000, 20_000
TRIES = 100


def plan_path(office: OfficeFolder) -> Path:
    """Where the preparing process says which witnesses to start."""
    return office.var / "witnesses" / "plan.json"


def commands(office: OfficeFolder, environment: dict[str, str]) -> list[tuple[str, Command]]:
    """The witnesses to start, by the name of their log file; none in an office that has none of its own."""
    path = plan_path(office)
    if not path.exists():
        return []
    environment = {key: value for key, value in environment.items() if not key.startswith("DATABASE")}
    found = []
    for row in json.loads(path.read_text()):
        words = [sys.executable, "-m", "jiangang.witness", "serve", "--dir", row["folder"]]
        words += ["--port", str(row["port"]), "--mark", MARK]
        found.append((f"witness-{row['number']}", Command(words, environment)))
    return found


def prepare(office: OfficeFolder, port: int) -> None:
    """In a demo office: make two witnesses that watch the register, and set them for the office.

    port: of the office's web server; the witnesses' ports are derived from it. Repeating it changes nothing
    but ports that have changed.
    """
    from jiangang.kernel.office import api as offices

    at = offices.clock()
    plan_path(office).unlink(missing_ok=True)
    if not offices.get_setting("demo", offices.local_day(at)):
        return
    from jiangang.kernel.founding import api as founding
    from jiangang.kernel.register import api as register

    founding.open_register(at=at)  # an office of before registers
    if not register.list_witnesses():
        _require(at)
    rows = [_witness(office, number, port, at) for number in range(1, COUNT + 1)]
    write_private(plan_path(office), json.dumps(rows, indent=1))


@contextmanager
def awake(office: OfficeFolder) -> Iterator[None]:
    """The witnesses answer in threads of this process, at their ports, for as long as the block runs."""
    from jiangang.witness.keys import load_cosigners
    from jiangang.witness.server import Witness, serve
    from jiangang.witness.store import Store

    path = plan_path(office)
    servers = []
    for row in json.loads(path.read_text()) if path.exists() else ():
        folder = Path(row["folder"])
        witness = Witness(Store(folder), load_cosigners(folder), MARK)
        servers.append(serve(witness, "127.0.0.1", row["port"], log=False))
    threads = [Thread(target=each.serve_forever, args=(0.02,), daemon=True) for each in servers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


def witness_port(port: int, number: int) -> int:
    """A port derived from the office's, so that a second office on this machine has its own; the next free
    one when somebody is there.
    """
    first = FIRST + COUNT * (port % SPAN) + number - 1
    for candidate in range(first, first + TRIES * COUNT, COUNT):
        with closing(socket.socket()) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", candidate))
            except (OSError, OverflowError):
                continue
            return candidate
    return first


def _require(at: Any) -> None:
    from jiangang.kernel.office import api as offices
    from jiangang.kernel.office.permissions import CHANGE_SETTINGS
    from jiangang.kernel.permissions import Actor

    on = offices.local_day(at)
    offices.change_setting(
        key="register_cosignatures",
        value=COUNT,
        valid_from=on.replace(year=2000, month=1, day=1),
        actor=Actor.system("founding", on=on, permissions=frozenset({CHANGE_SETTINGS})),
        at=at,
    )


def _witness(office: OfficeFolder, number: int, port: int, at: Any) -> dict[str, Any]:
    from jiangang.kernel.register import api as register
    from jiangang.witness.keys import make_keys
    from jiangang.witness.store import Store

    folder = office.var / "witnesses" / str(number)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name_file = folder / "name"
    origin = register.current_origin()
    suffix = origin.name.rpartition("/")[2] if origin else "demo"
    name = name_file.read_text().strip() if name_file.exists() else f"demo-witness-{number}/{suffix}"
    key = make_keys(folder, name)[0].encode()
    for keys in register.trusted_logs().values():
        for each in keys:
            Store(folder).trust(each)
    chosen = witness_port(port, number)
    url = f"http://127.0.0.1:{chosen}"
    known = {each.key.encode(): (each.url, each.mark) for each in register.list_witnesses()}
    if known.get(key) != (url, MARK):
        words = {"verifier_key": key, "url": url, "mark": MARK}
        _by_two_programs(register.WITNESS_SET, words, at)
    return {"number": number, "folder": str(folder), "port": chosen}


def _by_two_programs(act: str, params: dict[str, str], at: Any) -> None:
    """What two people do in a real office; the reason says that nobody did."""
    from jiangang.kernel.office import api as offices
    from jiangang.kernel.permissions import Actor
    from jiangang.kernel.register import api as register
    from jiangang.kernel.register.permissions import CONFIRM, PROPOSE

    on = offices.local_day(at)
    first = Actor.system("founding", on=on, permissions=frozenset({PROPOSE}))
    second = Actor.system("supervisor", on=on, permissions=frozenset({CONFIRM}))
    reason = "demo office, same machine: done by the program, no ceremony was held"
    made = register.propose(act=act, reason=reason, params=params, actor=first, at=at)
    register.confirm(proposal_id=made.pk, actor=second, at=at)
