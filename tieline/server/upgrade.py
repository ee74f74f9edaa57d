"""What a newer version finds in a data folder: derived tables whose columns are no longer those that are declared."""

from tieline.foundation.errors import Unavailable
from tieline.foundation.warehouse.current import warehouse
from tieline.know.ingest.tables import FORMER, RECORDS, REJECTED_ROW
from tieline.server.reference import declared_tables

LANDED = {table.full_name for table in (*RECORDS.values(), *FORMER.values(), REJECTED_ROW)}
"""What sources delivered, which no run can derive again."""


def tables_of_an_earlier_version() -> list[str]:
    """
    Derived tables, published by an earlier version, that lack a column of this one; a run writes them anew.

    Nothing where another process holds the warehouse, which then sees to it.
    """
    try:
        store = warehouse()
        derived = [table for table in declared_tables() if table.full_name not in LANDED and store.has(table)]
        return [each.full_name for each in derived if set(each.column_names) - set(store.reference(each).columns)]
    except Unavailable:
        return []
