"""Rotating keys while rows are written and read, what is left of former keys, and what a stolen file tells."""

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from tieline.foundation.access.models import Change, User
from tieline.foundation.access.sign_on_models import SignOnIdentity
from tieline.foundation.errors import Unavailable
from tieline.foundation.keys import commands, rows
from tieline.foundation.keys.commands import (
    count_waiting_rows,
    current_keys,
    demand_keys,
    retire_keys,
    rewrap_keys,
    rotate_keys,
    seal_rows_anew,
)
from tieline.foundation.keys.fields import indexes_of
from tieline.foundation.keys.keyring import forget_keys
from tieline.foundation.keys.models import DataKey
from tieline.foundation.keys.queries import list_keys
from tieline.foundation.keys.wrapping import new_entry

pytestmark = pytest.mark.django_db(transaction=True)


def people(count: int) -> None:
    for number in range(count):
        user = User.objects.create(
            login=f"u{number}", name=f"姓名{number}", email=f"u{number}@example.com", password="x"
        )
        SignOnIdentity.objects.create(provider="p", subject=f"subject-{number}", user=user)


def read() -> dict[str, str]:
    return {user.login: user.name for user in User.objects.all()}


def test_after_a_rotation_all_rows_follow_and_read_the_same() -> None:
    people(25)
    before, old = read(), current_keys()
    rotate_keys(by="li", now=timezone.now())
    assert count_waiting_rows() == 50
    assert seal_rows_anew(batch=7) == 50
    assert (count_waiting_rows(), seal_rows_anew()) == (0, 0)
    assert read() == before
    assert not any(rows.rows_under(model, key).exists() for model in rows.sealed_models() for key in old.values())
    asked = indexes_of(SignOnIdentity, "subject_index", "subject-7")
    assert SignOnIdentity.objects.get(subject_index=asked[0]).user.login == "u7"


def test_an_interrupted_rotation_goes_on_where_it_was() -> None:
    people(20)
    rotate_keys(by="", now=timezone.now())

    def stop(share: float, doing: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        seal_rows_anew(stop, batch=5)
    assert count_waiting_rows() == 35
    assert len(read()) == 20
    assert seal_rows_anew(batch=5) == 35


def test_a_former_key_loses_its_material_only_when_nothing_stands_under_it() -> None:
    people(3)
    now = timezone.now()
    rotate_keys(by="", now=now)
    later = now + commands.GRACE + timedelta(minutes=1)
    assert retire_keys(later) == 0
    seal_rows_anew()
    assert retire_keys(now) == 0, "another process may still seal with it for some seconds"
    assert retire_keys(later) == 2
    states = {(key.purpose, key.state, key.rows) for key in list_keys()}
    assert states == {
        ("fields", "current", 6),
        ("fields", "retired", 0),
        ("index", "current", 3),
        ("index", "retired", 0),
    }
    assert set(DataKey.objects.exclude(retired_at=None).values_list("wrapped", flat=True)) == {""}
    forget_keys()
    assert read()["u1"] == "姓名1"


def test_a_new_key_encryption_key_wraps_the_data_keys_and_touches_no_row(settings: Any) -> None:
    settings.TIELINE_KEYS = old = new_entry()
    people(3)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM access_user ORDER BY id")
        before = cursor.fetchall()
    settings.TIELINE_KEYS = f"{new_entry()};{old}"
    assert rewrap_keys(by="li", now=timezone.now()) == 2
    assert rewrap_keys(by="li", now=timezone.now()) == 0
    settings.TIELINE_KEYS = settings.TIELINE_KEYS.split(";")[0]
    forget_keys()
    demand_keys()
    assert read()["u2"] == "姓名2"
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM access_user ORDER BY id")
        assert cursor.fetchall() == before
    assert Change.objects.filter(command="rewrap_key", user="li").count() == 2


def test_without_the_key_that_wrapped_the_start_says_which_one_lacks(settings: Any) -> None:
    settings.TIELINE_KEYS = new_entry()
    people(1)
    settings.TIELINE_KEYS = new_entry()
    forget_keys()
    with pytest.raises(Unavailable, match="Sealed fields cannot be read"):
        demand_keys()


def test_rows_that_are_written_and_read_while_keys_rotate_are_all_right() -> None:
    people(20)
    stop, wrong, written = threading.Event(), [], []

    def write() -> None:
        for number in range(60):
            user = User.objects.create(login=f"new{number}", name=f"新{number}", password="x")
            user.name = f"新名{number}"
            user.save()
            written.append((user.login, user.name))
        connections.close_all()

    def look() -> None:
        while not stop.is_set():
            try:
                read()
            except Exception as error:
                wrong.append(error)
        connections.close_all()

    threads = [threading.Thread(target=each) for each in (write, look, look)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(3):
            rotate_keys(by="", now=timezone.now())
            seal_rows_anew(batch=20)
        threads[0].join(60)
    finally:
        stop.set()
        for thread in threads:
            thread.join(30)
    seal_rows_anew()
    assert not wrong
    assert len(written) == 60
    assert count_waiting_rows() == 0
    assert read().items() >= dict(written).items()


@pytest.mark.skipif(
    "connection.vendor != 'sqlite'", reason="PostgreSQL's files are its server's: run with the default database, SQLite"
)
def test_a_stolen_database_file_tells_no_name_mail_or_subject() -> None:
    people(20)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("PRAGMA database_list")
        path = Path(cursor.fetchone()[2])
    raw = b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))
    assert b"u7" in raw, "the login stands there"
    for word in ("姓名7", "u7@example.com", "subject-7"):
        assert word.encode() not in raw
