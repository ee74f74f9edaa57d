"""How a warehouse table is declared: a name, one row per what, a key, and columns with a sentence each."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import ibis
import ibis.expr.schema as sch


@dataclass(frozen=True)
class Column:
    """A column; ``type`` is one of Ibis: ``string``, ``int64``, ``float64``, ``boolean``, ``date`` or ``timestamp``."""

    name: str
    type: str
    says: str


@dataclass(frozen=True)
class Table:
    """A declared table ``schema.name``; rows are stored in the order of ``key``, so reads by its first are quick."""

    schema: str
    name: str
    one_row_per: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    indexed: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        """``schema.name``."""
        return f"{self.schema}.{self.name}"

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of the columns in declared order."""
        return tuple(column.name for column in self.columns)

    @property
    def ibis_schema(self) -> sch.Schema:
        """The columns as an Ibis schema."""
        return ibis.schema({column.name: column.type for column in self.columns})

    def with_columns(self, columns: Iterable[Column]) -> "Table":
        """The same table with further columns, for tables whose columns are definitions (one per tag, say)."""
        return replace(self, columns=(*self.columns, *columns))
