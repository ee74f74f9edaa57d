"""
Find keys by the beginnings of words: what a search box asks of a table that is stored in the order of its words, as a
whole or in a few parts one after the other.
"""

from collections.abc import Callable, Collection, Sequence

from tieline.foundation.errors import Invalid
from tieline.foundation.warehouse.connection import Readable, Row
from tieline.foundation.warehouse.tables import Table

MOST_ROWS = 5000
"""Rows read for a search of one word: one letter may lead to half of all keys, and nobody reads so far."""


def find_by_prefixes(
    warehouse: Readable,
    table: Table,
    words: Sequence[Sequence[str]],
    *,
    key: str,
    limit: int,
    offset: int = 0,
    among: Callable[[Sequence[str]], Collection[str]] | None = None,
) -> tuple[list[Row], int]:
    """
    One row per ``key`` that has, for every word, a row beginning with one of the word's prefixes; and how many.

    Each row is the first match of the first word in the order of the table's leading column, so exact matches
    come first; put the most selective word first. Each prefix is one range of each part of the table, never a full
    scan. ``among`` says which of some keys count at all. The count is exact below ``MOST_ROWS`` rows of a single word;
    of more the first are found, part after part.
    """
    if not words or not warehouse.has(table):
        return [], 0
    if key not in table.column_names:
        raise Invalid(f"{table.full_name} has no column '{key}'")
    term, place, asked = table.key[0], warehouse.place(table), warehouse.asked(table, table.key[0])
    lead, *rest = words
    cap = "" if rest else f" LIMIT {MOST_ROWS}"
    columns = ", ".join(f'arg_min("{name}", "{term}") AS "{name}"' for name in table.column_names if name != key)
    sql = f'SELECT "{key}", {columns}, count(*) OVER () AS found FROM ({_ranges(place, asked, "*", len(lead), cap)})'
    if rest:
        quoted = f'"{key}"'
        sql += " WHERE " + " AND ".join(f"{quoted} IN ({_ranges(place, asked, quoted, len(word))})" for word in rest)
    order = f'arg_min("{term}", "{term}"), "{key}"'
    paged = f" LIMIT {MOST_ROWS}" if among else f" LIMIT {int(limit)} OFFSET {int(offset)}"
    sql += f' GROUP BY "{key}" ORDER BY {order}{paged}'
    bounds = [bound for word in words for prefix in word for bound in (prefix, prefix + "\U0010ffff")]
    rows = warehouse.fetch(sql, bounds)
    if among is None:
        return rows, rows[0]["found"] if rows else 0
    wanted = among([row[key] for row in rows])
    kept = [row for row in rows if row[key] in wanted]
    return kept[offset : offset + limit], len(kept)


def _ranges(place: str, asked: str, columns: str, count: int, cap: str = "") -> str:
    one = f"(SELECT {columns} FROM {place} WHERE {asked} >= ? AND {asked} < ?{cap})"
    return " UNION ALL ".join([one] * count)
