"""
The 360° page: rows of one customer from every table of the profile, as the API shows them.

A customer has few rows in each table, so they are read as they lie and put in order here: asked to sort, the
engine needs three times as long for the same rows.
"""

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from tieline.foundation.access.projection import Projection
from tieline.foundation.days import aware, local_day
from tieline.foundation.warehouse.connection import Readable, Row
from tieline.know.identity.tables import CONTACT_POINT
from tieline.know.profile.origins import told_origins
from tieline.know.profile.queries.customer import current_id, customer_row
from tieline.know.profile.queries.timeline import list_timeline
from tieline.know.profile.shapes import HouseholdMember
from tieline.know.profile.tables import (
    ACCOUNT,
    BILL,
    CHARACTERISTIC,
    CUSTOMER,
    FIELD_ORIGIN,
    HOUSEHOLD_MEMBER,
    LINE,
    PAYMENT,
    SNAPSHOT,
    SOURCE,
    USAGE_DAY,
    USAGE_MONTH,
)

BILLS_SHOWN = 24
MONTHS_SHOWN = 12
MEMBER = tuple(HouseholdMember.model_fields)


def get_customer(warehouse: Projection, customer_id: str, *, usage_days: int, contacts: int) -> Row:
    """The head of the 360° page of one customer, or NotFound."""
    customer = customer_row(warehouse, customer_id)
    customer_id = customer["customer_id"]
    as_of = snapshot_day(warehouse)
    payments = warehouse.rows(PAYMENT, customer_id=customer_id)
    return {
        "as_of": as_of,
        "customer": customer,
        "origins": _origins(warehouse, customer, as_of),
        "contact_points": _contact_points(warehouse, customer),
        "household": _household(warehouse, customer),
        "accounts": in_order(warehouse.rows(ACCOUNT, customer_id=customer_id), "opened_on", "account_ref"),
        "lines": _lines(warehouse, customer_id, as_of),
        "bills": _bills(warehouse, customer_id, payments, limit=BILLS_SHOWN),
        "usage": _usage(warehouse, customer_id, months=MONTHS_SHOWN, days=usage_days),
        "characteristics": in_order(warehouse.rows(CHARACTERISTIC, customer_id=customer_id), "name"),
        "timeline": list_timeline(warehouse, customer_id, limit=contacts, held={"payment": payments}),
    }


def list_usage(warehouse: Readable, customer_id: str, *, months: int, days: int) -> Row:
    """The last months and days of use of one customer, oldest first, or NotFound."""
    customer_id = current_id(warehouse, customer_id)
    return _usage(warehouse, customer_id, months=months, days=days)


def list_bills(warehouse: Readable, customer_id: str, *, limit: int) -> list[Row]:
    """The bills of one customer, newest first, each with its payments, or NotFound."""
    customer_id = current_id(warehouse, customer_id)
    return _bills(warehouse, customer_id, warehouse.rows(PAYMENT, customer_id=customer_id), limit=limit)


def snapshot_day(warehouse: Readable) -> date | None:
    """The day that the published profile describes; None before the first run."""
    found = warehouse.rows(SNAPSHOT, limit=1)
    return found[0]["as_of"] if found else None


def _origins(warehouse: Readable, customer: Row, as_of: date | None) -> list[Row]:
    found = warehouse.rows(FIELD_ORIGIN, customer_id=customer["customer_id"])
    sources = {row["number"]: row for row in warehouse.rows(SOURCE)}
    rows = told_origins(customer, found[0], sources) if found else []
    return [
        {**row, "age_days": _age_in_days(row["observed_at"], as_of), "others": _others(row["others"])} for row in rows
    ]


def _age_in_days(observed_at: datetime | None, as_of: date | None) -> int | None:
    if observed_at is None or as_of is None:
        return None
    return max(0, (as_of - local_day(aware(observed_at))).days)


def _others(text: str | None) -> list[Row]:
    pairs = (line.partition(": ") for line in (text or "").splitlines())
    return [{"system": system, "value": value} for system, _, value in pairs]


def _contact_points(warehouse: Readable, customer: Row) -> list[Row]:
    main = {"phone": customer["phone"], "email": customer["email"], "address": customer["address"]}
    rows = warehouse.rows(CONTACT_POINT, party_id=customer["customer_id"])
    points = [
        {**row, "systems": (row["systems"] or "").split(","), "is_main": row["value"] == main.get(row["medium"])}
        for row in rows
    ]
    order = {"phone": 0, "email": 1, "address": 2}
    return sorted(points, key=lambda p: (order.get(p["medium"], 3), not p["is_main"], p["value"]))


def _household(warehouse: Readable, customer: Row) -> list[Row]:
    if not customer["household_id"]:
        return []
    rows = warehouse.rows(HOUSEHOLD_MEMBER, limit=20, household_id=customer["household_id"])
    others = [row["customer_id"] for row in rows if row["customer_id"] != customer["customer_id"]]
    members = warehouse.rows(CUSTOMER, columns=MEMBER, customer_id=others) if others else []
    return in_order(members, "customer_id")


def _lines(warehouse: Readable, customer_id: str, as_of: date | None) -> list[Row]:
    rows = in_order(warehouse.rows(LINE, customer_id=customer_id), "started_on", "product_ref")
    lines = [{**row, "contract_days_left": _days_left(row["contract_end"], as_of)} for row in rows]
    return sorted(lines, key=lambda line: line["ended_on"] is not None)


def _days_left(contract_end: date | None, as_of: date | None) -> int | None:
    return None if contract_end is None or as_of is None else (contract_end - as_of).days


def _bills(warehouse: Readable, customer_id: str, payments: list[Row], *, limit: int) -> list[Row]:
    bills = in_order(warehouse.rows(BILL, customer_id=customer_id), "month", "bill_ref")[::-1][:limit]
    of_bill: dict[str | None, list[Row]] = defaultdict(list)
    for payment in in_order(payments, "paid_at", "payment_ref"):
        of_bill[payment["bill_ref"]].append(payment)
    of_bill.pop(None, None)  # payments of no bill, or whose bill the reader does not see
    return [{**bill, **_paid(of_bill.get(bill["bill_ref"], []))} for bill in bills]


def _paid(payments: list[Row]) -> dict[str, Any]:
    if not payments:
        return {"paid_amount": None, "paid_at": None, "days_late": None}
    amount = round(sum(payment["amount"] or 0 for payment in payments), 2)
    return {"paid_amount": amount, "paid_at": payments[-1]["paid_at"], "days_late": payments[-1]["days_late"]}


def _usage(warehouse: Readable, customer_id: str, *, months: int, days: int) -> Row:
    by_month = in_order(warehouse.rows(USAGE_MONTH, customer_id=customer_id), "month")
    by_day = in_order(warehouse.rows(USAGE_DAY, customer_id=customer_id), "day")
    return {"months": by_month[max(0, len(by_month) - months) :], "days": by_day[max(0, len(by_day) - days) :]}


def in_order(rows: list[Row], *names: str) -> list[Row]:
    """The rows sorted by columns, empty values last."""
    return sorted(rows, key=lambda row: [(row[name] is None, row[name]) for name in names])
