"""The policy's rules in order, and the keys of persons: two who have a key of a rule in common are its pair."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir

from tieline.foundation.warehouse.staging import Staging
from tieline.know.identity.definitions import JoinKey, MatchPolicy
from tieline.know.identity.tables import LISTS

BETWEEN = " · "


@dataclass(frozen=True)
class Rule:
    """Values that two must agree in. ``rank`` orders rules, the strongest first; ``weighed`` rules only propose."""

    rank: int
    name: str
    agree: tuple[str, ...]
    join: JoinKey | None = None


def rules_of(policy: MatchPolicy) -> list[Rule]:
    """All rules in order of strength; ranks begin with 1, as 0 is the cross-reference."""
    keys = [(key.name, tuple(key.agree), None) for key in policy.keys]
    joins = [(key.name, tuple(key.agree), key) for key in policy.joins]
    known = {tuple(sorted(agree)) for _, agree, join in keys if join is None}
    weighed = [(" and ".join(rule), tuple(rule), None) for rule in policy.blocking if tuple(sorted(rule)) not in known]
    return [Rule(rank, *each) for rank, each in enumerate([*keys, *joins, *weighed], start=1)]


def keyed(area: Staging, features: ir.Table, rule: Rule) -> tuple[ir.Table, ir.Table]:
    """``node, key`` of both sides: the same, but where somebody without a whole name joins."""
    if rule.join is None:
        both = area.keep(keys_of(features, rule.agree))
        return both, both
    joining, hosting = _sides_of(rule.agree, rule.join)
    nameless = features.filter(features.name.isnull())
    return area.keep(keys_of(nameless, joining)), area.keep(keys_of(features, hosting))


def all_keys(features: ir.Table, rules: Sequence[Rule], *carried: str) -> ir.Table:
    """
    ``node, key, rank, joins, hosts`` of all rules at once: ``joins`` and ``hosts`` say on which sides a key counts.

    Further columns of ``features`` that are ``carried`` along stay with their node.
    """
    none = {"key": ibis.null("string"), "rank": ibis.literal(0, "int64"), "joins": False, "hosts": False}
    parts = [features.select("node", *carried, **none)]
    for rule in rules:
        if rule.join is None:
            sides = [(features, rule.agree, True, True)]
        else:
            joining, hosting = _sides_of(rule.agree, rule.join)
            nameless = features.filter(features.name.isnull())
            sides = [(nameless, joining, True, False), (features, hosting, False, True)]
        for persons, names, joins, hosts in sides:
            counted = {"rank": ibis.literal(rule.rank, "int64"), "joins": joins, "hosts": hosts}
            parts.append(_whole(persons.select("node", *carried, *names), names, "node", *carried, **counted))
    keys = ibis.union(*parts, distinct=True) if rules else parts[0]
    return keys.filter(keys.key.notnull())


def _sides_of(agree: Sequence[str], join: JoinKey) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The features that somebody without a whole name and who he joins must agree in."""
    number, *further = agree
    return ("vouched" if join.vouched else number, *further), ("held" if join.held else number, *further)


def keys_of(features: ir.Table, names: Sequence[str]) -> ir.Table:
    """``node, key``: one row for each combination of a person's values of these features."""
    known = features.drop_null([name for name in names if name not in LISTS])
    return _whole(known.select("node", *names), names, "node").distinct()


def _whole(rows: ir.Table, names: Sequence[str], *carried: str, **further: Any) -> ir.Table:
    """Rows with ``key``, which is null where a value is: a row for each member of lists."""
    for name in names:
        rows = rows.mutate(**{name: rows[name].unnest()}) if name in LISTS else rows
    key = rows[names[0]]
    for name in names[1:]:
        key = key + BETWEEN + rows[name]
    return rows.select(*carried, key=key, **further)
