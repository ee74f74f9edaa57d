"""Trouble with the disk or with the bytes of a file, told as what, where and what to do."""

import errno

import duckdb

from tieline.foundation.errors import Invalid, TielineError, Unavailable

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
OURS = (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException)
"""Mistakes of ours, which no other file would mend."""

FULL_WORDS = ("no space left", "file too large", "disk quota exceeded", "max_temp_directory_size")


def is_storage(error: BaseException) -> bool:
    """Whether the disk, the memory or the engine failed, and not the file that was read."""
    return isinstance(error, OSError | duckdb.IOException | duckdb.OutOfMemoryException | duckdb.FatalException)


def unreadable(error: duckdb.Error, name: str, kind: str) -> TielineError | duckdb.Error:
    """The error of a file whose bytes are not what its format says; the error itself where the file is not at fault."""
    if is_storage(error) or isinstance(error, OURS):
        return error
    text = str(error).splitlines()[0] if str(error) else type(error).__name__
    return Invalid(
        f"The file is damaged, or is not {kind}: {text}",
        where=name,
        do="Deliver the whole file again, or correct format of the source",
    )


def is_broken(error: BaseException) -> bool:
    """Whether the engine refuses all further work until it is opened again, with its last good state."""
    return any(isinstance(each, duckdb.FatalException) for each in _chain(error))


def storage_trouble(error: BaseException, where: str) -> Unavailable:
    """The error of a disk that is full or fails, for the person who can mend it; nothing half-written stays."""
    if any(_is_full(each) for each in _chain(error)):
        return Unavailable(
            "The disk is full; nothing of this load has landed",
            where=where,
            do="Free space below the data folder, then try the load again",
        )
    first = _chain(error)[-1]
    text = str(first).splitlines()[0] if str(first) else type(first).__name__
    return Unavailable(
        f"The disk or the warehouse failed: {text}; nothing of this load has landed",
        where=where,
        do="Look at the disk and the log, then try the load again",
    )


def _is_full(error: BaseException) -> bool:
    text = str(error).lower()
    return (isinstance(error, OSError) and error.errno in FULL) or any(word in text for word in FULL_WORDS)


def _chain(error: BaseException) -> list[BaseException]:
    """The error, what it was raised for or while handling, and so on to the first."""
    found = [error]
    while (before := found[-1].__cause__ or found[-1].__context__) is not None:
        found.append(before)
    return found
