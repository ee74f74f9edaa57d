"""For how many customers a condition holds that somebody is writing: exact, of the customers whom the reader sees."""

from dataclasses import dataclass

from tieline.foundation.access.projection import Projection
from tieline.foundation.days import end_of_day
from tieline.foundation.errors import Refused, Unavailable
from tieline.foundation.expressions.checker import Typed
from tieline.foundation.expressions.compiler import compile_columns
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.profile.queries import count_customers, snapshot_day
from tieline.know.profile.tables import CUSTOMER
from tieline.know.segments.shelf import shelf_of
from tieline.know.segments.truth import can_be_sets, truth
from tieline.know.tags.condition_ways import all_is_seen
from tieline.know.tags.conditions import condition, published_scope, source

WORTH_SETS = 50_000
"""Of fewer customers the compiler counts as quickly."""


@dataclass(frozen=True)
class Counted:
    """How many customers a condition holds for, of how many that the reader sees."""

    count: int
    customers: int

    @property
    def share(self) -> float:
        """The part of them, 0 where there are none."""
        return self.count / self.customers if self.customers else 0.0


def count_of(text: str, seen: Projection, *, with_tags: bool = True) -> Counted:
    """
    For how many of the customers whom the reader sees the condition holds, at the end of the day that is shown.

    Over tags and segments alone it is counted by sets that are kept in memory, once they are made; everything else,
    and for who does not see everybody, by the compiler. Both give the same number. Refused where it asks of something
    that the reader does not see: counting would tell it value by value.
    """
    asked = condition(text, published_scope(with_tags=with_tags))
    if not all_is_seen(asked, seen.sight):
        raise Refused(
            "You may not count by this condition: it asks of something that you do not see in full",
            do="Leave that out, or ask an administrator for a role that sees it",
        )
    found = count_by_sets(asked, seen.everything) if seen.sight.everybody else None
    return found or count_by_compiler(asked, seen)


def count_by_sets(asked: Typed, at: Warehouse) -> Counted | None:
    """
    The count by the sets that are kept; None where they cannot say the condition, or are not made yet.

    Those that lack are asked for, and are there some moments later.
    """
    if not can_be_sets(asked.node):
        return None
    shelf, names = shelf_of(at), asked.names.fields
    sets = shelf.find(at, names)
    if sets is not None:
        return Counted(len(truth(asked.node, sets.held, sets.everybody).yes), sets.customers)
    if count_customers(at) >= WORTH_SETS:
        shelf.ask_for(at, names)
    return None


def count_by_compiler(asked: Typed, seen: Projection) -> Counted:
    """The count over the tables, of the customers whom the reader sees."""
    day = snapshot_day(seen)
    if day is None:
        raise Unavailable("The pipeline has not run yet", do="Start a run first")
    at = seen.everything
    held = compile_columns({"holds": asked}, source(at, asked.names.fields), end_of_day(day))
    if not seen.sight.everybody:
        held = held.semi_join(seen.table(CUSTOMER).select("customer_id"), "customer_id")
    found = held.aggregate(count=held.holds.sum().fill_null(0), customers=held.count()).to_pyarrow().to_pylist()[0]
    return Counted(int(found["count"]), int(found["customers"]))
