"""The facts of single customers as plain rows, for the interpreter: what a condition reads, and nothing else."""

from collections.abc import Sequence
from typing import Any

import ibis.expr.types as ir

from tieline.foundation.expressions.checker import Names
from tieline.foundation.warehouse.connection import Readable
from tieline.know.profile import facts
from tieline.know.scores.tables import CUSTOMER_SCORE
from tieline.know.tags.conditions import source

Context = dict[str, Any]

_TIMES = ("at", "paid_at", "day", "month", "started_on", "opened_on")


def context_of(warehouse: Readable, customer_id: str) -> Context:
    """Everything a tag's condition may read of one customer: facts and scores, lists newest first."""
    found = dict(facts.context(warehouse, customer_id))
    for row in warehouse.rows(CUSTOMER_SCORE, customer_id=customer_id):
        found[f"scores.{row['model']}"] = row["probability"]
        found[f"scores.{row['model']}_percentile"] = row["percentile"]
    return {name: newest_first(value) if isinstance(value, list) else value for name, value in found.items()}


def contexts_of(warehouse: Readable, customers: Sequence[str], names: Names) -> dict[str, Context]:
    """For each of these customers the fields and lists that ``names`` name, read at once."""
    found = source(warehouse, names.fields)
    contexts: dict[str, Context] = {customer: {name: [] for name in names.lists} for customer in customers}
    for row in _rows(found.fields.select("customer_id", *sorted(names.fields)), customers):
        contexts[row["customer_id"]] |= row
    for name in sorted(names.lists):
        for row in _rows(found.lists[name], customers):
            contexts[row["customer_id"]][name].append(row)
        for context in contexts.values():
            context[name] = newest_first(context[name])
    return contexts


def _rows(table: ir.Table, customers: Sequence[str]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.filter(table.customer_id.isin(list(customers))).to_pyarrow().to_pylist()
    return rows


def newest_first(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of a list by their time, the latest first, then by all their values; lists without a time by those."""
    time = next((name for name in _TIMES if rows and name in rows[0]), None)
    ordered = sorted(rows, key=repr)
    if time is None:
        return ordered
    known = sorted((row for row in ordered if row[time] is not None), key=lambda row: row[time], reverse=True)
    return known + [row for row in ordered if row[time] is None]
