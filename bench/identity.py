"""
How long identity takes, stage by stage, and how good it is; Splink alone with stock settings on the same records.

    python -m bench.identity 1000000            # simulates as many records of persons, loads them, measures
    python -m bench.identity --data FOLDER      # measures in a data folder that was prepared before

Each measurement runs in a process of its own. The first run trains the model; the second is that of every night.
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
from itertools import pairwise
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

AS_OF = date(2026, 11, 21)
PACK = Path(__file__).parents[1] / "packs" / "telecom"
RECORDS_OF_A_CUSTOMER = 3.32
"""Persons of systems that the simulator makes of one customer, prospects counted."""

FEEDS = (
    "app.accounts", "billing.customers", "billing.accounts", "billing.lines", "callcentre.callers", "shop.cards",
    "store.customers",
)  # fmt: skip
WHO = ("Tieline, with training", "Tieline, every night", "Splink alone")


def main(sizes: list[int], folders: list[Path]) -> None:
    """One table per size or folder."""
    for given in folders:
        _show(_measured(given))
    for records in sizes:
        with tempfile.TemporaryDirectory(prefix="tieline-bench-") as made:
            _python("prepare", data=Path(made), customers=round(records / RECORDS_OF_A_CUSTOMER))
            _show(_measured(Path(made)))


def _measured(folder: Path) -> dict[str, dict[str, Any]]:
    runs = ("identity", "identity", "peer")
    return {who: json.loads(_python(run, data=folder).splitlines()[-1]) for who, run in zip(WHO, runs, strict=True)}


def _python(what: str, *, data: Path, customers: int = 0) -> str:
    environment = {**os.environ, "TIELINE_DATA": str(data), "DJANGO_SETTINGS_MODULE": "tieline.server.settings"}
    command = [sys.executable, "-m", "bench.identity", "--do", what, "--customers", str(customers)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment).stdout


def _show(runs: dict[str, dict[str, Any]]) -> None:
    table = Table(title=f"identity, {runs[WHO[0]]['persons']:,} records of persons")
    table.add_column("")
    for who in runs:
        table.add_column(who, justify="right")
    for name in dict.fromkeys(name for line in runs.values() for name in line):
        table.add_row(name, *(f"{line[name]:,}" if name in line else "" for line in runs.values()))
    Console(width=100).print(table)


def prepare(customers: int) -> None:
    """An operator's people, accounts and lines in the data folder, landed."""
    from django.conf import settings  # noqa: PLC0415 - after setup
    from django.core.management import call_command  # noqa: PLC0415 - after setup

    from tieline.foundation.packs.commands import apply_pack  # noqa: PLC0415 - after setup
    from tieline.know.ingest.commands import load_folder  # noqa: PLC0415 - after setup
    from tieline.know.ingest.queries import list_sources  # noqa: PLC0415 - after setup
    from tieline.pipeline import KINDS  # noqa: PLC0415 - after setup
    from tieline.simulator.simulate import simulate  # noqa: PLC0415 - after setup

    files = Path(settings.TIELINE_DATA) / "operator"
    simulate(customers, 7, files, AS_OF, _quiet, days=1, feeds=FEEDS)
    call_command("migrate", verbosity=0)
    apply_pack(PACK, KINDS, by="bench")
    load_folder([source for source in list_sources() if source.key in FEEDS], files)


def identity() -> dict[str, Any]:
    """Seconds of each step of the stage, and what came of it."""
    from tieline.foundation.warehouse.current import warehouse  # noqa: PLC0415 - after setup
    from tieline.know.identity.commands import refresh_identity  # noqa: PLC0415 - after setup
    from tieline.know.identity.tables import LINK  # noqa: PLC0415 - after setup

    steps: list[tuple[str, float]] = []
    result = refresh_identity(AS_OF, lambda _share, doing: steps.append((doing, time.perf_counter())))
    steps.append(("", time.perf_counter()))
    seconds = {f"{name}, s": round(end - at, 1) for (name, at), (_, end) in pairwise(steps)}
    links = warehouse().table(LINK).select("system", "party_ref", label="party_id")
    return {
        "persons": result.report["persons"],
        "parties": result.report["parties"],
        **seconds,
        "all, s": round(steps[-1][1] - steps[0][1], 1),
        "peak MB": _peak(),
        "pairs kept": sum(result.report["pairs by verdict"].values()),
        "pairs to review": result.report["pairs by verdict"].get("review", 0),
        **_quality(links),
    }


