"""How the mapping of a source reads each column, for all that looks at columns and not at fields."""

from tieline.know.ingest.definitions import Source
from tieline.know.ingest.definitions.cells import Cell
from tieline.know.ingest.tables import RECORDS

KINDS = {
    "string": "text",
    "int64": "integer",
    "float64": "number",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "timestamp",
}
"""The kind of conversion by the type of a record's column."""


def typed_columns(source: Source) -> dict[str, tuple[Cell, str]]:
    """The columns that are read as something else than text: the first cell that does, and the kind of its value."""
    found: dict[str, tuple[Cell, str]] = {}
    for record in source.records:
        types = {column.name: KINDS[column.type] for column in RECORDS[record.record].columns}
        cells = [(each, types[name]) for name, each in record.cells.items()]
        cells += [(each, each.type or "text") for each in record.characteristic_cells.values()]
        for each, kind in cells:
            for part in each.parts.values() or [each]:
                wanted = kind if part is each else part.type or "text"
                if part.column is not None and wanted != "text" and not part.codes:
                    found.setdefault(part.column, (part, wanted))
    return found
