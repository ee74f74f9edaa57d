"""What of the profile can be exported: the list of customers, under the filters and in the order of the screen."""

from collections.abc import Iterator, Sequence

import pyarrow as pa

from tieline.foundation.access.projection import Projection
from tieline.foundation.exports.exportable import Exportable, ExportColumn, column_of, counted, streamed
from tieline.foundation.packs.kinds import Text
from tieline.know.profile.queries.search import demand_filter, filtered_customers, order_of
from tieline.know.profile.shapes import CustomerFilter
from tieline.know.profile.tables import CUSTOMER

TITLES = {
    "customer_number": ("客户编号", "Customer number"),
    "name": ("姓名", "Name"),
    "gender": ("性别", "Gender"),
    "birth_date": ("出生日期", "Date of birth"),
    "age": ("年龄", "Age"),
    "phone": ("电话", "Phone"),
    "email": ("电子邮箱", "E-mail"),
    "address": ("地址", "Address"),
    "city": ("城市", "City"),
    "district": ("区县", "District"),
    "postal_code": ("邮编", "Postal code"),
    "language": ("语言", "Language"),
    "manager": ("客户经理", "Manager"),
    "household_size": ("家庭人数", "Household size"),
    "is_active": ("在网", "Active"),
    "customer_since": ("入网日期", "Customer since"),
    "ended_on": ("离网日期", "Ended on"),
    "tenure_months": ("在网月数", "Months as a customer"),
    "account_count": ("账户数", "Accounts"),
    "line_count": ("在用产品数", "Active lines"),
    "plan": ("套餐", "Plan"),
    "monthly_fee": ("月费", "Monthly fee"),
    "contract_end": ("合约到期", "Contract end"),
    "contract_days_left": ("合约剩余天数", "Days left of the contract"),
    "payment_method": ("付款方式", "Payment method"),
    "balance": ("余额", "Balance"),
    "last_bill_amount": ("最近账单", "Last bill"),
    "average_bill_3m": ("前三月平均账单", "Mean of three bills before"),
    "voice_minutes_30d": ("近30天通话分钟", "Minutes, last 30 days"),
    "data_mb_30d": ("近30天流量MB", "Data in MB, last 30 days"),
    "roaming_mb_30d": ("近30天漫游流量MB", "Roaming data in MB, last 30 days"),
    "dropped_calls_30d": ("近30天掉话", "Dropped calls, last 30 days"),
    "complaint_count_90d": ("近90天投诉", "Complaints, last 90 days"),
    "last_contact_at": ("最近接触", "Last contact"),
    "last_contact_channel": ("最近接触渠道", "Channel of the last contact"),
    "nps": ("推荐度", "Recommendation score"),
}
"""The columns of customers that can be exported, in the order of the file, with titles in Chinese and English."""

COLUMNS: tuple[ExportColumn, ...] = tuple(column_of(CUSTOMER, name, title) for name, title in TITLES.items())


def _count(seen: Projection, wanted: CustomerFilter, login: str) -> int:
    return counted(seen, filtered_customers(seen, wanted, login))


def _read(seen: Projection, wanted: CustomerFilter, login: str, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
    rows = filtered_customers(seen, wanted, login)
    return streamed(seen, rows.select("customer_id", *columns).order_by(*order_of(rows, wanted, seen.sight)))


CUSTOMERS = Exportable(
    key="customers",
    title=Text(zh="客户列表", en="Customers"),
    permission="customers.read",
    columns=COLUMNS,
    filters=CustomerFilter,
    check=demand_filter,
    count=_count,
    read=_read,
)
