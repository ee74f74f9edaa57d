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


def crossing(area: Staging, before: ir.Table, after: ir.Table, touched: ir.Table, policy: MatchPolicy) -> ir.Table:
    """
    ``node`` of everybody in a block that is a placeholder before or after, but not both, through the touched.

    ``before`` and ``after`` are the features of all persons, their nodes numbered alike; ``touched`` has ``node``.
    """
    found = [touched.select("node").limit(0)]
    for rule in rules_of(policy):
        left_before, right_before = keyed(area, before, rule)
        left_after, right_after = keyed(area, after, rule)
        own = [side.semi_join(touched, "node").select("key") for side in (right_before, right_after)]
        keys = area.keep(ibis.union(*own, distinct=True))
        was, becomes = _sizes(right_before, keys, "was"), _sizes(right_after, keys, "becomes")
        sized = keys.left_join(was, "key").drop("key_right").left_join(becomes, "key").drop("key_right")
        most = policy.largest_block
        crossed = area.keep(
            sized.filter((sized.was.fill_null(0) <= most) != (sized.becomes.fill_null(0) <= most)).select("key")
        )
        if int(crossed.count().execute()):
            sides = (left_before, right_before, left_after, right_after)
            found += [area.keep(side.semi_join(crossed, "key").select("node")) for side in sides]
    return area.keep(ibis.union(*found, distinct=True) if len(found) > 1 else found[0])


def _sizes(side: ir.Table, keys: ir.Table, name: str) -> ir.Table:
    mine = side.semi_join(keys, "key")
    return mine.group_by("key").agg(**{name: mine.count()})
