"""Phone numbers of millions of rows as E.164: the usual ones by an expression, the rest one by one and each once."""

import ibis
import ibis.expr.types as ir

from tieline.foundation.standards.phone_columns import read_phones, usual_national
from tieline.foundation.standards.phones import numbering_plan
from tieline.foundation.warehouse.staging import Staging


def numbered_as(area: Staging, rows: ir.Table, column: str, country: str, *, name: str = "e164") -> ir.Table:
    """The rows with ``name``: the number written in ``column``; null for what is none."""
    usual = area.keep(rows.mutate(**{name: usual_number(rows[column], country)}))
    odd = area.keep(usual.filter(usual[name].isnull() & usual[column].notnull()).select(written=column).distinct())
    if not int(odd.count().execute()):
        return usual
    read = read_phones(area, odd, country).select(of_written="written", read="e164")
    joined = usual.left_join(read, [(column, "of_written")])
    return area.keep(joined.mutate(**{name: ibis.coalesce(joined[name], joined["read"])}).drop("of_written", "read"))


def usual_number(written: ir.StringValue, country: str) -> ir.StringValue:
    """E.164 of a number of the country that is written in a usual way; else null."""
    return ibis.literal(f"+{numbering_plan(country).code}") + usual_national(written, country)
