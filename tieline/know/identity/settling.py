"""
Ties between persons and persons who are apart → groups.

"Apart" always wins, also over chains of ties: where ties connect two persons who are apart, the ties of that
component are taken from the strongest to the weakest, and one that would bring the two together is left out
(Kruskal's algorithm with constraints that forbid). The same calculation serves all persons and a few, as long as
everybody who is tied to one of them is among them.
"""

from collections.abc import Iterable

import ibis
import ibis.expr.types as ir

from tieline.foundation.warehouse.staging import Staging
from tieline.know.identity.clustering import cluster


def settle(area: Staging, nodes: ir.Table, ties: ir.Table, apart: ir.Table) -> ir.Table:
    """
    ``node, label`` for every node: persons that ties connect share the smallest node, unless they are apart.

    ``ties`` has ``node, other, strength`` (the higher the stronger), ``apart`` has ``node, other``.
    """
    labels = cluster(area, nodes, ties)
    ends = apart.join(labels.select("node", label="label"), "node")
    ends = ends.join(labels.select(other="node", other_label="label"), "other")
    torn = area.keep(ends.filter(ends.label == ends.other_label).select("label").distinct())
    if not int(torn.count().execute()):
        return labels
    members = area.keep(labels.semi_join(torn, "label").select("node"))
    edges = ties.semi_join(members, "node").order_by([ibis.desc("strength"), "node", "other"])
    mended = _taken_in_turn(
        members.order_by("node").to_pyarrow()["node"].to_pylist(),
        _pairs_of(edges),
        _pairs_of(apart.semi_join(members, "node").order_by(["node", "other"])),
    )
    columns: dict[str, tuple[str, list[object]]] = {
        "node": ("int64", list(mended)),
        "label": ("int64", list(mended.values())),
    }
    whole = labels.anti_join(torn, "label").select("node", "label")
    return area.keep(ibis.union(whole, area.keep_values(columns), distinct=False))


def unless_joined(
    area: Staging, nodes: ir.Table, ties: ir.Table, inferred: ir.Table, said_apart: ir.Table, said_same: ir.Table
) -> ir.Table:
    """
    ``node, other``: of those whom the policy infers to be apart, who stay so beside people's word.

    Where a person joins two, whole groups become one: what sets the groups apart in the eyes of the policy, such
    as birth dates, the person has seen. Within a group of the policy's own it still holds.
    """
    if not int(said_same.count().execute()):
        return inferred
    groups = settle(area, nodes, ties, ibis.union(inferred, said_apart, distinct=True))
    mine, theirs = groups.select("node", mine="label"), groups.select(other="node", theirs="label")
    words = said_same.select("node", "other").join(mine, "node").join(theirs, "other")
    joined = cluster(area, groups.select(node="label").distinct(), words.select(node="mine", other="theirs"))
    met = inferred.join(mine, "node").join(theirs, "other")
    met = met.join(joined.select(mine="node", whole="label"), "mine")
    met = met.join(joined.select(theirs="node", other_whole="label"), "theirs")
    return area.keep(met.filter((met.mine == met.theirs) | (met.whole != met.other_whole)).select("node", "other"))


def _pairs_of(rows: ir.Table) -> Iterable[tuple[int, int]]:
    found = rows.select("node", "other").to_pyarrow()
    return zip(found["node"].to_pylist(), found["other"].to_pylist(), strict=True)


def _taken_in_turn(
    nodes: Iterable[int], edges: Iterable[tuple[int, int]], apart: Iterable[tuple[int, int]]
) -> dict[int, int]:
    """Each node's label (the smallest node of its group) when edges are taken in turn and none joins two apart."""
    group = {node: node for node in nodes}
    members = {node: {node} for node in group}
    foes: dict[int, set[int]] = {node: set() for node in group}
    for one, other in apart:
        if one in group and other in group:
            foes[one].add(other)
            foes[other].add(one)
    for one, other in edges:
        into, gone = sorted((group[one], group[other]))
        if into == gone or foes[into] & members[gone]:
            continue
        for node in members[gone]:
            group[node] = into
        members[into] |= members.pop(gone)
        foes[into] |= foes.pop(gone)
    return group
