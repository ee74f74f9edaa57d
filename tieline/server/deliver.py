"""Publishing packs, loading folders and running the pipeline from the command line: here, or by the running server."""

import signal
import threading
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from django.db import connection
from django.utils import timezone
from rich.markup import escape
from rich.table import Table as Grid

from tieline.foundation.errors import NotFound, Refused, TielineError, Unavailable
from tieline.foundation.jobs.models import Job, Run
from tieline.foundation.jobs.queries import get_run
from tieline.foundation.jobs.queues import DEFAULT
from tieline.foundation.jobs.runs import ask_for_run
from tieline.foundation.jobs.worker import run_worker
from tieline.foundation.packs.commands import apply_pack
from tieline.foundation.warehouse.current import warehouse
from tieline.know.ingest import commands, feeding, queries
from tieline.know.ingest.definitions import Source
from tieline.know.ingest.finding import files_of
from tieline.know.ingest.jobs import land_load
from tieline.know.ingest.models import Load
from tieline.pipeline import KINDS, run_pipeline
from tieline.server.terminal import Bar, bar, console, errors
from tieline.server.work import run_pipeline_job, timers

LOOK_EVERY_SECONDS = 0.5


def publish(pack: Path) -> None:
    """Publish the definitions of a pack and say what changed."""
    applied = apply_pack(pack, KINDS, by="")
    counts = ", ".join(
        _counted(count["published"], kind) for kind, count in applied.counts.items() if count["published"]
    )
    console.print(f"[green]✓[/] Pack {applied.pack}: {counts or 'nothing'} ({applied.changed} changed)")
    for item in applied.hidden:
        console.print(
            f"[yellow]![/] {item.kind} {item.key}: the one made on the screen stays, and differs from the pack's. "
            f"Take it back on the screen, or put it into the pack with tieline pack export"
        )


def _counted(count: int, kind: str) -> str:
    """``1 tag``, ``3 match policies``."""
    word = kind.replace("_", " ")
    plural = f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"
    return f"{count} {word if count == 1 else plural}"


def load_folder(folder: Path) -> int:
    """How many files failed; every file that a published source claims below the folder is landed."""
    sources = _sources()
    if not server_holds_the_warehouse():
        with bar(f"Loading {folder}") as progress:
            report = commands.load_folder(sources, folder, progress=progress)
        _tell(report.landed, report.problems)
        return len(report.problems)
    if not folder.is_dir():
        raise NotFound("The folder does not exist", where=str(folder), do="Check the path")
    found = [(source, file) for source in sources for file in files_of(source, folder)]
    loads = [commands.receive_file(source, file) for source, file in found]
    for load in loads:
        land_load.enqueue(load.pk)
    with bar("The server loads the files") as progress:
        done = _follow_loads([load.pk for load in loads], progress)
    failed = [(load.source, _error_of(load)) for load in done if load.state == Load.State.FAILED]
    _tell([load for load in done if load.state == Load.State.LANDED], failed)
    return len(failed)


def fetch(key: str | None) -> int:
    """How many sources or loads failed; what is new for the source, or for all that are fetched, is landed."""
    states = [feeding.get_feed(key)] if key else feeding.list_feeds()
    if not states:
        raise NotFound("No source is fetched", do="Give a source a connection in where, and publish it")
    here = not server_holds_the_warehouse()
    landed: list[Load] = []
    problems: list[tuple[str, TielineError]] = []
    with bar("Fetching") as progress:
        for position, state in enumerate(states):
            progress(position / len(states), state.source.key)
            received: list[Load] = []
            try:
                commands.fetch_source(state.source, timezone.now(), "", also=received.append)
            except TielineError as error:
                problems.append((state.source.key, error))
            if here:
                _land_here(received, landed, problems)
            else:
                landed.extend(received)
                for load in received:
                    land_load.enqueue(load.pk)
        if not here:
            landed = _follow_loads([load.pk for load in landed], progress)
            problems += [(load.source, _error_of(load)) for load in landed if load.state == Load.State.FAILED]
    _tell([load for load in landed if load.state == Load.State.LANDED], problems)
    return len(problems)


