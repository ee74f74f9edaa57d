"""Old data goes by published rules: what is old, nothing else, once, and never under a legal hold."""

import uuid
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import ibis
import pyarrow as pa
import pytest

import tieline.server.api  # noqa: F401 - puts the product together
from tieline.act.tasks.models import Attempt, Task
from tieline.foundation.access.audit_models import Look, LookedAt
from tieline.foundation.access.changes import verify_changes
from tieline.foundation.access.commands import create_user
from tieline.foundation.access.looks import note_look, seal_looks, verify_looks
from tieline.foundation.access.models import Change
from tieline.foundation.errors import Refused
from tieline.foundation.jobs.models import Job, Run
from tieline.foundation.packs.commands import publish_definition
from tieline.foundation.packs.models import Definition
from tieline.foundation.privacy.holds import place_hold
from tieline.foundation.privacy.retention_commands import let_old_data_go, survey_rule
from tieline.foundation.privacy.retention_definitions import KIND, RetentionRule
from tieline.foundation.privacy.retention_keeping import keepables
from tieline.foundation.privacy.retention_models import LettingGo
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.tables import Table
from tieline.know.identity.tables import LINK
from tieline.know.ingest.models import Correction, Load, RecordedInteraction
from tieline.know.ingest.tables import FORMER, INTERACTION, REJECTED_ROW, USAGE_DAY
from tieline.notice.rules.models import Alert

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
TEXT = {"zh": "规则", "en": "Rule"}
CLEARED = ("cleared_alerts", "cleared_on")
pytestmark = pytest.mark.django_db(transaction=True)


def rule(keeps: str, after: str, **length: Any) -> dict[str, Any]:
    return {"key": f"old_{keeps}", "name": TEXT, "keeps": keeps, "after": after, "ground": TEXT} | length


def publish(*bodies: dict[str, Any]) -> None:
    for body in bodies:
        publish_definition(KIND, body, [KIND], by="li", reason="law", now=NOW)


def go(now: datetime = NOW, **given: Any) -> int:
    return let_old_data_go(now, lambda _share, _doing: None, **given)


def survey(body: dict[str, Any]) -> Any:
    return survey_rule(RetentionRule.model_validate(body), NOW)


