"""Further properties of customers that sources declare."""

import ibis.expr.types as ir

from tieline.know.profile.picks import newest

TOLD = ("age", "tenure_months")
"""Fields that some sources tell as such instead of the date they follow from."""


def characteristics_of_customers(characteristics: ir.Table, persons: ir.Table) -> ir.Table:
    """Rows of ``profile.characteristic``: per customer and name the value that changed last."""
    owned = characteristics.inner_join(persons, ["system", "party_ref"])
    return newest(owned, ["customer_id", "name"], "updated_at")


def told_figures(characteristics: ir.Table) -> ir.Table:
    """``told_age`` and ``told_tenure_months`` per customer: what stands in where no date is known."""
    return characteristics.group_by("customer_id").aggregate(
        **{f"told_{name}": characteristics.number.max(where=characteristics.name == name) for name in TOLD}
    )
