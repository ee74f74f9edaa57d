"""``/api/privacy/requests``: requests of data subjects, step by step, with the file and the receipt."""

from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Status

from tieline.foundation.access.categories import CATEGORIES
from tieline.foundation.access.endpoint import allow, user_of
from tieline.foundation.access.looks import told
from tieline.foundation.access.projection import seen_by
from tieline.foundation.days import local_day
from tieline.foundation.errors import Refused
from tieline.foundation.privacy import requests, rights
from tieline.foundation.privacy.clocks import SOON, stands
from tieline.foundation.privacy.erasing import survey
from tieline.foundation.privacy.holds import find_holds, lift_hold, list_holds, place_hold
from tieline.foundation.privacy.places import Told, whereabouts
from tieline.foundation.privacy.portable import portable_file, taken_along
from tieline.foundation.privacy.receipts import STAYS, receipt_page
from tieline.foundation.privacy.request_models import LegalHold, SubjectRequest
from tieline.foundation.privacy.requests_shapes import (
    HoldOut,
    Identified,
    Kind,
    LetIn,
    NewHold,
    NewRequest,
    Number,
    RequestOut,
    RequestPage,
    Survey,
    Why,
)
from tieline.foundation.privacy.suppression import lift
from tieline.foundation.privacy.told_file import told_file

requests_router = Router(tags=["privacy"])
holds_router = Router(tags=["privacy"])
HANDLE, APPROVE = "privacy.requests", "privacy.approve"
WANTED = Literal["", "open", "received", "identified", "approved", "working", "done", "refused"]


