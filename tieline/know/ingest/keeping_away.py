"""
Rows of a delivery that tell of erased customers: they are not kept.

Whose a row is says the first of person, account, product and number that it names, in that order. An account or a
number that another customer holds by now is that customer's.
"""

import re
from collections.abc import Collection, Iterable

import ibis
import ibis.expr.types as ir
from django.conf import settings

from tieline.foundation.privacy.subjects import ACCOUNT, EMAIL, NAMED, PARTY, PHONE, PRODUCT, named
from tieline.foundation.privacy.suppression import anybody_is_suppressed, suppressed_among
from tieline.foundation.standards.phones import read_number
from tieline.foundation.warehouse.staging import POSITION, Staging
from tieline.know.ingest.definitions import Source
from tieline.know.ingest.mapping import Mapped, RecordColumns
from tieline.know.ingest.reading.delivery import Delivery
from tieline.know.ingest.tables import BILLING_ACCOUNT, INTERACTION, PRODUCT_ORDER, USAGE_DAY, USAGE_MONTH
from tieline.know.ingest.tables import PRODUCT as LINES

OWNERS = {"party_ref": PARTY, "account_ref": ACCOUNT, "product_ref": PRODUCT}
"""The references by which a row is somebody's, the nearest first, with the kind of mark that each is."""

BY_PHONE = (USAGE_DAY, USAGE_MONTH, INTERACTION, PRODUCT_ORDER)
"""Records that are a customer's by their number, where they name nobody."""

ENOUGH = 6
"""Digits at the end of a number by which the few lines are found that may have it."""

TOKEN = re.compile(r"[^\s,;|\"'{}\[\]:]+")
"""What may be a reference or a number in a row that cannot be taken apart."""


def erased_rows(area: Staging, delivery: Delivery, mapped: Mapped, source: Source) -> ir.Table | None:
    """``__row`` of the rows that tell of erased customers, each once; None where nobody was erased, or no row does."""
    if not anybody_is_suppressed():
        return None
    found = [rows for layout in mapped.records for rows in _of_record(area, mapped, layout, source.system)]
    if delivery.malformed is not None:
        found += _of_malformed(area, delivery.malformed, source.system)
    if not found:
        return None
    kept = area.keep(ibis.union(*found, distinct=True) if len(found) > 1 else found[0].distinct())
    return kept if int(kept.count().to_pyarrow().as_py()) else None


def _of_record(area: Staging, mapped: Mapped, layout: RecordColumns, system: str) -> Iterable[ir.Table]:
    """The rows in which one record of the definition is an erased customer's."""
    everybody = rows = mapped.converted
    for name, kind in OWNERS.items():
        if name in layout.fields:
            column = rows[layout.fields[name]]
            yield from _with(area, rows, column, erased_references(area, kind, system, _texts(column)))
            rows = rows.filter(column.isnull())
    if "phone" in layout.fields and layout.table in BY_PHONE:
        column = rows[layout.fields["phone"]]
        yield from _with(area, rows, column, erased_numbers(area, _texts(column)))
    yield from _known_elsewhere(area, everybody, layout)
    yield from _known_by_name(area, everybody, layout)


def _known_elsewhere(area: Staging, rows: ir.Table, layout: RecordColumns) -> Iterable[ir.Table]:
    """Persons of whom the source itself says that they are an erased person of another system."""
    if not {"same_as_ref", "same_as_system"} <= set(layout.fields):
        return
    reference, system = rows[layout.fields["same_as_ref"]], rows[layout.fields["same_as_system"]]
    for other in _texts(system):
        gone = erased_references(area, PARTY, other, _texts(reference))
        yield from _with(area, rows.filter(system == other), reference, gone)


