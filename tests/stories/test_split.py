"""A merge that is split again leaves nothing behind: every row is as if the merge had never been."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tieline.foundation.jobs.models import Run
from tieline.foundation.packs.commands import apply_pack
from tieline.foundation.warehouse.connection import Row, Warehouse
from tieline.foundation.warehouse.current import close_warehouse
from tieline.foundation.warehouse.current import warehouse as current_warehouse
from tieline.know.identity.commands import join_persons, split_party, touch_persons
from tieline.know.identity.models import Decision
from tieline.know.identity.pairing import Person
from tieline.know.identity.queries import get_party
from tieline.know.identity.tables import LINK
from tieline.know.ingest.commands import load_folder
from tieline.know.ingest.models import Load
from tieline.know.ingest.queries import list_sources
from tieline.pipeline import KINDS, run_pipeline
from tieline.simulator.simulate import simulate

DAY = date(2026, 10, 31)
NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
PACK = Path(__file__).parents[2] / "packs" / "telecom"
pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DERIVED = ("profile", "scores", "tags", "segments")
HISTORY = ("profile.seen", "tags.change", "segments.change", "segments.size")
"""What happened, and when: a merge that is undone has been all the same."""


@pytest.fixture(scope="module")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of an operator of 150 customers."""
    folder = tmp_path_factory.mktemp("operator") / "delivery"
    simulate(customers=150, seed=11, out=folder, ends_on=DAY, progress=nothing)
    return folder


def test_after_a_split_every_row_is_as_if_the_merge_had_never_been(
    delivery: Path, settings: Any, tmp_path: Path
) -> None:
    with operator(settings, tmp_path / "never", delivery) as store:
        run()
        never = derived(store)
        (one, *his), (other, *hers) = two_customers(store)
    with operator(settings, tmp_path / "merged", delivery) as store:
        join_persons([one, other], by="amy", now=NOW, why="looked like one")
        run()
        party = party_of(store, one)
        assert party_of(store, other) == party
        assert set(get_party(store, party)) == {one, *his, other, *hers}  # nobody joins because of the merge
        merged = derived(store)
        pairs = split_party(party, [other, *hers], by="amy", now=NOW, why="they are two")
        touch_persons({person for pair in pairs for person in pair}, as_of=DAY)
        run()
        split = derived(store)
    differing = {name for name, rows in never.items() if rows != merged[name]}
    assert {"profile.customer", "profile.account", "profile.field_origin", "tags.customer_tag"} <= differing
    assert split.keys() == never.keys()
    for name, rows in never.items():
        assert split[name] == rows, name


@contextmanager
def operator(settings: Any, data: Path, delivery: Path) -> Iterator[Warehouse]:
    """An operator with everything delivered and nothing run."""
    close_warehouse()
    for model in (Decision, Load, Run):
        model.objects.all().delete()
    settings.TIELINE_DATA, settings.TIELINE_WAREHOUSE = data, f"duckdb:///{data}/warehouse.duckdb"
    apply_pack(PACK, KINDS, by="test")
    assert not load_folder(list_sources(), delivery).problems
    yield current_warehouse()
    close_warehouse()


def run() -> None:
    run_pipeline(DAY, by="test", progress=nothing)


def derived(store: Warehouse) -> dict[str, list[Row]]:
    """Every row of every table that describes customers as they are, in the order of all its columns."""
    names = store.fetch(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE schema_name IN ? ORDER BY ALL", [list(DERIVED)]
    )
    found = {}
    for name in names:
        table = store.ibis.table(name["table_name"], database=name["schema_name"])
        rows = table.order_by(table.columns).to_pyarrow().to_pylist()
        found[f"{name['schema_name']}.{name['table_name']}"] = rows
    return {name: rows for name, rows in found.items() if name not in HISTORY}


def two_customers(store: Warehouse) -> list[list[Person]]:
    """The persons of two customers of whom each is known to several systems."""
    links = store.table(LINK)
    accounts = links.filter(links.system == "billing").select("party_id").distinct()
    held = links.semi_join(accounts, "party_id")
    sizes = held.group_by("party_id").agg(persons=held.count())
    chosen = sizes.filter(sizes.persons >= 3).order_by("party_id").limit(2).to_pyarrow()["party_id"].to_pylist()
    return [get_party(store, party) for party in chosen]


def party_of(store: Warehouse, person: Person) -> str:
    return str(store.row(LINK, system=person.system, party_ref=person.party_ref)["party_id"])


def nothing(share: float, doing: str) -> None:
    """Progress that nobody watches."""
