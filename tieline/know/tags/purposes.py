"""
Purpose limitation: what a definition is used for against what the facts that it names were collected for.

What is derived carries the limits of all that it stands on: a tag those of its expression, a score those of every
feature of its model, a segment those of its condition. So a field for service only reaches no segment for marketing by
way of a tag.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property

from tieline.foundation.access.roles import Purpose
from tieline.foundation.expressions.checker import Names, check
from tieline.foundation.expressions.cycles import refuse_cycles
from tieline.foundation.expressions.parser import parse
from tieline.foundation.packs.kinds import Definitions, Kind
from tieline.know.ingest.collected import collected_for
from tieline.know.ingest.definitions import KIND as SOURCES
from tieline.know.profile import facts
from tieline.know.profile.purposes import Limit, demand_collected, limits_of
from tieline.know.scores.definitions import KIND as MODELS
from tieline.know.tags.conditions import condition, scope_of_pack, score_fields
from tieline.know.tags.memberships import PREFIX, conditions_of_pack
from tieline.know.tags.tag import KIND_NAME, TagDefinition
from tieline.know.tags.values import typed

TAGS = Kind(KIND_NAME, "tags", TagDefinition)
OF_SCORE = "_percentile"


class Limits:
    """What limits the use of everything that conditions may name, among some definitions."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._collected = collected_for(definitions.of(SOURCES))

    def of(self, names: Names) -> list[Limit]:
        """What limits an expression that uses these names, each limit under the name by which it comes in."""
        if not self._collected:
            return []
        carried = {**self._of_scores, **(self._of_tags if any(map(_is_tag, names.fields)) else {})}
        if any(name.startswith(PREFIX) for name in names.fields):
            carried |= self._of_segments
        return self._through(names, carried)

    def _through(self, names: Names, carried: Mapping[str, Iterable[Limit]]) -> list[Limit]:
        """The limits of what is named itself, and those that it carries."""
        derived = [
            Limit(name, limit.collected) for name in sorted(names.fields) for limit in carried.get(_model(name), ())
        ]
        return [*limits_of(names, self._collected), *derived]

    @cached_property
    def _of_scores(self) -> dict[str, list[Limit]]:
        scope = facts.scope(self._definitions.of(SOURCES))
        return {
            f"scores.{model.key}": [
                limit
                for feature in model.features
                for limit in limits_of(check(parse(feature.value), scope).names, self._collected)
            ]
            for model in self._definitions.of(MODELS)
        }

    @cached_property
    def _of_tags(self) -> dict[str, list[Limit]]:
        models = {model.key: model.name for model in self._definitions.of(MODELS)}
        scope = facts.scope(self._definitions.of(SOURCES)).with_fields(score_fields(models))
        return {f"tags.{tag.key}": self.of(typed(tag, scope).names) for tag in self._definitions.of(TAGS)}

    @cached_property
    def _of_segments(self) -> dict[str, list[Limit]]:
        """Of each segment the limits of its condition, through the segments that it names."""
        scope = scope_of_pack(self._definitions, with_tags=True)
        names = {
            f"{PREFIX}{key}": condition(when, scope).names
            for key, when in conditions_of_pack(self._definitions).items()
        }
        found: dict[str, list[Limit]] = {}
        for name in refuse_cycles({name: each.fields for name, each in names.items()}, "segments"):
            found[name] = self._through(names[name], {**self._of_scores, **self._of_tags, **found})
        return found


def demand_purpose(limits: Limits, names: Iterable[Names], used_for: Purpose, where: str) -> None:
    """Invalid where something that is named was not collected for the purpose."""
    for each in names:
        demand_collected(limits.of(each), used_for, where)


def _is_tag(name: str) -> bool:
    return name.startswith("tags.")


def _model(name: str) -> str:
    """The score whose limits a name carries: a percentile those of its probability."""
    return name.removesuffix(OF_SCORE) if name.startswith("scores.") else name
