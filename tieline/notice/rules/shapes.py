"""What the API of rules and alerts says."""

from datetime import date
from typing import Literal

from ninja import Schema
from pydantic import BaseModel

from tieline.know.tags.shapes import EvidencePart, Words

SeverityName = Literal["critical", "high", "medium", "low"]
AlertState = Literal["open", "cleared"]


class RuleSummary(Schema):
    """
    A rule of the catalogue; ``matches`` is the customers for whom it holds, ``open_alerts`` those raised.

    ``of`` says whether only customers with an active line are asked about, ``clears`` what ends an episode (null: that
    the rule no longer holds), ``held_out`` how many of the matches the rule leaves alone.
    """

    key: str
    name: Words
    says: Words
    severity: SeverityName
    of: Literal["active", "everyone"]
    sentence: Words
    condition: str
    clears: Words | None
    cool_down_days: int
    hold_out: float
    handling_minutes: int
    matches: int
    share: float
    held_out: int
    open_alerts: int


class RuleCatalogue(Schema):
    """All published rules; ``customers`` is how many customers there are."""

    items: list[RuleSummary]
    total: int
    customers: int


class AlertRow(BaseModel):
    """
    An alert in a list: raised once per episode, cleared when its rule no longer holds.

    ``value_at_risk`` is what a year with the customer is worth; null where it is unknown or out of the reader's sight.
    """

    id: int
    rule: str
    rule_name: Words
    severity: SeverityName
    state: AlertState
    customer_id: str
    customer_name: str | None
    raised_on: date
    cleared_on: date | None
    value_at_risk: float | None


class AlertCounts(BaseModel):
    """How many alerts there are by severity, under the same filter but for severity."""

    critical: int
    high: int
    medium: int
    low: int


class AlertList(BaseModel):
    """A page of alerts, gravest and newest first."""

    items: list[AlertRow]
    total: int
    by_severity: AlertCounts


class AlertFigure(Schema):
    """A figure of the customer kept with the alert as it was when the alert was raised."""

    field: str
    name: Words
    shown: Words


class AlertDetail(AlertRow):
    """An alert with the evidence that was kept when it was raised."""

    says: Words
    sentence: Words
    figures: list[AlertFigure]
    joined: Literal["and", "or"] | None
    parts: list[EvidencePart]


class IncidentRow(Schema):
    """
    An incident: a group in which a condition holds for far more customers than is usual.

    ``count`` of its ``size`` customers, where ``usual`` is the mean of the same weekday in the weeks before.
    """

    id: int
    rule: str
    rule_name: Words
    severity: SeverityName
    state: AlertState
    over: Literal["area", "plan", "shop"]
    group: str
    raised_on: date
    cleared_on: date | None
    size: int
    count: int
    usual: float


class IncidentList(Schema):
    """A page of incidents, gravest and newest first."""

    items: list[IncidentRow]
    total: int


class InsideCustomer(Schema):
    """A customer inside an incident."""

    customer_id: str
    name: str | None
    phone: str | None
    plan: str | None


class IncidentDetail(IncidentRow):
    """
    An incident with its sentence, the rules it stands in for, and a page of the customers inside.

    ``customers`` is empty for who may not know which group a customer belongs to.
    """

    says: Words
    sentence: Words
    instead_of: list[Words]
    items: list[InsideCustomer]
    total: int
