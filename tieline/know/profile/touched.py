"""Customers about whom something changed since the last run: what profile gives to the stages that follow it."""

from collections.abc import Iterable
from dataclasses import dataclass

import ibis.expr.types as ir

from tieline.foundation.expressions.dependencies import Names


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

    def ids(self) -> frozenset[str]:
        """The touched customers."""
        return frozenset(self.customers.to_pyarrow()["customer_id"].to_pylist())

    def met_by(self, names: Names) -> frozenset[str]:
        """What an expression reads of all that may differ; empty where its value is as it was."""
        return (self.lists & names.lists) | (self.fields & names.fields)

    def with_fields(self, fields: Iterable[str]) -> "Touched":
        """The same customers with further fields that may differ: those that a stage found."""
        return Touched(self.customers, self.lists, self.fields | frozenset(fields))


@dataclass(frozen=True)
class Followed:
    """
    That a stage followed a touch: what later stages ask again, which definitions it asked, and how much changed.

    ``changed`` counts what changed: values of tags, memberships, matches; ``customers`` are those whose alerts did.
    """

    touched: Touched
    asked: tuple[str, ...] = ()
    changed: int = 0
    customers: tuple[str, ...] = ()
