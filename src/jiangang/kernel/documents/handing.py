"""How a document leaves the store: always as an attachment, never interpreted by the browser."""

from pathlib import Path

from django.http import FileResponse

from jiangang.kernel.documents.queries import DocumentRow


def handed_out(row: DocumentRow, path: Path) -> FileResponse:
    """The answer that hands out a document; the caller has checked who asks."""
    response = FileResponse(
        path.open("rb"), as_attachment=True, filename=row.name, content_type=row.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
