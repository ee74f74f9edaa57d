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

EMPTY = """
SET lock_timeout = '30s';
DO $$ DECLARE each record; BEGIN
  FOR each IN SELECT n.nspname AS schema, c.relname AS name, c.relkind AS kind
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('e', 'i', 'a'))
  LOOP
    EXECUTE format('DROP %s IF EXISTS %I.%I CASCADE', CASE each.kind
      WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
      each.schema, each.name);
  END LOOP;
END $$
"""
"""Takes tables, views and sequences of the own schema away, but not those of an extension; nobody else may use them."""


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


def holds_tables() -> bool:
    """Whether there is anything in the configured PostgreSQL database; False with SQLite."""
    return database_file() is None and bool(connection.introspection.table_names())


def dump_postgres(to: Path) -> None:
    """The configured database as it is, in a file that pg_restore reads."""
    connections.close_all()
    _run("pg_dump", ["--format=custom", f"--file={to}"], "--dbname")
    to.chmod(0o600)


def restore_postgres(dump: Path, *, replace: bool = False) -> None:
    """
    The dump into the configured database, in one transaction that no one sees half done.

    Refused where it holds tables already, but with ``replace``: then the tables, views and sequences of its schema go
    within the same transaction, also those that the dump does not know.
    """
    if holds_tables() and not replace:
        raise Refused(
            "The PostgreSQL database is not empty",
            where="TIELINE_DATABASE",
            do="Name an empty database in TIELINE_DATABASE, or give --replace: what is there is then kept aside",
        )
    connections.close_all()
    script = dump.with_name(f"{dump.name}.sql")
    script.touch(mode=0o600)
    try:
        _run("pg_restore", ["--no-owner", "--no-privileges", f"--file={script}", str(dump)])
        emptying = ["--command", EMPTY] if replace else []
        quiet = ["--no-psqlrc", "--quiet", "--output=/dev/null", "--set=ON_ERROR_STOP=1", "--single-transaction"]
        _run("psql", [*quiet, *emptying, f"--file={script}"], "--dbname")
    finally:
        script.unlink(missing_ok=True)


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


def _run(program: str, arguments: list[str], database: str = "") -> None:
    """
    One of PostgreSQL's own programs, with the option that names the database where it speaks to one.

    The password goes by the environment, where no list of processes shows it.
    """
    given = connection.settings_dict
    named = {"PGHOST": given["HOST"], "PGPORT": given["PORT"], "PGUSER": given["USER"], "PGPASSWORD": given["PASSWORD"]}
    options = given.get("OPTIONS") or {}
    named |= {
        f"PG{name.upper()}": str(options[name])
        for name in ("sslmode", "sslrootcert", "sslcert", "sslkey")
        if name in options
    }
    told = subprocess.run(  # noqa: S603 - a program of the database, without a shell
        [_program(program), *arguments, *([database, str(given["NAME"])] if database else [])],
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
