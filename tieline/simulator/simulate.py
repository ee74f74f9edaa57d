"""The one thing the simulator does: write an operator to a folder."""

import json
import os
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Lock

import duckdb

from tieline.foundation.errors import Invalid, Refused, Unavailable
from tieline.simulator.feeds import chosen
from tieline.simulator.parts import Operator, write_part

Progress = Callable[[float, str], None]
"""Called with the share done (0–1) and a short English word on what is being done."""


def simulate(
    customers: int,
    seed: int,
    out: Path,
    ends_on: date,
    progress: Progress,
    *,
    days: int | None = None,
    feeds: Sequence[str] = (),
) -> int:
    """
    The files of an operator with so many customers in the new folder ``out``; answers the rows written.

    ``days`` limits what is dated (use, bills, contacts, …) to the last so many days, and ``feeds`` names the systems
    or feeds that are written; by default everything is. The folder appears when it is complete. Refuses a folder that
    holds something; the same arguments give the same bytes.
    """
    if customers < 1:
        raise Invalid(f"{customers} customers cannot be simulated", do="Ask for at least one")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise Refused(f"The folder {out} is not empty", where="--out", do="Choose a new folder, or remove this one")
    if days is not None and days < 1:
        raise Invalid(f"{days} days cannot be delivered", where="--days", do="Ask for at least one")
    out, operator = out.resolve(), Operator(customers, seed, ends_on, days=days, feeds=chosen(feeds))
    building = out.with_name(f".{out.name}.simulating")
    try:
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(parents=True)
        rows = _write_parts(operator, building, progress)
        _describe(operator, building)
        if out.exists():
            out.rmdir()
        building.rename(out)
    except (OSError, duckdb.IOException) as error:
        raise Unavailable(
            f"The files could not be written: {error}", where=str(out), do="Make room or choose another folder"
        ) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)
    progress(1.0, f"{rows:,} rows written")
    return rows


class _Steps:
    """Counts the steps that all parts have done, and tells the progress."""

    def __init__(self, operator: Operator, progress: Progress) -> None:
        self._all, self._progress = operator.steps, progress
        self._done, self._lock = 0, Lock()

    def done(self, doing: str) -> None:
        """One more step is done; called from several threads."""
        with self._lock:
            self._done += 1
            self._progress(self._done / self._all, doing)


def _write_parts(operator: Operator, out: Path, progress: Progress) -> int:
    """All parts, as many at a time as there are cores; the bytes do not depend on that."""
    steps = _Steps(operator, progress)
    with ThreadPoolExecutor(max_workers=min(operator.parts, os.cpu_count() or 1)) as pool:
        parts = [pool.submit(write_part, operator, part, out, steps.done) for part in range(1, operator.parts + 1)]
        try:
            return sum(part.result() for part in parts)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _describe(operator: Operator, out: Path) -> None:
    about = {"customers": operator.customers, "seed": operator.seed, "ends_on": operator.ends_on.isoformat()}
    (out / "truth" / "about.json").write_text(json.dumps(about) + "\n", encoding="utf-8")
