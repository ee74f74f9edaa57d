"""The numbers that customers have: their own, those of their accounts, their phone numbers."""

import re
from collections.abc import Iterable

from tieline.foundation.access.unusual import Numbers
from tieline.foundation.errors import Unavailable
from tieline.foundation.warehouse.current import warehouse
from tieline.foundation.warehouse.tables import Table
from tieline.know.profile.tables import ACCOUNT, CUSTOMER, LINE

_KINDS: dict[str, tuple[Table, str]] = {
    "customer": (CUSTOMER, "customer_number"),
    "account": (ACCOUNT, "account_ref"),
    "phone": (LINE, "phone"),
}
_MOST = 20
"""So many numbers of one kind are looked at of a customer: a company may have thousands of lines."""


def numbers_of(customers: Iterable[str]) -> Numbers:
    """The numbers of customers by kind, as far as they end in digits; none while the warehouse cannot be read."""
    wanted = sorted(customers)
    try:
        among = int(warehouse().table(CUSTOMER).count().execute())
        return Numbers(among, {kind: _numbers(wanted, *place) for kind, place in _KINDS.items()})
    except Unavailable:
        return Numbers()


def _numbers(customers: list[str], table: Table, column: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    rows = warehouse().rows(table, columns=["customer_id", column], customer_id=customers) if customers else []
    for row in rows:
        numbers, number = found.setdefault(row["customer_id"], []), number_in(row[column])
        if number is not None and len(numbers) < _MOST:
            numbers.append(number)
    return found


def number_in(text: str | None) -> int | None:
    """The number at the end of an identifier, such as 123 of C-000123; None where there is none."""
    digits = re.search(r"[0-9]{1,18}(?=[^0-9]*\Z)", text or "")
    return int(digits.group()) if digits else None
