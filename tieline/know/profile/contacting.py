"""Whether customers may be contacted: read of all that their persons said, as it is known this moment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from tieline.foundation.days import aware, local_day, naive_utc
from tieline.foundation.errors import Invalid
from tieline.foundation.privacy.consent_commands import Told, record_consent
from tieline.foundation.privacy.consent_models import ConsentStatement
from tieline.foundation.privacy.consenting import (
    ALL,
    CHANNELS,
    CONSENT_PURPOSES,
    Holding,
    Question,
    holding,
)
from tieline.foundation.warehouse.connection import Readable, Row
from tieline.foundation.warehouse.current import warehouse
from tieline.know.identity.tables import PARTY
from tieline.know.profile.consents import Said, births_of_each, of_age_from, persons_of, persons_of_each, said_of_each
from tieline.know.profile.queries.customer import current_id
from tieline.know.profile.queries.heads import heads_of
from tieline.know.profile.restraints import NOTHING, Restraint, restraints_of

AT_ONCE = 2000
"""Customers whose statements are read at once; their persons must fit into one statement of the database."""


@dataclass(frozen=True)
class Answer:
    """Whether a customer may be contacted, why, and the statement from which that follows with its proof, if any."""

    customer_id: str
    question: Question
    holding: Holding
    proof: Mapping[str, Any] | None

    @property
    def allowed(self) -> bool:
        """Whether contact is allowed."""
        return self.holding.allowed


def may_contact(customer_id: str, purpose: str, channel: str, topic: str = ALL, *, at: datetime) -> Answer:
    """
    The answer at an instant; NotFound without such a customer. ``customer_id`` may be a former one.

    It asks what identity says now, so a merge, a split and a statement count from the moment at which they are made.
    """
    question = _question(purpose, channel, topic)
    return _answered(_known(warehouse(), customer_id), question, naive_utc(at))


def may_contact_each(
    customers: Iterable[str], purpose: str, channel: str, topic: str = ALL, *, at: datetime
) -> dict[str, Answer]:
    """The same for each of these ids, read some thousands at a time; who is no customer is not in it."""
    question, store, wanted = _question(purpose, channel, topic), warehouse(), list(dict.fromkeys(customers))
    found: dict[str, Answer] = {}
    for place in range(0, len(wanted), AT_ONCE):
        current = _current_of_each(store, wanted[place : place + AT_ONCE])
        known = _known_of_each(store, sorted(set(current.values())))
        answers = {each: _answered(of, question, naive_utc(at)) for each, of in known.items()}
        found |= {asked: answers[now] for asked, now in current.items()}
    return found


def _question(purpose: str, channel: str, topic: str) -> Question:
    for word, known, where in ((purpose, CONSENT_PURPOSES, "purpose"), (channel, CHANNELS, "channel")):
        if word not in known:
            raise Invalid(f"'{word}' is not known here", where=where, do=f"Choose from {', '.join(known)}")
    return Question(purpose, channel, topic)


def record_consent_of(customer_id: str, told: Told, *, at: datetime, by: str, now: datetime) -> list[ConsentStatement]:
    """Write down what a customer said, for all persons who are that customer now; NotFound without such a customer."""
    current = _current(warehouse(), customer_id)
    return record_consent(current, persons_of(warehouse(), current), told, at=at, by=by, now=now)


def consents_of(customer_id: str, *, at: datetime) -> Row:
    """
    What holds of one customer for each purpose and channel in general and for each topic that was spoken of, and every
    statement, the newest first; NotFound without such a customer.
    """
    known, now = _known(warehouse(), customer_id), naive_utc(at)
    spoken = {(each.statement.purpose, each.statement.topic) for each in known.said}
    asked = sorted(
        {(purpose, ALL) for purpose in CONSENT_PURPOSES} | {each for each in spoken if each[0] in CONSENT_PURPOSES},
        key=lambda each: (CONSENT_PURPOSES.index(each[0]), each[1]),
    )
    answers = [
        _answered(known, Question(purpose, channel, topic), now) for purpose, topic in asked for channel in CHANNELS
    ]
    deciding = {each.holding.statement.key for each in answers if each.holding.statement}
    return {
        "customer_id": known.customer_id,
        "of_age_from": known.of_age_from if known.of_age_from and known.of_age_from > now else None,
        "cells": [_cell(each) for each in answers],
        "statements": [_told(each, decides=each.statement.key in deciding) for each in known.said],
    }


@dataclass(frozen=True)
class _Known:
    customer_id: str
    of_age_from: datetime | None
    said: Sequence[Said]
    restraint: Restraint = NOTHING


def _known(store: Readable, customer_id: str) -> _Known:
    current = _current(store, customer_id)
    return _known_of_each(store, [current])[current]


def _known_of_each(store: Readable, customers: Sequence[str]) -> dict[str, _Known]:
    restraints = restraints_of(store, customers, local_day(timezone.now()))
    persons = persons_of_each(store, customers)
    births, said = births_of_each(store, persons), said_of_each(store, persons)
    return {
        each: _Known(each, of_age_from(births[each]), said[each], restraints.get(each, NOTHING)) for each in customers
    }


def _current_of_each(store: Readable, customers: Sequence[str]) -> dict[str, str]:
    """The party that each id is now, as ``_current`` finds it; those that lead to no customer are left out."""
    wanted: Any = list(customers)
    found = {row["party_id"]: row["now"] for row in store.rows(PARTY, columns=("party_id", "now"), party_id=wanted)}
    rest: Any = [each for each in customers if each not in found]
    return found | {each: each for each in heads_of(store, rest, ())}


def _current(store: Readable, customer_id: str) -> str:
    """The party that a customer is now, which identity knows before the profile does."""
    became = store.rows(PARTY, columns=("now",), limit=1, party_id=customer_id)
    return str(became[0]["now"]) if became else current_id(store, customer_id)


def _answered(known: _Known, question: Question, at: datetime) -> Answer:
    if forbidden := known.restraint.forbids(question.purpose):
        return Answer(known.customer_id, question, Holding(forbidden, allowed=False), None)
    binding = [each.statement for each in known.said if each.binds]
    held = holding(binding, question, at, known.of_age_from)
    proof = next((each.proof for each in known.said if each.statement is held.statement), None)
    return Answer(known.customer_id, question, held, proof)


def told_answer(answer: Answer) -> Row:
    """The answer as a row."""
    return {"customer_id": answer.customer_id, **_cell(answer)}


def _cell(answer: Answer) -> Row:
    statement = answer.holding.statement
    return {
        "purpose": answer.question.purpose,
        "channel": answer.question.channel,
        "topic": answer.question.topic,
        "allowed": answer.allowed,
        "verdict": answer.holding.verdict,
        "statement": statement.key if statement else None,
        "since": aware(statement.at) if statement else None,
        "until": aware(statement.expires_at) if statement and statement.expires_at else None,
    }


def _told(said: Said, *, decides: bool) -> Row:
    each = said.statement
    return {
        "key": each.key,
        "purpose": each.purpose,
        "channel": each.channel,
        "topic": each.topic,
        "said": each.said,
        "at": aware(each.at),
        "expires_at": aware(each.expires_at) if each.expires_at else None,
        "binds": said.binds,
        "decides": decides,
        **said.proof,
    }
