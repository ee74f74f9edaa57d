"""``/api/register``: the register of processing activities, on the screen and as a file."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from tieline.foundation.access.categories import CATEGORIES
from tieline.foundation.access.changes import record_change
from tieline.foundation.access.endpoint import allow, user_of
from tieline.foundation.days import local_day
from tieline.foundation.privacy.register import Entry, find_controller, list_entries
from tieline.foundation.privacy.register_files import csv_file, html_file, kept_for
from tieline.foundation.privacy.register_measures import list_measures
from tieline.foundation.privacy.register_shapes import RegisterOut

register_router = Router(tags=["register"])


@register_router.get("", auth=allow("privacy.register"), response=RegisterOut, summary="The register")
def get_register(request: HttpRequest) -> Any:
    """Every processing activity with its legal basis, recipients and retention, and who answers for it."""
    entries = list_entries()
    return {
        "controller": find_controller(),
        "items": [_activity(entry) for entry in entries],
        "total": len(entries),
        "missing": sum(bool(entry.missing) for entry in entries),
        "measures": list_measures(),
        "categories": CATEGORIES,
    }


@register_router.get("/file", auth=allow("privacy.register"), summary="The register as a file")
def get_register_file(
    request: HttpRequest, form: Literal["csv", "html"] = "csv", language: Literal["zh", "en"] = "zh"
) -> HttpResponse:
    """The register as CSV for spreadsheets or HTML for print, in Chinese or English; leaves an entry in the log."""
    entries, now = list_entries(), timezone.now()
    if form == "csv":
        content, kind = csv_file(entries, language), "text/csv; charset=utf-8"
    else:
        content = html_file(entries, find_controller(), list_measures(), language, now)
        kind = "text/html; charset=utf-8"
    said = {"form": form, "language": language, "activities": len(entries)}
    record_change("download_register", "register", "all", by=user_of(request).login, after=said, now=now)
    name = f"register-{local_day(now)}-{language}.{form}"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _activity(entry: Entry) -> dict[str, Any]:
    activity = entry.activity
    return {
        "key": activity.key,
        "kind": activity.kind,
        "name": activity.name,
        "says": activity.says,
        "origin": activity.origin,
        "subjects": activity.subjects,
        "categories": activity.ordered_categories,
        "bases": [
            {"purpose": purpose, "basis": said.basis if said else None, "law": said.law if said else None}
            for purpose, said in entry.bases.items()
        ],
        "recipients": [
            {"role": each.role.key, "name": each.role.name, "levels": each.levels} for each in entry.recipients
        ],
        "receives": list(activity.receives),
        "kept": [*(kept_for(rule) for rule in entry.rules), *([activity.kept] if activity.kept else [])],
        "endless": list(entry.endless),
    }
