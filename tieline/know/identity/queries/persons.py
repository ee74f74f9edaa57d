"""What all sources say about persons: their records, accounts, lines and last contact."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import ibis

from tieline.foundation.warehouse.connection import Readable, Row
from tieline.know.identity.pairing import Person
from tieline.know.ingest.queries import current
from tieline.know.ingest.tables import BILLING_ACCOUNT, INDIVIDUAL, INTERACTION, PRODUCT

TOLD = ("name", "gender", "birth_date", "phone", "email", "address", "city", "household")
"""The fields that sources tell of a person, in the order of the screen."""

ACCOUNT = ("account_ref", "account_type", "status", "opened_on", "closed_on")
LINE = ("account_ref", "product_ref", "phone", "product_type", "offering", "status", "started_on", "ended_on")


def records_of(warehouse: Readable, persons: Iterable[Person]) -> dict[Person, list[Row]]:
    """The records of each person, the newest first."""
    found: dict[Person, list[Row]] = {person: [] for person in persons}
    if found:
        systems, refs = ({person[place] for person in found} for place in (0, 1))
        for row in warehouse.rows(INDIVIDUAL, system=sorted(systems), party_ref=sorted(refs)):
            if (person := Person(row["system"], row["party_ref"])) in found:
                found[person].append(row)
    return {person: sorted(rows, key=_age) for person, rows in found.items()}


def told(records: Sequence[Row]) -> dict[str, list[str]]:
    """Every value of each field of ``TOLD`` that the records of one person hold, the newest first, once each."""
    fields: dict[str, list[str]] = {name: [] for name in TOLD}
    for record in records:
        for name, value in _values(record):
            text = "" if value is None else str(value).strip()
            if text and text not in fields[name]:
                fields[name].append(text)
    return fields


def holdings_of(warehouse: Readable, person: Person) -> dict[str, Any]:
    """``accounts`` and ``lines`` of a person, and the time and channel of the last contact that names them."""
    accounts = warehouse.rows(
        BILLING_ACCOUNT, columns=ACCOUNT, order_by=("account_ref",), system=person.system, party_ref=person.party_ref
    )
    refs = sorted({row["account_ref"] for row in accounts})
    lines = warehouse.rows(PRODUCT, columns=LINE, system=person.system, account_ref=refs) if refs else []
    last = warehouse.rows(
        INTERACTION,
        columns=("at", "channel"),
        order_by=("at",),
        descending=True,
        limit=1,
        system=person.system,
        party_ref=person.party_ref,
    )
    return {
        "accounts": accounts,
        "lines": sorted(lines, key=lambda row: (row["ended_on"] is not None, row["product_ref"])),
        "last_contact_at": last[0]["at"] if last else None,
        "last_contact_channel": last[0]["channel"] if last else None,
    }


def accounts_held(warehouse: Readable, persons: Iterable[Person]) -> Mapping[Person, int]:
    """How many billing accounts each of these persons holds, where there are any."""
    held: dict[Person, int] = {}
    for system, refs in _by_system(persons).items():
        accounts = current(warehouse, BILLING_ACCOUNT)
        own = accounts.filter((accounts.system == system) & accounts.party_ref.isin(refs))
        counted = own.group_by("party_ref").agg(accounts=own.account_ref.nunique())
        for row in warehouse.ibis.to_pyarrow(counted).to_pylist():
            held[Person(system, row["party_ref"])] = row["accounts"]
    return held


def first_name(fields: Mapping[str, Sequence[str]]) -> str | None:
    """The newest name that a source tells, or None."""
    return fields["name"][0] if fields["name"] else None


def known_systems(warehouse: Readable) -> list[str]:
    """Systems that know persons, in alphabetical order."""
    systems = current(warehouse, INDIVIDUAL).select("system").distinct().order_by(ibis.asc("system"))
    found: list[str] = warehouse.ibis.to_pyarrow(systems)["system"].to_pylist()
    return found


def _by_system(persons: Iterable[Person]) -> dict[str, list[str]]:
    refs: dict[str, list[str]] = {}
    for person in persons:
        refs.setdefault(person.system, []).append(person.party_ref)
    return refs


def _values(record: Row) -> Iterable[tuple[str, Any]]:
    family, given = record["family_name"], record["given_name"]
    yield "name", record["full_name"] or " ".join(part for part in (family, given) if part)
    for name in ("gender", "birth_date", "phone", "email", "address", "city"):
        yield name, record[name]
    yield "phone", record["other_phone"]
    yield "household", record["household_ref"]


def _age(record: Row) -> tuple[bool, float, str]:
    at = record["updated_at"]
    return at is None, -at.timestamp() if at else 0.0, record["record_key"]
