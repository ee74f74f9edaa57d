"""
All benchmarks, one after the other; the tables are printed with their bars and kept in ``bench/results/``.

    python -m bench                 # up to 1,000,000 customers: about an hour on two cores
    python -m bench --ten-million   # identity and profile of 10,000,000 as well: two hours more, and 80 GB of disk
"""

import argparse
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

MEASURED: dict[str, list[str]] = {
    "simulate": [],
    "load": ["10000000", "--days", "120", "--lines", "1000000"],
    "scores": [],
    "events": [],
    "identity": ["1000000"],
    "profile": ["100000", "300000", "1000000", "--light"],
}
TEN_MILLION: dict[str, list[str]] = {"identity": ["10000000"], "profile": ["1000000", "--light", "--copies", "10"]}

BARS = {
    "load": "CSV 300,000 rows/s and Parquet 1,000,000 rows/s with validation; a day's use of 10 M lines in 60 s; "
    "120 days of 1 M lines in 8 minutes; 12 GiB.",
    "events": "5,000 events a second in batches, durable, with 8 clients.",
    "identity": "1 M records in 90 s with F1 0.95; 10 M records in 25 minutes; 12 GiB.",
    "malformed": "No answer 5xx and none that tells anything; p95 of good requests at most twice that of quiet.",
    "projection": "What a policy costs: 10 % of the time of the same question without one.",
    "profile": "10 M customers in 5 minutes; 12 GiB.",
}
"""What the figures are held against, on 2 cores and 24 GiB."""


def main(*, ten_million: bool) -> None:
    """Measure and keep: what screens cost over HTTP, then every other benchmark in a process of its own."""
    RESULTS.mkdir(exist_ok=True)
    prepare(DATA, CUSTOMERS)
    with serving(DATA) as url:
        screens = table(measure(url, LOGIN, PASSWORD, agents=8))
    keep("screens", f"{CUSTOMERS:,} customers, 8 agents at once, server and agents on the same machine\n\n{screens}")
    keep("malformed", _measured("malformed", [str(DATA)]))
    keep("projection", _measured("projection", [str(DATA)]))
    for name, options in MEASURED.items():
        sizes = [options, TEN_MILLION[name]] if ten_million and name in TEN_MILLION else [options]
        keep(name, "\n".join(_measured(name, each) for each in sizes))


def _measured(name: str, options: list[str]) -> str:
    command = [sys.executable, "-m", f"bench.{name}", *options]
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


def keep(name: str, text: str) -> None:
    """Print the table and write it beside the day and the machine it was measured on."""
    day = datetime.now(tz=UTC).date()
    machine = f"{platform.processor() or platform.machine()}, Python {platform.python_version()}"
    told = f"{text}\n\nBars: {BARS[name]}\n" if name in BARS else f"{text}\n"
    print(f"\n## {name}\n\n{told}")
    (RESULTS / f"{name}.md").write_text(f"# {name}\n\nMeasured on {day}, {machine}.\n\n{told}", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--ten-million", action="store_true")
    main(ten_million=parser.parse_args().ten_million)
