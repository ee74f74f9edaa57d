"""
``read_number`` for columns of millions: the usual ones by an expression, only the rest one by one.

Of a million customers' four million writings about one in a hundred is read one by one.
"""

import ibis
import ibis.expr.types as ir

from tieline.foundation.standards.phones import SPACING, numbering_plan, read_numbers
from tieline.foundation.warehouse.staging import Staging

BATCH = 500_000
"""Numbers that are read one by one at once, so that they need not all be in memory."""


def usual_national(written: ir.StringValue, country: str) -> ir.StringValue:
    """The digits within the country of numbers of that country that are written in a usual way; else null."""
    plan = numbering_plan(country)
    compact = written.re_replace(SPACING, "")
    usual = f"^(?:{plan.usual})$"
    taken_apart = compact.re_search(usual).ifelse(compact.re_replace(usual, r"\1\2"), ibis.null("string"))
    return written.re_search(f"^(?:{plan.mobile})$").ifelse(written, taken_apart)


def shown_column(national: ir.StringValue, country: str) -> ir.StringValue:
    """``Number.shown`` for the digits within a country."""
    size = national.length()
    long = national.substr(0, size - 8) + " " + national.substr(size - 8, 4)
    head = ibis.ifelse(size > 8, long, national.substr(0, size - 4))
    return ibis.literal(f"+{numbering_plan(country).code} ") + head + " " + national.substr(size - 4)


def read_phones(area: Staging, written: ir.Table, country: str) -> ir.Table:
    """
    ``written, e164, national, shown`` for each row of ``written`` (a column of that name, each text once) that is a
    number; computed into the staging area.
    """
    judged = area.keep(written.select("written", national=usual_national(written.written, country)))
    usual = judged.filter(judged.national.notnull())
    parts = [_usual_rows(usual, country)]
    rest = judged.filter(judged.national.isnull() & judged.written.notnull()).select("written").order_by("written")
    texts = rest.to_pyarrow()["written"]
    for start in range(0, len(texts), BATCH):
        read = read_numbers(texts.slice(start, BATCH).to_pylist(), country)
        parts.append(area.keep_values({name: ("string", values) for name, values in read.items()}))
    return area.keep(ibis.union(*parts, distinct=False)) if len(parts) > 1 else parts[0]


def _usual_rows(usual: ir.Table, country: str) -> ir.Table:
    code = numbering_plan(country).code
    return usual.select(
        "written",
        e164=ibis.literal(f"+{code}") + usual.national,
        national="national",
        shown=shown_column(usual.national, country),
    )
