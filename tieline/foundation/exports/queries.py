"""Exports as people look for them."""

from uuid import UUID

from django.db.models import QuerySet

from tieline.foundation.access.models import User
from tieline.foundation.errors import NotFound
from tieline.foundation.exports.folder import holds, roll_of
from tieline.foundation.exports.models import Export


def get_export(export_id: UUID) -> Export:
    """The export with this id, or NotFound."""
    export = Export.objects.filter(pk=export_id).first()
    if export is None:
        raise not_found(export_id)
    return export


def not_found(export_id: UUID) -> NotFound:
    """The error of an export that is not there, or that the reader has nothing to do with."""
    return NotFound(f"There is no export {export_id}", do="Look at the list of exports")


def list_exports(*, asked_by: str = "", waiting: bool = False) -> QuerySet[Export]:
    """Exports, the newest first, of one asker, or that wait for a second person, where given."""
    found = Export.objects.order_by("-asked_at", "id")
    if asked_by:
        found = found.filter(asked_by=asked_by)
    return found.filter(state=Export.State.WAITING) if waiting else found


def waiting_for(user: User) -> QuerySet[Export]:
    """Exports that wait for a second person who is not their asker."""
    return list_exports(waiting=True).exclude(asked_by=user.login)


def exports_with(customer_id: str) -> list[Export]:
    """The exports that a customer is in, the newest first, also those whose file has gone."""
    return [export for export in list_exports() if roll_of(export).exists() and holds(export, customer_id)]


def find_asker(export: Export) -> User | None:
    """Who asked, with the roles of now."""
    return User.objects.prefetch_related("role_grants").filter(login=export.asked_by).first()
