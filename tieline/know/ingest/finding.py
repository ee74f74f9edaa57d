"""Which file belongs to which source: by the glob of each source, below a folder or by name alone."""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from tieline.know.ingest.definitions import Source
from tieline.know.ingest.unpacking import PACKED, plain


def files_of(source: Source, folder: Path) -> list[Path]:
    """The files of a source below a folder in the order of their names, packed ones too; none where it fetches."""
    pattern = source.where.files
    if pattern is None or source.where.connection is not None:
        return []
    found = {path for end in ("", *PACKED) for path in folder.glob(f"{pattern}{end}")}
    inside = folder.resolve()
    return sorted(path for path in found if path.is_file() and path.resolve().is_relative_to(inside))


def sources_of_name(sources: Sequence[Source], name: str) -> list[Source]:
    """The sources whose files may have this name, whatever the folder."""
    return [
        source
        for source in sources
        if source.where.files is not None
        and any(fnmatchcase(each, PurePosixPath(source.where.files).name) for each in (name, plain(name)))
    ]
