"""Sources and loads over HTTP: delivering files, seeing how they went, and who may."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.foundation.access.conftest import PASSWORD, Browser
from tests.know.ingest.deliveries import HEADER, LI, ZHANG, delivered, rows_of, source, written
from tieline.foundation.access.commands import create_user
from tieline.foundation.access.models import Change
from tieline.foundation.jobs.models import Job
from tieline.foundation.jobs.worker import Worker
from tieline.foundation.packs.models import Application, Definition
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.commands import undo_load
from tieline.know.ingest.models import Load
from tieline.know.ingest.tables import INDIVIDUAL

CONTENT = "\n".join([HEADER, ZHANG, LI, "3,,1,1,never,"]) + "\n"
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def publish(*declared: Any) -> None:
    for each in declared:
        body = each.model_dump(mode="json", by_alias=True, exclude_unset=True)
        Definition.objects.create(
            kind="source", key=each.key, version=1, body=body, digest=each.key, pack="test", applied_at=NOW
        )
    Application.objects.create(pack="test", applied_at=NOW)


@pytest.fixture
def published(db: None, warehouse: Warehouse) -> None:
    publish(
        source(rejected_share_limit=0.5, expected_every="P1D"),
        source(key="shop.cards", system="shop", where={"files": "shop/cards*.csv"}),
    )


def browser_of(role: str) -> Browser:
    create_user(role, name=role.title(), roles=[role], password=PASSWORD)
    browser = Browser()
    browser.log_in(role)
    return browser


def upload(browser: Browser, name: str, content: str = CONTENT, **fields: str) -> Any:
    """The form as a browser sends it, with the name as it is: Django's test client would tidy a hostile one."""
    parts = [f'name="{field}"\r\n\r\n{value}' for field, value in fields.items()]
    parts.append(f'name="files"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n{content}')
    body = "".join(f"--edge\r\nContent-Disposition: form-data; {part}\r\n" for part in parts) + "--edge--\r\n"
    token = browser.cookies["csrftoken"].value
    return browser.post(
        "/api/loads", body.encode(), "multipart/form-data; boundary=edge", headers={"X-CSRFToken": token}
    )


def test_an_uploaded_file_is_received_at_once_and_landed_by_a_job(published: None, warehouse: Warehouse) -> None:
    browser = browser_of("marketer")
    answer = upload(browser, "customers-2026.csv")
    assert answer.status_code == 202
    (load,) = answer.json()["items"]
    assert (load["state"], load["source"], load["asked_by"]) == ("received", "billing.customers", "marketer")
    assert not warehouse.has(INDIVIDUAL)
    Worker(threading.Event()).run_one()
    landed = browser.get(f"/api/loads/{load['id']}").json()
    assert (landed["state"], landed["rows_received"], landed["rows_landed"], landed["rows_rejected"]) == (
        "landed", 3, 2, 1,
    )  # fmt: skip
    assert [row["full_name"] for row in rows_of(warehouse, INDIVIDUAL)] == ["张伟", "李娜"]
    assert Change.objects.get(command="receive_file").user == "marketer"


def test_the_same_upload_again_answers_with_the_load_that_landed_and_asks_for_no_job(published: None) -> None:
    browser = browser_of("marketer")
    upload(browser, "customers.csv")
    Worker(threading.Event()).run_one()
    jobs = Job.objects.count()
    (load,) = upload(browser, "customers-again.csv").json()["items"]
    assert load["state"] == "landed"
    assert (Job.objects.count(), Load.objects.count()) == (jobs, 1)


def test_rejected_rows_are_listed_in_pages(published: None, warehouse: Warehouse, tmp_path: Path) -> None:
    load = delivered(source(rejected_share_limit=0.5), written(tmp_path / "c.csv", *CONTENT.splitlines()))
    page = browser_of("analyst").get(f"/api/loads/{load.pk}/rejected?limit=1&offset=1").json()
    assert page["total"] == 2
    assert [(row["row"], row["field"], row["reason"]) for row in page["items"]] == [(3, "NAME", "required")]
    assert '"PHONE":"1"' in page["items"][0]["content"]


