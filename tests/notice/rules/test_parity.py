"""A run holds what touches left against what it finds: a touch that asks too little is caught."""

from typing import Any

import pytest

from tests.know.tags.cast import AS_OF, customer, literal, nothing, publish_definitions, publish_profile, telecom
from tieline.foundation.jobs.models import Run, Touch
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.staging import staging
from tieline.know.profile import tables
from tieline.know.profile.touched import Touched
from tieline.know.segments.commands import refresh_segments
from tieline.know.segments.tables import MEMBERSHIP
from tieline.know.segments.touching import touch_segments
from tieline.know.tags import touching
from tieline.know.tags.commands import refresh_tags
from tieline.notice.rules.commands import refresh_rules
from tieline.notice.rules.parity import check_parity
from tieline.notice.rules.tables import MATCH
from tieline.notice.rules.touching import touch_rules

pytestmark = pytest.mark.django_db

WORDS = {"zh": "定义", "en": "Definition"}
NAMED = {"name": WORDS, "says": WORDS}


@pytest.fixture
def touched(warehouse: Warehouse) -> Warehouse:
    """A run, and after it Chen has grown old; a touch is on record."""
    tags = [tag for tag in telecom("tags") if tag["key"] in ("senior", "family")]
    segment = {"key": "old", **NAMED, "when": "tags.senior"}
    rule = {"key": "seniors", **NAMED, "severity": "low", "when": "segments.old", "hold_out": 0}
    publish_definitions(tag=tags, segment=[segment], rule=[rule])
    publish_profile(warehouse, [customer("wang", age=70), customer("chen", age=30)])
    run = Run.objects.create(as_of=AS_OF)
    refresh_tags(AS_OF, nothing)
    refresh_segments(AS_OF, nothing)
    refresh_rules(AS_OF, nothing)
    Run.objects.filter(pk=run.pk).update(state=Run.State.DONE)
    Touch.objects.create(as_of=AS_OF, state=Run.State.DONE, customers=1)
    warehouse.retract(tables.CUSTOMER, customer_id="chen")
    warehouse.append(tables.CUSTOMER, literal(tables.CUSTOMER, [customer("chen", age=75)]))
    return warehouse


def touch(warehouse: Warehouse) -> None:
    with staging(warehouse) as area, warehouse.transaction():
        whom = area.keep_values({"customer_id": ("string", ["chen"])})
        tagged = touching.touch_tags(area, Touched(whom, frozenset(), frozenset({"age"})), AS_OF, "touch 1")
        grouped = touch_segments(area, tagged.touched, AS_OF, "touch 1")
        touch_rules(area, grouped.touched, AS_OF)


def report() -> dict[str, Any]:
    return dict(check_parity(AS_OF, nothing).report)


def test_what_a_touch_left_is_what_a_run_finds(touched: Warehouse) -> None:
    touch(touched)
    assert report() == {"differences": 0, "tags": {}, "segments": {}, "rules": {}}


def test_a_touch_that_does_not_ask_what_depends_on_a_change_is_caught(
    touched: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Touched, "met_by", lambda self, names: self.fields & names.fields & {"tags.senior"})
    touch(touched)
    found = report()
    assert (found["differences"], found["tags"]) == (1, {"senior": 1})


def test_each_kind_is_held_against_what_is_published_before_it(touched: Warehouse) -> None:
    touch(touched)
    touched.retract(MEMBERSHIP, customer_id="wang")
    touched.retract(MATCH, customer_id="wang")
    found = report()
    assert found["segments"] == {"old": 1}
    assert found["rules"] == {}  # wang is out of the segment, so the rule holds for chen alone


def test_without_a_touch_nothing_is_asked(touched: Warehouse) -> None:
    Touch.objects.all().delete()
    assert report() == {"touched": 0}
