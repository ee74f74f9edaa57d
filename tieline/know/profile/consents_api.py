"""``/api/customers/{id}/consents``: what a customer agreed and objected to, with its proof; and writing it down."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Status

from tieline.foundation.access.endpoint import allow, user_of
from tieline.foundation.access.looks import told
from tieline.foundation.access.projection import Projection, seen_by
from tieline.foundation.access.writing import demand_to_write
from tieline.foundation.days import operator_zone
from tieline.foundation.packs.queries import published, published_versions
from tieline.foundation.privacy.consent_commands import Told
from tieline.foundation.privacy.consent_definitions import TEXTS, TOPICS, ConsentText, ConsentTopic
from tieline.know.profile.consents_shapes import Channel, CustomerConsents, MayContact, Purpose, RecordConsent
from tieline.know.profile.contacting import consents_of, may_contact, record_consent_of, told_answer
from tieline.know.profile.queries.customer import current_id

router = Router(tags=["customers"])


@router.get(
    "/{customer_id}/consents",
    auth=allow("customers.read"),
    response=CustomerConsents,
    summary="What a customer agreed and objected to, with its proof",
)
def get_customer_consents(request: HttpRequest, customer_id: str) -> dict[str, Any]:
    """What holds at this moment for every purpose and channel, and every statement, the newest first."""
    return told(request, _consents(_seen(request, customer_id), customer_id))


@router.post(
    "/{customer_id}/consents",
    auth=allow("consents.record"),
    response={201: CustomerConsents},
    summary="Write down what a customer said",
)
def record_customer_consent(request: HttpRequest, customer_id: str, body: RecordConsent) -> Status[dict[str, Any]]:
    """A statement for each channel and topic that is named; a yes needs the words that were shown or read out."""
    seen, now = _seen(request, customer_id), timezone.now()
    demand_to_write(seen, [current_id(seen, customer_id)], "consent", "write down what a customer said")
    given = body.dict(exclude={"at"})
    at = now if body.at is None else body.at if body.at.tzinfo else body.at.replace(tzinfo=operator_zone())
    record_consent_of(customer_id, Told(**given), at=at, by=user_of(request).login, now=now)
    return Status(201, told(request, _consents(seen, customer_id)))


@router.get(
    "/{customer_id}/may-contact",
    auth=allow("customers.read"),
    response=MayContact,
    summary="Whether a customer may be contacted, and why",
)
def may_contact_customer(
    request: HttpRequest,
    customer_id: str,
    purpose: Purpose,
    channel: Channel,
    topic: Annotated[str, Query(max_length=60)] = "",
) -> dict[str, Any]:
    """The answer of this moment; a merge, a split and a statement count at once."""
    seen = _seen(request, customer_id)
    answer = told_answer(may_contact(customer_id, purpose, channel, topic, at=timezone.now()))
    return told(request, {**answer, "statement": _key(seen, answer["statement"])})


def _seen(request: HttpRequest, customer_id: str) -> Projection:
    """What the user sees, who reaches this customer and reads consents; else NotFound or Refused."""
    seen = seen_by(request, "service")
    current_id(seen, customer_id)
    seen.sight.demand_category("consent", "read what a customer agreed to")
    return seen


def _consents(seen: Projection, customer_id: str) -> dict[str, Any]:
    found = consents_of(customer_id, at=timezone.now())
    versions = published_versions(TEXTS.name)
    return {
        **found,
        "cells": [{**cell, "statement": _key(seen, cell["statement"])} for cell in found["cells"]],
        "statements": [{**each, "key": _key(seen, each["key"])} for each in found["statements"]],
        "texts": [{**text.model_dump(), "version": versions[text.key]} for text in published(TEXTS.name, ConsentText)],
        "topics": [topic.model_dump() for topic in published(TOPICS.name, ConsentTopic)],
    }


def _key(seen: Projection, key: str | None) -> str | None:
    """The key of a statement, which has its number in its source: a pseudonym where numbers are not shown."""
    return None if key is None else seen.number(key)
