"""Connected persons → clusters: every person gets the smallest number that it can be reached from."""

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from tieline.foundation.warehouse.staging import Staging

SCHEMA = {"node": "int64", "label": "int64"}


def cluster(area: Staging, nodes: ir.Table, pairs: ir.Table) -> ir.Table:
    """
    ``node, label`` for every node: nodes that pairs connect share the label, which is their smallest node.

    Only the ends of pairs are held in memory, 16 bytes a pair: a hundred million fit where joining them in rounds
    would take an hour.
    """
    ends = pairs.select("node", "other").to_pyarrow()
    one, other = ends["node"].to_numpy(), ends["other"].to_numpy()
    linked, places = np.unique(np.concatenate([one, other]), return_inverse=True)
    found = area.keep(ibis.memtable(_labelled(linked, places[: len(one)], places[len(one) :]), schema=SCHEMA))
    alone = nodes.select("node").anti_join(found, "node")
    return area.keep(ibis.union(found, alone.select("node", label=alone.node), distinct=False))


def _labelled(linked: np.ndarray, one: np.ndarray, other: np.ndarray) -> pa.Table:
    """Linked nodes with their label; ``one`` and ``other`` are places in ``linked``, which is in order."""
    size = len(linked)
    if not size:
        return pa.table({"node": pa.array([], pa.int64()), "label": pa.array([], pa.int64())})
    graph = coo_matrix((np.ones(len(one), dtype=np.int8), (one, other)), shape=(size, size))
    _, component = connected_components(graph, directed=False)
    smallest = np.full(component.max() + 1, size, dtype=np.int64)
    np.minimum.at(smallest, component, np.arange(size))
    return pa.table({"node": linked, "label": linked[smallest[component]]})
