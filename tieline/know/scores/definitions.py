"""What a model definition in a pack says, and what makes one wrong."""

import re
from collections.abc import Iterable
from typing import Literal

from pydantic import Field, model_validator

from tieline.foundation.access.roles import Purpose
from tieline.foundation.errors import Invalid
from tieline.foundation.expressions.checker import Typed, check
from tieline.foundation.expressions.compiler import check_compilable
from tieline.foundation.expressions.errors import pointing_at
from tieline.foundation.expressions.parser import parse
from tieline.foundation.expressions.types import BOOLEAN, NUMBER, TEXT
from tieline.foundation.packs.kinds import Declared, Definitions, Kind, Part, PlainKey, Text
from tieline.know.ingest.collected import collected_for
from tieline.know.ingest.definitions import KIND as SOURCES
from tieline.know.ingest.queries import told_after_the_fact
from tieline.know.profile import facts
from tieline.know.profile.purposes import demand_collected, limits_of

_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
_WORD = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")


class Feature(Part):
    """One input of a model: a FEEL expression over the facts of a customer; a number unless ``categorical``."""

    key: PlainKey
    name: Text
    value: str
    categorical: bool = False
    unit: Text | None = None


class ModelDefinition(Declared):
    """
    A model: what is foretold, how far ahead, and from what.

    ``history`` learns from past month ends (a customer leaves when all lines end within the horizon);
    ``snapshot`` learns from a pack that only says who has left. ``history_months`` is how many months of
    use a feature looks back on. Names in ``never`` were told after the fact and are refused in features.
    """

    key: PlainKey
    kind: Literal["history", "snapshot"]
    outcome: Literal["left"] = "left"
    horizon_days: int = Field(default=60, ge=1, le=365)
    history_months: int = Field(default=4, ge=1, le=24)
    train_months: int = Field(default=6, ge=1, le=24)
    group_by: Literal["household"] = "household"
    features: tuple[Feature, ...] = Field(min_length=1)
    never: tuple[str, ...] = ()
    used_for: Purpose | None = Field(
        default=None, description="The one purpose it is used for; without one it carries the limits of its features."
    )

    @model_validator(mode="after")
    def _features_have_keys_of_their_own(self) -> "ModelDefinition":
        keys = [feature.key for feature in self.features]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise ValueError(f"two features share the key '{twice[0]}'")
        return self

    @property
    def names(self) -> dict[str, Text]:
        """The name of each feature by its key."""
        return {feature.key: feature.name for feature in self.features}

    @property
    def categorical(self) -> tuple[str, ...]:
        """Keys of the categorical features."""
        return tuple(feature.key for feature in self.features if feature.categorical)


def words_of(expression: str) -> set[str]:
    """The names that a FEEL text uses, dotted ones whole and with their last part; text in quotes is no name."""
    found = _WORD.findall(_TEXT.sub('""', expression))
    return set(found) | {word.rsplit(".", 1)[-1] for word in found}


def forbidden_words(feature: Feature, never: Iterable[str]) -> list[str]:
    """The names of ``never`` that a feature uses, or is called, in order."""
    used = words_of(feature.value) | {feature.key}
    return sorted(name for name in set(never) if name in used or name.rsplit(".", 1)[-1] in used)


def check_models(models: list[ModelDefinition], definitions: Definitions) -> None:
    """Nothing for models that may be learned; Invalid at the feature that is wrong, or was told after the fact."""
    sources = definitions.of(SOURCES)
    scope, told = facts.scope(sources), told_after_the_fact(sources)
    collected = collected_for(sources)
    for model in models:
        for position, feature in enumerate(model.features):
            place = definitions.where(model, "features", position, "value")
            _refuse_hindsight(feature, {*model.never, *told}, place)
            with pointing_at(place):
                found = check(parse(feature.value), scope)
                _refuse_other_types(feature, check_compilable(found), place)
            if model.used_for:
                demand_collected(limits_of(found.names, collected), model.used_for, place)


def _refuse_hindsight(feature: Feature, never: Iterable[str], place: str) -> None:
    found = forbidden_words(feature, never)
    if found:
        raise Invalid(
            f"The feature '{feature.key}' uses '{found[0]}', which is told after the fact",
            where=place,
            do="Take the feature away: a model that learns from it foretells nothing",
        )


def _refuse_other_types(feature: Feature, typed: Typed, place: str) -> None:
    wanted = (TEXT,) if feature.categorical else (NUMBER, BOOLEAN)
    if typed.type not in wanted:
        raise Invalid(
            f"The feature '{feature.key}' gives a {typed.type}",
            where=place,
            do="A feature gives a number or true and false; with 'categorical: true' it gives a text",
        )


KIND = Kind(name="model", folder="models", shape=ModelDefinition, check=check_models)
