"""What a connection offers, for the person who connects a source: files, tables, first rows."""

import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any

import pyarrow.parquet as pq
import sqlalchemy as sa
from sqlalchemy.engine.interfaces import ReflectedColumn
from sqlalchemy.engine.reflection import ObjectKind

from tieline.foundation.errors import Invalid, NotFound
from tieline.know.ingest.connectors.access import open_access
from tieline.know.ingest.connectors.columns import table_of, text_of
from tieline.know.ingest.connectors.database import opened
from tieline.know.ingest.connectors.files import first_matching, store_of
from tieline.know.ingest.connectors.query import result_of
from tieline.know.ingest.connectors.stores import FoundFile
from tieline.know.ingest.definitions import Connection, Format
from tieline.know.ingest.definitions.where import Query, Rest, Where

HEAD = 32 * 1024 * 1024
WHOLE = 512 * 1024 * 1024
NEEDED_WHOLE = (".parquet", ".zip", ".xlsx", ".xls", ".xlsb", ".ods")
PIECE = 1024 * 1024
HIDDEN_SCHEMAS = {"information_schema", "performance_schema", "mysql", "sys"}
MOST_TABLES = 1000


@dataclass(frozen=True)
class FoundColumn:
    """A column of a table, its type as the database says it."""

    name: str
    type: str
    nullable: bool
    key: bool


@dataclass(frozen=True)
class FoundTable:
    """A table or view, and the statement that reads all of it."""

    schema: str
    name: str
    kind: str
    columns: list[FoundColumn]
    sql: str


@dataclass(frozen=True)
class Sample:
    """The first rows as a fetch would deliver them; the format is known except for files, which declare it."""

    file: Path
    file_name: str
    format: Format | None


def check(connection: Connection) -> None:
    """Nothing where the other side answers and lets us in; else the error of a fetch."""
    access = open_access(connection)
    match connection.type:
        case "database":
            with opened(access) as database:
                database.execute(sa.text("select 1 from dual" if database.dialect.name == "oracle" else "select 1"))
        case "rest":
            from tieline.know.ingest.connectors import rest  # noqa: PLC0415 - brings its library

            rest.check(access)
        case _:
            with store_of(access) as store, store.reaching():
                store.fs.ls(store.root, detail=False)


def list_files(connection: Connection, where: Where, limit: int = 200) -> list[FoundFile]:
    """The first files of ``where.files`` below the connection's folder, by name."""
    with store_of(open_access(connection)) as store:
        return first_matching(store, where.files or "**", limit, _no_beat)


def list_tables(connection: Connection) -> list[FoundTable]:
    """The tables and views of a database that the user may see, with their columns."""
    access = open_access(connection)
    _require(connection, "database", "tables")
    with opened(access) as database:
        found = sa.inspect(database)
        quoted = database.dialect.identifier_preparer.quote
        tables: list[FoundTable] = []
        for schema in _schemas(found):
            named = schema if schema != found.default_schema_name else None
            keys: dict[Any, Any] = dict(found.get_multi_pk_constraint(schema=named, kind=ObjectKind.ANY))
            views = set(found.get_view_names(schema=named))
            columns = found.get_multi_columns(schema=named, kind=ObjectKind.ANY)
            for place, described in sorted(columns.items(), key=lambda item: item[0][1]):
                name = place[1]
                sql = f"select * from {quoted(schema) + '.' if named else ''}{quoted(name)}"  # noqa: S608 - quoted names
                columns_found = _columns(described, set((keys.get(place) or {}).get("constrained_columns", ())))
                tables.append(FoundTable(schema, name, "view" if name in views else "table", columns_found, sql))
        return tables[:MOST_TABLES]


def _schemas(found: sa.Inspector) -> list[str]:
    """The schemas that hold an operator's tables; of MySQL only the database of the URL."""
    if found.dialect.name in ("mysql", "sqlite"):
        return [found.default_schema_name or "main"]
    return [name for name in found.get_schema_names() if name not in HIDDEN_SCHEMAS and not name.startswith("pg_")]


