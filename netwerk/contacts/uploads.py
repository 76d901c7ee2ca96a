from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from netwerk.contacts.photos import MOST_BYTES


class UploadLimit(FileUploadHandler):
    """Keeps no more of a request's files than the largest photo, so that nobody fills the disk with one.

    Stands before the handlers that keep. It lets through what makes a photo too large, which the form then
    says beside the field; what comes after it is read to its end, as a browser shows no answer before, but
    nowhere written.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.kept = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self.kept > MOST_BYTES:
            return None
        self.kept += len(raw_data)
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        return None  # it is for the handlers after this one to give the file
