"""Rows leave a delivered file, and all others stay where they are counted."""

import gzip
import io
import json
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tieline.know.ingest.blanking import CannotBlank, write_replay_without, write_without
from tieline.know.ingest.definitions.formats import Format

CSV = 'NO,NAME,SAID\n1,张伟,hello\n2,李娜,"two\nlines, and a comma"\n\n3,王芳,bye\n'


def blanked(tmp_path: Path, content: bytes, fmt: Format, *rows: int) -> bytes:
    (tmp_path / "file").write_bytes(content)
    write_without(tmp_path / "file", tmp_path / "target", fmt, set(rows))
    return (tmp_path / "target").read_bytes()


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_row_of_csv_becomes_an_empty_row_and_others_keep_their_text(tmp_path: Path, encoding: str) -> None:
    found = blanked(tmp_path, CSV.encode(encoding), Format(type="csv", encoding=encoding), 2)
    assert found.decode(encoding) == "NO,NAME,SAID\n1,张伟,hello\n,,\n\n3,王芳,bye\n"


def test_lines_before_the_header_are_no_rows(tmp_path: Path) -> None:
    found = blanked(tmp_path, f"Export\n{CSV}".encode(), Format(type="csv", skip_lines=1), 1)
    assert found.decode().startswith("Export\nNO,NAME,SAID\n,,\n2,")


def test_a_file_without_header_begins_with_a_row(tmp_path: Path) -> None:
    fmt = Format(type="csv", delimiter=";", columns=["NO", "NAME"])
    assert blanked(tmp_path, b"1;a\n2;b\n", fmt, 1) == b";\n2;b\n"


def test_a_line_of_ndjson_becomes_an_empty_object(tmp_path: Path) -> None:
    content = b'{"no": 1}\n\n{"no": 2}\n'
    assert blanked(tmp_path, content, Format(type="ndjson"), 3) == b'{"no": 1}\n\n{}\n'


def test_packed_files_are_packed_again(tmp_path: Path) -> None:
    fmt = Format(type="csv")
    assert gzip.decompress(blanked(tmp_path, gzip.compress(b"NO\n1\n2\n"), fmt, 1)) == b"NO\n\n2\n"
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("customers.csv", "NO,N\n1,a\n2,b\n")
    found = blanked(tmp_path, held.getvalue(), fmt, 2)
    with zipfile.ZipFile(io.BytesIO(found)) as archive:
        assert archive.read("customers.csv") == b"NO,N\n1,a\n,\n"


def test_a_row_of_parquet_becomes_nulls_and_leaves_no_word_in_dictionaries_or_statistics(tmp_path: Path) -> None:
    names = pa.array(["aaa", "李娜", "zzz", "mmm"]).dictionary_encode()
    table = pa.table({"no": pa.array([1, 2, 3, 4], pa.int64()), "name": names})
    pq.write_table(table, tmp_path / "plain", row_group_size=2, compression="none")
    assert "李娜".encode() in (tmp_path / "plain").read_bytes()
    found = blanked(tmp_path, (tmp_path / "plain").read_bytes(), Format(type="parquet"), 2, 3)
    assert "李娜".encode() not in found
    assert pq.read_table(io.BytesIO(found)).to_pylist() == [
        {"no": 1, "name": "aaa"},
        {"no": None, "name": None},
        {"no": None, "name": None},
        {"no": 4, "name": "mmm"},
    ]


def test_a_replay_is_written_without_the_row(tmp_path: Path) -> None:
    lines = [{"corrects": "L1"}, {"row": 4, "content": {"NO": "1"}}, {"row": 9, "content": {"NO": "2"}}]
    (tmp_path / "file").write_text("".join(json.dumps(each) + "\n" for each in lines))
    write_replay_without(tmp_path / "file", tmp_path / "target", {4})
    assert [json.loads(line) for line in (tmp_path / "target").read_text().splitlines()] == [lines[0], lines[2]]


def test_a_workbook_cannot_be_written_without_rows(tmp_path: Path) -> None:
    with pytest.raises(CannotBlank):
        blanked(tmp_path, b"PK\x03\x04", Format(type="excel"), 1)
