"""Survivorship as packs declare it: of what several systems say, which value is believed, field by field."""

from typing import Literal, get_args

from pydantic import Field, model_validator

from tieline.foundation.errors import Invalid
from tieline.foundation.packs.kinds import Declared, Definitions, Kind, Part, Text
from tieline.foundation.packs.mistakes import did_you_mean
from tieline.foundation.packs.queries import published
from tieline.know.ingest.definitions import KIND as SOURCES
from tieline.know.ingest.definitions.durations import Duration, length_of

FieldName = Literal[
    "name",
    "gender",
    "birth_date",
    "phone",
    "email",
    "address",
    "city",
    "district",
    "postal_code",
    "language",
    "manager",
    "household_id",
]
FIELDS: tuple[FieldName, ...] = get_args(FieldName)
"""Fields of a customer that several systems may know differently."""

MOST_CLASSES = 40
UNNAMED = 61
"""The class of systems that are not named, and the last one that an old value sinks to."""


class Trust(Part):
    """
    How a value of a field is chosen: verified before others where that is said, then by class, then the newest.

    Systems that are not named come after all that are.
    """

    classes: list[list[str]] = Field(
        min_length=1, max_length=MOST_CLASSES, description="Systems or sources, the most trusted class first."
    )
    fades_every: Duration | None = Field(
        default=None, description="A value sinks by one class for each such span since it was last changed."
    )
    verified_first: bool = Field(
        default=False, description="A number or e-mail that is verified wins over all that are not."
    )

    @model_validator(mode="after")
    def _each_once(self) -> "Trust":
        named = [name for each in self.classes for name in each]
        twice = next((name for name in named if named.count(name) > 1), None)
        if twice:
            raise ValueError(f"'{twice}' stands in two classes")
        if self.fades_every is not None and length_of(self.fades_every).days < 1:
            raise ValueError("fades_every is a day or more")
        return self

    @property
    def places(self) -> dict[str, int]:
        """The class of each system and source that is named, from 0."""
        return {name: place for place, each in enumerate(self.classes) for name in each}

    @property
    def days_of_a_class(self) -> int | None:
        """After how many days a value sinks by a class; None for never."""
        return length_of(self.fades_every).days if self.fades_every is not None else None


class Survivorship(Declared):
    """The order of trust of every field; ``default`` holds for those that ``fields`` does not name."""

    default: Trust
    fields: dict[FieldName, Trust] = Field(default_factory=dict)

    def of(self, field: FieldName) -> Trust:
        """How a field's value is chosen."""
        return self.fields.get(field, self.default)


def check(found: list[Survivorship], definitions: Definitions) -> None:
    """Invalid where there are two, or where one names a system or source that no source declares."""
    if len(found) > 1:
        raise Invalid(
            "There are two orders of trust",
            where=definitions.where(found[1]),
            do=f"Keep one of '{found[0].key}' and '{found[1].key}'",
        )
    sources = definitions.of(SOURCES)
    known = {source.system for source in sources} | {source.key for source in sources}
    for each in found:
        named = [(("default",), each.default), *((("fields", name), trust) for name, trust in each.fields.items())]
        for path, trust in named:
            unknown = next((name for name in trust.places if name not in known), None)
            if unknown:
                raise Invalid(
                    f"No source belongs to a system '{unknown}', or is called so",
                    where=definitions.where(each, *path, "classes"),
                    do=did_you_mean(unknown, sorted(known)),
                )


KIND = Kind("survivorship", "profile", Survivorship, check)

BUILT_IN = Survivorship(
    key="built_in",
    name=Text(zh="内置信任顺序", en="Built-in order of trust"),
    default=Trust(
        classes=[["billing"], ["crm"], ["shop", "store"], ["app", "web"], ["call_centre", "callcentre", "care"]]
    ),
)
"""What holds where no pack declares it: billing checks identity papers, in a shop somebody looks at them."""


def current_survivorship() -> Survivorship:
    """The published order of trust, or else the built-in one."""
    return next(iter(published(KIND.name, Survivorship)), BUILT_IN)
