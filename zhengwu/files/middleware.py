"""Where uploads are spooled before a view sees them: a full disk there is told like any other.

Django writes large uploads to a temporary file while it reads the request. A disk that is full at
that moment would end in a bare error page, and what was typed into the form would be lost. Here the
rest of the upload is read and thrown away, the other fields arrive, and whoever reads the file
meets the full disk then: `files.actions.receive` turns it into its sentence beside the field.
"""

from __future__ import annotations

import errno
import io
import os
from contextlib import suppress
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

_FULL = (errno.ENOSPC, errno.EDQUOT)


class _NoRoom(io.RawIOBase):
    """A file of which nothing could be kept; reading it says why."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class SpoolHandler(TemporaryFileUploadHandler):
    """Large uploads to temporary files; a disk without room does not lose the form."""

    _full = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file; without room for even that, the upload goes on into nothing."""
        self._full = False
        try:
            super().new_file(*args, **kwargs)
        except OSError as problem:
            self._give_up(problem)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """A piece of the file, or of one that has no room any more."""
        if not self._full:
            try:
                return super().receive_data_chunk(raw_data, start)
            except OSError as problem:
                self._give_up(problem)
        return None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """The upload as the view gets it."""
        if not self._full:
            try:
                return super().file_complete(file_size)
            except OSError as problem:  # the last bytes were still in a buffer
                self._give_up(problem)
        return UploadedFile(
            file=io.BufferedReader(_NoRoom()),
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
        )

    def _give_up(self, problem: OSError) -> None:
        if problem.errno not in _FULL:
            raise problem
        self._full = True
        spooled = self.__dict__.pop("file", None)
        if spooled is not None:
            with suppress(OSError):
                spooled.close()  # gives back what it had taken
