"""What the command line shows: progress bars for what takes longer than two seconds, and errors without a traceback."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from tieline.foundation.errors import TielineError

console = Console()
errors = Console(stderr=True)

PATIENCE_SECONDS = 2.0


class Bar:
    """A progress bar that appears only when the work takes longer than two seconds."""

    def __init__(self, title: str) -> None:
        self.title = title
        self._started = time.monotonic()
        self._progress = Progress(
            TextColumn("{task.description:<40}"),
            BarColumn(bar_width=30),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )
        self._task = self._progress.add_task(title, total=1.0)
        self._shown = False

    def __call__(self, share: float, doing: str = "") -> None:
        """Report that ``share`` (0–1) is done and what is being done."""
        if not self._shown and time.monotonic() - self._started >= PATIENCE_SECONDS:
            self._progress.start()
            self._shown = True
        text = escape(f"{self.title}: {doing}" if doing else self.title)
        self._progress.update(self._task, completed=min(max(share, 0.0), 1.0), description=text[:60])

    def close(self) -> None:
        """Take the bar away."""
        if self._shown:
            self._progress.stop()


@contextmanager
def bar(title: str) -> Iterator[Bar]:
    """A bar while the block runs; afterwards one line says how long it took."""
    shown = Bar(title)
    started = time.monotonic()
    try:
        yield shown
    finally:
        shown.close()
    console.print(f"[green]✓[/] {escape(title)} [dim]({time.monotonic() - started:.1f} s)[/]")


@contextmanager
def told_errors() -> Iterator[None]:
    """An error of ours ends the command with its text (what, where, what to do) and exit code 1."""
    try:
        yield
    except TielineError as error:
        errors.print(f"[bold red]{escape(error.what)}[/]")
        if error.where:
            errors.print(f"  where: {escape(error.where)}")
        if error.do:
            errors.print(f"  do:    {escape(error.do)}")
        sys.exit(1)
    except OSError as error:
        errors.print(f"[bold red]{escape(str(error))}[/]")
        errors.print("  do:    make room or mend the folder's rights, then run the command again")
        sys.exit(1)
