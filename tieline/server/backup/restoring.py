"""Bringing a backup back: checked as a whole first, put in place afterwards; nothing is half restored."""

import hashlib
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.db import connections

from tieline import __version__
from tieline.foundation.errors import Invalid, Refused
from tieline.foundation.jobs.stages import Progress
from tieline.server.backup.key_files import find_key, keys_folder
from tieline.server.backup.operational import (
    POSTGRES,
    SQLITE,
    database_file,
    dump_postgres,
    holds_tables,
    restore_postgres,
)
from tieline.server.backup.sealed_file import OpeningReader, read_header
from tieline.server.backup.taking import ABOUT, FILES, FORM, MANIFEST, REPLACED, RESTORING, WAREHOUSE, warehouse_file
from tieline.server.backup.unfinished import UNFINISHED


@dataclass(frozen=True)
class Verified:
    """A backup of which every byte was read and is as it was written."""

    backup: str
    made_at: datetime
    version: str
    parts: int
    bytes: int


def verify_backup(archive: Path, keys: Path | None = None, progress: Progress = lambda *_: None) -> Verified:
    """Every part read and held against the manifest; nothing is written. Invalid with the place of what is damaged."""
    return _read_through(archive, keys or keys_folder(), None, progress)


def restore_backup(
    archive: Path,
    *,
    keys: Path | None = None,
    replace: bool = False,
    now: datetime,
    progress: Progress = lambda *_: None,
) -> Verified:
    """
    The backup in place of an empty installation, or with ``replace`` in place of the present one, which is kept aside.

    All parts are unpacked beside and checked first. Killed before they are put in place, nothing has changed; killed
    while they are, the folder says so, and restoring again brings it to its end.
    """
    data = Path(settings.TIELINE_DATA)
    _demand_room(data, replace=replace)
    for left in data.glob(f"{RESTORING}*"):
        shutil.rmtree(left)
    spool = data / f"{RESTORING}{now:%Y%m%dT%H%M%SZ}"
    try:
        verified = _read_through(archive, keys or keys_folder(), spool, progress)
        progress(1.0, "Putting it in place")
        _demand_same_database(spool)
        _put_in_place(spool, data, now, replace=replace or (data / UNFINISHED).exists())
    finally:
        shutil.rmtree(spool, ignore_errors=True)
    return verified


def _demand_room(data: Path, *, replace: bool) -> None:
    there = [path.name for path in _present(data)]
    if there and not replace and not (data / UNFINISHED).exists():
        raise Refused(
            f"There is an installation already ({', '.join(there[:3])})",
            where=str(data),
            do="Restore into an empty data folder, or give --replace: what is there is then kept aside",
        )


def _present(data: Path) -> list[Path]:
    """What a restore would stand in place of; keys, backups and what was set aside are not."""
    apart = {data / "secret_key", Path(settings.TIELINE_BACKUPS), keys_folder(), data / UNFINISHED}
    marks = (RESTORING, REPLACED)
    there = [path for path in data.iterdir() if path not in apart and not path.name.startswith(marks)]
    stores = [path for path in (database_file(), warehouse_file()) if path and path.exists() and path.parent != data]
    return [*there, *stores]


def _demand_same_database(spool: Path) -> None:
    expected, other = (SQLITE, POSTGRES) if database_file() else (POSTGRES, SQLITE)
    if not (spool / expected).exists():
        raise Refused(
            f"The backup holds {other}, which is another kind of operational database",
            where="TIELINE_DATABASE",
            do="Set TIELINE_DATABASE to the kind that the backup was made of",
        )


def _put_in_place(spool: Path, data: Path, now: datetime, *, replace: bool) -> None:
    aside, mark = data / f"{REPLACED}{now:%Y%m%dT%H%M%SZ}", data / UNFINISHED
    was_unfinished = mark.exists()
    mark.touch()
    if (spool / POSTGRES).exists():
        try:
            _replace_postgres(spool / POSTGRES, aside, replace=replace)
        except BaseException:
            if not was_unfinished:
                mark.unlink()
            raise
    connections.close_all()
    for path in _present(data):
        aside.mkdir(exist_ok=True, mode=0o700)
        path.rename(aside / path.name)
    for path in sorted((spool / FILES).iterdir()) if (spool / FILES).exists() else ():
        path.rename(data / path.name)
    for part, to in ((SQLITE, database_file()), (WAREHOUSE, warehouse_file()), (f"{WAREHOUSE}.wal", None)):
        place = to or Path(f"{warehouse_file()}.wal")
        if (spool / part).exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            (spool / part).replace(place)
    (data / UNFINISHED).unlink()


