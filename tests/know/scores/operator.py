"""
A small operator whose customers leave for a reason that can be seen: those whose calls fall off leave within weeks.

Profile tables are written directly, a year of months up to 30 June 2026, so that a run takes seconds.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
from django.utils import timezone

from tieline.foundation.packs.commands import digest
from tieline.foundation.packs.models import Application, Definition
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.tables import Table
from tieline.know.identity.tables import LINK
from tieline.know.ingest.tables import PARTY_STATUS
from tieline.know.profile import facts
from tieline.know.profile.tables import CUSTOMER, LINE, SNAPSHOT, USAGE_MONTH
from tieline.know.scores.cutoffs import month_end

AS_OF = date(2026, 6, 30)
MONTHS = [month_end(date(2025, 7, 31), later) for later in range(12)]

LAST = 'usage_months[month_end <= today() and month_end > today() - duration("P28D")]'
BEFORE = 'usage_months[month_end <= today() - duration("P28D") and month_end > today() - duration("P120D")]'

MODEL: dict[str, Any] = {
    "key": "churn",
    "name": {"zh": "离网预测", "en": "Churn"},
    "kind": "history",
    "features": [
        {
            "key": "voice_change",
            "name": {"zh": "通话变化", "en": "Change of calls"},
            "value": f"sum({LAST}.voice_minutes) / mean({BEFORE}.voice_minutes)",
        },
        {
            "key": "data",
            "name": {"zh": "流量", "en": "Data"},
            "unit": {"zh": "MB", "en": "MB"},
            "value": f"sum({LAST}.data_mb)",
        },
        {"key": "plan", "name": {"zh": "套餐", "en": "Plan"}, "value": "plan", "categorical": True},
    ],
}

SNAPSHOT_MODEL = MODEL | {
    "kind": "snapshot",
    "features": [
        {"key": "age", "name": {"zh": "年龄", "en": "Age"}, "value": "age"},
        {"key": "fee", "name": {"zh": "月租", "en": "Fee"}, "value": "monthly_fee"},
    ],
}


def literal(table: Table, rows: Sequence[Mapping[str, Any]]) -> ir.Table:
    filled = [{name: row.get(name) for name in table.column_names} for row in rows]
    return ibis.memtable(pa.Table.from_pylist(filled, schema=table.ibis_schema.to_pyarrow()), schema=table.ibis_schema)


def publish_models(*bodies: dict[str, Any]) -> None:
    """These models are the published ones, and no others."""
    Definition.objects.filter(kind="model").delete()
    for body in bodies:
        Definition.objects.create(
            kind="model",
            key=body["key"],
            version=1,
            body=body,
            digest=digest(body),
            pack="test",
            applied_at=timezone.now(),
        )
    Application.objects.create(pack="test", applied_at=timezone.now())


def publish_operator(warehouse: Warehouse, customers: int = 900, *, leaving: float = 0.04, seed: int = 1) -> None:
    """A year of the operator; ``leaving`` is the share that leaves each month."""
    chance = np.random.default_rng(seed)
    lines, use, people = [], [], []
    for number in range(customers):
        name = f"C{number:05d}"
        ends = next((day for day in MONTHS if chance.random() < leaving), None)
        left_on = ends - timedelta(days=int(chance.integers(0, 25))) if ends else None
        plan = ["S", "M", "L"][number % 3]
        lines.append(_line(name, plan, left_on))
        use += [_use(name, day, left_on, chance) for day in MONTHS if left_on is None or day < left_on]
        people.append(_person(name, number, plan, active=left_on is None))
    _publish(warehouse, people, LINE=lines, USAGE_MONTH=use)


def publish_snapshot(warehouse: Warehouse, customers: int = 1200, seed: int = 1) -> None:
    """An operator without history: the young with a high fee leave, and a source says who did."""
    chance = np.random.default_rng(seed)
    ages, fees = chance.integers(18, 80, customers), chance.integers(20, 200, customers)
    left = chance.random(customers) < 1 / (1 + np.exp(-(fees - 100) / 25 + (ages - 30) / 8))
    people = [
        {**_person(f"C{n:05d}", n, "M", active=not left[n]), "age": int(ages[n]), "monthly_fee": float(fees[n])}
        for n in range(customers)
    ]
    _publish(warehouse, people)
    named = [{"system": "crm", "party_ref": f"R{n}", "party_id": f"C{n:05d}"} for n in range(customers)]
    warehouse.publish(LINK, literal(LINK, named))
    said = [{"system": "crm", "party_ref": f"R{n}", "left": bool(left[n])} for n in range(customers)]
    warehouse.publish(PARTY_STATUS, literal(PARTY_STATUS, said))


def _publish(
    warehouse: Warehouse, people: Sequence[Mapping[str, Any]], **facts_of: Sequence[Mapping[str, Any]]
) -> None:
    named = {"LINE": LINE, "USAGE_MONTH": USAGE_MONTH}
    warehouse.publish(SNAPSHOT, literal(SNAPSHOT, [{"as_of": AS_OF}]))
    warehouse.publish(CUSTOMER, literal(CUSTOMER, people))
    for table in facts.LISTS.values():
        warehouse.publish(table, literal(table, []))
    for name, rows in facts_of.items():
        warehouse.publish(named[name], literal(named[name], rows))


def _person(name: str, number: int, plan: str, *, active: bool) -> dict[str, Any]:
    household = f"H{number // 2}" if number % 3 == 0 else None
    since = date(2020, 1, 1)
    return {"customer_id": name, "household_id": household, "is_active": active, "customer_since": since, "plan": plan}


def _line(name: str, plan: str, left_on: date | None) -> dict[str, Any]:
    status = "ended" if left_on else "active"
    begun = {"started_on": date(2020, 1, 1), "offering": plan, "monthly_fee": 50.0}
    return {"customer_id": name, "product_ref": f"L-{name}", "status": status, "ended_on": left_on, **begun}


def _use(name: str, day: date, left_on: date | None, chance: np.random.Generator) -> dict[str, Any]:
    going = left_on is not None and (left_on - day).days <= 60
    minutes = float(chance.gamma(9.0, 12.0)) * (0.55 if going else 1.0)
    month = {"month": day.replace(day=1), "month_end": day}
    return {"customer_id": name, **month, "voice_minutes": minutes, "data_mb": float(chance.gamma(4.0, 500.0))}
