"""The list of who must not come back tells nobody who that is, and is asked by mark."""

import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as configured

from tieline.foundation.access.models import Change
from tieline.foundation.errors import Invalid, NotFound, Unavailable
from tieline.foundation.keys.carrying import take_keys
from tieline.foundation.keys.commands import retire_keys, rewrap_keys, rotate_keys
from tieline.foundation.keys.keyring import forget_keys
from tieline.foundation.keys.models import DataKey
from tieline.foundation.keys.wrapping import new_entry
from tieline.foundation.privacy.reapplying import erasures
from tieline.foundation.privacy.receipts import is_genuine, seal_of
from tieline.foundation.privacy.request_models import SubjectRequest, Suppressed
from tieline.foundation.privacy.subjects import EMAIL, PARTY, PHONE, Mark
from tieline.foundation.privacy.suppression import anybody_is_suppressed, lift, suppress, suppressed_among

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
LI = Mark(PHONE, "", "+8613800138000")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_keys() -> Iterator[None]:
    """Every test begins like a process that has just begun."""
    forget_keys()
    yield
    forget_keys()


def test_what_is_listed_is_found_again_and_nothing_else_is() -> None:
    assert suppress([LI, Mark(PARTY, "billing", "1")], request="R-1", now=NOW) == 2
    assert suppressed_among(PHONE, "", ["+8613800138000", "+8613900139000"]) == {"+8613800138000"}
    assert suppressed_among(PARTY, "store", ["1"]) == set()
    assert (anybody_is_suppressed([PARTY]), anybody_is_suppressed([EMAIL])) == (True, False)


def test_listing_twice_lists_once() -> None:
    suppress([LI], request="R-1", now=NOW)
    assert suppress([LI], request="R-2", now=NOW) == 0


def test_the_list_holds_no_value_and_means_nothing_without_its_keys() -> None:
    suppress([LI], request="R-1", now=NOW)
    assert "138" not in str(Suppressed.objects.values_list("kind", "digest", "request"))
    DataKey.objects.all().delete()
    forget_keys()
    assert suppressed_among(PHONE, "", [LI.value]) == set()


def test_the_list_outlives_a_rotation_and_another_secret_key(settings: Any) -> None:
    suppress([LI], request="R-1", now=NOW)
    for _ in range(2):
        rotate_keys(by="li", now=NOW)
    forget_keys()
    suppress([LI, Mark(EMAIL, "", "li@example.com")], request="R-2", now=NOW)
    assert retire_keys(NOW + timedelta(days=1)) == 2, "only those under which nothing stands"
    assert len({row.digest.partition(".")[0] for row in Suppressed.objects.all()}) == Suppressed.objects.count() == 2
    settings.TIELINE_KEYS = new_entry()
    rewrap_keys(by="li", now=NOW)
    settings.SECRET_KEY = "another"
    forget_keys()
    assert suppressed_among(PHONE, "", [LI.value]) == {LI.value}
    assert suppressed_among(EMAIL, "", ["li@example.com"]) == {"li@example.com"}


def test_entries_of_before_there_were_keys_for_them_still_count() -> None:
    key = hmac.digest(configured.SECRET_KEY.encode(), b"tieline suppression list", "sha256")
    digest = hmac.digest(key, f"{PHONE}\0\0{LI.value}".encode(), "sha256").hex()
    Suppressed.objects.create(kind=PHONE, digest=digest, request="R-1", at=NOW)
    assert suppressed_among(PHONE, "", [LI.value, "+8613900139000"]) == {LI.value}
    assert suppress([LI], request="R-2", now=NOW) == 0


def test_the_list_is_carried_with_its_keys_to_a_database_of_before_a_rotation() -> None:
    before = erasures()
    suppress([LI], request="R-1", now=NOW)
    rotate_keys(by="li", now=NOW)
    suppress([Mark(EMAIL, "", "li@example.com")], request="R-2", now=NOW)
    kept = json.loads(json.dumps(erasures()))
    assert (before["erased"], len(kept["keys"]), len(kept["erased"])) == ([], 2, 2)
    newest = DataKey.objects.filter(purpose="index").order_by("-number").values_list("pk", flat=True)[0]
    DataKey.objects.filter(pk=newest).delete()
    Suppressed.objects.all().delete()
    forget_keys()
    assert [take_keys(kept["keys"]), take_keys(kept["keys"])] == [1, 0]
    Suppressed.objects.bulk_create(Suppressed(**row, at=NOW) for row in kept["erased"])
    assert suppressed_among(PHONE, "", [LI.value]) == {LI.value}
    assert suppressed_among(EMAIL, "", ["li@example.com"]) == {"li@example.com"}
    with pytest.raises(Unavailable):
        take_keys([kept["keys"][0] | {"id": "of-another"}])


def test_a_receipt_is_genuine_after_a_rotation_and_not_once_it_was_altered() -> None:
    asked = {"law": "pipl", "received_at": NOW, "received_by": "an", "received_through": "web", "due_on": NOW.date()}
    request = SubjectRequest.objects.create(kind="deletion", done_with={"counts": {"records": 7}}, **asked)
    request.seal = seal_of(request)
    request.save()
    rotate_keys(by="li", now=NOW)
    forget_keys()
    assert is_genuine(SubjectRequest.objects.get())
    request.done_with = {"counts": {"records": 6}}
    assert not is_genuine(request)


def test_lifting_needs_a_reason_and_leaves_an_entry() -> None:
    suppress([LI], request="R-1", now=NOW)
    with pytest.raises(Invalid, match="A reason is missing"):
        lift("R-1", why=" ", by="bo", now=NOW)
    assert lift("R-1", why="is a customer again", by="bo", now=NOW) == 1
    assert not anybody_is_suppressed()
    assert Change.objects.get(command="lift_suppression").reason == "is a customer again"
    with pytest.raises(NotFound):
        lift("R-1", why="again", by="bo", now=NOW)
