"""Rows of a REST API that misbehaves as it is told: pages, patience, secrets, and where it may lead."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.http_server import Answer, Request, answering
from tests.know.ingest.connectors.conftest import connection, fetched, kept_cursor, names, publish, source
from tieline.foundation.errors import Invalid, Unavailable
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.commands import fetch_source
from tieline.know.ingest.connectors import rest_session
from tieline.know.ingest.models import Feed, Load

PEOPLE = [{"id": f"{n}", "name": f"Name {n}", "updated_at": f"2026-01-{n:02}T00:00:00Z"} for n in range(1, 8)]
PAGED = source(
    {
        "rest": {
            "path": "v1/customers",
            "params": {"size": 3},
            "data_selector": "data",
            "paginator": {"type": "page_number", "base_page": 1, "total_path": "pages"},
            "cursor": "updated_at",
            "cursor_param": "since",
            "start": "2000-01-01T00:00:00Z",
        }
    }
)
WHOLE = source({"rest": {"path": "v1/customers", "paginator": "single_page"}})


def paged(request: Request) -> Answer:
    found = [each for each in PEOPLE if each["updated_at"] >= request.params.get("since", "")]
    page, size = int(request.params["page"]), int(request.params["size"])
    return Answer({"data": found[(page - 1) * size : page * size], "pages": -(-len(found) // size)})


def declare(url: str, **options: Any) -> None:
    publish(connection("rest", url, **options), PAGED)


def test_all_pages_are_fetched_and_then_only_what_is_new(feed: Warehouse) -> None:
    with answering(paged) as api:
        declare(f"{api.url}/api")
        (first,) = fetched(PAGED)
        assert (first.rows_landed, first.arrival, first.file_name[-7:]) == (7, "fetch", ".ndjson")
        assert [(each.path, each.params["page"]) for each in api.asked] == [
            ("/api/v1/customers", page) for page in ("1", "2", "3")
        ]
        assert kept_cursor()["value"] == "2026-01-07T00:00:00Z"
        api.asked.clear()
        (second,) = fetched(PAGED, later=timedelta(seconds=1))
        assert [each.params["since"] for each in api.asked] == ["2026-01-07T00:00:00Z"]
        assert second.rows_received == 1
    assert len(names(feed)) == 7


def test_links_in_headers_lead_from_page_to_page(feed: Warehouse) -> None:
    def linked(request: Request) -> Answer:
        page = int(request.params.get("page", 1))
        link = {"Link": f'<{api.url}/v1/customers?page={page + 1}>; rel="next"'} if page < 3 else {}
        return Answer(PEOPLE[page - 1 : page], headers=link)

    with answering(linked) as api:
        declared = source({"rest": {"path": "v1/customers", "paginator": "header_link"}})
        declare(api.url)
        assert fetched(declared)[0].rows_landed == 3


def test_500_then_429_with_a_pause_then_200_works(feed: Warehouse) -> None:
    answers = [Answer({}, 500), Answer({}, 429, {"Retry-After": "1"}), Answer(PEOPLE)]
    with answering(lambda request: answers.pop(0)) as api:
        declare(api.url)
        began = time.monotonic()
        assert fetched(WHOLE)[0].rows_landed == 7
        assert time.monotonic() - began >= 1.0
        assert len(api.asked) == 3


def test_an_api_that_keeps_failing_is_unavailable_with_status_and_url(feed: Warehouse) -> None:
    with answering(lambda request: Answer({"why": "never"}, 503)) as api:
        declare(api.url, attempts=2)
        with pytest.raises(Unavailable, match="503") as told:
            fetched(WHOLE)
        assert len(api.asked) == 2
        assert f"{api.url}/v1/customers" in told.value.where
    row = Feed.objects.get()
    assert (row.failures, row.cursor, "503" in row.error_what) == (1, None, True)
    assert not Load.objects.exists()


def test_an_api_that_asks_to_be_left_alone_is_left_alone(feed: Warehouse) -> None:
    with answering(lambda request: Answer({}, 429, {"Retry-After": "7200"})) as api:
        declare(api.url, attempts=1)
        with pytest.raises(Unavailable):
            fetched(WHOLE)
    row = Feed.objects.get()
    assert row.due_at is not None
    assert row.tried_at is not None
    assert row.due_at - row.tried_at == timedelta(hours=2)


def test_a_failure_on_a_later_page_receives_nothing_and_leaves_the_cursor(feed: Warehouse, tmp_path: Path) -> None:
    with answering(lambda request: Answer({}, 404) if request.params["page"] == "2" else paged(request)) as api:
        declare(api.url)
        with pytest.raises(Invalid, match="404"):
            fetched(PAGED)
    assert (Feed.objects.get().cursor, Load.objects.count()) == (None, 0)
    assert [path for path in (tmp_path / "inbox").rglob("*") if path.is_file()] == []


def test_a_connection_cut_within_an_answer_is_tried_again(feed: Warehouse) -> None:
    answers = [Answer(PEOPLE[:1], cut=True), Answer(PEOPLE)]
    with answering(lambda request: answers.pop(0)) as api:
        declare(api.url)
        assert fetched(WHOLE)[0].rows_landed == 7


def test_an_api_that_leads_in_a_circle_is_told(feed: Warehouse) -> None:
    with answering(lambda request: Answer({"data": PEOPLE, "next": f"{api.url}/v1/customers"})) as api:
        paginator = {"type": "json_link", "next_url_path": "next"}
        declare(api.url)
        with pytest.raises(Invalid, match="back to a page"):
            fetched(source({"rest": {"path": "v1/customers", "data_selector": "data", "paginator": paginator}}))


def test_an_answer_that_is_no_json_is_told(feed: Warehouse) -> None:
    with answering(lambda request: Answer(raw=b"<html>Sign in</html>")) as api:
        declare(api.url)
        with pytest.raises(Invalid, match="not JSON"):
            fetched(WHOLE)


def test_an_answer_larger_than_memory_allows_is_told(feed: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rest_session, "LARGEST", 1024 * 1024)
    with answering(lambda request: Answer(raw=b"[" + b'"x",' * 1024 * 1024)) as api:
        declare(api.url)
        with pytest.raises(Invalid, match="larger than 1 MB"):
            fetched(WHOLE)


def test_rows_that_are_no_objects_wait_in_quarantine(feed: Warehouse) -> None:
    with answering(lambda request: Answer([*PEOPLE, "odd"])) as api:
        declare(api.url)
        (load,) = fetched(source({"rest": {"path": "x", "paginator": "single_page"}}, rejected_share_limit=0.5))
    assert (load.rows_landed, load.rows_rejected, load.reasons) == (7, 1, {"not JSON": 1})


def test_a_fetch_that_is_repeated_gives_the_same_load(feed: Warehouse) -> None:
    with answering(lambda request: Answer(PEOPLE)) as api:
        declare(api.url)
        loads = {fetch_source(WHOLE, datetime.now(UTC), "")[0].pk for _ in range(3)}
    assert len(loads) == 1
