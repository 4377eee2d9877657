"""Records of a CSV, checked as bytes before any of them is read: fields, quotes, encoding.

Most chunks are checked with a few passes over their bytes. Only a chunk in which a quotation mark stands open
at the end of a line is gone through record by record.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

NEWLINE, COMMA, QUOTE, RETURN = 10, 44, 34, 13
MOST_LINES, MOST_BYTES = 50, 65_536
"""How far a record may run over several lines."""


@dataclass
class Records:
    """Records of one chunk: `text` holds the good ones as CSV; `rows` their numbers, the heading being row 1.

    bad: row number, text key of the fault, and what it says.
    """

    text: bytes
    rows: NDArray[np.int64]
    bad: list[tuple[int, str, dict[str, object]]] = field(default_factory=list)


def read_heading(path: Path) -> tuple[list[str], int]:
    """The names of the columns, and where the rows begin. Raises ValueError with the reason."""
    with path.open("rb") as stream:
        line = stream.readline(1_000_000)
    start = len(line)
    if line.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError("UTF-16")
    names = next(csv.reader([line.decode("utf-8-sig")]), [])
    columns = [name.strip() for name in names]
    if not columns or not all(columns) or len(set(columns)) != len(columns):
        raise ValueError(", ".join(columns) or "empty")
    return columns, start


def read_records(path: Path, start: int, fields: int, size: int) -> Iterator[tuple[Records, int]]:
    """Chunks of about `size` bytes of records of `fields` fields each, and how far the file has been read."""
    row, rest = 2, b""
    with path.open("rb") as stream:
        stream.seek(start)
        while True:
            block = stream.read(size)
            chunk = rest + block
            if not block and chunk and not chunk.endswith(b"\n"):
                chunk += b"\n"
            cut = chunk.rfind(b"\n") + 1
            chunk, rest = chunk[:cut], chunk[cut:]
            if chunk:
                records, used, row = _check(chunk, fields, row, is_last=not block)
                rest = chunk[used:] + rest
                yield records, stream.tell()
            if not block and not rest:
                return


def _check(chunk: bytes, fields: int, row: int, *, is_last: bool) -> tuple[Records, int, int]:
    """Check one chunk of whole lines: its records, how many of its bytes are done, the next row's number."""
    raw = np.frombuffer(chunk, np.uint8)
    ends = np.flatnonzero(raw == NEWLINE)
    begins = np.concatenate(([0], ends[:-1] + 1))
    commas, wrong = np.flatnonzero(raw == COMMA), np.zeros(len(ends), np.bool_)
    quotes = np.flatnonzero(raw == QUOTE)
    if len(quotes):
        per_line = np.diff(np.searchsorted(quotes, ends), prepend=0)
        if (per_line % 2).any():
            return _check_slowly(chunk, fields, row, is_last=is_last)
        inside = np.searchsorted(quotes, commas) % 2 == 1
        commas = commas[~inside]
        wrong = _misplaced(raw, quotes, ends)
    counts = np.diff(np.searchsorted(commas, ends), prepend=0)
    length = ends - begins
    blank = (length == 0) | ((length == 1) & (raw[begins] == RETURN))
    rows = row + np.arange(len(ends))
    records = Records(b"", rows)
    good = (counts == fields - 1) & ~wrong & ~blank
    for place in np.flatnonzero(~good & ~blank).tolist():
        records.bad.append(
            _fault(int(rows[place]), int(counts[place]) + 1, fields, misquoted=bool(wrong[place]))
        )
    if not _is_utf8(chunk):
        for place in np.flatnonzero(good).tolist():
            line = chunk[begins[place] : ends[place]]
            if not _is_utf8(line):
                good[place] = False
                records.bad.append(_undecodable(int(rows[place]), line))
        records.bad.sort(key=lambda one: one[0])
    records.text = chunk if good.all() else _kept(chunk, begins, ends + 1, good)
    records.rows = rows[good]
    return records, len(chunk), row + len(ends)


def _misplaced(raw: NDArray[np.uint8], quotes: NDArray[np.intp], ends: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Lines with a quotation mark that neither begins nor ends a field, nor stands for itself doubled."""
    padded = np.concatenate(([NEWLINE], raw, [NEWLINE]))
    opening, closing = quotes[::2], quotes[1::2]
    fine_open = np.isin(padded[opening], (COMMA, NEWLINE, QUOTE))
    fine_close = np.isin(padded[closing + 2], (COMMA, NEWLINE, RETURN, QUOTE))
    faults = np.concatenate((opening[~fine_open], closing[~fine_close]))
    wrong = np.zeros(len(ends), np.bool_)
    wrong[np.searchsorted(ends, faults)] = True
    return wrong


def _kept(chunk: bytes, begins: NDArray[np.intp], ends: NDArray[np.intp], good: NDArray[np.bool_]) -> bytes:
    """The good lines, cut out in runs."""
    edges = np.flatnonzero(np.diff(good.astype(np.int8), prepend=0, append=0))
    return b"".join(
        chunk[begins[first] : ends[last - 1]]
        for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    )


def _check_slowly(chunk: bytes, fields: int, row: int, *, is_last: bool) -> tuple[Records, int, int]:
    """The same record by record, where records run over several lines or quotation marks stand open.

    A line with an open mark is joined with those that follow as long as that gives a record; if none comes
    of it, this line alone is bad.
    """
    lines = [line + b"\n" for line in chunk.split(b"\n")[:-1]]
    kept: list[bytes] = []
    rows: list[int] = []
    place = used = 0
    records = Records(b"", np.empty(0, np.int64))
    while place < len(lines):
        joined = _join(lines, place)
        if joined is None and not is_last and len(lines) - place < MOST_LINES:
            break
        size = joined or 1
        record = b"".join(lines[place : place + size])
        found = _fields(record)
        if size > 1 and found != fields:
            size, record, found = 1, lines[place], _fields(lines[place])
        if record.strip():
            if joined is None or found is None:
                records.bad.append((row, "row_quotes", {}))
            elif found != fields:
                records.bad.append(_fault(row, found, fields, misquoted=False))
            elif not _is_utf8(record):
                records.bad.append(_undecodable(row, record))
            else:
                kept.append(record)
                rows.append(row)
        place, used, row = place + size, used + len(record), row + 1
    records.text, records.rows = b"".join(kept), np.array(rows, np.int64)
    return records, used, row


def _join(lines: Sequence[bytes], place: int) -> int | None:
    """How many lines make up the record that begins here; None when its quotation mark is never closed."""
    marks = size = 0
    for count, line in enumerate(lines[place : place + MOST_LINES], 1):
        marks, size = marks + line.count(b'"'), size + len(line)
        if marks % 2 == 0:
            return count
        if size > MOST_BYTES:
            break
    return None


def _fields(record: bytes) -> int | None:
    """How many fields a record has; None when it is no record."""
    try:
        parsed = list(csv.reader(record.decode("latin-1").splitlines(keepends=True), strict=True))
    except csv.Error:
        return None
    return len(parsed[0]) if len(parsed) == 1 else None


def _fault(row: int, found: int, fields: int, *, misquoted: bool) -> tuple[int, str, dict[str, object]]:
    if misquoted:
        return row, "row_quotes", {}
    return row, "row_fields", {"found": found, "wanted": fields}


def _undecodable(row: int, line: bytes) -> tuple[int, str, dict[str, object]]:
    try:
        line.decode("gb18030")
    except UnicodeDecodeError:
        return row, "row_encoding", {"guess": "?"}
    return row, "row_encoding", {"guess": "GB 18030"}


def _is_utf8(raw: bytes) -> bool:
    if raw.isascii():
        return True
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
