"""All benchmarks in one run: `make bench`, or `python -m benchmarks.run [COUNT]`.

One office is opened in a throw-away folder, loaded, measured, verified, and gone again. About ten minutes
on two
cores. Figures are printed and written to `benchmarks/results/`.
"""

import json
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks import deciding, desk_list, importing
from benchmarks.measuring import keep, machine
from benchmarks.office import Office, running_office

COUNT, IMPORTED_ROWS = 100_000, 4_000
METHODS = (  # benchmarks that need no office: modules with a function `run`
    "peer_merkle",
    "draught",
    "draws",
    "sample_sizes",
    "allocation",
    "simulation",
    "rules",
    "screen",
    "papers",
    "register",
    "verifier",
)
SAID = re.compile(
    r"^(?P<what>.+?)\s+(?P<count>[\d,]+) (?P<unit>\w+) in\s+(?P<seconds>[\d.]+) s =\s+(?P<rate>[\d,]+)/s"
)


def ledger() -> None:
    """Appending and verifying, in a database of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.ledger"], capture_output=True, text=True, check=True
    )
    print(done.stdout, flush=True)
    found = [match.groupdict() for line in done.stdout.splitlines() if (match := SAID.match(line))]
    rates = {each["what"]: f"{each['rate']} {each['unit']}/s" for each in found}
    keep("ledger", {"machine": machine(), "rates": rates})


def verify(office: Office) -> dict[str, Any]:
    """The whole ledger of the loaded office, with its business rows."""
    began = time.perf_counter()
    report = json.loads(office.command("ledger", "verify", "--json").stdout)
    seconds = time.perf_counter() - began
    rows = report["rows"]
    print(
        f"ledger verify: ok {report['ok']}, {report['size']:,} entries, {rows:,} rows in {seconds:.1f} s",
        flush=True,
    )
    return {"ok": report["ok"], "entries": report["size"], "rows": rows, "seconds": round(seconds, 1)}


def peer(office: Office) -> list[Any]:
    """The list's queries beside those of a plain list, in the same office."""
    words = "import runpy; runpy.run_module('benchmarks.peer_list', run_name='__main__')"
    said = office.command("manage", "shell", "-c", words)
    if said.returncode:
        raise RuntimeError(said.stderr)
    *lines, figures = said.stdout.strip().splitlines()
    print("\n".join(line for line in lines if "p50" in line), flush=True)
    return list(json.loads(figures))


def main() -> None:
    """Everything, in order."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    ledger()
    for name in METHODS:
        import_module(f"benchmarks.{name}").run()
    with tempfile.TemporaryDirectory(prefix="jiangang-bench-") as name, running_office(Path(name)) as office:
        said = desk_list.load(office, count)
        measured = desk_list.measure(office)
        lists = peer(office)
        verified = verify(office)
        keep("deciding", {"machine": machine(), **deciding.run_in(office)})
        path = importing.source()
        if path is None:
            print(
                f"shared data: {importing.FILE} is not on this machine; importing was not measured",
                flush=True,
            )
        else:
            folder = Path(name)
            figures = importing.measure(office, importing.cut(path, IMPORTED_ROWS, folder), folder)
            keep("importing", {"machine": machine(), **figures})
    keep(
        "desk_list",
        {
            "machine": machine(),
            "consignments": count,
            **said,
            "verify": verified,
            "pages": list(map(asdict, measured)),
            "queries": lists,
        },
    )


if __name__ == "__main__":
    main()
