"""``/api/retention``: rules, what each would let go of now, and what went. Publishing is that of definitions."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from tieline.foundation.access.endpoint import allow
from tieline.foundation.access.looks import told
from tieline.foundation.access.projection import seen_by
from tieline.foundation.access.reach import find_subjects
from tieline.foundation.days import local_day
from tieline.foundation.privacy.retention_commands import survey_rule
from tieline.foundation.privacy.retention_keeping import Survey
from tieline.foundation.privacy.retention_queries import list_keepables, list_lettings, list_rules, rule_of
from tieline.foundation.privacy.retention_shapes import (
    KeepableChoices,
    LettingGoOut,
    LettingGoPage,
    RetentionPage,
    RetentionPreviewIn,
    RetentionSurveyOut,
)

Limit = Annotated[int, Query(ge=1, le=200)]
Offset = Annotated[int, Query(ge=0, le=10_000_000)]

retention_router = Router(tags=["retention"])


@retention_router.get("", auth=allow("privacy.retention"), response=RetentionPage, summary="List retention rules")
def list_retention(request: HttpRequest) -> Any:
    """The published rules by key, and the kinds of data that no rule names."""
    items = list_rules()
    named = {rule["keeps"]["key"] for rule in items}
    others = [each for each in list_keepables() if each["key"] not in named]
    return {"items": items, "total": len(items), "without_rule": others}


@retention_router.get(
    "/choices", auth=allow("privacy.retention"), response=KeepableChoices, summary="What can be kept or let go"
)
def list_retention_choices(request: HttpRequest) -> Any:
    """Every kind of data that a rule may be about, with its dates and what law and conditions ask for."""
    return {"items": list_keepables()}


@retention_router.post(
    "/preview", auth=allow("privacy.retention"), response=RetentionSurveyOut, summary="Preview a rule"
)
def preview_retention(request: HttpRequest, wanted: RetentionPreviewIn) -> Any:
    """How many rows there are and would go now by a rule, also one that is not published; nothing is written."""
    rule, now = rule_of(wanted.body), timezone.now()
    survey = survey_rule(rule, now)
    found = _survey(survey, rule.goes_before(local_day(now)))
    return told(request, {**found, "items": _shown(request, survey.customers)})


@retention_router.get("/gone", auth=allow("privacy.retention"), response=LettingGoPage, summary="What went")
def list_gone(request: HttpRequest, rule: str = "", limit: Limit = 50, offset: Offset = 0) -> Any:
    """What went by all rules or by one, the newest first."""
    found = list_lettings(rule)
    items = [LettingGoOut.from_orm(each) for each in found[offset : offset + limit]]
    return {"items": items, "total": found.count()}


def _shown(request: HttpRequest, customers: Sequence[str]) -> list[dict[str, Any]]:
    """Those of the customers whom the asker may see for the purpose, in their order."""
    subjects = find_subjects()
    if subjects is None or not customers:
        return []
    asked: dict[str, Any] = {subjects.key: list(customers)}
    rows = seen_by(request, "legal").rows(subjects.table, columns=[subjects.key, "name"], **asked)
    names = {row[subjects.key]: row["name"] for row in rows}
    return [{"customer_id": each, "name": names[each]} for each in customers if each in names]


def _survey(survey: Survey, before: date) -> dict[str, Any]:
    return {
        "before": before,
        "rows": survey.rows,
        "goes": survey.goes,
        "held": survey.held,
        "undated": survey.undated,
        "oldest": survey.oldest,
        "months": [{"month": each.month, "rows": each.rows, "goes": each.goes} for each in survey.months],
    }
