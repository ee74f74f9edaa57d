"""Further properties of customers that sources declare."""

import ibis.expr.types as ir

from tieline.know.profile.picks import newest


def characteristics_of_customers(characteristics: ir.Table, persons: ir.Table) -> ir.Table:
    """Rows of ``profile.characteristic``: per customer and name the value that changed last."""
    owned = characteristics.inner_join(persons, ["system", "party_ref"])
    return newest(owned, ["customer_id", "name"], "updated_at")