def _known_by_name(area: Staging, rows: ir.Table, layout: RecordColumns) -> Iterable[ir.Table]:
    """Persons with the name of an erased one together with a contact point of theirs."""
    fields = layout.fields
    if "full_name" not in fields or not anybody_is_suppressed([NAMED]):
        return
    for contact in ("phone", "other_phone", "email"):
        if contact in fields:
            pairs = rows.select(POSITION, name=rows[fields["full_name"]], contact=rows[fields[contact]])
            said = pairs.filter(pairs.name.notnull() & pairs.contact.notnull()).to_pyarrow().to_pylist()
            marks = {each[POSITION]: named(each["name"], _contact(each["contact"])) for each in said}
            gone = suppressed_among(NAMED, "", set(marks.values()))
            positions = [position for position, mark in marks.items() if mark in gone]
            if positions:
                yield area.keep_values({POSITION: ("int64", positions)})


def _contact(written: str) -> str:
    """A number in E.164, or an e-mail in lower case."""
    if "@" in written:
        return written.strip().lower()
    number = read_number(written, settings.TIELINE_COUNTRY)
    return number.e164 if number else written.strip()


def erased_references(area: Staging, kind: str, system: str, texts: Collection[str]) -> set[str]:
    """Those of the references that are erased customers', and no other customer's by now."""
    gone = suppressed_among(kind, system, texts)
    if not gone or kind != ACCOUNT or not area.warehouse.has(BILLING_ACCOUNT):
        return gone
    held = area.warehouse.rows(BILLING_ACCOUNT, columns=["account_ref"], system=system, account_ref=sorted(gone))
    return gone - {row["account_ref"] for row in held}


def erased_numbers(area: Staging, texts: Collection[str]) -> set[str]:
    """Those of the numbers, as written, that were erased customers' and are no other customer's by now."""
    if not anybody_is_suppressed([PHONE]):
        return set()
    written = {text: _contact(text) for text in texts}
    gone = suppressed_among(PHONE, "", set(written.values()))
    gone -= _numbers_of_lines(area, gone)
    return {text for text, number in written.items() if number in gone}


def _numbers_of_lines(area: Staging, numbers: Collection[str]) -> set[str]:
    """Those of the numbers, in E.164, that a line has by now, however its source writes them."""
    if not numbers or not area.warehouse.has(LINES):
        return set()
    lines = area.warehouse.table(LINES)
    digits = lines.phone.re_replace("[^0-9]", "")
    ends = {number[-ENOUGH:]: number for number in numbers}
    near = lines.filter(digits.right(ENOUGH).isin(list(ends)))
    return set(numbers) & {_contact(text) for text in _texts(near.phone)}


def _of_malformed(area: Staging, malformed: ir.Table, system: str) -> Iterable[ir.Table]:
    """Rows that cannot be taken apart, in which any word is a reference or a number of an erased customer."""
    rows = malformed.select(POSITION, "content").to_pyarrow().to_pylist()
    words = {row[POSITION]: set(TOKEN.findall(row["content"] or "")) for row in rows}
    every = {word for each in words.values() for word in each}
    gone = erased_words(area, system, every)
    positions = [position for position, each in words.items() if each & gone]
    return [area.keep_values({POSITION: ("int64", positions)})] if positions else []


def erased_words(area: Staging, system: str, words: Collection[str]) -> set[str]:
    """Those of the words that are a reference, a number or an e-mail of an erased customer."""
    gone: set[str] = erased_numbers(area, words) | suppressed_among(EMAIL, "", words)
    for kind in (PARTY, ACCOUNT, PRODUCT):
        gone |= erased_references(area, kind, system, words)
    return gone


def _texts(column: ir.Column) -> list[str]:
    """The different texts of a column."""
    texts = column.cast("string").name("text").as_table().distinct()
    return [text for text in texts.to_pyarrow()["text"].to_pylist() if text]


def _with(area: Staging, rows: ir.Table, column: ir.Column, texts: Collection[str]) -> Iterable[ir.Table]:
    """The positions of rows whose column has one of the texts."""
    if texts:
        gone = area.keep_values({"text": ("string", sorted(texts))})
        kept = rows.select(POSITION, text=rows[column.get_name()].cast("string"))
        yield kept.semi_join(gone, "text").select(POSITION)
