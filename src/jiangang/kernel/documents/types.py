"""Which kinds of file the office takes: extension, media type, first bytes, and how each is opened again.
Pure.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileType:
    """One kind of file. `opener` names the check in `inspection.py` that reads it once more."""

    extension: str
    media_type: str
    opener: str
    signatures: tuple[bytes, ...] = ()
    asked_for: bool = False
    """Taken only where a form names it, not where people hand in papers of any kind."""


ALL_TYPES: tuple[FileType, ...] = (
    FileType("pdf", "application/pdf", "pdf", (b"%PDF-",)),
    FileType("png", "image/png", "png", (b"\x89PNG\r\n\x1a\n",)),
    FileType("jpg", "image/jpeg", "jpeg", (b"\xff\xd8\xff",)),
    FileType("jpeg", "image/jpeg", "jpeg", (b"\xff\xd8\xff",)),
    FileType(
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
        (b"PK\x03\x04",),
    ),
    FileType(
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
        (b"PK\x03\x04",),
    ),
    FileType("csv", "text/csv", "text"),
    FileType("txt", "text/plain", "text"),
    FileType("xml", "application/xml", "xml"),
    FileType("toml", "application/toml", "text", asked_for=True),
)

USUAL = tuple(kind.extension for kind in ALL_TYPES if not kind.asked_for)
BY_EXTENSION = {kind.extension: kind for kind in ALL_TYPES}
SPREADSHEETS = ("csv", "xlsx")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a form says beside its file field, before anybody chooses a file."""

    max_bytes: int
    extensions: tuple[str, ...]

    @property
    def max_megabytes(self) -> int:
        """The greatest size in megabytes of 1,048,576 bytes."""
        return self.max_bytes // 1_048_576

    @property
    def accept(self) -> str:
        """Value of the `accept` attribute of the file field."""
        return ",".join(f".{extension}" for extension in self.extensions)

    def file_type(self, name: str) -> FileType | None:
        """The kind of file that a name announces, or None when it is not taken here."""
        extension = name.rpartition(".")[2].lower() if "." in name else ""
        return BY_EXTENSION.get(extension) if extension in self.extensions else None
