"""The witness on the network: `POST /add-checkpoint`, and `GET /` for people. HTTP only; TLS is a proxy's.

One request at a time is judged, kept and signed: two logs' offices wait for each other a few milliseconds.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from jiangang.methods.findings import Refused
from jiangang.methods.log import Cosigner, Head, Judgement, answer_with, judge_add_checkpoint, note_text
from jiangang.methods.log.checkpoints import Checkpoint
from jiangang.methods.log.notes import LARGEST_NOTE
from jiangang.methods.log.witnessing import PLAIN
from jiangang.witness.store import Seen, Store

SECONDS_FOR_A_REQUEST = 15


@dataclass(frozen=True)
class Witness:
    """A witness at work: its folder, its keys, its clock, and what it says of itself (`mark`)."""

    store: Store
    cosigners: tuple[Cosigner, ...]
    mark: str = ""
    clock: Callable[[], float] = time.time

    def add_checkpoint(self, body: bytes) -> Judgement:
        """Judge a request; when it is good, keep the head on the disk, and only then sign."""
        with self.store.turn:
            try:
                logs = self.store.logs()
                origin = _origin(body)
                seen = self.store.seen(origin) if origin in logs else Seen(Head())
            except (Refused, ValueError, OSError):
                return Judgement(500)
            judged = judge_add_checkpoint(body, logs=logs, latest={origin: seen.head})
            if judged.status != 200 or judged.keep is None:
                return judged
            now = max(int(self.clock()), seen.time, 1)  # a clock set back does not date a cosignature back
            try:
                self.store.keep(origin, Seen(judged.keep, now, judged.note))
            except OSError:
                return Judgement(500)
            return answer_with(judged, self.cosigners, now)

    def about(self) -> str:
        """What it says of itself: name, mark, keys, and the logs that it watches."""
        keys = [each.key.encode() for each in self.cosigners]
        with self.store.turn:
            logs = sorted(self.store.logs())
        mark = [f"mark {self.mark}"] if self.mark else []
        lines = [
            f"witness {self.cosigners[0].key.name}",
            *mark,
            *(f"key {key}" for key in keys),
            *(f"log {each}" for each in logs),
        ]
        return "".join(f"{line}\n" for line in lines)


def serve(witness: Witness, host: str, port: int, *, log: bool = True) -> ThreadingHTTPServer:
    """A server that is bound and does not answer yet: call `serve_forever`. log: a line for each request."""

    class Handler(_Handler):
        of = witness
        is_logged = log

    server = ThreadingHTTPServer((host, port), Handler)
    server.daemon_threads = True
    return server


class _Handler(BaseHTTPRequestHandler):
    of: Witness
    is_logged: bool
    timeout = SECONDS_FOR_A_REQUEST
    server_version = "jiangang-witness"
    sys_version = ""

    def do_POST(self) -> None:  # named by the standard library
        if self.path != "/add-checkpoint":
            self._answer(Judgement(404))
            return
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > LARGEST_NOTE:
            self.close_connection = True
            self._answer(Judgement(400))
            return
        self._answer(self.of.add_checkpoint(self.rfile.read(int(length))))

    def do_GET(self) -> None:  # named by the standard library
        if self.path != "/":
            self._answer(Judgement(404))
            return
        self._answer(Judgement(200, self.of.about().encode()))

    def _answer(self, judged: Judgement) -> None:
        body = judged.body or "".join(f"{each.code}\n" for each in judged.findings).encode()
        self.send_response(judged.status)
        self.send_header("Content-Type", judged.content_type or PLAIN)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # named by the standard library
        """One line for each request: time, what, status. No address: who asks is the log's own office."""
        if self.is_logged:
            print(f"{self.log_date_time_string()} {format % args}", flush=True)  # noqa: T201  # its log


def _origin(body: bytes) -> str:
    """The origin that a request names, before anything in it is believed; empty when it is no request."""
    try:
        note = body.decode().partition("\n\n")[2]
        return Checkpoint.parse(note_text(note)).origin
    except (UnicodeDecodeError, Refused):
        return ""
