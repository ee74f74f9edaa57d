"""
Segments whose customers people list: from a file of customer numbers, phones or ids, or as another segment has them.

Who is listed stays so until a day, through merges: a row that names a former party is about the customer it is now.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir
from django.conf import settings

from tieline.foundation.access.projection import Projection
from tieline.foundation.standards.phones import read_number
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.identity.tables import CONTACT_POINT, PARTY
from tieline.know.profile.tables import CUSTOMER
from tieline.know.segments.tables import LISTED
from tieline.know.tags.memberships import joined

AT_ONCE = 5_000
"""Entries that one statement asks for."""


@dataclass(frozen=True)
class Found:
    """The customers that entries name, and the entries that name nobody, or more than one customer."""

    customers: tuple[str, ...]
    unmatched: tuple[str, ...]


def entries_of(text: str) -> list[str]:
    """The first cell of each line that is not empty, each once, in their order; cells end at a comma, tab or ``;``."""
    cells = (
        line.replace(";", ",").replace("\t", ",").partition(",")[0].strip().strip('"') for line in text.splitlines()
    )
    return list(dict.fromkeys(cell.lstrip("\ufeff") for cell in cells if cell.lstrip("\ufeff")))


def find_listed(seen: Projection, entries: Sequence[str]) -> Found:
    """
    The customers that the reader sees with these numbers, phones or ids.

    An entry that several customers answer to, such as the phone of a household, is told as one that is not matched.
    """
    named: dict[str, set[str]] = {entry: set() for entry in entries}
    for start in range(0, len(entries), AT_ONCE):
        part = list(entries[start : start + AT_ONCE])
        for way in (_by_id, _by_number, _by_phone):
            for entry, customer in way(seen, part):
                named[entry].add(customer)
    customers = dict.fromkeys(next(iter(each)) for each in named.values() if len(each) == 1)
    return Found(tuple(customers), tuple(entry for entry, each in named.items() if len(each) != 1))


def _by_id(seen: Projection, entries: list[str]) -> Iterable[tuple[str, str]]:
    for row in seen.rows(CUSTOMER, columns=("customer_id",), customer_id=entries):
        yield row["customer_id"], row["customer_id"]


def _by_number(seen: Projection, entries: list[str]) -> Iterable[tuple[str, str]]:
    if seen.sight.level(CUSTOMER, "customer_number") != "readable":
        return
    for row in seen.rows(CUSTOMER, columns=("customer_id", "customer_number"), customer_number=entries):
        yield row["customer_number"], row["customer_id"]


def _by_phone(seen: Projection, entries: list[str]) -> Iterable[tuple[str, str]]:
    """By any phone by which a customer is reached, however it is written."""
    if not seen.sight.reads("phone"):
        return
    read = {entry: read_number(entry, settings.TIELINE_COUNTRY) for entry in entries}
    written: dict[str, list[str]] = {}
    for entry, number in read.items():
        if number:
            written.setdefault(number.e164, []).append(entry)
    for row in seen.rows(CONTACT_POINT, columns=("party_id", "value"), medium="phone", value=list(written)):
        for entry in written[row["value"]]:
            yield entry, row["party_id"]


def with_listed(at: Warehouse, holds: ir.Table, segments: Sequence[str], as_of: date) -> ir.Table:
    """``holds`` with the columns of these segments true for whom they list at the end of the day, false for others."""
    if not segments:
        return holds
    listed = listed_now(at, segments, as_of)
    held = {key: (listed.segment == key).any() for key in segments}
    return joined(holds.drop(*segments), listed.group_by("customer_id").aggregate(**held), segments)


def listed_now(at: Warehouse, segments: Sequence[str], as_of: date) -> ir.Table:
    """One row per segment and customer listed for the day: ``segment, customer_id``, under the ids of today."""
    rows, parties = at.table(LISTED), at.table(PARTY)
    rows = rows.filter(rows.segment.isin(list(segments)) & (rows.until.isnull() | (rows.until >= ibis.literal(as_of))))
    known = parties.select(former="party_id", now="now")
    found = rows.left_join(known, rows.customer_id == known.former)
    return found.select("segment", customer_id=ibis.coalesce(found.now, found.customer_id)).distinct()


def rows_of(segment: str, customers: Sequence[str], until: date | None, by: str) -> list[Mapping[str, object]]:
    """The rows of ``segments.listed`` for these customers."""
    return [{"segment": segment, "customer_id": each, "until": until, "listed_by": by} for each in customers]
