"""
How long an operator takes to simulate: sizes, seconds, rows a second and the highest memory.

CPU seconds tell what a machine shared with others hides.

    python bench/simulate.py 20000 100000

Each size runs in a process of its own, in a temporary folder that is removed.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tieline.simulator.simulate import simulate


def main(sizes: list[int]) -> None:
    """A table with one line per number of customers."""
    table = Table(title="tieline simulate")
    for heading in ("customers", "rows", "files", "MB", "seconds", "CPU s", "rows/s", "peak MB"):
        table.add_column(heading, justify="right", no_wrap=True)
    for customers in sizes:
        run = subprocess.run([sys.executable, __file__, "--one", str(customers)], check=True, stdout=subprocess.PIPE)
        row = json.loads(run.stdout)
        table.add_row(
            *(f"{row[name]:,.0f}" for name in ("customers", "rows", "files", "mb", "seconds", "cpu", "rate", "peak"))
        )
    Console().print(table)


def one(customers: int) -> dict[str, float]:
    """The figures of one simulation."""
    with tempfile.TemporaryDirectory(prefix="tieline-bench-") as folder:
        out = Path(folder) / "operator"
        started = time.perf_counter()
        rows = simulate(customers, 7, out, date(2026, 11, 21), _tell)
        seconds = time.perf_counter() - started
        files = [path for path in out.rglob("*") if path.is_file()]
        return {
            "customers": customers,
            "rows": rows,
            "files": len(files),
            "mb": sum(path.stat().st_size for path in files) / 1e6,
            "seconds": seconds,
            "cpu": time.process_time(),
            "rate": rows / seconds,
            "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }


def _tell(share: float, doing: str) -> None:
    sys.stderr.write(f"\r{share:4.0%} {doing:<40}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(one(int(sys.argv[2]))))
    else:
        main([int(size) for size in sys.argv[1:]] or [20_000, 100_000])
