"""
The match policy: what ties two persons, what keeps them apart, and what a person must look at.

A policy with all its parts is shown in ``docs/identity.md``.
"""

from typing import Literal, Self

from pydantic import Field, model_validator

from tieline.foundation.errors import Invalid
from tieline.foundation.packs.kinds import Declared, Definitions, Kind, Part, PlainKey
from tieline.foundation.packs.mistakes import did_you_mean
from tieline.know.identity.definitions.comparisons import Comparison, Probability
from tieline.know.identity.tables import FEATURES, LISTS

REFERENCE = "cross-reference"
"""The rule of a source that itself names the other's id: always the strongest, and never declared."""

BY_WEIGHT = "weight"
"""The rule of a pair that only its weight ties or proposes."""

CHARACTERISTIC = "characteristic_"
"""Before the name of a characteristic that is compared as a feature."""


class MatchKey(Part):
    """A deterministic key: values that must agree exactly, and comparisons that must not contradict."""

    name: str = Field(min_length=1, max_length=60)
    agree: list[str] = Field(min_length=1, description="Features; of a list, one value in common.")
    not_contradicting: list[PlainKey] = Field(default_factory=list, description="Comparisons.")


class JoinKey(MatchKey):
    """
    A key for somebody whose whole name is unknown, who joins the one party it fits and never connects two.

    ``of`` narrows whose number counts: ``vouched`` numbers of the one who joins (his system has verified them),
    numbers of lines that the other ``held``.
    """

    vouched: bool = False
    held: bool = False


class ByWeight(Part):
    """What a pair needs, beside its weight, to be linked without a key."""

    at_least: dict[PlainKey, str] = Field(
        default_factory=dict, description="Per comparison the level that must be reached: {name: similar}."
    )
    not_contradicting: list[PlainKey] = Field(default_factory=list)


class Question(Part):
    """
    A ground on which a pair that the policy leaves open is worth a person's time.

    It looks at all persons who are one with either of the two by now. A comparison contradicts where any two of them
    do and no two agree at least so far; without values on either side it does not.
    """

    at_least: dict[PlainKey, str] = Field(
        default_factory=dict, description="Per comparison the level that some two must reach: {birth_date: same}."
    )
    not_contradicting: dict[PlainKey, str] = Field(
        default_factory=dict, description="Per comparison the level that outweighs a contradiction: {name: similar}."
    )


class Thresholds(Part):
    """Probabilities from which a pair is linked, or shown to a person; below, it is apart."""

    link: Probability
    review: Probability


class Training(Part):
    """How the shares of the levels are learned from the operator's own persons (EM)."""

    seed: int = 1
    recall: Probability = Field(default=0.8, description="Share of all true pairs that the keys are guessed to find.")
    block_on: list[list[str]] = Field(default_factory=list, description="Plain features; each list is one EM session.")
    at_least: int = Field(default=20_000, ge=1, description="Persons; below, the declared m and u hold.")
    sampled_pairs: int = Field(default=2_000_000, ge=1000)
    again_after_days: int = Field(default=30, ge=1)


