"""What other rooms may use of the documents."""

from jiangang.kernel.documents.handing import handed_out
from jiangang.kernel.documents.operations import Stored, Upload, clean_name, store_document
from jiangang.kernel.documents.permissions import VIEW_DOCUMENTS
from jiangang.kernel.documents.queries import (
    DocumentRow,
    check_store,
    documents_of,
    get_bytes_path,
    get_document,
    keep_apart,
    limits,
    list_documents,
    open_document,
)
from jiangang.kernel.documents.store import chunks_of
from jiangang.kernel.documents.types import SPREADSHEETS, Limits
from jiangang.kernel.documents.uploads import refused_uploads

__all__ = [
    "SPREADSHEETS",
    "VIEW_DOCUMENTS",
    "DocumentRow",
    "Limits",
    "Stored",
    "Upload",
    "check_store",
    "chunks_of",
    "clean_name",
    "documents_of",
    "get_bytes_path",
    "get_document",
    "handed_out",
    "keep_apart",
    "limits",
    "list_documents",
    "open_document",
    "refused_uploads",
    "store_document",
]
