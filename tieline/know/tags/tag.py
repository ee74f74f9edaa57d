"""What a tag is: its kind, its type and the shape of its definition."""

from enum import StrEnum

from pydantic import Field, model_validator

from tieline.foundation.access.roles import Purpose
from tieline.foundation.packs.kinds import Declared, Part, PlainKey, Text

KIND_NAME = "tag"


class TagKind(StrEnum):
    """
    The family of a tag: what is so, what the customer does, what they are worth, what moment they are in, how they
    feel about us as far as they said, or what a model expects.
    """

    FACT = "fact"
    BEHAVIOUR = "behaviour"
    VALUE = "value"
    SCENE = "scene"
    EMOTION = "emotion"
    PREDICTED = "predicted"


class TagType(StrEnum):
    """What values a tag has."""

    BOOLEAN = "boolean"
    NUMBER = "number"
    CATEGORY = "category"
    BAND = "band"


class Band(Part):
    """One band of a number: from ``from`` (included) up to the next band; below the first band there is no tag."""

    key: PlainKey
    name: Text
    from_: float = Field(alias="from")


class Category(Part):
    """One value of a category; with ``when`` the first category whose condition holds is the value."""

    key: str
    name: Text
    when: str | None = None


class TagDefinition(Declared):
    """
    A tag: ``value`` is a FEEL expression over the customer's facts and scores.

    ``boolean``: a condition. ``number``: a number. ``category``: a text, or no ``value`` and a ``when`` per
    category. ``band``: a number, and the bands it falls into.
    """

    key: PlainKey
    says: Text
    kind: TagKind
    type: TagType
    value: str | None = None
    unit: Text | None = None
    bands: tuple[Band, ...] = ()
    categories: tuple[Category, ...] = ()
    used_for: Purpose | None = Field(
        default=None, description="The one purpose it is used for; without one it carries the limits of its facts."
    )
    order: int = Field(default=100, description="Place among the tags of its kind, lowest first.")

    @model_validator(mode="after")
    def _fits_its_type(self) -> "TagDefinition":
        by_condition = bool(self.categories) and all(category.when for category in self.categories)
        if self.type is TagType.BAND:
            _ensure(bool(self.bands), "a band tag needs 'bands'")
            edges = [band.from_ for band in self.bands]
            _ensure(edges == sorted(set(edges)), "bands must rise: each 'from' above the one before")
        else:
            _ensure(not self.bands, f"only a band tag has 'bands', this one is a {self.type.value}")
        if self.type is not TagType.CATEGORY:
            _ensure(not self.categories, f"only a category tag has 'categories', this one is a {self.type.value}")
        _ensure(
            (self.value is None) == by_condition,
            "give 'value', or for a category instead a 'when' for each of its categories",
        )
        return self


def _ensure(holds: bool, message: str) -> None:  # noqa: FBT001 - reads as a sentence where it is called
    if not holds:
        raise ValueError(message)
