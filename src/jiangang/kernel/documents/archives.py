"""Opening ZIP containers safely: how much they would become is counted before anything is unpacked."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from jiangang.methods.findings import Finding

MAX_ENTRIES = 10_000
MAX_UNPACKED = 300 * 1024 * 1024
MAX_RATIO = 200
RATIO_FREE = 10 * 1024 * 1024
CHUNK = 64 * 1024


def check_archive(path: Path, extension: str, needed: tuple[str, ...]) -> list[Finding]:
    """Findings for a ZIP container: damaged, a bomb (entries, size, ratio, overlap), parts missing, bad
    parts.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            found = _check_sizes(entries, path.stat().st_size)
            if found:
                return found
            names = {entry.filename for entry in entries}
            if any(part not in names for part in needed):
                params = {"extension": extension, "seems": "zip"}
                return [Finding("documents.finding.not_what_it_seems", field="file", params=params)]
            return [finding for entry in entries for finding in _check_entry(archive, entry)]
    except (zipfile.BadZipFile, RuntimeError, EOFError, OSError, ValueError):
        return [Finding("documents.finding.damaged", field="file")]


def _check_sizes(entries: list[zipfile.ZipInfo], packed: int) -> list[Finding]:
    unpacked = sum(entry.file_size for entry in entries)
    overlapping = sum(entry.compress_size for entry in entries) > packed
    swollen = unpacked > RATIO_FREE and unpacked > MAX_RATIO * max(packed, 1)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or overlapping or swollen:
        params = {"megabytes": unpacked // 1_048_576, "entries": len(entries)}
        return [Finding("documents.finding.bomb", field="file", params=params)]
    return []


def _check_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> list[Finding]:
    name = entry.filename.lower()
    if name.endswith((".zip", ".xlsx", ".docx", ".gz", ".7z", ".rar")):
        return [Finding("documents.finding.archive_in_archive", field="file")]
    if name.endswith("vbaproject.bin"):
        return [Finding("documents.finding.macros", field="file")]
    if not name.endswith((".xml", ".rels", ".vml")):
        return []
    with archive.open(entry) as stream:
        return check_prolog(iter(lambda: stream.read(CHUNK), b""))


def check_prolog(chunks: Iterator[bytes]) -> list[Finding]:
    """Findings for the head of an XML text: a document type is refused, for it can define swelling
    entities.
    """
    parser = expat.ParserCreate()
    seen: list[str] = []

    def refuse_doctype(*_: object) -> None:
        seen.append("doctype")

    def root_reached(*_: object) -> None:
        seen.append("root")

    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.StartElementHandler = root_reached
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            if seen:
                break
        else:
            parser.Parse(b"", True)
    except expat.ExpatError:
        if not seen:
            return [Finding("documents.finding.damaged", field="file")]
    if "doctype" in seen:
        return [Finding("documents.finding.xml_doctype", field="file")]
    return []
