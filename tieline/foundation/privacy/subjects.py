"""
A data subject as far as erasing must know one: the ids, references, numbers and names that lead to the person.

Privacy knows no customer: what belongs to one is found by a function that is passed in.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

PARTY, ACCOUNT, PRODUCT, PHONE, EMAIL, NAMED = "party", "account", "product", "phone", "email", "named"
"""Kinds of marks: ids within a system; contact points; and a name together with a contact point."""


@dataclass(frozen=True)
class Mark:
    """Something that leads to one person: a reference within a system, or (then without a system) a contact point."""

    kind: str
    system: str
    value: str


@dataclass(frozen=True)
class Number:
    """A phone number that was the subject's from one day to another; ``alone`` where nobody else has it."""

    e164: str
    since: date
    until: date
    alone: bool


@dataclass(frozen=True)
class Subject:
    """
    One customer. ``customers`` are the id and former ids, ``marks`` what is theirs alone.

    ``words`` are texts that no other customer has (ids, numbers in every spelling, e-mails), ``names`` names.
    """

    customers: tuple[str, ...]
    marks: frozenset[Mark]
    numbers: tuple[Number, ...]
    words: tuple[str, ...]
    names: tuple[str, ...]

    def references(self, kind: str) -> dict[str, list[str]]:
        """The references of a kind by system, in order."""
        found: dict[str, list[str]] = {}
        for mark in sorted(self.marks, key=lambda each: (each.system, each.value)):
            if mark.kind == kind:
                found.setdefault(mark.system, []).append(mark.value)
        return found


def plain_name(name: str) -> str:
    """A name without case and spaces, by which the same person is known again."""
    return "".join(name.casefold().split())


def named(name: str, contact: str) -> str:
    """A name together with a contact point, as a mark's value."""
    return f"{plain_name(name)}\n{contact}"


def marks_of(kind: str, system: str, values: Iterable[str | None]) -> set[Mark]:
    """Marks of one kind and system; empty values give none."""
    return {Mark(kind, system, value) for value in values if value}
