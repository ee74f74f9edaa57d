"""
Where data of customers lies: each capability says of its own how a customer is found there and taken out.

The places are put together once for the product (``declare_whereabouts``). A house test holds them against the models
and the tables that there are.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model

from tieline.foundation.access.projection import Projection
from tieline.foundation.errors import Unavailable
from tieline.foundation.packs.kinds import Text
from tieline.foundation.privacy.portable import Portable
from tieline.foundation.privacy.subjects import Subject
from tieline.foundation.warehouse.tables import Table

Told = dict[str, list[dict[str, Any]]]
"""What is known of a customer: rows by table."""

DELETED = Text(zh="删除", en="Deleted")


@dataclass(frozen=True)
class Erasing:
    """For which request a customer is erased, by whom and when."""

    request: str
    by: str
    now: datetime


@dataclass(frozen=True)
class Place:
    """
    A place in which customers are found: how many things of one, and how they go; again is as once.

    ``models`` and ``tables`` (``schema.name``, or ``schema.*``) are what it covers, for the survey.
    """

    key: str
    name: Text
    count: Callable[[Subject], int]
    erase: Callable[[Subject, Erasing], int]
    models: tuple[type[Model], ...] = ()
    tables: tuple[str, ...] = ()
    in_warehouse: bool = False
    how: Text = DELETED


@dataclass(frozen=True)
class Whereabouts:
    """
    All places, in the order in which they are emptied, and how a customer is found.

    ``come_back`` names the customers who are there although they are on the list of the erased; ``tell`` says what is
    known of a customer, as somebody sees it, in rows of
    ``tables``.

    ``backups_until`` says until when the last backup of today can be read, ``portable`` what a customer takes along.

    ``find_together`` finds several customers as one subject, leaving out who is not there.

    ``deliveries`` names the loads whose files may hold a subject, ``landed`` those of them that have landed (of all
    loads without a subject), ``scrub`` takes everybody who was erased out of such
    files; the files come last, when nobody but the list of hashes knows the customer any more.
    """

    find: Callable[[str], Subject]
    find_together: Callable[[Sequence[str]], Subject]
    places: tuple[Place, ...]
    deliveries: Callable[[Subject], list[str]]
    landed: Callable[[Subject | None], list[str]]
    scrub: Callable[[list[str], Erasing], int]
    come_back: Callable[[], list[str]]
    tell: Callable[[Projection, str], Told]
    tables: Callable[[], dict[str, Table]]
    backups_until: Callable[[], datetime | None]
    portable: tuple[Portable, ...] = ()


_declared: list[Whereabouts] = []


def declare_whereabouts(whereabouts: Whereabouts) -> None:
    """Say once where data of customers lies; the second time replaces the first."""
    _declared[:] = [whereabouts]


def whereabouts() -> Whereabouts:
    """What was declared; Unavailable where nothing was, as then nobody would be erased from anywhere."""
    if not _declared:
        raise Unavailable(
            "The places of personal data are not declared", where="privacy", do="Start Tieline as a whole"
        )
    return _declared[0]
