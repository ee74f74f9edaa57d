"""What every kind of source record begins with."""

from tieline.foundation.warehouse.tables import Column, Table

HEADER = (
    Column(
        "source", "string", "Key of the source that brought the record, such as billing.customers.", category="none"
    ),
    Column(
        "system", "string", "System the source belongs to; references below are meaningful within it.", category="none"
    ),
    Column("load_id", "string", "The load that landed the record.", category="none"),
    Column(
        "load_number",
        "int64",
        "The load's number: of two records with one key and date, the greater one holds.",
        category="none",
    ),
    Column("row", "int64", "Row of the delivered file, from 1, without the header.", category="none"),
    Column(
        "record_key",
        "string",
        "The declared key of the record in its source; a later record with this key replaces it.",
        category="reference",
    ),
)


def record(name: str, one_row_per: str, *columns: Column, category: str) -> Table:
    """A kind of source record: the header, and these columns."""
    says = f"{one_row_per} as one source delivered it"
    return Table("ingest", name, says, ("load_id", "row"), (*HEADER, *columns), category=category)
