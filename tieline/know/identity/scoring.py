"""The weight of pairs: Splink's sum, over all comparisons, of how much the level of each speaks for one person."""

from collections.abc import Collection
from datetime import date

import ibis
import ibis.expr.types as ir

from tieline.foundation.warehouse.staging import Staging
from tieline.know.identity.definitions import Comparison, MatchPolicy
from tieline.know.identity.definitions.comparisons import Same
from tieline.know.identity.model import Model, declared_model
from tieline.know.identity.splink_engine import linking, physical_name, records_of
from tieline.know.identity.splink_settings import OTHERWISE, settings_of
from tieline.know.identity.tables import TERM_FREQUENCY

LEVEL, WEIGHT, FREQUENCY = "gamma_", "mw_", "mw_tf_adj_"
"""How Splink begins the names of what it adds: the number of the level (-1: nothing to compare), and its weight."""

CHUNK = 2_000_000
"""Pairs that are weighed at once, so that their values need not all be in memory."""


def score(area: Staging, features: ir.Table, pairs: ir.Table, policy: MatchPolicy, model: Model) -> ir.Table:
    """``node, other, weight, probability, levels`` and the number of every comparison's level, for each pair."""
    if not policy.comparisons:
        return _unweighed(area, pairs)
    names = list(dict.fromkeys(name for each in policy.comparisons for name in each.features))
    ends = ibis.union(pairs.select("node"), pairs.select(node="other"), distinct=True)
    records = records_of(area, features.semi_join(ends, "node"), names)
    frequencies = {name: _frequencies(area, records, name, model) for name in policy.frequent}
    chunks = max(1, -(-int(pairs.count().execute()) // CHUNK))
    parts = []
    with linking(area, records, settings_of(policy.comparisons, model), frequencies) as linker:
        for chunk in range(chunks):
            part = pairs.filter(pairs.node % chunks == chunk) if chunks > 1 else pairs
            blocked = area.keep(part.select(match_key=ibis.literal("0"), join_key_l="node", join_key_r="other"))
            linker.table_management.register_blocked_pairs_for_predict(linker._db_api.register(physical_name(blocked)))
            predicted = linker.inference.predict(warning_mode="never")
            found = area.warehouse.ibis.table(predicted.physical_name)
            parts.append(area.keep(_read(found, policy)))
            predicted.drop_table_from_database_and_remove_from_cache()
    return area.keep(ibis.union(*parts, distinct=False)) if len(parts) > 1 else parts[0]


def levels_reached(
    area: Staging, features: ir.Table, pairs: ir.Table, policy: MatchPolicy, comparisons: Collection[str]
) -> ir.Table:
    """``node, other`` and the numbers of the levels of these comparisons, whatever they weigh."""
    bare = [_unadjusted(each) for each in policy.comparisons if each.name in comparisons]
    only = policy.model_copy(update={"comparisons": bare})
    return score(area, features, pairs, only, declared_model(only, date.min, 0)).drop("weight", "probability", "levels")


def _unadjusted(comparison: Comparison) -> Comparison:
    levels = [
        each.model_copy(update={"term_frequencies": False}) if isinstance(each, Same) else each
        for each in comparison.levels
    ]
    return comparison.model_copy(update={"levels": levels})


def _read(found: ir.Table, policy: MatchPolicy) -> ir.Table:
    levels = [f"{LEVEL}{each.name}" for each in policy.comparisons]
    return found.select(
        node=found["node_l"],
        other=found["node_r"],
        weight=found["match_weight"],
        probability=found["match_probability"],
        levels=_as_json(found, policy),
        **{name: found[name].cast("int64") for name in levels},
    )


def _as_json(found: ir.Table, policy: MatchPolicy) -> ir.StringValue:
    """``{"name": ["same", 11.2], …}``: the level and weight of every comparison that had something to compare."""
    bars = []
    for each in policy.comparisons:
        number = found[f"{LEVEL}{each.name}"]
        names = [OTHERWISE, *reversed([level.name for level in each.levels])]
        weight = found[f"{WEIGHT}{each.name}"]
        if each.frequent:
            weight = weight + found[f"{FREQUENCY}{each.name}"]
        level = number.cases(*enumerate(names), else_="")
        bar = ibis.literal(f'"{each.name}": ["') + level + '", ' + weight.round(2).cast("string") + "]"
        bars.append(ibis.ifelse(number >= 0, bar, ibis.null("string")))
    told = ibis.array(bars).filter(lambda bar: bar.notnull()).join(", ")
    return ibis.literal("{") + told + "}"


def _frequencies(area: Staging, records: ir.Table, name: str, model: Model) -> ir.Table:
    """``<name>, tf_<name>`` of every value; what training did not see twice is as rare as a value seen once."""
    kept = area.warehouse.table(TERM_FREQUENCY)
    known = kept.filter(kept.feature == name).select("value", "frequency")
    values = records.filter(records[name].notnull()).select(**{name: records[name]}).distinct()
    joined = values.left_join(known, [(name, "value")])
    rarest = model.rarest.get(name)
    frequency = joined["frequency"] if rarest is None else joined["frequency"].fill_null(rarest)
    return area.keep(joined.select(**{name: joined[name], f"tf_{name}": frequency}))


def _unweighed(area: Staging, pairs: ir.Table) -> ir.Table:
    return area.keep(
        pairs.select(
            "node",
            "other",
            weight=ibis.null("float64"),
            probability=ibis.null("float64"),
            levels=ibis.literal("{}"),
        )
    )
