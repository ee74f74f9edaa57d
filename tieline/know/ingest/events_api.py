"""``/api/ingest/events`` and ``/api/ingest/webhooks``: the doors of events, and how they stand."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Router, Status

from tieline.foundation.access.endpoint import Machine, allow, allow_machine, allow_machine_or, caller_of
from tieline.foundation.errors import Refused
from tieline.know.ingest.definitions import Source
from tieline.know.ingest.events import doors, parsing
from tieline.know.ingest.events.bodies import body_of, unpacked
from tieline.know.ingest.events.keys import recognise_key
from tieline.know.ingest.events.queries import Standing, list_standings
from tieline.know.ingest.events.signatures import recognise_signature
from tieline.know.ingest.events_shapes import (
    EventsAnswer,
    EventsStatus,
    EventStandingShape,
    ListenerShape,
    RejectedEventShape,
)

router = Router(tags=["ingest"])

_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"description": "An event, a list of events, or {source, events}."}},
            "application/x-ndjson": {"schema": {"type": "string", "description": "An event a line."}},
        },
    }
}


@router.post(
    "/events",
    auth=allow_machine_or("data.load", recognise_key),
    response={202: EventsAnswer, 422: EventsAnswer},
    summary="Send events",
    openapi_extra=_BODY,
)
def send_events(request: HttpRequest, source: str | None = None) -> Status[EventsAnswer]:
    """
    Takes events; when this answers, the accepted ones are on disk and the same event sent again changes nothing.

    With ``source`` in the address the body holds events only: an object, a list, or NDJSON. Without, it is
    ``{"source": …, "events": […]}``. Each event is judged by itself; 422 where none was accepted.
    """
    body = unpacked(request, body_of(request))
    if source is None:
        source, events = parsing.parse_envelope(body)
        declared = _may_send(request, source)
        batch = parsing.judge_events(events, doors.id_of(declared))
    else:
        declared = _may_send(request, source)
        batch = doors.batch_of(declared, request.content_type or "", body)
    return _answer(doors.take(declared, batch))


@router.post(
    "/webhooks/{source}",
    auth=allow_machine(recognise_signature),
    response={202: EventsAnswer, 422: EventsAnswer},
    summary="Receive a signed webhook",
    openapi_extra=_BODY,
)
def receive_webhook(request: HttpRequest, source: str) -> Status[EventsAnswer]:
    """Takes the events of a body that the source's secret signed: an object, a list, or NDJSON."""
    declared = doors.event_source(source)
    batch = doors.batch_of(declared, request.content_type or "", unpacked(request, body_of(request)))
    return _answer(doors.take(declared, batch))


@router.get("/events/status", auth=allow("operations.read"), response=EventsStatus, summary="How events stand")
def events_status(request: HttpRequest) -> EventsStatus:
    """Every source of events: what waits for its landing, what landed, its dead letters, and how its listener fares."""
    items = [_standing_shape(each) for each in list_standings()]
    return EventsStatus(
        items=items,
        waiting_bytes=sum(each.waiting_bytes for each in items),
        waiting_limit=int(settings.TIELINE_EVENTS_BACKLOG_MB * 1024 * 1024),
    )


def _may_send(request: HttpRequest, key: str) -> Source:
    """The source, which the caller may send to; Refused for a key that is bound to others."""
    caller = caller_of(request)
    if isinstance(caller, Machine) and not caller.may(key):
        raise Refused(f"The key '{caller.name}' may not send to '{key}'", do="Send to its own sources, or bind it anew")
    return doors.event_source(key)


def _answer(taken: doors.Taken) -> Status[EventsAnswer]:
    rejected = [RejectedEventShape(index=each.index, reason=each.reason, says=each.says) for each in taken.poison]
    answer = EventsAnswer(
        accepted=taken.accepted,
        duplicates=taken.duplicates,
        rejected_count=taken.refused,
        rejected=rejected,
    )
    return Status(202 if taken.accepted else 422, answer)


def _standing_shape(standing: Standing) -> EventStandingShape:
    feed = standing.feed
    listener = None
    if standing.source.where.topic is not None:
        listener = ListenerShape(
            connection=standing.source.where.connection or "",
            topic=standing.source.where.topic.name,
            state="unknown" if feed is None else ("failing" if feed.failures else "listening"),
            failures=feed.failures if feed else 0,
            tried_at=feed.tried_at if feed else None,
            heard_at=feed.fetched_at if feed else None,
            error=feed.error_what if feed else "",
        )
    return EventStandingShape(
        source=standing.source.key,
        arrives="events" if standing.source.where.events is not None else "topic",
        waiting_bytes=standing.waiting_bytes,
        last_landed_at=standing.last_landed_at,
        data_until=standing.data_until,
        events_landed=standing.events_landed,
        dead_letters=standing.dead_letters,
        failed_loads=standing.failed_loads,
        listener=listener,
    )
