"""Receiving uploads from browsers with a hard limit, so that a file of two gigabytes never fills the disk.

Named in `settings.FILE_UPLOAD_HANDLERS`. A file above the limit is dropped while it arrives; the other
fields of the form survive, and `refused_uploads(request)` gives the finding for the form.
"""

import os
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest

from jiangang.kernel.documents.queries import limits_now
from jiangang.kernel.documents.store import too_large
from jiangang.methods.findings import Finding

ATTRIBUTE = "refused_uploads"


class CappedUploadHandler(TemporaryFileUploadHandler):
    """Keeps an upload in a temporary file up to the office's limit, and drops it beyond."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.max_bytes = 0
        self.arrived = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self.max_bytes = self.max_bytes or limits_now().max_bytes
        self.arrived = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take a piece; drop the whole file when it grows too large."""
        self.arrived += len(raw_data)
        if self.arrived > self.max_bytes:
            self._drop()
            raise SkipFile
        super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Hand the file on, unless it was dropped."""
        if self.arrived > self.max_bytes:
            return None
        return super().file_complete(file_size)

    def _drop(self) -> None:
        if not self.file.closed:
            name = self.file.temporary_file_path()
            self.file.close()
            if os.path.exists(name):
                os.unlink(name)
        refused: dict[str, Finding] = getattr(self.request, ATTRIBUTE, {})
        finding = too_large(self.max_bytes)
        refused[self.field_name or "file"] = Finding(
            finding.code, field=self.field_name or "file", params=finding.params
        )
        setattr(self.request, ATTRIBUTE, refused)


def refused_uploads(request: HttpRequest) -> list[Finding]:
    """Findings for files of this request that were dropped as too large; call after reading
    `request.POST`.
    """
    return list(getattr(request, ATTRIBUTE, {}).values())
