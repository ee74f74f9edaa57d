"""Customers who left long ago: who they are, and that they go as a whole."""

import ibis
import ibis.expr.types as ir

from tieline.foundation.packs.kinds import Text
from tieline.foundation.privacy.leaving import let_customers_go, spared
from tieline.foundation.privacy.retention_keeping import Keepable, Letting, Minimum, Old, Survey
from tieline.foundation.privacy.retention_tables import is_old, survey_table
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.current import warehouse
from tieline.foundation.warehouse.staging import Staging, staging
from tieline.know.identity.tables import LINK
from tieline.know.ingest import tables as source
from tieline.know.profile.lines import is_held
from tieline.know.profile.purposes import RECORD_OF
from tieline.know.profile.tables import BILL, CUSTOMER, ORDER, PAYMENT

LEFT_ON = "left_on"
LAST = ((BILL, "issued_on"), (PAYMENT, "paid_at"), (ORDER, "at"))
"""What a customer may still have had to do with the operator after the last line ended, and its date."""
CENT = 0.005
MOST_A_NIGHT = 1_000
"""A source that says of everybody that they left long ago must not empty the installation in one night."""
SHOWN = 20
"""So many customers who would go are named in a preview."""

INVOICES = Minimum(
    "CN",
    60,
    Text(
        zh="《发票管理办法》：发票存根联保存五年；客户离网后账单与付款随之删除，故不得更短",
        en="China's Measures on Invoices: stubs of invoices, five years; bills and payments go with the customer",
    ),
)


def departures(store: Warehouse) -> ir.Table:
    """
    ``customer_id`` and ``left_on`` of every customer.

    ``left_on`` is the last day of a line, or of a bill, payment or order if that was later. It is null for who has, or
    never had, a line; whose account is not settled; and who holds a line again by what was delivered since the run.
    """
    customers = store.table(CUSTOMER).select("customer_id", "ended_on", "balance")
    for number, (table, name) in enumerate(LAST):
        rows = store.table(table)
        dates = rows.select("customer_id", day=rows[name].cast("date")).group_by("customer_id")
        latest = dates.agg(**{f"last_{number}": lambda each: each.day.max()})
        customers = customers.left_join(latest, "customer_id").drop("customer_id_right")
    back = _holding(store)
    customers = customers.left_join(back, customers.customer_id == back.party_id)
    dates = [customers[f"last_{number}"].fill_null(customers.ended_on) for number in range(len(LAST))]
    is_over = customers.ended_on.notnull() & customers.party_id.isnull() & (customers.balance.fill_null(0).abs() < CENT)
    left_on = is_over.ifelse(ibis.greatest(customers.ended_on, *dates), ibis.null("date"))
    return customers.select("customer_id", **{LEFT_ON: left_on})


def _holding(store: Warehouse) -> ir.Table:
    """The customers, as ``party_id``, with a line that has not ended by the records of their persons."""
    persons, accounts, lines = (store.table(each) for each in (LINK, source.BILLING_ACCOUNT, source.PRODUCT))
    owned = accounts.inner_join(persons, ["system", "party_ref"]).select("system", "account_ref", "party_id")
    held = lines.filter(is_held(lines)).select("system", "account_ref")
    return owned.semi_join(held, ["system", "account_ref"]).select("party_id").distinct()


def survey_departures(old: Old) -> Survey:
    """Customers by the day they left, with some of those who would go, the first to leave first."""
    store = warehouse()
    with staging(store) as area:
        rows = area.keep(departures(store))
        found = survey_table(CUSTOMER, rows, old, held=_spared(area, old))
        first = _leaving(area, rows, old).limit(SHOWN).to_pyarrow()["customer_id"].to_pylist()
    return found.naming(first)


def let_departed_go(letting: Letting) -> int:
    """Erase customers who left long ago, at most ``MOST_A_NIGHT``; how many."""
    store = warehouse()
    with staging(store) as area:
        rows = _leaving(area, departures(store), letting.old).limit(min(letting.limit, MOST_A_NIGHT))
        customers = rows.to_pyarrow()["customer_id"].to_pylist()
    return let_customers_go(customers, rule=letting.rule, now=letting.now)


def _leaving(area: Staging, rows: ir.Table, old: Old) -> ir.Table:
    """Those of the customers who go, the first to leave first."""
    goes = rows.filter(is_old(CUSTOMER, rows, old)).anti_join(_spared(area, old), "customer_id")
    return goes.order_by(LEFT_ON, "customer_id").select("customer_id")


def _spared(area: Staging, old: Old) -> ir.Table:
    return area.keep_values({"customer_id": ("string", sorted(spared(old)))})


KEPT = (
    Keepable(
        "departed_customers",
        Text(zh="早已离网的客户", en="Customers who left long ago"),
        Text(
            zh="整个客户连同其全部数据、任务与记录一并删除，每夜至多一千人；有欠款或余额、法律保全或未结请求的客户保留。",
            en="The whole customer with all data, tasks and entries, at most a thousand a night; who owes or is owed "
            "something, is under a legal hold or has an open request stays.",
        ),
        {LEFT_ON: Text(zh="最后往来日期", en="last line, bill, payment or order")},
        survey_departures,
        let_departed_go,
        minimums=(INVOICES,),
        lists=tuple(RECORD_OF),
        in_warehouse=True,
    ),
)
