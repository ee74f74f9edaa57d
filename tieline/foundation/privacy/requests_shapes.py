"""Shapes of requests of data subjects."""

from datetime import date
from typing import Annotated, Literal

from ninja import Schema
from pydantic import AwareDatetime, Field

from tieline.foundation.access.shapes import Word

Kind = Literal["access", "deletion", "portability", "correction", "restriction", "objection"]
State = Literal["received", "identified", "approved", "working", "done", "refused"]
Clock = Literal["overdue", "soon", "in time", "closed"]
Law = Literal["pipl", "gdpr"]
Way = Literal["call", "shop", "web", "app", "letter"]
Method = Literal["document", "callback", "login", "letter"]
Proof = Literal["", "document", "letter", "records"]
Ground = Literal["", "accuracy", "unlawful", "claims", "objection"]
Number = Annotated[int, Field(ge=1, le=2**62)]
Reason = Annotated[Word, Field(min_length=1)]


class Saying(Schema):
    """A sentence in both languages."""

    zh: Annotated[str, Field(max_length=2000)]
    en: Annotated[str, Field(max_length=2000)]


class Asked(Schema):
    """
    What is asked more closely: of a correction which field, what it says, what it should say, and the proof.

    Of a restriction on what ground, from which day to which; of an objection to what. ``says``, and ``decided``, what
    was decided automatically about the customer so far, are filled in when the request is received.
    """

    field: Annotated[str, Field(max_length=40)] = ""
    says: Word = ""
    should_be: Word = ""
    proof: Proof = ""
    ground: Ground = ""
    since: date | None = None
    until: date | None = None
    objects_to: Annotated[list[Literal["marketing", "profiling"]], Field(max_length=2)] = []
    decided: Annotated[list[Saying], Field(max_length=200)] = []


class Holds(Schema):
    """What was granted: since when, until when, and since when it holds no more and why."""

    since: date
    until: date | None
    taken_back_at: AwareDatetime | None
    taken_back_by: str
    taken_back_why: str


class RequestOut(Schema):
    """
    A request, its clock, and who did which step; ``customer_id`` is empty once the customer was erased.

    ``withheld`` says that what is asked more closely is not shown, as the reader's roles do not see such data.
    """

    id: int
    number: str
    kind: Kind
    law: Law
    customer_id: str
    state: State
    clock: Clock
    received_at: AwareDatetime
    received_by: str
    received_through: str
    due_on: date
    extended_why: str
    identified_how: str
    identified_by: str
    identified_at: AwareDatetime | None
    approved_by: str
    approved_at: AwareDatetime | None
    asked: Asked
    withheld: bool
    granted_why: str
    right: Holds | None
    refused_why: str
    closed_by: str
    closed_at: AwareDatetime | None


class RequestPage(Schema):
    """Some requests, the most pressing first, how many there are in all, and how many of the open are late."""

    items: list[RequestOut]
    total: int
    overdue: int
    soon: int


class NewRequest(Schema):
    """A request of a customer; without a law the one of the operator's country counts."""

    customer_id: Annotated[Word, Field(min_length=1)]
    kind: Kind
    through: Way
    law: Law | None = None
    asked: Asked | None = None


class Identified(Schema):
    """How it was made sure that the asker is the customer."""

    how: Method


class Why(Schema):
    """The reason, for those who read it later."""

    why: Reason


class NewHold(Schema):
    """A legal hold on a customer: why, and the last day where there is one."""

    customer_id: Annotated[Word, Field(min_length=1)]
    why: Reason
    until: date | None = None


class HoldOut(Schema):
    """A legal hold, and whether it still stands."""

    id: int
    customer_id: str
    why: str
    until: date | None
    placed_at: AwareDatetime
    placed_by: str


class LetIn(Schema):
    """How many marks of an erased customer are no longer kept away."""

    marks: int


class PlaceOut(Schema):
    """How many things of a customer are in a place, and how they would go."""

    key: str
    name_zh: str
    name_en: str
    how_zh: str
    how_en: str
    count: int


class Survey(Schema):
    """What erasing the customer would take away, what stays, and the hold that forbids it, if any."""

    places: list[PlaceOut]
    stays_zh: list[str]
    stays_en: list[str]
    held_why: str
    held_until: date | None
