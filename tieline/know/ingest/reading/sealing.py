"""
Columns that hold numbers of identity documents, masked before anything else sees the rows of a delivery.

A sound number becomes its sealed form (mask and keyed hash), anything else its mask alone, which no cell takes for a
number: so neither records nor rejected rows nor their reasons ever hold the number.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import ibis.expr.types as ir
import pyarrow as pa

from tieline.foundation.days import today
from tieline.foundation.errors import Invalid
from tieline.foundation.standards.identity_number_columns import read_identity_numbers
from tieline.foundation.standards.identity_numbers import masked_text
from tieline.foundation.warehouse.staging import Staging
from tieline.know.ingest.definitions import Source
from tieline.know.ingest.reading.delivery import Delivery, contents_of_columns

LONG_NUMBER = r"([0-9]{6})[0-9]{5,8}([0-9]{3}[0-9Xx])"
"""What may be such a number in a row that cannot be taken apart."""


def sealed_columns(source: Source) -> list[str]:
    """The columns of the file whose cells say that they hold numbers of identity documents."""
    cells = [
        each
        for record in source.records
        for each in (*record.cells.values(), *record.characteristic_cells.values())
        if each.standard == "identity_number"
    ]
    return list(dict.fromkeys(column for each in cells for column in each.columns))


def sealed(area: Staging, delivery: Delivery, source: Source) -> Delivery:
    """The delivery with those columns sealed or masked, and rows that cannot be taken apart masked."""
    columns = [name for name in sealed_columns(source) if name in delivery.rows.columns]
    if not columns:
        return delivery
    rows = delivery.rows
    for name in columns:
        rows = _with_sealed(area, rows, name, today())
    rows = area.keep(rows)
    malformed = delivery.malformed
    if malformed is not None:
        hidden = {name: malformed[name].re_replace(LONG_NUMBER, r"\1********\2") for name in ("value", "content")}
        malformed = area.keep(malformed.mutate(**hidden))
    return replace(delivery, rows=rows, malformed=malformed, contents=contents_of_columns(rows))


@contextmanager
def hiding_numbers(source: Source) -> Iterator[None]:
    """What is said of a file that cannot be read, with such numbers masked where the source has any."""
    try:
        yield
    except Invalid as error:
        if not sealed_columns(source):
            raise
        said = (re.sub(LONG_NUMBER, r"\1********\2", text) for text in (error.what, error.where, error.do))
        what, where, do = said
        raise Invalid(what, where=where, do=do) from None


def _with_sealed(area: Staging, rows: ir.Table, name: str, day: date) -> ir.Table:
    texts = rows.select(written=rows[name].cast("string")).distinct()
    written = texts.filter(texts.written.notnull()).to_pyarrow()["written"].combine_chunks()
    read = read_identity_numbers(written, day).to_pylist()
    seals = [
        f"{document['masked']}~{document['hash']}" if document["hash"] else masked_text(text)
        for text, document in zip(written.to_pylist(), read, strict=True)
    ]
    forms = area.keep_arrow(pa.table({"__written": written, "__sealed": pa.array(seals, pa.string())}))
    joined = rows.left_join(forms, rows[name].cast("string") == forms["__written"])
    return joined.select(**{column: joined["__sealed" if column == name else column] for column in rows.columns})
