"""``/api/roles``: every role that can be given, and what a role can be made of. Publishing is that of definitions."""

from typing import get_args

from django.db.models import Count
from django.http import HttpRequest
from ninja import Router

from tieline.foundation.access.categories import CATEGORIES, COMPOSED
from tieline.foundation.access.endpoint import allow
from tieline.foundation.access.masks import MASKS
from tieline.foundation.access.models import RoleGrant
from tieline.foundation.access.permissions import PERMISSIONS
from tieline.foundation.access.reach import find_subjects
from tieline.foundation.access.roles import BUILT_IN, KIND, LEVELS, PURPOSES, Reach, RoleDefinition, all_roles
from tieline.foundation.access.roles_shapes import CategoryOut, ColumnOut, RoleChoices, RoleItem, RolePage
from tieline.foundation.packs.models import Definition
from tieline.foundation.packs.published import LOCAL

roles_router = Router(tags=["roles"])


@roles_router.get("", auth=allow("users.manage"), response=RolePage, summary="List roles")
def list_roles(request: HttpRequest) -> RolePage:
    """Every role that can be given, by key, with how many active users hold it and where it comes from."""
    held = RoleGrant.objects.filter(user__is_active=True, until=None).values("role").annotate(users=Count("user"))
    users = {row["role"]: row["users"] for row in held}
    rows = {row.key: row for row in Definition.objects.filter(kind=KIND.name, state=Definition.State.PUBLISHED)}
    items = [_item(role, rows.get(key), users.get(key, 0)) for key, role in sorted(all_roles().items())]
    return RolePage(items=items, total=len(items))


@roles_router.get("/choices", auth=allow("users.manage"), response=RoleChoices, summary="What a role is made of")
def list_role_choices(request: HttpRequest) -> RoleChoices:
    """Permissions, purposes, reaches, levels, the categories of data and the columns of customers."""
    return RoleChoices(
        permissions=list(PERMISSIONS),
        purposes=list(PURPOSES),
        reaches=list(get_args(Reach)),
        levels=list(LEVELS),
        categories=[
            CategoryOut(key=key, name=name, has_mask=key in MASKS, holds=list(COMPOSED.get(key, ())))
            for key, name in CATEGORIES.items()
        ],
        columns=_columns(),
    )


def _item(role: RoleDefinition, row: Definition | None, users: int) -> RoleItem:
    origin = "built in" if row is None else "screen" if row.pack == LOCAL else "pack"
    return RoleItem.model_validate(
        {
            "key": role.key,
            "name": role.name,
            "says": role.says,
            "origin": origin,
            "pack": row.pack if row is not None and origin == "pack" else "",
            "over": row.over if row is not None else "",
            "is_built_in": role.key in {each.key for each in BUILT_IN},
            "version": row.version if row is not None else 0,
            "users": users,
            "body": row.body if row is not None else role.model_dump(mode="json"),
        }
    )


def _columns() -> list[ColumnOut]:
    """The columns of customers that are of a category."""
    subjects = find_subjects()
    table = subjects.table if subjects else None
    return [
        ColumnOut(key=f"{table.full_name}.{each.name}", column=each.name, category=category, says=each.says)
        for each in (table.columns if table else ())
        if table and (category := table.category_of(each.name)) in CATEGORIES
    ]
