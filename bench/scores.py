"""
How long churn scores take: learning, scoring with the stored model, and the highest memory.

    python -m bench.scores 2000 20000           # simulates, loads and runs everything before scores, then measures
    python -m bench.scores --data FOLDER        # measures in a data folder whose pipeline has run at least to profile

Each measurement runs in a process of its own. What it learns is stored in a temporary folder, so that the stored
model of the data folder is neither used nor replaced; the published scores are.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

AS_OF = date(2026, 11, 21)
PACK = Path(__file__).parents[1] / "packs" / "telecom"
COLUMNS = ("customers", "examples", "learn s", "score s", "peak MB", "AUC", "ECE", "lift")


def main(sizes: list[int], folders: list[Path], as_of: date) -> None:
    """A table with one line per size or folder."""
    lines = [_measured(folder, as_of) for folder in folders]
    for customers in sizes:
        with tempfile.TemporaryDirectory(prefix="tieline-bench-") as folder:
            _python("--prepare", str(customers), data=Path(folder), as_of=as_of)
            lines.append(_measured(Path(folder), as_of))
    table = Table(title="churn scores")
    for heading in COLUMNS:
        table.add_column(heading, justify="right")
    for line in lines:
        table.add_row(*(f"{line[name]:,}" for name in COLUMNS))
    Console().print(table)


def _measured(folder: Path, as_of: date) -> dict[str, Any]:
    line: dict[str, Any] = json.loads(_python("--one", data=folder, as_of=as_of))
    return line


def _python(*arguments: str, data: Path, as_of: date) -> str:
    environment = {**os.environ, "TIELINE_DATA": str(data), "DJANGO_SETTINGS_MODULE": "tieline.server.settings"}
    command = [sys.executable, "-m", "bench.scores", *arguments, "--as-of", as_of.isoformat()]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment).stdout


def prepare(customers: int, as_of: date) -> None:
    """An operator in the data folder, run up to profile."""
    import django  # noqa: PLC0415 - settings are read from the environment of this process

    django.setup()
    from django.conf import settings  # noqa: PLC0415 - after setup
    from django.core.management import call_command  # noqa: PLC0415 - after setup

    from tieline.foundation.packs.commands import apply_pack  # noqa: PLC0415 - after setup
    from tieline.know.ingest.commands import load_folder  # noqa: PLC0415 - after setup
    from tieline.know.ingest.queries import list_sources  # noqa: PLC0415 - after setup
    from tieline.pipeline import KINDS, STAGES  # noqa: PLC0415 - after setup
    from tieline.simulator.simulate import simulate  # noqa: PLC0415 - after setup

    files = Path(settings.TIELINE_DATA) / "delivered"
    simulate(customers, 7, files, as_of, _quiet)
    call_command("migrate", verbosity=0)
    apply_pack(PACK, KINDS, by="bench")
    load_folder(list_sources(), files)
    for stage in STAGES[: [stage.name for stage in STAGES].index("scores")]:
        stage.refresh(as_of, _quiet)


def one(as_of: date) -> dict[str, Any]:
    """The figures of the data folder: learning and scoring first, then scoring with what was stored."""
    import django  # noqa: PLC0415 - settings are read from the environment of this process

    django.setup()
    from django.test import override_settings  # noqa: PLC0415 - after setup

    from tieline.know.scores.commands import refresh_scores  # noqa: PLC0415 - after setup

    with tempfile.TemporaryDirectory() as models, override_settings(TIELINE_DATA=Path(models)):
        began = time.perf_counter()
        refresh_scores(as_of, _quiet)
        learned = time.perf_counter()
        result = refresh_scores(as_of, _quiet)
        scored = time.perf_counter()
    report = result.report["models"]["churn"]
    metrics = report.get("metrics") or {}
    return {
        "customers": result.rows_out,
        "examples": result.rows_in,
        "learn s": round(learned - began - (scored - learned), 1),
        "score s": round(scored - learned, 1),
        "peak MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "AUC": round(metrics.get("auc", 0.0), 3),
        "ECE": round(metrics.get("ece", 0.0), 4),
        "lift": round(metrics.get("top_decile_lift", 0.0), 2),
    }


def _quiet(share: float, doing: str) -> None:
    pass


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int)
    parser.add_argument("--data", action="append", type=Path, default=[])
    parser.add_argument("--as-of", type=date.fromisoformat, default=AS_OF)
    parser.add_argument("--prepare", type=int)
    parser.add_argument("--one", action="store_true")
    given = parser.parse_args()
    if given.prepare:
        prepare(given.prepare, given.as_of)
    elif given.one:
        print(json.dumps(one(given.as_of)))
    else:
        main(given.sizes or ([] if given.data else [20_000]), given.data, given.as_of)
