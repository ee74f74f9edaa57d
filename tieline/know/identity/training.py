"""
The policy's model learned from the operator's own persons, as Splink does it (Fellegi and Sunter 1969).

The prior comes from the pairs that the deterministic keys find and the recall they are guessed to have; u from
pairs of persons drawn by chance; m by expectation maximisation, once for each declared block, of which the mean
counts. Drawing depends on nothing but the persons and the declared seed.
"""

import math
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
from splink import Linker, block_on

from tieline.foundation.warehouse.staging import Staging, staging
from tieline.know.identity.definitions import MatchPolicy
from tieline.know.identity.model import Model, Shares, declared_model, rounded
from tieline.know.identity.splink_engine import linking, records_of
from tieline.know.identity.splink_settings import OTHERWISE, settings_of

LEAST_M, LEAST_U = 0.001, 1e-7
"""No level is impossible, whatever a sample says: nobody's two records contradict each other never."""


def train(area: Staging, features: ir.Table, found: ir.Table, policy: MatchPolicy, as_of: date) -> Model:
    """
    The model of these persons; the declared one where there are too few.

    ``found`` are the candidate pairs (``node, other, rank``), of which the keys' say how many are one person.
    """
    persons = int(features.count().execute())
    model = declared_model(policy, as_of, persons)
    if persons < policy.training.at_least or not policy.comparisons:
        return model
    prior = _prior(found, policy, persons)
    start = Model(model.policy, as_of, persons, prior, model.levels, _rarest(features, policy), trained=True)
    names = list(dict.fromkeys(name for each in policy.comparisons for name in each.features))
    blocks = [name for rule in policy.training.block_on for name in rule]
    with staging(area.warehouse) as own, _linker(own, features, [*names, *blocks], policy, start) as linker:
        _learn(linker, policy)
        levels = _learned(linker, policy, start)
    return Model(start.policy, as_of, persons, prior, levels, start.rarest, trained=True)


def _linker(
    area: Staging, features: ir.Table, names: list[str], policy: MatchPolicy, start: Model
) -> AbstractContextManager[Linker]:
    records = records_of(area, features, list(dict.fromkeys(names)))
    return linking(area, records, settings_of(policy.comparisons, start), {})


def _prior(found: ir.Table, policy: MatchPolicy, persons: int) -> float:
    certain = found.filter(found["rank"] <= len(policy.keys))
    pairs = int(certain.select("node", "other").distinct().count().execute())
    expected = max(pairs, 1) / policy.training.recall
    return rounded(min(0.5, expected / (persons * (persons - 1) / 2)))


def _learn(linker: Linker, policy: MatchPolicy) -> None:
    linker.training.estimate_u_using_random_sampling(max_pairs=policy.training.sampled_pairs, seed=policy.training.seed)
    for rule in policy.training.block_on:
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(*rule),
            estimate_without_term_frequencies=True,
            max_pairs=policy.training.sampled_pairs,
        )


def _learned(linker: Linker, policy: MatchPolicy, start: Model) -> Shares:
    """M and u of every level; what training never saw keeps what the policy declares."""
    written = {each["output_column_name"]: each for each in linker.misc.save_model_to_json()["comparisons"]}
    levels: Shares = {}
    for comparison in policy.comparisons:
        names = [*(level.name for level in comparison.levels), OTHERWISE]
        told = [each for each in written[comparison.name]["comparison_levels"] if not each.get("is_null_level")]
        levels[comparison.name] = {
            name: _shares(each, start.shares(comparison.name, name)) for name, each in zip(names, told, strict=True)
        }
    return levels


def _shares(level: dict[str, Any], declared: tuple[float, float]) -> tuple[float, float]:
    found = [level.get("m_probability"), level.get("u_probability")]
    m, u = (
        told if isinstance(told, float) and math.isfinite(told) else before
        for told, before in zip(found, declared, strict=True)
    )
    return rounded(min(max(m, LEAST_M), 1.0)), rounded(min(max(u, LEAST_U), 1.0))


def frequencies_of(area: Staging, features: ir.Table, policy: MatchPolicy, model: Model) -> ir.Table:
    """The rows of ``identity.term_frequency``: values that more than one person has; none for an untrained model."""
    parts = []
    for name in policy.frequent if model.trained else []:
        known = features.filter(features[name].notnull())
        every = known.count()
        counted = known.group_by(value=known[name]).agg(persons=known.count())
        several = counted.filter(counted["persons"] > 1)
        parts.append(
            several.select(
                feature=ibis.literal(name),
                value="value",
                frequency=several["persons"] / every.as_scalar(),
            )
        )
    if not parts:
        return area.keep_values({"feature": ("string", []), "value": ("string", []), "frequency": ("float64", [])})
    return area.keep(ibis.union(*parts, distinct=False))


def _rarest(features: ir.Table, policy: MatchPolicy) -> dict[str, float]:
    if not policy.frequent:
        return {}
    counts = features.agg(**{name: features[name].count() for name in policy.frequent})
    (row,) = counts.to_pyarrow().to_pylist()
    return {name: rounded(1 / max(int(count), 1)) for name, count in row.items()}
