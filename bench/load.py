"""
How fast deliveries land, validated, against DuckDB reading the same files into a table without looking.

    python -m bench.load                       # 1,000,000 rows, and 5 days of 200,000 lines
    python -m bench.load 10000000 --days 120 --lines 1000000

The input is made first and not measured. Every case runs in a process of its own in a data folder of its own;
its time goes from the received file to the landed load, so it includes reading, validation and landing, and its
memory is the highest of that process. CPU seconds count both cores, and tell what a machine that is busy with other
work would do if it were not. The peer runs between the cases, on the same files.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

CASES = ("customers.csv", "customers.parquet", "use.csv", "use.parquet", "use again", "undo", "days")
USE = """
    SELECT '138' || lpad(line::VARCHAR, 8, '0') AS MSISDN, DATE '2026-10-01' + ({day})::INTEGER AS DAY,
        round((hash(line, 1) % 60000) / 100, 2) AS CALL_MIN, hash(line, 2) % 3000000 AS DATA_KB,
        hash(line, 3) % 20 AS SMS, hash(line, 4) % 1000 AS ROAM_KB, hash(line, 5) % 3 AS DROPS,
        'C' || (hash(line) % 20000) AS CELL
    FROM range({lines}) AS lines(line)
"""
CUSTOMERS = """
    SELECT '77' || lpad(person::VARCHAR, 9, '0') AS CUST_NO, '张伟' || person AS CUST_NAME,
        '138' || lpad(person::VARCHAR, 8, '0') AS MOBILE, (1 + hash(person) % 2)::VARCHAR AS SEX,
        strftime(DATE '1950-01-01' + (hash(person) % 20000)::INTEGER, '%Y%m%d') AS BIRTH,
        'person' || person || '@example.com' AS EMAIL, '广东省' AS PROV, '深圳市' AS CITY,
        '南山区科技园' || (hash(person) % 3000) || '号' AS ADDR,
        strftime(TIMESTAMP '2026-09-01 08:00:00' + INTERVAL (hash(person) % 2000000) SECOND, '%Y-%m-%d %H:%M:%S') AS UPD
    FROM range({lines}) AS people(person)
"""
USE_RECORD: dict[str, Any] = {
    "record": "usage_day",
    "key": ["MSISDN", "DAY"],
    "map": {
        "phone": {"column": "MSISDN", "matches": "1[0-9]{10}"},
        "day": {"column": "DAY", "earliest": "2000-01-01"},
        "voice_minutes": {"column": "CALL_MIN", "minimum": 0},
        "data_mb": {"column": "DATA_KB", "unit": "kb", "to": "mb", "minimum": 0},
        "sms": {"column": "SMS", "minimum": 0},
        "roaming_mb": {"column": "ROAM_KB", "unit": "kb", "to": "mb"},
        "dropped_calls": "DROPS",
        "home_cell": "CELL",
    },
    "require": ["phone", "day"],
}
CUSTOMER_RECORD: dict[str, Any] = {
    "record": "individual",
    "key": ["CUST_NO"],
    "map": {
        "party_ref": "CUST_NO",
        "full_name": "CUST_NAME",
        "phone": {"column": "MOBILE", "matches": "1[0-9]{10}"},
        "gender": {"column": "SEX", "codes": {"1": "male", "2": "female"}},
        "birth_date": {"column": "BIRTH", "format": "%Y%m%d", "earliest": "1900-01-01"},
        "email": "EMAIL",
        "address": {"join": ["PROV", "CITY", "ADDR"], "with": ""},
        "city": "CITY",
        "updated_at": {"column": "UPD", "format": "%Y-%m-%d %H:%M:%S"},
    },
    "require": ["party_ref", "full_name"],
}


@dataclass
class Clock:
    """Adds up what is done while it runs: seconds on the wall, and of all cores of this process."""

    seconds: float = 0.0
    cores: float = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Counts what is done inside."""
        wall, cores = time.monotonic(), time.process_time()
        yield
        self.seconds += time.monotonic() - wall
        self.cores += time.process_time() - cores


@dataclass(frozen=True)
class Line:
    """A line of the table; ``peer`` is what DuckDB needs to read the same files into a table."""

    case: str
    rows: int
    megabytes: float
    clock: Clock
    peak_gb: float
    peer: Clock | None

    @property
    def cells(self) -> tuple[str, ...]:
        """As text, in the order of the headings."""
        return (
            self.case,
            f"{self.rows:,}",
            f"{self.megabytes:,.0f}",
            f"{self.clock.seconds:.1f}",
            f"{self.rows / self.clock.seconds:,.0f}",
            f"{self.clock.cores:.1f}",
            f"{self.rows / self.clock.cores:,.0f}",
            f"{self.peak_gb:.1f}",
            f"{self.peer.seconds:.1f}" if self.peer else "",
            f"{self.peer.cores:.1f}" if self.peer else "",
        )


