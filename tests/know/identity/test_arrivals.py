"""New records are matched on arrival, with the result of a run over everybody."""

import random
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.know.identity.cast import literal, nothing, person, rows, together
from tieline.foundation.warehouse.connection import Row, Warehouse
from tieline.know.identity.commands import match_new_records, refresh_identity
from tieline.know.identity.commands.decisions import join_persons
from tieline.know.identity.models import SeenLoad
from tieline.know.identity.pairing import Person
from tieline.know.identity.queries import arrivals_wait, unseen_loads
from tieline.know.identity.tables import CONTACT_POINT, FEATURES, HOLDING, HOUSEHOLD, LINK, MEMBER, PAIR, PARTY
from tieline.know.ingest.models import Load
from tieline.know.ingest.tables import BILLING_ACCOUNT, INDIVIDUAL, PRODUCT

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
ALL = (LINK, MEMBER, PARTY, PAIR, CONTACT_POINT, HOUSEHOLD, HOLDING, FEATURES)

FAMILIES, GIVEN = ["王", "李", "张", "Smith"], ["伟", "芳", "小明", "Ann", "Ben"]
PHONES = [f"1380000000{n}" for n in range(7)]
MAILS = [f"{name}@x.cn" for name in ("a", "b", "c", "d", "e")]
BIRTHS = [date(1980, 1, 2), date(1980, 2, 1), date(1955, 7, 8), None, None]
STREETS = ["长江路56号4号楼2303室", "黄河路8号1号楼101室", "人民路77号2号楼606室", None]


def somebody(rng: random.Random, load: str) -> Row:
    """A person as some system writes them; few values, so that many agree."""
    system, ref = rng.choice(["app", "billing", "shop"]), str(rng.randrange(14))
    family, given = rng.choice(FAMILIES), rng.choice(GIVEN)
    name = rng.choice([None, family, f"{given} {family}" if given.isascii() else family + given])
    return person(
        system,
        ref,
        full_name=name,
        phone=rng.choice([*PHONES, None]),
        email=rng.choice([*MAILS, None, None]),
        birth_date=rng.choice(BIRTHS),
        address=rng.choice(STREETS),
        same_as_system=((said := rng.random() < 0.1) and "billing") or None,
        same_as_ref=str(rng.randrange(14)) if said else None,
        household_ref=rng.choice(["F1", "F2", None, None]),
        updated_at=datetime(2026, 10, rng.randrange(1, 28)),  # noqa: DTZ001 - as the warehouse keeps them
        load_id=load,
    )


def deliver(warehouse: Warehouse, number: int, *people: Row, accounts: list[Row], products: list[Row]) -> None:
    """The records that hold after a load: its own in the place of former ones with their key."""
    for table, new in ((INDIVIDUAL, people), (BILLING_ACCOUNT, accounts), (PRODUCT, products)):
        held = {(row["system"], row["record_key"]): row for row in rows(warehouse, table)}
        held |= {(row["system"], row["record_key"]): row for row in new}
        warehouse.publish(table, literal(table, list(held.values())))
    Load.objects.create(
        id=f"L{number}",
        number=number,
        source="x",
        file_name="x.csv",
        sha256=f"{number:064}",
        mapping="m",
        bytes=1,
        state=Load.State.LANDED,
        received_at=NOW,
        records={"individual": len(people), "billing_account": len(accounts), "product": len(products)},
    )


def account(load: str, ref: str, owner: str) -> Row:
    return head(load, f"A{ref}") | {"account_ref": ref, "party_ref": owner}


def product(load: str, ref: str, of: str, phone: str) -> Row:
    return head(load, f"P{ref}") | {"product_ref": ref, "account_ref": of, "phone": phone}


def head(load: str, key: str) -> Row:
    return {
        "source": "billing.x",
        "system": "billing",
        "load_id": load,
        "load_number": 1,
        "row": 1,
        "record_key": key,
    }


def tables(warehouse: Warehouse) -> dict[str, list[Row]]:
    return {table.name: rows(warehouse, table) for table in ALL}


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_deliveries_one_by_one_give_what_a_run_over_everybody_gives(warehouse: Warehouse, seed: int) -> None:
    rng = random.Random(seed)
    deliver(warehouse, 0, *(somebody(rng, "L0") for _ in range(12)), accounts=[], products=[])
    refresh_identity(DAY, nothing)
    for number in range(1, 5):
        load = f"L{number}"
        deliver(
            warehouse,
            number,
            *(somebody(rng, load) for _ in range(rng.randrange(4))),
            accounts=[account(load, str(rng.randrange(4)), str(rng.randrange(14)))],
            products=[product(load, str(rng.randrange(4)), str(rng.randrange(4)), rng.choice(PHONES))],
        )
        match_new_records(as_of=DAY, now=NOW)
        on_arrival = tables(warehouse)
        refresh_identity(DAY, nothing)
        by_run = tables(warehouse)
        for name in by_run:
            assert on_arrival[name] == by_run[name], (number, name)


def test_a_number_that_one_too_many_share_takes_its_pairs_from_everybody(warehouse: Warehouse) -> None:
    shared: dict[str, Any] = {"full_name": "Ann Li", "phone": "13800000001"}
    crowd = [person("app", f"{n:02}", **shared, load_id="L0") for n in range(30)]
    deliver(warehouse, 0, *crowd, accounts=[], products=[])
    refresh_identity(DAY, nothing)
    assert len(together(warehouse)) == 1
    deliver(warehouse, 1, person("app", "99", **shared, load_id="L1"), accounts=[], products=[])
    match_new_records(as_of=DAY, now=NOW)
    assert len(together(warehouse)) == 31
    on_arrival = tables(warehouse)
    refresh_identity(DAY, nothing)
    assert tables(warehouse) == on_arrival


def test_a_new_record_is_matched_once_and_decisions_hold(warehouse: Warehouse) -> None:
    ann: dict[str, Any] = {"full_name": "Ann Li", "phone": "13800000001"}
    deliver(warehouse, 0, person("app", "1", **ann, load_id="L0"), accounts=[], products=[])
    assert not arrivals_wait()  # nothing was ever trained: the first run does it
    assert match_new_records(as_of=DAY, now=NOW) == 0
    refresh_identity(DAY, nothing)
    assert unseen_loads() == []
    assert not arrivals_wait()
    deliver(warehouse, 1, person("shop", "2", full_name="Ben Wu", load_id="L1"), accounts=[], products=[])
    join_persons([Person("app", "1"), Person("shop", "2")], by="amy", now=NOW, why="known")
    assert arrivals_wait()
    assert match_new_records(as_of=DAY, now=NOW) == 2
    assert not arrivals_wait()
    assert together(warehouse) == [["app/1", "shop/2"]]
    assert match_new_records(as_of=DAY, now=NOW) == 0
    assert dict(SeenLoad.objects.values_list("load_id", "how")) == {"L0": "run", "L1": "arrival"}
