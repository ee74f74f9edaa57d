"""Who is in which segment, and since when."""

from collections.abc import Sequence
from datetime import date

import ibis.expr.types as ir

from tieline.foundation.warehouse.episodes import episodes


def membership(holds: ir.Table, segments: Sequence[str], before: ir.Table, as_of: date) -> ir.Table:
    """One row per segment and customer for whom its column of ``holds`` is true: ``segment, customer_id, since``."""
    return episodes(holds, segments, before, named="segment", key="customer_id", as_of=as_of)
