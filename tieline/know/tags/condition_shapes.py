"""What the API of conditions takes and says."""

from typing import Any, Literal

from ninja import Field, Schema

from tieline.foundation.access.roles import Purpose
from tieline.foundation.language import Spoken, SpokenPlace
from tieline.know.tags.shapes import EvidencePart, Words

LONGEST = 20_000
"""Characters of a condition; the longest of the pack has some hundreds."""

Used = Literal["tag", "segment", "rule"]
Wanted = Literal["boolean", "number", "string"]


class ConditionIn(Schema):
    """A condition as text, or as the visual builder draws it; ``wanted`` is the type that its value must have."""

    text: str | None = Field(default=None, max_length=LONGEST)
    drawn: dict[str, Any] | None = None
    used_in: Used = "segment"
    used_for: Purpose | None = None
    wanted: Wanted = "boolean"


class ConditionMistake(Schema):
    """What is wrong: the word from ``offset`` on, ``length`` characters; null where no word is to blame."""

    what: Spoken
    where: SpokenPlace
    do: Spoken
    offset: int | None
    length: int


class WindowShape(Schema):
    """How many days back a list is read; null where all that is known may count."""

    list: str
    days: float | None


class Dependencies(Schema):
    """What a condition reads: fields of the customer, lists, and the keys of tags, segments, scores and feeds."""

    fields: list[str]
    lists: list[str]
    tags: list[str]
    segments: list[str]
    scores: list[str]
    feeds: list[str]
    windows: list[WindowShape]


class ConditionCheck(Schema):
    """A condition as text and as the builder draws it, in words, with all that is wrong with it."""

    text: str
    drawn: dict[str, Any] | None
    sentence: Words | None
    type: str | None
    mistakes: list[ConditionMistake]
    dependencies: Dependencies | None


class NamedValue(Schema):
    """A value that a field can have, and what people call it."""

    key: str
    name: Words


class ConditionName(Schema):
    """
    Something that a condition may name: a field of the customer, or a column of a list.

    ``closed`` says that it has no other values than ``values``, ``seen`` whether the reader sees its values.
    """

    name: str
    label: Words
    type: str
    unit: Words | None
    values: list[NamedValue]
    closed: bool
    seen: bool
    says: Words | None = None


class NameGroup(Schema):
    """Fields of one theme, the tags of one family, the scores, the segments or the feeds."""

    key: str
    of: Literal["fields", "tags", "segments", "scores", "feeds"]
    label: Words
    items: list[ConditionName]


class ListShape(Schema):
    """A list of facts of the customer; ``when`` is the column that says when a fact happened, if one does."""

    name: str
    label: Words
    when: str
    columns: list[ConditionName]


class ConditionNames(Schema):
    """Everything that a condition may name."""

    groups: list[NameGroup]
    lists: list[ListShape]


class FoundValue(Schema):
    """A value that is in the data, what people call it, and how many customers have it."""

    value: str
    name: Words
    customers: int


class FoundValues(Schema):
    """The commonest values of a field or column, most customers first; rare ones are not told."""

    items: list[FoundValue]
    least: int


class ExplainIn(Schema):
    """A condition that need not be published, and of whom it is asked."""

    text: str = Field(max_length=LONGEST)
    customer_id: str = Field(min_length=1, max_length=200)
    used_in: Used = "segment"


class NeededChange(Schema):
    """One value that would have to be another, in words."""

    sentence: Words


class WayToHold(Schema):
    """Changes that together make the condition hold."""

    changes: list[NeededChange]


class ConditionWhy(Schema):
    """
    Why a condition holds for a customer or not, part by part, and what would have to change.

    Where it asks of something that the reader does not see, ``held`` is null and no way is told.
    """

    customer_id: str
    sentence: Words
    held: bool | None
    joined: Literal["and", "or"] | None
    parts: list[EvidencePart]
    ways: list[WayToHold]
    withheld: bool
