"""The sealed archive and the key that lies apart from it."""

import io
import json
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tieline.foundation.access.models import Change
from tieline.foundation.errors import Invalid, Unavailable
from tieline.foundation.keys.wrapping import new_entry
from tieline.server.backup.key_files import destroy_key, find_key, list_key_files, new_key, readable_until
from tieline.server.backup.pruning import prune_backups
from tieline.server.backup.sealed_file import CHUNK, MAGIC, OpeningReader, SealingWriter, read_header

SECRET = bytes(range(32))
NOW = datetime(2026, 11, 1, 3, tzinfo=UTC)


def sealed(content: bytes) -> bytes:
    file = io.BytesIO()
    writer = SealingWriter(file, SECRET, {"backup": "b", "version": "0.1.0"})
    for start in range(0, len(content), 70_000):
        writer.write(content[start : start + 70_000])
    writer.finish()
    return file.getvalue()


def opened(raw: bytes, secret: bytes = SECRET) -> bytes:
    reader = OpeningReader(io.BytesIO(raw), secret, "x.backup")
    content = reader.read()
    reader.finish()
    return content


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 5])
def test_what_is_sealed_opens_to_the_same_bytes(size: int) -> None:
    content = (b"13800138000 " * (size // 12 + 1))[:size]
    raw = sealed(content)
    assert opened(raw) == content
    assert b"13800138000" not in raw


def test_its_header_is_readable_and_cannot_be_changed() -> None:
    raw = sealed(b"x" * 10)
    assert read_header(io.BytesIO(raw), "x")["version"] == "0.1.0"
    with pytest.raises(Invalid, match="damaged"):
        opened(raw.replace(b"0.1.0", b"0.0.9"))


@pytest.mark.parametrize("place", [0.3, 0.6, 0.999])
def test_a_changed_byte_is_found(place: float) -> None:
    raw = bytearray(sealed(b"x" * (2 * CHUNK)))
    raw[int(len(raw) * place)] ^= 1
    with pytest.raises(Invalid, match="damaged"):
        opened(bytes(raw))


@pytest.mark.parametrize("cut", [1, 20, CHUNK, CHUNK + 21, CHUNK + 22, 2 * CHUNK])
def test_a_cut_end_is_found(cut: int) -> None:
    raw = sealed(b"x" * (3 * CHUNK))
    with pytest.raises(Invalid, match="damaged"):
        opened(raw[:-cut])


def test_chunks_that_change_places_or_are_left_out_are_found() -> None:
    raw = sealed(bytes(CHUNK) + bytes(CHUNK) + b"end")
    begin = len(MAGIC) + 4 + struct.unpack(">I", raw[len(MAGIC) : len(MAGIC) + 4])[0]
    size = 5 + CHUNK + 16
    first, second, rest = raw[begin : begin + size], raw[begin + size : begin + 2 * size], raw[begin + 2 * size :]
    for wrong in (second + first + rest, second + rest, first + rest, first + second + rest + rest):
        with pytest.raises(Invalid, match="damaged"):
            opened(raw[:begin] + wrong)


def test_another_key_and_another_file_are_told_apart() -> None:
    with pytest.raises(Invalid, match="sealed with another key"):
        opened(sealed(b"x"), bytes(32))
    with pytest.raises(Invalid, match="no backup of Tieline"):
        opened(b"PK\x03\x04" + bytes(100))


def test_the_key_of_a_backup_lies_wrapped_in_its_own_file(tmp_path: Path, settings: Any) -> None:
    settings.TIELINE_KEYS = new_entry()
    secret = new_key("b1", "tieline-b1.backup", NOW, tmp_path)
    path = tmp_path / "b1.key.json"
    assert find_key("b1", tmp_path) == secret
    assert path.stat().st_mode & 0o077 == 0
    assert secret.hex() not in path.read_text()
    settings.TIELINE_KEYS = f"{settings.TIELINE_KEYS.split(':')[0]}:{new_entry().split(':')[1]}"
    with pytest.raises(Unavailable, match="TIELINE_KEYS"):
        find_key("b1", tmp_path)


def test_a_key_file_of_one_backup_does_not_open_another(tmp_path: Path) -> None:
    new_key("b1", "a", NOW, tmp_path)
    told = json.loads((tmp_path / "b1.key.json").read_text())
    (tmp_path / "b2.key.json").write_text(json.dumps({**told, "backup": "b2"}))
    with pytest.raises(Unavailable):
        find_key("b2", tmp_path)


def test_after_its_key_is_destroyed_a_backup_says_that_it_can_never_be_read(tmp_path: Path) -> None:
    new_key("b1", "a", NOW, tmp_path)
    destroy_key("b1", tmp_path)
    destroy_key("b1", tmp_path)
    assert not list(tmp_path.iterdir())
    with pytest.raises(Unavailable, match="destroyed can never be read again"):
        find_key("b1", tmp_path)


@pytest.mark.django_db
def test_pruning_destroys_what_is_older_than_it_is_kept_and_receipts_know_until_when(
    tmp_path: Path, settings: Any
) -> None:
    settings.TIELINE_BACKUP_KEYS, settings.TIELINE_BACKUPS = str(tmp_path / "keys"), str(tmp_path)
    settings.TIELINE_BACKUP_KEEP_DAYS = 30
    assert readable_until() is None
    for name, age in (("old", 31), ("new", 3)):
        new_key(name, f"tieline-{name}.backup", NOW - timedelta(days=age), tmp_path / "keys")
        (tmp_path / f"tieline-{name}.backup").touch()
    assert readable_until() == NOW + timedelta(days=27)
    assert prune_backups(NOW) == ["old"]
    assert prune_backups(NOW) == []
    assert [kept.backup for kept in list_key_files()] == ["new"]
    assert [path.name for path in tmp_path.glob("*.backup")] == ["tieline-new.backup"]
    assert Change.objects.get(command="destroy_backup_key").object_id == "old"
