"""The statement of a source: one that reads, with its cursor bound."""

import re
from typing import Any

import sqlalchemy as sa
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from tieline.foundation.errors import Invalid, Refused
from tieline.know.ingest.connectors.database import DIALECTS
from tieline.know.ingest.definitions.where import CURSOR

OTHER_NAME = re.compile(r"(?<![:\w\\]):(?!cursor\b)(?=\w)")
"""A colon that SQLAlchemy would take for a name of its own, as in a text ' :x'."""

WRITING = (exp.DML, exp.DDL, exp.Command, exp.Into, exp.Lock)


def refuse_writing(sql: str, backend: str, where: str) -> None:
    """
    Invalid for what cannot be read as SQL, Refused for what is not exactly one statement that reads.

    The transaction is read-only besides; this says it before anything is sent, and keeps it from being ended.
    """
    try:
        statements = [each for each in sqlglot.parse(sql, dialect=DIALECTS.get(backend)) if each is not None]
    except SqlglotError as error:
        raise Invalid(
            f"The statement cannot be read: {str(error).splitlines()[0]}", where=where, do="Correct the statement"
        ) from error
    only = statements[0] if len(statements) == 1 else None
    if not isinstance(only, exp.Query) or any(True for _ in only.find_all(*WRITING)):
        raise Refused(
            "The statement is not one SELECT", where=where, do="Give one statement that reads and changes nothing"
        )


def bound(sql: str, cursor: Any) -> sa.TextClause:
    """The statement as SQLAlchemy runs it, with the value of ``:cursor`` bound where it asks for it."""
    statement = sa.text(OTHER_NAME.sub(r"\\:", sql.rstrip().rstrip(";")))
    if not CURSOR.search(sql):
        return statement
    kind = sa.types.NullType() if isinstance(cursor, str) else None  # the database says what a text is to be
    return statement.bindparams(sa.bindparam("cursor", cursor, type_=kind))
