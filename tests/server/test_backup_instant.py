"""Both stores are backed up as of one instant while rows are written to both."""

import json
import sqlite3
import threading
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.db import connections
from django.utils import timezone

from tieline.foundation.access.models import LoginAttempt
from tieline.foundation.warehouse.connection import Warehouse
from tieline.server.backup.restoring import _read_through
from tieline.server.backup.taking import take_backup


@pytest.mark.django_db(transaction=True)
def test_both_stores_are_of_one_instant_while_rows_are_written(
    warehouse: Warehouse, tmp_path: Path, settings: Any
) -> None:
    settings.TIELINE_BACKUPS, settings.TIELINE_BACKUP_KEYS = str(tmp_path / "archives"), str(tmp_path / "keys")
    cursor = warehouse.ibis.con
    cursor.execute("CREATE TABLE written (number INTEGER)")
    stop, count = threading.Event(), [0]

    def write() -> None:
        while not stop.is_set():
            count[0] += 1
            with warehouse.transaction() as inside:
                inside.execute("INSERT INTO written VALUES (?)", [count[0]])
            LoginAttempt.objects.create(login=f"n{count[0]}", address="127.0.0.1", at=timezone.now())
        connections.close_all()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        taken = []
        for _ in range(3):
            before = count[0]
            while count[0] < before + 5:
                time.sleep(0.01)
            taken.append(take_backup(warehouse, now=timezone.now(), by=""))
    finally:
        stop.set()
        thread.join(30)
    for number, backup in enumerate(taken):
        to = tmp_path / str(number)
        _read_through(backup.archive, tmp_path / "keys", to, lambda *_: None)
        with duckdb.connect(str(to / "warehouse.duckdb")) as opened:
            in_warehouse = (opened.execute("SELECT max(number) FROM written").fetchone() or (0,))[0]
        if (to / "operational.sqlite3").exists():
            with sqlite3.connect(to / "operational.sqlite3") as opened_too:
                rows = opened_too.execute("SELECT count(*) FROM access_loginattempt").fetchone()[0]
            assert in_warehouse - rows in (0, 1), "a row is written to the warehouse first, then to the database"
            assert in_warehouse >= 5
        assert not (to / "files").exists(), "neither store, key nor archive is among the other files"
    assert json.loads((tmp_path / "keys" / f"{taken[0].id}.key.json").read_text())["archive"] == taken[0].archive.name
