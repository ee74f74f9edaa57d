"""Which expressions are facts of the scope's lists: a list, its filters, one of its columns, the distinct of that."""

from tieline.foundation.expressions.tree import Call, Filter, Node, Path, Rows


def is_facts(node: Node) -> bool:
    """Whether the node stands for rows, or values of one column, of a fact list."""
    return rows_of(node) is not None


def rows_of(node: Node) -> Rows | None:
    """The fact list that the node filters or projects; None where it is something else."""
    match node:
        case Rows():
            return node
        case Filter(of=of) | Path(of=of):
            return rows_of(of)
        case Call(name="distinct values", arguments=(of,)):
            return rows_of(of)
    return None
