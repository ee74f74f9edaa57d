"""What the server says to browsers and load balancers."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tieline.foundation.warehouse.connection import Warehouse


@pytest.fixture
def web(settings: Any, tmp_path: Path) -> Path:
    """A built web app of one page."""
    folder = tmp_path / "web"
    folder.mkdir()
    (folder / "index.html").write_text('<meta name="csp-nonce" content="__CSP_NONCE__">')
    settings.WEB_DIR = folder
    return folder


def test_the_page_and_its_policy_carry_the_same_nonce_and_never_the_same_twice(client: Client, web: Path) -> None:
    nonces = set()
    for _ in range(2):
        response = client.get("/customers/C123")
        in_page = re.search(r'content="([\w-]+)"', response.content.decode())
        assert in_page
        assert f"'nonce-{in_page[1]}'" in response["Content-Security-Policy"]
        nonces.add(in_page[1])
    assert len(nonces) == 2


def test_the_policy_allows_nothing_from_other_hosts_and_no_inline_script(client: Client, web: Path) -> None:
    policy = client.get("/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "frame-ancestors 'none'" in policy


def test_a_server_without_a_built_web_app_says_how_to_build_it(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.WEB_DIR = tmp_path / "nothing"
    response = client.get("/")
    assert response.status_code == 503
    assert "make web" in response.content.decode()


@pytest.mark.django_db
def test_every_answer_forbids_sniffing_framing_and_caching_of_customer_data(client: Client) -> None:
    response = client.get("/api/session")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cache-Control"] == "no-store"


def test_a_live_process_says_so(client: Client) -> None:
    assert client.get("/health/live").json() == {"status": "live"}


@pytest.mark.django_db
def test_a_process_with_both_stores_is_ready(client: Client, warehouse: Warehouse) -> None:
    response = client.get("/health/ready")
    assert response.status_code == 200
    assert response.json()["checks"] == {"database": "ok", "warehouse": "ok"}


@pytest.mark.django_db
def test_a_process_whose_warehouse_is_damaged_is_not_ready_and_says_why(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.duckdb"
    broken.write_text("not a database" * 1000)
    settings.TIELINE_WAREHOUSE = f"duckdb:///{broken}"
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert "broken.duckdb cannot be opened" in response.json()["checks"]["warehouse"]


@pytest.mark.django_db
def test_a_path_outside_the_app_gives_the_page_and_an_unknown_api_path_gives_404(client: Client, web: Path) -> None:
    assert client.get("/tasks").status_code == 200
    assert client.get("/api/nowhere").status_code == 404


def test_log_lines_name_the_route_and_never_the_customer(client: Client, web: Path, caplog: Any) -> None:
    with caplog.at_level("INFO", logger="tieline.request"):
        client.get("/customers/C0ffee12345?q=secret")
    assert "secret" not in caplog.text
    assert "C0ffee12345" not in caplog.text
    assert ":id" in caplog.text
