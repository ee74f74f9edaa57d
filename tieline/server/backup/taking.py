"""Taking a backup, while the process serves or when it is stopped."""

import hashlib
import io
import json
import os
import secrets
import shutil
import tarfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tieline import __version__
from tieline.foundation.access.changes import record_change
from tieline.foundation.jobs.stages import Progress
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.copying import copy_held, held
from tieline.server.backup.key_files import destroy_key, keys_folder, new_key
from tieline.server.backup.operational import database_file, snapshot
from tieline.server.backup.sealed_file import SealingWriter

SPOOL, RESTORING, REPLACED = ".backup-", ".restoring-", ".replaced-"
WAREHOUSE, FILES = "warehouse.duckdb", "files/"
ABOUT, MANIFEST = "about.json", "manifest.json"
FORM = 1


@dataclass
class Backup:
    """A backup that was taken: its id, its archive, and the size and SHA-256 of each part."""

    id: str
    archive: Path
    made_at: datetime
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)


def take_backup(
    warehouse: Warehouse,
    *,
    now: datetime,
    by: str,
    folder: Path | None = None,
    keys: Path | None = None,
    progress: Progress = lambda *_: None,
) -> Backup:
    """
    An archive of both stores and the files beside them as of one instant, and its key file.

    Writers of the warehouse wait while its file is copied; everything else goes on. Killed in the middle, no archive
    is left, and the next backup removes what lies around.
    """
    folder = folder or Path(settings.TIELINE_BACKUPS)
    name = f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
    backup = Backup(name, folder / f"tieline-{name}.backup", now)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    remove_leftovers(folder)
    spool = Path(settings.TIELINE_DATA) / f"{SPOOL}{name}"
    spool.mkdir(mode=0o700)
    try:
        progress(0.0, "Copying both stores")
        _freeze(warehouse, spool)
        secret = new_key(name, backup.archive.name, now, keys or keys_folder())
        try:
            _write_archive(backup, spool, secret, progress)
        except BaseException:
            destroy_key(name, keys or keys_folder())
            raise
    finally:
        shutil.rmtree(spool, ignore_errors=True)
    record_change("take_backup", "backup", name, by=by, after={"parts": len(backup.parts)}, now=now)
    return backup


def remove_leftovers(folder: Path) -> None:
    """What a backup that was killed left in the data folder and beside the archives."""
    for left in Path(settings.TIELINE_DATA).glob(f"{SPOOL}*"):
        shutil.rmtree(left, ignore_errors=True)
    for half in folder.glob("*.backup.part"):
        half.unlink()


def state_files(data: Path) -> Iterator[Path]:
    """The files below the data folder that are part of the state; the stores themselves and all keys are not."""
    apart = {str(path) for path in apart_from_state(data)}
    for here, folders, files in os.walk(data):
        folders[:] = sorted(each for each in folders if str(Path(here) / each) not in apart)
        for name in sorted(files):
            path = Path(here) / name
            if str(path) not in apart and path.is_file() and not path.is_symlink():
                yield path


def apart_from_state(data: Path) -> list[Path]:
    """What no backup holds: keys, other backups, the files of the stores (copied on their own), work in progress."""
    stores = [path for path in (database_file(), warehouse_file()) if path]
    ends = ("", "-wal", "-shm", "-journal", ".wal", ".tmp")
    kept_apart = [data / "secret_key", Path(settings.TIELINE_BACKUPS), keys_folder()]
    working = [path for mark in (SPOOL, RESTORING, REPLACED) for path in data.glob(f"{mark}*")]
    return [*kept_apart, *working, *(Path(f"{store}{end}") for store in stores for end in ends)]


def warehouse_file() -> Path:
    """The file of the embedded warehouse."""
    return Path("/" + str(settings.TIELINE_WAREHOUSE).removeprefix("duckdb://").lstrip("/"))


def _freeze(warehouse: Warehouse, spool: Path) -> None:
    """
    Both stores as of one instant. While no writer holds the warehouse, the other database's snapshot is taken.

    Files get a second name rather than a copy, before and after, so that none which a row names is missing.
    """
    with held(warehouse) as quiet:
        _link_files(spool)
        database = snapshot()
        try:
            _link_files(spool)
            copy_held(quiet, spool / WAREHOUSE)
        except BaseException:
            database.close()
            raise
    try:
        database.write(spool / database.part)
    finally:
        database.close()


def _link_files(spool: Path) -> None:
    data = Path(settings.TIELINE_DATA)
    for path in state_files(data):
        to = spool / FILES / path.relative_to(data)
        to.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError, FileNotFoundError):  # linked before, or gone in this moment
            os.link(path, to)


def _write_archive(backup: Backup, spool: Path, secret: bytes, progress: Progress) -> None:
    half = backup.archive.with_name(f"{backup.archive.name}.part")
    header = {"backup": backup.id, "made_at": backup.made_at.isoformat(), "version": __version__, "form": FORM}
    parts = sorted(path for path in spool.rglob("*") if path.is_file())
    total = sum(path.stat().st_size for path in parts) or 1
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        writer = SealingWriter(file, secret, header)
        with tarfile.open(fileobj=cast("BinaryIO", writer), mode="w|", bufsize=1024 * 1024) as tar:
            _add_text(tar, ABOUT, {**header, "migrations": _migrations()})
            done = 0
            for path in parts:
                name = str(path.relative_to(spool))
                backup.parts[name] = _add_file(tar, path, name)
                done += backup.parts[name]["bytes"]
                progress(min(done / total, 1.0), name.partition("/")[0])
            _add_text(tar, MANIFEST, {"parts": backup.parts})
        writer.finish()
        file.flush()
        os.fsync(file.fileno())
    half.rename(backup.archive)


def _migrations() -> list[list[str]]:
    return sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations())


class _Measured:
    """The first ``size`` bytes of a file, with their SHA-256: a log that grows meanwhile does not disturb."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.sha256 = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """As of files."""
        data = self._file.read(size)
        self.sha256.update(data)
        return data


def _add_file(tar: tarfile.TarFile, path: Path, name: str) -> dict[str, Any]:
    with path.open("rb") as file:
        told = os.fstat(file.fileno())
        entry = tarfile.TarInfo(name)
        entry.size, entry.mtime, entry.mode = told.st_size, int(told.st_mtime), told.st_mode & 0o777
        measured = _Measured(file)
        tar.addfile(entry, cast("BinaryIO", measured))
    return {"bytes": entry.size, "sha256": measured.sha256.hexdigest()}


def _add_text(tar: tarfile.TarFile, name: str, value: dict[str, Any]) -> None:
    text = json.dumps(value, sort_keys=True).encode()
    entry = tarfile.TarInfo(name)
    entry.size, entry.mtime = len(text), int(time.time())
    tar.addfile(entry, io.BytesIO(text))
