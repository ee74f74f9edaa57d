"""What goes in and out of the routes of the session, of users and of the change log."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from tieline.foundation.access.roles import Level, Purpose
from tieline.foundation.days import operator_zone
from tieline.foundation.packs.kinds import Text

Language = Literal["zh-CN", "en"]
Role = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
"""Key of a role; which there are is data."""
Word = Annotated[str, Field(pattern=r"^[^\x00]*$", max_length=200)]
"""Text that both databases can hold: PostgreSQL refuses the character NUL."""
Password = Annotated[str, Field(max_length=200)]


class TeamOut(Schema):
    """A team, with its name in both languages."""

    key: str
    name_zh: str
    name_en: str


class UserOut(Schema):
    """A user as administrators see it."""

    id: int
    login: str
    name: str
    email: str
    language: Language
    team: TeamOut | None
    roles: list[Role]
    is_active: bool
    last_login: datetime | None


class SightOut(Schema):
    """
    What is seen for a purpose: the level by category, and by column of the table of customers.

    ``writes`` are the categories, and the columns ``schema.table.column``, that may be changed by hand.
    """

    purpose: Purpose | None
    categories: dict[str, Level]
    columns: dict[str, Level]
    writes: list[str] = []


class SessionUser(Schema):
    """
    The logged-in user: who, and what the screens may offer.

    ``purposes`` are those that the roles of the user serve; ``sight`` is what the user sees for the one that the
    request names. A page that is for another purpose by nature may show more or less.
    """

    id: int
    login: str
    name: str
    language: Language
    team: TeamOut | None
    roles: list[Role]
    role_names: list[Text]
    permissions: list[str]
    purposes: list[Purpose]
    sight: SightOut
    time_zone: str = Field(default_factory=lambda: operator_zone().key, description="Zone in which instants are shown.")


class SessionOut(Schema):
    """Whether somebody is logged in, and who; else what a half-done login waits for, and the ways to show it."""

    authenticated: bool
    user: SessionUser | None = None
    waits_for: Literal["second factor", "enrolment"] | None = None
    ways: list[str] = []


class LoginIn(Schema):
    """Login and password."""

    login: Annotated[Word, Field(min_length=1, max_length=60)]
    password: Password


class SessionIn(Schema):
    """What users choose for themselves."""

    language: Language


class PasswordIn(Schema):
    """A new password, and the present one as proof."""

    current: Password
    new: Password


class UserIn(Schema):
    """A new user."""

    login: Annotated[Word, Field(min_length=1, max_length=60)]
    name: Annotated[Word, Field(min_length=1, max_length=120)]
    email: Word = ""
    language: Language = "zh-CN"
    team: Word | None = None
    roles: list[Role]
    password: Password


class UserChange(Schema):
    """The fields of a user to change; what is left out stays."""

    name: Annotated[Word, Field(min_length=1, max_length=120)] | None = None
    email: Word | None = None
    language: Language | None = None
    team: Word | None = None
    roles: list[Role] | None = None
    is_active: bool | None = None
    password: Password | None = None
    reason: Word = ""


class UserPage(Schema):
    """Some users, and how many there are in all."""

    items: list[UserOut]
    total: int


class Colleague(Schema):
    """Somebody a task can be given to."""

    login: str
    name: str
    team: str | None


class Colleagues(Schema):
    """The people and teams a task can be given to."""

    items: list[Colleague]
    teams: list[TeamOut]
    total: int


class RoleOut(Schema):
    """A role, its name in both languages, and what it allows."""

    key: Role
    name: Text
    permissions: list[str]


class UserChoices(Schema):
    """The roles and teams a user can be given."""

    roles: list[RoleOut]
    teams: list[TeamOut]
