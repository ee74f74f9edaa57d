"""Approving that a customer is erased: the one route of requests that must know the worker, added to its router."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django_tasks import task

from tieline.foundation.access.endpoint import allow, user_of
from tieline.foundation.access.looks import told
from tieline.foundation.errors import TielineError
from tieline.foundation.jobs.commands import ask_again, enqueue_once
from tieline.foundation.jobs.queues import WAREHOUSE
from tieline.foundation.privacy import requests
from tieline.foundation.privacy.requests_api import APPROVE, requests_router, shown
from tieline.foundation.privacy.requests_shapes import Number, RequestOut
from tieline.server.backup.restored import keep_erasures
from tieline.server.work import REFRESH_KEY, refresh_customers_job

__all__ = ["requests_router"]


@task(queue_name=WAREHOUSE, priority=5)
def erase_customer_job(number: int, by: str) -> str:
    """
    The requests whose customers were erased; counts of tags and segments follow by a run of their own.

    Whatever else is approved by now goes with it, as one pass over the storage serves all. Where that fails, as for
    what one of them holds, this one goes alone.
    """
    now = timezone.now()
    together = list(dict.fromkeys([number, *requests.waiting_to_be_erased(now)]))
    try:
        done = requests.carry_out_together(together, by=by, now=now)
    except TielineError:
        if len(together) == 1:
            raise
        done = [requests.carry_out(number, by=by, now=now)]
    keep_erasures()
    ask_again(refresh_customers_job, REFRESH_KEY)
    return " ".join(request.number for request in done)


@requests_router.post("/{int:number}/approve", auth=allow(APPROVE), response=RequestOut, summary="Approve erasing")
def approve_erasing(request: HttpRequest, number: Number) -> dict[str, Any]:
    """Agree, as the second person, that the customer is erased; it begins at once."""
    by = user_of(request).login
    with transaction.atomic():
        found = requests.approve_erasing(number, by=by, now=timezone.now())
        enqueue_once(erase_customer_job, f"erase {found.number}", number, by)
    return told(request, shown(request, found))
