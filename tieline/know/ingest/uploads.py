"""Uploads are refused before they are read: from people who may not deliver, and above the size that is allowed."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler

from tieline.foundation.errors import Invalid, Refused


class GuardedUpload(FileUploadHandler):
    """Comes before the handlers that keep the content, and leaves the content to them."""

    def handle_raw_input(
        self,
        input_data: Any,  # noqa: ARG002 - Django's signature
        META: Any,  # noqa: N803, ARG002 - Django's signature
        content_length: int,
        boundary: str,  # noqa: ARG002 - Django's signature
        encoding: str | None = None,  # noqa: ARG002 - Django's signature
    ) -> None:
        """Refused without a user who may deliver; Invalid above ``TIELINE_UPLOAD_LIMIT_MB``."""
        user = self.request.user if self.request is not None else None
        if user is None or not user.is_authenticated or "data.load" not in user.permissions:
            raise Refused("You may not deliver files", do="Log in as someone who holds 'data.load'")
        limit = settings.TIELINE_UPLOAD_LIMIT_MB
        if content_length > limit * 1024 * 1024:
            raise Invalid(
                f"More than {limit} MB at once",
                where="upload",
                do="Send fewer files at a time, pack them with gzip, or load them with 'tieline load'",
            )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002 - Django's signature
        """The chunk as it is, for the next handler."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Nothing: the next handler gives the file."""
