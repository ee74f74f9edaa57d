"""A kill in the middle and a full disk: nothing half-landed, nothing lost, and the next try gives the same tables."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from tests.know.ingest.deliveries import HEADER, written

ROOT = Path(__file__).parents[3]
ROWS = 60_000
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lines = (f"{n},Name {n},138{n:08},1,19800102,2026-10-01 08:00:00" for n in range(ROWS))
    return written(tmp_path_factory.mktemp("delivery") / "customers.csv", HEADER, *lines)


def started(data: Path, file: Path, *limit: str) -> "subprocess.Popen[str]":
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TIELINE_")}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.know.ingest.loading_process", str(file), *limit],
        env={**environment, "TIELINE_DATA": str(data)},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def finished(data: Path, file: Path, *limit: str) -> list[str]:
    """What the process said after it was ready."""
    said, _ = started(data, file, *limit).communicate(timeout=300)
    return said.strip().splitlines()[1:]


def landed(data: Path) -> list[tuple[object, ...]]:
    with duckdb.connect(str(data / "warehouse.duckdb"), read_only=True) as warehouse:
        tables = warehouse.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'individual'").fetchone()
        if tables == (0,):
            return []
        return warehouse.execute("SELECT * FROM ingest.individual ORDER BY row").fetchall()


def loads(data: Path) -> list[tuple[object, ...]]:
    with sqlite3.connect(data / "tieline.sqlite3") as operational:
        return operational.execute("SELECT state, rows_landed, error_what FROM ingest_load").fetchall()


def parts(data: Path) -> list[Path]:
    return list((data / "inbox").rglob("*.part"))


@pytest.fixture(scope="module")
def calm(delivery: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[tuple[object, ...]], float]:
    """What an undisturbed load lands, and the seconds from ready to the end."""
    data = tmp_path_factory.mktemp("calm")
    process = started(data, delivery)
    assert process.stdout is not None
    process.stdout.readline()
    begun = time.monotonic()
    assert process.communicate(timeout=300)[0].strip() == f"landed {ROWS}"
    return landed(data), time.monotonic() - begun


def kill(data: Path, file: Path, seconds: float) -> None:
    """Begin the load in ``data`` and kill it after so long; sooner where it had landed by then."""
    for _ in range(8):
        process = started(data, file)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        process.stdout.close()
        if process.wait() == -signal.SIGKILL:
            return
        shutil.rmtree(data)
        data.mkdir()
        seconds *= 0.6
    pytest.fail("the process was never killed while it worked")


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_a_load_killed_in_the_middle_lands_the_same_when_it_is_resumed(
    delivery: Path, calm: tuple[list[tuple[object, ...]], float], tmp_path: Path, share: float
) -> None:
    undisturbed, seconds = calm
    kill(tmp_path, delivery, seconds * share * random.uniform(0.9, 1.1))
    assert len(landed(tmp_path)) in (0, ROWS)
    assert finished(tmp_path, delivery) == [f"landed {ROWS}"]
    assert landed(tmp_path) == undisturbed
    assert loads(tmp_path) == [("landed", ROWS, "")]


def test_a_full_disk_while_the_file_is_copied_is_told_and_leaves_nothing(delivery: Path, tmp_path: Path) -> None:
    (said,) = finished(tmp_path, delivery, "copying", "1024")
    assert said.startswith("Unavailable: The disk is full")
    assert (loads(tmp_path), parts(tmp_path), landed(tmp_path)) == ([], [], [])


def test_a_full_disk_while_landing_fails_the_load_keeps_the_last_good_state_and_can_be_tried_again(
    delivery: Path, tmp_path: Path
) -> None:
    before = written(tmp_path / "before.csv", HEADER, "x1,Before,13800000001,1,19800102,2026-10-01 08:00:00")
    assert finished(tmp_path, before) == ["landed 1"]
    said, rows, again = finished(tmp_path, delivery, "landing", "300")
    assert said.startswith("Unavailable: The disk is full"), said
    assert "Free space below the data folder" in said
    assert (rows, again) == ("1 rows", "again landed")
    assert parts(tmp_path) == []
    assert len(landed(tmp_path)) == ROWS + 1
    assert loads(tmp_path) == [("landed", 1, ""), ("landed", ROWS, "")]
