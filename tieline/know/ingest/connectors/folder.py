"""Folders of this machine, only below those that ``TIELINE_FOLDERS`` allows."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from fsspec.implementations.local import LocalFileSystem

from tieline.foundation.errors import NotFound, Refused, TielineError
from tieline.know.ingest.connectors.access import Access
from tieline.know.ingest.connectors.stores import Store
from tieline.know.ingest.definitions.connection import FolderOptions


def allowed_path(path: Path, where: str) -> Path:
    """The real path, links followed; Refused where it lies outside the allowed folders."""
    real = path.resolve()
    roots = [Path(root).resolve() for root in settings.TIELINE_FOLDERS]
    if not any(real.is_relative_to(root) for root in roots):
        raise Refused(
            f"The path {path} is outside the folders that may be read",
            where=where,
            do=f"Put the files below {' or '.join(map(str, roots)) or 'an allowed folder'}, "
            "or have the administrator name the folder in TIELINE_FOLDERS",
        )
    return real


@contextmanager
def open_store(access: Access) -> Iterator[Store]:
    """The folder as a store; NotFound where it is not there."""
    root = allowed_path(Path(access.path), access.place)
    if not root.is_dir():
        raise NotFound("The folder does not exist", where=access.place, do="Check the path")

    def opened(name: str) -> BinaryIO:
        return _opened(root / name, access.place)

    def told(error: BaseException, name: str) -> BaseException:
        if isinstance(error, TielineError) or not isinstance(error, OSError):
            return error
        return access.unavailable(error, "The file cannot be read", where=name)

    settle = timedelta(seconds=access.options(FolderOptions).settle_seconds)
    fs = LocalFileSystem(skip_instance_cache=True)
    yield Store(access, fs, str(root), settle, opened, told)


def _opened(path: Path, where: str) -> BinaryIO:
    """The file, and it only: a link that is put in its place meanwhile is not followed outside."""
    real = allowed_path(path, where)
    file = os.fdopen(os.open(real, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb")
    try:
        if not os.path.samestat(os.fstat(file.fileno()), allowed_path(real, where).stat()):
            raise Refused("The file was exchanged while it was opened", where=f"{where}, {path}", do="Fetch it again")
    except BaseException:
        file.close()
        raise
    return file
