"""
Who is meant by what was said: the statements of sources and of Tieline itself, of all customers and of one.

Statements belong to persons, who become customers and part again: what holds for a customer is worked out from those
of all persons who are that customer now.
"""

from collections.abc import Mapping, Sequence
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
from tieline.know.identity.tables import LINK, PARTY
from tieline.know.ingest.tables import CONSENT, INDIVIDUAL
from tieline.know.profile.picks import end_as_stored
from tieline.know.profile.tables import CUSTOMER

BETWEEN = "|"
GUARDIAN = ConsentStatement.Speaker.GUARDIAN.value


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


def persons_of(warehouse: Readable, customer_id: str) -> list[Ref]:
    """The persons who are a customer now, by their systems, and the party's own and former ids."""
    linked = warehouse.rows(LINK, columns=("system", "party_ref"), party_id=customer_id)
    own = {row["party_id"] for row in warehouse.rows(PARTY, columns=("party_id",), now=customer_id)}
    found = {(row["system"], row["party_ref"]) for row in linked if row["system"] != OWN}
    return sorted(found | {(OWN, each) for each in own | {customer_id}})


def said_of(warehouse: Readable, customer_id: str) -> list[Said]:
    """Everything that the persons of one customer said, as it is known this moment; the newest first."""
    persons = persons_of(warehouse, customer_id)
    found = [*_sources_said(warehouse, persons), *_tieline_said(persons)]
    return sorted(found, key=lambda each: (each.statement.at, each.statement.key), reverse=True)


def of_age_from(birth: date | None) -> datetime | None:
    """When somebody comes of age, as the warehouse stores instants; None where the birth is not known."""
    if birth is None:
        return None
    day = comes_of_age(birth, settings.TIELINE_CONSENT_AGE)
    start = end_of_day(day).replace(hour=0, minute=0, second=0)
    return naive_utc(start)


def birth_of(warehouse: Readable, customer_id: str) -> date | None:
    """
    The date of birth that the profile shows, the latest where two customers became one since; of a customer whom the
    profile does not have yet, the latest that a source tells. None where it is not known.
    """
    own = [row["party_id"] for row in warehouse.rows(PARTY, columns=("party_id",), now=customer_id)]
    held = warehouse.rows(CUSTOMER, columns=("birth_date",), customer_id=[*own, customer_id])
    if not held:
        held = _rows_of(warehouse, INDIVIDUAL, persons_of(warehouse, customer_id))
    return max((row["birth_date"] for row in held if row["birth_date"]), default=None)


def _rows_of(warehouse: Readable, table: Table, persons: Sequence[Ref]) -> list[Row]:
    """The records of these persons, whatever their systems in one pass over the table."""
    here = set(persons)
    found = warehouse.rows(table, party_ref=sorted({ref for _, ref in persons}))
    return [row for row in found if (row["system"], row["party_ref"]) in here]


def _sources_said(warehouse: Readable, persons: Sequence[Ref]) -> list[Said]:
    rows = _rows_of(warehouse, CONSENT, persons)
    return [_said_by_source(row) for row in rows if row["at"] is not None]


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


def _tieline_said(persons: Sequence[Ref]) -> list[Said]:
    here = set(persons)
    refs = [ref for _, ref in persons]
    named = [row for row in ConsentPerson.objects.filter(party_ref__in=refs) if (row.system, row.party_ref) in here]
    bound: dict[Any, set[str]] = {}
    for row in named:
        bound.setdefault(row.statement_id, set()).add(f"{row.system}{BETWEEN}{row.party_ref}")
    return [
        _said_in_tieline(row, bound[row.pk], binds=row.said != YES or (OWN, row.customer_id) in here)
        for row in ConsentStatement.objects.filter(pk__in=list(bound))
    ]


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
