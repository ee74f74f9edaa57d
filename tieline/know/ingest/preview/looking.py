"""A sample read in a format: its columns and its first rows, whatever they will be mapped to."""

from dataclasses import dataclass
from typing import Any

from tieline.foundation.standards.identity_numbers import masked_text
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.staging import POSITION, staging
from tieline.know.ingest.definitions import Format
from tieline.know.ingest.preview.columns import ColumnLook, look, text_of
from tieline.know.ingest.preview.heads import first_rows
from tieline.know.ingest.preview.samples import ROWS, Sample
from tieline.know.ingest.reading.formats import looked_at

SHOWN = 12
LONGEST = 200


@dataclass(frozen=True)
class SampleLook:
    """The columns of the first rows, how many rows were read and how many cannot be taken apart, and the first few."""

    columns: list[ColumnLook]
    rows: int
    malformed: int
    first: list[dict[str, str]]


def look_at(warehouse: Warehouse, sample: Sample, fmt: Format) -> SampleLook:
    """What stands in a sample; Invalid, as a load would be, where it cannot be read in this format."""
    with (
        staging(warehouse) as area,
        first_rows(sample.file, sample.file_name, fmt, ROWS) as (head, name),
        looked_at(area, head, name, fmt) as delivery,
    ):
        rows = delivery.rows.order_by(POSITION).limit(ROWS).to_pyarrow().to_pylist()
        columns = [column for column in delivery.rows.columns if column != POSITION]
        malformed = int(delivery.malformed.count().execute()) if delivery.malformed is not None else 0
    looks = look(rows, columns)
    hidden = {column.name for column in looks if column.kind == "identity_number"}
    shown = [{name: _shown(row[name], hide=name in hidden) for name in columns} for row in rows[:SHOWN]]
    return SampleLook(looks, len(rows) + malformed, malformed, shown)


def _shown(value: Any, *, hide: bool) -> str:
    text = text_of(value)
    return masked_text(text) if hide and text else text[:LONGEST]
