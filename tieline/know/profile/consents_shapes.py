"""What the routes of consent give and take."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import BaseModel, Field, StringConstraints

from tieline.foundation.packs.kinds import Text
from tieline.know.profile.shapes import Instant

Purpose = Literal["service", "marketing", "analysis"]
Channel = Literal["call", "sms", "email", "app"]
Word = Annotated[str, StringConstraints(max_length=60)]


class ConsentCell(BaseModel):
    """
    What holds for a purpose, a channel and a topic (empty: in general), and the statement from which that follows.

    ``verdict`` is yes, no, expired, minor (a guardian has to agree), unknown (nothing was said),
    restricted or objected (a request that was granted forbids it).
    """

    purpose: str
    channel: str
    topic: str
    allowed: bool
    verdict: str
    statement: str | None
    since: Instant | None
    until: Instant | None


class ConsentStatementShape(BaseModel):
    """
    What was said, with its proof. ``binds`` is false of a yes that was given while this person was one customer with
    another who has been parted since; ``decides`` says that something that holds follows from it.
    """

    key: str
    purpose: str
    channel: str
    topic: str
    said: str
    at: Instant
    time_zone: str
    expires_at: Instant | None
    speaker: str
    system: str
    text: str
    text_key: str
    text_version: str
    place: str
    place_name: str
    taken_by: str
    note: str
    binds: bool
    decides: bool


class ConsentTextShape(BaseModel):
    """Words that may be shown or read out, and what a yes to them is a yes to; empty lists are everything."""

    key: str
    version: int
    name: Text
    text: Text
    purpose: str
    channels: list[str]
    topics: list[str]
    months: int | None


class TopicShape(BaseModel):
    """What messages may be about."""

    key: str
    name: Text


class CustomerConsents(BaseModel):
    """
    What one customer agreed and objected to: what holds, everything that was said, and the words to ask with.

    ``of_age_from`` is when a child comes of age; null for everybody else.
    """

    customer_id: str
    of_age_from: Instant | None
    cells: list[ConsentCell]
    statements: list[ConsentStatementShape]
    texts: list[ConsentTextShape]
    topics: list[TopicShape]


class RecordConsent(Schema):
    """What a customer said. Without channels or topics it is about all of them; without ``at`` it was said now."""

    said: Literal["yes", "no", "withdrawn"]
    purpose: Purpose
    channels: list[Channel] = Field(default_factory=list, max_length=10)
    topics: list[Word] = Field(default_factory=list, max_length=50)
    speaker: Literal["customer", "guardian"] = "customer"
    place: Literal["call", "shop", "web", "app", "letter"]
    place_name: str = Field(default="", max_length=120)
    text_key: str = Field(default="", max_length=120)
    language: Literal["zh", "en"] = "zh"
    note: str = Field(default="", max_length=300)
    at: datetime | None = None


class MayContact(BaseModel):
    """Whether a customer may be contacted, and why: the verdict and the statement from which it follows."""

    customer_id: str
    purpose: str
    channel: str
    topic: str
    allowed: bool
    verdict: str
    statement: str | None
    since: Instant | None
    until: Instant | None
