"""Whether people's decisions can all be true at once: who is one by their word, and who is not."""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q

from tieline.foundation.errors import Refused
from tieline.know.identity.models import Decision
from tieline.know.identity.pairing import Pair, Person

BATCH = 200
"""Persons that are asked about in one statement."""


def check_decided(pairs: Iterable[Pair]) -> None:
    """
    Refused when what was decided of these pairs cannot be true together with the other decisions.

    Said to be one: nobody of the persons who are one by people's word may be apart from another of them.
    Said to be apart: no chain of such words may lead from one to the other.
    """
    settled: set[Person] = set()
    for pair in pairs:
        for person in pair:
            if person not in settled:
                group = same_as(person)
                settled |= group
                _check_group(group)


def same_as(person: Person) -> set[Person]:
    """The person and everybody who is one with them by people's word, directly or through others."""
    found, frontier = {person}, {person}
    while frontier:
        near = {each for decision in decisions_on(frontier, Decision.Verdict.SAME) for each in ends_of(decision)}
        frontier = near - found
        found |= frontier
    return found


def decisions_on(persons: Iterable[Person], verdict: Decision.Verdict | None = None) -> list[Decision]:
    """Decisions that name at least one of these persons, once each."""
    wanted = sorted(persons)
    found: dict[str, Decision] = {}
    for start in range(0, len(wanted), BATCH):
        named = reduce(or_, (_names(person) for person in wanted[start : start + BATCH]))
        decisions = Decision.objects.filter(named, **({"verdict": verdict} if verdict else {}))
        found |= {decision.pk: decision for decision in decisions}
    return list(found.values())


def ends_of(decision: Decision) -> Pair:
    """The two persons of a decision."""
    return Pair(Person(decision.system, decision.party_ref), Person(decision.other_system, decision.other_party_ref))


def _names(person: Person) -> Q:
    one = Q(system=person.system, party_ref=person.party_ref)
    return one | Q(other_system=person.system, other_party_ref=person.party_ref)


def _check_group(group: set[Person]) -> None:
    for decision in decisions_on(group, Decision.Verdict.APART):
        pair = ends_of(decision)
        if group.issuperset(pair):
            who = f"{decision.decided_by} on {decision.decided_at:%Y-%m-%d}"
            raise Refused(
                f"{pair} would be one and apart at once: other decisions make them one, {who} said they are apart",
                where=f"{len(group)} persons who are one by people's word: {', '.join(map(str, sorted(group)))}",
                do="Withdraw one of these decisions first",
            )