def _columns(described: Iterable[ReflectedColumn], key: set[str]) -> list[FoundColumn]:
    return [
        FoundColumn(each["name"], str(each["type"]).lower(), bool(each["nullable"]), each["name"] in key)
        for each in described
    ]


def sample(connection: Connection, where: Where, folder: Path, limit: int = 1000) -> Sample:
    """
    The first rows as a file in ``folder``: Parquet of a query, NDJSON of a REST API, the beginning of the first file.

    A file that can only be read whole is copied whole; Invalid where it is too large for a look.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if where.query is not None:
        _require(connection, "database", "rows of a query")
        return _sample_of_query(connection, where.query, folder, limit)
    if where.rest is not None:
        _require(connection, "rest", "answers")
        return _sample_of_rest(connection, where.rest, folder, limit)
    return _sample_of_files(connection, where.files or "", folder)


def first_rows(connection: Connection, where: Where, limit: int) -> tuple[list[str], list[list[str | None]]]:
    """The columns and first rows of a query or a REST API, every value as text."""
    if where.query is not None:
        with result_of(open_access(connection), where.query, None) as (columns, pieces):
            rows = list(islice((row for piece in pieces for row in piece), limit))
        return [column.name for column in columns], [[text_of(value) for value in row] for row in rows]
    if where.rest is not None:
        objects = list(islice(_rest_rows(connection, where.rest), limit))
        names = list(dict.fromkeys(name for row in objects if isinstance(row, dict) for name in row))
        return names, [[text_of(row.get(name)) for name in names] for row in objects if isinstance(row, dict)]
    raise Invalid("Files are looked at as a sample", where="where.files", do="Take a sample of them instead")


def _sample_of_query(connection: Connection, query: Query, folder: Path, limit: int) -> Sample:
    access = open_access(connection)
    with result_of(access, query, None) as (columns, pieces):
        rows = list(islice((row for piece in pieces for row in piece), limit))
    file = folder / "sample.parquet"
    pq.write_table(table_of(columns, rows, access.place), file)
    return Sample(file, file.name, Format(type="parquet"))


def _rest_rows(connection: Connection, rest: Rest) -> Iterator[Any]:
    from tieline.know.ingest.connectors.rest import pages  # noqa: PLC0415 - brings its library

    for page in pages(open_access(connection), rest, None, _no_beat):
        yield from page


def _sample_of_rest(connection: Connection, rest: Rest, folder: Path, limit: int) -> Sample:
    file = folder / "sample.ndjson"
    with file.open("w", encoding="utf-8") as lines:
        for row in islice(_rest_rows(connection, rest), limit):
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")
    return Sample(file, file.name, Format(type="ndjson"))


def _sample_of_files(connection: Connection, pattern: str, folder: Path) -> Sample:
    access = open_access(connection)
    with store_of(access) as store:
        first = first_matching(store, pattern, 1, _no_beat)
        if not first:
            raise NotFound(
                "No file fits the glob", where=f"{access.place}, {pattern}", do="Look at the files of the connection"
            )
        name = PurePosixPath(first[0].name).name
        limit = WHOLE if name.lower().endswith(NEEDED_WHOLE) else HEAD
        if limit == WHOLE and first[0].bytes > WHOLE:
            raise Invalid(
                f"The file has {first[0].bytes // 1024**2:,} MB, too much for a look",
                where=f"{access.place}, {first[0].name}",
                do="Put a smaller file of the same form beside it",
            )
        file = folder / "sample"
        with store.reaching(first[0].name), closing(store.open(first[0].name)) as content, file.open("wb") as copy:
            left = limit
            while left and (piece := content.read(min(PIECE, left))):
                copy.write(piece)
                left -= len(piece)
    return Sample(file, name, None)


def _require(connection: Connection, kind: str, what: str) -> None:
    if connection.type != kind:
        raise Invalid(
            f"A connection of type {connection.type} has no {what}",
            where=f"connection {connection.key}",
            do=f"Use one of type {kind}",
        )


def _no_beat(_doing: str) -> None:
    return None
