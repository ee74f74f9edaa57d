"""All benchmarks, one after the other: ``python -m bench``. The tables are printed and kept in ``bench/results/``."""

import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench.customer_page import measure, table
from bench.server import ROOT, prepare, serving

CUSTOMERS = 20_000
LOGIN, PASSWORD = "wang.fang", "tieline-demo-2026"
DATA = ROOT / "var" / f"bench-{CUSTOMERS}"
RESULTS = Path(__file__).parent / "results"


def main() -> None:
    """Measure and keep: what screens cost over HTTP, then what simulating, learning and taking events cost."""
    RESULTS.mkdir(exist_ok=True)
    prepare(DATA, CUSTOMERS)
    with serving(DATA) as url:
        screens = table(measure(url, LOGIN, PASSWORD, agents=8))
    keep("screens", f"{CUSTOMERS:,} customers, 8 agents at once, server and agents on the same machine\n\n{screens}")
    for name in ("simulate", "load", "scores", "events", "identity", "profile"):
        done = subprocess.run(
            [sys.executable, "-m", f"bench.{name}"], cwd=ROOT, check=True, capture_output=True, text=True
        )
        keep(name, done.stdout)


def keep(name: str, text: str) -> None:
    """Print the table and write it beside the day and the machine it was measured on."""
    day = datetime.now(tz=UTC).date()
    machine = f"{platform.processor() or platform.machine()}, Python {platform.python_version()}"
    print(f"\n## {name}\n\n{text}\n")
    (RESULTS / f"{name}.md").write_text(f"# {name}\n\nMeasured on {day}, {machine}.\n\n{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
