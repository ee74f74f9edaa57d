"""``touch_profile``: after more loads, joins and splits the rows are those that a run over everybody gives."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.know.profile.touches import DAY, NOW, Deliveries, everything, land, numbers, touch
from tieline.foundation.packs.commands import apply_pack
from tieline.foundation.warehouse.connection import Row, Warehouse
from tieline.foundation.warehouse.tables import Table
from tieline.know.identity.commands import refresh_identity, touch_persons
from tieline.know.identity.commands.decisions import join_persons, split_party
from tieline.know.identity.pairing import Pair, Person
from tieline.know.identity.tables import MEMBER
from tieline.know.ingest import tables as source
from tieline.know.ingest.commands import load_folder
from tieline.know.ingest.definitions import CONNECTIONS, KIND
from tieline.know.ingest.queries import list_sources
from tieline.know.profile import tables
from tieline.know.profile.commands import refresh_profile
from tieline.simulator.simulate import simulate

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PACK = Path(__file__).parents[3] / "packs" / "telecom"


def nothing(share: float, doing: str) -> None:
    """Progress that nobody watches."""


@pytest.fixture
def operator(warehouse: Warehouse, tmp_path: Path) -> Warehouse:
    """A small simulated operator of which a run knows everything."""
    simulate(40, 5, tmp_path / "delivery", DAY, nothing, days=150)
    apply_pack(PACK, [CONNECTIONS, KIND], by="test")
    assert not load_folder(list_sources(), tmp_path / "delivery").problems
    refresh_identity(DAY, nothing)
    refresh_profile(DAY, nothing)
    return warehouse


def assert_as_a_run_gives_it(store: Warehouse, what: str) -> None:
    touched = everything(store)
    refresh_profile(DAY, nothing)
    for name, rows in everything(store).items():
        assert set(touched[name]) ^ set(rows) == set(), (what, name)
        assert touched[name] == rows, (what, name)


def some(store: Warehouse, table: Table, rng: random.Random, size: int, **equal: Any) -> list[Row]:
    rows = sorted(store.rows(table, **equal), key=lambda row: (row["source"], row["record_key"]))
    return rng.sample(rows, min(size, len(rows)))


def again(row: Row, **changes: Any) -> Row:
    """The record with a key of its own."""
    return {**row, "record_key": f"new-{next(numbers)}", **changes}


def later(row: Row, **changes: Any) -> Row:
    """The record as its source tells it the next time."""
    at = {"updated_at": NOW.replace(tzinfo=None)} if "updated_at" in row else {}
    return {**row, **at, **changes}


def head(row: Row, what: str) -> Row:
    """What a record of another kind begins with, from the same source."""
    return {"system": row["system"], "source": row["source"], "record_key": f"{what}-{row['record_key']}"}


def characteristic(row: Row, name: str) -> Row:
    return {**head(row, name), "party_ref": row["party_ref"], "name": name, "text": "41", "number": 41.0}


def events(store: Warehouse, rng: random.Random) -> Deliveries:
    """What streams: new contacts, orders, use, payments."""
    at = datetime(2026, 10, 31, 3)  # noqa: DTZ001 - as it is stored
    return {
        source.INTERACTION: [
            again(
                row,
                at=at + timedelta(minutes=n),
                is_complaint=n % 2 == 0,
                interaction_ref=f"new-{n}-{row['record_key']}",
            )
            for n, row in enumerate(some(store, source.INTERACTION, rng, 12))
        ],
        source.PRODUCT_ORDER: [again(row, at=at, order_ref="N-1") for row in some(store, source.PRODUCT_ORDER, rng, 3)],
        source.PAYMENT: [again(row, paid_at=at, payment_ref="N-2") for row in some(store, source.PAYMENT, rng, 3)],
        source.USAGE_DAY: [again(row, voice_minutes=99.25) for row in some(store, source.USAGE_DAY, rng, 4, day=DAY)],
    }


def corrections(store: Warehouse, rng: random.Random) -> Deliveries:
    """Records told anew, some of somebody else than before."""
    contacts = some(store, source.INTERACTION, rng, 8)
    return {
        source.INTERACTION: [
            later(row, party_ref=other["party_ref"], phone=other["phone"], system=other["system"], source=row["source"])
            for row, other in zip(contacts[:4], contacts[4:], strict=True)
        ],
        source.CHARACTERISTIC: [
            characteristic(row, name) for row in some(store, source.INDIVIDUAL, rng, 6) for name in ("age", "offer")
        ],
        source.CONSENT: [later(row, said="no") for row in some(store, source.CONSENT, rng, 3)],
        source.USAGE_MONTH: [later(row, data_mb=5.5) for row in some(store, source.USAGE_MONTH, rng, 3)],
        source.USAGE_DAY: [later(row, data_mb=5.5) for row in some(store, source.USAGE_DAY, rng, 3)],
    }


def holdings(store: Warehouse, rng: random.Random) -> Deliveries:
    """Lines and accounts that change hands, bills, households, people who leave, and somebody new."""
    lines = [row for row in some(store, source.PRODUCT, rng, 400) if row["phone"]][:6]
    one, other, *_ = some(store, source.BILLING_ACCOUNT, rng, 2)
    homes = [row for row in some(store, source.INDIVIDUAL, rng, 400) if row["household_ref"]]
    moved = [later(homes[0], household_ref=homes[1]["household_ref"]), later(homes[2], household_ref=None)]
    person = again(some(store, source.INDIVIDUAL, rng, 1, system=one["system"])[0], party_ref="N-9", full_name="新人")
    return {
        source.INDIVIDUAL: [*moved, {**person, "phone": None, "email": None, "same_as_ref": None}],
        source.BILLING_ACCOUNT: [
            later(one, party_ref=other["party_ref"]),
            again(one, account_ref="N-8", party_ref="N-9", updated_at=None),
        ],
        source.PRODUCT: [
            later(lines[0], phone=lines[1]["phone"], started_on=DAY - timedelta(days=40)),
            later(lines[2], account_ref=lines[3]["account_ref"]),
            later(lines[4], status="ended", ended_on=DAY - timedelta(days=2)),
            again(lines[5], product_ref="N-7", account_ref="N-8", started_on=DAY - timedelta(days=10)),
        ],
        source.CUSTOMER_BILL: [later(row, amount=1.5) for row in some(store, source.CUSTOMER_BILL, rng, 3)],
        source.PARTY_STATUS: [
            {**head(row, "left"), "party_ref": row["party_ref"], "left": True}
            for row in some(store, source.INDIVIDUAL, rng, 3)
        ],
        source.AREA: [{**head(home, "area"), "postal_code": home["postal_code"], "population": 77} for home in homes],
    }


def two_customers(store: Warehouse) -> list[list[Person]]:
    held = sorted(row["customer_id"] for row in store.rows(tables.CUSTOMER, columns=("customer_id",)))[:2]
    return [
        sorted(Person(row["system"], row["party_ref"]) for row in store.rows(MEMBER, party_id=each)) for each in held
    ]


def party_of(store: Warehouse, person: Person) -> str:
    [row] = store.rows(MEMBER, system=person.system, party_ref=person.party_ref)
    return str(row["party_id"])


def settled(store: Warehouse, pairs: Sequence[Pair]) -> set[str]:
    """The customers whom a touch finds changed after these decisions."""
    touch_persons({each for pair in pairs for each in pair}, as_of=DAY)
    customers, _, _ = touch(store)
    return customers


@pytest.mark.parametrize("seed", [1])
def test_what_a_touch_leaves_is_what_a_run_over_everybody_gives(operator: Warehouse, seed: int) -> None:
    rng = random.Random(seed)
    for what in (events, corrections, holdings, events):
        land(operator, what(operator, rng))
        customers, lists, fields = touch(operator)
        assert customers
        assert lists
        assert fields
        assert touch(operator) == (set(), set(), set()), "twice does nothing"
        assert_as_a_run_gives_it(operator, what.__name__)
    his, hers = two_customers(operator)
    pairs = join_persons([his[0], hers[0]], by="amy", now=NOW, why="looked like one")
    assert len(settled(operator, pairs)) == 2, "the one that was taken away as well"
    assert_as_a_run_gives_it(operator, "join")
    pairs = split_party(party_of(operator, his[0]), hers, by="amy", now=NOW, why="they are two")
    assert len(settled(operator, pairs)) == 2
    assert_as_a_run_gives_it(operator, "split")
