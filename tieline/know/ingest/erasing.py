"""
A customer's records, rejected rows and what people noted leave ingest.

Whose a record is says the first of person, account, product and number that it names, as for rows that are kept away.
"""

from collections.abc import Iterable

import ibis
import ibis.expr.types as ir
from django.conf import settings

from tieline.foundation.privacy.places import Erasing
from tieline.foundation.privacy.redacting import batched, find_rows, redact_rows
from tieline.foundation.privacy.subjects import Subject
from tieline.foundation.standards.phones import read_number
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.current import warehouse
from tieline.foundation.warehouse.staging import Staging, staging
from tieline.foundation.warehouse.tables import Table
from tieline.know.ingest.commands.scrub import scrub
from tieline.know.ingest.keeping_away import BY_PHONE, ENOUGH, OWNERS
from tieline.know.ingest.models import CheckResult, Correction, Feed, FetchedFile, Load, RecordedInteraction
from tieline.know.ingest.tables import FORMER, RECORDS, REJECTED_ROW

KEY = ("source", "load_id", "load_number", "row", "record_key")
DAYS = {"at": "timestamp", "day": "date", "month": "date"}
"""The columns of records by phone that say when it was."""
ERRORS = ("error_what", "error_where", "error_do")


def count_records(subject: Subject) -> int:
    """How many records in all versions, and how many rejected rows, are the customer's."""
    with staging(warehouse()) as area:
        records = sum(int(keys.count().to_pyarrow().as_py()) for _, keys in record_keys(area, subject))
    return records + len(_rejected(warehouse(), subject))


def erase_records(subject: Subject, erasing: Erasing) -> int:  # noqa: ARG001 - as every place is emptied
    """Take the customer's records and rejected rows out of the warehouse, in one transaction; how many."""
    store = warehouse()
    with staging(store) as area, store.transaction():
        gone = sum(store.remove(table, keys) for table, keys in list(record_keys(area, subject)))
        rejected = _rejected(store, subject)
        for load_id, row in rejected:
            store.retract(REJECTED_ROW, load_id=load_id, row=row)
    return gone + len(rejected)


def loads_of(subject: Subject) -> list[str]:
    """The loads whose files may hold the customer: those that brought a record, and those that have not landed."""
    with staging(warehouse()) as area:
        found = {
            load
            for _, keys in record_keys(area, subject)
            for load in keys.select("load_id").distinct().to_pyarrow()["load_id"].to_pylist()
        }
    found |= {load_id for load_id, _ in _rejected(warehouse(), subject)}
    known = Load.objects.filter(pk__in=found).values_list("pk", flat=True)
    pending = Load.objects.exclude(state=Load.State.LANDED).values_list("pk", flat=True)
    replays = Load.objects.filter(corrects__in=found).values_list("pk", flat=True)
    return sorted({*known, *pending, *replays})


def landed_loads(subject: Subject | None) -> list[str]:
    """The landed loads that brought a record of the subject, or all of them."""
    landed = Load.objects.filter(state=Load.State.LANDED)
    if subject is not None:
        landed = landed.filter(pk__in=loads_of(subject))
    return sorted(landed.values_list("pk", flat=True))


def scrub_loads(loads: Iterable[str], erasing: Erasing) -> int:
    """Take the rows of everybody who was erased out of the files of these loads; how many files held some."""
    rows = Load.objects.filter(pk__in=list(loads)).order_by("number")
    return sum(bool(scrub(row, now=erasing.now)) for row in rows)


def count_notes(subject: Subject) -> int:
    """Contacts that people recorded, corrections, and errors that name the customer."""
    recorded = RecordedInteraction.objects.filter(customer_id__in=subject.customers).count()
    words = (*subject.words, *subject.names)
    return recorded + sum(len(find_rows(model, fields, words)) for model, fields in _TEXTS) + len(_corrections(words))


