"""
Statements that are asked for again and again, written once.

Saying a calculation of many columns to the engine costs more than the engine needs for the rows of a few customers.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

import ibis.expr.schema as sch
import ibis.expr.types as ir
from ibis.backends.sql import SQLBackend

MOST = 256
"""So many statements are remembered; the one that was asked for longest ago goes first."""


@dataclass(frozen=True)
class Statement:
    """A query in the engine's SQL, and the columns that it gives."""

    sql: str
    schema: sch.Schema


def statement_of(backend: SQLBackend, rows: ir.Table) -> Statement:
    """The statement for the rows of an expression; frames that it holds in memory are known to the engine then."""
    backend._run_pre_execute_hooks(rows)
    return Statement(str(backend.compile(rows)), rows.schema())


@dataclass
class Statements:
    """Statements by recipe: what they depend on, which names everything of which the text is made."""

    _known: OrderedDict[Hashable, Statement] = field(default_factory=OrderedDict)

    def of(self, recipe: Hashable, write: Callable[[], Statement]) -> Statement:
        """The statement of a recipe, written the first time; two threads that ask at once may both write it."""
        found = self._known.get(recipe)
        if found is None:
            found = write()
        self._known[recipe] = found
        self._known.move_to_end(recipe)
        while len(self._known) > MOST:
            self._known.popitem(last=False)
        return found
