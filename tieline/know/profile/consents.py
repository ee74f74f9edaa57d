"""
Who is meant by what was said: the statements of sources and of Tieline itself, of all customers and of one.

Statements belong to persons, who become customers and part again: what holds for a customer is worked out from those
of all persons who are that customer now.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import ibis
import ibis.expr.types as ir
from django.conf import settings

from tieline.foundation.days import end_of_day, naive_utc
from tieline.foundation.privacy.consent_commands import OWN, Ref
from tieline.foundation.privacy.consent_models import ConsentPerson, ConsentStatement
from tieline.foundation.privacy.consenting import ALL, YES, Statement, comes_of_age
from tieline.foundation.privacy.holding import SAID, holdings
from tieline.foundation.warehouse.connection import Readable, Row
from tieline.foundation.warehouse.staging import Staging
from tieline.foundation.warehouse.tables import Table
from tieline.know.identity.tables import LINK, MEMBER, PARTY
from tieline.know.ingest.tables import CONSENT, INDIVIDUAL
from tieline.know.profile.picks import end_as_stored
from tieline.know.profile.tables import CUSTOMER

BETWEEN = "|"
GUARDIAN = ConsentStatement.Speaker.GUARDIAN.value

Persons = Mapping[str, Sequence[Ref]]
"""By customer, the persons who are that customer now."""


def consents_of_customers(
    area: Staging, records: ir.Table, persons: ir.Table, customers: ir.Table, as_of: date
) -> ir.Table:
    """
    Rows of ``profile.consent`` at the end of the day.

    ``records`` are those of ``ingest.consent``, ``persons`` has ``system, party_ref, customer_id`` with the ids of
    parties as persons of ``tieline``, and ``customers`` has ``customer_id, birth_date``.
    """
    told = _of_sources(records).union(_of_tieline(area, persons))
    owned = told.inner_join(persons.select("system", "party_ref", "customer_id"), ["system", "party_ref"])
    owned = owned.filter(owned.front.isnull() | (owned.said != YES) | (owned.front == owned.customer_id))
    aged = owned.left_join(_ages(customers, as_of), "customer_id").drop("customer_id_right")
    said = aged.mutate(person=aged.system + BETWEEN + aged.party_ref).select(*SAID)
    return holdings(area.keep(said), end_as_stored(as_of))


def _ages(customers: ir.Table, as_of: date) -> ir.Table:
    """``customer_id, of_age_from``: the birthday, as the warehouse stores instants, by the zone of the run's day."""
    ahead = end_of_day(as_of).utcoffset()
    seconds = int(ahead.total_seconds()) if ahead else 0
    birthday = customers.birth_date.cast("timestamp") + ibis.interval(years=settings.TIELINE_CONSENT_AGE)
    return customers.select("customer_id", of_age_from=birthday - ibis.interval(seconds=seconds))


def _of_sources(records: ir.Table) -> ir.Table:
    return records.select(
        "system",
        "party_ref",
        statement=records.source + ":" + records.record_key,
        purpose="purpose",
        channel=records.channel.fill_null(ALL),
        topic=records.topic.fill_null(ALL),
        said="said",
        by_guardian=records.speaker.fill_null("") == GUARDIAN,
        at="at",
        expires_at="expires_at",
        front=ibis.null("string"),
    )


def _of_tieline(area: Staging, persons: ir.Table) -> ir.Table:
    """The recorded statements, a row for each person, and ``front``: which customer the person in front is now."""
    rows = list(ConsentPerson.objects.select_related("statement").order_by("pk"))
    said = [row.statement for row in rows]
    columns: dict[str, tuple[str, list[Any]]] = {
        "system": ("string", [row.system for row in rows]),
        "party_ref": ("string", [row.party_ref for row in rows]),
        "statement": ("string", [f"{OWN}:{each.pk}" for each in said]),
        "by_guardian": ("boolean", [each.speaker == GUARDIAN for each in said]),
        "at": ("timestamp", [naive_utc(each.at) for each in said]),
        "expires_at": ("timestamp", [each.expires_at and naive_utc(each.expires_at) for each in said]),
        "named": ("string", [each.customer_id for each in said]),
    }
    for name in ("purpose", "channel", "topic", "said"):
        columns[name] = ("string", [getattr(each, name) for each in said])
    kept = area.keep_values(columns)
    own = persons.filter(persons.system == OWN).select(named="party_ref", front="customer_id")
    joined = kept.left_join(own, "named")
    known = [name for name in _COLUMNS if name != "front"]
    return joined.select(*known, front=joined.front.fill_null(""))


