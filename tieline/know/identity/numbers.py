"""Phone numbers of millions of rows as E.164: the usual ones by an expression, the rest one by one and each once."""

import ibis
import ibis.expr.types as ir

from tieline.foundation.standards.phone_columns import BATCH, usual_national
from tieline.foundation.standards.phones import numbering_plan, read_numbers
from tieline.foundation.warehouse.staging import Staging


def numbered_as(area: Staging, rows: ir.Table, column: str, country: str, *, name: str = "e164") -> ir.Table:
    """The rows with ``name``: the number written in ``column``; null for what is none."""
    usual = area.keep(rows.mutate(**{name: usual_number(rows[column], country)}))
    odd = usual.filter(usual[name].isnull() & usual[column].notnull()).select(column).to_pyarrow()[column]
    texts = sorted(odd.unique().to_pylist())
    if not texts:
        return usual
    parts = [read_numbers(texts[start : start + BATCH], country) for start in range(0, len(texts), BATCH)]
    kept = [area.keep_values({key: ("string", part[key]) for key in ("written", "e164")}) for part in parts]
    read = ibis.union(*kept, distinct=False) if len(kept) > 1 else kept[0]
    joined = usual.left_join(read.select(of_written="written", read="e164"), [(column, "of_written")])
    return area.keep(joined.mutate(**{name: ibis.coalesce(joined[name], joined["read"])}).drop("of_written", "read"))


def usual_number(written: ir.StringValue, country: str) -> ir.StringValue:
    """E.164 of a number of the country that is written in a usual way; else null."""
    return ibis.literal(f"+{numbering_plan(country).code}") + usual_national(written, country)
