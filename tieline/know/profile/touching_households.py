"""Sizes of households that somebody joined or left: those of all who live there follow."""

import ibis.expr.types as ir

from tieline.foundation.warehouse.staging import Staging
from tieline.know.profile.tables import CUSTOMER, HOUSEHOLD_MEMBER


def settle_households(area: Staging, former: ir.Table, touched: ir.Table) -> ir.Table:
    """
    ``customer_id`` of all whose household has another size than their row says; their rows say it then.

    ``former`` are the rows that the ``touched`` had in ``profile.customer``.
    """
    store = area.warehouse
    customers, members = store.table(CUSTOMER), store.table(HOUSEHOLD_MEMBER)
    now = members.semi_join(touched, "customer_id").select("household_id")
    was = former.filter(former.household_id.notnull()).select("household_id")
    homes = area.keep(now.union(was, distinct=True))
    theirs = area.keep(members.semi_join(homes, "household_id").select("customer_id", "household_id"))
    sizes = theirs.group_by("household_id").aggregate(size=theirs.count())
    rows = customers.semi_join(theirs, "customer_id").inner_join(sizes, "household_id")
    wrong = area.keep(rows.filter(rows.household_size != rows["size"]).mutate(household_size=lambda each: each["size"]))
    ids = wrong.select("customer_id")
    store.remove(CUSTOMER, ids)
    store.append(CUSTOMER, wrong)
    return ids
