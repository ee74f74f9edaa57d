"""The list of who must not come back tells nobody who that is, and is asked by mark."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tieline.foundation.access.models import Change
from tieline.foundation.errors import Invalid, NotFound
from tieline.foundation.privacy.request_models import Suppressed
from tieline.foundation.privacy.subjects import EMAIL, PARTY, PHONE, Mark
from tieline.foundation.privacy.suppression import anybody_is_suppressed, lift, suppress, suppressed_among

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
LI = Mark(PHONE, "", "+8613800138000")

pytestmark = pytest.mark.django_db


def test_what_is_listed_is_found_again_and_nothing_else_is() -> None:
    assert suppress([LI, Mark(PARTY, "billing", "1")], request="R-1", now=NOW) == 2
    assert suppressed_among(PHONE, "", ["+8613800138000", "+8613900139000"]) == {"+8613800138000"}
    assert suppressed_among(PARTY, "store", ["1"]) == set()
    assert (anybody_is_suppressed([PARTY]), anybody_is_suppressed([EMAIL])) == (True, False)


def test_listing_twice_lists_once() -> None:
    suppress([LI], request="R-1", now=NOW)
    assert suppress([LI], request="R-2", now=NOW) == 0


def test_the_list_holds_no_value_and_means_nothing_under_another_key(settings: Any) -> None:
    suppress([LI], request="R-1", now=NOW)
    assert "138" not in str(Suppressed.objects.values_list("kind", "request"))
    assert len(Suppressed.objects.get().digest) == 64
    settings.SECRET_KEY = "another"
    assert suppressed_among(PHONE, "", [LI.value]) == set()


def test_lifting_needs_a_reason_and_leaves_an_entry() -> None:
    suppress([LI], request="R-1", now=NOW)
    with pytest.raises(Invalid, match="A reason is missing"):
        lift("R-1", why=" ", by="bo", now=NOW)
    assert lift("R-1", why="is a customer again", by="bo", now=NOW) == 1
    assert not anybody_is_suppressed()
    assert Change.objects.get(command="lift_suppression").reason == "is a customer again"
    with pytest.raises(NotFound):
        lift("R-1", why="again", by="bo", now=NOW)
