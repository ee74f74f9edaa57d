"""
The key of each backup, in a small file of its own that lies apart from the archive.

``<backup>.key.json`` holds the key wrapped by the key-encryption key. Destroying it is for ever: it is in no backup.
"""

import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from tieline.foundation.errors import Invalid, Unavailable
from tieline.foundation.keys.wrapping import current_wrapping, wrapping_named

END = ".key.json"


@dataclass(frozen=True)
class KeyFile:
    """What a key file holds; ``archive`` is the name of the backup's file."""

    backup: str
    archive: str
    made_at: str
    wrapped_by: str
    wrapped: str

    @property
    def readable_until(self) -> datetime:
        """When pruning destroys it."""
        return datetime.fromisoformat(self.made_at) + timedelta(days=settings.TIELINE_BACKUP_KEEP_DAYS)


def keys_folder() -> Path:
    """Where key files lie unless another folder is given."""
    return Path(settings.TIELINE_BACKUP_KEYS)


def new_key(backup: str, archive: str, made_at: datetime, folder: Path) -> bytes:
    """A key for a backup, written down wrapped before anything is sealed with it."""
    secret, wrapping = secrets.token_bytes(32), current_wrapping()
    wrapped = wrapping.wrap(secret, _bound(backup))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{backup}{END}"
    text = json.dumps(asdict(KeyFile(backup, archive, made_at.isoformat(), wrapping.name, wrapped)), indent=1)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return secret


def find_key(backup: str, folder: Path) -> bytes:
    """The key of a backup; Unavailable where its file is not there: pruned, or kept elsewhere."""
    path = folder / f"{backup}{END}"
    if not path.is_file():
        raise Unavailable(
            f"The key of the backup {backup} is not here",
            where=str(folder),
            do="Give the folder that holds it by --keys; a backup whose key was destroyed can never be read again",
        )
    kept = _read(path)
    return wrapping_named(kept.wrapped_by).unwrap(kept.wrapped, _bound(backup))


def list_key_files(folder: Path | None = None) -> list[KeyFile]:
    """The key files of a folder, the oldest first."""
    return sorted(_each(folder or keys_folder()), key=lambda kept: kept.made_at)


def destroy_key(backup: str, folder: Path | None = None) -> None:
    """Overwrite the key file and remove it; its backup cannot be read afterwards. Nothing happens the second time."""
    path = (folder or keys_folder()) / f"{backup}{END}"
    if not path.is_file():
        return
    with path.open("r+b") as file:
        file.write(secrets.token_bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()


def readable_until() -> datetime | None:
    """Until when the newest of the present backups can be read; None where there is none. For receipts of deletion."""
    return max((kept.readable_until for kept in list_key_files()), default=None)


def _each(folder: Path) -> Iterator[KeyFile]:
    for path in sorted(folder.glob(f"*{END}")):
        yield _read(path)


def _read(path: Path) -> KeyFile:
    try:
        return KeyFile(**json.loads(path.read_text("utf-8")))
    except (ValueError, TypeError) as error:
        raise Invalid(
            f"The key file {path.name} cannot be read", where=str(path.parent), do="Copy it again from where it is kept"
        ) from error


def _bound(backup: str) -> str:
    return f"key of the backup {backup}"
