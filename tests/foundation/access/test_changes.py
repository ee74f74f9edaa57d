"""The change log: every entry seals the one before, so that tampering is found."""

import threading
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection, transaction

from tieline.foundation.access.changes import record_change, verify_changes
from tieline.foundation.access.models import Change, ChangeHead


def record_three() -> None:
    for number in (1, 2, 3):
        record_change("close_task", "task", number, by="li", before={"state": "open"}, after={"state": "closed"})


@pytest.mark.django_db
def test_entries_are_numbered_without_a_gap_and_follow_each_other() -> None:
    record_three()
    first, second, third = Change.objects.order_by("sequence")
    assert [first.sequence, second.sequence, third.sequence] == [1, 2, 3]
    assert (first.previous_hash, second.previous_hash, third.previous_hash) == ("0" * 64, first.hash, second.hash)
    assert verify_changes().sound == 3


@pytest.mark.django_db
def test_an_empty_log_is_sound() -> None:
    assert verify_changes().broken_at is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "field_and_value",
    [
        ("after", '{"state":"open"}'),
        ("before", "null"),
        ("user", "wang"),
        ("reason", "because"),
        ("object_id", "9"),
        ("command", "open_task"),
        ("at", datetime(2020, 1, 1, tzinfo=UTC)),
    ],
    ids=lambda pair: str(pair[0]),
)
def test_an_altered_field_is_found(field_and_value: tuple[str, object]) -> None:
    record_three()
    field, value = field_and_value
    Change.objects.filter(sequence=2).update(**{field: value})
    verdict = verify_changes()
    assert (verdict.sound, verdict.broken_at, verdict.what) == (1, 2, "Entry 2 was altered")


@pytest.mark.django_db
def test_an_entry_altered_together_with_its_own_hash_is_found_at_the_next() -> None:
    from tieline.foundation.access.changes import seal  # noqa: PLC0415 - only the forger of this test needs it

    record_three()
    forged = Change.objects.get(sequence=2)
    forged.user = "wang"
    Change.objects.filter(sequence=2).update(user="wang", hash=seal(forged))
    assert verify_changes().broken_at == 3


@pytest.mark.django_db
@pytest.mark.parametrize(("cut", "broken_at"), [(1, 1), (2, 2), (3, 3)])
def test_a_missing_entry_is_found_even_the_last(cut: int, broken_at: int) -> None:
    record_three()
    Change.objects.filter(sequence=cut).delete()
    assert verify_changes().broken_at == broken_at


@pytest.mark.django_db
def test_a_lost_head_is_found() -> None:
    record_three()
    ChangeHead.objects.all().delete()
    assert verify_changes().broken_at == 4


@pytest.mark.django_db
def test_an_entry_is_undone_with_the_command_it_belongs_to() -> None:
    record_three()
    with transaction.atomic():
        record_change("close_task", "task", 4, by="li")
        transaction.set_rollback(True)
    record_change("close_task", "task", 5, by="li")
    assert list(Change.objects.order_by("sequence").values_list("object_id", flat=True)) == ["1", "2", "3", "5"]
    assert verify_changes().broken_at is None


@pytest.mark.django_db
def test_dates_decimals_and_chinese_text_survive_the_database_unchanged() -> None:
    after = {
        "due_at": datetime(2026, 5, 1, 8, 30, tzinfo=UTC),
        "amount": Decimal("10.10"),
        "share": 1e-7,
        "note": "投诉",
    }
    record_change("open_task", "task", 1, by="li", after=after, reason="客户来电")
    assert verify_changes().broken_at is None
    assert "投诉" in Change.objects.get().after


@pytest.mark.django_db(transaction=True)
def test_commands_at_the_same_time_make_one_chain() -> None:
    errors = []

    def work(name: str) -> None:
        try:
            for number in range(10):
                record_change("close_task", "task", f"{name}{number}", by=name)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert verify_changes() == verify_changes().__class__(sound=40)
