"""Connected persons → clusters: every person gets the smallest number that it can be reached from."""

import ibis
import ibis.expr.types as ir

from tieline.foundation.warehouse.staging import Staging


def cluster(area: Staging, nodes: ir.Table, pairs: ir.Table) -> ir.Table:
    """
    ``node, label`` for every node: nodes that pairs connect share the label, which is their smallest node.

    Each round takes the smallest label of the neighbours and then that label's own label, so a chain of
    *n* persons settles in about log *n* rounds.
    """
    edges = area.keep(
        ibis.union(pairs.select("node", "other"), pairs.select(node="other", other="node"), distinct=True)
    )
    linked = area.keep(edges.select("node").distinct())
    labels = area.keep(linked.select("node", label=linked.node))
    while True:
        nearer = area.keep(_round(area, edges, labels))
        changed = nearer.join(labels.select("node", former="label"), "node").filter(lambda t: t["label"] != t["former"])
        if not changed.count().execute():
            break
        labels = nearer
    alone = nodes.select("node").anti_join(linked, "node")
    return area.keep(ibis.union(labels, alone.select("node", label=alone.node), distinct=False))


def _round(area: Staging, edges: ir.Table, labels: ir.Table) -> ir.Table:
    around = edges.join(labels.select(other="node", label="label"), "other")
    smallest = around.group_by("node").agg(around=around["label"].min())
    joined = labels.join(smallest, "node")
    lowered = area.keep(joined.select("node", label=ibis.least(joined["label"], joined["around"])))
    jumped = lowered.join(labels.select(through="node", beyond="label"), [("label", "through")])
    return jumped.select("node", label=ibis.least(jumped["label"], jumped["beyond"]))
