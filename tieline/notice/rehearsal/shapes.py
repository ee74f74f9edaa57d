"""What the API of rehearsals says."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import BaseModel

from tieline.know.tags.shapes import Words

State = Literal["queued", "running", "done", "failed", "cancelled"]


class RehearsalAsk(Schema):
    """A rule to be rehearsed, published or not, and after how many days what happened no longer counts for an alert."""

    body: dict[str, Any]
    horizon: int = Field(default=90, ge=7, le=180)


class RehearsalSummary(Schema):
    """Where a rehearsal stands; ``published`` is the version that it stands beside."""

    id: UUID
    rule: str
    published: int | None
    as_of: date
    horizon: int
    state: State
    share: float
    doing: str
    why: str
    asked_by: str
    asked_at: datetime
    finished_at: datetime | None


class RehearsalPage(Schema):
    """Rehearsals of a rule."""

    items: list[RehearsalSummary]
    total: int


class Spread(Schema):
    """The median, and the numbers between which the middle half lies."""

    low: float
    middle: float
    high: float


class OutcomeFigures(Schema):
    """
    Alerts of a rule against one outcome: ``precision`` of its mature alerts, ``expected`` that of as many customers
    chosen by chance, ``lift`` the one over the other; ``noticed`` of those to whom it ``happened``; null without any.
    """

    outcome: str
    mature: int
    hits: int
    hits_so_far: int
    precision: float | None
    expected: float | None
    lift: float | None
    lead_days: Spread | None
    happened: int
    noticed: int
    recall: float | None


class WeekFigures(Schema):
    """The alerts of one week, and how many were followed by each outcome; ``mature`` once that is known for all."""

    ends_on: date
    alerts: int
    followed: dict[str, int]
    mature: bool


class PractisedOutcome(Schema):
    """Of the alerts that were raised: how many are old enough to judge, and how many of them the outcome followed."""

    outcome: str
    mature: int
    hits: int
    hits_so_far: int


class RulePractice(Schema):
    """What a published rule did in the last half year: alerts by the week, what followed, the work they make."""

    weeks: list[WeekFigures]
    outcomes: list[PractisedOutcome]
    alerts: int
    hours: float


class DayFigures(Schema):
    """The alerts of one day that was asked."""

    day: date
    alerts: int


class RehearsedRule(Schema):
    """What a rule would have done: alerts, customers, hours of work, what those customers are worth a year."""

    alerts: int
    customers: int
    open_at_start: int
    open_at_end: int
    alerts_per_week: float
    hours: float
    hours_per_week: float
    handling_minutes: int
    value: float
    outcomes: list[OutcomeFigures]
    weeks: list[WeekFigures]
    days: list[DayFigures]


class ThresholdStep(Schema):
    """What the rule would have done with the threshold at this number."""

    number: float
    alerts: int
    alerts_per_week: float
    outcomes: list[OutcomeFigures]


class ThresholdCurve(Schema):
    """A number that the condition compares, the part of the condition that holds it, and the effect of moving it."""

    number: float
    begins: int
    part: str
    sentence: Words
    steps: list[ThresholdStep]


class UnknownThen(Schema):
    """A fact whose past values are not kept: the rule asked of nothing there; ``through`` is the tag that names it."""

    name: str
    through: str
    label: Words


class RehearsalResult(Schema):
    """What the rule would have done from one day until another, beside the published version where that is another."""

    first: date
    last: date
    daily_from: date | None
    points: int
    horizon: int
    customers: int
    unknown: list[UnknownThen]
    draft: RehearsedRule
    published: RehearsedRule | None
    thresholds: list[ThresholdCurve]


class RehearsalOut(RehearsalSummary):
    """A rehearsal with its figures, null before it is done, and the rule as it was rehearsed."""

    body: dict[str, Any]
    result: RehearsalResult | None


class RehearsedCustomer(BaseModel):
    """A customer of a rehearsal with the day of the alert or of what happened."""

    customer_id: str
    customer_number: str | None
    name: str | None
    plan: str | None
    monthly_fee: float | None
    day: date


class RehearsalCustomers(BaseModel):
    """A page of customers."""

    items: list[RehearsedCustomer]
    total: int
