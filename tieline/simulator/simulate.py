"""The one thing the simulator does: write an operator to a folder."""

import json
import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import date
from pathlib import Path

from tieline.foundation.errors import Invalid, Refused
from tieline.simulator.parts import Operator, write_part

Progress = Callable[[float, str], None]
"""Called with the share done (0–1) and a short English word on what is being done."""


def simulate(customers: int, seed: int, out: Path, ends_on: date, progress: Progress) -> int:
    """
    The files of an operator with so many customers in the new folder ``out``; answers the rows written.

    The folder appears when it is complete. Refuses a folder that holds something; the same seed, number of customers
    and day give the same bytes.
    """
    if customers < 1:
        raise Invalid(f"{customers} customers cannot be simulated", do="Ask for at least one")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise Refused(f"The folder {out} is not empty", where="--out", do="Choose a new folder, or remove this one")
    operator = Operator(customers, seed, ends_on)
    building = out.with_name(f".{out.name}.simulating")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    rows = _write_parts(operator, building, progress)
    _describe(operator, building)
    if out.exists():
        out.rmdir()
    building.rename(out)
    progress(1.0, f"{rows:,} rows written")
    return rows


def _write_parts(operator: Operator, out: Path, progress: Progress) -> int:
    """All parts, as many at a time as there are cores; the bytes do not depend on that."""
    rows = done = 0
    with ThreadPoolExecutor(max_workers=min(operator.parts, os.cpu_count() or 1)) as pool:
        parts = [pool.submit(write_part, operator, part, out) for part in range(1, operator.parts + 1)]
        try:
            for finished in as_completed(parts):
                rows += finished.result()
                done += 1
                progress(done / operator.parts, f"part {done} of {operator.parts}")
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return rows


def _describe(operator: Operator, out: Path) -> None:
    about = {"customers": operator.customers, "seed": operator.seed, "ends_on": operator.ends_on.isoformat()}
    (out / "truth" / "about.json").write_text(json.dumps(about) + "\n", encoding="utf-8")
