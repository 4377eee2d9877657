"""How fast `jiangang declaration import` takes in a real customs file, beside a plain row-by-row import.

Run: `python -m benchmarks.importing [ROWS]`. The file is not in this repository
(`SHARED_DATA/declarations-wco`); without it this says so and measures nothing. Target: 100 rows/s
through validation, decision and draw.
"""

import csv
import itertools
import os
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.measuring import keep, machine
from benchmarks.office import Office, running_office

TARGET = 100.0
FILE = "declarations-wco/df_syn_test_eng.csv"
MAP = "wco-import"
AS_AT = "2026-03-02"
PLAIN = """
import csv, sys, time
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("CREATE TEMP TABLE plain (id bigserial PRIMARY KEY, payload jsonb, hs text, origin text)")
from django.db import models
class Plain(models.Model):
    payload = models.JSONField(); hs = models.TextField(); origin = models.TextField()
    class Meta:
        app_label = "bench"; db_table = "plain"; managed = False
began, rows = time.perf_counter(), 0
with open(sys.argv[1], newline="", encoding="utf-8-sig") as stream:
    for row in csv.DictReader(stream):
        values = list(row.values())
        Plain.objects.create(payload=row, hs=str(values[4])[:10], origin=str(values[3])[:2])
        rows += 1
print("plain", rows, time.perf_counter() - began)
"""


def source() -> Path | None:
    """The file, or None."""
    root = Path(os.environ.get("SHARED_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")
    path = root / FILE
    return path if path.exists() else None


def cut(path: Path, rows: int, folder: Path) -> Path:
    """The file with so many rows, or the whole of it."""
    if not rows:
        return path
    short = folder / "rows.csv"
    with path.open(encoding="utf-8-sig", newline="") as given, short.open("w", encoding="utf-8") as taken:
        taken.writelines(itertools.islice(given, rows + 1))
    return short


def measure(office: Office, path: Path, folder: Path) -> dict[str, Any]:
    """Import once, import again, and the plain way."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = sum(1 for _ in csv.reader(stream)) - 1
    first = _timed(office, path, folder)
    again = _timed(office, path, folder)
    script = folder / "plain.py"
    script.write_text(f"import sys\nsys.argv = ['plain', {str(path)!r}]\n{PLAIN}", encoding="utf-8")
    said = office.command("manage", "shell", "-c", f"exec(open({str(script)!r}).read())").stdout
    found = re.search(r"plain (\d+) ([0-9.]+)", said)
    figures: dict[str, Any] = {
        "rows": rows,
        "rows_per_second": round(rows / first, 1),
        "again_rows_per_second": round(rows / again, 1),
        "target": TARGET,
    }
    if found:
        figures["plain_orm_insert_rows_per_second"] = round(int(found[1]) / float(found[2]), 1)
    for name, value in figures.items():
        print(f"{name:<34} {value:>10,}", flush=True)
    return figures


def _timed(office: Office, path: Path, folder: Path) -> float:
    began = time.perf_counter()
    done = office.command(
        "declaration",
        "import",
        str(path),
        "--map",
        MAP,
        "--as-at",
        AS_AT,
        "--findings",
        str(folder / "findings.csv"),
    )
    if done.returncode > 1:
        raise RuntimeError(done.stderr)
    return time.perf_counter() - began


def main() -> None:
    """Open an office, import, write down."""
    path = source()
    if path is None:
        print(f"shared data: {FILE} is not on this machine; nothing was measured")
        return
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    with tempfile.TemporaryDirectory(prefix="jiangang-bench-") as name, running_office(Path(name)) as office:
        folder = Path(name)
        figures = measure(office, cut(path, rows, folder), folder)
    keep("importing", {"machine": machine(), **figures})


if __name__ == "__main__":
    main()
