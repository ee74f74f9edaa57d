"""
Who may change by hand what is known of a customer. Every command by which a person does so asks here first.

A permission says which commands somebody may give, this says of which data and whose: roles name what their holders
may change (``Sees.writes``), by category or column. Nothing said is not changed, nor is what is not seen in full.
"""

from collections.abc import Iterable

from tieline.foundation.access.projection import Projection
from tieline.foundation.errors import Refused
from tieline.foundation.warehouse.tables import Table


def may_write(seen: Projection, customer_id: str, category: str, column: str = "") -> bool:
    """
    Whether the reader may change what is of a category, or one column ``schema.table.column`` of it, of a customer.

    A customer who is not reached is not changed; who is not in the table of customers (yet) by those only who reach
    everybody.
    """
    return any(grant.may_write(category, column) for grant in seen.grants_of(customer_id))


def demand_to_write(seen: Projection, customers: Iterable[str], category: str, doing: str, column: str = "") -> None:
    """Refused where the reader may not change this of one of the customers; ``doing`` says what it would have been."""
    if not all(may_write(seen, each, category, column) for each in customers):
        raise _refused(doing, column or category)


def demand_to_write_field(seen: Projection, customer_id: str, table: Table, column: str) -> None:
    """The same of one column of a table, such as the phone of ``profile.customer``."""
    whole = f"{table.full_name}.{column}"
    demand_to_write(seen, [customer_id], table.category_of(column), "change a field of a customer", whole)


def demand_to_write_of_all(seen: Projection, category: str, doing: str) -> None:
    """Refused where the reader may not change this of everybody: for rows that are about no known customer."""
    if not any(grant.extent.everybody and grant.may_write(category) for grant in seen.sight.grants):
        raise _refused(doing, category)


def _refused(doing: str, what: str) -> Refused:
    return Refused(
        f"You may not {doing}: your roles do not let you change '{what}' of these customers",
        where=what,
        do="Ask an administrator for a role that may change it",
    )
