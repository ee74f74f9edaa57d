"""Gzip and zip: what they hold is read as if delivered alone; bombs, locks, damage and hostile names are refused."""

import gzip
import io
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.know.ingest.deliveries import HEADER, LI, WANG, ZHANG, delivered, rows_of, source
from tests.know.ingest.test_formats import SHEET, names, simple, zipped
from tests.know.ingest.workbooks import workbook
from tieline.foundation.errors import Invalid
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.models import Load
from tieline.know.ingest.tables import INDIVIDUAL, REJECTED_ROW

pytestmark = pytest.mark.django_db


def test_a_zip_with_several_fitting_files_is_one_delivery(warehouse: Warehouse, tmp_path: Path) -> None:
    file = zipped(
        tmp_path / "customers.zip",
        **{
            "export/customers-2.csv": f"{HEADER}\n{WANG}\n",
            "export/customers-1.csv": f"{HEADER}\n{ZHANG}\n2,too,few\n{LI}\n",
            "readme.txt": "hello",
            "__MACOSX/export/._customers-1.csv": "junk",
        },
    )
    load = delivered(source(where={"files": "billing/customers*.csv"}, rejected_share_limit=0.5), file)
    assert [(row["row"], row["full_name"]) for row in rows_of(warehouse, INDIVIDUAL)] == [
        (1, "张伟"),
        (3, "李娜"),
        (4, "王芳"),
    ]
    (rejected,) = rows_of(warehouse, REJECTED_ROW)
    assert (rejected["row"], rejected["reason"], rejected["content"]) == (2, "too few columns", "2,too,few")
    assert load.rows_received == 4


def test_rejected_rows_of_the_second_file_of_a_zip_keep_their_content(warehouse: Warehouse, tmp_path: Path) -> None:
    file = zipped(
        tmp_path / "c.zip",
        **{
            "customers-1.csv": f"{HEADER}\n{ZHANG}\n",
            "customers-2.csv": f"{HEADER}\n{LI.replace('李娜', '')}\n{WANG}\n",
        },
    )
    delivered(source(rejected_share_limit=0.5), file)
    (rejected,) = rows_of(warehouse, REJECTED_ROW)
    assert (rejected["row"], rejected["field"]) == (2, "NAME")
    assert '"PHONE":"13800000002"' in rejected["content"]


@pytest.mark.parametrize("kind", ["gb18030", "parquet", "excel", "ndjson"])
def test_every_format_and_encoding_is_read_out_of_a_zip(warehouse: Warehouse, tmp_path: Path, kind: str) -> None:
    if kind == "parquet":
        written_to = io.BytesIO()
        pq.write_table(
            pa.table({"NO": ["1"], "NAME": ["张伟"], "PHONE": ["138"], "BIRTH": [date(1980, 1, 2)]}), written_to
        )
        content, fmt = written_to.getvalue(), {"type": "parquet"}
    elif kind == "excel":
        content, fmt = workbook(tmp_path / "x.xlsx", s=SHEET[:2]).read_bytes(), {"type": "excel"}
    elif kind == "ndjson":
        content, fmt = '{"NO":"1","NAME":"张伟","PHONE":"138","BIRTH":"1980-01-02"}\n'.encode(), {"type": "ndjson"}
    else:
        content = "NO,NAME,PHONE,BIRTH\n1,张伟,138,1980-01-02\n".encode("gb18030")
        fmt = {"type": "csv", "encoding": "gb18030"}
    delivered(simple(fmt), zipped(tmp_path / "c.zip", **{"customers.dat": content}))
    assert names(warehouse) == ["张伟"]
    assert not list(Path(tmp_path / "inbox").rglob("*.part"))


