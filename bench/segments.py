"""
What a live count of a segment costs: conditions of five parts over tags, by sets in memory and by SQL by hand.

    python -m bench.segments 1000000 10000000

The customers and their 60 tags are made up by DuckDB: yes-or-no tags of many shares, bands and categories of two to
twelve values, each null for some. Both ways count the same conditions in the same process, in turn, and every pair of
counts is held against each other.
"""

import argparse
import os
import random
import resource
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import django
import duckdb
import numpy as np

from tieline.foundation.expressions.checker import check
from tieline.foundation.expressions.parser import parse
from tieline.foundation.expressions.scope import FieldType, Scope
from tieline.foundation.expressions.types import BOOLEAN, TEXT
from tieline.foundation.warehouse.connection import open_warehouse
from tieline.foundation.warehouse.embedded import EmbeddedWarehouse

TAGS, PARTS, CONDITIONS, GROUP = 60, 5, 300, 12
VALUES = {f"t{number:02}": 0 if number % 5 < 3 else 2 + number % 11 for number in range(TAGS)}
"""How many values each tag has; 0 is a yes-or-no tag."""

Leaf = tuple[str, str]
"""A part of a condition in the condition language and in SQL."""


def main(sizes: Sequence[int]) -> None:
    """A line per number of customers."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tieline.server.settings"
    django.setup()
    print("| customers | first five tags | all 60 tags | sets p50 / p95 | SQL p50 / p95 | equal | load | memory |")
    print("|---|---|---|---|---|---|---|---|")
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="tieline-bench-") as folder:
            print(_line(size, Path(folder)), flush=True)


def _line(size: int, folder: Path) -> str:
    from tieline.know.segments.shelf import Shelf  # noqa: PLC0415 - after django.setup
    from tieline.know.segments.truth import truth  # noqa: PLC0415 - after django.setup

    at = open_warehouse(f"duckdb:///{folder}/warehouse.duckdb")
    assert isinstance(at, EmbeddedWarehouse)
    _make(at, size)
    shelf, names = Shelf(), [f"tags.{tag}" for tag in VALUES]
    began = time.perf_counter()
    shelf.make(at, names[:PARTS])
    first = time.perf_counter() - began
    for start in range(0, TAGS, GROUP):
        shelf.make(at, names[start : start + GROUP])
    rest = time.perf_counter() - began - first
    chance = random.Random(5)
    by_sets, by_hand, wrong = [], [], 0
    scope = _scope()
    for _ in range(CONDITIONS):
        text, where = _condition(chance)
        began = time.perf_counter()
        asked = check(parse(text), scope, BOOLEAN)
        sets = shelf.find(at, asked.names.fields)
        assert sets is not None, "the sets do not fit into memory"
        count = len(truth(asked.node, sets.held, sets.everybody).yes)
        by_sets.append(time.perf_counter() - began)
        began = time.perf_counter()
        found = at.fetch(f"SELECT count(*) AS n FROM tags.customer_tag WHERE {where}", [])
        by_hand.append(time.perf_counter() - began)
        wrong += found[0]["n"] != count
    at.close()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return (
        f"| {size:,} | {first:.1f} s | {rest:.1f} s | {_both(by_sets)} | {_both(by_hand)} "
        f"| {CONDITIONS - wrong} of {CONDITIONS} | {os.getloadavg()[0]:.1f} | {memory:.1f} GiB |"
    )


def _make(at: EmbeddedWarehouse, size: int) -> None:
    from tieline.know.segments.tables import MEMBERSHIP  # noqa: PLC0415 - after django.setup

    columns = [_column(tag, values, place) for place, (tag, values) in enumerate(VALUES.items())]
    key = "printf('c%09d', i) AS customer_id"
    connection: duckdb.DuckDBPyConnection = at.ibis.con
    connection.execute("CREATE SCHEMA profile; CREATE SCHEMA tags")
    connection.execute(f"CREATE TABLE profile.customer AS SELECT {key} FROM range({size}) AS r(i)")
    connection.execute(
        f"CREATE TABLE tags.customer_tag AS SELECT {key}, {', '.join(columns)} FROM range({size}) AS r(i)"
    )
    at.create(MEMBERSHIP)


def _column(tag: str, values: int, place: int) -> str:
    drawn = f"(hash(i * {TAGS} + {place}) % 1000)"
    if not values:
        share = 20 + place * 37 % 600
        return f"CASE WHEN {drawn} < {share} THEN true WHEN {drawn} < 950 THEN false END AS {tag}"
    return f"CASE WHEN {drawn} < 900 THEN 'v' || ({drawn} % {values}) END AS {tag}"


def _scope() -> Scope:
    return Scope({f"tags.{tag}": FieldType(TEXT if values else BOOLEAN) for tag, values in VALUES.items()})


def _condition(chance: random.Random) -> Leaf:
    """Five parts over five tags, joined by ``and`` and ``or`` and some of them turned round."""
    text, where = "", ""
    for place, tag in enumerate(chance.sample(list(VALUES), PARTS)):
        one, other = _part(chance, tag)
        if chance.random() < 0.2:
            one, other = f"not({one})", f"NOT ({other})"
        joined = chance.choice(["and", "and", "or"])
        text, where = (one, other) if place == 0 else (f"({text}) {joined} {one}", f"({where}) {joined} {other}")
    return text, where


def _part(chance: random.Random, tag: str) -> Leaf:
    values = VALUES[tag]
    if not values:
        return f"tags.{tag}", tag
    some = [f"v{each}" for each in chance.sample(range(values), min(2, values))]
    if chance.random() < 0.5:
        return f'tags.{tag} = "{some[0]}"', f"({tag} IS NOT DISTINCT FROM '{some[0]}')"
    listed = ", ".join(f'"{each}"' for each in some), ", ".join(f"'{each}'" for each in some)
    return f"tags.{tag} in ({listed[0]})", f"coalesce({tag} IN ({listed[1]}), false)"


def _both(seconds: Sequence[float]) -> str:
    middle, high = np.percentile(np.array(seconds) * 1000, [50, 95])
    return f"{middle:.1f} / {high:.1f} ms"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("customers", type=int, nargs="*", default=[1_000_000])
    main(parser.parse_args().customers)
