"""Who is meant by an id: a customer, also by the id of a party that has become part of them."""

from collections.abc import Sequence

from tieline.foundation.errors import NotFound
from tieline.foundation.warehouse.connection import Readable, Row
from tieline.know.identity.tables import PARTY
from tieline.know.profile.tables import CUSTOMER


def customer_row(warehouse: Readable, customer_id: str, columns: Sequence[str] = ()) -> Row:
    """The row of ``profile.customer``, or NotFound. An alert or task of long ago may still name a former id."""
    found = warehouse.rows(CUSTOMER, columns=columns, limit=1, customer_id=customer_id)
    if not found:
        became = [row["now"] for row in warehouse.rows(PARTY, party_id=customer_id)]
        found = warehouse.rows(CUSTOMER, columns=columns, limit=1, customer_id=became) if became else []
    if not found:
        raise NotFound(
            f"There is no customer {customer_id}",
            where="customers",
            do="Search by name, phone, account or customer number; the next run shows customers that were just loaded",
        )
    return found[0]


def current_id(warehouse: Readable, customer_id: str) -> str:
    """The id under which this customer is known now, or NotFound."""
    return str(customer_row(warehouse, customer_id, columns=("customer_id",))["customer_id"])
