"""Asking for a check of the change log: the one route of the log that must know the worker, added to its router."""

from django.db import transaction
from django.http import HttpRequest
from ninja import Status

from tieline.foundation.access.changes_api import changes_router
from tieline.foundation.access.endpoint import allow
from tieline.foundation.jobs.api import job_out
from tieline.foundation.jobs.commands import ask_again
from tieline.foundation.jobs.shapes import JobOut
from tieline.server.work import CHECK_KEY, check_log_job

__all__ = ["changes_router"]


@changes_router.post("/check", auth=allow("changes.read"), response={202: JobOut}, summary="Check the change log")
def ask_for_log_check(request: HttpRequest) -> Status[JobOut]:
    """The job that will verify the whole log; asking again while it waits or runs gives the same one."""
    with transaction.atomic():
        return Status(202, job_out(ask_again(check_log_job, CHECK_KEY)))
