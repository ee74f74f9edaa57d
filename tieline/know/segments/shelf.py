"""
Sets of customers that are kept in memory for counting: who has which value of a tag, who is in which segment.

A customer's number is the place of the id among all ids, so sets are dense and small (Roaring bitmaps; Lemire et al.,
"Roaring Bitmaps: Implementation of an Optimized Software Library", 2018). They are made of the published tables when
a name is first counted by, and forgotten as soon as one of those tables is written.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import structlog
from pyroaring import BitMap

from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.profile.tables import CUSTOMER
from tieline.know.segments.tables import MEMBERSHIP
from tieline.know.segments.truth import Held, Value
from tieline.know.tags.memberships import PREFIX, with_memberships
from tieline.know.tags.tables import CUSTOMER_TAG

MOST_BYTES = 512 * 2**20
"""What all sets may take: one takes an eighth of a byte per customer at the most, so as many are kept as fit."""
MOST_VALUES = 64
"""A text with more values has no sets: it names things, and does not group customers."""
BATCH = 1_000_000

Stamp = tuple[int, ...]


@dataclass(frozen=True)
class Sets:
    """The sets of some names, and how many customers there are."""

    held: Mapping[str, Held]
    customers: int

    @property
    def everybody(self) -> BitMap:
        """The numbers of all customers."""
        return BitMap(range(self.customers))


class Shelf:
    """The sets of one warehouse; safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stamp: Stamp | None = None
        self._held: OrderedDict[str, Held | None] = OrderedDict()
        self._customers = 0
        self._wanted: set[str] = set()
        self._at_work = False

    def find(self, at: Warehouse, names: Iterable[str]) -> Sets | None:
        """The sets of these names as the tables are now; None where one of them is not made."""
        stamp = stamp_of(at)
        with self._lock:
            if stamp is None or stamp != self._stamp:
                return None
            found = {name: self._held.get(name) for name in names}
            for name in found:
                if name in self._held:
                    self._held.move_to_end(name)
            held = {name: each for name, each in found.items() if each is not None}
            return Sets(held, self._customers) if len(held) == len(found) else None

    def ask_for(self, at: Warehouse, names: Iterable[str]) -> None:
        """Have the sets of these names made in the background; nothing happens for those that cannot be."""
        with self._lock:
            self._wanted |= {name for name in names if self._stamp is None or self._held.get(name, name) is not None}
            if self._at_work or not self._wanted:
                return
            self._at_work = True
        threading.Thread(target=self._work, args=(at,), name="segment sets", daemon=True).start()

    def _work(self, at: Warehouse) -> None:
        try:
            while names := self._next():
                self.make(at, names)
        except Exception:  # nobody waits for this thread: what fails is told, and SQL counts
            structlog.get_logger().exception("The sets for counting could not be made: SQL counts instead")
        finally:
            with self._lock:
                self._at_work = False

    def _next(self) -> list[str]:
        with self._lock:
            names, self._wanted = sorted(self._wanted), set()
            return names

    def make(self, at: Warehouse, names: Sequence[str]) -> None:
        """Make the sets of these names now, all of one snapshot; nothing where the warehouse does not count writes."""
        stamp = stamp_of(at)
        if stamp is None:
            return
        held, customers = _read(at, names)
        with self._lock:
            if stamp != self._stamp:
                self._held.clear()
            self._stamp, self._customers = stamp, customers
            for name, each in held.items():
                self._held[name] = each
                self._held.move_to_end(name)
            most = MOST_BYTES * 8 // max(customers, 1)
            while sum(len(each.values) for each in self._held.values() if each) > most:
                self._held.popitem(last=False)


_shelves: "WeakKeyDictionary[Warehouse, Shelf]" = WeakKeyDictionary()
_lock = threading.Lock()


def shelf_of(at: Warehouse) -> Shelf:
    """The sets that this process keeps of a warehouse."""
    with _lock:
        return _shelves.setdefault(at, Shelf())


def stamp_of(at: Warehouse) -> Stamp | None:
    """How often the tables that sets are made of were written; None where the warehouse does not know."""
    counts = [at.writes_of(table) for table in (CUSTOMER, CUSTOMER_TAG, MEMBERSHIP)]
    known = tuple(count for count in counts if count is not None)
    return known if len(known) == len(counts) else None


def _read(at: Warehouse, names: Sequence[str]) -> tuple[dict[str, Held | None], int]:
    """The sets of these names (None for a text of too many values, or a number), and how many customers there are."""
    rows = _rows(at, names)
    found: dict[str, dict[Value, BitMap]] = {name: {} for name in rows.columns if name != "customer_id"}
    first = 0
    for batch in rows.order_by("customer_id").to_pyarrow_batches(chunk_size=BATCH):
        for name in list(found):
            for value, numbers in _by_value(batch.column(name)):
                found[name].setdefault(value, BitMap()).update(BitMap(numbers + np.uint32(first)))
            if len(found[name]) > MOST_VALUES:
                del found[name]
        first += batch.num_rows
    return {name: Held(found[name]) if name in found else None for name in names}, first


def _rows(at: Warehouse, names: Sequence[str]) -> ir.Table:
    """One row per customer with a column per name that can have sets."""
    rows = at.table(CUSTOMER).select("customer_id")
    tags = at.table(CUSTOMER_TAG)
    types = tags.schema()
    kept = {
        f"tags.{key}": tags[key]
        for key in types
        if f"tags.{key}" in names and (types[key].is_boolean() or types[key].is_string())
    }
    if kept:
        tags = tags.select(tagged_id="customer_id", **kept)
        rows = rows.left_join(tags, rows.customer_id == tags.tagged_id).drop("tagged_id")
    return with_memberships(rows, at.table(MEMBERSHIP), [name for name in names if name.startswith(PREFIX)])


def _by_value(column: pa.Array) -> Iterable[tuple[Value, Any]]:
    """The values of a column, each with the places where it stands; nothing for null."""
    if pa.types.is_boolean(column.type):
        for value, holds in ((True, column), (False, pc.invert(column))):
            yield value, _places(pc.fill_null(holds, fill_value=False).to_numpy(zero_copy_only=False))
        return
    encoded = column.dictionary_encode()
    codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)
    for code, value in enumerate(encoded.dictionary.to_pylist()[: MOST_VALUES + 1]):
        yield value, _places(codes == code)


def _places(holds: Any) -> Any:
    return np.flatnonzero(holds).astype(np.uint32)
