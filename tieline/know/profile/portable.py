"""What of the profile a customer takes along: what they gave themselves, and what was observed of their use."""

from tieline.foundation.privacy.portable import OBSERVED, PROVIDED, Portable
from tieline.foundation.warehouse.tables import Table
from tieline.know.profile import tables

STATED = (
    "customer_number",
    "name",
    "gender",
    "birth_date",
    "phone",
    "email",
    "address",
    "city",
    "district",
    "postal_code",
    "language",
)
HANDSET = ("device", "device_5g")
NOT_OF_CONTRACT = (*HANDSET, "plan_5g", "sold_by")
OF_THE_OPERATOR = ("customer_id", "system", "handled_by", "is_complaint", "days_late", "balance", "allowed")
"""The pseudonym, who worked on it, and what the operator says or concludes itself."""


def _columns(table: Table, *without: str) -> tuple[str, ...]:
    return tuple(name for name in table.column_names if name not in (*OF_THE_OPERATOR, *without))


PORTABLE = (
    Portable(tables.CUSTOMER, "person", PROVIDED, STATED),
    Portable(tables.ACCOUNT, "accounts", PROVIDED, _columns(tables.ACCOUNT)),
    Portable(tables.LINE, "lines", PROVIDED, _columns(tables.LINE, *NOT_OF_CONTRACT)),
    Portable(tables.ORDER, "orders", PROVIDED, _columns(tables.ORDER)),
    Portable(tables.PAYMENT, "payments", PROVIDED, _columns(tables.PAYMENT)),
    Portable(tables.CONSENT, "consents", PROVIDED, _columns(tables.CONSENT)),
    Portable(tables.LINE, "handsets", OBSERVED, ("product_ref", *HANDSET)),
    Portable(tables.BILL, "bills", OBSERVED, _columns(tables.BILL)),
    Portable(tables.USAGE_DAY, "usage_days", OBSERVED, _columns(tables.USAGE_DAY)),
    Portable(tables.USAGE_MONTH, "usage_months", OBSERVED, _columns(tables.USAGE_MONTH)),
    Portable(tables.CONTACT, "contacts", OBSERVED, _columns(tables.CONTACT), ("kind", "work")),
)
"""The files of the archive in their order. Work of the operator's own people is no contact of the customer's."""

NOT_PORTABLE = (
    tables.CHARACTERISTIC,
    tables.FIELD_ORIGIN,
    tables.HOUSEHOLD_MEMBER,
    tables.SEARCH_TERM,
)
"""
Tables of a customer that are not taken along: who stated a further property nobody says, a household tells of others,
and the rest is the operator's own record. They are in the file of what is known.
"""