class MatchPolicy(Declared):
    """Who is who: the one policy by which all persons of all systems are compared."""

    vouched: dict[Literal["phones", "emails"], list[str]] = Field(
        default_factory=dict, description="Systems that verify a number or e-mail before they take it, by a code."
    )
    characteristics: list[PlainKey] = Field(default_factory=list, description="Characteristics that are compared.")
    apart: list[PlainKey] = Field(
        default_factory=list, description="Comparisons whose contradiction keeps two apart, cross-references aside."
    )
    one_name: bool = Field(
        default=False, description="Whether two with unlike whole names are one only where something ties these two."
    )
    keys: list[MatchKey] = Field(default_factory=list, description="The strongest first.")
    joins: list[JoinKey] = Field(default_factory=list, description="The strongest first.")
    blocking: list[list[str]] = Field(default_factory=list, description="Pairs that agree in these are weighed.")
    comparisons: list[Comparison] = Field(default_factory=list)
    thresholds: Thresholds = Thresholds(link=0.99, review=0.5)
    by_weight: ByWeight = ByWeight()
    review: list[Question] = Field(
        default_factory=list, description="A pair is a question on any of these grounds; without any, every pair is."
    )
    training: Training = Training()
    expected_duplicates: float = Field(
        default=1.0, gt=0, description="True pairs per person: the prior, until training has counted the keys' pairs."
    )
    largest_block: int = Field(default=30, ge=2, description="More persons with one value: a placeholder.")
    maximum_pairs: int = Field(default=50_000_000, ge=1, description="A rule that gives more is refused.")
    largest_party: int = Field(default=60, ge=2, description="A party of more persons is taken apart again.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.thresholds.review > self.thresholds.link:
            raise ValueError("thresholds: review must not be above link")
        return self

    @property
    def features(self) -> list[str]:
        """The columns of features that the policy may name: what every person has, and the characteristics."""
        return [*COMPARABLE, *(f"{CHARACTERISTIC}{name}" for name in self.characteristics)]

    def reached(self, comparison: str, level: str) -> int:
        """The number of a level, by which Splink orders them: the closest has the highest, otherwise is 0."""
        levels = next(each.levels for each in self.comparisons if each.name == comparison)
        return len(levels) - [each.name for each in levels].index(level)

    @property
    def rules(self) -> list[str]:
        """The names of all rules, the strongest first; weight is the last."""
        return [REFERENCE, *(key.name for key in self.keys), *(key.name for key in self.joins), BY_WEIGHT]

    @property
    def frequent(self) -> list[str]:
        """Features whose values count by how frequent they are."""
        return list(dict.fromkeys(name for each in self.comparisons for name in each.frequent))


COMPARABLE = [
    column.name for column in FEATURES.columns if column.name not in ("system", "party_ref", "held", "vouched")
]


def check(policies: list[MatchPolicy], definitions: Definitions) -> None:
    """Invalid where there are two policies, or one names a feature or a comparison that is not there."""
    if len(policies) > 1:
        raise Invalid(
            f"There are two match policies, '{policies[0].key}' and '{policies[1].key}'",
            where=definitions.where(policies[1], "key"),
            do="Keep one: all persons are compared by the same policy",
        )
    for policy in policies:
        for path, name in _features_named(policy):
            _known(name, policy.features, "feature", definitions.where(policy, *path))
        compared = [each.name for each in policy.comparisons]
        for path, name in _comparisons_named(policy):
            _known(name, compared, "comparison", definitions.where(policy, *path))
        _check_joins(policy, definitions)
        _check_levels(policy, definitions)
        _check_review(policy, definitions)
        _check_training(policy, definitions)


def _check_joins(policy: MatchPolicy, definitions: Definitions) -> None:
    for position, key in enumerate(policy.joins):
        if key.agree[0] != "phones":
            raise Invalid(
                f"The join '{key.name}' needs a number, so that it begins with phones",
                where=definitions.where(policy, "joins", position, "agree"),
                do="Write agree: [phones, …]",
            )


def _check_levels(policy: MatchPolicy, definitions: Definitions) -> None:
    levels = {each.name: [level.name for level in each.levels] for each in policy.comparisons}
    for path, name, level in _levels_named(policy):
        _known(level, levels[name], f"level of '{name}'", definitions.where(policy, *path, name))


def _check_review(policy: MatchPolicy, definitions: Definitions) -> None:
    features = {each.name: each.features for each in policy.comparisons}
    for path, name, _ in _levels_named(policy):
        if path[0] == "review" and any(each.startswith(CHARACTERISTIC) for each in features[name]):
            raise Invalid(
                f"What is worth a person's time cannot depend on the characteristics of '{name}'",
                where=definitions.where(policy, *path, name),
                do="Name a comparison of what every person has: characteristics are not kept between runs",
            )


def _check_training(policy: MatchPolicy, definitions: Definitions) -> None:
    for position, rule in enumerate(policy.training.block_on):
        for name in rule:
            if name in LISTS:
                raise Invalid(
                    f"Training cannot block on the list '{name}'",
                    where=definitions.where(policy, "training", "block_on", position),
                    do="Give features with one value, such as sound or birth_date",
                )


Path = tuple[str | int, ...]


def _features_named(policy: MatchPolicy) -> list[tuple[Path, str]]:
    found: list[tuple[Path, str]] = []
    for part, keys in (("keys", policy.keys), ("joins", policy.joins)):
        for position, key in enumerate(keys):
            found += [((part, position, "agree"), name) for name in key.agree]
    for position, rule in enumerate(policy.blocking):
        found += [(("blocking", position), name) for name in rule]
    for position, each in enumerate(policy.comparisons):
        found += [(("comparisons", position), name) for name in each.features]
    for position, rule in enumerate(policy.training.block_on):
        found += [(("training", "block_on", position), name) for name in rule]
    return found


def _comparisons_named(policy: MatchPolicy) -> list[tuple[Path, str]]:
    found: list[tuple[Path, str]] = [(("apart",), name) for name in policy.apart]
    for part, keys in (("keys", policy.keys), ("joins", policy.joins)):
        for position, key in enumerate(keys):
            found += [((part, position, "not_contradicting"), name) for name in key.not_contradicting]
    found += [(("by_weight", "not_contradicting"), name) for name in policy.by_weight.not_contradicting]
    found += [((*path, name), name) for path, name, _ in _levels_named(policy)]
    return found


def _levels_named(policy: MatchPolicy) -> list[tuple[Path, str, str]]:
    """Where a level of a comparison is named, the comparison and the level."""
    found: list[tuple[Path, str, str]] = []
    found += [(("by_weight", "at_least"), name, level) for name, level in policy.by_weight.at_least.items()]
    for position, ground in enumerate(policy.review):
        for part in ("at_least", "not_contradicting"):
            found += [(("review", position, part), name, level) for name, level in getattr(ground, part).items()]
    return found


def _known(name: str, names: list[str], what: str, where: str) -> None:
    if name not in names:
        raise Invalid(f"There is no {what} '{name}'", where=where, do=did_you_mean(name, names))


KIND = Kind("match_policy", "identity", MatchPolicy, check)
