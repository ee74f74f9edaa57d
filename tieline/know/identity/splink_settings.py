"""The policy's comparisons as Splink settings: the same on every engine that Splink runs on."""

from typing import Any

import splink.comparison_level_library as levels
from splink import SettingsCreator
from splink.comparison_library import CustomComparison

from tieline.know.identity.definitions.comparisons import (
    AnyLevel,
    Comparison,
    NearDate,
    Same,
    Shared,
    Similar,
    Swapped,
    Unlike,
)
from tieline.know.identity.model import Model

NODE = "node"

_PARTS = ("substr({0}_l, 1, 4) = substr({0}_r, 1, 4)", "substr({0}_l, 6, 2) = substr({0}_r, 6, 2)",
          "substr({0}_l, 9, 2) = substr({0}_r, 9, 2)")  # fmt: skip
_TWO_PARTS = " or ".join(f"({a} and {b})" for a, b in ((_PARTS[0], _PARTS[1]), (_PARTS[0], _PARTS[2]), (_PARTS[1], _PARTS[2])))  # noqa: E501  # fmt: skip
_CHANGED_PLACES = (
    f"({_PARTS[0]} and substr({{0}}_l, 6, 2) = substr({{0}}_r, 9, 2) and substr({{0}}_l, 9, 2) = substr({{0}}_r, 6, 2))"
)


def settings_of(comparisons: list[Comparison], model: Model) -> SettingsCreator:
    """Splink's settings with the model's parameters; weights of every comparison are kept."""
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name=NODE,
        probability_two_random_records_match=model.prior,
        comparisons=[_comparison(each, model) for each in comparisons],
        blocking_rules_to_generate_predictions=[],
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
    )


def _comparison(comparison: Comparison, model: Model) -> CustomComparison:
    made: list[Any] = [levels.NullLevel(comparison.of)]
    for level in comparison.levels:
        m, u = model.shares(comparison.name, level.name)
        options: dict[str, Any] = {"m_probability": m, "u_probability": u}
        if isinstance(level, Same) and level.term_frequencies:
            options |= {"tf_adjustment_column": level.of}
        made.append(_condition(level).configure(**options))
    m, u = model.shares(comparison.name, OTHERWISE)
    made.append(levels.ElseLevel().configure(m_probability=m, u_probability=u))
    return CustomComparison(output_column_name=comparison.name, comparison_levels=made)


OTHERWISE = "otherwise"
"""The level of two values that contradict each other."""


def _condition(level: AnyLevel) -> Any:
    match level:
        case Same():
            return levels.ExactMatchLevel(level.of)
        case Similar(by="jaro_winkler"):
            return levels.JaroWinklerLevel(level.of, level.at_least or 0.9)
        case Similar(by="levenshtein"):
            return levels.LevenshteinLevel(level.of, level.at_most or 1)
        case Similar():
            return levels.DamerauLevenshteinLevel(level.of, level.at_most or 1)
        case Shared(unless_known=None):
            return levels.ArrayIntersectLevel(level.of, level.at_least)
        case Shared():
            lacks = f"({level.unless_known}_l is null or {level.unless_known}_r is null)"
            return levels.And(levels.CustomLevel(lacks), levels.ArrayIntersectLevel(level.of, level.at_least))
        case Swapped():
            return levels.ColumnsReversedLevel(*level.of, symmetrical=True)
        case NearDate():
            typed = f"({_TWO_PARTS} or {_CHANGED_PLACES})".format(level.of)
            day = levels.AbsoluteDateDifferenceLevel(level.of, input_is_string=True, threshold=1, metric="day")
            return levels.Or(levels.CustomLevel(typed), day)
        case Unlike():
            return levels.Not(levels.ExactMatchLevel(level.of))