_COLUMNS = (
    "system", "party_ref", "statement", "purpose", "channel", "topic", "said", "by_guardian", "at", "expires_at",
    "front",
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    """A statement about one customer, with the row that proves it."""

    statement: Statement
    proof: Mapping[str, Any]
    binds: bool = True
    """Whether it counts for this customer; not a yes of which the person in front is another customer now."""


def persons_of(warehouse: Readable, customer_id: str) -> Sequence[Ref]:
    """The persons who are a customer now, by their systems, and the party's own and former ids."""
    return persons_of_each(warehouse, [customer_id])[customer_id]


def persons_of_each(warehouse: Readable, customers: Sequence[str]) -> Persons:
    """The same for each of these customers, read at once."""
    wanted: Any = list(customers)
    members = MEMBER if warehouse.has(MEMBER) else LINK
    linked = warehouse.rows(members, columns=("party_id", "system", "party_ref"), party_id=wanted)
    own = warehouse.rows(PARTY, columns=("party_id", "now"), now=wanted)
    found = {each: {(OWN, each)} for each in customers}
    for row in linked:
        if row["system"] != OWN:
            found[row["party_id"]].add((row["system"], row["party_ref"]))
    for row in own:
        found[row["now"]].add((OWN, row["party_id"]))
    return {each: sorted(refs) for each, refs in found.items()}


def said_of_each(warehouse: Readable, persons: Persons) -> dict[str, list[Said]]:
    """Everything that the persons of each customer said, as it is known this moment; the newest first."""
    found: dict[str, list[Said]] = {each: [] for each in persons}
    for customer, said in (*_sources_said(warehouse, persons), *_tieline_said(persons)):
        found[customer].append(said)
    for each in found.values():
        each.sort(key=lambda said: (said.statement.at, said.statement.key), reverse=True)
    return found


def of_age_from(birth: date | None) -> datetime | None:
    """When somebody comes of age, as the warehouse stores instants; None where the birth is not known."""
    if birth is None:
        return None
    day = comes_of_age(birth, settings.TIELINE_CONSENT_AGE)
    start = end_of_day(day).replace(hour=0, minute=0, second=0)
    return naive_utc(start)


def births_of_each(warehouse: Readable, persons: Persons) -> dict[str, date | None]:
    """
    The date of birth that the profile shows, the latest where two customers became one since; of a customer whom the
    profile does not have yet, the latest that a source tells. None where it is not known.
    """
    whose = _whose(persons)
    own: Any = [ref for system, ref in whose if system == OWN]
    held: dict[str, list[date | None]] = {}
    for row in warehouse.rows(CUSTOMER, columns=("customer_id", "birth_date"), customer_id=own):
        held.setdefault(whose[OWN, row["customer_id"]], []).append(row["birth_date"])
    others = {each: refs for each, refs in persons.items() if each not in held}
    for customer, row in _rows_of(warehouse, INDIVIDUAL, others) if others else ():
        held.setdefault(customer, []).append(row["birth_date"])
    return {each: max((day for day in held.get(each, ()) if day), default=None) for each in persons}


def _whose(persons: Persons) -> dict[Ref, str]:
    """Which customer each person is."""
    return {ref: customer for customer, refs in persons.items() for ref in refs}


def _rows_of(warehouse: Readable, table: Table, persons: Persons) -> Iterator[tuple[str, Row]]:
    """The records of these persons with the customer whom each is, whatever their systems in one pass."""
    whose = _whose(persons)
    for row in warehouse.rows(table, party_ref=sorted({ref for _, ref in whose})):
        if customer := whose.get((row["system"], row["party_ref"])):
            yield customer, row


def _sources_said(warehouse: Readable, persons: Persons) -> Iterator[tuple[str, Said]]:
    for customer, row in _rows_of(warehouse, CONSENT, persons):
        if row["at"] is not None:
            yield customer, _said_by_source(row)


def _said_by_source(row: Row) -> Said:
    statement = Statement(
        key=f"{row['source']}:{row['record_key']}",
        purpose=row["purpose"],
        channel=row["channel"] or ALL,
        topic=row["topic"] or ALL,
        said=row["said"],
        at=row["at"],
        persons=frozenset({f"{row['system']}{BETWEEN}{row['party_ref']}"}),
        by_guardian=row["speaker"] == GUARDIAN,
        expires_at=row["expires_at"],
    )
    proof = {
        "system": row["system"],
        "speaker": row["speaker"] or "customer",
        "text": row["text"] or "",
        "text_key": "",
        "text_version": row["text_version"] or "",
        "place": row["place"] or "",
        "place_name": row["place_name"] or "",
        "taken_by": row["taken_by"] or "",
        "note": "",
        "time_zone": "",
    }
    return Said(statement, proof)


def _tieline_said(persons: Persons) -> Iterator[tuple[str, Said]]:
    whose = _whose(persons)
    bound: dict[Any, dict[str, set[str]]] = {}
    for row in ConsentPerson.objects.filter(party_ref__in={ref for _, ref in whose}):
        if customer := whose.get((row.system, row.party_ref)):
            bound.setdefault(row.statement_id, {}).setdefault(customer, set()).add(row.system + BETWEEN + row.party_ref)
    for statement in ConsentStatement.objects.filter(pk__in=list(bound)):
        for customer, those in bound[statement.pk].items():
            binds = statement.said != YES or whose.get((OWN, statement.customer_id)) == customer
            yield customer, _said_in_tieline(statement, those, binds=binds)


def _said_in_tieline(row: ConsentStatement, persons: set[str], *, binds: bool) -> Said:
    statement = Statement(
        key=f"{OWN}:{row.pk}",
        purpose=row.purpose,
        channel=row.channel,
        topic=row.topic,
        said=row.said,
        at=naive_utc(row.at),
        persons=frozenset(persons),
        by_guardian=row.speaker == GUARDIAN,
        expires_at=naive_utc(row.expires_at) if row.expires_at else None,
    )
    proof = {
        "system": OWN,
        "taken_by": row.recorded_by,
        "text_version": str(row.text_version or ""),
        **{
            name: getattr(row, name)
            for name in ("speaker", "text", "text_key", "place", "place_name", "note", "time_zone")
        },
    }
    return Said(statement, proof, binds)
