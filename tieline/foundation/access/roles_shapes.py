"""What goes out of the routes of roles: every role that can be given, and what a role can be made of."""

from typing import Any, Literal

from ninja import Schema

from tieline.foundation.access.roles import Level, Purpose, Reach
from tieline.foundation.packs.kinds import Text


class RoleItem(Schema):
    """
    A role that can be given, with its definition as written.

    ``origin`` tells who says so: the product, a pack, or somebody on the screen; ``over`` is the pack whose role one
    made on the screen stands before. ``users`` are the active users who hold it. A built-in role has version 0;
    ``is_built_in`` says that one of this key holds where nobody says otherwise.
    """

    key: str
    name: Text
    says: Text
    origin: Literal["built in", "pack", "screen"]
    pack: str
    over: str
    is_built_in: bool
    version: int
    users: int
    body: dict[str, Any]


class RolePage(Schema):
    """All roles, by key."""

    items: list[RoleItem]
    total: int


class CategoryOut(Schema):
    """A category of personal data: its names, whether it can be masked, and the categories that it holds."""

    key: str
    name: Text
    has_mask: bool
    holds: list[str]


class ColumnOut(Schema):
    """A column of the table of customers, which a role may see at a level of its own."""

    key: str
    column: str
    category: str
    says: str


class RoleChoices(Schema):
    """What a role can be made of."""

    permissions: list[str]
    purposes: list[Purpose]
    reaches: list[Reach]
    levels: list[Level]
    categories: list[CategoryOut]
    columns: list[ColumnOut]
