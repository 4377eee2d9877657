"""The first sheet of an XLSX file as rows of texts, after its archive has been measured. Pure.

A spreadsheet is a ZIP archive: a small file may unfold to terabytes, and two cells far apart to a sheet of
billions. Both are measured from the bytes themselves before anything is unfolded as a whole.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from jiangang.methods.findings import Finding, Refused
from jiangang.port.declarations.limits import FileLimits

ZIP_MARK = b"PK\x03\x04"
OLD_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENTRIES = 2_000
LOCAL_HEADER = 30
CHUNK = 65_536
CELL = re.compile(rb"<c\b[^>]*?\br=\"([A-Z]{1,3})([0-9]{1,7})\"")
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")


def is_spreadsheet(content: bytes) -> bool:
    """Whether the file is a ZIP archive, as XLSX is."""
    return content.startswith(ZIP_MARK)


def is_old_spreadsheet(content: bytes) -> bool:
    """Whether the file is of the kind of XLS and DOC, which is not read."""
    return content.startswith(OLD_MARK)


def sheet_rows(content: bytes, limits: FileLimits) -> Iterator[list[str] | Finding]:
    """The rows of the first sheet, each cell as text. Raises Refused for a bomb or a damaged file."""
    measure(content, limits)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, ValueError, IndexError, OSError):
        raise Refused(Finding("declarations.finding.spreadsheet_damaged")) from None
    return (_texts(row, limits) for row in rows)


def measure(content: bytes, limits: FileLimits) -> None:
    """Raise Refused when the archive unfolds to too much, or its sheet stretches too far; unfolds by
    pieces only.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > ENTRIES:
                raise Refused(Finding("declarations.finding.archive_entries", params={"limit": ENTRIES}))
            if "xl/workbook.xml" not in archive.namelist():
                raise Refused(Finding("declarations.finding.archive_no_spreadsheet"))
    except zipfile.BadZipFile:
        raise Refused(Finding("declarations.finding.spreadsheet_damaged")) from None
    ceiling = min(limits.unpacked_bytes, max(len(content) * limits.unpacked_ratio, 1_048_576))
    unfolded = 0
    for entry in entries:
        far = _Extent()
        for piece in _unfold(content, entry):
            unfolded += len(piece)
            if unfolded > ceiling:
                params = {"size": len(content) // 1024, "limit": ceiling // (1024 * 1024)}
                raise Refused(Finding("declarations.finding.archive_bomb", params=params))
            if SHEET.fullmatch(entry.filename):
                far.see(piece)
        if far.cells > limits.sheet_cells:
            params = {"rows": far.rows, "columns": far.columns, "limit": limits.sheet_cells}
            raise Refused(Finding("declarations.finding.sheet_too_far", params=params))


class _Extent:
    """How far the cells of a sheet stretch, seen piece by piece."""

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self._rest = b""

    @property
    def cells(self) -> int:
        return self.rows * self.columns

    def see(self, piece: bytes) -> None:
        seen = self._rest + piece
        for letters, number in CELL.findall(seen):
            column = 0
            for letter in letters:
                column = column * 26 + letter - 64
            self.columns, self.rows = max(self.columns, column), max(self.rows, int(number))
        # a cell's head may be cut by the border of two pieces
        self._rest = seen[-200:]


def _unfold(content: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of an entry as its stream really gives them; what its header says of its size is not
    believed.
    """
    names = struct.unpack_from("<HH", content, entry.header_offset + 26)
    start = entry.header_offset + LOCAL_HEADER + sum(names)
    packed = memoryview(content)[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        yield from (bytes(packed[place : place + CHUNK]) for place in range(0, len(packed), CHUNK))
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise Refused(Finding("declarations.finding.spreadsheet_damaged"))
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for place in range(0, len(packed), CHUNK):
            rest: bytes = bytes(packed[place : place + CHUNK])
            while rest:
                yield stream.decompress(rest, CHUNK)
                rest = stream.unconsumed_tail
    except zlib.error:
        raise Refused(Finding("declarations.finding.spreadsheet_damaged")) from None


def _texts(row: list[Any], limits: FileLimits) -> list[str] | Finding:
    cells = [_text(cell) for cell in row]
    for place, cell in enumerate(cells, start=1):
        if len(cell) > limits.cell_characters:
            return cell_too_large(place, limits)
    return cells


def cell_too_large(place: int, limits: FileLimits) -> Finding:
    """What is said of a cell beyond the limit; `place` counts the columns from 1."""
    params = {"column": place, "limit": limits.cell_characters}
    return Finding("declarations.finding.cell_too_large", params=params)


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell)
