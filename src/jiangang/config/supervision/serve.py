"""The web server's process: granian with two workers, each bound to the life of the server."""

import argparse
import gc
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from jiangang.config.supervision.children import die_with_parent

TARGET = "jiangang.config.wsgi:application"
WORKERS = 2
BLOCKING_THREADS = 4
THREADS_KEPT = 600  # seconds, as long as their connections to the database are
COLLECTING = (20_000, 20, 50)
_server_pid = os.getpid()


def load_application(target: str) -> Callable[..., Any]:
    """Import the application inside a worker, which dies with the server even when that is killed."""
    if os.getpid() != _server_pid:
        die_with_parent(signal.SIGKILL, _server_pid)
    from jiangang.config.warming import warm
    from jiangang.config.wsgi import application

    warm()
    # What was imported stays for good: without this each full collection walks all of it and a request waits.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTING)
    return application


def main() -> None:
    """Serve until a signal comes."""
    asked = argparse.ArgumentParser(prog="jiangang-serve")
    asked.add_argument("--host", required=True)
    asked.add_argument("--port", required=True, type=int)
    asked.add_argument("--tls-cert", type=Path)
    asked.add_argument("--tls-key", type=Path)
    given = asked.parse_args()
    server = Granian(
        TARGET,
        address=given.host,
        port=given.port,
        interface=Interfaces.WSGI,
        workers=WORKERS,
        blocking_threads=BLOCKING_THREADS,
        blocking_threads_idle_timeout=THREADS_KEPT,
        websockets=False,
        log_level=LogLevels.warning,
        ssl_cert=given.tls_cert,
        ssl_key=given.tls_key,
        respawn_failed_workers=True,
        workers_kill_timeout=15,
    )
    server.serve(target_loader=load_application)


if __name__ == "__main__":
    main()
