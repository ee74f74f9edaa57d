"""Deleted rows leave the files of the operational database too."""

import time

from django.db import OperationalError, connection

from tieline.foundation.errors import Refused, Unavailable

PATIENCE = 60.0


def wipe_deleted() -> bool:
    """
    Leave nothing of deleted rows in SQLite's file and its log; False for PostgreSQL, whose tables are vacuumed.

    PostgreSQL frees the space that rows left, and overwrites it when others come. SQLite writes its file anew, without
    what is free, then puts its log into it and cuts that off. It waits for others to finish; Unavailable where they do
    not.
    """
    if connection.vendor != "sqlite":
        _vacuum()
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


def _vacuum() -> None:
    """
    Vacuum our tables in PostgreSQL, which looks only at pages that changed; Refused within a transaction.

    Rows that an open transaction may still see stay until the next time, as autovacuum's do.
    """
    if connection.in_atomic_block:
        raise Refused("PostgreSQL vacuums no table within a transaction", do="Erase outside of one")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables "
            "WHERE schemaname = current_schema() AND pg_has_role(tableowner, 'USAGE') ORDER BY 1"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"VACUUM {table}")
