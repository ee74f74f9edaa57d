"""Customers about whom something changed since the last run: what profile gives to the stages that follow it."""

from dataclasses import dataclass

import ibis.expr.types as ir


@dataclass(frozen=True)
class Touched:
    """
    Customers about whom something changed, and what of them: what later stages ask again.

    ``customers`` has one row per customer (``customer_id``) and lies in a staging area. ``lists`` and ``fields`` are
    names of the condition language (``contacts``, ``complaint_count_90d``, ``tags.complainer``) whose rows or values
    may differ from before; whatever depends on none of them is as it was.
    """

    customers: ir.Table
    lists: frozenset[str]
    fields: frozenset[str]
