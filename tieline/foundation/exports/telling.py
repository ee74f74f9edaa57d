"""Exports as they are told to one reader."""

from collections.abc import Iterable, Mapping
from typing import Any

from tieline.foundation.access.models import User
from tieline.foundation.exports.exportable import Exportable, list_exportables
from tieline.foundation.exports.models import Export
from tieline.foundation.exports.planning import APPROVE, How
from tieline.foundation.jobs.models import Job
from tieline.foundation.language import for_reader
from tieline.foundation.packs.kinds import Text

FIELDS = (
    *("id", "short", "what", "filters", "format", "purpose", "reason", "asked_by", "asked_at", "state", "rows"),
    *("row_limit", "decided_by", "decided_at", "decision_reason", "rows_written", "size", "digest", "expires_at"),
    "downloads",
)


def exports_out(exports: Iterable[Export], reader: User) -> list[dict[str, Any]]:
    """Exports with the names of people, titles of columns, and what the reader may do with each."""
    found = list(exports)
    logins = {each.asked_by for each in found} | {each.decided_by for each in found}
    names = {user.login: user.name for user in User.objects.filter(login__in=logins)}
    running = [each.job for each in found if each.job and each.state == Export.State.WRITING]
    progress = {job.pk: job.progress for job in Job.objects.filter(pk__in=running)}
    known = {each.key: each for each in list_exportables()}
    return [_one(each, reader, names, progress.get(each.job or each.id, ""), known.get(each.what)) for each in found]


def _one(
    export: Export, reader: User, names: Mapping[str, str], progress: str, exportable: Exportable | None
) -> dict[str, Any]:
    share = progress.partition(" %")[0]
    is_own = export.asked_by == reader.login
    return {
        **{name: getattr(export, name) for name in FIELDS},
        "title": exportable.title if exportable else Text(zh=export.what, en=export.what),
        "columns": columns_out(exportable, export.columns),
        "asked_by_name": names.get(export.asked_by, export.asked_by),
        "decided_by_name": names.get(export.decided_by, export.decided_by),
        "why": for_reader(export.why),
        "progress": int(share) if share.isdigit() else 0,
        "may_download": is_own and export.state == Export.State.READY,
        "may_decide": not is_own and APPROVE in reader.permissions and export.state == Export.State.WAITING,
    }


def columns_out(exportable: Exportable | None, columns: Mapping[str, How]) -> list[dict[str, Any]]:
    """Columns in the order of the list, each with how it goes out."""
    declared = exportable.columns if exportable else ()
    return [
        {"name": each.name, "title": each.title, "how": columns[each.name]} for each in declared if each.name in columns
    ]
