"""What one evaluation has already worked out."""

from dataclasses import dataclass, field

from tieline.foundation.expressions.tree import Column, Field, Name, Node, Rows, walk
from tieline.foundation.expressions.values import Value

Known = list[Value]


@dataclass(frozen=True)
class Memo:
    """
    The values of nodes for one row and instant.

    Outside of filters and loops every node has one value; inside, where variables are bound, only a node without names.
    """

    outside: dict[int, tuple[Node, Known]] = field(default_factory=dict)
    inside: dict[int, tuple[Node, Known | None]] = field(default_factory=dict)

    def of(self, node: Node, *, bound: bool) -> Known | None:
        """A list that holds the value once it is known; None where it may differ from row to row."""
        if bound:
            steady = self.inside.get(id(node))
            if steady is None or steady[0] is not node:
                steady = self.inside[id(node)] = (node, None if _varies(node) else [])
            return steady[1]
        found = self.outside.get(id(node))
        if found is None or found[0] is not node:
            found = self.outside[id(node)] = (node, [])
        return found[1]


def _varies(node: Node) -> bool:
    return any(isinstance(part, Name | Field | Rows | Column) for part in walk(node))
