"""No secret is told by a line of the log, by the error of a job or by that of a load."""

import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from django.utils import timezone

from tests.foundation.access.conftest import Browser
from tieline.foundation.access.commands import create_user
from tieline.foundation.errors import Unavailable
from tieline.foundation.jobs.failures import said
from tieline.foundation.keys.secrecy import without_secrets
from tieline.foundation.keys.wrapping import new_entry
from tieline.server.logs import logging_settings

pytestmark = pytest.mark.django_db

PASSWORD = "correct-horse-battery-staple"
DSN = "postgresql://crm:p%40ss-w0rd-of-crm@10.9.8.7:5432/crm"


@pytest.fixture(params=["json", "text"])
def log(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """Everything that any logger says at any level, written as the server writes it."""
    told: dict[str, Any] = logging_settings(request.param, "DEBUG")["formatters"]["structured"]
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(told["()"](**{name: value for name, value in told.items() if name != "()"}))
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


def test_logging_in_and_making_keys_tells_no_password_code_key_or_session(log: io.StringIO) -> None:
    create_user(login="boss", name="Boss", roles=["admin"], password=PASSWORD)
    browser = Browser()
    browser.log_in("boss", "wrong-password-of-boss")
    browser.log_in("boss", PASSWORD)
    account = browser.send("POST", "/api/service-accounts", {"name": "crm", "about": "test"})
    told = browser.send(
        "POST", f"/api/service-accounts/{account.json()['id']}/keys", {"scope": ["scim"], "days": 30}
    ).json()
    key = told["text"]
    enrolment = browser.send("POST", "/api/session/second-factor").json()
    browser.get("/api/users", HTTP_AUTHORIZATION=f"Bearer {key or 'tl_abcdefgh_' + 'x' * 43}")
    logging.getLogger("anything").error(
        "headers %s cookies %s", {"Authorization": f"Bearer {key}"}, "password=hunter2hunter2"
    )
    lines = log.getvalue()
    assert "headers" in lines
    assert enrolment["secret"]
    sessions = [cookie.value for cookie in browser.cookies.values()]
    for secret in (PASSWORD, "wrong-password-of-boss", key, enrolment["secret"], "hunter2hunter2", *sessions):
        assert not secret or secret not in lines


def test_secrets_of_the_settings_and_the_environment_are_taken_out_of_lines_and_traces(
    log: io.StringIO, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    settings.TIELINE_KEYS, settings.TIELINE_KMS_TOKEN = new_entry(), "hvs.CAESI-token-of-the-kms"
    settings.TIELINE_SECRETS = str(tmp_path)
    (tmp_path / "CRM_LOGIN").write_text("secret of a file\n")
    monkeypatch.setenv("CRM_PASSWORD", "p@ss w0rd/of/env")
    secrets = [settings.SECRET_KEY, settings.TIELINE_KEYS.split(":")[1], settings.TIELINE_KMS_TOKEN, "secret of a file"]
    secrets += ["p@ss w0rd/of/env", "p%40ss%20w0rd%2Fof%2Fenv"]
    try:
        raise ValueError(" ".join(secrets))
    except ValueError:
        structlog.get_logger("tieline.test").exception("unforeseen error", dsn=DSN, given=secrets)
    logging.getLogger("library").error("cannot connect to %s with %s", DSN, secrets)
    lines = log.getvalue()
    assert "cannot connect" in lines
    assert "ValueError" in lines
    assert not [secret for secret in (*secrets, "p%40ss-w0rd-of-crm") if secret in lines]


def test_the_error_of_a_job_tells_no_secret_of_a_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_PASSWORD", "p@ss-w0rd-of-crm")
    for error in (ValueError(f"could not connect: {DSN}"), Unavailable(f"no answer from {DSN}", where=DSN)):
        told = said(error)
        assert "10.9.8.7" in told
        assert "p%40ss-w0rd-of-crm" not in told
        assert "p@ss-w0rd-of-crm" not in told


def test_a_failed_job_keeps_an_error_without_secrets(transactional_db: None) -> None:
    from tieline.foundation.jobs.models import Job  # noqa: PLC0415 - beside what it is compared with

    error = RuntimeError(f"connection to {DSN} failed: password=hunter2hunter2")
    job = Job.objects.create(
        id="00000000-0000-0000-0000-000000000001", task="x", due_at=timezone.now(), error=said(error)
    )
    job.refresh_from_db()
    assert "hunter2" not in job.error
    assert "p%40ss" not in job.error


def test_what_is_no_secret_stays() -> None:
    for text in (
        "13 rows of store.orders",
        "the token is wrong",
        "https://vault.example.com:8200/transit/tieline",
        "key 4",
    ):
        assert without_secrets(text) == text
