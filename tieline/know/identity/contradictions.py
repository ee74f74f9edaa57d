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
    return (wrong > 1) & ~swapped & ~(days <= 1).fill_null(False)


def apart_within(area: Staging, features: ir.Table, ties: ir.Table, policy: MatchPolicy) -> ir.Table:
    """``node, other`` of those whom ties connect and whose birth dates contradict, unless a source names them one."""
    born = features.filter(features.birth_date.notnull()).select("node", birth_date="birth_date")
    if not policy.apart or int(born.count().execute()) < 2:
        return area.keep_values({"node": ("int64", []), "other": ("int64", [])})
    ends = ibis.union(ties.select("node"), ties.select(node="other"), distinct=True)
    labels = cluster(area, area.keep(ends), ties)
    dated = labels.join(born, "node")
    differing = dated.group_by("label").agg(dates=dated["birth_date"].nunique())
    suspect = area.keep(dated.semi_join(differing.filter(differing["dates"] > 1), "label"))
    theirs = suspect.select(other="node", label="label", other_birth_date="birth_date")
    pairs = suspect.join(theirs, "label")
    apart = pairs.filter((pairs.node < pairs.other) & contradicting(pairs.birth_date, pairs.other_birth_date))
    said = ties.filter((ties.rule == REFERENCE) | ties.decided_by.notnull()).select("node", "other")
    return area.keep(apart.select("node", "other").anti_join(said, ["node", "other"]))