def erase_notes(subject: Subject, erasing: Erasing) -> int:  # noqa: ARG001 - as every place is emptied
    """Delete what people recorded and corrected of the customer, and take the words out of errors; how many rows."""
    words = (*subject.words, *subject.names)
    gone, _ = RecordedInteraction.objects.filter(customer_id__in=subject.customers).delete()
    corrected, _ = Correction.objects.filter(pk__in=_corrections(words)).delete()
    return gone + corrected + sum(redact_rows(model, fields, words) for model, fields in _TEXTS)


_TEXTS = (
    (Load, ERRORS),
    (Load, ("file_name", "released_why", "undone_why")),
    (CheckResult, ("says",)),
    (Feed, ERRORS),
    (FetchedFile, ("name",)),
)
"""Where a customer may be named in passing."""


def _corrections(words: tuple[str, ...]) -> list[int]:
    return [row.pk for row in find_rows(Correction, ("content", "why"), words)]


def record_keys(
    area: Staging, subject: Subject, tables: Iterable[Table] = (*RECORDS.values(), *FORMER.values())
) -> Iterable[tuple[Table, ir.Table]]:
    """The keys of the customer's records, table by table; tables with none are left out."""
    for table in tables:
        if not area.warehouse.has(table):
            continue
        rows = area.warehouse.table(table)
        found = list(_by_reference(area, table, rows, subject))
        if table.name.removeprefix("former_") in {each.name for each in BY_PHONE}:
            found += _by_number(table, rows, subject)
        if found:
            keys = area.keep(ibis.union(*found, distinct=True) if len(found) > 1 else found[0].distinct())
            if int(keys.count().to_pyarrow().as_py()):
                yield table, keys


def _by_reference(area: Staging, table: Table, rows: ir.Table, subject: Subject) -> Iterable[ir.Table]:
    for name, kind in OWNERS.items():
        if name not in table.column_names:
            continue
        references = subject.references(kind)
        pairs = [(system, value) for system, values in references.items() for value in values]
        if pairs:
            systems, values = zip(*pairs, strict=True)
            theirs = area.keep_values({"system": ("string", list(systems)), name: ("string", list(values))})
            yield rows.semi_join(theirs, ["system", name]).select(*KEY)
        rows = rows.filter(rows[name].isnull())


def _by_number(table: Table, rows: ir.Table, subject: Subject) -> list[ir.Table]:
    """Records that name only a number: all of one that is the customer's alone, else those of their time."""
    nobody = [rows[name].isnull() for name in OWNERS if name in table.column_names]
    rows = rows.filter(*nobody) if nobody else rows
    numbers = {each.e164: each for each in subject.numbers}
    ends = sorted({number[-ENOUGH:] for number in numbers})
    near = rows.filter(rows.phone.re_replace("[^0-9]", "").right(ENOUGH).isin(ends))
    found = []
    for text in near.select("phone").distinct().to_pyarrow()["phone"].to_pylist():
        read = read_number(text, settings.TIELINE_COUNTRY)
        for each in [each for each in subject.numbers if read and each.e164 == read.e164]:
            theirs = rows.filter(rows.phone == text)
            if not each.alone:
                day = theirs[next(name for name in DAYS if name in table.column_names)].cast("date")
                theirs = theirs.filter((day >= each.since) & (day <= each.until))
            found.append(theirs.select(*KEY))
    return found


def _rejected(store: Warehouse, subject: Subject) -> set[tuple[str, int]]:
    """Load and row of rejected rows that hold a word or a name of the customer."""
    if not store.has(REJECTED_ROW):
        return set()
    rows = store.table(REJECTED_ROW)
    told = rows.content.fill_null("") + "\n" + rows["value"].fill_null("")
    found: set[tuple[str, int]] = set()
    for words in batched((*subject.words, *subject.names)):
        held = rows.filter(ibis.or_(*[told.contains(word) for word in words]))
        listed = held.select("load_id", "row").distinct().to_pyarrow().to_pylist()
        found |= {(row["load_id"], row["row"]) for row in listed}
    return found
