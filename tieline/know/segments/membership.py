"""Who is in which segment, and since when."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import ibis.expr.types as ir

from tieline.foundation.days import end_of_day
from tieline.foundation.expressions.checker import Typed
from tieline.foundation.expressions.compiler import compile_columns
from tieline.foundation.warehouse.connection import Readable
from tieline.foundation.warehouse.episodes import episodes
from tieline.know.tags.conditions import source
from tieline.know.tags.memberships import PREFIX, joined


def membership(holds: ir.Table, segments: Sequence[str], before: ir.Table, as_of: date) -> ir.Table:
    """One row per segment and customer for whom its column of ``holds`` is true: ``segment, customer_id, since``."""
    return episodes(holds, segments, before, named="segment", key="customer_id", as_of=as_of)


def levels(conditions: Mapping[str, Typed]) -> list[list[str]]:
    """
    The segments in steps, each of which names only segments of steps before; ``conditions`` come in such an order.

        a: age > 60; b: segments.a; c: not(segments.a); d: segments.b or tags.x   →   [a], [b, c], [d]
    """
    step: dict[str, int] = {}
    for key, typed in conditions.items():
        step[key] = 1 + max((step[other] for other in typed.names.of("segments") if other in step), default=-1)
    return [[key for key, own in step.items() if own == number] for number in sorted(set(step.values()))]


def asked(
    at: Readable, conditions: Mapping[str, Typed], computed: ir.Table | None, as_of: date, among: ir.Table | None
) -> ir.Table:
    """
    One row per customer, or per one of ``among``, with a boolean column per condition, asked at the day's end.

    The segments that ``computed`` has columns for are read there, others as they were published.
    """
    names = {name for typed in conditions.values() for name in typed.names.fields}
    fresh = {name for name in names if computed is not None and name.removeprefix(PREFIX) in computed.columns}
    fresh = {name for name in fresh if name.startswith(PREFIX)}
    found = source(at, names - fresh, among)
    if computed is not None and fresh:
        renamed = computed.select("customer_id", **{name: computed[name.removeprefix(PREFIX)] for name in fresh})
        found = replace(found, fields=joined(found.fields, renamed, sorted(fresh)))
    return compile_columns(conditions, found, end_of_day(as_of))
