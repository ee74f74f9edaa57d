"""Requests of data subjects through the API: identified, approved by a second person, done, with file and receipt."""

import io
import json
import shutil
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tieline.foundation.access.audit_models import LookedAt
from tieline.foundation.access.commands import create_user
from tieline.foundation.access.looks import note_look
from tieline.foundation.access.models import Change, User
from tieline.foundation.jobs.models import Job
from tieline.foundation.packs.commands import apply_pack
from tieline.foundation.privacy import requests
from tieline.foundation.privacy.holds import lift_hold, place_hold
from tieline.foundation.privacy.places import Erasing, whereabouts
from tieline.foundation.privacy.reapplying import erasures, reapply_erasures
from tieline.foundation.privacy.receipts import is_genuine
from tieline.foundation.privacy.request_models import SubjectRequest, Suppressed
from tieline.foundation.privacy.subjects import PARTY, Mark, Subject
from tieline.foundation.privacy.suppression import suppress
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.current import close_warehouse
from tieline.foundation.warehouse.current import warehouse as current_warehouse
from tieline.know.ingest.commands import load_folder
from tieline.know.ingest.queries import list_sources
from tieline.know.profile.tables import CUSTOMER
from tieline.pipeline import KINDS, run_pipeline
from tieline.server.settings import PROJECT_DIR
from tieline.simulator.simulate import simulate

DAY = date(2026, 10, 31)
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
PASSWORD = "of-this-test-only-2026"
PATH = "/api/privacy/requests"

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def people(warehouse: Warehouse) -> dict[str, Client]:
    """Two privacy officers and an agent, with the telecom pack's roles."""
    apply_pack(PROJECT_DIR / "packs" / "telecom", KINDS, by="test")
    found = {}
    for login, role in (("an", "privacy_officer"), ("bo", "privacy_officer"), ("li", "agent")):
        create_user(login, name=login, roles=[role], team=None, password=PASSWORD)
        found[login] = Client()
        found[login].force_login(User.objects.get(login=login))
    return found