def test_sources_show_their_last_load_and_whether_a_delivery_is_late(
    published: None, tmp_path: Path, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    load = delivered(source(rejected_share_limit=0.5, expected_every="P1D"), written(tmp_path / "c.csv", HEADER, ZHANG))
    browser = browser_of("analyst")
    with django_assert_max_num_queries(10):
        page = browser.get("/api/sources").json()
    billing, shop = page["items"]
    assert (billing["late"], billing["load_count"], billing["last_load"]["id"]) == (False, 1, load.pk)
    assert billing["data_until"].startswith("2026-10-01T00:00:00")
    assert (shop["late"], shop["last_load"], shop["load_count"]) == (None, None, 0)
    Load.objects.update(received_at=load.received_at - timedelta(days=2))
    assert browser.get("/api/sources").json()["items"][0]["late"] is True


def test_loads_are_filtered_and_paged(published: None, warehouse: Warehouse, tmp_path: Path) -> None:
    for number in range(3):
        delivered(source(), written(tmp_path / f"{number}.csv", HEADER, ZHANG.replace("1,", f"{number},", 1)))
    browser = browser_of("analyst")
    page = browser.get("/api/loads?source=billing.customers&state=landed&limit=2").json()
    assert (page["total"], [load["file_name"] for load in page["items"]]) == (3, ["2.csv", "1.csv"])
    assert browser.get("/api/loads?state=failed").json()["total"] == 0
    assert browser.get("/api/loads?state=flying").status_code == 422


def test_a_failed_load_says_what_where_and_what_to_do(published: None) -> None:
    browser = browser_of("marketer")
    (load,) = upload(browser, "customers.csv", CONTENT.replace("PHONE", "FONE")).json()["items"]
    Worker(threading.Event()).run_one()
    failed = browser.get(f"/api/loads/{load['id']}").json()
    assert failed["state"] == "failed"
    assert failed["error"]["what"] == "The file has no column 'PHONE', which the source reads"
    assert failed["error"]["where"].startswith("customers.csv, columns NO")
    assert failed["error"]["do"]


@pytest.mark.parametrize("name", ["../../etc/customers.csv", "..\\..\\customers.csv", "/tmp/customers.csv"])  # noqa: S108 - a hostile name
def test_a_path_in_the_name_of_an_upload_leads_nowhere(published: None, settings: Any, name: str) -> None:
    answer = upload(browser_of("marketer"), name)
    assert answer.status_code == 202
    load = Load.objects.get()
    assert load.file_name == "customers.csv"
    kept = [path for path in Path(settings.TIELINE_DATA).rglob("*") if path.is_file() and "inbox" in path.parts]
    assert kept == [Path(settings.TIELINE_DATA) / "inbox" / "billing.customers" / load.pk]


def test_a_file_that_no_source_owns_is_refused_with_the_sources_there_are(published: None) -> None:
    answer = upload(browser_of("marketer"), "holiday.jpg")
    assert answer.status_code == 422
    assert "billing.customers, shop.cards" in answer.json()["do"]
    assert Load.objects.count() == 0


def test_a_file_may_be_given_to_a_source_by_name(published: None) -> None:
    browser = browser_of("marketer")
    assert upload(browser, "export.csv", source="shop.cards").json()["items"][0]["source"] == "shop.cards"
    assert upload(browser, "export.csv", source="shop.carts").status_code == 404


def test_too_large_an_upload_is_refused_before_it_is_read(published: None, settings: Any) -> None:
    settings.TIELINE_UPLOAD_LIMIT_MB = 0
    answer = upload(browser_of("marketer"), "customers.csv")
    assert answer.status_code == 422
    assert answer.json()["detail"] == "More than 0 MB at once"
    assert Load.objects.count() == 0


def test_only_those_who_may_deliver_deliver_and_only_those_who_may_read_read(published: None) -> None:
    nobody = Browser()
    assert nobody.get("/api/sources").status_code == 401
    assert upload(nobody, "customers.csv").status_code in (401, 403)
    agent = browser_of("agent")
    for path in ("/api/sources", "/api/loads", "/api/loads/x", "/api/loads/x/rejected"):
        assert agent.get(path).status_code == 403
    assert upload(agent, "customers.csv").status_code == 403
    assert Load.objects.count() == 0


@pytest.mark.parametrize("path", ["/api/loads/none", "/api/loads/none/rejected"])
def test_an_unknown_load_is_not_found(published: None, path: str) -> None:
    assert browser_of("analyst").get(path).status_code == 404


def test_an_undone_load_counts_for_nothing_in_the_list_of_sources(
    published: None, warehouse: Warehouse, tmp_path: Path
) -> None:
    load = delivered(source(rejected_share_limit=0.5), written(tmp_path / "c.csv", *CONTENT.splitlines()))
    (before, _) = browser_of("analyst").get("/api/sources").json()["items"]
    assert (before["rows_landed"], before["rows_rejected"]) == (2, 1)
    undo_load(load.pk, why="wrong file", by="li")
    (after, _) = browser_of("marketer").get("/api/sources").json()["items"]
    assert (after["rows_landed"], after["rows_rejected"], after["last_landed_at"], after["data_until"]) == (
        0, 0, None, None,
    )  # fmt: skip
    assert not rows_of(warehouse, INDIVIDUAL)
