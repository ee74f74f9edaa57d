"""Trouble with the disk, told as what, where and what to do."""

import errno

import duckdb

from tieline.foundation.errors import Unavailable

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
FULL_WORDS = ("no space left", "file too large", "disk quota exceeded", "max_temp_directory_size")


def storage_trouble(error: OSError | duckdb.Error, where: str) -> Unavailable:
    """The error of a disk that is full or fails, for the person who can mend it; nothing half-written stays."""
    text = str(error).splitlines()[0] if str(error) else type(error).__name__
    full = (isinstance(error, OSError) and error.errno in FULL) or any(word in text.lower() for word in FULL_WORDS)
    if full:
        return Unavailable(
            "The disk is full; nothing of this load has landed",
            where=where,
            do="Free space below the data folder, then try the load again",
        )
    return Unavailable(
        f"The disk or the warehouse failed: {text}; nothing of this load has landed",
        where=where,
        do="Look at the disk and the log, then try the load again",
    )
