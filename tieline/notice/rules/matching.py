"""For whom each rule holds, and since when."""

from collections.abc import Sequence
from datetime import date

import ibis.expr.types as ir

from tieline.foundation.warehouse.episodes import episodes


def matches(holds: ir.Table, rules: Sequence[str], before: ir.Table, as_of: date) -> ir.Table:
    """One row per rule and customer for whom its column of ``holds`` is true: ``rule, customer_id, since``."""
    return episodes(holds, rules, before, named="rule", key="customer_id", as_of=as_of)
