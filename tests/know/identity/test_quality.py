"""How good the links are, against the truth of the simulator: hardly a wrong one, and most of the right ones."""

from datetime import date
from pathlib import Path

import pytest

from tests.know.identity.cast import nothing
from tieline.foundation.packs.commands import apply_pack
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.staging import staging
from tieline.know.identity.blocking import candidates
from tieline.know.identity.commands import refresh_identity
from tieline.know.identity.definitions import KIND as MATCH_POLICY
from tieline.know.identity.features import features_of
from tieline.know.identity.model import Model
from tieline.know.identity.policies import current_policy
from tieline.know.identity.tables import LINK
from tieline.know.identity.training import train
from tieline.know.ingest.commands import load_folder
from tieline.know.ingest.definitions import KIND
from tieline.know.ingest.queries import list_sources
from tieline.simulator.simulate import simulate

DAY = date(2026, 10, 31)
PACK = Path(__file__).parents[3] / "packs" / "telecom"
FEEDS = [
    "app.accounts", "billing.customers", "billing.accounts", "billing.lines", "callcentre.callers", "shop.cards",
    "store.customers",
]  # fmt: skip
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.mark.parametrize(("customers", "trained"), [(1500, False), (6500, True)])
def test_hardly_a_wrong_pair_and_more_than_nine_in_ten_found(
    warehouse: Warehouse, tmp_path: Path, customers: int, trained: bool
) -> None:
    simulate(customers=customers, seed=5, out=tmp_path / "operator", ends_on=DAY, progress=nothing, days=1, feeds=FEEDS)
    apply_pack(PACK, [KIND, MATCH_POLICY], by="test")
    assert not load_folder([each for each in list_sources() if each.key in FEEDS], tmp_path / "operator").problems
    result = refresh_identity(DAY, nothing)
    truth = warehouse.ibis.read_parquet(str(tmp_path / "operator" / "truth" / "people-*.parquet"))
    known = truth.select("system", "person", party_ref=truth.ref)
    links = warehouse.table(LINK).join(known, ["system", "party_ref"]).select("person", "party_id").to_pyarrow()
    people = list(zip(links["person"].to_pylist(), links["party_id"].to_pylist(), strict=True))
    right, linked, true = pairs(people), pairs([party for _, party in people]), pairs([who for who, _ in people])
    precision, recall = right / linked, right / true
    print(f"{customers} customers: precision {precision:.4f}, recall {recall:.4f}")
    assert result.report["model"]["trained"] is trained
    assert len(people) > 3 * customers
    assert precision > 0.995
    assert 2 * precision * recall / (precision + recall) >= 0.95
    if trained:
        assert learned(warehouse) == learned(warehouse)


def learned(warehouse: Warehouse) -> Model:
    """What a training from nothing gives."""
    with staging(warehouse) as area:
        features = features_of(area, current_policy(), "CN")
        found, _ = candidates(area, features, current_policy())
        return train(area, features, found, current_policy(), DAY)


def pairs(values: list[object] | list[tuple[object, object]]) -> int:
    """How many pairs of places hold the same value."""
    counts: dict[object, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return sum(count * (count - 1) // 2 for count in counts.values())
