"""
The cast of tags, segments, rules and tasks: a few customers with literal facts, and definitions published for them.

Wang is at high risk of leaving, Li complains, Zhang's contract ends; Chen is content and quiet.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from django.utils import timezone

from tieline.foundation.packs.commands import digest
from tieline.foundation.packs.documents import read_documents
from tieline.foundation.packs.models import Application, Definition
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.tables import Table
from tieline.know.profile import facts, tables
from tieline.know.scores.tables import CUSTOMER_SCORE

AS_OF = date(2026, 3, 31)
PACKS = Path(__file__).parents[3] / "packs"

Rows = Sequence[Mapping[str, Any]]

CHURN_MODEL = {
    "key": "churn",
    "name": {"zh": "离网概率", "en": "Churn probability"},
    "kind": "history",
    "features": [{"key": "age", "name": {"zh": "年龄", "en": "Age"}, "value": "age"}],
}


def literal(table: Table, rows: Rows) -> ir.Table:
    """Literal rows in the columns of a declared table; columns that are not given are null."""
    filled = [{name: row.get(name) for name in table.column_names} for row in rows]
    return ibis.memtable(pa.Table.from_pylist(filled, schema=table.ibis_schema.to_pyarrow()), schema=table.ibis_schema)


def publish_profile(warehouse: Warehouse, customers: Rows, *, as_of: date = AS_OF, **lists: Rows) -> None:
    """``profile`` with exactly these customers and facts: ``contacts=[…]``, ``lines=[…]``; scores as ``scores=[…]``."""
    warehouse.publish(tables.SNAPSHOT, literal(tables.SNAPSHOT, [{"as_of": as_of}]))
    warehouse.publish(tables.CUSTOMER, literal(tables.CUSTOMER, customers))
    warehouse.publish(CUSTOMER_SCORE, literal(CUSTOMER_SCORE, lists.pop("scores", [])))
    for name, table in facts.LISTS.items():
        rows = lists.pop(name, [])
        if rows or warehouse.has(table):
            warehouse.publish(table, literal(table, rows))
        else:
            warehouse.create(table)  # an empty table, without a calculation
    assert not lists, f"no such list: {lists}"


def customer(customer_id: str, **fields: Any) -> dict[str, Any]:
    """An active customer whose use is steady and who has no contract."""
    steady = {"voice_minutes_30d": 100.0, "average_voice_minutes_3m": 100.0, "average_bill_3m": 60.0}
    return {"customer_id": customer_id, "name": customer_id.title(), "is_active": True, **steady, **fields}


def contact(customer_id: str, at: str, **fields: Any) -> dict[str, Any]:
    """A contact at an instant of UTC such as ``2026-03-30 08:00``."""
    moment = datetime.fromisoformat(at)
    return {
        "customer_id": customer_id,
        "at": moment,
        "interaction_ref": f"{customer_id} {at}",
        "channel": "call",
        **fields,
    }


def query(customer_id: str, at: str) -> dict[str, Any]:
    """A number-portability query in the app."""
    return contact(customer_id, at, channel="app", kind="search", reason="mnp query", text="携号转网")


def complaint(customer_id: str, at: str) -> dict[str, Any]:
    """A complaint by phone."""
    return contact(customer_id, at, kind="call", reason="complaint", is_complaint=True)


def telecom(folder: str) -> list[dict[str, Any]]:
    """The definitions of one kind as the telecom pack has them."""
    files = sorted((PACKS / "telecom" / folder).glob("*.yaml"))
    return [document.body for file in files for document in read_documents(file)]


THREE = ("contract_ending", "dissatisfied", "high_churn_risk")
"""The rules that the cast is made for; more of the pack would be about the same people."""


def three_rules() -> list[dict[str, Any]]:
    """The telecom pack's rules for who leaves, who complains and whose contract ends, which leave nobody alone here."""
    return [{**rule, "hold_out": 0} for rule in telecom("rules") if rule["key"] in THREE]


def their_tasks() -> list[dict[str, Any]]:
    """The task templates that answer the three."""
    return [task for task in telecom("tasks") if task["answers"] in THREE]


def publish_definitions(**kinds: Sequence[Mapping[str, Any]]) -> None:
    """Publish definitions in place of all that were: ``tag=[…]``, ``rule=[…]``; without the checks of a pack."""
    Definition.objects.filter(state=Definition.State.PUBLISHED).update(state=Definition.State.RETIRED)
    version = Definition.objects.count() + 1
    Definition.objects.bulk_create(
        Definition(
            kind=kind,
            key=body["key"],
            version=version,
            body=body,
            digest=digest(body),
            pack="test",
            applied_at=timezone.now(),
        )
        for kind, bodies in kinds.items()
        for body in bodies
    )
    Application.objects.create(pack="test", applied_at=timezone.now())


def publish_telecom() -> None:
    """Publish the telecom pack's tags and segments, three of its rules and their templates, and a model named churn."""
    publish_definitions(
        model=[CHURN_MODEL],
        tag=telecom("tags"),
        segment=telecom("segments"),
        rule=three_rules(),
        task=their_tasks(),
    )


def nothing(share: float, doing: str) -> None:
    """Progress that nobody watches."""
