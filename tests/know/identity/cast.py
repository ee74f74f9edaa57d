"""Persons of several systems for the tests of identity."""

from typing import Any

import ibis

from tieline.foundation.warehouse.connection import Row, Warehouse
from tieline.foundation.warehouse.tables import Table
from tieline.know.identity.tables import CONTACT_POINT, LINK, PARTY
from tieline.know.ingest.tables import BILLING_ACCOUNT, INDIVIDUAL, PRODUCT


def literal(table: Table, rows: list[Row]) -> Any:
    """Rows as an expression with all columns of a table; what is not said is null."""
    full = [{column.name: row.get(column.name) for column in table.columns} for row in rows]
    return ibis.memtable(full, schema=table.ibis_schema)


def person(system: str, ref: str, **known: Any) -> Row:
    """One person as one system knows them."""
    return {
        "source": f"{system}.people",
        "system": system,
        "load_id": "L",
        "load_number": 1,
        "row": 1,
        "record_key": ref,
    } | {
        "party_ref": ref,
        **known,
    }


def publish_persons(warehouse: Warehouse, *persons: Row) -> None:
    warehouse.publish(INDIVIDUAL, literal(INDIVIDUAL, list(persons)))


def publish_line(warehouse: Warehouse, system: str, party_ref: str, phone: str) -> None:
    """A line that the person's account pays for."""
    head = {"source": f"{system}.x", "system": system, "load_id": "L", "load_number": 1, "row": 1}
    account = head | {"record_key": "A", "account_ref": "A", "party_ref": party_ref}
    product = head | {"record_key": "P", "product_ref": "P", "account_ref": "A", "phone": phone}
    warehouse.publish(BILLING_ACCOUNT, literal(BILLING_ACCOUNT, [account]))
    warehouse.publish(PRODUCT, literal(PRODUCT, [product]))


def nothing(share: float, doing: str) -> None:
    """Progress that nobody watches."""


def parties(warehouse: Warehouse) -> dict[str, str]:
    """``system/ref`` → party id."""
    return {f"{row['system']}/{row['party_ref']}": row["party_id"] for row in rows(warehouse, LINK)}


def together(warehouse: Warehouse) -> list[list[str]]:
    """The persons of each party, in order."""
    found: dict[str, list[str]] = {}
    for name, party in sorted(parties(warehouse).items()):
        found.setdefault(party, []).append(name)
    return sorted(found.values())


def rows(warehouse: Warehouse, table: Table) -> list[Row]:
    """All rows in the order of the key."""
    found: list[Row] = warehouse.table(table).order_by(list(table.key)).to_pyarrow().to_pylist()
    return found


__all__ = ["CONTACT_POINT", "LINK", "PARTY"]
