"""
Blocks that new records make too large, or small enough: all pairs in them come or go, whoever is new.

A value that more persons share than the policy's largest block is a placeholder and gives no pairs. So a new record
may take pairs from persons whom it does not concern, and these have to be compared again with it.
"""

import ibis
import ibis.expr.types as ir

from tieline.foundation.warehouse.staging import Staging
from tieline.know.identity.blocking import keyed, rules_of
from tieline.know.identity.definitions import MatchPolicy


def crossing(area: Staging, others: ir.Table, before: ir.Table, after: ir.Table, policy: MatchPolicy) -> ir.Table:
    """
    ``node`` of everybody in a block that is a placeholder before or after, but not both.

    ``before`` and ``after`` are the features of those who changed, ``others`` of everybody else, their nodes
    numbered alike.
    """
    found = [area.keep(others.select("node").limit(0))]
    for rule in rules_of(policy):
        changed = [side for part in (before, after) for side in keyed(area, part, rule)]
        was, becomes = changed[1], changed[3]
        keys = area.keep(ibis.union(was.select("key"), becomes.select("key"), distinct=True))
        if not int(keys.count().execute()):
            continue
        left, right = keyed(area, others, rule)
        sized = keys
        for name, side in (("rest", right), ("was", was), ("becomes", becomes)):
            sized = sized.left_join(_sizes(side, keys, name), "key").drop("key_right")
        sized = area.keep(sized.fill_null({"rest": 0, "was": 0, "becomes": 0}))
        small = [sized["rest"] + sized[name] <= policy.largest_block for name in ("was", "becomes")]
        crossed = area.keep(sized.filter(small[0] != small[1]).select("key"))
        if int(crossed.count().execute()):
            found += [area.keep(side.semi_join(crossed, "key").select("node")) for side in (left, right, *changed)]
    return area.keep(ibis.union(*found, distinct=True) if len(found) > 1 else found[0])


def _sizes(side: ir.Table, keys: ir.Table, name: str) -> ir.Table:
    mine = side.semi_join(keys, "key")
    return mine.group_by("key").agg(**{name: mine.count()})
