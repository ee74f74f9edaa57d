"""The named cast: Wang Xiaoming with everything, John Müller with a broadband line only, a passer-by."""

from datetime import timedelta

from tests.know.profile.records import AS_OF, day, instant, land, link, literal, reach
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.identity.tables import PARTY
from tieline.know.ingest import tables as source

WANG = "P-wang"
FORMER_WANG = "P-wang-in-shop"
MUELLER = "P-mueller"
PASSER_BY = "P-passer"

WANG_PHONE = "+8613800001234"
WANG_OTHER_PHONE = "+8613911112222"


def land_the_cast(warehouse: Warehouse) -> None:
    """All records of the cast as billing, shop, network and call centre deliver them."""
    link(
        warehouse,
        ("billing", "C-1", WANG),
        ("shop", "S-9", WANG),
        ("billing", "C-2", MUELLER),
        ("shop", "S-77", PASSER_BY),
    )
    parties = [(FORMER_WANG, WANG), (WANG, WANG), (MUELLER, MUELLER), (PASSER_BY, PASSER_BY)]
    warehouse.publish(PARTY, literal(PARTY, [{"party_id": party, "now": now} for party, now in parties]))
    reach(
        warehouse,
        (WANG, "phone", WANG_PHONE),
        (WANG, "phone", WANG_OTHER_PHONE),
        (WANG, "email", "xiaoming.wang@example.cn"),
        (PASSER_BY, "phone", "+8613700000000"),
    )
    _land_people(warehouse)
    _land_holdings(warehouse)
    _land_money(warehouse)
    _land_use(warehouse)
    _land_contacts(warehouse)


def _land_people(warehouse: Warehouse) -> None:
    wang = {
        "party_ref": "C-1",
        "full_name": "王小明",
        "gender": "male",
        "birth_date": day("1990-04-01"),
        "phone": "138 0000 1234",
        "city": "杭州",
        "postal_code": "310000",
        "manager": "li-na",
        "household_ref": "H1",
        "updated_at": instant("2025-01-01 00:00"),
    }
    wang_in_shop = {
        "system": "shop",
        "party_ref": "S-9",
        "full_name": "Wang Xiaoming",
        "phone": "+86 139-1111-2222",
        "email": "Xiaoming.Wang@Example.cn",
        "city": "上海",
        "updated_at": instant("2026-02-01 00:00"),
    }
    mueller = {"party_ref": "C-2", "full_name": "John Müller", "household_ref": "H1", "birth_date": day("2031-01-01")}
    passer_by = {"system": "shop", "party_ref": "S-77", "full_name": "张三"}
    land(warehouse, source.INDIVIDUAL, [wang, wang_in_shop, mueller, passer_by])
    land(warehouse, source.AREA, [{"postal_code": "310000", "population": 12_000}])
    land(
        warehouse,
        source.CHARACTERISTIC,
        [
            {"party_ref": "C-2", "name": "paperless", "text": "Yes", "number": 1.0},
            {"party_ref": "C-2", "name": "offer", "text": "Offer B"},
            {"party_ref": "C-2", "name": "age", "text": "52", "number": 52.0},
            {"party_ref": "C-2", "name": "tenure_months", "text": "999", "number": 999.0},
        ],
    )


def _land_holdings(warehouse: Warehouse) -> None:
    land(
        warehouse,
        source.BILLING_ACCOUNT,
        [
            {
                "account_ref": "ACC-0001",
                "party_ref": "C-1",
                "account_type": "consumer",
                "status": "active",
                "opened_on": day("2020-02-10"),
                "payment_method": "auto debit",
                "balance": 12.5,
            },
            {"account_ref": "ACC-0002", "party_ref": "C-2", "status": "active", "opened_on": day("2024-03-31")},
            {"account_ref": "ACC-0003", "party_ref": "nobody", "status": "active"},
        ],
    )
    mobile = {"product_type": "mobile", "status": "active", "account_ref": "ACC-0001"}
    land(
        warehouse,
        source.PRODUCT,
        [
            {
                **mobile,
                "product_ref": "L-1",
                "phone": "13800001234",
                "offering": "5G 畅享 129",
                "monthly_fee": 129.0,
                "started_on": day("2020-02-10"),
                "contract_start": day("2024-05-01"),
                "contract_end": day("2026-04-30"),
            },
            {
                **mobile,
                "product_ref": "L-0",
                "phone": "13911112222",
                "offering": "4G 58",
                "monthly_fee": 58.0,
                "status": "ended",
                "started_on": day("2019-01-01"),
                "ended_on": day("2021-06-30"),
                "end_reason": "cancelled",
            },
            {
                "product_ref": "B-1",
                "account_ref": "ACC-0002",
                "product_type": "broadband",
                "status": "active",
                "offering": "Fibre 500",
                "monthly_fee": 99.0,
                "started_on": day("2024-03-31"),
            },
        ],
    )


