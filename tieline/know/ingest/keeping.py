"""
What ingest keeps and lets go: source records by their own dates, rejected rows, corrections and delivered files.

Records go in all versions. A load that is taken back and landed again brings old ones back until the next night.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from tieline.foundation.packs.kinds import Text
from tieline.foundation.privacy.retention_keeping import Keepable, Letting, Minimum, Old, Survey
from tieline.foundation.privacy.retention_tables import is_old, survey_table, together
from tieline.foundation.warehouse.current import warehouse
from tieline.foundation.warehouse.staging import Staging, staging
from tieline.foundation.warehouse.tables import Table
from tieline.know.ingest import tables
from tieline.know.ingest.commands.interactions import SOURCE
from tieline.know.ingest.erasing import KEY, record_keys
from tieline.know.ingest.keeping_rows import KEPT_ROWS

BEHAVIOUR = ("login", "page view", "search")
"""The kinds of interaction that are events of an app or a site, and no contact."""

INVOICES = Minimum(
    "CN",
    60,
    Text(zh="《发票管理办法》：发票存根联保存五年", en="China's Measures on Invoices: stubs of invoices, five years"),
)
TRADE = Minimum(
    "CN",
    36,
    Text(
        zh="《电子商务法》第三十一条：交易信息自交易完成之日起保存三年",
        en="China's E-Commerce Law, art. 31: what was traded, three years after it was completed",
    ),
)


@dataclass(frozen=True)
class KeptRecords:
    """One kind of source record, or of interactions the part that ``events`` says (None: all)."""

    table: Table
    events: bool | None = None

    def rows(self, table: Table) -> ir.Table:
        """The rows of a table, which is that of the kind or of its former versions."""
        rows = warehouse().table(table)
        if self.events is None:
            return rows
        is_event = rows.kind.isin(BEHAVIOUR).fill_null(ibis.literal(value=False))
        return rows.filter((is_event if self.events else ~is_event) & (rows.source != SOURCE))

    def tables(self) -> Iterable[Table]:
        """The table of the kind and that of former versions, as far as they are there."""
        both = (self.table, tables.FORMER[self.table.name])
        return [table for table in both if warehouse().has(table)]

    def survey(self, old: Old) -> Survey:
        """All versions together."""
        with staging(warehouse()) as area:
            found = [
                survey_table(table, self.rows(table), old, held=_held(area, table, old)) for table in self.tables()
            ]
        return together(found)

    def let_go(self, letting: Letting) -> int:
        """Take the oldest out of the warehouse, at most so many; how many."""
        store, gone = warehouse(), 0
        with staging(store) as area, store.transaction():
            for table in self.tables():
                rows = self.rows(table)
                goes = rows.filter(is_old(table, rows, letting.old))
                held = _held(area, table, letting.old)
                goes = goes.anti_join(held, list(KEY)) if held is not None else goes
                limited = goes.order_by(letting.old.dated).select(*KEY).limit(letting.limit - gone)
                gone += store.remove(table, area.keep(limited))
        return gone


def _held(area: Staging, table: Table, old: Old) -> ir.Table | None:
    """The keys of records of customers under a legal hold; None where there are none."""
    found = [keys for subject in old.held for _, keys in record_keys(area, subject, [table])]
    return area.keep(ibis.union(*found, distinct=True) if len(found) > 1 else found[0]) if found else None


def _keepable(
    key: str,
    name: Text,
    dates: Mapping[str, Text],
    records: KeptRecords,
    *,
    lists: tuple[str, ...] = (),
    looks_back: int = 0,
    minimums: tuple[Minimum, ...] = (),
) -> Keepable:
    says = Text(
        zh="各来源送来的记录，含被替代的旧版本；派生数据随下一次运行更新。",
        en="As sources delivered them, with versions that were replaced; what is derived follows in the next run.",
    )
    return Keepable(
        key,
        name,
        says,
        dates,
        records.survey,
        records.let_go,
        minimums=minimums,
        tables=(records.table.full_name,),
        lists=lists,
        looks_back=looks_back,
        in_warehouse=True,
    )


RECORDS = (
    _keepable(
        "usage_daily",
        Text(zh="每日使用量", en="Use of the network by day"),
        {"day": Text(zh="使用日期", en="day of use")},
        KeptRecords(tables.USAGE_DAY),
        lists=("usage",),
        looks_back=120,
    ),
    _keepable(
        "usage_monthly",
        Text(zh="每月使用量", en="Use of the network by month"),
        {"month": Text(zh="使用月份", en="month of use")},
        KeptRecords(tables.USAGE_MONTH),
        lists=("usage_months",),
    ),
    _keepable(
        "app_events",
        Text(zh="登录、浏览与搜索", en="Logins, page views and searches"),
        {"at": Text(zh="发生时间", en="when it was")},
        KeptRecords(tables.INTERACTION, events=True),
        lists=("contacts",),
        looks_back=90,
    ),
    _keepable(
        "contacts",
        Text(zh="接触记录（来源）", en="Contacts, from sources"),
        {"at": Text(zh="接触时间", en="when it was")},
        KeptRecords(tables.INTERACTION, events=False),
        lists=("contacts",),
        looks_back=90,
    ),
    _keepable(
        "orders",
        Text(zh="订单", en="Orders"),
        {"at": Text(zh="下单时间", en="when it was placed")},
        KeptRecords(tables.PRODUCT_ORDER),
        lists=("orders",),
        minimums=(TRADE,),
    ),
    _keepable(
        "bills",
        Text(zh="账单", en="Bills"),
        {"issued_on": Text(zh="出账日", en="day of issue"), "due_on": Text(zh="到期日", en="day it was due")},
        KeptRecords(tables.CUSTOMER_BILL),
        lists=("bills",),
        looks_back=124,
        minimums=(INVOICES,),
    ),
    _keepable(
        "payments",
        Text(zh="付款", en="Payments"),
        {"paid_at": Text(zh="付款时间", en="when it was paid")},
        KeptRecords(tables.PAYMENT),
        lists=("payments",),
        minimums=(INVOICES,),
    ),
)

KEPT = (*RECORDS, *KEPT_ROWS)