HEADINGS = ("case", "rows", "MB", "s", "rows/s", "CPU s", "rows/CPU s", "peak GiB", "peer s", "peer CPU s")


def main(rows: int, days: int, lines: int, cases: list[str]) -> None:
    """One line per case, as a Markdown table."""
    print("| " + " | ".join(HEADINGS) + " |\n|---" + "|--:" * (len(HEADINGS) - 1) + "|", flush=True)
    with tempfile.TemporaryDirectory(prefix="tieline-bench-load-") as name:
        for case in cases:
            print("| " + " | ".join(_measured(case, Path(name), rows, days, lines).cells) + " |", flush=True)


def _measured(case: str, folder: Path, rows: int, days: int, lines: int) -> Line:
    files = folder / "files"
    files.mkdir()
    many = case == "days"
    suffix = "csv" if case.endswith(".csv") else "parquet"
    select = CUSTOMERS if case.startswith("customers") else USE
    for day in range(days if many else 1):
        _write(files / f"{day:03}.{suffix}", select.format(lines=lines if many else rows, day=day))
    megabytes = sum(file.stat().st_size for file in files.iterdir()) / 1e6
    peer = None if case in ("use again", "undo") else _peer(files, suffix)
    environment = {
        **os.environ,
        "TIELINE_DATA": str(folder / "data"),
        "DJANGO_SETTINGS_MODULE": "tieline.server.settings",
    }
    command = [sys.executable, "-m", "bench.load", "--one", case, "--files", str(files)]
    said = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment).stdout)
    for used in (files, folder / "data"):
        shutil.rmtree(used)
    return Line(case, said["rows"], megabytes, Clock(said["seconds"], said["cores"]), said["peak"], peer)


def _write(file: Path, select: str) -> None:
    options = "HEADER" if file.suffix == ".csv" else "FORMAT parquet"
    with duckdb.connect() as con:
        con.execute(f"COPY ({select}) TO '{file}' ({options})")


def _peer(files: Path, suffix: str) -> Clock:
    """What DuckDB takes from the files to a table on disk."""
    clock = Clock()
    with (
        tempfile.TemporaryDirectory(dir=files.parent) as folder,
        duckdb.connect(f"{folder}/peer.duckdb") as con,
        clock.running(),
    ):
        con.execute(f"CREATE TABLE landed AS SELECT * FROM read_{suffix}('{files}/*.{suffix}')")
        con.execute("CHECKPOINT")
    return clock


def one(case: str, files: Path) -> None:
    """Land the files in the data folder of the environment; prints rows, seconds and the highest memory as JSON."""
    import django  # noqa: PLC0415 - settings are read from the environment of this process

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - after setup

    from tieline.foundation.warehouse.current import close_warehouse, warehouse  # noqa: PLC0415 - after setup
    from tieline.know.ingest.commands import load, receive_file, undo_load  # noqa: PLC0415 - after setup

    call_command("migrate", verbosity=0, skip_checks=True)
    source = _source(case)
    warehouse()
    rows, clock = 0, Clock()
    for file in sorted(files.iterdir()):
        received = receive_file(source, file)
        with clock.running():
            landed = load(received.pk, source=source)
        rows += landed.rows_landed or 0
        landed.file.unlink()
        if case in ("use again", "undo"):
            again, clock = receive_file(source, _without_texts(file)), Clock()
            with clock.running():
                landed = load(again.pk, source=source)
        if case == "undo":
            clock = Clock()
            with clock.running():
                undo_load(landed.pk, why="measuring", by="bench")
    with clock.running():
        close_warehouse()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(json.dumps({"rows": rows, "seconds": clock.seconds, "cores": clock.cores, "peak": peak}))


def _source(case: str) -> Any:
    from tieline.know.ingest.definitions import Source  # noqa: PLC0415 - after setup

    record = CUSTOMER_RECORD if case.startswith("customers") else USE_RECORD
    body = {
        "key": "bench.feed",
        "name": {"zh": "基准", "en": "Benchmark"},
        "system": "bench",
        "where": {"files": "*"},
        "format": {"type": "csv" if case.endswith(".csv") else "parquet"},
        "records": [record],
    }
    return Source.model_validate(body)


def _without_texts(file: Path) -> Path:
    """The same rows in a file with other content: nobody sent a message."""
    copy = file.with_name(f"again-{file.name}")
    with duckdb.connect() as con:
        con.execute(f"COPY (SELECT * REPLACE (0 AS SMS) FROM '{file}') TO '{copy}' (FORMAT parquet)")
    return copy


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[1])
    parser.add_argument("rows", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--days", type=int, default=5)
    parser.add_argument("--lines", type=int, default=200_000)
    parser.add_argument("--cases", nargs="+", choices=CASES, default=list(CASES))
    parser.add_argument("--one", choices=CASES, help=argparse.SUPPRESS)
    parser.add_argument("--files", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        one(given.one, given.files)
    else:
        main(given.rows, given.days, given.lines, given.cases)
