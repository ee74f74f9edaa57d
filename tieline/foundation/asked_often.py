"""
Questions that every request asks of the operational database: their statement is written once, not each time.

Django writes a statement anew whenever a query is asked, which costs several times what the database takes to answer.
Nothing that was read is kept: every question is asked of the database at the moment.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connection, models
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=models.Model)


class Given(models.Expression):
    """A place in a statement for a value that is given when it is asked: a number or a text."""

    def __init__(self, name: str, field: models.Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:  # noqa: ARG002 - as Django calls it
        """The place, and itself for the value."""
        return "%s", [self]


@dataclass(frozen=True)
class _Written:
    """A statement as it was written for one connection, and how its rows are read."""

    compiler: Any
    sql: str
    parameters: tuple[Any, ...]
    converters: Any
    names: list[str]
    place: slice
    others: list[Any]


class Question(Generic[M]):
    """A query with places for values: ``Question(lambda: User.objects.filter(pk=Given("user", IntegerField())))``."""

    def __init__(self, query: Callable[[], models.QuerySet[M]]) -> None:
        self._query = query
        self._here = threading.local()

    def ask(self, **values: int | str | None) -> list[M]:
        """The rows as Django would read them now, with what ``select_related`` names."""
        written = self._written()
        parameters = [values[each.name] if isinstance(each, Given) else each for each in written.parameters]
        with connection.cursor() as cursor:
            cursor.execute(written.sql, parameters)
            rows = cursor.fetchall()
        read = written.compiler.apply_converters(rows, written.converters) if written.converters else rows
        return [self._instance(written, row) for row in read]

    def first(self, **values: int | str | None) -> M | None:
        """The first row, or None."""
        return next(iter(self.ask(**values)), None)

    def _instance(self, written: _Written, row: Any) -> M:
        found: M = written.compiler.klass_info["model"].from_db(connection.alias, written.names, row[written.place])
        for other in written.others:
            other.populate(row, found)
        return found

    def _written(self) -> _Written:
        """The statement for this thread's connection."""
        written: _Written | None = getattr(self._here, "written", None)
        if written is None or written.compiler.connection.vendor != connection.vendor:
            written = self._here.written = self._write()
        return written

    def _write(self) -> _Written:
        compiler = self._query().query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        shown = [column for column, _, _ in compiler.select]
        fields = compiler.klass_info["select_fields"]
        return _Written(
            compiler,
            sql,
            tuple(parameters),
            compiler.get_converters(shown),
            [compiler.select[place][0].target.attname for place in fields],
            slice(fields[0], fields[-1] + 1),
            get_related_populators(compiler.klass_info, compiler.select, connection.alias),  # type: ignore[call-arg] # the stubs are of a later Django
        )
