"""
Writing down what customers say about being contacted, and forgetting it with the customer.

A statement is made for all persons who are the customer at that moment. So a no binds each of them, also after they are
parted. A yes binds the others only as long as the person who was in front is one with them; see ``consenting``.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from tieline.foundation.access.changes import record_change
from tieline.foundation.errors import Invalid
from tieline.foundation.packs.queries import get_published, published, published_versions
from tieline.foundation.privacy.consent_definitions import TEXTS, TOPICS, ConsentText, ConsentTopic
from tieline.foundation.privacy.consent_models import ConsentPerson, ConsentStatement
from tieline.foundation.privacy.consenting import ALL, CHANNELS, CONSENT_PURPOSES, YES, binding_cells

OWN = "tieline"
"""The system in which a person is known by the id of a party."""

PLACES = ("call", "shop", "web", "app", "letter")

Ref = tuple[str, str]
"""A person: system and reference."""


@dataclass(frozen=True)
class Told:
    """What a customer said, of what, by which words, and where. Without channels or topics it is of all of them."""

    said: str
    purpose: str
    place: str
    channels: Collection[str] = ()
    topics: Collection[str] = ()
    text_key: str = ""
    language: str = "zh"
    speaker: str = "customer"
    place_name: str = ""
    note: str = ""


@transaction.atomic
def record_consent(
    customer_id: str, persons: Iterable[Ref], told: Told, *, at: datetime, by: str, now: datetime
) -> list[ConsentStatement]:
    """
    The statements that were written, one for each channel and topic that the customer named.

    Invalid where a yes lacks the words that were shown, or these are about something else.
    """
    _check(told, at, now)
    words, version = _words(told)
    expires_at = at + words.holds_for if words and words.holds_for and told.said == YES else None
    made = []
    for channel, topic in binding_cells(told.channels, told.topics):
        statement = ConsentStatement(
            customer_id=customer_id,
            purpose=told.purpose,
            channel=channel,
            topic=topic,
            said=told.said,
            speaker=told.speaker,
            at=at,
            time_zone=settings.TIELINE_TIME_ZONE,
            expires_at=expires_at,
            text_key=told.text_key,
            text_version=version,
            text_language=told.language if words else "",
            text=words.text.in_language(told.language) if words else "",
            place=told.place,
            place_name=told.place_name,
            note=told.note,
            recorded_at=now,
            recorded_by=by,
        )
        statement.save(force_insert=True)
        meant = sorted({*persons, (OWN, customer_id)})
        ConsentPerson.objects.bulk_create(
            ConsentPerson(statement=statement, system=system, party_ref=ref) for system, ref in meant
        )
        made.append(statement)
    after: dict[str, Any] = {"said": told.said, "purpose": told.purpose, "text": told.text_key, "version": version}
    after |= {"channels": sorted(told.channels), "topics": sorted(told.topics), "place": told.place}
    record_change("record_consent", "customer", customer_id, by=by, after=after, reason=told.note, now=now)
    return made


@transaction.atomic
def forget_customer(persons: Iterable[Ref]) -> int:
    """
    Remove what was said for these persons and nobody else; how many statements. A no that binds others stays for them.

    ``persons`` are those of all systems, and the party's ids as persons of ``tieline``. What has to outlive them is
    that they are not contacted again: the list of suppressed contact points keeps that, as keyed hashes. The words
    and times of a statement are proof only as long as somebody is known whom it is about. Nothing happens the second
    time. Statements that sources deliver are records of ingest and go with them.
    """
    theirs = Q(pk__in=[])
    persons = set(persons)
    for system, ref in persons:
        theirs |= Q(system=system, party_ref=ref)
    found = list(ConsentPerson.objects.filter(theirs).values_list("pk", "statement_id"))
    ConsentPerson.objects.filter(pk__in=[pk for pk, _ in found]).delete()
    named = {ref for system, ref in persons if system == OWN}
    of_them = ConsentStatement.objects.filter(pk__in={statement for _, statement in found})
    binds_nobody = Q(persons__isnull=True) | Q(said=YES, customer_id__in=named)
    gone = set(of_them.filter(binds_nobody).values_list("pk", flat=True))
    ConsentStatement.objects.filter(pk__in=gone).delete()
    of_them.filter(customer_id__in=named).update(customer_id="", note="")
    return len(gone)


def _check(told: Told, at: datetime, now: datetime) -> None:
    topics = [topic.key for topic in published(TOPICS.name, ConsentTopic)]
    known: list[tuple[str, Collection[str], Collection[str]]] = [
        ("said", [told.said], ConsentStatement.Said.values),
        ("speaker", [told.speaker], ConsentStatement.Speaker.values),
        ("purpose", [told.purpose], CONSENT_PURPOSES),
        ("place", [told.place], PLACES),
        ("channels", told.channels, CHANNELS),
        ("topics", told.topics, topics),
    ]
    for where, given, allowed in known:
        for word in given:
            if word not in allowed:
                raise Invalid(f"'{word}' is not known here", where=where, do=f"Choose from {', '.join(allowed)}")
    if at > now:
        raise Invalid("It was said in the future", where="at", do="Give the time at which the customer said it")


def _words(told: Told) -> tuple[ConsentText | None, int | None]:
    """The text that was shown, and its version; a no needs none."""
    if not told.text_key:
        if told.said == YES:
            raise Invalid(
                "A yes needs the words that the customer agreed to",
                where="text_key",
                do="Choose the text that was shown or read out",
            )
        return None, None
    words = get_published(TEXTS.name, told.text_key, ConsentText)
    if told.said == YES and not _asks_for(words, told):
        raise Invalid(
            f"The text '{words.key}' does not ask for that",
            where="text_key",
            do="Choose the purpose, channels and topics of the text, or another text",
        )
    return words, published_versions(TEXTS.name)[words.key]


def _asks_for(words: ConsentText, told: Told) -> bool:
    """Whether a yes to these words is a yes to all that was written down."""
    return words.purpose == told.purpose and all(
        not asked or (set(given or [ALL]) <= set(asked))
        for asked, given in ((words.channels, told.channels), (words.topics, told.topics))
    )
