"""Deleted rows leave the files of the operational database too."""

import time

from django.db import OperationalError, connection

from tieline.foundation.errors import Unavailable

PATIENCE = 60.0


def wipe_deleted() -> bool:
    """
    Leave nothing of deleted rows in SQLite's file and its log; False for PostgreSQL, whose own vacuum does that.

    SQLite writes its file anew, without what is free, then puts its log into it and cuts that off. It waits for
    others to finish; Unavailable where they do not.
    """
    if connection.vendor != "sqlite":
        return False
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA secure_delete = ON")
                cursor.execute("VACUUM")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                blocked = cursor.fetchone()[0]
            if not blocked:
                return True
        except OperationalError as error:
            if time.monotonic() > until:
                raise Unavailable(
                    "The operational database is in use without a pause", do="It is tried again by itself"
                ) from error
        if time.monotonic() > until:
            raise Unavailable("The log of the operational database is in use", do="It is tried again by itself")
        time.sleep(0.2)
