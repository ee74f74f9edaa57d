"""What belongs to one customer: by which references, numbers and names records and files lead to the person."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.conf import settings

from tieline.foundation.errors import NotFound
from tieline.foundation.privacy.subjects import (
    ACCOUNT,
    EMAIL,
    NAMED,
    PARTY,
    PHONE,
    PRODUCT,
    Mark,
    Number,
    Subject,
    marks_of,
    named,
)
from tieline.foundation.privacy.suppression import suppressed_among
from tieline.foundation.standards.phones import read_number
from tieline.foundation.warehouse.connection import Readable, Row
from tieline.foundation.warehouse.tables import Table
from tieline.know.identity.tables import CONTACT_POINT, LINK
from tieline.know.identity.tables import PARTY as PARTIES
from tieline.know.ingest import tables as source
from tieline.know.profile.parties import FIRST, LAST, OWN, phone_owners
from tieline.know.profile.tables import LINE

SHORTEST = 5
"""A shorter reference may be part of anything, and is looked for only where references stand."""

Person = tuple[str, str]


def find_subject(store: Readable, customer_id: str) -> Subject:
    """The customer as a data subject; NotFound where the warehouse knows no such customer."""
    return find_subjects(store, [customer_id])


def find_subjects(store: Readable, customer_ids: Sequence[str]) -> Subject:
    """
    These customers as one subject: what is theirs alone is nobody's outside the group.

    An id that a merge took away leads to who the customer is now. Who is not there is left out; NotFound where
    nobody is.
    """
    given = sorted(set(customer_ids))
    led = {row["party_id"]: row["now"] for row in store.rows(PARTIES, columns=["party_id", "now"], party_id=given)}
    asked = sorted({str(led.get(each) or each) for each in given})
    now = {row["party_id"]: row["now"] for row in store.rows(PARTIES, columns=["party_id", "now"], now=asked)}
    now |= {each: each for each in asked}
    customers = tuple(sorted(now))
    links = store.rows(LINK, columns=["system", "party_ref", "party_id"], party_id=list(customers))
    if not links:
        raise NotFound(f"There is no customer '{given[0]}'", do="Look for the customer by name or number")
    there = {now[row["party_id"]] for row in links}
    customers = tuple(each for each in customers if now[each] in there)
    persons = {(row["system"], row["party_ref"]): now[row["party_id"]] for row in links}
    accounts = _theirs(store, source.BILLING_ACCOUNT, "account_ref", "party_ref", persons)
    products = _theirs(store, source.PRODUCT, "product_ref", "account_ref", accounts)
    individuals = _individuals(store, set(persons))
    numbers = _numbers(store, customers)
    contacts = _contacts(store, customers)
    own_emails = _alone(store, customers, "email", (value for _, medium, value in contacts if medium == "email"))
    names = sorted({row["full_name"] for row in individuals if row["full_name"]})
    marks = {Mark(PARTY, OWN, each) for each in customers}
    for kind, theirs in ((PARTY, persons), (ACCOUNT, accounts), (PRODUCT, products)):
        marks |= {Mark(kind, system, value) for system, value in theirs}
    marks |= marks_of(PHONE, "", (each.e164 for each in numbers if each.alone)) | marks_of(EMAIL, "", own_emails)
    marks |= marks_of(NAMED, "", _named(individuals, persons, {(now[each], value) for each, _, value in contacts}))
    references = [value for _, value in (*persons, *accounts, *products)]
    words = {*customers, *own_emails, *(each for each in references if len(each) >= SHORTEST)}
    words |= {text for each in numbers if each.alone for text in _spellings(each.e164)}
    words |= _written(individuals, {each.e164 for each in numbers if each.alone}, set(own_emails))
    shown = _unshared(store, names, set(persons))
    return Subject(customers, frozenset(marks), tuple(numbers), tuple(sorted(words)), shown)


def _named(individuals: Iterable[Row], persons: dict[Person, str], contacts: set[tuple[str, str]]) -> set[str]:
    """Each name of a customer together with each contact point of the same customer."""
    by_customer: dict[str, list[str]] = {}
    for customer, value in contacts:
        by_customer.setdefault(customer, []).append(value)
    return {
        named(row["full_name"], contact)
        for row in individuals
        if row["full_name"]
        for contact in by_customer.get(persons[row["system"], row["party_ref"]], ())
    }


def find_erased(store: Readable) -> list[str]:
    """The customers who are there although a person of theirs was erased, as after a restored backup."""
    links = store.table(LINK).select("system", "party_ref", "party_id").to_pyarrow().to_pylist()
    by_system: dict[str, dict[str, str]] = {}
    for row in links:
        by_system.setdefault(row["system"], {})[row["party_ref"]] = row["party_id"]
    found = {
        persons[reference]
        for system, persons in by_system.items()
        for reference in suppressed_among(PARTY, system, persons)
    }
    return sorted(found)


def _theirs(store: Readable, table: Table, column: str, owner: str, owners: Iterable[Person]) -> set[Person]:
    """The references in records whose owner, within the system, is one of these."""
    known = set(owners)
    wanted: Any = sorted({value for _, value in known})
    rows = store.rows(table, columns=["system", column, owner], **{owner: wanted}) if wanted else []
    return {(row["system"], row[column]) for row in rows if (row["system"], row[owner]) in known and row[column]}


def _individuals(store: Readable, persons: set[Person]) -> list[Row]:
    """All versions of what sources say of these persons."""
    wanted = sorted({reference for _, reference in persons})
    tables = (source.INDIVIDUAL, source.FORMER["individual"])
    rows = [row for table in tables for row in store.rows(table, party_ref=wanted)]
    return [row for row in rows if (row["system"], row["party_ref"]) in persons]


def _numbers(store: Readable, customers: Sequence[str]) -> list[Number]:
    """The numbers of the customer's lines with the time in which they were theirs, and of their contact points."""
    owners = phone_owners(store.table(LINE))
    held = owners.filter(owners.customer_id.isin(list(customers))).to_pyarrow().to_pylist()
    contacts = sorted({value for _, medium, value in _contacts(store, customers) if medium == "phone"})
    every = {row["phone"] for row in held} | set(contacts)
    alone = _alone(store, customers, "phone", every)
    found = [Number(row["phone"], _day(row["since"]), _day(row["until"]), row["phone"] in alone) for row in held]
    known = {each.e164 for each in found}
    return found + [Number(each, FIRST, LAST, alone=True) for each in contacts if each in alone and each not in known]