@pytest.fixture(scope="module")
def operator(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first test that needs a small operator after a run leaves its files and rows for the others."""
    return tmp_path_factory.mktemp("operator")


@pytest.fixture
def customer(people: dict[str, Client], operator: Path, tmp_path: Path) -> str:
    """A customer of the small operator, of which each test has a copy of its own."""
    if not (operator / "rows").exists():
        simulate(customers=20, seed=5, out=operator / "delivery", ends_on=DAY, progress=lambda *_: None)
        load_folder(list_sources(), operator / "delivery")
        run_pipeline(DAY, by="test", progress=lambda *_: None)
        close_warehouse()
        shutil.copytree(tmp_path, operator / "files")
        with closing(sqlite3.connect(operator / "rows")) as rows:
            own_rows().backup(rows)
    close_warehouse()
    shutil.copytree(operator / "files", tmp_path, dirs_exist_ok=True)
    with closing(sqlite3.connect(operator / "rows")) as rows:
        rows.backup(own_rows())
    for login, client in people.items():
        client.force_login(User.objects.get(login=login))
    found = current_warehouse().rows(CUSTOMER, columns=["customer_id"], order_by=["customer_id"], limit=1)
    return str(found[0]["customer_id"])


def own_rows() -> sqlite3.Connection:
    """The connection to the operational database of this test."""
    connection.ensure_connection()
    assert isinstance(connection.connection, sqlite3.Connection)
    return connection.connection


def post(client: Client, path: str, **body: Any) -> Any:
    return client.post(f"{PATH}{path}", body, content_type="application/json")


def received(client: Client, customer: str, kind: str = "deletion") -> int:
    answer = post(client, "", customer_id=customer, kind=kind, through="call")
    assert answer.status_code == 201, answer.content
    return int(answer.json()["id"])


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_customer_is_erased_by_two_people_and_the_receipt_tells_what_was_done(
    people: dict[str, Client], customer: str
) -> None:
    an, bo = people["an"], people["bo"]
    number = received(an, customer)
    assert post(an, "", customer_id=customer, kind="deletion", through="web").status_code == 403
    assert post(bo, f"/{number}/approve").status_code == 403, "nobody identified the asker"
    assert post(an, f"/{number}/identify", how="document").json()["state"] == "identified"
    survey = an.get(f"{PATH}/{number}/survey").json()
    assert {each["key"]: each["count"] for each in survey["places"]}["records"] > 10
    assert post(an, f"/{number}/approve").status_code == 403, "the same person again"
    assert post(bo, f"/{number}/approve").json()["state"] == "approved"
    assert Job.objects.get(key=f"erase R-{number}").queue == "warehouse"

    done = requests.carry_out(number, by="bo", now=NOW)

    assert (done.state, done.customer_id, is_genuine(done)) == ("done", "", True)
    assert not current_warehouse().rows(CUSTOMER, customer_id=customer)
    page = an.get(f"{PATH}/{number}/receipt").content.decode()
    assert ("删除回执" in page, "Receipt of erasing" in page, done.seal in page, customer in page) == (
        True,
        True,
        True,
        False,
    )
    assert an.get(f"{PATH}/{number}/survey").status_code == 403
    assert requests.carry_out(number, by="bo", now=NOW).closed_at == done.closed_at
    SubjectRequest.objects.filter(pk=number).update(done_with={"counts": {}})
    assert not is_genuine(SubjectRequest.objects.get(pk=number))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_who_looks_at_a_customer_while_it_is_erased_leaves_no_trace_of_whom(
    people: dict[str, Client], customer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = made(customer_id=customer, state="approved").pk
    known = whereabouts()
    records = next(place for place in known.places if place.key == "records")

    def erase_and_look(subject: Subject, erasing: Erasing) -> int:
        assert people["an"].get(f"{PATH}/{number}").json()["customer_id"] == ""
        note_look("li", "GET /api/customers", [customer], purpose="service", now=NOW)
        return records.erase(subject, erasing)

    places = tuple(replace(each, erase=erase_and_look) if each is records else each for each in known.places)
    monkeypatch.setattr("tieline.foundation.privacy.erasing.whereabouts", lambda: replace(known, places=places))
    requests.carry_out(number, by="bo", now=NOW)
    assert not LookedAt.objects.filter(customer_id=customer).exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_file_is_handed_out_once_the_asker_was_identified(people: dict[str, Client], customer: str) -> None:
    an = people["an"]
    number = received(an, customer, "access")
    assert post(an, f"/{number}/file").status_code == 403
    post(an, f"/{number}/identify", how="callback")
    answer = post(an, f"/{number}/file")
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        data = json.loads(archive.read("your-data.json"))
        page = archive.read("your-data.html").decode()
    (own,) = data["tables"]["profile.customer"]
    assert own["customer_id"] == customer
    assert {"profile.customer", "profile.bill", "profile.line", "tags.customer_tag"} <= set(data["tables"])
    assert (own["name"] in page, "姓名" in page, "names" in page) == (True, True, True)
    assert "source" in data["withheld"]
    assert an.get(f"{PATH}/{number}").json()["state"] == "done"
    assert Change.objects.filter(command="hand_out_file", user="an").count() == 1
    assert "profile.bill" in an.get(f"{PATH}/{number}/receipt").content.decode()

    taken = received(an, customer, "portability")
    post(an, f"/{taken}/identify", how="login")
    with zipfile.ZipFile(io.BytesIO(post(an, f"/{taken}/file").content)) as archive:
        rows = json.loads(archive.read("data.json"))
    assert (rows["provided/person"][0]["name"], "monthly_fee" in rows["provided/person"][0]) == (own["name"], False)
    counts = SubjectRequest.objects.get(pk=taken).done_with["rows"]
    assert counts == {f"{name}.csv": len(found) for name, found in rows.items()}
    assert {"observed/usage_days.csv", "observed/bills.csv", "provided/lines.csv"} <= set(counts)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_hold_keeps_a_customer_from_being_erased_until_it_is_lifted(people: dict[str, Client], customer: str) -> None:
    holds = "/api/privacy/holds"
    body = {"customer_id": customer, "why": "case 17 of the court"}
    hold = people["an"].post(holds, body, content_type="application/json").json()["id"]
    assert people["li"].post(holds, body, content_type="application/json").status_code == 403
    assert [each["id"] for each in people["an"].get(f"{holds}?customer_id={customer}").json()] == [hold]
    number = received(people["an"], customer)
    post(people["an"], f"/{number}/identify", how="document")
    answer = post(people["bo"], f"/{number}/approve")
    assert (answer.status_code, "case 17" in answer.content.decode()) == (403, True)
    assert people["an"].get(f"{PATH}/{number}/survey").json()["held_why"] == "case 17 of the court"
    lifted = people["an"].post(f"{holds}/{hold}/lift", {"why": "case closed"}, content_type="application/json")
    assert lifted.status_code == 200
    assert post(people["bo"], f"/{number}/approve").status_code == 200


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_who_was_erased_goes_again_after_an_older_backup_was_restored(customer: str) -> None:
    warehouse = current_warehouse()
    suppress(whereabouts().find(customer).marks, request="R-7", now=NOW)
    kept = erasures()
    Suppressed.objects.all().delete()
    before = len(warehouse.rows(CUSTOMER))
    assert reapply_erasures(kept, by="", now=NOW) == 1
    assert (len(warehouse.rows(CUSTOMER)), warehouse.rows(CUSTOMER, customer_id=customer)) == (before - 1, [])
    assert reapply_erasures(kept, by="", now=NOW) == 0


def made(**changes: Any) -> SubjectRequest:
    fields = {"kind": "deletion", "law": "gdpr", "customer_id": "C1", "received_at": NOW, "received_by": "an"}
    return SubjectRequest.objects.create(**{**fields, "received_through": "web", "due_on": NOW.date(), **changes})


def test_the_list_begins_with_what_is_most_pressing_and_counts_what_is_late(people: dict[str, Client]) -> None:
    today = datetime.now(UTC).date()
    for customer, days in (("C1", 30), ("C2", -3), ("C3", 2)):
        made(customer_id=customer, due_on=today + timedelta(days=days))
    made(customer_id="C4", state="done", due_on=today - timedelta(days=90))
    page = people["an"].get(PATH).json()
    assert [(each["customer_id"], each["clock"]) for each in page["items"]] == [
        ("C2", "overdue"),
        ("C3", "soon"),
        ("C1", "in time"),
    ]
    assert (page["total"], page["overdue"], page["soon"]) == (3, 1, 1)


def test_the_time_is_extended_once_with_a_reason(people: dict[str, Client]) -> None:
    number = made().pk
    assert post(people["an"], f"/{number}/extend", why="").status_code == 422
    assert post(people["an"], f"/{number}/extend", why="many systems").json()["due_on"] == "2027-02-02"
    assert post(people["an"], f"/{number}/extend", why="again").status_code == 403


def test_what_is_approved_goes_together_but_for_who_is_under_a_legal_hold(people: dict[str, Client]) -> None:
    states = ("approved", "working", "identified", "done", "approved")
    first, second, *_, held = [made(customer_id=f"C{place}", state=state) for place, state in enumerate(states)]
    made(customer_id="C9", kind="access", state="identified")
    hold = place_hold(held.customer_id, why="court", until=None, by="an", now=NOW)
    assert requests.waiting_to_be_erased(NOW) == [first.pk, second.pk]
    lift_hold(hold.pk, why="case closed", by="an", now=NOW)
    assert requests.waiting_to_be_erased(NOW) == [first.pk, second.pk, held.pk]


def test_a_refused_request_says_why_and_stays_so(people: dict[str, Client]) -> None:
    number = made().pk
    assert post(people["an"], f"/{number}/refuse", why="bills must be kept").json()["state"] == "refused"
    assert post(people["an"], f"/{number}/identify", how="document").status_code == 403
    assert Change.objects.get(command="refuse_request").user == "an"


def test_agents_neither_see_nor_make_requests(people: dict[str, Client]) -> None:
    assert people["li"].get(PATH).status_code == 403
    assert post(people["li"], "", customer_id="C1", kind="deletion", through="web").status_code == 403


def test_who_is_a_customer_again_is_let_in_by_a_person(people: dict[str, Client]) -> None:
    number = made(customer_id="", state="done").pk
    suppress([Mark(PARTY, "billing", "1")], request=f"R-{number}", now=NOW)
    assert post(people["an"], f"/{number}/let-in", why="a new contract").json() == {"marks": 1}
    assert not Suppressed.objects.exists()
    assert post(people["an"], f"/{number}/let-in", why="again").status_code == 404


def test_what_is_not_there_is_not_found(people: dict[str, Client]) -> None:
    assert people["an"].get(f"{PATH}/99").status_code == 404
    assert post(people["an"], "", customer_id="C404", kind="deletion", through="web").status_code == 404
