"""Who cannot be one: persons of one group whose birth dates differ in more than a typing error."""

import ibis
import ibis.expr.types as ir

from tieline.foundation.warehouse.staging import Staging
from tieline.know.identity.clustering import cluster
from tieline.know.identity.definitions import REFERENCE, MatchPolicy


def contradicting(one: ir.StringValue, other: ir.StringValue) -> ir.BooleanValue:
    """
    Whether two dates (``yyyy-mm-dd``) differ in more than one part, other than by day and month in each other's
    place, or by one day.
    """
    mine, theirs = ([date.substr(start, size) for start, size in ((0, 4), (5, 2), (8, 2))] for date in (one, other))
    wrong = sum(((a != b).cast("int64") for a, b in zip(mine, theirs, strict=True)), ibis.literal(0))
    swapped = (mine[0] == theirs[0]) & (mine[1] == theirs[2]) & (mine[2] == theirs[1])
    days = one.try_cast("date").delta(other.try_cast("date"), unit="day").abs()
    return (wrong > 1) & ~swapped & ~(days <= 1).fill_null(ibis.literal(value=False))


def apart_within(area: Staging, features: ir.Table, ties: ir.Table, policy: MatchPolicy) -> ir.Table:
    """
    ``node, other`` of those whom ties connect, directly or through others, and who cannot be one.

    Birth dates that contradict do not count where a source or a person names the two as one, names that contradict
    not where anything ties the two themselves: so nobody is made one with another through somebody without a name.
    """
    nothing = area.keep_values({"node": ("int64", []), "other": ("int64", [])})
    if not int(ties.count().execute()):
        return nothing
    ends = ibis.union(ties.select("node"), ties.select(node="other"), distinct=True)
    labels = area.keep(cluster(area, area.keep(ends), ties).join(features.select("node", *NAMED, BORN), "node"))
    found = [nothing]
    if policy.apart:
        said = ties.filter((ties.rule == REFERENCE) | ties.decided_by.notnull())
        pairs = _differing(area, labels, BORN, [BORN])
        apart = pairs.filter(contradicting(pairs[BORN], pairs[f"other_{BORN}"]))
        found.append(_unless(apart, said))
    if policy.one_name:
        pairs = _differing(area, labels, "sound", NAMED)
        found.append(_unless(pairs.filter(_unlike_names(pairs)), ties))
    return area.keep(ibis.union(*found, distinct=True))


BORN = "birth_date"
NAMED = ["name", "sound", "western", "script"]
TYPED = 3
"""Edits by which a Western name is still the same, mistyped."""


def _differing(area: Staging, labels: ir.Table, value: str, columns: list[str]) -> ir.Table:
    """Pairs within groups in which a value differs, with these columns of both."""
    known = labels.filter(labels[value].notnull()).select("node", "label", *columns)
    several = known.group_by("label").agg(values=known[value].nunique())
    suspect = area.keep(known.semi_join(several.filter(several["values"] > 1), "label"))
    theirs = suspect.select("label", other="node", **{f"other_{name}": suspect[name] for name in columns})
    pairs = suspect.join(theirs, "label")
    return pairs.filter(pairs.node < pairs.other)


def _unlike_names(pairs: ir.Table) -> ir.BooleanValue:
    """Two whole names of one script that neither read nor sound alike; of Western names a few letters may differ."""
    same_script = pairs["script"] == pairs["other_script"]
    unlike = (pairs["sound"] != pairs["other_sound"]) & (pairs["name"] != pairs["other_name"])
    mistyped = (pairs["western"].levenshtein(pairs["other_western"]) <= TYPED).fill_null(ibis.literal(value=False))
    return same_script & unlike & ~mistyped


def _unless(apart: ir.Table, said: ir.Table) -> ir.Table:
    return apart.select("node", "other").anti_join(said.select("node", "other"), ["node", "other"])
