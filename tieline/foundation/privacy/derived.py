"""What was derived of a customer: rows of the warehouse that name the customer in a column, whoever wrote them."""

from tieline.foundation.errors import Refused
from tieline.foundation.privacy.places import Erasing
from tieline.foundation.privacy.subjects import Subject
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.current import warehouse
from tieline.foundation.warehouse.embedded import EmbeddedWarehouse
from tieline.foundation.warehouse.tables import Column, Table

NAMING = ("customer_id", "party_id", "other_party_id")
"""The columns that name a customer; a house test holds every declared subject against them."""


def count_derived(subject: Subject) -> int:
    """How many rows name the customer."""
    store = warehouse()
    found = 0
    for table, column in _naming(store):
        rows = store.table(table)
        found += int(rows[column].isin(list(subject.customers)).sum().fill_null(0).to_pyarrow().as_py())
    return found


def erase_derived(subject: Subject, erasing: Erasing) -> int:  # noqa: ARG001 - as every place is emptied
    """Delete those rows in one transaction; how many."""
    store = warehouse()
    with store.transaction():
        return sum(store.retract(table, **{column: list(subject.customers)}) for table, column in _naming(store))


def _naming(store: Warehouse) -> list[tuple[Table, str]]:
    """Every table of the file with a column that names a customer, also those that no definition declares any more."""
    if not isinstance(store, EmbeddedWarehouse):
        raise Refused(
            "Customers can be erased from the embedded warehouse only",
            where=type(store).__name__,
            do="Erase them from the engine's own tables with its own means",
        )
    rows = store.fetch(
        "SELECT schema_name AS schema, table_name AS name, column_name AS column FROM duckdb_columns() "
        "WHERE database_name <> 'temp' AND column_name IN (?, ?, ?)",
        list(NAMING),
    )
    return [(_table(row["schema"], row["name"], row["column"]), row["column"]) for row in rows]


def _table(schema: str, name: str, column: str) -> Table:
    return Table(schema, name, "customer", (), (Column(column, "string", "The customer."),))
