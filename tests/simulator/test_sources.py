"""The pack's sources against a simulated operator: all lands but the rows that are dirty on purpose."""

from pathlib import Path

import pytest

from tests.simulator.conftest import ENDS_ON
from tieline.foundation.packs.reading import read_pack
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.commands import load_folder
from tieline.know.ingest.definitions import KIND, Source
from tieline.know.ingest.finding import sources_of_name
from tieline.know.ingest.models import CheckResult, Load
from tieline.simulator.feeds import FEEDS
from tieline.simulator.parts import Operator, write_part

PACK = Path(__file__).parents[2] / "packs" / "telecom"
EXPECTED = {
    "billing.customers": {"duplicate key", "required"},
    "billing.bills": {"not a date"},
    "billing.payments": {"duplicate key"},
    "callcentre.calls": {"not a timestamp"},
    "shop.cards": {"duplicate key"},
}
WARNED = {("shop.cards", "required of mobile", "warn"), ("network.daily", "freshness", "warn")}
"""What the simulated operator fails: some cards are typed without a number, and its last day is long gone."""


@pytest.mark.django_db
def test_every_file_of_every_system_lands(warehouse: Warehouse, tmp_path: Path) -> None:
    write_part(Operator(600, 7, ENDS_ON), 1, tmp_path / "delivered")
    sources = [read.shape for read in read_pack(PACK, [KIND]) if isinstance(read.shape, Source)]
    report = load_folder(sources, tmp_path / "delivered")
    assert not report.problems
    assert len(report.landed) == sum(feed.system != "truth" for feed in FEEDS)
    assert all(file.startswith("truth/") for file in report.unclaimed)
    for load in report.landed:
        assert load.rows_landed, load.source
        assert set(load.reasons) <= EXPECTED.get(load.source, set()), load.source
    declared = CheckResult.objects.exclude(kind__in=["mapping", "drift"])
    assert {each.key for each in sources if each.checks} == set(declared.values_list("load__source", flat=True))
    failed = declared.exclude(verdict=Load.Verdict.PASS).values_list("load__source", "name", "verdict")
    assert set(failed) <= WARNED
    assert not Load.objects.exclude(drift={}).exists()


def test_an_uploaded_file_is_known_by_its_name_alone(tmp_path: Path) -> None:
    write_part(Operator(60, 7, ENDS_ON), 1, tmp_path)
    sources = [read.shape for read in read_pack(PACK, [KIND]) if isinstance(read.shape, Source)]
    for file in tmp_path.rglob("*"):
        if file.is_file() and "truth" not in file.parts:
            found = [source.key for source in sources_of_name(sources, file.name)]
            assert len(found) == 1, f"{file.name}: {found}"
