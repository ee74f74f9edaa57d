"""How good the links are, against the truth of the simulator: hardly a wrong one, and most of the right ones."""

from datetime import date
from pathlib import Path

import pytest

from tests.know.identity.cast import nothing
from tieline.foundation.packs.commands import apply_pack
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.identity.commands import refresh_identity
from tieline.know.identity.tables import LINK
from tieline.know.ingest.commands import load_folder
from tieline.know.ingest.definitions import KIND
from tieline.know.ingest.queries import list_sources
from tieline.simulator.simulate import simulate

DAY = date(2026, 10, 31)
PACK = Path(__file__).parents[3] / "packs" / "telecom"
PEOPLE = {"individual", "billing_account", "product"}
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_pairs_are_right_in_99_of_100_and_more_than_four_fifths_are_found(warehouse: Warehouse, tmp_path: Path) -> None:
    simulate(customers=1500, seed=5, out=tmp_path / "operator", ends_on=DAY, progress=nothing)
    apply_pack(PACK, [KIND], by="test")
    sources = [each for each in list_sources() if PEOPLE & {record.record for record in each.records}]
    assert not load_folder(sources, tmp_path / "operator").problems
    refresh_identity(DAY, nothing)
    truth = warehouse.ibis.read_parquet(str(tmp_path / "operator" / "truth" / "people-*.parquet"))
    known = truth.select("system", "person", party_ref=truth.ref)
    links = warehouse.table(LINK).join(known, ["system", "party_ref"]).select("person", "party_id").to_pyarrow()
    people = list(zip(links["person"].to_pylist(), links["party_id"].to_pylist(), strict=True))
    right, linked, true = pairs(people), pairs([party for _, party in people]), pairs([who for who, _ in people])
    assert len(people) > 4000
    assert right / linked > 0.99
    assert right / true > 0.8


def pairs(values: list[object] | list[tuple[object, object]]) -> int:
    """How many pairs of places hold the same value."""
    counts: dict[object, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return sum(count * (count - 1) // 2 for count in counts.values())
