"""
Examples from the warehouse: customers active at a cut-off, with what was known then and what followed.

Features are FEEL expressions asked at the end of the cut-off day over ``profile.facts`` of that day, which
hides everything later. Rows are ordered by customer, so the same tables give the same examples.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pandas as pd

from tieline.foundation.days import end_of_day
from tieline.foundation.expressions.checker import check
from tieline.foundation.expressions.compiler import Source, compile_columns
from tieline.foundation.expressions.parser import parse
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.identity.tables import LINK
from tieline.know.ingest.tables import PARTY_STATUS
from tieline.know.profile import facts
from tieline.know.profile.tables import CUSTOMER, LINE, USAGE_MONTH
from tieline.know.scores.definitions import ModelDefinition
from tieline.know.scores.examples import Examples, hashed
from tieline.know.scores.outcomes import left_in_snapshot, left_within

MOST_CUSTOMERS_PER_MONTH = 30_000
"""More customers than this are sampled by household: learning needs no more, and time and memory stay bounded."""

DECIMALS = 6


def first_full_month(warehouse: Warehouse) -> date | None:
    """The first day of the earliest month with use; None without any."""
    found = warehouse.table(USAGE_MONTH).month.min().execute()
    return None if pd.isna(found) else pd.Timestamp(found).date()


def outcomes_at(warehouse: Warehouse, cut_off: date, horizon_days: int) -> pd.DataFrame:
    """``customer_id``, ``household``, ``left`` of each customer active at the cut-off, by customer."""
    return _with_household(warehouse, left_within(warehouse.table(LINE), cut_off, horizon_days))


def outcomes_in_snapshot(warehouse: Warehouse) -> pd.DataFrame:
    """``customer_id``, ``household``, ``left`` of each customer of whom a source says whether they left."""
    return _with_household(warehouse, left_in_snapshot(warehouse.table(PARTY_STATUS), warehouse.table(LINK)))


def sampled(outcomes: pd.DataFrame, most: int = MOST_CUSTOMERS_PER_MONTH) -> pd.DataFrame:
    """All rows, or those of about ``most`` customers: whole households, leavers and stayers alike."""
    if len(outcomes) <= most:
        return outcomes
    share = np.uint64(most / len(outcomes) * 2**32)
    kept = hashed(outcomes["household"].to_numpy(dtype=object), seed=1) >> np.uint64(32) < share
    return outcomes[kept].reset_index(drop=True)


def examples_of(
    warehouse: Warehouse, definition: ModelDefinition, outcomes: pd.DataFrame, as_of: date, *, past: bool
) -> Examples:
    """The customers of ``outcomes`` as examples, with their features as of that day."""
    asked = ibis.memtable(outcomes[["customer_id"]])
    rows = feature_rows(warehouse, definition, as_of, past=past)
    frame: pd.DataFrame = warehouse.ibis.to_pandas(rows.semi_join(asked, "customer_id"))
    joined = outcomes.merge(frame.drop(columns="household"), on="customer_id", how="inner", validate="one_to_one")
    ordered = joined.sort_values("customer_id", kind="stable").reset_index(drop=True)
    return Examples(
        typed(definition, ordered), ordered["left"].to_numpy(dtype=np.bool_), ordered["household"].to_numpy(object)
    )


def feature_rows(warehouse: Warehouse, definition: ModelDefinition, as_of: date, *, past: bool) -> ir.Table:
    """
    One row per customer: ``customer_id``, ``household`` and the features as of the end of that day.

    ``past`` hides what became known later; without it the facts are those of the run. Numbers are rounded,
    because sums made in parallel differ in their last digits.
    """
    source: Source = facts.source(warehouse, as_of if past else None)
    scope = facts.scope()
    checked = {feature.key: check(parse(feature.value), scope) for feature in definition.features}
    values = compile_columns(checked, source, end_of_day(as_of))
    columns: dict[str, Callable[[ir.Table], ir.Value]] = {
        feature.key: _text(feature.key) if feature.categorical else _number(feature.key)
        for feature in definition.features
    }
    households = warehouse.table(CUSTOMER).select("customer_id", "household_id")
    joined = values.left_join(households, "customer_id")
    household = ibis.coalesce(joined.household_id, joined.customer_id)
    return joined.select(
        customer_id=joined.customer_id, household=household, **{key: make(joined) for key, make in columns.items()}
    )


def typed(definition: ModelDefinition, frame: pd.DataFrame) -> pd.DataFrame:
    """The features as learners take them: floats with NaN, and text with None."""
    made: dict[str, npt.NDArray[Any]] = {}
    for feature in definition.features:
        column = frame[feature.key]
        if feature.categorical:
            made[feature.key] = column.astype(object).where(column.notna(), None).to_numpy(dtype=object)
        else:
            made[feature.key] = column.to_numpy(dtype=np.float64, na_value=np.nan)
    return pd.DataFrame(made).astype(dict.fromkeys(definition.categorical, object))


def _with_household(warehouse: Warehouse, outcomes: ir.Table) -> pd.DataFrame:
    customers = warehouse.table(CUSTOMER).select("customer_id", "household_id")
    joined = outcomes.inner_join(customers, "customer_id")
    rows = joined.select(
        customer_id=joined.customer_id,
        household=ibis.coalesce(joined.household_id, joined.customer_id),
        left=joined.left,
    )
    frame: pd.DataFrame = warehouse.ibis.to_pandas(rows.order_by("customer_id"))
    return frame


def _number(key: str) -> Callable[[ir.Table], ir.Value]:
    return lambda rows: rows[key].cast("float64").round(DECIMALS)


def _text(key: str) -> Callable[[ir.Table], ir.Value]:
    return lambda rows: rows[key].cast("string")
