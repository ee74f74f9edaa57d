"""Find keys by the beginnings of words: what a search box asks of a table that is stored in the order of its words."""

from collections.abc import Sequence

from tieline.foundation.errors import Invalid
from tieline.foundation.warehouse.connection import Row, Warehouse
from tieline.foundation.warehouse.tables import Table


def find_by_prefixes(
    warehouse: Warehouse, table: Table, words: Sequence[Sequence[str]], *, key: str, limit: int
) -> list[Row]:
    """
    One row per ``key`` that has, for every word, a row beginning with one of the word's prefixes.

    Each row is the first match of the first word in the order of the table's leading column, so exact matches
    come first; put the most selective word first. Each prefix is one range of the stored order, never a full scan.
    """
    if not words or not warehouse.has(table):
        return []
    if key not in table.column_names:
        raise Invalid(f"{table.full_name} has no column '{key}'")
    term = table.key[0]
    lead, *rest = words
    columns = ", ".join(f'arg_min("{name}", "{term}") AS "{name}"' for name in table.column_names if name != key)
    sql = f'SELECT "{key}", {columns} FROM ({_ranges(table, term, "*", len(lead))})'
    for word in rest:
        sql += f'{" AND" if word is not rest[0] else " WHERE"} "{key}" IN ({_ranges(table, term, key, len(word))})'
    sql += f' GROUP BY "{key}" ORDER BY arg_min("{term}", "{term}"), "{key}" LIMIT {int(limit)}'
    bounds = [bound for word in words for prefix in word for bound in (prefix, prefix + "\U0010ffff")]
    return warehouse.fetch(sql, bounds)


def _ranges(table: Table, term: str, columns: str, count: int) -> str:
    one = f'SELECT {columns} FROM "{table.schema}"."{table.name}" WHERE "{term}" >= ? AND "{term}" < ?'
    return " UNION ALL ".join([one] * count)
