"""A customer is erased from the change log and the looks; both verify, and erasing without a request is found."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tieline.foundation.access.audit_models import LookedAt
from tieline.foundation.access.changes import record_change, verify_changes
from tieline.foundation.access.erasing import erase_entries, erase_looks, erase_openings, find_entries
from tieline.foundation.access.looks import note_look, seal_looks, verify_looks
from tieline.foundation.access.models import Change
from tieline.foundation.access.unusual_models import Trail
from tieline.foundation.errors import Refused

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
PHONE, NAME = "+8613812345678", "欧阳静怡"
BLANK: dict[str, Any] = {"salt": "", "object_id": "", "before": "null", "after": "null", "reason": ""}

pytestmark = pytest.mark.django_db


def record_five() -> None:
    record_change("correct_rows", "load", "L1", by="li", after={"CONTACT_TEL": PHONE}, now=NOW)
    record_change("close_task", "task", 7, by="li", before={"state": "open"}, reason=f"{NAME} called back", now=NOW)
    record_change("create_user", "user", 3, by="admin", after={"name": NAME}, now=NOW)
    record_change("close_task", "task", 8, by="li", before={"state": "open"}, reason="somebody else", now=NOW)
    record_change("assign_task", "task", 9, by="li", after={"assignee": "wang"}, now=NOW)


def erase() -> int:
    found = find_entries([PHONE], [NAME], [("task", "9")])
    return erase_entries(found, request="R-1", by="bo", now=NOW)


def test_what_entries_tell_of_a_customer_goes_and_the_log_verifies() -> None:
    record_five()
    assert erase() == 3
    told = [(change.before, change.after, change.reason, change.object_id) for change in Change.objects.all()]
    assert PHONE not in str(told)
    assert set(Change.objects.filter(erased_by="R-1").values_list("sequence", flat=True)) == {1, 2, 5}
    assert verify_changes().broken_at is None


def test_an_entry_keeps_who_did_what_and_when() -> None:
    record_five()
    erase()
    entry = Change.objects.get(pk=2)
    assert (entry.user, entry.command, entry.object_kind, entry.at) == ("li", "close_task", "task", NOW)


def test_people_of_the_operator_who_bear_the_same_name_stay() -> None:
    record_five()
    erase()
    assert NAME in Change.objects.get(pk=3).after


def test_erasing_twice_erases_nothing_more() -> None:
    record_five()
    erase()
    assert (erase(), Change.objects.count()) == (0, 6)


def test_an_entry_that_is_blanked_without_a_request_is_found() -> None:
    record_five()
    erase()
    Change.objects.filter(pk=4).update(**BLANK, erased_by="R-1")
    verdict = verify_changes()
    assert (verdict.broken_at, verdict.what) == (4, "Entry 4 was erased, and no request says so")


def test_an_entry_that_is_called_erased_and_still_tells_something_is_found() -> None:
    record_five()
    erase()
    Change.objects.filter(pk=2).update(after='{"state":"done"}')
    assert verify_changes().broken_at == 2


@pytest.mark.parametrize("field", ["user", "command", "payload"])
def test_what_an_erased_entry_keeps_cannot_be_altered(field: str) -> None:
    record_five()
    erase()
    Change.objects.filter(pk=2).update(**{field: "x"})
    assert verify_changes().broken_at == 2


def test_entries_of_before_there_were_salts_can_be_erased_too() -> None:
    record_five()
    change = Change.objects.get(pk=5)
    change.salt = change.payload = ""
    from tieline.foundation.access.changes import seal  # noqa: PLC0415 - only this entry is sealed as formerly
    from tieline.foundation.access.models import ChangeHead  # noqa: PLC0415 - as above

    change.hash = seal(change)
    change.save()
    ChangeHead.objects.update(hash=change.hash)
    assert verify_changes().broken_at is None
    erase()
    assert (Change.objects.get(pk=5).object_id, verify_changes().broken_at) == ("", None)


def test_an_altered_entry_is_not_erased() -> None:
    record_five()
    Change.objects.filter(pk=2).update(reason=f"{NAME} never called")
    with pytest.raises(Refused, match="Entry 2 was altered"):
        erase()
    assert not Change.objects.exclude(erased_by="").exists()


def look_at(*customers: str) -> None:
    note_look("li", "GET /api/customers", customers, purpose="service", now=NOW)


def test_looks_keep_by_whom_and_when_and_verify_without_the_customer() -> None:
    look_at("C1", "C2")
    look_at("C2")
    seal_looks(NOW + timedelta(minutes=5))
    look_at("C1")
    assert erase_looks(["C1"], request="R-1", by="bo", now=NOW) == 2
    assert list(LookedAt.objects.order_by("pk").values_list("customer_id", flat=True)) == [
        "erased",
        "C2",
        "C2",
        "erased",
    ]
    assert verify_looks(verify_changes()).broken_at is None


def test_a_customer_who_is_taken_out_of_looks_without_a_request_is_found() -> None:
    look_at("C1", "C2")
    seal_looks(NOW + timedelta(minutes=5))
    erase_looks(["C1"], request="R-1", by="bo", now=NOW)
    LookedAt.objects.filter(customer_id="C2").update(customer_id="erased")
    assert verify_looks(verify_changes()).broken_at == 1


def test_looks_that_were_altered_before_are_not_sealed_anew() -> None:
    look_at("C1", "C2")
    seal_looks(NOW + timedelta(minutes=5))
    LookedAt.objects.filter(customer_id="C2").delete()
    with pytest.raises(Refused, match="were altered"):
        erase_looks(["C1"], request="R-1", by="bo", now=NOW)


def test_the_last_openings_forget_the_customer() -> None:
    Trail.objects.create(user="li", openings=[["C1", NOW.isoformat()], ["C2", NOW.isoformat()]])
    assert erase_openings(["C1"]) == 1
    assert [each[0] for each in Trail.objects.get().openings] == ["C2"]
