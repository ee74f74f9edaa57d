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

    ``of`` says whether only customers with an active line are asked about.
    """

    key: str
    name: Words
    says: Words
    severity: SeverityName
    of: Literal["active", "everyone"]
    sentence: Words
    condition: str
    matches: int
    share: float
    open_alerts: int


class RuleCatalogue(Schema):
    """All published rules; ``customers`` is how many customers there are."""

    items: list[RuleSummary]
    total: int
    customers: int


class AlertRow(BaseModel):
    """An alert in a list: raised once per episode, cleared when its rule no longer holds."""

    id: int
    rule: str
    rule_name: Words
    severity: SeverityName
    state: AlertState
    customer_id: str
    customer_name: str | None
    raised_on: date
    cleared_on: date | None


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
