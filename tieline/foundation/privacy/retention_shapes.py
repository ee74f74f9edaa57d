"""What goes out of the routes of retention: rules with their preview, kinds of data, and what went when."""

from datetime import date, datetime
from typing import Any, Literal

from ninja import Schema

from tieline.foundation.packs.kinds import Text
from tieline.foundation.privacy.retention_keeping import Way


class DateOut(Schema):
    """A date that may count, by its key."""

    key: str
    name: Text


class MinimumOut(Schema):
    """For how many months a law wants rows kept."""

    months: int
    law: Text


class WindowOut(Schema):
    """Which definition looks back the furthest over the rows; kind ``figure`` is the product's own."""

    kind: str
    key: str
    days: int


class KeepableOut(Schema):
    """A kind of data that a rule may be about. ``needed`` is the longest time that anything published looks back."""

    key: str
    name: Text
    says: Text
    dates: list[DateOut]
    ways: list[Way]
    minimum: MinimumOut | None
    needed: WindowOut | None


class RetentionMonthOut(Schema):
    """The rows of a month, and how many of them would go."""

    month: date
    rows: int
    goes: int


class DepartedOut(Schema):
    """A customer who would go, with the name as the asker may see it."""

    customer_id: str
    name: str | None


class RetentionSurveyOut(Schema):
    """
    What a rule would let go of now: rows of days before ``before``.

    ``held`` are old rows that stay for a legal hold, ``undated`` rows that bear no such date and never go. Where whole
    customers would go, ``items`` are the first of them whom the asker may see.
    """

    before: date
    rows: int
    goes: int
    held: int
    undated: int
    oldest: date | None
    months: list[RetentionMonthOut]
    items: list[DepartedOut]


class LettingGoOut(Schema):
    """That a rule was carried out up to a day; ``finished_at`` is null while it is going on, or was interrupted."""

    rule: str
    version: int
    keeps: str
    way: str
    before: date
    gone: int
    held: int
    started_at: datetime
    finished_at: datetime | None


class RetentionRuleOut(Schema):
    """A published rule as written, with the kind of data it is about and the last night on which rows went."""

    key: str
    name: Text
    keeps: KeepableOut
    after: str
    months: int | None
    days: int | None
    way: Way
    ground: Text
    origin: Literal["pack", "screen"]
    pack: str
    version: int
    body: dict[str, Any]
    last: LettingGoOut | None


class RetentionPage(Schema):
    """The published rules by key, and the kinds of data that are kept without end because no rule names them."""

    items: list[RetentionRuleOut]
    total: int
    without_rule: list[KeepableOut]


class LettingGoPage(Schema):
    """What went by rules, the newest first."""

    items: list[LettingGoOut]
    total: int


class RetentionPreviewIn(Schema):
    """A rule that may not be published yet."""

    body: dict[str, Any]


class KeepableChoices(Schema):
    """Every kind of data that a rule may be about."""

    items: list[KeepableOut]
