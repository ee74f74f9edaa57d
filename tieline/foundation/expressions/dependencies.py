"""What an expression depends on, computed from its tree."""

from dataclasses import dataclass

from tieline.foundation.expressions.facts import rows_of
from tieline.foundation.expressions.list_functions import TIMED
from tieline.foundation.expressions.tree import Call, Column, Field, Node, Path, Rows, walk


@dataclass(frozen=True)
class Names:
    """What an expression depends on: fields, lists, and columns as (list, column)."""

    fields: frozenset[str]
    lists: frozenset[str]
    columns: frozenset[tuple[str, str]]

    def of(self, group: str) -> frozenset[str]:
        """The fields of one group without its name: ``of("tags")`` are the keys of tags, ``of("feed")`` of feeds."""
        begins = f"{group}."
        return frozenset(name.removeprefix(begins) for name in self.fields if name.startswith(begins))


def names_of(node: Node) -> Names:
    """The fields, lists and columns that the value of a checked tree depends on; ``last`` also on the list's time."""
    nodes = list(walk(node))
    return Names(
        fields=frozenset(part.name for part in nodes if isinstance(part, Field)),
        lists=frozenset(part.name for part in nodes if isinstance(part, Rows)),
        columns=frozenset(
            {(part.rows, part.name) for part in nodes if isinstance(part, Column)}
            | {
                (part.of.type.of.rows, part.name)
                for part in nodes
                if isinstance(part, Path) and part.of.type.of and part.of.type.of.rows
            }
            | {
                (rows.name, rows.type.of.when)
                for part in nodes
                if isinstance(part, Call) and part.name in TIMED
                if (rows := rows_of(part.arguments[0])) and rows.type.of
            }
        ),
    )
