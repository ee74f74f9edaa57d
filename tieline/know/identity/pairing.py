"""Two persons as a pair: their order, and the id that the same two have in every run and in every table."""

import hashlib
from typing import NamedTuple

import ibis
import ibis.expr.types as ir

BETWEEN = "\x1f"
"""Unit separator: no system and no reference holds it."""

ENDS = ("system", "party_ref", "other_system", "other_party_ref")


class Person(NamedTuple):
    """A person as one system knows them; persons stand in the order of system and reference."""

    system: str
    party_ref: str

    def __str__(self) -> str:
        return f"{self.system} {self.party_ref}"


class Pair(NamedTuple):
    """Two persons in their order."""

    one: Person
    other: Person

    @property
    def pair_id(self) -> str:
        """As in ``identity.pair``."""
        return hashlib.md5(BETWEEN.join((*self.one, *self.other)).encode(), usedforsecurity=False).hexdigest()

    def __str__(self) -> str:
        return f"{self.one} and {self.other}"


def pair_of(one: Person, other: Person) -> Pair:
    """The pair of two persons, in whichever order they are given."""
    return Pair(min(one, other), max(one, other))


def pair_id(pairs: ir.Table) -> ir.StringValue:
    """The same for a table with the columns of ``ENDS``, the persons in their order."""
    return ibis.literal(BETWEEN).join([pairs[name] for name in ENDS]).hexdigest("md5")


def pair_rows(persons: ir.Table, pairs: ir.Table) -> ir.Table:
    """Pairs of nodes with both persons and their ``pair_id``; ``persons`` has ``node, system, party_ref``."""
    one = persons.select("node", "system", "party_ref")
    two = persons.select(other="node", other_system="system", other_party_ref="party_ref")
    joined = pairs.join(one, "node").join(two, "other")
    return joined.mutate(pair_id=pair_id(joined))
