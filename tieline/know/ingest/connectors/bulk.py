"""
Whole results of PostgreSQL and MySQL through connectorx, several times faster than row by row.

In a process of its own: connectorx holds Python's lock while it waits for a database, ends with a panic where a
connection is lost, and cannot be interrupted. Whatever goes wrong there, the result is read row by row instead,
and only what goes wrong then is told.
"""

import json
import os
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import sqlalchemy as sa
from pymysql.constants import FIELD_TYPE

from tieline.foundation.errors import TielineError
from tieline.know.ingest.connectors.access import Access
from tieline.know.ingest.connectors.columns import columns_of
from tieline.know.ingest.connectors.database import TLS_OF_POSTGRESQL, opened
from tieline.know.ingest.connectors.fetched import Beat
from tieline.know.ingest.connectors.statements import bound, refuse_writing
from tieline.know.ingest.definitions.connection import DatabaseOptions

PROGRAM = "tieline.know.ingest.connectors.bulk_process"
LOOK_EVERY = 0.2
DIGITS_AFTER = 10
"""connectorx keeps so many digits after the point of a decimal number."""

READ_ALIKE: dict[str, set[int]] = {
    "postgresql": {16, 20, 21, 23, 25, 701, 1042, 1043, 1082, 1114, 1184, 1700},
    "mysql": {
        FIELD_TYPE.SHORT,
        FIELD_TYPE.LONG,
        FIELD_TYPE.LONGLONG,
        FIELD_TYPE.DOUBLE,
        FIELD_TYPE.DATE,
        FIELD_TYPE.DATETIME,
        FIELD_TYPE.NEWDECIMAL,
        FIELD_TYPE.VAR_STRING,
    },
}
"""Types of columns, by the database's own numbers, of which both ways of reading give the same values."""

FIRST = {"postgresql": "SET default_transaction_read_only = on", "mysql": "SET SESSION TRANSACTION READ ONLY"}


def read_whole(access: Access, sql: str, file: Path, beat: Beat) -> int | None:
    """How many rows were written to ``file``; None where the result has to be read row by row."""
    url = _url(access)
    if url is None:
        return None
    try:
        schema = _schema(access, sql)
    except TielineError:
        return None  # reading row by row will say what is wrong
    if schema is None:
        return None
    task = {
        "url": url,
        "sql": f"{_open_ended(sql)}\n",
        "first": FIRST[sa.make_url(url).get_backend_name()],
        "file": str(file),
        "schema": b64encode(schema.serialize().to_pybytes()).decode(),
    }
    return _done(task, file, access.options(DatabaseOptions).silence_seconds, beat)


def _url(access: Access) -> str | None:
    """The URL as connectorx takes it; None where it would be less careful with the connection than asked for."""
    tls = access.options(DatabaseOptions).tls
    url = sa.URL.create(
        "postgresql" if access.url.scheme.startswith("postgres") else "mysql",
        username=access.user,
        password=access.password,
        host=access.url.hostname,
        port=access.url.port,
        database=access.path.lstrip("/"),
    )
    if access.url.scheme in ("postgresql", "postgres") and tls != "verify":
        url = url.update_query_dict({"sslmode": TLS_OF_POSTGRESQL[tls]})
    elif access.url.scheme not in ("mysql", "mariadb") or tls != "off":
        return None
    return url.render_as_string(hide_password=False)


def _schema(access: Access, sql: str) -> pa.Schema | None:
    """The columns of the result, without reading it; None where one of them would be read otherwise."""
    with opened(access) as connection:
        backend = connection.dialect.name
        refuse_writing(sql, backend, access.place)
        nothing = f"select * from (\n{_open_ended(sql)}\n) as described where 1 = 0"  # noqa: S608 - one SELECT, as checked
        result = connection.execute(bound(nothing, None))
        description: Sequence[Any] = result.cursor.description if result.cursor is not None else []
        columns = columns_of(description, backend, access.place)
    for entry, column in zip(description, columns, strict=True):
        exact = not pa.types.is_decimal(column.type) or column.type.scale <= DIGITS_AFTER
        number = pa.types.is_string(column.type) and entry[1] in (1700, FIELD_TYPE.NEWDECIMAL)
        if entry[1] not in READ_ALIKE[backend] or not exact or number:
            return None
    return pa.schema([pa.field(column.name, column.type) for column in columns])


def _open_ended(sql: str) -> str:
    """The statement so that it may stand in parentheses; a comment at its end needs a line end after it."""
    return sql.rstrip().rstrip(";")


def _done(task: dict[str, str], file: Path, silence: float, beat: Beat) -> int | None:
    """The number of rows of the process; None where it failed or fell silent."""
    environment = os.environ | {"RUST_BACKTRACE": "0"}
    process = subprocess.Popen(  # noqa: S603 - our own program; what it reads comes on standard input
        [sys.executable, "-m", PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
    )
    given: str | None = json.dumps(task)
    size, grown_at = 0, time.monotonic()
    try:
        while True:
            try:
                rows, _ = process.communicate(given, timeout=LOOK_EVERY)
            except subprocess.TimeoutExpired:
                given = None
            else:
                return int(rows) if process.returncode == 0 else None
            grown = file.stat().st_size if file.exists() else 0
            if grown != size:
                size, grown_at = grown, time.monotonic()
            elif time.monotonic() - grown_at > silence:
                return None
            beat(f"{size // 1024:,} KiB")
    finally:
        process.kill()
        process.wait()
