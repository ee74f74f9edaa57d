"""What the doors of events answer."""

from datetime import datetime
from typing import Literal

from ninja import Schema


class RejectedEventShape(Schema):
    """An event that can never be a row, by its place in what was sent, from 0."""

    index: int
    reason: str
    says: str


class EventsAnswer(Schema):
    """How many events are on disk, of which some had just been sent before, and which can never be a row."""

    accepted: int
    duplicates: int
    rejected_count: int
    rejected: list[RejectedEventShape]


class ListenerShape(Schema):
    """How the listener of a topic fares; unknown until a server listened to it."""

    connection: str
    topic: str
    state: Literal["unknown", "listening", "failing"]
    failures: int
    tried_at: datetime | None
    heard_at: datetime | None
    error: str


class EventStandingShape(Schema):
    """A source of events. Dead letters are the rejected rows of its loads."""

    source: str
    arrives: Literal["events", "topic"]
    waiting_bytes: int
    last_landed_at: datetime | None
    data_until: datetime | None
    events_landed: int
    dead_letters: int
    failed_loads: int
    listener: ListenerShape | None


class EventsStatus(Schema):
    """Every source of events by key; senders are told to wait when ``waiting_bytes`` reach ``waiting_limit``."""

    items: list[EventStandingShape]
    waiting_bytes: int
    waiting_limit: int
