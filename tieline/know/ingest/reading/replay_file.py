"""
Rows that are replayed: a line per row with its place in the delivery that it comes from and its columns as text.

    {"corrects": "billing.customers-0f3a…"}
    {"row": 17, "content": {"CUST_NO": "4711", "SEX": "1"}}

The columns get the types back that the delivered file has, so that the same mapping means the same.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.schema as sch
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from tieline.foundation.errors import Invalid
from tieline.foundation.packs.mistakes import did_you_mean
from tieline.foundation.warehouse.staging import POSITION, Staging
from tieline.know.ingest.definitions import Source
from tieline.know.ingest.reading.delivery import Delivery, type_of

Content = Mapping[str, Any]
UNFIT = "does not fit the column"
IN_SHEETS = {"number": dt.float64, "boolean": dt.boolean, "date": dt.date, "timestamp": dt.timestamp}
"""The types of columns of a workbook, by their word."""

SEEN = 1000
"""So many rows are looked at to say which columns there are; all rows of a CSV or Parquet file have the same."""


def lines(corrects: str, rows: Iterable[tuple[int, Content]]) -> Iterable[bytes]:
    """The lines of the file for some rows of a load, in their order."""
    yield json.dumps({"corrects": corrects}).encode() + b"\n"
    for row, content in rows:
        yield json.dumps({"row": row, "content": content}, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def replayed(
    area: Staging, file: Path, name: str, source: Source, delivered: Path, columns: Mapping[str, str | None]
) -> Delivery:
    """The rows of a replay; ``delivered`` is the file that they come from, and ``columns`` what was found in it."""
    kept = _kept(area, file)
    found = _columns(kept)
    for column in source.columns:
        if found and column not in found and source.drift.missing == "stop":
            raise Invalid(
                f"The rows have no column '{column}', which the source reads",
                where=f"{name}, columns {', '.join(found)}",
                do=f"{did_you_mean(column, found)}. Correct the mapping of the source",
            )
    types = _types(delivered, source, columns)
    apart = kept.select(POSITION, "content", **{column: _text(kept.content[column]) for column in source.columns})
    values = {column: _typed(apart[column], types.get(column)) for column in source.columns}
    unfit = [apart[column].notnull() & value.isnull() for column, value in values.items() if column in types]
    fits = apart.mutate(__fits=~ibis.or_(*unfit) if unfit else ibis.literal(True))  # noqa: FBT003 - a literal
    rows = area.keep(fits.mutate(**values))
    malformed = rows.filter(~rows["__fits"]).select(
        POSITION, reason=ibis.literal(UNFIT), value=ibis.null("string"), content=rows.content.cast("string")
    )

    def contents(positions: ir.Table) -> ir.Table:
        return kept.semi_join(positions, POSITION).select(POSITION, content=kept.content.cast("string"))

    sound = rows.filter(rows["__fits"]).drop("content", "__fits")
    shown = {column: type_of(types[column]) if column in types else "text" for column in found}
    return Delivery(sound, malformed if unfit else None, contents, shown)


def _kept(area: Staging, file: Path) -> ir.Table:
    con = area.warehouse.ibis
    view = con.read_json(str(file), columns={"row": "BIGINT", "content": "JSON"}, format="newline_delimited")
    try:
        rows = view.filter(view["row"].notnull())
        return area.keep(rows.select(**{POSITION: rows["row"], "content": rows.content}))
    finally:
        con.drop_view(view.get_name(), force=True)


def _columns(kept: ir.Table) -> list[str]:
    first = kept.order_by(POSITION).limit(SEEN).select(content=kept.content.cast("string"))
    texts = first.to_pyarrow()["content"].to_pylist()
    return list(dict.fromkeys(column for text in texts for column in json.loads(text)))


def _types(delivered: Path, source: Source, columns: Mapping[str, str | None]) -> dict[str, dt.DataType]:
    """Types of the columns that are not text in the file; none where the file is text, or gone."""
    if source.format.type == "excel":
        return {name: IN_SHEETS[kind] for name, kind in columns.items() if kind in IN_SHEETS and name in source.columns}
    if source.format.type != "parquet" or not delivered.exists():
        return {}
    try:
        with pq.ParquetFile(delivered) as opened:
            schema = sch.Schema.from_pyarrow(opened.schema_arrow)
    except (pa.ArrowException, OSError):
        return {}
    return {column: kind for column, kind in schema.items() if not kind.is_string() and column in source.columns}


def _text(value: ir.JSONValue) -> ir.StringValue:
    """A value as the file wrote it: text without quotes, anything else as JSON, null as nothing."""
    return ibis.coalesce(value.str, value.cast("string").nullif("null"))


def _typed(text: ir.StringValue, kind: dt.DataType | None) -> ir.Value:
    return text if kind is None else text.try_cast(kind)
