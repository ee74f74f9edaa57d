"""The stores that files are fetched from, each opened as a file system of fsspec below one folder."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO

from fsspec import AbstractFileSystem

from tieline.know.ingest.connectors.access import Access
from tieline.know.ingest.connectors.fetched import Mark


@dataclass(frozen=True)
class FoundFile:
    """A file of a store: its name below the connection's folder, its size, when it changed, and its version."""

    name: str
    bytes: int
    changed_at: datetime | None
    stamp: str

    @property
    def mark(self) -> Mark:
        """The file as it is to be remembered."""
        return Mark(self.name, self.bytes, self.stamp)


@dataclass(frozen=True)
class Store:
    """A folder of a file system. ``open`` and ``inspect`` take names below it; ``root`` ends without a slash."""

    access: Access
    fs: AbstractFileSystem
    root: str
    settle: timedelta
    open: Callable[[str], BinaryIO]
    told: Callable[[BaseException, str], BaseException]
    """The error of a library as ours; one that is ours already as it is."""

    def inspect(self, name: str) -> FoundFile:
        """A file as it is now."""
        return self.found(self.fs.info(f"{self.root}/{name}"))

    def found(self, info: dict[str, Any]) -> FoundFile:
        """A file as fsspec tells of it."""
        changed_at = _instant(info.get("LastModified", info.get("mtime")))
        stamp = info.get("ETag") or (changed_at.isoformat() if changed_at else "")
        name = str(info["name"]).removeprefix(self.root).lstrip("/")
        return FoundFile(name, int(info.get("size") or 0), changed_at, str(stamp).strip('"'))

    @contextmanager
    def reaching(self, name: str = "") -> Iterator[None]:
        """Whatever the library raises within is raised as an error of ours, without a secret."""
        try:
            yield
        except Exception as error:
            told = self.told(error, name)
            if told is error:
                raise
            raise told from None


def _instant(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    return None if value is None else datetime.fromtimestamp(float(value), tz=UTC)