@requests_router.get("", auth=allow(HANDLE), response=RequestPage, summary="List requests of data subjects")
def list_requests(
    request: HttpRequest,
    state: WANTED = "open",
    kind: Kind | None = None,
    customer_id: Annotated[str, Query(max_length=80)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> dict[str, Any]:
    """Requests by their last day, narrowed by what is given; how many of the open ones are late or soon due."""
    found = requests.list_requests(state=state, kind=kind or "", customer_id=customer_id)
    opened, today = requests.list_requests(state="open"), local_day(timezone.now())
    overdue = opened.filter(due_on__lt=today).count()
    page = {
        "items": [shown(request, each) for each in found[offset : offset + limit]],
        "total": found.count(),
        "overdue": overdue,
        "soon": opened.filter(due_on__lte=today + SOON).count() - overdue,
    }
    return told(request, page)


@requests_router.post("", auth=allow(HANDLE), response={201: RequestOut}, summary="Take down a request of a customer")
def receive_request(request: HttpRequest, body: NewRequest) -> Status[dict[str, Any]]:
    """The new request with its last day; 403 while one of the same kind is open."""
    law = body.law or ("pipl" if settings.TIELINE_COUNTRY == "CN" else "gdpr")
    by, now = user_of(request).login, timezone.now()
    asked = body.asked.model_dump() if body.asked else {}
    made = requests.receive_request(
        body.customer_id, kind=body.kind, law=law, through=body.through, by=by, now=now, asked=asked
    )
    return Status(201, told(request, shown(request, made)))


@requests_router.get("/{int:number}", auth=allow(HANDLE), response=RequestOut, summary="Read one request")
def read_request(request: HttpRequest, number: Number) -> dict[str, Any]:
    """Where it stands."""
    return told(request, shown(request, requests.get_request(number)))


@requests_router.post("/{int:number}/identify", auth=allow(HANDLE), response=RequestOut, summary="Identify the asker")
def identify_asker(request: HttpRequest, number: Number, body: Identified) -> dict[str, Any]:
    """Say how it was made sure that the asker is the customer: nothing is handed out or erased before."""
    by, now = user_of(request).login, timezone.now()
    return told(request, shown(request, requests.identify_asker(number, how=body.how, by=by, now=now)))


@requests_router.get(
    "/{int:number}/survey", auth=allow(HANDLE), response=Survey, summary="What erasing would take away"
)
def survey_request(request: HttpRequest, number: Number) -> dict[str, Any]:
    """Counts per place, what stays, and the legal hold that forbids it; 403 once the customer was erased."""
    found = requests.get_request(number)
    if not found.customer_id:
        raise Refused("The customer was erased", where=found.number, do="Read the receipt")
    hold = find_holds(found.customer_id, timezone.now()).first()
    places = [
        {
            "key": each.place.key,
            "name_zh": each.place.name.zh,
            "name_en": each.place.name.en,
            "how_zh": each.place.how.zh,
            "how_en": each.place.how.en,
            "count": each.count,
        }
        for each in survey(found.customer_id)
    ]
    answer = {
        "places": places,
        "stays_zh": [zh for zh, _ in STAYS],
        "stays_en": [en for _, en in STAYS],
        "held_why": hold.why if hold else "",
        "held_until": hold.until if hold else None,
    }
    return told(request, answer, about=found.customer_id)


@requests_router.post("/{int:number}/refuse", auth=allow(HANDLE), response=RequestOut, summary="Refuse a request")
def refuse_request(request: HttpRequest, number: Number, body: Why) -> dict[str, Any]:
    """Close it without doing what it asks, with the reason."""
    by, now = user_of(request).login, timezone.now()
    return told(request, shown(request, requests.refuse_request(number, why=body.why, by=by, now=now)))


@requests_router.post("/{int:number}/extend", auth=allow(HANDLE), response=RequestOut, summary="Extend the time")
def extend_request(request: HttpRequest, number: Number, body: Why) -> dict[str, Any]:
    """Two months more by GDPR, once, with the reason; 403 by PIPL."""
    by, now = user_of(request).login, timezone.now()
    return told(request, shown(request, requests.extend_request(number, why=body.why, by=by, now=now)))


@requests_router.post("/{int:number}/file", auth=allow(HANDLE), summary="Hand out what is known of the customer")
def hand_out_file(request: HttpRequest, number: Number) -> HttpResponse:
    """
    A ZIP file, made now and kept nowhere; it closes the request. Of what is known it is a page to read and the same as
    JSON; to take along it is what the customer gave and what was observed, as CSV and JSON with a description.
    """
    found = requests.get_request(number)
    seen = seen_by(request, "legal")
    requests.demand_identified(found)
    known = whereabouts().tell(seen, found.customer_id)
    withheld = [category for category in CATEGORIES if not seen.sight.reads(category)]
    file, rows = _file(found, known, withheld)
    requests.hand_out(number, rows=rows, by=user_of(request).login, now=timezone.now())
    told(request, [], about=found.customer_id)
    answer = HttpResponse(file, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{found.number}.zip"'
    return answer


@requests_router.get("/{int:number}/receipt", auth=allow(HANDLE), summary="The receipt of a request")
def read_receipt(request: HttpRequest, number: Number) -> HttpResponse:
    """A page in Chinese and English that says what was done where, without anything that leads to a person."""
    found = requests.get_request(number)
    if found.state != SubjectRequest.State.DONE:
        raise Refused("The request is not done yet", where=found.number, do="Come back when it is")
    answer = HttpResponse(receipt_page(found), content_type="text/html; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{found.number}.html"'
    return answer


@requests_router.post(
    "/{int:number}/let-in", auth=allow(APPROVE), response=LetIn, summary="Let an erased customer be one again"
)
def let_in(request: HttpRequest, number: Number, body: Why) -> dict[str, Any]:
    """What was erased for a request is not kept away from later deliveries any more, with the reason."""
    found = requests.get_request(number)
    return {"marks": lift(found.number, why=body.why, by=user_of(request).login, now=timezone.now())}


def _file(found: SubjectRequest, known: Told, withheld: list[str]) -> tuple[bytes, dict[str, int]]:
    """The file that the asker gets, and how many rows of which table are in it."""
    if found.kind == SubjectRequest.Kind.PORTABILITY:
        taken = taken_along(known, whereabouts().portable)
        return portable_file(found.number, taken, withheld), {each.path: len(rows) for each, rows in taken}
    file = told_file(found.number, known, whereabouts().tables(), withheld)
    return file, {name: len(rows) for name, rows in known.items()}


@holds_router.get("", auth=allow(HANDLE), response=list[HoldOut], summary="List legal holds")
def list_legal_holds(
    request: HttpRequest, customer_id: Annotated[str, Query(max_length=80)] = ""
) -> list[dict[str, Any]]:
    """The holds that stand, of one customer or of all, the newest first."""
    now = timezone.now()
    found = find_holds(customer_id, now) if customer_id else list_holds(now)
    return told(request, [_hold(each) for each in found])


@holds_router.post("", auth=allow(APPROVE), response={201: HoldOut}, summary="Place a legal hold on a customer")
def place_legal_hold(request: HttpRequest, body: NewHold) -> Status[dict[str, Any]]:
    """The customer is not erased until the last day, or until the hold is lifted."""
    whereabouts().find(body.customer_id)
    by, now = user_of(request).login, timezone.now()
    return Status(
        201, told(request, _hold(place_hold(body.customer_id, why=body.why, until=body.until, by=by, now=now)))
    )


@holds_router.post("/{int:number}/lift", auth=allow(APPROVE), response=HoldOut, summary="Lift a legal hold")
def lift_legal_hold(request: HttpRequest, number: Number, body: Why) -> dict[str, Any]:
    """A hold that stands no more, with the reason."""
    by, now = user_of(request).login, timezone.now()
    return told(request, _hold(lift_hold(number, why=body.why, by=by, now=now)))


def _hold(hold: LegalHold) -> dict[str, Any]:
    return {name: getattr(hold, name) for name in HoldOut.model_fields}


def shown(request: HttpRequest, found: SubjectRequest) -> dict[str, Any]:
    """The request as its shape, as the roles of who asks see it."""
    is_open = found.state in SubjectRequest.OPEN
    clock = stands(found.due_on, local_day(timezone.now())) if is_open else "closed"
    own = ("id", "number", "clock", "asked", "withheld", "right")
    known = {name: getattr(found, name) for name in RequestOut.model_fields if name not in own}
    if found.state == SubjectRequest.State.WORKING:  # to tell whom it is about would note a look at them once more
        known["customer_id"] = ""
    return {"id": found.pk, "number": found.number, "clock": clock} | known | _closer(request, found)


def _closer(request: HttpRequest, found: SubjectRequest) -> dict[str, Any]:
    """What is asked more closely, unless it holds data that the reader does not see, and what was granted."""
    asked = dict(found.asked)
    categories = rights.categories_of(found.kind, asked)
    withheld = bool(categories) and not all(map(seen_by(request, "legal").sight.reads, categories))
    if withheld:
        asked = {name: value for name, value in asked.items() if name not in ("says", "should_be", "decided")}
    return {"asked": asked, "withheld": withheld, "right": getattr(found, "right", None)}
