"""Anchors find a log that was written anew, looks say who was shown whom, and seals find looks that were altered."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import RequestFactory

from tieline.foundation.access.anchors import (
    Anchor,
    anchor_changes,
    anchor_text,
    demand_sound,
    read_anchors,
    verify_log,
)
from tieline.foundation.access.asking import asking_from
from tieline.foundation.access.audit_models import ChangeAnchor, Look, LookedAt
from tieline.foundation.access.changes import FIRST, record_change, seal
from tieline.foundation.access.looks import list_looks, named, note_look, seal_looks
from tieline.foundation.access.models import Change, ChangeHead
from tieline.foundation.errors import Invalid, Refused
from tieline.server.middleware import request_origin

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def record(*numbers: int) -> None:
    for number in numbers:
        record_change("close_task", "task", number, by="li", after={"state": "closed"}, now=NOW)


def write_anew() -> None:
    """What somebody who may write everything would do: change an entry, and seal all that follow again."""
    previous = FIRST
    for change in Change.objects.order_by("sequence"):
        change.user, change.previous_hash = "wang", previous
        change.hash = previous = seal(change)
        change.save()
    ChangeHead.objects.update(hash=previous)


def test_an_anchor_that_was_given_away_finds_a_log_that_was_written_anew() -> None:
    record(1, 2, 3)
    kept = anchor_changes(NOW)
    assert kept is not None
    given = read_anchors(anchor_text(kept))
    record(4)
    assert verify_log(given).sound == 4
    ChangeAnchor.objects.all().delete()
    write_anew()
    assert verify_log().broken_at is None, "the chain alone cannot tell"
    assert verify_log(given).broken_at == 3
    with pytest.raises(Refused, match="anchored"):
        demand_sound(given)


def test_an_anchor_that_is_kept_finds_it_too_and_an_empty_log_has_none() -> None:
    assert anchor_changes(NOW) is None
    record(1, 2)
    assert anchor_changes(NOW) == anchor_changes(LATER), "one anchor for one head"
    write_anew()
    assert verify_log().broken_at == 2


def test_an_anchor_of_entries_that_were_cut_off_is_found() -> None:
    record(1, 2)
    anchor_changes(NOW)
    first = Change.objects.get(sequence=1)
    Change.objects.filter(sequence=2).delete()
    ChangeHead.objects.update(sequence=1, hash=first.hash)
    assert verify_log().broken_at == 2


@pytest.mark.parametrize("text", ["nonsense", '{"sequence": "x", "hash": "y"}', '{"hash": "y"}'])
def test_what_is_no_anchor_is_told_with_its_line(text: str) -> None:
    assert read_anchors('\n{"sequence": 1, "hash": "h"}\n') == [Anchor(1, "h")]
    with pytest.raises(Invalid) as found:
        read_anchors("\n" + text)
    assert "line 2" in found.value.where


def test_an_entry_says_from_which_address_it_came_and_the_address_is_sealed() -> None:
    with asking_from("10.1.2.3"):
        record(1)
    assert Change.objects.get().address == "10.1.2.3"
    Change.objects.update(address="10.9.9.9")
    assert verify_log().broken_at == 1
    Change.objects.update(address="")
    assert verify_log().broken_at == 1


def test_the_address_is_that_of_the_request() -> None:
    def write(_: Any) -> None:
        record(1)

    request_origin(write)(RequestFactory().get("/", REMOTE_ADDR="10.0.0.7"))  # type: ignore[arg-type] # it answers nothing
    record(2)
    assert list(Change.objects.order_by("sequence").values_list("address", flat=True)) == ["10.0.0.7", ""]


def test_whom_an_answer_names() -> None:
    assert list(named({"customer": {"customer_id": "C1"}, "items": []})) == ["C1"]
    assert list(named({"items": [{"customer_id": "C1"}, {"sides": [{"party_id": "C2"}, {"party_id": None}]}]})) == [
        "C1",
        "C2",
    ]
    assert list(named({"total": 3})) == []


def look(*customers: str, user: str = "li") -> Look:
    with asking_from("10.0.0.7"):
        return note_look(user, "GET /api/customers", customers, purpose="service", now=NOW)


def test_looks_are_found_by_customer_and_by_user() -> None:
    one, other = look("C1", "C2"), look("C2", user="wang")
    assert list(list_looks(customer_id="C2")) == [other, one]
    assert list(list_looks(customer_id="C2", user="li")) == [one]
    assert list(list_looks(customer_id="C9")) == []


def tamper_by_taking_out(one: Look) -> None:
    with connection.constraint_checks_disabled():
        LookedAt.objects.filter(look=one).delete()
        Look.objects.filter(pk=one.pk).delete()


TAMPERINGS: dict[str, Any] = {
    "altered": lambda one: Look.objects.filter(pk=one.pk).update(user="wang"),
    "another customer": lambda one: LookedAt.objects.filter(look=one).update(customer_id="C9"),
    "fewer customers": lambda one: LookedAt.objects.filter(look=one).first().delete(),  # type: ignore[union-attr] # there is one
    "moved in time": lambda one: Look.objects.filter(pk=one.pk).update(at=LATER),
    "taken out": tamper_by_taking_out,
}


@pytest.mark.parametrize("tamper", TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_a_look_that_was_tampered_with_after_it_was_sealed_is_found(tamper: Any) -> None:
    one = look("C1", "C2")
    look("C3")
    assert seal_looks(LATER) == 2
    assert verify_log().broken_at is None
    tamper(one)
    verdict = verify_log()
    assert verdict.broken_at == 1
    assert "Looks 1 to" in verdict.what or "Looks" in verdict.what


def test_seals_follow_each_other_and_leave_out_what_is_too_young() -> None:
    look("C1")
    assert seal_looks(NOW) == 0, "not a minute old"
    assert seal_looks(LATER) == 1
    assert seal_looks(LATER) == 0
    look("C2")
    look("C3")
    assert seal_looks(LATER) == 2
    assert verify_log().sound == 2
    Look.objects.order_by("-pk").update(purpose="marketing")
    assert verify_log().broken_at == 1


def test_entries_that_changed_places_are_found() -> None:
    record(1, 2, 3)
    for sequence, becomes in ((2, 99), (3, 2), (99, 3)):
        Change.objects.filter(sequence=sequence).update(sequence=becomes)
    assert verify_log().broken_at == 2
