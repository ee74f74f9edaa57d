"""Land what a delivered folder holds."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tieline.foundation.errors import NotFound, TielineError
from tieline.foundation.jobs.stages import Progress
from tieline.know.ingest.commands.loads import load, receive_file
from tieline.know.ingest.definitions import Source
from tieline.know.ingest.finding import files_of
from tieline.know.ingest.models import Load


@dataclass
class FolderReport:
    """What became of a delivered folder: loads that landed, errors by source, and files that no source claims."""

    landed: list[Load] = field(default_factory=list)
    problems: list[tuple[str, TielineError]] = field(default_factory=list)
    unclaimed: list[str] = field(default_factory=list)


def load_folder(
    sources: Sequence[Source], folder: Path, *, by: str = "", progress: Progress | None = None
) -> FolderReport:
    """
    Land what a folder holds for each source, in the order of the sources and then of the file names.

    A missing or wrong file is told in the report and does not stop the others.
    """
    if not folder.is_dir():
        raise NotFound("The folder does not exist", where=str(folder), do="Check the path")
    report = FolderReport()
    delivered = [source for source in sources if source.where.files is not None and source.where.connection is None]
    found = [(source, files_of(source, folder)) for source in delivered]
    total = max(sum(len(files) for _, files in found), 1)
    done = 0
    for source, files in found:
        if not files:
            report.problems.append((source.key, _missing(source, folder)))
        for file in files:
            if progress:
                progress(done / total, file.name)
            try:
                report.landed.append(load(receive_file(source, file, by=by).pk, source=source))
            except TielineError as error:
                report.problems.append((source.key, error))
            done += 1
    claimed = {file for _, files in found for file in files}
    report.unclaimed = sorted(
        str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file() and file not in claimed
    )
    return report


def _missing(source: Source, folder: Path) -> NotFound:
    return NotFound(
        f"No file of the source '{source.key}' was delivered",
        where=str(folder / (source.where.files or "")),
        do="Put the file there, or correct where.files of the source",
    )
