"""What the API of tags says."""

from datetime import date, datetime
from typing import Literal

from ninja import Schema
from pydantic import BaseModel, ConfigDict

Kind = Literal["fact", "behaviour", "value", "scene", "emotion", "predicted"]
ValueType = Literal["boolean", "number", "category", "band"]
Cell = str | float | bool | date | datetime | None


class Words(BaseModel):
    """Words shown to people, in both languages."""

    model_config = ConfigDict(from_attributes=True)

    zh: str
    en: str


class TagValueCount(Schema):
    """One value of a tag and how many customers carry it."""

    key: str
    name: Words
    count: int
    share: float


class TagSummary(Schema):
    """A tag of the catalogue. ``count`` and ``share`` are of customers who carry it with any value."""

    key: str
    name: Words
    says: Words
    kind: Kind
    type: ValueType
    sentence: Words
    condition: str
    count: int
    share: float
    values: list[TagValueCount]


class TagCatalogue(Schema):
    """All published tags; ``customers`` is how many customers there are."""

    items: list[TagSummary]
    total: int
    customers: int


class CarriedTag(Schema):
    """A tag that a customer carries; ``shown`` is its value for people (null for a boolean: the name says it)."""

    key: str
    name: Words
    says: Words
    kind: Kind
    type: ValueType
    value: str | float | bool
    shown: Words | None


class CarriedTagGroup(Schema):
    """The tags of one kind that a customer carries."""

    kind: Kind
    items: list[CarriedTag]


class CustomerTags(Schema):
    """The tags that a customer carries, by kind."""

    customer_id: str
    groups: list[CarriedTagGroup]
    total: int


class EvidenceRow(Schema):
    """One row that a condition rests on: the list it is from and its columns."""

    list: str
    values: dict[str, Cell]


class EvidencePart(Schema):
    """
    One part of a condition: what it asks, whether it holds, what is so, and the rows it rests on.

    ``row_count`` rows were looked at, of which the newest are in ``rows``. A part that joins others by
    ``and`` or ``or`` has them in ``parts``. One that is ``withheld`` asks of something that the reader does not see:
    whether it holds is null then.
    """

    sentence: Words
    held: bool | None
    actual: Words
    rows: list[EvidenceRow]
    row_count: int
    joined: Literal["and", "or"] | None
    parts: list["EvidencePart"]
    withheld: bool = False


class TagWhy(Schema):
    """Why a customer carries a tag, or why not."""

    customer_id: str
    key: str
    name: Words
    says: Words
    kind: Kind
    type: ValueType
    carried: bool
    shown: Words | None
    sentence: Words
    joined: Literal["and", "or"] | None
    parts: list[EvidencePart]


class TagValue(Schema):
    """A value of a tag, and how it is shown to people (null for a boolean, and for no value)."""

    value: str | float | bool | None
    shown: Words | None


class TagChange(Schema):
    """
    That a value changed. ``cause`` is the run or the touch that found it; ``because`` names the lists and facts that
    had changed, ``definition`` where the tag was published anew, and is empty where a run found it.
    """

    before: TagValue
    after: TagValue
    day: date
    at: datetime
    cause: str
    because: list[str]


class TagHistory(Schema):
    """The changes of a tag of a customer, the newest first; ``then`` is its value at the end of ``as_of``, if asked."""

    customer_id: str
    key: str
    name: Words
    now: TagValue
    as_of: date | None
    then: TagValue | None
    changes: list[TagChange]
    total: int
