"""What the API of identity says and takes."""

from datetime import UTC, date, datetime
from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import BaseModel, BeforeValidator

Verdict = Literal["same", "apart"]


def _with_zone(value: object) -> object:
    """An instant of the warehouse (naive, UTC) with its zone, so that JSON says which instant is meant."""
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value


Instant = Annotated[datetime, BeforeValidator(_with_zone)]


class PairFilter(Schema):
    """
    Which pairs of the queue, and in which order: by the worth of an answer, the strongest, or the newest first.

    Pairs that concern ``customers`` are those of which either side holds a billing account.
    """

    system: str = Field(default="", max_length=60)
    concerning: Literal["all", "customers"] = "all"
    sort: Literal["worth", "weight", "newest"] = "worth"


class PersonRef(BaseModel):
    """A person as one system knows them."""

    system: str = Field(max_length=60)
    party_ref: str = Field(max_length=200)


class QueueSide(PersonRef):
    """One person of a pair in the queue, and what hangs on the party that they are now."""

    name: str | None
    phone: str | None
    email: str | None
    birth_date: str | None
    address: str | None
    party_id: str
    persons: int
    accounts: int


class QueuePair(BaseModel):
    """The strongest pair of two parties that might be one; ``pairs`` is how many speak for it."""

    pair_id: str
    rule: str | None
    evidence: str | None
    weight: float | None
    probability: float | None
    pairs: int
    sides: list[QueueSide]


class SystemCount(BaseModel):
    """How many pairs of the queue name a person of this system."""

    system: str
    pairs: int


class PairQueue(BaseModel):
    """
    A page of the review queue: ``total`` by the filter, ``waiting`` in all, ``customers`` of which either side holds
    an account. ``systems`` counts those of all systems.
    """

    items: list[QueuePair]
    total: int
    waiting: int
    customers: int
    systems: list[SystemCount]
    known_systems: list[str]
    decided: int


class DecisionRow(BaseModel):
    """What somebody decided about two persons."""

    pair_id: str
    one: PersonRef
    other: PersonRef
    verdict: Verdict
    why: str
    decided_at: Instant
    decided_by: str


class DecisionPage(BaseModel):
    """A page of decisions, the newest first."""

    items: list[DecisionRow]
    total: int


class PersonCard(PersonRef):
    """One person of a party, and what ties it to the others."""

    rule: str
    evidence: str | None
    weight: float | None
    decided_by: str | None
    name: str | None
    phones: list[str]
    emails: list[str]
    birth_dates: list[str]
    addresses: list[str]
    accounts: int
    updated_at: Instant | None


class Tie(BaseModel):
    """Two persons of one party that were compared."""

    pair_id: str
    one: PersonRef
    other: PersonRef
    rule: str | None
    evidence: str | None
    weight: float | None
    verdict: str


class PartyMadeOf(BaseModel):
    """A party, its persons with their evidence, the ids it had before, and what people decided about its persons."""

    party_id: str
    since: date | None
    former_ids: list[str]
    persons: list[PersonCard]
    ties: list[Tie]
    decisions: list[DecisionRow]


class HeldAccount(BaseModel):
    """A billing account of a person."""

    account_ref: str
    account_type: str | None
    status: str | None
    opened_on: date | None
    closed_on: date | None


class HeldLine(BaseModel):
    """A line that a person's accounts pay for."""

    account_ref: str | None
    product_ref: str
    phone: str | None
    product_type: str | None
    offering: str | None
    status: str | None
    started_on: date | None
    ended_on: date | None


class PairSide(PersonRef):
    """One person of a pair: where it comes from, what it holds, and who else is in its party."""

    party_id: str | None
    name: str | None
    sources: list[str]
    updated_at: Instant | None
    accounts: list[HeldAccount]
    lines: list[HeldLine]
    last_contact_at: Instant | None
    last_contact_channel: str | None
    mates: list[PersonCard]


class ComparedField(BaseModel):
    """All values of one field on both sides, the newest first, and whether they agree."""

    field: str
    one: list[str]
    other: list[str]
    agreement: Literal["same", "near", "differs", "unknown"]


class Bar(BaseModel):
    """What one comparison adds to the match weight, and the level it reached."""

    comparison: str
    level: str
    weight: float


class PairDetail(BaseModel):
    """
    Two persons side by side.

    ``prior_weight`` plus the weights of the bars is ``weight``, the base-2 logarithm of the odds that they are one;
    all three are empty where the two were never compared by weight.
    """

    pair_id: str
    verdict: str | None
    rule: str | None
    evidence: str | None
    weight: float | None
    probability: float | None
    prior_weight: float | None
    bars: list[Bar]
    decision: DecisionRow | None
    sides: list[PairSide]
    fields: list[ComparedField]
    decisions: list[DecisionRow]


class DecidePair(Schema):
    """The word on one pair, and why."""

    verdict: Verdict
    why: str = Field(default="", max_length=300)


class SplitParty(Schema):
    """Who leaves the party, and why."""

    persons: list[PersonRef] = Field(min_length=1, max_length=500)
    why: str = Field(max_length=300)


class JoinPersons(Schema):
    """Who is one, and why."""

    persons: list[PersonRef] = Field(min_length=2, max_length=50)
    why: str = Field(max_length=300)


class WithdrawDecisions(Schema):
    """Which pairs nothing is said of any more."""

    pair_ids: list[str] = Field(min_length=1, max_length=2000)
    why: str = Field(default="", max_length=300)
