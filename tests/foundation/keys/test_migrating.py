"""Rows of a version before there were keys: their migration seals them, and another time does nothing."""

import base64
import secrets
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from tieline.foundation.access.login_models import SecondFactor
from tieline.foundation.access.models import User
from tieline.foundation.access.sign_on_models import SignOnIdentity
from tieline.foundation.keys.fields import indexes_of

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = [("access", "0015_emergencies")]
AFTER = [("access", "0018_one_subject_per_provider")]


def migrate(to: list[tuple[str, str]]) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate(to)
    return MigrationExecutor(connection).loader.project_state(to).apps


def sealed_as_before(secret: str, owner: str, key: str) -> str:
    nonce = secrets.token_bytes(12)
    derived = HKDF(SHA256(), 32, salt=None, info=b"tieline sealing 1").derive(key.encode())
    return "1:" + base64.b64encode(nonce + AESGCM(derived).encrypt(nonce, secret.encode(), owner.encode())).decode()


def rows_of_before(apps: Any, key: str) -> None:
    for number in range(30):
        user = apps.get_model("access", "User").objects.create(
            login=f"u{number}", name=f"姓名{number}", email=f"u{number}@example.com" if number else "", password="x"
        )
    apps.get_model("access", "SignOnIdentity").objects.create(provider="p", subject="subject-4711", user=user)
    sealed = sealed_as_before("JBSWY3DPEHPK3PXP", f"second factor of user {user.pk}", key)
    apps.get_model("access", "SecondFactor").objects.create(user=user, secret=sealed, set_up_at=timezone.now())


def test_a_migration_seals_what_is_there_and_its_way_back_opens_it(settings: Any) -> None:
    try:
        rows_of_before(migrate(BEFORE), settings.SECRET_KEY)
        migrate(AFTER)
        assert (User.objects.get(login="u7").name, User.objects.get(login="u0").email) == ("姓名7", "")
        assert SecondFactor.objects.get().secret == "JBSWY3DPEHPK3PXP"
        found = indexes_of(SignOnIdentity, "subject_index", "subject-4711")
        assert SignOnIdentity.objects.get(subject_index__in=found).subject == "subject-4711"
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, email FROM access_user")
            assert all(name.startswith("s1.") and (not email or email.startswith("s1.")) for name, email in cursor)
        _file_tells_nothing()
        SecondFactor.objects.all().delete()
        apps = migrate(BEFORE)
        assert apps.get_model("access", "User").objects.get(login="u7").name == "姓名7"
    finally:
        migrate([(app, name) for app, name in MigrationExecutor(connection).loader.graph.leaf_nodes()])


def _file_tells_nothing() -> None:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("PRAGMA database_list")
        path = Path(cursor.fetchone()[2])
    raw = b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))
    assert b"u7@example.com" not in raw
    assert "姓名7".encode() not in raw
