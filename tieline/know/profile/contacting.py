"""Whether one customer may be contacted: read of all that their persons said, as it is known this moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tieline.foundation.days import aware, naive_utc
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
from tieline.know.profile.consents import Said, birth_of, of_age_from, persons_of, said_of
from tieline.know.profile.queries.customer import current_id


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
    for word, known, where in ((purpose, CONSENT_PURPOSES, "purpose"), (channel, CHANNELS, "channel")):
        if word not in known:
            raise Invalid(f"'{word}' is not known here", where=where, do=f"Choose from {', '.join(known)}")
    known_now = _known(warehouse(), customer_id)
    return _answered(known_now, Question(purpose, channel, topic), naive_utc(at))


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


def _known(store: Readable, customer_id: str) -> _Known:
    current = _current(store, customer_id)
    return _Known(current, of_age_from(birth_of(store, current)), said_of(store, current))


def _current(store: Readable, customer_id: str) -> str:
    """The party that a customer is now, which identity knows before the profile does."""
    became = store.rows(PARTY, columns=("now",), limit=1, party_id=customer_id)
    return str(became[0]["now"]) if became else current_id(store, customer_id)


def _answered(known: _Known, question: Question, at: datetime) -> Answer:
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
