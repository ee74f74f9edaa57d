"""Undo, release, correction and replay over HTTP, and who may."""

from pathlib import Path
from typing import Any

import pytest

from tests.know.ingest.deliveries import delivered, rows_of, written
from tests.know.ingest.test_api import browser_of, publish
from tests.know.ingest.test_folding import CDR, calls
from tests.know.ingest.test_quarantine import declared, wrong  # noqa: F401 - fixtures
from tieline.foundation.jobs.models import Job
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.models import Load
from tieline.know.ingest.tables import REJECTED_ROW

pytestmark = pytest.mark.django_db


def test_the_whole_way_over_http(warehouse: Warehouse, wrong: Load) -> None:  # noqa: F811 - the fixture
    browser = browser_of("analyst")
    at = f"/api/loads/{wrong.pk}"

    def post(path: str, body: dict[str, Any]) -> Any:
        return browser.send("POST", f"{at}{path}", body)

    page = browser.get(f"{at}/quarantine?reason=required").json()
    assert (page["total"], page["counts"]["rows"], page["items"][0]["row"], page["folded"]) == (1, 3, 5, False)
    corrected = browser.send("PUT", f"{at}/quarantine/5", {"content": {"NAME": "钱多"}}).json()
    assert (corrected["status"], corrected["correction"]["NAME"], corrected["corrected_by"]) == (
        "corrected",
        "钱多",
        "analyst",
    )
    fix = {"column": "BIRTH", "reason": "not a date", "value": "never", "becomes": "19900203"}
    assert post("/quarantine/correct", fix).json() == {"rows": 1}
    assert post("/quarantine/6/drop", {"why": "nobody knows"}).json()["status"] == "dropped"
    assert browser.send("DELETE", f"{at}/quarantine/6").json()["status"] == "open"
    answer = post("/replay", {"rows": "corrected"})
    assert (answer.status_code, answer.json()["rows"], answer.json()["load"]["arrival"]) == (202, 2, "replay")
    assert post("/undo", {"why": "wrong file"}).status_code == 403
    assert Job.objects.count() == 1
    Load.objects.filter(arrival="replay").update(state="failed")
    assert post("/undo", {"why": ""}).status_code == 422
    undone = post("/undo", {"why": "wrong file"})
    assert (undone.status_code, undone.json()["state"], undone.json()["undone"]["why"]) == (
        202,
        "undoing",
        "wrong file",
    )
    assert Job.objects.count() == 2
    assert post("/redo", {"why": "no"}).status_code == 403
    assert post("/release", {"why": "no"}).status_code == 403


def test_those_who_may_not_deliver_may_look_and_change_nothing(warehouse: Warehouse, wrong: Load) -> None:  # noqa: F811 - the fixture
    browser = browser_of("agent")
    at = f"/api/loads/{wrong.pk}"
    for path in ("undo", "redo", "release", "quarantine/4/drop"):
        assert browser.send("POST", f"{at}/{path}", {"why": "x"}).status_code == 403
    assert browser.send("POST", f"{at}/replay", {"rows": "all"}).status_code == 403
    assert browser.send("DELETE", f"{at}/quarantine/4").status_code == 403
    assert len(rows_of(warehouse, REJECTED_ROW)) == 3


def test_rows_of_a_folded_source_are_marked_and_their_replay_says_what_to_do(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    publish(calls())
    load = delivered(calls(), written(tmp_path / "calls.csv", CDR, "138,2026-10-01,9,,,C1", "138,never,30,,,C1"))
    browser = browser_of("analyst")
    assert browser.get(f"/api/loads/{load.pk}/quarantine").json()["folded"] is True
    csrf = {"X-CSRFToken": browser.cookies["csrftoken"].value, "Accept-Language": "zh-CN"}
    answer = browser.post(f"/api/loads/{load.pk}/replay", {"rows": "all"}, "application/json", headers=csrf)
    assert (answer.status_code, answer.json()["do"]) == (403, "改好文件后重新交付，并撤销这次装载")
