"""Reading files that were sent to be loaded."""

from jiangang.kernel.documents import api as documents
from jiangang.kernel.reference.models import Load
from jiangang.methods.findings import Finding, NotFound


def get_load(load_id: int, kind: str) -> Load:
    """A received file of a kind; raises NotFound."""
    load = Load.objects.select_related("document").filter(pk=load_id, kind=kind).first()
    if load is None:
        raise NotFound(unknown_load())
    return load


def content_of(load: Load) -> bytes:
    """The bytes of a received file; raises NotFound when they are gone from the disk."""
    return documents.open_document(load.document_id)[1].read_bytes()


def unknown_load() -> Finding:
    """What is said of a file that was not received."""
    return Finding("reference.finding.load_unknown")
