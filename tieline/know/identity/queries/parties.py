"""A party and who it is made of."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q

from tieline.foundation.access.projection import Projection
from tieline.foundation.errors import NotFound
from tieline.foundation.warehouse.connection import Readable, Row
from tieline.know.identity.consistency import decisions_on, ends_of
from tieline.know.identity.models import Decision
from tieline.know.identity.pairing import Person
from tieline.know.identity.queries.persons import accounts_held, first_name, records_of, told
from tieline.know.identity.tables import LINK, PAIR, PARTY

TIES_SHOWN = 200


def current_party(warehouse: Readable, party_id: str) -> str:
    """The party that this id leads to now, or NotFound."""
    found = warehouse.rows(PARTY, columns=("now",), limit=1, party_id=party_id)
    if not found:
        raise NotFound(f"There is no party {party_id}", do="Search for the customer again")
    return str(found[0]["now"])


def get_party(warehouse: Readable, party_id: str) -> list[Person]:
    """The persons of the party that this id leads to now, in order; NotFound where there is none."""
    return [_person(row) for row in links_of_party(warehouse, current_party(warehouse, party_id))]


def links_of_party(warehouse: Readable, party_id: str) -> list[Row]:
    """The links of a party in the order of its persons."""
    return warehouse.rows(LINK, order_by=("system", "party_ref"), party_id=party_id)


def party_of(warehouse: Readable, person: Person) -> str | None:
    """The party that a person is; None for one whom no run has seen yet."""
    found = warehouse.rows(LINK, columns=("party_id",), limit=1, system=person.system, party_ref=person.party_ref)
    return str(found[0]["party_id"]) if found else None


def is_known(warehouse: Readable, person: Person) -> bool:
    """Whether some source knows this person."""
    return party_of(warehouse, person) is not None or bool(records_of(warehouse, [person])[person])


def party_made_of(warehouse: Projection, party_id: str) -> dict[str, Any]:
    """The party with its persons, what ties them, former ids and what people decided about any of them."""
    now = current_party(warehouse, party_id)
    links = links_of_party(warehouse, now)
    persons = [_person(row) for row in links]
    parties = warehouse.rows(PARTY, now=now)
    own = next((row for row in parties if row["party_id"] == now), None)
    return {
        "party_id": now,
        "since": own["since"] if own else None,
        "former_ids": sorted(row["party_id"] for row in parties if row["party_id"] != now),
        "persons": cards(warehouse, links),
        "ties": _ties(warehouse, persons),
        "decisions": decided_on(warehouse, persons),
    }


def cards(warehouse: Projection, links: Sequence[Row]) -> list[dict[str, Any]]:
    """One card per linked person: name, number, e-mail, accounts, and what ties it to its party."""
    persons = [_person(row) for row in links]
    records, accounts = records_of(warehouse, persons), accounts_held(warehouse, persons)
    found = []
    for row, person in zip(links, persons, strict=True):
        fields = told(records[person])
        found.append(
            {
                **{name: row[name] for name in ("system", "rule", "evidence", "weight", "decided_by")},
                "party_ref": warehouse.number(row["party_ref"]),
                "name": first_name(fields),
                "phones": fields["phone"],
                "emails": fields["email"],
                "birth_dates": fields["birth_date"],
                "addresses": fields["address"],
                "accounts": accounts.get(person, 0),
                "updated_at": records[person][0]["updated_at"] if records[person] else None,
            }
        )
    return found


def decided_on(seen: Projection, persons: Iterable[Person]) -> list[dict[str, Any]]:
    """Decisions that name at least one of these persons, the newest first."""
    wanted = set(persons)
    decisions = decisions_on(wanted) if wanted else []
    return [decision_row(seen, each) for each in sorted(decisions, key=lambda each: each.decided_at, reverse=True)]


def decision_row(seen: Projection, decision: Decision) -> dict[str, Any]:
    """A decision as the API tells it."""
    pair = ends_of(decision)
    return {
        "pair_id": decision.pair_id,
        "one": _told(seen, pair.one),
        "other": _told(seen, pair.other),
        "verdict": decision.verdict,
        "why": decision.why,
        "decided_at": decision.decided_at,
        "decided_by": decision.decided_by,
    }


def search_decisions(text: str, *, by_reference: bool) -> Q:
    """Decisions of a login, on a person by their id, or with a word in the reason."""
    if not text:
        return Q()
    said = Q(decided_by__icontains=text) | Q(pk__in=_said_with(text))
    return said | Q(party_ref__icontains=text) | Q(other_party_ref__icontains=text) if by_reference else said


def _said_with(text: str) -> list[str]:
    """Decisions with the text in their reason, which is sealed: every one is opened."""
    wanted = text.casefold()
    given = Decision.objects.only("pair_id", "why").exclude(why="")
    return [each.pair_id for each in given if wanted in each.why.casefold()]


def _ties(warehouse: Projection, persons: Sequence[Person]) -> list[dict[str, Any]]:
    """Compared pairs within the party, the strongest first."""
    refs = sorted({person.party_ref for person in persons})
    members = set(persons)
    rows = warehouse.rows(PAIR, party_ref=refs, other_party_ref=refs) if len(persons) > 1 else []
    found = [
        {
            "pair_id": row["pair_id"],
            "one": _told(warehouse, Person(row["system"], row["party_ref"])),
            "other": _told(warehouse, Person(row["other_system"], row["other_party_ref"])),
            **{name: row[name] for name in ("rule", "evidence", "weight", "verdict")},
        }
        for row in rows
        if {Person(row["system"], row["party_ref"]), Person(row["other_system"], row["other_party_ref"])} <= members
    ]
    return sorted(found, key=lambda tie: (-(tie["weight"] or 0.0), tie["pair_id"]))[:TIES_SHOWN]


def _told(seen: Projection, person: Person) -> dict[str, str]:
    return {"system": person.system, "party_ref": seen.number(person.party_ref)}


def _person(row: Row) -> Person:
    return Person(row["system"], row["party_ref"])
