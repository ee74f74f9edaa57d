"""
What a build of the profile costs: seconds of each step, and the highest memory, for operators of several sizes.

    python -m bench.profile 100000 300000 --days 30 --feeds billing shop.cards

The links are the simulator's truth, so that nothing but the profile is measured. Every size is made in a process of
its own and built in another, in a temporary folder that is removed; ``--keep <folder>`` leaves it, and builds what is
there again. ``--copies 10`` builds an operator ten times as large, of copies of the one that was simulated: see
``bench.copies`` for what is the same in them.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import django
import ibis
import ibis.expr.types as ir
from django.core.management import call_command

from bench.copies import MOST, copy_operator
from bench.server import ROOT, environment

DAY = date(2026, 11, 21)
PACK = ROOT / "packs" / "telecom"
SIZES = (20_000, 100_000)
LIGHT = ("billing", "app.accounts", "shop.cards", "store.customers", "callcentre.callers", "truth.people")
"""Who people are in every system, what they hold and what they were billed lately; no use and no contacts."""

Figures = dict[str, Any]


def main(given: argparse.Namespace) -> None:
    """A table with one line per number of customers, and one with the seconds of each step."""
    figures = []
    for customers in given.customers:
        with tempfile.TemporaryDirectory(prefix="tieline-bench-") as folder:
            data = _prepared(given.keep or Path(folder), customers, given)
            measured = json.loads(_in_process("build", data, customers, given))
            figures.append({"customers": customers * given.copies, **measured})
    print(_table(figures, given))


def _prepared(root: Path, customers: int, given: argparse.Namespace) -> Path:
    """The data folder of the operator that is to be built, made if it is not there."""
    one = root / f"profile-{customers}"
    if not (one / "linked").exists():
        _in_process("prepare", one, customers, given)
    if given.copies == 1:
        return one
    many = root / f"profile-{customers}-times-{given.copies}"
    if not (many / "linked").exists():
        _in_process("copy", many, customers, given, "--prepared", str(one))
    return many


def prepare(data: Path, customers: int, days: int | None, feeds: Sequence[str]) -> None:
    """An operator of so many customers, landed and linked, in ``data``."""
    from tieline.foundation.packs.commands import apply_pack  # noqa: PLC0415 - after django.setup
    from tieline.foundation.warehouse.current import close_warehouse  # noqa: PLC0415 - after django.setup
    from tieline.know.ingest.commands import load_folder  # noqa: PLC0415 - after django.setup
    from tieline.know.ingest.definitions import CONNECTIONS, KIND  # noqa: PLC0415 - after django.setup
    from tieline.know.ingest.queries import list_sources  # noqa: PLC0415 - after django.setup
    from tieline.simulator.simulate import simulate  # noqa: PLC0415 - after django.setup

    call_command("migrate", verbosity=0)
    simulate(customers, 7, data / "operator", DAY, _tell, days=days, feeds=feeds)
    apply_pack(PACK, [CONNECTIONS, KIND], by="bench")
    sources = [each for each in list_sources() if not feeds or {each.key, each.system} & set(feeds)]
    problems = load_folder(sources, data / "operator").problems
    if problems:
        sys.exit(f"not everything landed: {problems}")
    _link(data / "operator")
    close_warehouse()
    (data / "linked").touch()


def _link(operator: Path) -> None:
    """Links, parties and contact points as the simulator knows them to be."""
    from tieline.foundation.standards.phone_columns import usual_national  # noqa: PLC0415 - after django.setup
    from tieline.foundation.warehouse.current import warehouse  # noqa: PLC0415 - after django.setup
    from tieline.foundation.warehouse.tables import Table  # noqa: PLC0415 - after django.setup
    from tieline.know.identity import tables  # noqa: PLC0415 - after django.setup
    from tieline.know.ingest.tables import INDIVIDUAL  # noqa: PLC0415 - after django.setup

    store = warehouse()

    def publish(table: Table, rows: ir.Table) -> None:
        empty = {each.name: ibis.null(each.type) for each in table.columns if each.name not in rows.columns}
        store.publish(table, rows.mutate(**empty))

    truth = store.ibis.read_parquet(str(operator / "truth" / "people-*.parquet"))
    name = truth.person.cast("string").hexdigest("md5").substr(0, 16)
    people = truth.select("system", party_ref=truth.ref, party_id=ibis.literal("C") + name).distinct()
    publish(tables.LINK, people.mutate(rule=ibis.literal("alone")))
    links = store.table(tables.LINK)
    parties = links.group_by("party_id").agg(persons=links.count())
    publish(tables.PARTY, parties.mutate(since=ibis.literal(DAY), now=parties.party_id))
    records = store.table(INDIVIDUAL).join(links.select("system", "party_ref", "party_id"), ["system", "party_ref"])
    values = {"phone": ibis.literal("+86") + usual_national(records.phone, "CN"), "email": records.email.lower()}
    points = ibis.union(
        *(
            records.select("party_id", "system", "updated_at", medium=ibis.literal(medium), value=value)
            for medium, value in values.items()
        )
    )
    held = points.filter(points["value"].notnull()).group_by(["party_id", "medium", "value"])
    publish(tables.CONTACT_POINT, held.agg(systems=points.system.min(), observed_at=points.updated_at.max()))


def build() -> Figures:
    """Seconds of each step, CPU seconds, highest memory and rows written of one build."""
    from tieline.foundation.warehouse.current import warehouse  # noqa: PLC0415 - after django.setup
    from tieline.know.profile.commands import refresh_profile  # noqa: PLC0415 - after django.setup

    warehouse()
    marks: list[tuple[str, float]] = []
    before = time.process_time()
    result = refresh_profile(DAY, lambda _, word: marks.append((word, time.perf_counter())))
    return {
        "steps": {word: end - start for (word, start), (_, end) in pairwise(marks)},
        "seconds": marks[-1][1] - marks[0][1],
        "cpu": time.process_time() - before,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024,
        "rows": result.rows_out,
    }


def _in_process(step: str, data: Path, customers: int, given: argparse.Namespace, *further: str) -> str:
    data.mkdir(parents=True, exist_ok=True)
    settings = {"DJANGO_SETTINGS_MODULE": "tieline.server.settings", "TIELINE_WAREHOUSE_MEMORY": given.memory}
    command = [sys.executable, "-m", "bench.profile", str(customers), "--step", step, "--keep", str(data), *further]
    command += ["--copies", str(given.copies)]
    command += ["--days", str(given.days)] if given.days else []
    command += ["--feeds", *given.feeds] if given.feeds else []
    done = subprocess.run(
        command, env={**environment(data), **settings}, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout.splitlines()[-1] if step == "build" else ""


def _table(figures: Sequence[Figures], given: argparse.Namespace) -> str:
    history = f"the last {given.days} days" if given.days else "all history"
    feeds = f" of {', '.join(given.feeds)}" if given.feeds else ""
    copies = f" {given.copies} copies of an operator each, see bench.copies." if given.copies > 1 else ""
    lines = [
        f"Profile of operators with {history}{feeds}; the engine may use {given.memory}.{copies}\n",
        "| customers | rows written | seconds | CPU seconds | peak GiB | µs of CPU per customer |",
        "|" + "---:|" * 6,
    ]
    lines += [
        f"| {row['customers']:,} | {row['rows']:,} | {row['seconds']:.1f} | {row['cpu']:.1f} | {row['peak']:.2f} "
        f"| {row['cpu'] / row['customers'] * 1e6:.0f} |"
        for row in figures
    ]
    steps = list(figures[0]["steps"])
    lines += ["", "| seconds of step | " + " | ".join(steps) + " |", "|---:|" + "---:|" * len(steps)]
    lines += [
        f"| {row['customers']:,} | " + " | ".join(f"{row['steps'][step]:.1f}" for step in steps) + " |"
        for row in figures
    ]
    return "\n".join(lines)


def _tell(share: float, doing: str) -> None:
    sys.stderr.write(f"\r{share:4.0%} {doing:<40}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("customers", type=int, nargs="*", default=list(SIZES))
    parser.add_argument("--days", type=int)
    parser.add_argument("--feeds", nargs="*", default=[])
    parser.add_argument("--light", action="store_true", help="30 days, and only the feeds that say who people are")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--memory", default="8GB")
    parser.add_argument("--step", choices=["prepare", "copy", "build"])
    parser.add_argument("--copies", type=int, default=1, choices=range(1, MOST + 1))
    parser.add_argument("--prepared", type=Path, help="the folder that is copied, of the step 'copy'")
    asked = parser.parse_args()
    if asked.light:
        asked.days, asked.feeds = 30, list(LIGHT)
    if asked.step is None:
        main(asked)
    else:
        django.setup()
        if asked.step == "prepare":
            prepare(asked.keep, asked.customers[0], asked.days, asked.feeds)
        elif asked.step == "copy":
            copy_operator(asked.prepared, asked.keep, asked.copies)
        else:
            print(json.dumps(build()))