@pytest.mark.parametrize("member", ["../../customers.csv", "/tmp/customers.csv", "..\\..\\customers.csv"])  # noqa: S108 - hostile names
def test_a_path_inside_a_zip_never_becomes_a_path_on_disk(warehouse: Warehouse, tmp_path: Path, member: str) -> None:
    before = {path for path in tmp_path.parent.rglob("*") if "customers.csv" in path.name}
    delivered(source(), zipped(tmp_path / "c.zip", **{member: f"{HEADER}\n{ZHANG}\n"}))
    assert names(warehouse) == ["张伟"]
    assert {path for path in tmp_path.parent.rglob("*") if "customers.csv" in path.name} == before
    assert not Path("/tmp/customers.csv").exists()  # noqa: S108 - the hostile name


def test_a_zip_without_a_fitting_file_a_locked_and_a_damaged_one_are_told(warehouse: Warehouse, tmp_path: Path) -> None:
    declared = source(where={"files": "billing/customers*.csv"})
    with pytest.raises(Invalid, match=r"no file that is called like customers\*\.csv") as error:
        delivered(declared, zipped(tmp_path / "a.zip", **{"bills.csv": "x", "cards.csv": "y"}))
    assert error.value.where == "a.zip: bills.csv, cards.csv"
    locked = bytearray(zipped(tmp_path / "b.zip", **{"customers.csv": f"{HEADER}\n{ZHANG}\n"}).read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + place] |= 1
    (tmp_path / "locked.zip").write_bytes(bytes(locked))
    with pytest.raises(Invalid, match="locked with a password"):
        delivered(declared, tmp_path / "locked.zip")
    whole = zipped(tmp_path / "c.zip", **{"customers.csv": "\n".join([HEADER, *[ZHANG] * 99])}).read_bytes()
    (tmp_path / "half.zip").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Invalid, match="zip file is damaged or only half written"):
        delivered(declared, tmp_path / "half.zip")
    wrong = bytearray(whole)
    wrong[60] ^= 0xFF
    (tmp_path / "wrong.zip").write_bytes(bytes(wrong))
    with pytest.raises(Invalid, match="zip file is damaged or only half written"):
        delivered(declared, tmp_path / "wrong.zip")


def test_a_packed_file_is_known_by_its_content_where_its_name_does_not_say_so(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    file = tmp_path / "customers.csv"
    file.write_bytes(gzip.compress(f"{HEADER}\n{ZHANG}\n".encode()))
    delivered(source(), file)
    assert names(warehouse) == ["张伟"]


@pytest.mark.parametrize("pack", ["gzip", "zip"])
def test_a_bomb_is_refused_while_it_unpacks(
    warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: str
) -> None:
    monkeypatch.setattr("tieline.know.ingest.unpacking.FREE", 8 * 1024 * 1024)
    bomb = (f"{HEADER}\n" + f"{ZHANG}\n" * 400_000).encode()
    file = tmp_path / f"customers.csv.{'gz' if pack == 'gzip' else 'zip'}"
    if pack == "gzip":
        file.write_bytes(gzip.compress(bomb))
    else:
        zipped(file, **{"customers.csv": bomb})
    assert len(bomb) > 200 * file.stat().st_size
    with pytest.raises(Invalid, match="unpacks to more than 200 times its size"):
        delivered(source(), file)
    assert Load.objects.get().state == "failed"
    assert not list(Path(tmp_path / "inbox").rglob("*.part"))
    assert not warehouse.has(INDIVIDUAL)


def test_a_packed_file_above_the_absolute_limit_is_refused_over_all_its_members(
    warehouse: Warehouse, tmp_path: Path, settings: Any
) -> None:
    settings.TIELINE_UNPACKED_LIMIT_MB = 1
    lines = "\n".join([HEADER, *(f"{n},Name {n},138{n:08},1,19800102,2026-10-01 08:00:00" for n in range(12_000))])
    assert len(lines) < 1024 * 1024
    delivered(source(), zipped(tmp_path / "one.zip", **{"customers-1.csv": lines}))
    with pytest.raises(Invalid, match="unpacks to more than 1 MB") as error:
        delivered(source(), zipped(tmp_path / "two.zip", **{"customers-1.csv": lines, "customers-2.csv": lines}))
    assert "TIELINE_UNPACKED_LIMIT_MB" in error.value.do
