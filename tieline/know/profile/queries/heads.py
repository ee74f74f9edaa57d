"""Names and heads of many customers at once, for lists that show them."""

from collections.abc import Iterable
from typing import Any

from tieline.foundation.warehouse.connection import Readable
from tieline.know.profile.tables import CUSTOMER

AT_ONCE = 10_000
"""Customers that one statement asks for."""


def count_customers(warehouse: Readable) -> int:
    """How many customers there are."""
    return int(warehouse.table(CUSTOMER).count().execute())


def names_of(warehouse: Readable, customer_ids: Iterable[str]) -> dict[str, str | None]:
    """The name of each of these customers that exists, read at once."""
    return {key: head["name"] for key, head in heads_of(warehouse, customer_ids, ("name",)).items()}


def seen_customers(at: Readable, customer_ids: Iterable[str]) -> list[str]:
    """Of these customers those who are there to be seen, each once, in order."""
    wanted = sorted(set(customer_ids))
    parts = (wanted[place : place + AT_ONCE] for place in range(0, len(wanted), AT_ONCE))
    return [customer for part in parts for customer in sorted(heads_of(at, part, ()))]


def heads_of(warehouse: Readable, customer_ids: Iterable[str], columns: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """These columns of ``profile.customer`` for each of these customers that exists, read at once."""
    wanted = sorted(set(customer_ids))
    if not wanted:
        return {}
    rows = warehouse.rows(CUSTOMER, columns=("customer_id", *columns), customer_id=wanted)
    return {row["customer_id"]: row for row in rows}
