"""Since when something has held without a break: the table of the run before, carried on."""

from collections.abc import Sequence
from datetime import date

import ibis
import ibis.expr.types as ir


def episodes(holds: ir.Table, names: Sequence[str], before: ir.Table, *, named: str, key: str, as_of: date) -> ir.Table:
    """
    One row per name and key for which the boolean column ``name`` of ``holds`` is true, with ``since``.

    ``before`` is the same table of the run before: what it holds already keeps its day, anything else began
    on ``as_of``. Running the same day twice gives the same rows.

        holds  key  a     b            before  named  key  since      →  named  key  since
               k1   true  true                 a      k1   1 May         a      k1   1 May
               k2   null  false                a      k2   1 May         b      k1   as_of
    """
    if not names:
        return before.filter(ibis.literal(value=False)).select(named, key, "since")
    parts = [holds.filter(holds[name]).select(**{named: ibis.literal(name), key: holds[key]}) for name in names]
    now = ibis.union(*parts) if len(parts) > 1 else parts[0]
    known = before.select(named, key, "since").rename(known_name=named, known_key=key, known_since="since")
    joined = now.left_join(known, [now[named] == known.known_name, now[key] == known.known_key])
    since = ibis.least(ibis.coalesce(joined.known_since, ibis.literal(as_of)), ibis.literal(as_of))
    return joined.select(named, key, since=since)
