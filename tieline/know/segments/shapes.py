"""What the API of segments says."""

from datetime import date, datetime
from typing import Literal

from ninja import Field, Schema

from tieline.foundation.access.roles import Purpose
from tieline.know.tags.shapes import Kind, Words


class SegmentSummary(Schema):
    """A segment of the catalogue; ``share`` is of all customers."""

    key: str
    name: Words
    says: Words
    sentence: Words
    condition: str
    listed: bool
    used_for: Purpose
    count: int
    share: float


class SegmentCatalogue(Schema):
    """All published segments; ``customers`` is how many customers there are, ``as_of`` the day that is shown."""

    items: list[SegmentSummary]
    total: int
    customers: int
    as_of: date | None


class SegmentCustomer(Schema):
    """A customer in a segment, and since when without a break."""

    customer_id: str
    customer_number: str | None
    name: str | None
    phone: str | None
    plan: str | None
    since: date


class SegmentCustomers(Schema):
    """A page of the customers of a segment."""

    items: list[SegmentCustomer]
    total: int


class SegmentSize(Schema):
    """The size of a segment after a run, and who came and went since the run of an earlier day."""

    day: date
    members: int
    customers: int
    share: float
    entered: int
    left: int


class SegmentHistory(Schema):
    """The sizes of a segment, the oldest first."""

    items: list[SegmentSize]
    total: int


class SegmentTransition(Schema):
    """A customer who entered or left: when, what asked (``run 12``, ``touch 345``), and what had changed before."""

    customer_id: str
    name: str | None
    change: Literal["entered", "left"]
    day: date
    at: datetime
    cause: str
    because: str


class SegmentTransitions(Schema):
    """A page of them, the newest first."""

    items: list[SegmentTransition]
    total: int


class SegmentStanding(Schema):
    """A tag value that is surely more or less common inside; ``lift`` is how many times as common as among all."""

    tag: str
    name: Words
    kind: Kind
    value: str
    shown: Words | None
    count: int
    share: float
    share_of_all: float
    lift: float | None
    named: bool


class SegmentProfile(Schema):
    """What distinguishes the members from everybody else, the surest first; empty below ``fewest`` members."""

    items: list[SegmentStanding]
    total: int
    members: int
    customers: int
    fewest: int


class SegmentOverlap(Schema):
    """Whom a segment shares with another: ``of_this`` and ``of_other`` are the parts of each that are in both."""

    key: str
    name: Words
    size: int
    both: int
    of_this: float
    of_other: float
    jaccard: float


class SegmentOverlaps(Schema):
    """The overlaps with all other segments, the greatest first."""

    items: list[SegmentOverlap]
    total: int


class SegmentUse(Schema):
    """A published definition that names the segment."""

    kind: str
    key: str
    name: Words


class SegmentUses(Schema):
    """All of them, by kind and key."""

    items: list[SegmentUse]
    total: int


class ListIn(Schema):
    """
    Who is to be listed: an entry per line (a customer number, a phone or an id; of several cells the first), or those
    who are in the segment ``of`` now. ``replace`` takes out who was listed before.
    """

    entries: str = Field("", max_length=4_000_000)
    of: str | None = None
    replace: bool = False
    until: date | None = None


class ListAnswer(Schema):
    """How many customers were found and how many are listed now; the entries that named nobody, or several."""

    found: int
    listed: int
    unmatched: list[str]
