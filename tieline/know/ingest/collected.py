"""For which purposes sources collected what they bring: of each field the narrowest that its mapping says."""

from collections.abc import Iterable
from dataclasses import dataclass

from tieline.foundation.access.roles import PURPOSES, Purpose
from tieline.know.ingest.definitions import Record, Source

WHOLE = ""
"""In the place of a field: the record itself, that there is one."""

Place = tuple[str, str]
"""A kind of record, and a field of it; or ''characteristic'' and the name of one."""


@dataclass(frozen=True)
class Collected:
    """The purposes for which a source collected something."""

    source: str
    purposes: frozenset[Purpose]


def collected_for(sources: Iterable[Source]) -> dict[Place, list[Collected]]:
    """By record and field what limits its use; a field that every source collected for all purposes is not there."""
    found: dict[Place, list[Collected]] = {}
    for source in sources:
        for record in source.records:
            for place, own in _said(record):
                purposes = narrowed(source.collected_for, record.collected_for, own)
                if len(purposes) < len(PURPOSES):
                    found.setdefault(place, []).append(Collected(source.key, purposes))
    return found


def narrowed(*said: Iterable[Purpose]) -> frozenset[Purpose]:
    """The purposes that are in all of these, where an empty one says nothing."""
    purposes = frozenset(PURPOSES)
    for each in map(frozenset, said):
        purposes = purposes & each if each else purposes
    return purposes


def _said(record: Record) -> Iterable[tuple[Place, tuple[Purpose, ...]]]:
    yield (record.record, WHOLE), ()
    for name, cell in record.cells.items():
        yield (record.record, name), cell.collected_for
    for name, cell in record.characteristic_cells.items():
        yield ("characteristic", name), cell.collected_for