def peer() -> dict[str, Any]:
    """Splink with its library's comparisons and no settings of ours, on the same records."""
    import splink.comparison_library as comparisons  # noqa: PLC0415 - only here
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on  # noqa: PLC0415 - only here

    from tieline.foundation.warehouse.current import warehouse  # noqa: PLC0415 - after setup
    from tieline.know.identity.tables import FEATURES  # noqa: PLC0415 - after setup

    store = warehouse()
    features = store.table(FEATURES)
    records = features.select(
        unique_id=features.system + "|" + features.party_ref,
        full_name=features.plain,
        phone=features.phones[0],
        email=features.emails[0],
        birth_date=features.birth_date,
        city=features.city,
    )
    kept: Any = store.ibis.create_table("peer", records, temp=True)
    began = time.perf_counter()
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            comparisons.NameComparison("full_name"),
            comparisons.ExactMatch("phone"),
            comparisons.EmailComparison("email"),
            comparisons.DateOfBirthComparison("birth_date", input_is_string=True),
            comparisons.ExactMatch("city").configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("phone"), block_on("email"), block_on("full_name", "birth_date"), block_on("full_name", "city"),
        ],
    )  # fmt: skip
    linker = Linker(DuckDBAPI(store.ibis.con).register("peer"), settings, log_level=40)
    linker.training.estimate_probability_two_random_records_match([block_on("phone", "full_name")], recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e7)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("birth_date"), max_pairs=2e6)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("full_name"), max_pairs=2e6)
    predicted = linker.inference.predict(threshold_match_probability=0.9)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, 0.95)
    took = time.perf_counter() - began
    found = store.ibis.table(clusters.physical_name)
    ends = found.unique_id.split("|")
    links = found.select(system=ends[0], party_ref=ends[1], label=found.cluster_id)
    return {"persons": kept.count().execute(), "all, s": round(took, 1), "peak MB": _peak(), **_quality(links)}


def _quality(links: Any) -> dict[str, Any]:
    """Pairwise precision, recall and F1 against the simulator's truth."""
    from django.conf import settings  # noqa: PLC0415 - after setup

    from tieline.foundation.warehouse.current import warehouse  # noqa: PLC0415 - after setup

    told = warehouse().ibis.read_parquet(str(Path(settings.TIELINE_DATA) / "operator" / "truth" / "people-*.parquet"))
    truth = told.select("system", "person", party_ref=told.ref)
    known = links.join(truth, ["system", "party_ref"])
    right, linked, true = (_pairs(known, each) for each in (["person", "label"], ["label"], ["person"]))
    precision, recall = right / linked, right / true
    return {
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "F1": round(2 * precision * recall / (precision + recall), 4),
    }


def _pairs(known: Any, by: list[str]) -> int:
    sizes = known.group_by(by).agg(size=known.count())
    return int((sizes["size"] * (sizes["size"] - 1) // 2).sum().execute())


def _peak() -> int:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _quiet(share: float, doing: str) -> None:
    pass


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("records", nargs="*", type=int)
    parser.add_argument("--data", action="append", type=Path, default=[])
    parser.add_argument("--do", choices=("prepare", "identity", "peer"))
    parser.add_argument("--customers", type=int, default=0)
    given = parser.parse_args()
    if given.do is None:
        main(given.records or ([] if given.data else [1_000_000]), given.data)
    else:
        import django

        django.setup()
        if given.do == "prepare":
            prepare(given.customers)
        else:
            print(json.dumps({"identity": identity, "peer": peer}[given.do]()))
