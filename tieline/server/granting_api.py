"""Deciding what a customer asks: the routes of requests after which all is computed anew, added to their router."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from tieline.foundation.access.endpoint import allow, user_of
from tieline.foundation.access.looks import told
from tieline.foundation.access.projection import seen_by
from tieline.foundation.jobs.commands import ask_again
from tieline.foundation.privacy import requests, rights
from tieline.foundation.privacy.requests_api import HANDLE, shown
from tieline.foundation.privacy.requests_shapes import Number, RequestOut, Why
from tieline.know.profile.correcting import CORRECTING, CORRECTION
from tieline.know.profile.restraints import OBJECTION, RESTRICTING, RESTRICTION, objection
from tieline.server.decided import decided_about
from tieline.server.erasing_api import requests_router
from tieline.server.work import REFRESH_KEY, refresh_customers_job

__all__ = ["requests_router"]

rights.declare_right(CORRECTION, CORRECTING)
rights.declare_right(RESTRICTION, RESTRICTING)
rights.declare_right(OBJECTION, objection(decided_about))


@requests_router.post("/{int:number}/grant", auth=allow(HANDLE), response=RequestOut, summary="Grant what is asked")
def grant_request(request: HttpRequest, number: Number, body: Why) -> dict[str, Any]:
    """What is asked holds from now on, with the reason; everything is computed anew behind the screen."""
    rights.demand_to_decide(requests.get_request(number), seen_by(request, "legal"))
    with transaction.atomic():
        found = requests.grant_request(number, why=body.why, by=user_of(request).login, now=timezone.now())
        ask_again(refresh_customers_job, REFRESH_KEY)
    return told(request, shown(request, found))


@requests_router.post("/{int:number}/take-back", auth=allow(HANDLE), response=RequestOut, summary="Take a right back")
def take_back_right(request: HttpRequest, number: Number, body: Why) -> dict[str, Any]:
    """What was granted holds no more, with the reason; everything is computed anew behind the screen."""
    rights.demand_to_decide(requests.get_request(number), seen_by(request, "legal"))
    with transaction.atomic():
        found = requests.take_back(number, why=body.why, by=user_of(request).login, now=timezone.now())
        ask_again(refresh_customers_job, REFRESH_KEY)
    return told(request, shown(request, found))