def _land_money(warehouse: Warehouse) -> None:
    amounts = {"2025-11-01": 130.0, "2025-12-01": 140.0, "2026-01-01": 150.0, "2026-02-01": 180.1}
    land(
        warehouse,
        source.CUSTOMER_BILL,
        [
            {
                "bill_ref": f"B-{month}",
                "account_ref": "ACC-0001",
                "month": day(month),
                "issued_on": day(month) + timedelta(days=33),
                "due_on": day(month) + timedelta(days=47),
                "amount": amount,
            }
            for month, amount in amounts.items()
        ],
    )
    paid = {"account_ref": "ACC-0001", "bill_ref": "B-2026-01-01", "amount": 150.0, "method": "app"}
    land(
        warehouse,
        source.PAYMENT,
        [{**paid, "payment_ref": "PAY-1", "paid_at": instant("2026-02-20 17:00"), "due_on": None}],
    )


def _land_use(warehouse: Warehouse) -> None:
    """30 days of 1 minute after 90 days of 10 minutes; the number was Müller's nephew's to nobody before."""
    days = [
        {
            "phone": "+8613800001234",
            "day": AS_OF - timedelta(days=back),
            "voice_minutes": 1.0 if back < 30 else 10.0,
            "data_mb": 100.5,
            "sms": 1,
            "roaming_mb": 0.0,
            "dropped_calls": 1 if back == 3 else 0,
        }
        for back in range(120)
    ]
    land(warehouse, source.USAGE_DAY, days, system="network")
    months = ("2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01")
    land(
        warehouse,
        source.USAGE_MONTH,
        [{"phone": "13800001234", "month": day(month), "voice_minutes": 300.0, "data_mb": 3000.0} for month in months],
        system="network",
    )


def _land_contacts(warehouse: Warehouse) -> None:
    call = {"system": "callcentre", "channel": "call", "kind": "call", "direction": "inbound"}
    land(
        warehouse,
        source.INTERACTION,
        [
            {
                **call,
                "interaction_ref": "I-1",
                "phone": "+86 138 0000 1234",
                "at": instant("2026-03-20 02:00"),
                "reason": "complaint",
                "is_complaint": True,
            },
            {
                **call,
                "interaction_ref": "I-2",
                "phone": "13911112222",
                "at": instant("2021-01-20 02:00"),
                "reason": "bill question",
            },
            {**call, "interaction_ref": "I-3", "phone": "13799999999", "at": instant("2026-03-20 02:00")},
            {
                "system": "shop",
                "interaction_ref": "I-4",
                "party_ref": "S-9",
                "channel": "web",
                "kind": "survey",
                "reason": "nps",
                "rating": 3.0,
                "at": instant("2026-03-25 02:00"),
            },
            {
                "system": "tieline",
                "interaction_ref": "I-5",
                "party_ref": FORMER_WANG,
                "channel": "tieline",
                "kind": "work",
                "response": "retained",
                "at": instant("2026-03-28 02:00"),
            },
            {
                **call,
                "interaction_ref": "I-6",
                "party_ref": "C-1",
                "system": "billing",
                "at": instant("2026-04-01 02:00"),
            },
        ],
    )
    land(
        warehouse,
        source.PRODUCT_ORDER,
        [
            {
                "order_ref": "O-1",
                "party_ref": "S-9",
                "at": instant("2026-03-01 10:00"),
                "channel": "shop",
                "item": "Earphones",
                "category": "accessory",
                "amount": 99.0,
                "status": "delivered",
            },
        ],
        system="shop",
    )
