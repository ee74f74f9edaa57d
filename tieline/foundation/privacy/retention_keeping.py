"""
What can be kept or let go: each capability says of its own which dates count, how many rows are old, and how they go.

The capabilities' sayings are put together once for the product (``declare_keepables``), as ``places`` are for erasing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from tieline.foundation.packs.kinds import Text
from tieline.foundation.privacy.subjects import Subject

Way = Literal["remove", "anonymise"]
"""What becomes of old rows: they are removed, or they stay and tell of nobody any more."""


@dataclass(frozen=True)
class Minimum:
    """The months for which a law of a country wants rows kept; the country is that of ``TIELINE_COUNTRY``."""

    country: str
    months: int
    law: Text


@dataclass(frozen=True)
class Old:
    """The rows whose date ``dated`` lies before a day, less those under a legal hold, and what becomes of them."""

    dated: str
    before: date
    held: Sequence[Subject] = ()
    way: Way = "remove"


@dataclass(frozen=True)
class Letting:
    """One batch of letting go: about ``limit`` rows, for a rule, now."""

    old: Old
    limit: int
    rule: str
    now: datetime


@dataclass(frozen=True)
class MonthOfRows:
    """The rows of one month by the date that counts, and how many of them would go."""

    month: date
    rows: int
    goes: int


@dataclass(frozen=True)
class Survey:
    """
    How many rows there are, would go, stay for a legal hold though they are old, and bear no date and so never go.

    ``oldest`` is the first date of any row, ``months`` are in order and hold what bears a date. Where whole customers
    would go, ``customers`` are some of them.
    """

    rows: int
    goes: int
    held: int = 0
    undated: int = 0
    oldest: date | None = None
    months: tuple[MonthOfRows, ...] = ()
    customers: tuple[str, ...] = ()

    def naming(self, customers: Sequence[str]) -> "Survey":
        """The same, with some of the customers who would go."""
        return replace(self, customers=tuple(customers))


@dataclass(frozen=True)
class Keepable:
    """
    A kind of rows that a retention rule may be about.

    ``dates`` are those that may count, by key; ``tables`` the warehouse tables it covers (``schema.name``).
    ``lists`` are the names by which conditions speak of these rows, and ``looks_back`` the days that the product's own
    figures look back over them: a rule keeps them at least as long as anything published asks. ``let_go`` says how
    many rows went; fewer than the limit means that none are left.
    """

    key: str
    name: Text
    says: Text
    dates: Mapping[str, Text]
    survey: Callable[[Old], Survey]
    let_go: Callable[[Letting], int]
    ways: tuple[Way, ...] = ("remove",)
    minimums: tuple[Minimum, ...] = ()
    tables: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    looks_back: int = 0
    in_warehouse: bool = False

    def minimum(self, country: str) -> Minimum | None:
        """The longest that a law of the country asks for; None where none does."""
        found = [each for each in self.minimums if each.country == country]
        return max(found, key=lambda each: each.months, default=None)


_declared: dict[str, Keepable] = {}


def declare_keepables(keepables: Sequence[Keepable]) -> None:
    """Say once what can be kept or let go; the second time replaces the first."""
    _declared.clear()
    _declared.update({each.key: each for each in keepables})


def keepables() -> dict[str, Keepable]:
    """What was declared, by key; nothing where the product was not put together."""
    return dict(_declared)
