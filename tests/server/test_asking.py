"""What is published is asked of everybody soon, and what is taken back goes, without a run."""

import pytest
from django.utils import timezone

from tests.know.tags.cast import AS_OF, customer, nothing, publish_definitions, publish_profile
from tieline.foundation.jobs.evaluations import record_failed, unasked
from tieline.foundation.jobs.models import Run
from tieline.foundation.warehouse.connection import Warehouse
from tieline.notice.rules.models import Alert
from tieline.server.asking import ask_published, publication_waits

pytestmark = pytest.mark.django_db

WORDS = {"zh": "规则", "en": "Rule"}
TAG = {"key": "ends_soon", "name": WORDS, "says": WORDS, "kind": "fact", "type": "boolean", "value": "nps < 3"}
RULE = {"key": "ending", "name": WORDS, "says": WORDS, "severity": "low", "hold_out": 0, "when": "tags.ends_soon"}


def is_open() -> list[str]:
    return sorted(Alert.objects.filter(cleared_on=None).values_list("customer_id", flat=True))


def test_what_is_published_is_asked_of_everybody_once(warehouse: Warehouse) -> None:
    publish_definitions(tag=[TAG], rule=[RULE])
    publish_profile(warehouse, [customer("wang", nps=1), customer("li", nps=9)])
    assert (publication_waits(), ask_published(nothing)) == (False, 0), "the first run sees to it"
    run = Run.objects.create(as_of=AS_OF, state=Run.State.DONE)
    assert (publication_waits(), ask_published(nothing), is_open()) == (True, 2, ["wang"])
    assert (publication_waits(), ask_published(nothing)) == (False, 0)

    publish_definitions(tag=[TAG | {"value": "nps < 10"}], rule=[RULE])
    assert (ask_published(nothing), is_open()) == (2, ["li", "wang"])
    publish_definitions(tag=[TAG | {"value": "nps < 10"}])
    assert (ask_published(nothing) > 0, is_open(), publication_waits()) == (True, [], False)
    publish_definitions(tag=[TAG], rule=[RULE])
    run.state = Run.State.RUNNING
    run.save()
    assert not publication_waits()


def test_what_fails_is_not_tried_again_until_something_else_is_published(warehouse: Warehouse) -> None:
    publish_profile(warehouse, [customer("wang", nps=1)])
    Run.objects.create(as_of=AS_OF, state=Run.State.DONE, finished_at=timezone.now())
    publish_definitions(tag=[TAG])
    assert unasked("tag") == {"ends_soon"}
    record_failed("tag", ["ends_soon"], ValueError("no"))
    assert unasked("tag") == frozenset()
    publish_definitions(tag=[TAG])
    assert unasked("tag") == {"ends_soon"}