def put(store: Warehouse, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """Rows of a table; what they do not say is null."""
    full = [dict.fromkeys(table.column_names) | row for row in rows]
    store.append(table, ibis.memtable(pa.Table.from_pylist(full, schema=table.ibis_schema.to_pyarrow())))


def contact(number: int, at: datetime, ref: str = "1", **more: Any) -> dict[str, Any]:
    header = {"source": "crm.calls", "system": "crm", "load_id": "L1", "load_number": 1, "row": number}
    return header | {"record_key": str(number), "party_ref": ref, "at": at.replace(tzinfo=None), "kind": "call"} | more


def use(number: int, day: date) -> dict[str, Any]:
    header = {"source": "net.daily", "system": "net", "load_id": "L2", "load_number": 2, "row": number}
    return header | {"record_key": str(number), "phone": "13800138000", "day": day, "data_mb": 1.0}


def ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


def refs(store: Warehouse, table: Table) -> list[str]:
    return sorted(row["record_key"] for row in store.rows(table, columns=["record_key"]))


def test_old_records_go_in_all_versions_and_events_are_apart_from_contacts(warehouse: Warehouse) -> None:
    put(warehouse, INTERACTION, [contact(1, ago(800)), contact(2, ago(10)), contact(3, ago(800), kind="search")])
    put(warehouse, INTERACTION, [contact(4, ago(800), source="tieline.work"), contact(5, ago(800), kind=None)])
    put(warehouse, FORMER["interaction"], [contact(6, ago(800))])
    publish(rule("contacts", "at", months=24))
    assert survey(rule("contacts", "at", months=24)).goes == 3
    assert go() == 3
    assert refs(warehouse, INTERACTION) == ["2", "3", "4"]
    assert refs(warehouse, FORMER["interaction"]) == []
    assert survey(rule("app_events", "at", months=24)).goes == 1


def test_letting_go_twice_in_a_day_is_as_once_and_the_next_day_takes_what_became_old(warehouse: Warehouse) -> None:
    put(warehouse, USAGE_DAY, [use(number, date(2026, 7, number)) for number in (10, 20, 25, 26)])
    publish(rule("usage_daily", "day", days=120))
    assert [go(), go(), go(NOW + timedelta(days=1))] == [2, 0, 1]
    assert refs(warehouse, USAGE_DAY) == ["26"]


def test_batches_take_the_oldest_first_and_an_interrupted_night_is_finished(warehouse: Warehouse) -> None:
    put(warehouse, USAGE_DAY, [use(number, date(2026, 1, number)) for number in range(1, 8)])
    publish(rule("usage_daily", "day", days=120))

    def dies(_share: float, doing: str) -> None:
        if doing.endswith(" 4"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        let_old_data_go(NOW, dies, limit=2)
    assert refs(warehouse, USAGE_DAY) == ["5", "6", "7"]
    assert LettingGo.objects.get().finished_at is None
    assert go(limit=2) == 3
    assert LettingGo.objects.get().gone == 7
    said = Change.objects.get(command="let_go")
    assert (said.object_id, '"gone":7' in said.after) == ("old_usage_daily", True)


def test_nothing_goes_while_a_run_is_going_on_or_interrupted(warehouse: Warehouse) -> None:
    put(warehouse, USAGE_DAY, [use(1, date(2020, 1, 1))])
    publish(rule("usage_daily", "day", days=120))
    Run.objects.create(as_of=date(2026, 11, 22))
    with pytest.raises(Refused, match="A run is going on"):
        go()
    assert refs(warehouse, USAGE_DAY) == ["1"]


def test_what_is_under_a_legal_hold_stays_and_is_counted(warehouse: Warehouse) -> None:
    put(warehouse, INTERACTION, [contact(1, ago(800), "held"), contact(2, ago(800), "other")])
    put(warehouse, LINK, [{"system": "crm", "party_ref": "held", "party_id": "P1"}])
    RecordedInteraction.objects.create(customer_id="P1", at=ago(800), channel="call", handled_by="li")
    RecordedInteraction.objects.create(customer_id="P2", at=ago(800), channel="call", handled_by="li")
    place_hold("P1", why="court", until=None, by="li", now=NOW)
    rules = rule("contacts", "at", months=24), rule("recorded_contacts", "at", months=24)
    publish(*rules)
    assert [(survey(each).goes, survey(each).held) for each in rules] == [(1, 1), (1, 1)]
    assert go() == 2
    assert refs(warehouse, INTERACTION) == ["1"]
    assert RecordedInteraction.objects.get().customer_id == "P1"
    assert set(LettingGo.objects.values_list("held", flat=True)) == {1}


def test_a_preview_says_month_by_month_what_goes(warehouse: Warehouse) -> None:
    put(warehouse, USAGE_DAY, [use(1, date(2026, 7, 1)), use(2, date(2026, 7, 31)), use(3, date(2026, 9, 1))])
    put(warehouse, USAGE_DAY, [use(4, date(2026, 9, 1)) | {"day": None}])
    found = survey(rule("usage_daily", "day", days=120))
    assert (found.rows, found.goes, found.undated, found.oldest) == (4, 1, 1, date(2026, 7, 1))
    months = [(each.month, each.rows, each.goes) for each in found.months]
    assert months == [(date(2026, 7, 1), 2, 1), (date(2026, 9, 1), 1, 0)]


def test_every_kind_of_data_can_be_surveyed_and_let_go_where_nothing_is(warehouse: Warehouse) -> None:
    rules = [rule(key, next(iter(each.dates)), months=1200) for key, each in keepables().items()]
    publish(*rules)
    assert {survey(each).rows for each in rules} == {0}
    assert go() == 0
    assert LettingGo.objects.filter(finished_at__isnull=False).count() == len(rules) > 10


def look(at: datetime, *customers: str) -> int:
    return note_look("li", "GET /api/customers", customers, purpose="service", now=at).pk


def test_old_looks_go_and_the_log_still_verifies(warehouse: Warehouse) -> None:
    first, second = look(ago(400), "P1"), look(ago(399), "P2", "P3")
    seal_looks(ago(398))
    kept = look(ago(10), "P1")
    seal_looks(ago(9))
    publish(rule("looks", "at", months=12))
    assert go() == 2
    assert list(Look.objects.values_list("pk", flat=True)) == [kept]
    assert not LookedAt.objects.filter(look__in=[first, second]).exists()
    assert verify_looks(verify_changes()).broken_at is None


def test_a_look_that_was_held_and_stays_cannot_be_altered_afterwards(warehouse: Warehouse) -> None:
    put(warehouse, LINK, [{"system": "crm", "party_ref": "held", "party_id": "P1"}])
    place_hold("P1", why="court", until=None, by="li", now=NOW)
    kept = look(ago(400), "P1")
    look(ago(399), "P2")
    seal_looks(ago(398))
    publish(rule("looks", "at", months=12))
    assert go() == 1
    assert list(Look.objects.values_list("pk", flat=True)) == [kept]
    assert verify_looks(verify_changes()).broken_at is None
    LookedAt.objects.update(customer_id="P9")
    assert verify_looks(verify_changes()).broken_at is not None


def test_looks_that_were_altered_do_not_go(warehouse: Warehouse) -> None:
    look(ago(400), "P1")
    seal_looks(ago(398))
    LookedAt.objects.update(customer_id="P9")
    publish(rule("looks", "at", months=12))
    with pytest.raises(Refused, match="were altered"):
        go()
    assert Look.objects.count() == 1


def test_looks_that_nothing_sealed_stay(warehouse: Warehouse) -> None:
    look(ago(400), "P1")
    publish(rule("looks", "at", months=12))
    assert go() == 0
    assert Look.objects.count() == 1


def load(key: str, at: datetime, state: str = "landed") -> Load:
    row = Load.objects.create(
        id=key, number=int(key[1:]), source="crm.calls", file_name="a.csv", bytes=1, state=state, received_at=at
    )
    row.file.parent.mkdir(parents=True, exist_ok=True)
    row.file.write_text("NAME\nLi Na\n")
    return row


def test_files_of_old_loads_go_but_those_with_rows_to_be_corrected_stay(warehouse: Warehouse) -> None:
    old, waits, failed, new = (
        load("L1", ago(400)),
        load("L2", ago(400)),
        load("L3", ago(400), "failed"),
        load("L4", NOW),
    )
    put(warehouse, REJECTED_ROW, [{"source": "crm.calls", "load_id": "L2", "row": 1, "reason": "required"}])
    publish(rule("delivered_files", "received_at", months=6))
    assert go() == 1
    assert [each.file.exists() for each in (old, waits, failed, new)] == [False, True, True, True]
    assert Load.objects.get(pk="L1").scrubbed_at == NOW


def test_rejected_rows_and_corrections_go_by_their_days(warehouse: Warehouse) -> None:
    rows = [
        {"source": "crm.calls", "load_id": key, "row": row, "reason": "x"} for key in ("L1", "L2") for row in (1, 2)
    ]
    put(warehouse, REJECTED_ROW, rows)
    for key, at in (("L1", ago(200)), ("L2", ago(5))):
        Correction.objects.create(load=load(key, at), row=1, corrected_at=at, corrected_by="li")
    publish(rule("rejected_rows", "received_at", months=3), rule("corrections", "corrected_at", months=3))
    assert survey(rule("rejected_rows", "received_at", months=3)).goes == 2
    assert go() == 3
    assert {row["load_id"] for row in warehouse.rows(REJECTED_ROW)} == {"L2"}
    assert Correction.objects.get().load_id == "L2"


def test_failed_jobs_go_with_their_errors(warehouse: Warehouse) -> None:
    for at, state in ((ago(300), "failed"), (ago(3), "failed"), (ago(300), "done")):
        Job.objects.create(id=uuid.uuid4(), task="x", due_at=at, finished_at=at, state=state, error="Li Na")
    publish(rule("failed_jobs", "finished_at", months=6))
    assert go() == 1
    assert sorted(Job.objects.values_list("state", flat=True)) == ["done", "failed"]


def worked_on() -> tuple[Task, Alert]:
    """A done task with a note, and the cleared alert that opened it."""
    who = create_user("li", name="Li", roles=["agent"], password="a long calm password")
    what = Definition.objects.create(kind="rule", key="r", version=1, body={}, digest="x", pack="p", applied_at=NOW)
    days = {"raised_on": ago(900).date(), "cleared_on": ago(890).date()}
    alert = Alert.objects.create(
        rule="r", definition=what, customer_id="P1", rank=1, evidence={"name": "Li Na"}, **days
    )
    times = {"opened_at": ago(900), "due_at": ago(899), "closed_at": ago(890)}
    done = {"state": "done", "outcome": "kept", "closed_by": who}
    task = Task.objects.create(template="t", definition=what, alert=alert, customer_id="P1", rank=1, **times, **done)
    told = {"note": "Li Na will stay", "outcome": "kept", "by": who, "at": ago(890), "interaction_ref": "I1"}
    Attempt.objects.create(task=task, before={"state": "open"}, **told)
    return task, alert


def test_closed_tasks_and_their_alerts_stay_without_the_customer(warehouse: Warehouse) -> None:
    task, alert = worked_on()
    publish(*(rule(*each, months=24, way="anonymise") for each in (("closed_tasks", "closed_at"), CLEARED)))
    assert go() == 2
    task.refresh_from_db()
    alert.refresh_from_db()
    assert (task.customer_id, task.outcome, task.attempts.get().note, task.attempts.get().before) == (
        "",
        "kept",
        "",
        {},
    )
    assert (alert.customer_id, alert.evidence) == ("", {})
    assert go(NOW + timedelta(days=1)) == 0


def test_an_alert_is_removed_only_after_its_task(warehouse: Warehouse) -> None:
    worked_on()
    publish(rule(*CLEARED, months=24))
    assert go() == 0
    publish(rule("closed_tasks", "closed_at", months=24))
    assert [go(), go(NOW + timedelta(days=1))] == [1, 1]
    assert (Task.objects.count(), Attempt.objects.count(), Alert.objects.count()) == (0, 0, 0)
