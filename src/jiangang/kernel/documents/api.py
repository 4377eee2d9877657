"""What other rooms may use of the documents."""

from jiangang.kernel.documents.operations import Stored, Upload, clean_name, store_document
from jiangang.kernel.documents.queries import (
    DocumentRow,
    check_store,
    get_bytes_path,
    get_document,
    limits,
    list_documents,
)
from jiangang.kernel.documents.store import chunks_of
from jiangang.kernel.documents.types import SPREADSHEETS, Limits
from jiangang.kernel.documents.uploads import refused_uploads

__all__ = [
    "SPREADSHEETS",
    "DocumentRow",
    "Limits",
    "Stored",
    "Upload",
    "check_store",
    "chunks_of",
    "clean_name",
    "get_bytes_path",
    "get_document",
    "limits",
    "list_documents",
    "refused_uploads",
    "store_document",
]
