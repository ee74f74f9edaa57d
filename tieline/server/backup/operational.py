"""The operational database as of one instant: SQLite by its backup interface, PostgreSQL by pg_dump."""

import os
import shutil
import sqlite3
import subprocess
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection, connections

from tieline.foundation.errors import Refused, Unavailable

SQLITE, POSTGRES = "operational.sqlite3", "operational.pgdump"


class Snapshot(ABC):
    """The database as it is when this is made, whatever is written afterwards."""

    part: str

    @abstractmethod
    def write(self, path: Path) -> None:
        """The whole database as one file."""

    @abstractmethod
    def close(self) -> None:
        """Let the database forget it."""


def snapshot() -> Snapshot:
    """Of the configured database."""
    return _PostgresSnapshot() if connection.vendor == "postgresql" else _SqliteSnapshot()


def database_file() -> Path | None:
    """The file of SQLite; None with PostgreSQL."""
    return None if connection.vendor == "postgresql" else Path(str(connection.settings_dict["NAME"]))


def restore_postgres(dump: Path) -> None:
    """The dump into the configured database, in one transaction; Refused where it holds tables already."""
    if connection.introspection.table_names():
        raise Refused(
            "The PostgreSQL database is not empty",
            where="TIELINE_DATABASE",
            do="Create an empty database, name it in TIELINE_DATABASE, and restore into it",
        )
    connections.close_all()
    _run(
        "pg_restore",
        ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", str(dump)],
        "--dbname",
    )


class _SqliteSnapshot(Snapshot):
    part = SQLITE

    def __init__(self) -> None:
        self._from = sqlite3.connect(str(connection.settings_dict["NAME"]), isolation_level=None)
        self._from.execute("BEGIN")
        self._from.execute("SELECT count(*) FROM sqlite_master").fetchone()

    def write(self, path: Path) -> None:
        to = sqlite3.connect(str(path))
        try:
            self._from.backup(to)
        finally:
            to.close()

    def close(self) -> None:
        self._from.close()


class _PostgresSnapshot(Snapshot):
    part = POSTGRES

    def __init__(self) -> None:
        given = connection.get_connection_params()
        for name in ("pool", "cursor_factory", "context", "prepare_threshold"):
            given.pop(name, None)
        self._holder = psycopg.connect(**given)
        self._holder.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        found: Any = self._holder.execute("SELECT pg_export_snapshot()").fetchone()
        self._name = str(found[0])

    def write(self, path: Path) -> None:
        _run("pg_dump", ["--format=custom", f"--snapshot={self._name}", f"--file={path}"], "--dbname")

    def close(self) -> None:
        self._holder.close()


def _run(program: str, arguments: list[str], database: str) -> None:
    """One of PostgreSQL's own programs; the password goes by the environment, where no list of processes shows it."""
    given = connection.settings_dict
    named = {"PGHOST": given["HOST"], "PGPORT": given["PORT"], "PGUSER": given["USER"], "PGPASSWORD": given["PASSWORD"]}
    options = given.get("OPTIONS") or {}
    named |= {
        f"PG{name.upper()}": str(options[name])
        for name in ("sslmode", "sslrootcert", "sslcert", "sslkey")
        if name in options
    }
    told = subprocess.run(  # noqa: S603 - a program of the database, without a shell
        [_program(program), *arguments, database, str(given["NAME"])],
        env={**os.environ, **{name: str(value) for name, value in named.items() if value}},
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode:
        raise Unavailable(
            f"{program} failed: {told.stderr.strip().splitlines()[-1] if told.stderr.strip() else told.returncode}",
            where="TIELINE_DATABASE",
            do="Check the rights of the user and that the program is at least of the server's version",
        )


def _program(name: str) -> str:
    newest = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: path.parts[-3].zfill(3))
    found = str(newest[-1]) if newest else shutil.which(name)
    if not found:
        raise Unavailable(f"{name} is not installed", where="PATH", do="Install the client programs of PostgreSQL")
    return found
