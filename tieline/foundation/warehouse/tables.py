"""How a warehouse table is declared: a name, one row per what, a key, and columns with a sentence each."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import ibis
import ibis.expr.schema as sch


@dataclass(frozen=True)
class Column:
    """
    A column; ``type`` is one of Ibis: ``string``, ``int64``, ``float64``, ``boolean``, ``date`` or ``timestamp``.

    ``category`` says what kind of personal data it holds, a word of ``access.categories``; empty where the table says.
    """

    name: str
    type: str
    says: str
    category: str = ""


@dataclass(frozen=True)
class Kinds:
    """
    The column of a table that tells what each row holds, and for its values the category of personal data.

    ``whole`` says that half a value is of no use: rows that are not readable in full are not there at all.
    """

    column: str
    categories: tuple[tuple[str, str], ...]
    whole: bool = False


@dataclass(frozen=True)
class Table:
    """
    A declared table ``schema.name``; rows are stored in the order of ``key``, so reads by its first are quick.

    ``category`` is that of the columns that state none. ``subject`` is the column that names the customer whom a row
    is about; empty where a row is about no customer, or about one who is not yet known. ``kinds`` is for tables of
    which a column tells the category of each row: that column, and the category of each of its values; the columns
    whose category is ``kind`` hold what it tells of.
    """

    schema: str
    name: str
    one_row_per: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    indexed: tuple[str, ...] = ()
    category: str = ""
    subject: str = ""
    kinds: Kinds | None = None

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

    @property
    def is_personal(self) -> bool:
        """Whether a row tells of a person."""
        return bool(self.subject) or any(self.category_of(column.name) != "none" for column in self.columns)

    def category_of(self, name: str) -> str:
        """The category of personal data in a column; ``none`` for the subject itself, which is a pseudonym."""
        if name == self.subject:
            return "none"
        column = next((each for each in self.columns if each.name == name), None)
        return (column.category if column else "") or self.category

    def with_columns(self, columns: Iterable[Column]) -> "Table":
        """The same table with further columns, for tables whose columns are definitions (one per tag, say)."""
        return replace(self, columns=(*self.columns, *columns))
