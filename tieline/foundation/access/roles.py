"""
A role: what its holders may do, and what they see of whom, for which purpose.

Roles are definitions: packs bring them, people change them on the screen, and every version is kept. Those of
``BUILT_IN`` hold where no pack says otherwise, so that there is an administrator before the first pack.

What a user sees is the union of the roles that serve the purpose of the moment: a field is shown at the highest level
that one of these roles gives for that customer. Roles of other purposes add nothing, which keeps what was collected
for service out of marketing.
"""

from typing import Literal

from pydantic import Field, model_validator

from tieline.foundation.access.categories import CATEGORIES
from tieline.foundation.access.permissions import PERMISSIONS
from tieline.foundation.access.permissions import ROLES as BUILT_IN_PERMISSIONS
from tieline.foundation.errors import Invalid
from tieline.foundation.packs.kinds import Declared, Definitions, Kind, Part, PlainKey, Text
from tieline.foundation.packs.queries import published

Purpose = Literal["service", "marketing", "analysis", "operations", "legal"]
PURPOSES: tuple[Purpose, ...] = ("service", "marketing", "analysis", "operations", "legal")
"""What data is read for. A user who serves several chooses; until then it is the first of these."""

Level = Literal["hidden", "masked", "readable", "exportable"]
LEVELS: tuple[Level, ...] = ("hidden", "masked", "readable", "exportable")
"""
From least to most. What has no mask (days, figures, what was said) is hidden where it is to be masked. On a screen
exportable is as readable; in a file readable is as masked (see ``sight.export_sight_of``).
"""

EXPORT_ROWS = 1000
"""How many rows holders of a role may export without a second person, where the role says nothing."""

Reach = Literal["own", "team", "area", "partner", "all"]
"""
Whose data: of customers whom the user manages, whom somebody of the team manages, who live in the area, whom the
user's partner sold to, or all.
"""

OTHERWISE = "otherwise"
ADMIN = "admin"
"""The role that always exists and always manages users."""


class Sees(Part):
    """What holders of a role see for one purpose: of which customers, and each category or column at which level."""

    purpose: Purpose
    customers: Reach = "all"
    fields: dict[str, Level] = Field(
        default_factory=dict,
        description="Level by category, or by column (profile.customer.balance); 'otherwise' for all others.",
    )

    writes: tuple[str, ...] = Field(
        default=(),
        description="Categories or columns that holders may change by hand, of what they see in full.",
    )

    def level(self, category: str, column: str) -> Level:
        """The level of a column: its own, that of its category, or of all others; hidden where nothing says."""
        for name in (column, category, OTHERWISE):
            if name in self.fields:
                return self.fields[name]
        return "hidden"


class EmergencyUse(Part):
    """That a role may be taken in an emergency: by holders of which roles, and for how many hours."""

    holders_of: tuple[PlainKey, ...] = Field(min_length=1)
    hours: int = Field(ge=1, le=24)


class RoleDefinition(Declared):
    """A role: permissions, what is seen for each purpose that it serves, and who may take it in an emergency."""

    key: PlainKey
    says: Text
    permissions: tuple[str, ...] = ()
    sees: tuple[Sees, ...] = ()
    emergency: EmergencyUse | None = None
    export_rows: int = Field(
        EXPORT_ROWS, ge=0, le=100_000_000, description="Rows of one export above which a second person must agree."
    )

    @model_validator(mode="after")
    def _once(self) -> "RoleDefinition":
        purposes = [each.purpose for each in self.sees]
        if len(purposes) != len(set(purposes)):
            raise ValueError("A purpose is named twice in 'sees'")
        return self


def check_roles(roles: list[RoleDefinition], definitions: Definitions) -> None:
    """Invalid for what does not exist: permission, category or role; and for an admin who could not manage users."""
    known = {role.key for role in (*BUILT_IN, *roles)}
    for role in roles:
        unknown = _unknown_permission(role) or _unknown_category(role) or _unknown_holder(role, known)
        if unknown:
            what, place, do = unknown
            raise Invalid(f"There is no {what}", where=definitions.where(role, *place), do=do)
        _check_writes(role, definitions)
        if role.key == ADMIN and "users.manage" not in role.permissions:
            raise Invalid(
                "Administrators must be able to manage users, or nobody could undo this",
                where=definitions.where(role, "permissions"),
                do="Leave 'users.manage' to the role admin",
            )


Unknown = tuple[str, tuple[str | int, ...], str] | None
"""What does not exist, where the role says it, and what to do."""


def _unknown_permission(role: RoleDefinition) -> Unknown:
    name = next((name for name in role.permissions if name not in PERMISSIONS), None)
    if name is None:
        return None
    return f"permission '{name}'", ("permissions",), f"Permissions are {', '.join(sorted(PERMISSIONS))}"


def _unknown_category(role: RoleDefinition) -> Unknown:
    for place, sees in enumerate(role.sees):
        for part, names in (("fields", set(sees.fields) - {OTHERWISE}), ("writes", set(sees.writes))):
            for name in sorted(names):
                if name not in CATEGORIES and name.count(".") != 2:
                    do = f"Name a column such as profile.customer.balance, or one of {', '.join(CATEGORIES)}"
                    return f"category of data '{name}'", ("sees", place, part), do
    return None


def _check_writes(role: RoleDefinition, definitions: Definitions) -> None:
    """Invalid where a role may change a category that it does not see in full."""
    for place, sees in enumerate(role.sees):
        for name in sees.writes:
            if name in CATEGORIES and LEVELS.index(sees.level(name, name)) < LEVELS.index("readable"):
                raise Invalid(
                    f"Nobody changes '{name}' without seeing it in full",
                    where=definitions.where(role, "sees", place, "writes"),
                    do=f"Make '{name}' readable for the purpose {sees.purpose}, or leave it out of 'writes'",
                )


def _unknown_holder(role: RoleDefinition, known: set[str]) -> Unknown:
    holders = role.emergency.holders_of if role.emergency else ()
    name = next((name for name in holders if name not in known), None)
    if name is None:
        return None
    return f"role '{name}'", ("emergency", "holders_of"), f"Roles are {', '.join(sorted(known))}"


KIND = Kind("role", "roles", RoleDefinition, check_roles, publishing="users.manage")

_ALL = Sees(purpose="service", fields={OTHERWISE: "readable"}, writes=tuple(CATEGORIES))
_NAMES = {
    "agent": ("坐席", "Agent"),
    "supervisor": ("主管", "Supervisor"),
    "marketer": ("营销人员", "Marketer"),
    "analyst": ("分析人员", "Analyst"),
    "admin": ("管理员", "Administrator"),
}
BUILT_IN = tuple(
    RoleDefinition(
        key=key,
        name=Text(zh=zh, en=en),
        says=Text(zh="未安装业务包时的角色，可查看全部客户。", en="As long as no pack says more: sees all customers."),
        permissions=tuple(sorted(BUILT_IN_PERMISSIONS[key])),
        sees=(_ALL,),
    )
    for key, (zh, en) in _NAMES.items()
)


def all_roles() -> dict[str, RoleDefinition]:
    """Every role that can be given, by key: the published ones before those built in."""
    known = {role.key: role for role in BUILT_IN}
    return known | {role.key: role for role in published(KIND.name, RoleDefinition)}


def roles_with(permission: str) -> list[str]:
    """The keys of the roles that give a permission."""
    return [role.key for role in all_roles().values() if permission in role.permissions]
