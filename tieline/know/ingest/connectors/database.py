"""Databases, opened for reading only."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, SQLAlchemyError

from tieline.foundation.errors import Invalid, TielineError
from tieline.foundation.outgoing import refuse_host
from tieline.know.ingest.connectors.access import Access
from tieline.know.ingest.connectors.folder import allowed_path
from tieline.know.ingest.definitions.connection import DatabaseOptions

DRIVERS = {
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mysql+pymysql",
    "sqlite": "sqlite",
    "oracle": "oracle+oracledb",
    "mssql": "mssql+pymssql",
}
"""Which driver reads a kind of database; those of Oracle and SQL Server are for the operator to install."""

DIALECTS = {"postgresql": "postgres", "mysql": "mysql", "sqlite": "sqlite", "oracle": "oracle", "mssql": "tsql"}
"""The name of a dialect in sqlglot, by its name in SQLAlchemy."""

TLS_OF_MYSQL: dict[str, dict[str, Any]] = {
    "off": {"ssl_disabled": True},
    "prefer": {},
    "require": {"ssl": {"check_hostname": False}},
    "verify": {"ssl_verify_cert": True, "ssl_verify_identity": True},
}
TLS_OF_POSTGRESQL = {"off": "disable", "prefer": "prefer", "require": "require", "verify": "verify-full"}

LOGIN = ("28", "password authentication failed", "access denied", "(1045", "(1044", "no pg_hba.conf entry")
NO_ROLE = re.compile(r'role ".*" (does not exist|is not permitted to log in)')
NO_DATABASE = re.compile(r'database ".*" does not exist|unknown database')
WRITES = ("25006", "read-only transaction", "read only transaction", "readonly database", "(1792")
MISTAKES = ("no such table", "no such column", "syntax error", "unrecognized token", "(1054", "does not exist")


@contextmanager
def opened(access: Access) -> Iterator[sa.Connection]:
    """The database in a transaction that cannot write; whatever the driver raises is raised as an error of ours."""
    engine = _engine(access)
    try:
        with engine.connect() as connection:
            driven = connection.connection.driver_connection
            try:
                yield connection
            finally:
                _abandon(driven)
                connection.invalidate()
    except SQLAlchemyError as error:
        raise told(access, error) from None
    finally:
        engine.dispose()


def _abandon(driven: Any) -> None:
    """Forget what is left of a result: pymysql would read it to its end before it lets go of a cursor."""
    unread: Any = getattr(driven, "_result", None)
    if getattr(unread, "unbuffered_active", False):
        unread.unbuffered_active, unread.connection = False, None


def _engine(access: Access) -> sa.Engine:
    kind = access.url.scheme
    options = access.options(DatabaseOptions)
    if kind == "sqlite":
        return _sqlite(access, options)
    refuse_host(access.url.hostname or "", access.place)
    url = sa.URL.create(
        DRIVERS[kind],
        username=access.user,
        password=access.password,
        host=access.url.hostname,
        port=access.url.port,
        database=access.path.lstrip("/"),
        query=dict(parse_qsl(access.url.query)),
    )
    try:
        return sa.create_engine(
            url, poolclass=sa.pool.NullPool, hide_parameters=True, connect_args=_arguments(access, url, options)
        )
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise access.invalid(
            error,
            f"The driver for {kind} is not installed",
            do=f"Install {DRIVERS[kind].rpartition('+')[2]} beside Tieline: pip install …",
        ) from None


def _arguments(access: Access, url: sa.URL, options: DatabaseOptions) -> dict[str, Any]:
    """How each driver is told to write nothing, to give up, and to keep its connection safe."""
    match url.get_backend_name():
        case "postgresql":
            return {
                "options": "-c default_transaction_read_only=on",
                "application_name": "tieline",
                "connect_timeout": options.connect_seconds,
                "sslmode": TLS_OF_POSTGRESQL[options.tls],
                "keepalives_idle": 30,
                "keepalives_interval": 10,
                "keepalives_count": 3,
                "tcp_user_timeout": options.silence_seconds * 1000,
            }
        case "mysql":
            return {
                "init_command": "SET SESSION TRANSACTION READ ONLY",
                "charset": "utf8mb4",
                "password": (access.password or "").encode(),  # a text would be sent as Latin-1
                "connect_timeout": options.connect_seconds,
                "read_timeout": options.silence_seconds,
                "local_infile": False,
                **TLS_OF_MYSQL[options.tls],
            }
        case _:
            return {}


def _sqlite(access: Access, options: DatabaseOptions) -> sa.Engine:
    """The file, only below the allowed folders, opened by its real path and for reading."""
    file = allowed_path(Path(access.path), access.place)
    if not file.is_file():
        raise Invalid("There is no such database file", where=access.place, do="Check the path")

    def connect() -> sqlite3.Connection:
        uri = f"file:{quote(str(file))}?mode=ro"
        return sqlite3.connect(uri, uri=True, timeout=options.connect_seconds, check_same_thread=False)

    return sa.create_engine("sqlite://", creator=connect, poolclass=sa.pool.NullPool, hide_parameters=True)


def told(access: Access, error: BaseException) -> TielineError:
    """The error of a driver: what will be wrong again, what we may not do, or what is away for now."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    state = str(getattr(cause, "sqlstate", None) or "")
    text = f"{state} {cause}".lower()
    if state.startswith("28") or NO_ROLE.search(text) or any(word in text for word in LOGIN[1:]):
        return access.refused(cause, "The database does not let us in")
    if NO_DATABASE.search(text):
        return access.invalid(cause, "The server has no such database", do="Correct the address of the connection")
    if any(word in text for word in WRITES):
        return access.refused(cause, "The statement would write", do="Give a statement that only reads")
    mistake = isinstance(error, sa.exc.ProgrammingError | sa.exc.DataError | sa.exc.NotSupportedError)
    if mistake or (any(word in text for word in MISTAKES) and not _is_lost(error)):
        return access.invalid(cause, "The database does not understand the statement", do="Correct the statement")
    return access.unavailable(cause, "The database does not answer")


def _is_lost(error: BaseException) -> bool:
    return isinstance(error, DBAPIError) and error.connection_invalidated
