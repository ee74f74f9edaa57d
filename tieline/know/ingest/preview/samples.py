"""Samples on disk: a folder each below ``TIELINE_DATA/samples``, with the file and what is known of it."""

import json
import re
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

from django.conf import settings

from tieline.foundation.errors import NotFound
from tieline.know.ingest.definitions import Format
from tieline.know.ingest.receiving import Content, plain_name, received
from tieline.know.ingest.storage import storage_trouble

KEPT_SECONDS = 7 * 24 * 3600
ABOUT = "about.json"
CONTENT = "content"

ROWS = 1000
"""So many rows of a sample are looked at and tried."""


@dataclass(frozen=True)
class Sample:
    """A file to look at. ``format`` is known where a connection gave it, else it is guessed; ``by`` is a login."""

    id: str
    file_name: str
    bytes: int
    by: str
    format: Format | None = None
    whole: bool = True
    """Whether it is all of a delivery, so that it may become the first load."""

    @property
    def file(self) -> Path:
        """Where the content is."""
        return _folder() / self.id / CONTENT


def keep_sample(content: Content, file_name: str, *, by: str, fmt: Format | None = None, whole: bool = True) -> Sample:
    """A new sample with this content; samples that are older than a week go at the same time."""
    discard_samples(before=time.time() - KEPT_SECONDS)
    key = uuid.uuid4().hex
    place = _folder() / key
    try:
        with received(content, place) as copy:
            sample = Sample(key, plain_name(file_name), copy.bytes, by, fmt, whole)
            copy.path.rename(place / CONTENT)
        about = {
            "file_name": sample.file_name,
            "bytes": sample.bytes,
            "by": by,
            "format": fmt.model_dump(mode="json") if fmt else None,
            "whole": whole,
        }
        (place / ABOUT).write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
    except OSError as error:
        raise storage_trouble(error, str(place)) from error
    return sample


def get_sample(key: str) -> Sample:
    """The sample, or NotFound when it never was or is more than a week old."""
    place = _folder() / key / ABOUT
    if not re.fullmatch(r"[0-9a-f]{32}", key) or not place.is_file():
        raise NotFound("This sample is not kept any more", where=key, do="Upload the file again, or ask for it anew")
    about = json.loads(place.read_text(encoding="utf-8"))
    fmt = Format.model_validate(about["format"]) if about["format"] else None
    return Sample(key, about["file_name"], about["bytes"], about["by"], fmt, about["whole"])


def discard_samples(*, before: float) -> int:
    """Delete the samples that came before a time (seconds of the epoch); how many."""
    old = [place for place in _folder().glob("*") if place.is_dir() and place.stat().st_mtime < before]
    for place in old:
        rmtree(place, ignore_errors=True)
    return len(old)


def _folder() -> Path:
    return Path(settings.TIELINE_DATA) / "samples"