def _land_here(received: Sequence[Load], landed: list[Load], problems: list[tuple[str, TielineError]]) -> None:
    for load in received:
        try:
            landed.append(commands.load(load.pk))
        except TielineError as error:
            problems.append((load.source, error))


def run(as_of: date, *, anew: bool = False) -> None:
    """Run the pipeline as of the day and print its record; ``anew`` gives up a run that was interrupted."""
    _sources()
    if not server_holds_the_warehouse():
        with bar(f"Running the pipeline as of {as_of}") as progress:
            done = run_pipeline(as_of, by="", progress=progress, anew=anew)
    else:
        job = ask_for_run(run_pipeline_job, as_of=as_of, by="")
        with bar("The server runs the pipeline") as progress:
            done = _follow_run(job, progress)
    _print_record(done)


def work() -> None:
    """Work off jobs until the process is told to stop; refused where nobody else could claim jobs at the same time."""
    if connection.vendor != "postgresql":
        raise Refused(
            "Workers in processes of their own need PostgreSQL as the operational database",
            where="TIELINE_DATABASE",
            do="Set it to a PostgreSQL URL, or use tieline up, whose process works off jobs",
        )
    stop = threading.Event()
    for end in (signal.SIGINT, signal.SIGTERM):
        signal.signal(end, lambda *_: stop.set())
    console.print("Working off jobs (Ctrl+C stops it)")
    run_worker(stop, timers=timers(), queues=[DEFAULT])


def _sources() -> list[Source]:
    sources = queries.list_sources()
    if not sources:
        raise NotFound(
            "No definitions are published, so there is nothing to load or run",
            do="Publish a pack first: tieline pack apply packs/telecom",
        )
    return sources


def server_holds_the_warehouse() -> bool:
    """Whether a running server has the embedded warehouse open, so that work is asked of it as jobs."""
    try:
        warehouse()
    except Unavailable as error:
        if "another process" in error.what:
            return True
        raise
    return False


def _follow_loads(keys: Sequence[str], progress: Bar) -> list[Load]:
    while True:
        loads = list(Load.objects.filter(pk__in=keys).order_by("source", "id"))
        done = [load for load in loads if load.state in (Load.State.LANDED, Load.State.FAILED)]
        progress(len(done) / max(len(loads), 1), f"{len(done)} of {len(loads)} files")
        if len(done) == len(loads):
            return done
        time.sleep(LOOK_EVERY_SECONDS)


def _follow_run(job: Job, progress: Bar) -> Run:
    while True:
        job.refresh_from_db()
        share, _, doing = job.progress.partition(" % ")
        progress(int(share) / 100 if share.isdigit() else 0.0, doing)
        if job.state == Job.State.DONE:
            return get_run(int(str(job.result)))
        if job.state == Job.State.FAILED:
            raise Unavailable(f"The run failed: {job.error}", do="Mend the cause and start it again: it continues")
        time.sleep(LOOK_EVERY_SECONDS)


def _error_of(load: Load) -> TielineError:
    return TielineError(load.error_what, where=load.error_where, do=load.error_do)


def _tell(landed: Sequence[Load], problems: Sequence[tuple[str, TielineError]]) -> None:
    grid = Grid("source", "file", "rows landed", "rejected", box=None)
    for load in landed:
        grid.add_row(load.source, load.file_name, f"{load.rows_landed or 0:,}", f"{load.rows_rejected or 0:,}")
    console.print(grid)
    for source, error in problems:
        errors.print(f"[bold red]{escape(source)}: {escape(error.what)}[/]")
        errors.print(f"  where: {escape(error.where)}\n  do:    {escape(error.do)}")


def _print_record(run: Run) -> None:
    grid = Grid("stage", "rows in", "rows out", "seconds", box=None)
    for stage in run.stages.all():
        grid.add_row(stage.stage, f"{stage.rows_in or 0:,}", f"{stage.rows_out or 0:,}", f"{stage.seconds or 0:.1f}")
    console.print(grid)
    console.print(f"[green]✓[/] Run {run.pk} as of {run.as_of}")
