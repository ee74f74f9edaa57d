"""Retention rules: how long which kind of data is kept after which of its dates, on what ground."""

from datetime import date, timedelta
from functools import cache

from django.conf import settings
from pydantic import Field, model_validator

from tieline.foundation.errors import Invalid
from tieline.foundation.packs.kinds import Declared, Definitions, Kind, PlainKey, Text
from tieline.foundation.packs.mistakes import did_you_mean
from tieline.foundation.privacy.retention_keeping import Keepable, Way, keepables
from tieline.foundation.privacy.retention_windows import Window, longest_window

LEAP_CYCLE = 48
"""So many months hold every length of a month and of a year."""


class RetentionRule(Declared):
    """
    ``keeps`` names the kind of data, ``after`` which of its dates counts: rows go when it is longer ago than this.

    Exactly one of ``months`` and ``days``. ``way`` says whether old rows are removed or made anonymous.
    """

    key: PlainKey
    keeps: PlainKey
    after: PlainKey
    months: int | None = Field(default=None, ge=1, le=1200)
    days: int | None = Field(default=None, ge=1, le=36500)
    way: Way = "remove"
    ground: Text

    @model_validator(mode="after")
    def _one_length(self) -> "RetentionRule":
        if (self.months is None) == (self.days is None):
            raise ValueError("give either months or days")
        return self

    def goes_before(self, today: date) -> date:
        """The first day that is kept: rows of earlier days are old."""
        if self.days is not None:
            return today - timedelta(days=self.days)
        return months_before(today, self.months or 0)

    @property
    def shortest_days(self) -> int:
        """The fewest days that this may be, as months differ."""
        return self.days if self.days is not None else span_of_months(self.months or 0)[0]


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)
    return min(last, last.replace(day=min(day.day, last.day)))


@cache
def span_of_months(months: int) -> tuple[int, int]:
    """The fewest and the most days that so many months may be."""
    starts = [date(2096 + place // 12, place % 12 + 1, 1) for place in range(LEAP_CYCLE)]
    spans = [(start - months_before(start, months)).days for start in starts]
    return min(spans), max(spans)


def check_retention(rules: list[RetentionRule], definitions: Definitions) -> None:
    """
    Invalid for what cannot be kept, a date it has not, a time that law or conditions forbid, or a second rule for it.

    Where the product was not put together, so that nobody knows what can be kept, only the last is looked at.
    """
    known, seen = keepables(), dict[str, str]()
    for rule in rules:
        if rule.keeps in seen:
            raise Invalid(
                f"Two rules keep '{rule.keeps}': {seen[rule.keeps]} and {rule.key}",
                where=definitions.where(rule, "keeps"),
                do="Leave one of them",
            )
        seen[rule.keeps] = rule.key
        if known:
            _check_one(rule, known, definitions)


def _check_one(rule: RetentionRule, known: dict[str, Keepable], definitions: Definitions) -> None:
    keepable = known.get(rule.keeps)
    if keepable is None:
        raise Invalid(
            f"There is no kind of data '{rule.keeps}'",
            where=definitions.where(rule, "keeps"),
            do=did_you_mean(rule.keeps, sorted(known)),
        )
    if rule.after not in keepable.dates:
        raise Invalid(
            f"'{rule.keeps}' has no date '{rule.after}'",
            where=definitions.where(rule, "after"),
            do=f"Give one of {', '.join(keepable.dates)}",
        )
    if rule.way not in keepable.ways:
        raise Invalid(
            f"'{rule.keeps}' cannot be made anonymous", where=definitions.where(rule, "way"), do="Have it removed"
        )
    _check_length(rule, keepable, definitions)


def _check_length(rule: RetentionRule, keepable: Keepable, definitions: Definitions) -> None:
    where = definitions.where(rule, "months" if rule.months is not None else "days")
    minimum = keepable.minimum(settings.TIELINE_COUNTRY)
    if minimum and not _reaches(rule, minimum.months):
        raise Invalid(
            f"'{rule.keeps}' must be kept for {minimum.months} months at least: {minimum.law.en}",
            where=where,
            do=f"Keep it for {minimum.months} months or longer",
        )
    window = needed_window(keepable, definitions)
    if window and rule.shortest_days < window.days:
        raise Invalid(
            f"{window.kind} '{window.key}' looks back {window.days} days over '{rule.keeps}'",
            where=where,
            do=f"Keep it for {window.days} days or longer, or shorten that window first",
        )


def needed_window(keepable: Keepable, definitions: Definitions) -> Window | None:
    """The longest that anything published looks back over these rows, or the product itself does."""
    own = [Window("figure", keepable.key, keepable.looks_back)] if keepable.looks_back else []
    asked = longest_window(definitions, keepable.lists)
    return max([*own, *([asked] if asked else [])], key=lambda each: each.days, default=None)


def _reaches(rule: RetentionRule, months: int) -> bool:
    """Whether the rule keeps for so many months, whichever months they are."""
    return rule.months >= months if rule.months is not None else (rule.days or 0) >= span_of_months(months)[1]


KIND = Kind("retention", "retention", RetentionRule, check_retention, publishing="privacy.retention")
