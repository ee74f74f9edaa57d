"""Names and heads of many customers at once, for lists that show them."""

from collections.abc import Iterable
from typing import Any

from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.profile.tables import CUSTOMER


def count_customers(warehouse: Warehouse) -> int:
    """How many customers there are."""
    return int(warehouse.table(CUSTOMER).count().execute())


def names_of(warehouse: Warehouse, customer_ids: Iterable[str]) -> dict[str, str | None]:
    """The name of each of these customers that exists, read at once."""
    return {key: head["name"] for key, head in heads_of(warehouse, customer_ids, ("name",)).items()}


def heads_of(warehouse: Warehouse, customer_ids: Iterable[str], columns: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """These columns of ``profile.customer`` for each of these customers that exists, read at once."""
    wanted = sorted(set(customer_ids))
    if not wanted:
        return {}
    rows = warehouse.rows(CUSTOMER, columns=("customer_id", *columns), customer_id=wanted)
    return {row["customer_id"]: row for row in rows}
