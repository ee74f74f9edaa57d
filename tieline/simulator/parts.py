"""One part of the operator: a block of neighbouring persons, lived through and written to the files of every system."""

import codecs
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb

from tieline.simulator.feeds import FEEDS, HERE, Feed
from tieline.simulator.words import load_words

PERSONS_A_PART = 12_000
"""Persons in one part; a multiple of six, because no household spans two blocks of six."""
CONFIG = {"threads": "1", "preserve_insertion_order": "true", "autoinstall_known_extensions": "false"}
"""Of the engine; nothing is fetched from the internet."""
WORLD = ("people", "names", "lines", "months", "leaving", "signs", "use", "bills", "contacts")
"""The files of ``world/`` in the order in which one builds on the other."""


@dataclass(frozen=True)
class Operator:
    """What is simulated: the same values give the same bytes."""

    customers: int
    seed: int
    ends_on: date
    part_size: int = PERSONS_A_PART
    days: int | None = None
    """How many last days of what is dated are delivered; None: all of it."""
    feeds: tuple[Feed, ...] = FEEDS

    @property
    def parts(self) -> int:
        """How many parts it takes."""
        return -(-self.customers // self.part_size)

    @property
    def steps(self) -> int:
        """How many steps it takes in all."""
        return self.parts * (len(WORLD) + len(self.feeds))

    def rows_of(self, feed: Feed) -> str:
        """The SELECT of what is delivered of a feed; a date that does not exist is delivered whatever the days."""
        rows = feed.sql.rstrip().rstrip(";")
        if self.days is None or not feed.dated:
            return rows
        first = self.ends_on - timedelta(days=self.days - 1)
        return f"SELECT * FROM ({rows}) WHERE coalesce({feed.dated} >= DATE '{first.isoformat()}', true)"


def write_part(operator: Operator, part: int, out: Path, tick: Callable[[str], None] = lambda _doing: None) -> int:
    """
    The files of one part (from 1) below ``out``; answers the number of rows written.

    ``tick`` is called after each step with a word on what was done.

    Runs in a database of its own on one thread, so that parts may run beside each other and the bytes never depend on
    how many do.
    """
    with duckdb.connect(config={**CONFIG}) as con:
        _open_world(con, operator)
        first = (part - 1) * operator.part_size
        con.execute(f"SET VARIABLE first_person = {first}::BIGINT")
        con.execute(f"SET VARIABLE last_person = {min(first + operator.part_size, operator.customers)}::BIGINT")
        for step in WORLD:
            con.execute((HERE / "world" / f"{step}.sql").read_text(encoding="utf-8"))
            tick(step)
        rows = 0
        for feed in operator.feeds:
            rows += _write(con, operator, feed, out / feed.path(part))
            tick(f"{feed.system} {feed.query}")
        return rows


def _open_world(con: duckdb.DuckDBPyConnection, operator: Operator) -> None:
    con.execute(f"CREATE MACRO seed() AS '{int(operator.seed)}'")
    con.execute(f"CREATE MACRO ends_on() AS DATE '{operator.ends_on.isoformat()}'")
    con.execute((HERE / "world" / "macros.sql").read_text(encoding="utf-8"))
    load_words(con)


def _write(con: duckdb.DuckDBPyConnection, operator: Operator, feed: Feed, path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    target = path.with_name(path.name + ".utf8") if feed.encoding != "utf-8" else path
    how = {
        "csv": f"FORMAT csv, HEADER, DELIMITER '{feed.delimiter}'",
        "ndjson": "FORMAT json",
        "parquet": "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1",
    }[feed.kind]
    place = str(target).replace("'", "''")
    counted = con.execute(f"COPY ({operator.rows_of(feed)}) TO '{place}' ({how})").fetchone()
    if target is not path:
        _recode(target, path, feed.encoding)
    return int(counted[0]) if counted else 0


def _recode(source: Path, target: Path, encoding: str) -> None:
    """Rewrite a UTF-8 file in another encoding, a piece at a time, and remove it."""
    with codecs.open(str(source), encoding="utf-8") as read, target.open("w", encoding=encoding, newline="") as write:
        while piece := read.read(1 << 20):
            write.write(piece)
    source.unlink()
