"""Several customers are erased in one pass, and what is counted of all the others is as it was."""

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Count

import tieline.server.api  # noqa: F401 - puts the product together
from tests.stories.test_erased import contents
from tieline.act.tasks.models import Task
from tieline.foundation.access.anchors import demand_sound
from tieline.foundation.access.models import Change
from tieline.foundation.jobs.models import StageRun
from tieline.foundation.packs.commands import apply_pack
from tieline.foundation.privacy.derived import NAMING
from tieline.foundation.privacy.erasing import erase_subjects
from tieline.foundation.privacy.request_models import SubjectRequest, Suppressed
from tieline.foundation.privacy.retention_keeping import Letting, Old
from tieline.foundation.warehouse.connection import Row, Warehouse
from tieline.foundation.warehouse.tables import Table
from tieline.know.identity.tables import LINK
from tieline.know.ingest.commands import load_folder
from tieline.know.ingest.models import Load
from tieline.know.ingest.queries import list_sources
from tieline.know.profile.keeping import KEPT, LEFT_ON, departures
from tieline.know.profile.tables import CUSTOMER, USAGE_MONTH
from tieline.notice.rules.models import Alert
from tieline.pipeline import KINDS, run_pipeline
from tieline.server.reference import declared_tables
from tieline.server.settings import PROJECT_DIR
from tieline.simulator.simulate import simulate

DAY = date(2026, 10, 31)
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
Figures = Counter[tuple[Any, ...]]

OF_PERSONS = ("identity.features", "identity.pair", "identity.term_frequency")
"""How persons of systems compare: whose that is, no column says."""

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def operator(warehouse: Warehouse, tmp_path: Path) -> Warehouse:
    """A small operator after a run."""
    apply_pack(PROJECT_DIR / "packs" / "telecom", KINDS, by="test")
    simulate(customers=40, seed=5, out=tmp_path / "delivery", ends_on=DAY, progress=lambda *_: None)
    load_folder(list_sources(), tmp_path / "delivery")
    run_pipeline(DAY, by="test", progress=lambda *_: None)
    return warehouse


def asked(customer: str) -> SubjectRequest:
    said = {"kind": "deletion", "law": "pipl", "received_at": NOW, "received_by": "bo", "received_through": "call"}
    return SubjectRequest.objects.create(customer_id=customer, due_on=NOW.date(), state="working", **said)


def rows_of(store: Warehouse, table: Table) -> list[Row]:
    return store.rows(table) if store.has(table) else []


def others(store: Warehouse, gone: set[str]) -> dict[str, Counter[str]]:
    """What derived tables, models and their history hold of nobody in particular, and of everybody but these."""
    found = {}
    for table in declared_tables():
        if table.schema == "ingest" or table.full_name in OF_PERSONS:
            continue
        rows = rows_of(store, table)
        found[table.full_name] = Counter(str(row) for row in rows if not {row.get(name) for name in NAMING} & gone)
    return found


def work(gone: set[str]) -> tuple[Figures, Figures]:
    """Alerts by rule and tasks by template, state and outcome: of everybody, and of these customers."""

    def counted(**only: Any) -> Figures:
        alerts = Alert.objects.filter(**only).values_list("rule").annotate(Count("pk"))
        tasks = Task.objects.filter(**only).values_list("template", "state", "outcome").annotate(Count("pk"))
        return Counter({tuple(key): count for *key, count in (*alerts, *tasks)})

    return counted(), counted(customer_id__in=gone)


def months(store: Warehouse, *customers: str) -> dict[date, float]:
    """Data used by month, of everybody or of some."""
    only: dict[str, Any] = {"customer_id": list(customers)} if customers else {}
    total: dict[date, float] = {}
    for row in store.rows(USAGE_MONTH, columns=["month", "data_mb"], **only):
        total[row["month"]] = total.get(row["month"], 0.0) + (row["data_mb"] or 0.0)
    return total


def test_of_customers_erased_together_figures_lose_exactly_their_share_and_nothing_else_changes(
    operator: Warehouse,
) -> None:
    busy = Counter(Alert.objects.values_list("customer_id", flat=True)).most_common(2)
    gone = {customer for customer, _ in busy}
    assert len(gone) == 2
    every = len(operator.rows(CUSTOMER))
    before, (alerts, share), used = others(operator, gone), work(gone), months(operator)
    theirs, told = months(operator, *gone), list(StageRun.objects.order_by("pk").values_list("report", flat=True))

    done = erase_subjects([asked(each) for each in sorted(gone)], by="bo", now=NOW)

    assert len(operator.rows(CUSTOMER)) == every - 2
    assert others(operator, set()) == before
    assert work(gone) == (alerts - share, Counter())
    assert months(operator) == pytest.approx({month: used[month] - theirs.get(month, 0.0) for month in used})
    assert list(StageRun.objects.order_by("pk").values_list("report", flat=True)) == told
    assert [each.done_with["counts"]["alerts"] for each in done] == [dict(busy)[each] for each in sorted(gone)]
    assert {(each.customer_id, each.done_with["together"], each.done_with["operational_wiped"]) for each in done} == {
        ("", 2, True)
    }
    assert len({each.done_with["warehouse_seconds"] for each in done}) == 1, "the warehouse was written anew twice"
    assert demand_sound() > 0

    former_customers_go(operator)


def former_customers_go(operator: Warehouse) -> None:
    """Eight years later: who left long ago goes as a whole, the others stay, and nobody is kept from coming back."""
    (departed,) = KEPT
    old, listed = Old(LEFT_ON, date(2029, 10, 31)), Suppressed.objects.count()
    every = {row["customer_id"]: row[LEFT_ON] for row in departures(operator).to_pyarrow().to_pylist()}
    gone = sorted(customer for customer, left_on in every.items() if left_on)
    assert 0 < len(gone) < len(every)
    assert set(departed.survey(old).customers) == set(gone)
    references = [row["party_ref"].encode() for row in operator.rows(LINK, columns=["party_ref"], party_id=gone)]
    assert any(reference in text for text in delivered() for reference in references)
    before = others(operator, set(gone))

    assert departed.let_go(Letting(old, 1_000, "departed", NOW)) == len(gone)

    assert {row["customer_id"] for row in operator.rows(CUSTOMER)} == set(every) - set(gone)
    assert others(operator, set()) == before
    assert not [reference for reference in references if any(reference in text for text in delivered())]
    assert departed.survey(old).goes == departed.let_go(Letting(old, 1_000, "departed", NOW)) == 0
    assert Suppressed.objects.count() == listed
    assert Change.objects.filter(command="let_customers_go", object_id="departed").count() == 1
    assert demand_sound() > 0


def delivered() -> list[bytes]:
    """What is in the delivered files."""
    files = [load.file for load in Load.objects.order_by("pk")]
    return [held for file in files if file.exists() for held in contents(file)]
