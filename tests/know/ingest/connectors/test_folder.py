"""Files of this machine: what is new, what is still written, and what may not be read."""

import gzip
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.know.ingest.connectors.conftest import CSV, connection, fetched, names, publish, settled, source
from tests.know.ingest.deliveries import HEADER, LI, WANG, ZHANG, written
from tieline.foundation.errors import NotFound, Refused
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.connectors import files
from tieline.know.ingest.models import Feed, FetchedFile, Load

CUSTOMERS = source({"files": "exports/**/*.csv"}, **CSV)


@pytest.fixture
def store(feed: Warehouse, folder: Path) -> Path:
    publish(connection("folder", f"file://{folder}"), CUSTOMERS)
    return folder


def put(path: Path, *lines: str) -> Path:
    return settled(written(path, HEADER, *lines))


def test_new_files_are_fetched_once_in_the_order_of_their_names(store: Path, feed: Warehouse) -> None:
    put(store / "exports/b.csv", LI)
    put(store / "exports/2026/a.csv", ZHANG)
    put(store / "other/c.csv", WANG)
    loads = fetched(CUSTOMERS)
    assert [load.file_name for load in loads] == ["a.csv", "b.csv"]
    assert {load.arrival for load in loads} == {Load.Arrival.FETCH}
    assert names(feed) == ["张伟", "李娜"]
    assert fetched(CUSTOMERS) == []
    row = Feed.objects.get(pk="crm.customers")
    assert (row.failures, row.error_what, row.due_at) == (0, "", None)
    assert row.fetched_at is not None


def test_a_changed_file_is_fetched_again_and_only_it(store: Path, feed: Warehouse) -> None:
    put(store / "exports/a.csv", ZHANG)
    put(store / "exports/b.csv", LI)
    fetched(CUSTOMERS)
    put(store / "exports/b.csv", LI, WANG)
    assert [load.file_name for load in fetched(CUSTOMERS)] == ["b.csv"]
    assert names(feed) == ["张伟", "李娜", "王芳"]


def test_packed_files_belong_to_the_glob_too(store: Path, feed: Warehouse) -> None:
    packed = store / "exports/a.csv.gz"
    packed.parent.mkdir()
    packed.write_bytes(gzip.compress(f"{HEADER}\n{ZHANG}\n".encode()))
    settled(packed)
    assert [load.file_name for load in fetched(CUSTOMERS)] == ["a.csv.gz"]
    assert names(feed) == ["张伟"]


def test_a_file_that_is_still_written_waits_until_it_has_settled(store: Path, feed: Warehouse) -> None:
    written(store / "exports/a.csv", HEADER, ZHANG)
    assert fetched(CUSTOMERS) == []
    assert len(fetched(CUSTOMERS, later=timedelta(seconds=11))) == 1


def test_a_file_that_grows_while_it_is_read_is_not_received(
    store: Path, feed: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(store / "exports/a.csv", ZHANG)
    put(store / "exports/b.csv", WANG)
    read = files.Streamed.read

    def read_while_it_grows(self: Any, size: int) -> bytes:
        if self._found.name.endswith("a.csv") and not self._read:
            with path.open("a") as more:
                more.write(f"{LI}\n")
        return read(self, size)

    monkeypatch.setattr(files.Streamed, "read", read_while_it_grows)
    assert [load.file_name for load in fetched(CUSTOMERS)] == ["b.csv"]
    assert list(FetchedFile.objects.values_list("name", flat=True)) == ["exports/b.csv"]
    monkeypatch.undo()
    settled(path)
    assert [load.file_name for load in fetched(CUSTOMERS)] == ["a.csv"]
    assert names(feed) == ["张伟", "李娜", "王芳"]


def test_a_link_that_leads_out_is_refused_and_keeps_no_other_file_back(
    store: Path, feed: Warehouse, tmp_path: Path
) -> None:
    secret = put(tmp_path / "secret.csv", LI)
    put(store / "exports/b.csv", ZHANG)
    (store / "exports/a.csv").symlink_to(secret)
    with pytest.raises(Refused, match="outside the folders"):
        fetched(CUSTOMERS)
    assert Load.objects.get().file_name == "b.csv"
    row = Feed.objects.get(pk="crm.customers")
    assert (row.failures, "outside" in row.error_what) == (1, True)


def test_a_folder_that_is_a_link_out_gives_nothing(store: Path, feed: Warehouse, tmp_path: Path) -> None:
    put(tmp_path / "outside/a.csv", LI)
    (store / "exports").mkdir()
    (store / "exports/more").symlink_to(tmp_path / "outside")
    assert fetched(CUSTOMERS) == []


def test_a_link_within_the_folder_is_followed(store: Path, feed: Warehouse) -> None:
    target = put(store / "kept/real.csv", ZHANG)
    (store / "exports").mkdir()
    (store / "exports/a.csv").symlink_to(target)
    assert [load.file_name for load in fetched(CUSTOMERS)] == ["a.csv"]
    assert fetched(CUSTOMERS) == []


def test_folders_that_are_not_allowed_are_refused(feed: Warehouse, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (folder / "link").symlink_to(tmp_path / "elsewhere")
    for url in (f"file://{tmp_path}/elsewhere", f"file://{folder}/link", "file:///"):
        publish(connection("folder", url))
        with pytest.raises(Refused, match="outside the folders"):
            fetched(CUSTOMERS)
    publish(connection("folder", f"file://{folder}/none"))
    with pytest.raises(NotFound, match="does not exist"):
        fetched(CUSTOMERS)


def test_a_pipe_below_the_folder_is_no_file(store: Path, feed: Warehouse) -> None:
    (store / "exports").mkdir()
    os.mkfifo(store / "exports/a.csv")
    assert fetched(CUSTOMERS) == []
