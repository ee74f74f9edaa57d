"""Figures that follow from one list, computed again for the customers whose list grew."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir
from ibis import _

from tieline.foundation.warehouse.staging import Staging
from tieline.foundation.warehouse.tables import Table
from tieline.know.profile.contacts import contact_figures
from tieline.know.profile.origins import usage_strength
from tieline.know.profile.tables import CONTACT, CUSTOMER, FIELD_ORIGIN, USAGE_DAY
from tieline.know.profile.touching_feed import feed_of_use, is_in_use
from tieline.know.profile.usage import usage_figures


@dataclass(frozen=True)
class Figures:
    """
    What follows from a list: columns of ``profile.customer`` and of ``profile.field_origin``, and how.

    ``how`` takes the rows of some customers and gives a row for each who has one, as of the day; ``beside`` is what
    it needs to know of everybody.
    """

    table: Table
    how: Callable[..., ir.Table]
    of_customer: tuple[str, ...]
    of_origin: tuple[str, ...]
    beside: Callable[[Staging, date], tuple[int, ...]] = lambda area, as_of: ()  # noqa: ARG005 - as those that read


def renew(area: Staging, figures: Figures, customers: ir.Table, as_of: date) -> frozenset[str]:
    """Replace the figures of these customers (a kept table) where they differ; the fields that do for somebody."""
    name, beside = figures.table.name, figures.beside(area, as_of)

    def computed() -> ir.Table:
        rows = area.warehouse.table(figures.table).semi_join(customers, "customer_id")
        return figures.how(rows, as_of, *beside)

    now = area.keep_known(f"touch_figures_{name}", (as_of, beside), computed)
    _put(area, FIELD_ORIGIN, name, customers, now, figures.of_origin)
    differing = _put(area, CUSTOMER, name, customers, now, figures.of_customer)
    told = differing.aggregate(**{column: differing[f"{column}_differs"].any() for column in figures.of_customer})
    return frozenset(column for column, is_so in told.to_pyarrow().to_pylist()[0].items() if is_so)


def _put(
    area: Staging, table: Table, name: str, customers: ir.Table, figures: ir.Table, columns: tuple[str, ...]
) -> ir.Table:
    """Rows of these customers with the columns from the figures, written where one differs; those rows."""

    def changed() -> ir.Table:
        rows = area.warehouse.table(table).semi_join(customers, "customer_id")
        told = figures.select(
            _whose="customer_id", **{f"{each}_now": figures[each].cast(rows[each].type()) for each in columns}
        )
        both = rows.left_join(told, rows.customer_id == told["_whose"])
        if "complaint_count_90d" in columns:
            both = both.mutate(complaint_count_90d_now=_.complaint_count_90d_now.fill_null(0))
        differs = {f"{each}_differs": ~both[each].identical_to(both[f"{each}_now"]) for each in columns}
        kept = {each: both[f"{each}_now" if each in columns else each] for each in rows.columns}
        found = both.select(**kept, **differs)
        return found.filter(ibis.or_(*(found[each] for each in differs)))

    differing = area.keep_known(f"touch_{table.name}_{name}", "rows that differ", changed)
    area.warehouse.remove(table, differing.select("customer_id"))
    area.warehouse.append(table, differing)
    return differing


def _of_use(days: ir.Table, as_of: date, has_use: int, feed: int) -> ir.Table:
    strengths = usage_strength(days, feed)
    figures = usage_figures(days, as_of, has_use=bool(has_use))
    return strengths.left_join(figures, "customer_id").drop("customer_id_right")


OF_CONTACTS = Figures(
    CONTACT,
    contact_figures,
    ("complaint_count_90d", "last_contact_at", "last_contact_channel", "nps"),
    ("last_contact_system",),
)
OF_USE = Figures(
    USAGE_DAY,
    _of_use,
    (
        "voice_minutes_30d",
        "average_voice_minutes_3m",
        "data_mb_30d",
        "average_data_mb_3m",
        "dropped_calls_30d",
        "roaming_mb_30d",
    ),
    ("voice_minutes_30d_strength",),
    lambda area, as_of: (int(is_in_use(area.warehouse, as_of)), feed_of_use(area.warehouse)),
)
