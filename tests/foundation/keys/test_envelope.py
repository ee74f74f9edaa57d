import time
from statistics import median
from typing import Any

import pytest

from tieline.foundation.errors import Unavailable
from tieline.foundation.keys.blind import blind_index, blind_indexes, is_blind_index_of
from tieline.foundation.keys.envelope import open_text, seal_text
from tieline.foundation.keys.keyring import add_key, forget_keys
from tieline.foundation.keys.models import DataKey
from tieline.foundation.keys.wrapping import new_entry

pytestmark = pytest.mark.django_db


def test_what_was_sealed_opens_for_its_place_and_for_no_other() -> None:
    sealed = seal_text("王小明 13800138000", "people.name")
    assert "13800138000" not in sealed
    assert open_text(sealed, "people.name") == "王小明 13800138000"
    with pytest.raises(Unavailable, match="altered"):
        open_text(sealed, "people.note")


def test_the_same_text_is_sealed_differently_every_time() -> None:
    assert seal_text("王小明", "people.name") != seal_text("王小明", "people.name")


def test_one_altered_character_is_found() -> None:
    sealed = seal_text("王小明", "people.name")
    place = len(sealed) - 6
    altered = sealed[:place] + ("A" if sealed[place] != "A" else "B") + sealed[place + 1 :]
    with pytest.raises(Unavailable):
        open_text(altered, "people.name")


@pytest.mark.parametrize("written", ["王小明", "s1.", "s1.0000000000", "s1.0000000000.AAAA"])
def test_what_was_written_past_tieline_does_not_open(written: str) -> None:
    with pytest.raises(Unavailable):
        open_text(written, "people.name")


def test_after_a_rotation_the_new_key_seals_and_the_former_still_opens() -> None:
    before = seal_text("王小明", "people.name")
    new = add_key(DataKey.Purpose.FIELDS)
    after = seal_text("王小明", "people.name")
    assert after.startswith(f"s1.{new.pk}.")
    assert before.split(".")[1] != after.split(".")[1]
    assert open_text(before, "people.name") == open_text(after, "people.name") == "王小明"


def test_with_another_key_encryption_key_nothing_opens_and_the_error_says_which_setting(settings: Any) -> None:
    settings.TIELINE_KEYS = new_entry()
    sealed = seal_text("王小明", "people.name")
    name = settings.TIELINE_KEYS.split(":")[0]
    settings.TIELINE_KEYS = f"{name}:{new_entry().split(':')[1]}"
    forget_keys()
    with pytest.raises(Unavailable, match="TIELINE_KEYS"):
        open_text(sealed, "people.name")
    with pytest.raises(Unavailable, match="TIELINE_KEYS"):
        seal_text("张伟", "people.name")


def test_data_keys_lie_in_the_database_only_wrapped() -> None:
    seal_text("王小明", "people.name")
    from tieline.foundation.keys.keyring import current_key  # noqa: PLC0415 - only to look at what must not be stored

    row = DataKey.objects.get(purpose=DataKey.Purpose.FIELDS)
    secret = current_key(DataKey.Purpose.FIELDS).secret
    assert secret.hex() not in row.wrapped
    assert len(row.wrapped) == 80


def test_a_blind_index_finds_the_same_value_in_the_same_place_only() -> None:
    index = blind_index("13800138000", "people.phone")
    assert index == blind_index("13800138000", "people.phone")
    assert index != blind_index("13800138000", "people.mobile")
    assert index != blind_index("13800138001", "people.phone")
    assert is_blind_index_of(index, "13800138000", "people.phone")
    assert not is_blind_index_of(index, "13800138001", "people.phone")


def test_an_index_under_a_former_key_is_still_found() -> None:
    index = blind_index("13800138000", "people.phone")
    add_key(DataKey.Purpose.INDEX)
    found = blind_indexes("13800138000", "people.phone")
    assert index in found
    assert found[0] == blind_index("13800138000", "people.phone") != index
    assert is_blind_index_of(index, "13800138000", "people.phone")


def test_near_values_have_indexes_that_agree_in_nothing_so_that_time_cannot_lead_to_one() -> None:
    digits = [blind_index(f"1380013800{last}", "people.phone").split(".")[1] for last in range(10)]
    agreeing = [sum(a == b for a, b in zip(digits[0], each, strict=True)) for each in digits[1:]]
    assert len(set(digits)) == 10
    assert max(agreeing) < 12, "of 32 digits two agree by chance"


def test_comparing_takes_the_same_time_however_much_agrees() -> None:
    index = blind_index("13800138000", "people.phone")
    near, far = index[:-1] + ("0" if index[-1] != "0" else "1"), index[:11] + "0" * 32

    def seconds(stored: str) -> float:
        began = time.perf_counter()
        for _ in range(500):
            is_blind_index_of(stored, "13800138000", "people.phone")
        return time.perf_counter() - began

    measured = [(seconds(near), seconds(far)) for _ in range(15)]
    ratio = median(each[0] for each in measured) / median(each[1] for each in measured)
    assert 0.7 < ratio < 1.4
