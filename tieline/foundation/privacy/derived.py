"""What was derived of a customer: rows of the warehouse that name the customer in a column, whoever wrote them."""

from tieline.foundation.privacy.places import Erasing
from tieline.foundation.privacy.subjects import Subject
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.current import warehouse
from tieline.foundation.warehouse.tables import Table

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
    """Every table with a column that names a customer, also those that no definition declares any more."""
    found = store.tables_with(NAMING)
    return [(table, column) for table in found for column in NAMING if column in table.column_names]