def _day(value: date) -> date:
    return value


def _contacts(store: Readable, customers: Sequence[str]) -> set[tuple[str, str, str]]:
    """Customer, medium and value of each phone number and e-mail."""
    rows = store.rows(CONTACT_POINT, columns=["party_id", "medium", "value"], party_id=list(customers))
    return {(row["party_id"], row["medium"], row["value"]) for row in rows if row["medium"] in ("phone", "email")}


def _alone(store: Readable, customers: Sequence[str], medium: str, values: Iterable[str]) -> set[str]:
    """Those of the contact points that no other party has, and of the numbers no other customer's line."""
    wanted = sorted(set(values))
    if not wanted:
        return set()
    rows = store.rows(CONTACT_POINT, columns=["party_id", "value"], medium=medium, value=wanted)
    others = {row["value"] for row in rows if row["party_id"] not in customers}
    if medium == "phone":
        lines = store.rows(LINE, columns=["customer_id", "phone"], phone=wanted)
        others |= {row["phone"] for row in lines if row["customer_id"] not in customers}
    return set(wanted) - others


def _spellings(e164: str) -> set[str]:
    """The ways in which people write a number."""
    number = read_number(e164, settings.TIELINE_COUNTRY)
    if number is None:
        return {e164}
    local = "".join(number.shown.split(" ", 1)[1:])
    return {e164, e164[1:], f"00{e164[1:]}", number.national, number.shown, local}


def _written(individuals: Iterable[Row], phones: set[str], emails: set[str]) -> set[str]:
    """Numbers and e-mails as sources wrote them, where they are the customer's alone."""
    found = set()
    for row in individuals:
        for text in (row["phone"], row["other_phone"]):
            number = read_number(text, settings.TIELINE_COUNTRY) if text else None
            if number and number.e164 in phones:
                found.add(text)
        if row["email"] and row["email"].strip().lower() in emails:
            found.add(row["email"])
    return found


def _unshared(store: Readable, names: Sequence[str], persons: set[Person]) -> tuple[str, ...]:
    """Those of the names that no other person has."""
    if not names:
        return ()
    columns = ["system", "party_ref", "full_name"]
    rows = store.rows(source.INDIVIDUAL, columns=columns, full_name=list(names))
    others = {row["full_name"] for row in rows if (row["system"], row["party_ref"]) not in persons}
    return tuple(name for name in names if name not in others)