def _replace_postgres(dump: Path, aside: Path, *, replace: bool) -> None:
    """The dump in place of what the database holds, of which a dump is kept aside; a failure leaves it as it was."""
    if replace and holds_tables():
        aside.mkdir(exist_ok=True, mode=0o700)
        dump_postgres(aside / POSTGRES)
    restore_postgres(dump, replace=replace)


def _read_through(archive: Path, keys: Path, to: Path | None, progress: Progress) -> Verified:
    """Read the archive to its end, unpacking below ``to`` where it is given, and hold it against its manifest."""
    if not archive.is_file():
        raise Invalid("There is no such file", where=str(archive), do="Give the archive that tieline backup wrote")
    seen: dict[str, dict[str, Any]] = {}
    with _opened(archive, keys) as (header, reader):
        manifest: dict[str, Any] = {}
        size = archive.stat().st_size or 1
        try:
            with tarfile.open(fileobj=cast("BinaryIO", reader), mode="r|", bufsize=1024 * 1024) as tar:
                for entry in tar:
                    file = cast("BinaryIO", tar.extractfile(entry))
                    if entry.name in (ABOUT, MANIFEST):
                        manifest = json.load(file)
                    else:
                        seen[entry.name] = _unpack(entry, file, to)
                        progress(min(sum(part["bytes"] for part in seen.values()) / size, 1.0), entry.name)
            reader.finish()
        except (tarfile.TarError, ValueError, EOFError) as error:
            raise _differs(archive, type(error).__name__) from error
    if manifest.get("parts") != seen:
        raise _differs(archive, "its parts are not those of its manifest")
    made_at = datetime.fromisoformat(header["made_at"])
    return Verified(
        header["backup"], made_at, header["version"], len(seen), sum(part["bytes"] for part in seen.values())
    )


@contextmanager
def _opened(archive: Path, keys: Path) -> Iterator[tuple[dict[str, Any], OpeningReader]]:
    with archive.open("rb") as file:
        header = read_header(file, archive.name)
        _demand_version(header, archive)
        secret = find_key(str(header["backup"]), keys)
        file.seek(0)
        yield header, OpeningReader(file, secret, archive.name)


def _demand_version(header: dict[str, Any], archive: Path) -> None:
    made_by = str(header.get("version"))
    if header.get("form") != FORM or _number(made_by) > _number(__version__):
        raise Refused(
            f"The backup was made by Tieline {made_by}, and this is {__version__}",
            where=archive.name,
            do=f"Install Tieline {made_by} or newer, and restore with it",
        )


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _unpack(entry: tarfile.TarInfo, file: BinaryIO, to: Path | None) -> dict[str, Any]:
    """The size and SHA-256 of a part, written to its place below ``to``."""
    parts = Path(entry.name).parts
    if not entry.isreg() or Path(entry.name).is_absolute() or ".." in parts:
        raise Invalid(f"The backup holds '{entry.name}', which leads elsewhere", do="Do not trust this file")
    digest, size = hashlib.sha256(), 0
    target = None
    if to is not None:
        (to / entry.name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        target = (to / entry.name).open("wb")
    try:
        while data := file.read(1024 * 1024):
            digest.update(data)
            size += len(data)
            if target:
                target.write(data)
        if target:
            target.flush()
            os.fsync(target.fileno())
            os.utime(target.fileno(), (entry.mtime, entry.mtime))
            os.fchmod(target.fileno(), entry.mode & 0o777)
    finally:
        if target:
            target.close()
    return {"bytes": size, "sha256": digest.hexdigest()}


def _differs(archive: Path, how: str) -> Invalid:
    return Invalid(
        f"The backup is not whole: {how}",
        where=archive.name,
        do="Copy it again from where it is kept, or take another backup; nothing was restored",
    )
