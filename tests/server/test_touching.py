"""What lands after a run is followed to the task; a failure leaves it to be done again and is told."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path

import pytest
from django.utils import timezone

from tests.know.profile.records import literal
from tieline.act.tasks.models import Task
from tieline.foundation.errors import Invalid
from tieline.foundation.jobs.evaluations import evaluations
from tieline.foundation.jobs.models import Run, Touch
from tieline.foundation.packs.models import Application, Definition
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.staging import staging
from tieline.know.ingest import tables as source
from tieline.know.ingest.commands import load_folder
from tieline.know.ingest.models import Load
from tieline.know.ingest.queries import list_sources
from tieline.know.ingest.versions import enter
from tieline.know.profile.tables import CONTACT
from tieline.know.tags.queries import published_tag_table
from tieline.know.tags.tables import CHANGE
from tieline.notice.rules.models import Alert
from tieline.notice.rules.parity import check_parity
from tieline.pipeline import run_pipeline
from tieline.server import deliver
from tieline.server.touching import follow, touch_waits
from tieline.simulator.simulate import simulate

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DAY = date(2026, 10, 31)
PACK = Path(__file__).parents[2] / "packs" / "telecom"
numbers = count(100_000)
BROKEN = "unheard_of > 1 or ("


def nothing(share: float, doing: str) -> None:
    """Progress that nobody watches."""


def complains(warehouse: Warehouse, customer: str, times: int) -> None:
    """A customer who was in contact before complains so many times this month, in a load of its own."""
    (before, *_) = warehouse.rows(CONTACT, customer_id=customer, channel="call")
    (row,) = warehouse.rows(source.INTERACTION, interaction_ref=before["interaction_ref"])
    number = next(numbers)
    at = datetime.combine(DAY, time(3), tzinfo=UTC).replace(tzinfo=None)
    made = [
        {
            **row,
            "record_key": f"made-{number}-{place}",
            "interaction_ref": f"made-{number}-{place}",
            "at": at - timedelta(days=place),
            "is_complaint": True,
            "reason": "complaint",
            "load_id": f"L{number}",
            "load_number": number,
            "row": place,
        }
        for place in range(1, times + 1)
    ]
    with staging(warehouse) as area, warehouse.transaction():
        enter(area, source.INTERACTION, area.keep(literal(source.INTERACTION, made)), row["source"])
    Load.objects.create(
        id=f"L{number}", number=number, source=row["source"], file_name="more", sha256=f"{number}", mapping="m",
        bytes=1, state=Load.State.LANDED, received_at=timezone.now(), landed_at=timezone.now(),
        records={"interaction": times},
    )  # fmt: skip


def publish_broken(key: str, *, broken: bool) -> None:
    """A rule whose condition fits nothing that is published, without the checks that refuse it; and back."""
    row = Definition.objects.get(kind="rule", key=key, state=Definition.State.PUBLISHED)
    row.body["when"] = f"{BROKEN}{row.body['when']})" if broken else row.body["when"].removeprefix(BROKEN)[:-1]
    row.save()
    Application.objects.create(pack="test", applied_at=timezone.now())


def test_events_are_followed_to_alert_and_task_and_a_failure_is_told_and_made_good(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    simulate(40, 5, tmp_path / "delivery", DAY, nothing, days=150)
    deliver.publish(PACK)
    assert not load_folder(list_sources(), tmp_path / "delivery").problems
    assert not touch_waits()
    run_pipeline(DAY, by="", progress=nothing)
    assert follow(timezone.now()) == 0, "the run has seen everything"

    dissatisfied = set(Alert.objects.filter(rule="dissatisfied").values_list("customer_id", flat=True))
    calls = [row["customer_id"] for row in warehouse.rows(CONTACT, channel="call", order_by=("customer_id",))]
    first, second, *_ = dict.fromkeys(each for each in calls if each not in dissatisfied)
    complains(warehouse, first, 4)
    assert touch_waits()
    assert follow(timezone.now()) == 1
    assert (follow(timezone.now()), touch_waits()) == (0, False)
    touched = warehouse.rows(published_tag_table(), order_by=("customer_id",))
    changed = warehouse.rows(CHANGE, customer_id=first)
    assert {row["cause"] for row in changed} == {f"touch {Touch.objects.get().pk}"}
    assert check_parity(DAY, nothing).report["differences"] == 0

    publish_broken("dissatisfied", broken=True)
    complains(warehouse, second, 4)
    with pytest.raises(Invalid, match="unheard_of"):
        follow(timezone.now())
    failed = Touch.objects.order_by("-id")[0]
    assert (failed.state, failed.error.startswith("rules: ")) == (Run.State.FAILED, True)
    assert "unheard_of" in evaluations("rule")["dissatisfied"]["error"]
    stands = warehouse.rows(published_tag_table(), order_by=("customer_id",))
    assert (stands, touch_waits()) == (touched, True), "nothing of it stands, all of it waits"

    publish_broken("dissatisfied", broken=False)
    assert follow(timezone.now()) == 1
    assert evaluations("rule")["dissatisfied"]["error"] == ""
    raised = Alert.objects.filter(customer_id__in=[first, second], cleared_on=None)
    assert raised.count() > 0
    assert Task.objects.filter(alert__in=raised).count() > 0
    assert check_parity(DAY, nothing).report["differences"] == 0
