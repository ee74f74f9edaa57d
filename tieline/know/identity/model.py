"""What weighing a pair needs beside the policy: how often each level comes among one person's pairs, and others'."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir

from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.identity.definitions import MatchPolicy
from tieline.know.identity.tables import MODEL, TERM_FREQUENCY

DIGITS = 9
"""Decimals that are kept, so that the order in which an engine adds up cannot show."""

Shares = dict[str, dict[str, tuple[float, float]]]


@dataclass(frozen=True)
class Model:
    """
    ``prior`` is the probability that any two persons are one; ``levels`` has, per comparison and level, its share
    among pairs that are one person (m) and among pairs that are two (u). ``rarest`` is the frequency of a value
    that was not seen twice in training, per feature.
    """

    policy: str
    trained_on: date
    persons: int
    prior: float
    levels: Shares
    rarest: dict[str, float] = field(default_factory=dict)
    trained: bool = False

    def shares(self, comparison: str, level: str) -> tuple[float, float]:
        """M and u of a level."""
        return self.levels[comparison][level]

    @property
    def model_id(self) -> str:
        """MD5 of everything that was learned."""
        return _digest(self.parameters() | {"policy": self.policy})

    def parameters(self) -> dict[str, Any]:
        """As JSON's types."""
        return {"prior": self.prior, "trained": self.trained, "rarest": self.rarest, "comparisons": self.levels}


def declared_model(policy: MatchPolicy, as_of: date, persons: int) -> Model:
    """The model before any training: the policy's own m and u, and the prior of a small operator."""
    levels: Shares = {}
    for each in policy.comparisons:
        levels[each.name] = {level.name: (level.m, level.u) for level in each.levels}
        levels[each.name]["otherwise"] = (each.otherwise.m, each.otherwise.u)
    prior = min(0.5, 2 * policy.expected_duplicates / policy.training.at_least)
    return Model(policy_digest(policy), as_of, persons, prior, levels)


def policy_digest(policy: MatchPolicy) -> str:
    """MD5 of what a model depends on: how persons are compared and how it is trained."""
    parts = policy.model_dump(
        mode="json", include={"comparisons", "training", "keys", "expected_duplicates", "vouched"}
    )
    return _digest(parts)


def _digest(parts: Any) -> str:
    return hashlib.md5(json.dumps(parts, sort_keys=True).encode(), usedforsecurity=False).hexdigest()


def stored_model(store: Warehouse, policy: MatchPolicy) -> Model | None:
    """The model that the last training published, where the policy is still the same."""
    for row in store.rows(MODEL, policy=policy_digest(policy)):
        read = json.loads(row["parameters"])
        levels = {name: {level: (m, u) for level, (m, u) in each.items()} for name, each in read["comparisons"].items()}
        return Model(
            row["policy"], row["trained_on"], row["persons"], read["prior"], levels, read["rarest"], read["trained"]
        )
    return None


def is_due(model: Model | None, policy: MatchPolicy, as_of: date, persons: int) -> bool:
    """Whether the model is to be made anew: never made, another policy, too old, or enough persons at last."""
    if model is None:
        return True
    old = (as_of - model.trained_on).days >= policy.training.again_after_days
    return old or (not model.trained and persons >= policy.training.at_least)


def publish_model(store: Warehouse, model: Model, frequencies: ir.Table) -> None:
    """Keep a model and the frequencies of values for all runs until the next training."""
    row = {
        "model_id": model.model_id,
        "policy": model.policy,
        "trained_on": model.trained_on,
        "persons": model.persons,
        "parameters": json.dumps(model.parameters(), sort_keys=True),
    }
    rows = ibis.memtable([row], schema=MODEL.ibis_schema)
    with store.transaction():
        store.publish(MODEL, rows)
        store.publish(TERM_FREQUENCY, frequencies)


def rounded(value: float) -> float:
    """A learned number as it is kept."""
    return float(f"{value:.{DIGITS}g}")
