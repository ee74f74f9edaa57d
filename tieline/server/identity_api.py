"""Deciding who is one and who is not: the routes of identity after which customers are derived again."""

from collections.abc import Iterable, Sequence
from typing import Literal

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from ninja import Schema, Status

from tieline.foundation.access.endpoint import allow, user_of
from tieline.foundation.access.projection import seen_by
from tieline.foundation.access.writing import demand_to_write, demand_to_write_of_all
from tieline.foundation.jobs.commands import add_job
from tieline.foundation.jobs.models import Job
from tieline.know.identity import commands, queries
from tieline.know.identity.api import router
from tieline.know.identity.consistency import ends_of
from tieline.know.identity.models import Decision
from tieline.know.identity.pairing import Pair, Person
from tieline.know.identity.shapes import DecidePair, JoinPersons, PersonRef, SplitParty, WithdrawDecisions
from tieline.server.touching import follow_job
from tieline.server.work import refresh_customers_job, settle_decisions_job

identity_router = router

DERIVING = (settle_decisions_job.module_path, follow_job.module_path, refresh_customers_job.module_path)


class Rederivation(Schema):
    """
    What follows from decisions: ``parties`` while the persons concerned are settled, ``customers`` while profiles, tags
    and segments follow, ``none`` when everything shown is as decided. ``failed`` says why it stopped.
    """

    step: Literal["none", "parties", "customers", "failed"]
    progress: str
    error: str


class Decided(Schema):
    """The pairs that changed by the decision (none the second time), to undo it with; and what follows from it."""

    pair_ids: list[str]
    rederivation: Rederivation


@router.post(
    "/pairs/{pair_id}/decision",
    auth=allow("identity.review"),
    response={202: Decided},
    summary="Say that two persons are one, or apart",
)
def decide_pair(request: HttpRequest, pair_id: str, body: DecidePair) -> Status[Decided]:
    """The word of a person on a pair: it holds in every later run. 403 where it contradicts other decisions."""
    _demand_to_decide(request, queries.get_pair(seen_by(request, "operations").everything, pair_id))
    command = commands.confirm_pair if body.verdict == "same" else commands.refuse_pair
    by = user_of(request).login
    with transaction.atomic():
        return _followed(command(pair_id, by=by, now=timezone.now(), why=body.why))


@router.post(
    "/parties/{party_id}/split",
    auth=allow("identity.review"),
    response={202: Decided},
    summary="Part persons from the rest of their party",
)
def split_party(request: HttpRequest, party_id: str, body: SplitParty) -> Status[Decided]:
    """The chosen persons are apart from each of the others of the party, now and in every later run."""
    _demand_to_decide(request, queries.get_party(seen_by(request, "operations").everything, party_id))
    by = user_of(request).login
    with transaction.atomic():
        pairs = commands.split_party(party_id, _persons(body.persons), by=by, now=timezone.now(), why=body.why)
        return _followed(pairs)


@router.post("/joins", auth=allow("identity.review"), response={202: Decided}, summary="Say that persons are one party")
def join_persons(request: HttpRequest, body: JoinPersons) -> Status[Decided]:
    """These persons are one party, whether they were ever compared or not."""
    _demand_to_decide(request, _persons(body.persons))
    by = user_of(request).login
    with transaction.atomic():
        return _followed(commands.join_persons(_persons(body.persons), by=by, now=timezone.now(), why=body.why))


@router.post(
    "/decisions/withdraw", auth=allow("identity.review"), response={202: Decided}, summary="Take decisions back"
)
def withdraw_decisions(request: HttpRequest, body: WithdrawDecisions) -> Status[Decided]:
    """Nothing is said of these pairs any more: the match policy decides again."""
    held = Decision.objects.filter(pk__in=body.pair_ids)
    _demand_to_decide(request, [person for each in held for person in ends_of(each)])
    by = user_of(request).login
    with transaction.atomic():
        pairs = commands.withdraw_decisions(body.pair_ids, by=by, now=timezone.now(), why=body.why)
        return _followed(pairs)


@router.get(
    "/rederivation", auth=allow("customers.read"), response=Rederivation, summary="What still follows from decisions"
)
def get_rederivation(request: HttpRequest) -> Rederivation:
    """Whether parties or customers are being derived again after decisions, and how far that has come."""
    return _rederivation()


def _demand_to_decide(request: HttpRequest, persons: Iterable[Person]) -> None:
    """Refused where the user may not change what ties these persons, of the parties that they are now."""
    seen, doing = seen_by(request, "operations"), "decide who is one customer"
    parties = {queries.party_of(seen.everything, person) for person in persons}
    demand_to_write(seen, [party for party in parties if party], "evidence", doing)
    if None in parties:
        demand_to_write_of_all(seen, "evidence", doing)


def _persons(given: Sequence[PersonRef]) -> list[Person]:
    return [Person(each.system, each.party_ref) for each in given]


def _followed(pairs: Sequence[Pair]) -> Status[Decided]:
    """The answer, with the job that settles the persons concerned; no job where nothing changed."""
    if pairs:
        persons = sorted({person for pair in pairs for person in pair})
        add_job(settle_decisions_job, kwargs={"persons": [list(person) for person in persons]})
    return Status(202, Decided(pair_ids=[pair.pair_id for pair in pairs], rederivation=_rederivation()))


def _rederivation() -> Rederivation:
    jobs = Job.objects.filter(task__in=DERIVING).exclude(state=Job.State.DONE).order_by("-created_at")
    going = [job for job in jobs if job.state != Job.State.FAILED]
    if going:
        settling = [job for job in going if job.task == settle_decisions_job.module_path]
        shown = next((job for job in settling or going if job.state == Job.State.RUNNING), (settling or going)[0])
        return Rederivation(step="parties" if settling else "customers", progress=shown.progress, error="")
    failed = next(iter(jobs), None)
    if failed is None:
        return Rederivation(step="none", progress="", error="")
    return Rederivation(step="failed", progress=failed.progress, error=failed.error)
