"""
What one user sees for one purpose: compiled once per request from the roles, and asked by everything that reads.

A *grant* is what one role gives for the purpose: whose data, and each column at which level. A user with several
roles sees a row where any grant reaches it, and each of its columns at the highest level of the grants that do.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tieline.foundation.access.categories import CATEGORIES, COMPOSED, NONE, REFERENCE
from tieline.foundation.access.models import User
from tieline.foundation.access.reach import Extent, extent_of, find_subjects
from tieline.foundation.access.roles import LEVELS, PURPOSES, Level, Purpose, Sees
from tieline.foundation.errors import Refused
from tieline.foundation.warehouse.tables import Table

PURPOSE = "Tieline-Purpose"
"""The header in which a request may say what it reads for."""


@dataclass(frozen=True)
class Grant:
    """
    What one role gives: of the customers in the extent, each column at a level, and what of it may be changed by hand.

    ``fields`` and ``writes`` are those of ``Sees``; ``at_most`` is a grant that gives no more, where two are composed.
    """

    extent: Extent
    fields: tuple[tuple[str, Level], ...]
    at_most: "Grant | None" = None
    writes: tuple[str, ...] = ()

    def level(self, category: str, column: str) -> Level:
        """The level of a column ``schema.table.column`` of a category."""
        if category in (NONE, REFERENCE):
            return "readable"
        parts = (category, *COMPOSED.get(category, ()))
        own = min((_level(self.fields, part, column if part == category else "") for part in parts), key=LEVELS.index)
        return own if self.at_most is None else min(own, self.at_most.level(category, column), key=LEVELS.index)

    def may_write(self, category: str, column: str = "") -> bool:
        """
        Whether a column, or what is of a category, may be changed by hand: only what is seen in full.

        Rows of sources hold all that a source tells, so only who may change all of it changes them.
        """
        parts = (category, *COMPOSED["source"]) if category == "source" else (category,)
        given = column in self.writes if column else False
        return (
            (given or all(part in self.writes for part in parts))
            and self.level(category, column) == "readable"
            and (self.at_most is None or self.at_most.may_write(category, column))
        )

    def within(self, other: "Grant") -> "Grant":
        """The customers whom both reach, each column at the lower of the two levels."""
        inner = self.at_most.within(other) if self.at_most else other
        return replace(self, extent=self.extent.within(other.extent), at_most=inner)


@dataclass(frozen=True)
class Sight:
    """The grants of one user for one purpose, and the purposes that the user may choose from."""

    purpose: Purpose | None
    purposes: tuple[Purpose, ...]
    grants: tuple[Grant, ...]

    def within(self, other: "Sight") -> "Sight":
        """
        What both sights show: rows that both reach, each column at the lower of the levels at which they show it.

        Pair by pair: the highest of the lower levels of all pairs is the lower of the two highest levels.
        """
        return replace(self, grants=tuple(mine.within(theirs) for mine in self.grants for theirs in other.grants))

    def level(self, table: Table, column: str) -> Level:
        """The level at which a column is seen of every customer that is seen at all: the least over the grants."""
        return min(self.levels(table, column), key=LEVELS.index, default="hidden")

    def levels(self, table: Table, column: str) -> tuple[Level, ...]:
        """The level of a column by grant."""
        return self.levels_of(table.category_of(column), f"{table.full_name}.{column}")

    def levels_of(self, category: str, column: str = "") -> tuple[Level, ...]:
        """The level of a category by grant, or of a column of that category."""
        return tuple(grant.level(category, column) for grant in self.grants)

    def may_write(self, category: str, column: str = "") -> bool:
        """Whether it may be changed by hand of every customer that is seen at all."""
        return bool(self.grants) and all(grant.may_write(category, column) for grant in self.grants)

    def least(self, category: str) -> Level:
        """The level at which a category is seen of every customer that is seen at all."""
        return min(self.levels_of(category), key=LEVELS.index, default="hidden")

    def reads(self, category: str) -> bool:
        """Whether what is of a category is readable, of every customer that is seen."""
        return bool(self.grants) and all(level == "readable" for level in self.levels_of(category))

    def demand_category(self, category: str, doing: str) -> None:
        """Refused where a category is not readable: ``doing`` would show it as a whole."""
        if not self.reads(category):
            raise Refused(
                f"You may not {doing}: your roles do not see '{category}' in full",
                do="Ask an administrator for a role that sees it",
            )

    @property
    def sees_all(self) -> bool:
        """Whether nothing at all is held back."""
        return any(grant.extent.everybody and not _holds_back(grant) for grant in self.grants)

    @property
    def everybody(self) -> bool:
        """Whether every customer is seen."""
        return any(grant.extent.everybody for grant in self.grants)

    def demand(self, table: Table, column: str, doing: str) -> None:
        """Refused where a column is not readable: sorting or filtering by it would tell what it holds."""
        if self.level(table, column) != "readable":
            raise Refused(
                f"You may not {doing} by '{column}', which you do not see in full",
                where=column,
                do="Choose another field, or ask an administrator for a role that sees it",
            )


EVERYTHING = Sight(None, (), (Grant(Extent(everybody=True), (("otherwise", "readable"),)),))
"""Of what the product itself does, and of machines: nothing is held back."""


NOTHING = Sight(None, (), ())
"""Of somebody who is not seen at all, whatever else the reader sees."""


def sight_of(user: User, purpose: str = "", usually: Purpose | None = None) -> Sight:
    """
    What a user sees for a purpose; without one for that of the route, or the first that any of the roles serves.

    Refused where no role of the user serves the purpose. A user whose roles see nothing has a sight without grants.
    """
    return sight_for(user, [sees for role in user.role_definitions for sees in role.sees], purpose, usually)


def export_sight_of(user: User, purpose: str) -> Sight:
    """
    What of a user's data may leave in a file: only what is exportable in full.

    What is merely readable is as if it were masked, and what has no mask is as if it were hidden.
    """
    return sight_for(user, [_in_a_file(sees) for role in user.role_definitions for sees in role.sees], purpose)


def _in_a_file(sees: Sees) -> Sees:
    in_a_file: dict[Level, Level] = {"exportable": "readable", "readable": "masked"}
    fields = {name: in_a_file.get(level, level) for name, level in sees.fields.items()}
    return sees.model_copy(update={"fields": fields, "writes": ()})


def sight_for(user: User, seeing: Iterable[Sees], purpose: str = "", usually: Purpose | None = None) -> Sight:
    """The same from what roles see, which need not be given to anybody yet. No level is above readable."""
    held = list(seeing)
    purposes = tuple(each for each in PURPOSES if any(sees.purpose == each for sees in held))
    chosen = next((each for each in purposes if each == purpose), None)
    if purpose and chosen is None:
        raise Refused(
            f"None of your roles serves the purpose '{purpose}'",
            where=PURPOSE,
            do=f"Choose one of {', '.join(purposes) or 'none'}, or ask an administrator for a role",
        )
    chosen = chosen or (usually if usually in purposes else next(iter(purposes), None))
    grants = [
        Grant(
            extent_of(user, sees.customers),
            tuple((name, _on_a_screen(sees.fields[name])) for name in sorted(sees.fields)),
            writes=tuple(sorted(sees.writes)),
        )
        for sees in held
        if sees.purpose == chosen
    ]
    return Sight(chosen, purposes, tuple(dict.fromkeys(grants)))


def levels_by_category(sight: Sight) -> dict[str, Level]:
    """The level at which every category is seen, of every customer that is seen at all: for the screens."""
    return {category: sight.least(category) for category in CATEGORIES}


def levels_of_customers(sight: Sight) -> dict[str, Level]:
    """The same of every column of the table of customers; nothing before it was declared."""
    subjects = find_subjects()
    return {name: sight.level(subjects.table, name) for name in subjects.table.column_names} if subjects else {}


def written_by(sight: Sight) -> list[str]:
    """The categories, and columns of customers beyond them, that may be changed by hand of some customer."""
    categories = [each for each in CATEGORIES if any(grant.may_write(each) for grant in sight.grants)]
    subjects = find_subjects()
    table = subjects.table if subjects else None
    places = {f"{table.full_name}.{name}": table.category_of(name) for name in table.column_names} if table else {}
    columns = [
        place
        for place, category in places.items()
        if category not in categories and any(grant.may_write(category, place) for grant in sight.grants)
    ]
    return [*categories, *columns]


def _on_a_screen(level: Level) -> Level:
    return "readable" if level == "exportable" else level


def _holds_back(grant: Grant) -> bool:
    if grant.at_most is not None and _holds_back(grant.at_most):
        return True
    by_name = dict(grant.fields)
    return by_name.get("otherwise") != "readable" or any(level != "readable" for level in by_name.values())


def _level(fields: tuple[tuple[str, Level], ...], category: str, column: str) -> Level:
    by_name = dict(fields)
    for name in (column, category, "otherwise"):
        if name in by_name:
            return by_name[name]
    return "hidden"
