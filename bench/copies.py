"""
An operator many times as large as one that was prepared: copies of all that landed and of whom it was linked to.

Simulating ten million customers takes hours, copying one million ten times takes minutes. Every copy has references,
ids, e-mails, households, accounts, products and bills of its own; so have its phone numbers, as their last six digits
are turned by the copy, but for those of which the operator held the turned number too. Names, addresses and days are
the same in every copy, so each name is found as often again.
"""

import shutil
from dataclasses import replace
from pathlib import Path

import ibis
import ibis.expr.types as ir

MOST = 10
"""A copy is told by one digit behind what it names."""

LAST_DIGITS = r"((?:\d[^0-9]*){6})$"
"""Whatever stands between them; what comes before says the country, the area or the operator."""

EMAILS, PHONES = ("email",), ("phone", "other_phone")
PARTIES = ("party_id", "now")
"""Ids as identity gives them, spread evenly."""


def copy_operator(prepared: Path, data: Path, copies: int) -> None:
    """Up to ``MOST`` copies of the operator that was prepared in one data folder, as one operator in another."""
    from tieline.foundation.warehouse.current import close_warehouse, warehouse  # noqa: PLC0415 - after django.setup
    from tieline.know.identity.tables import CONTACT_POINT, LINK, PARTY  # noqa: PLC0415 - after django.setup
    from tieline.know.ingest.tables import RECORDS  # noqa: PLC0415 - after django.setup

    data.mkdir(parents=True, exist_ok=True)
    for name in ("tieline.sqlite3", "secret_key"):
        shutil.copy(prepared / name, data / name)
    store = warehouse()
    store.ibis.attach(prepared / "warehouse.duckdb", name="prepared", read_only=True)
    for table in (*RECORDS.values(), LINK, PARTY, CONTACT_POINT):
        if table.name not in store.ibis.list_tables(database=("prepared", table.schema)):
            continue
        rows = store.ibis.table(table.name, database=("prepared", table.schema))
        store.publish(replace(table, key=()), of_copy(rows, 0))
        for copy in range(1, copies):
            store.append(table, of_copy(rows, copy))
    store.ibis.detach("prepared")
    close_warehouse()
    (data / "linked").touch()


def of_copy(rows: ir.Table, copy: int) -> ir.Table:
    """The rows of a table as one copy has them."""
    changed = {name: rows[name] + str(copy) for name in rows.columns if _is_reference(name)}
    changed |= {name: _email(rows[name], copy) for name in rows.columns if name in EMAILS}
    changed |= {name: _phone(rows[name], copy) for name in rows.columns if name in PHONES}
    changed |= {name: _party(rows[name], copy) for name in rows.columns if name in PARTIES}
    if "medium" in rows.columns:
        value = rows["value"]
        forms = ("phone", _phone(value, copy)), ("email", _email(value, copy))
        changed["value"] = ibis.cases(*((rows.medium == medium, form) for medium, form in forms), else_=value)
    return rows.mutate(**changed)


def _is_reference(name: str) -> bool:
    return name.endswith("_ref") or name in ("record_key", "load_id", "identity_number", "household_id")


def _email(email: ir.StringValue, copy: int) -> ir.StringValue:
    return email.replace("@", f"{copy}@")


def _phone(phone: ir.StringValue, copy: int) -> ir.StringValue:
    """The number with its last six digits turned by the copy, however it is written."""
    last = phone.re_extract(LAST_DIGITS, 1)
    turned = last.translate("0123456789", "".join(str((digit + copy) % 10) for digit in range(10)))
    return phone.left(phone.length() - last.length()) + turned


def _party(party: ir.StringValue, copy: int) -> ir.StringValue:
    return "C" + (party + f":{copy}").hexdigest("md5").left(16)
