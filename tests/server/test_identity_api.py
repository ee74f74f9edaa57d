"""``/api/identity``: the queue, two persons side by side, a party, decisions and what follows from them."""

import json
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from tests.know.identity.cast import literal, person
from tieline.foundation.access.commands import create_user
from tieline.foundation.access.models import User
from tieline.foundation.jobs.models import Job
from tieline.foundation.warehouse.connection import Row, Warehouse
from tieline.know.identity.models import Decision
from tieline.know.identity.pairing import Person, pair_of
from tieline.know.identity.tables import LINK, PAIR, PARTY
from tieline.know.ingest.tables import BILLING_ACCOUNT, INDIVIDUAL, INTERACTION, PRODUCT

pytestmark = pytest.mark.django_db
ANN, BEN, ANN_APP, CY = Person("billing", "1"), Person("shop", "2"), Person("app", "3"), Person("shop", "4")
LEVELS = {"name": ["sounds_alike", 6.0], "phone": ["shared", 9.5], "birth_date": ["otherwise", -4.0]}


@pytest.fixture
def operator(warehouse: Warehouse) -> Warehouse:
    """Ann in billing and in the app are party A; Ben of the shop is B and might be Ann; Cy of the shop is C."""
    at = datetime(2026, 10, 1, 8)  # noqa: DTZ001 - as the warehouse keeps instants
    people = [
        person(*ANN, full_name="Li Ann", phone="13800000001", birth_date=date(1980, 5, 6), updated_at=at),
        person(*ANN_APP, full_name="Ann Li", email="ann@x.cn"),
        person(*BEN, full_name="Lee Ann", phone="+8613800000001", birth_date=date(1990, 5, 6)),
        person(*CY, full_name="Cy Wu", updated_at=datetime(2026, 10, 9)),  # noqa: DTZ001 - as the warehouse keeps instants
    ]
    held = {"source": "billing.x", "system": "billing", "load_id": "L", "load_number": 1, "row": 1}
    account = held | {"record_key": "A1", "account_ref": "A1", "party_ref": "1", "status": "active"}
    line = held | {"record_key": "P1", "product_ref": "P1", "account_ref": "A1", "phone": "13800000001"}
    contact = held | {"record_key": "I1", "interaction_ref": "I1", "party_ref": "1", "at": at, "channel": "call"}
    tables: list[tuple[Any, list[Row]]] = [
        (INDIVIDUAL, people),
        (LINK, [link(each, party) for each, party in PARTIES.items()]),
        (PARTY, [{"party_id": each, "since": date(2026, 1, 1), "persons": 1, "now": each} for each in "ABC"]),
        (
            PAIR,
            [
                pair(ANN, BEN, 11.5, worth=1.2),
                pair(ANN_APP, BEN, 2.0, worth=2.5),
                pair(BEN, CY, 5.0, worth=0.9),
                pair(ANN, CY, 30.0, "unlikely"),
                pair(ANN, ANN_APP, 20, "link"),
            ],
        ),
        (BILLING_ACCOUNT, [account]),
        (PRODUCT, [line]),
        (INTERACTION, [contact]),
    ]
    for table, rows in tables:
        warehouse.publish(table, literal(table, rows))
    return warehouse


def link(each: Person, party: str) -> Row:
    return {**each._asdict(), "party_id": party, "rule": "phone and name", "evidence": "ann"}


PARTIES = {ANN: "A", ANN_APP: "A", BEN: "B", CY: "C"}
ACCOUNTS = {"A": 1, "B": 0, "C": 0}


def pair(one: Person, other: Person, weight: float, verdict: str = "review", worth: float | None = None) -> Row:
    found = pair_of(one, other)
    asked = {
        "party_id": PARTIES[found.one],
        "other_party_id": PARTIES[found.other],
        "accounts": ACCOUNTS[PARTIES[found.one]],
        "other_accounts": ACCOUNTS[PARTIES[found.other]],
        "worth": worth,
    }
    return (asked if verdict == "review" else {}) | {
        "pair_id": found.pair_id,
        "system": found.one.system,
        "party_ref": found.one.party_ref,
        "other_system": found.other.system,
        "other_party_ref": found.other.party_ref,
        "rule": "weight",
        "weight": weight,
        "probability": 0.9,
        "verdict": verdict,
        "proposed": verdict,
        "levels": json.dumps(LEVELS),
    }


def client_of(role: str) -> Client:
    user = User.objects.filter(login=role).first() or create_user(
        role, name=role.title(), roles=[role], password="correct horse battery"
    )
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def reviewer(operator: Warehouse) -> Client:
    """A supervisor, who may review."""
    return client_of("supervisor")


def get(client: Client, path: str) -> Any:
    response = client.get(f"/api/identity{path}")
    assert response.status_code == 200, response.content
    return response.json()


def post(client: Client, path: str, body: dict[str, Any]) -> Any:
    return client.post(f"/api/identity{path}", body, content_type="application/json")


ANN_BEN, BEN_CY = pair_of(ANN, BEN).pair_id, pair_of(BEN, CY).pair_id


def test_the_queue_has_the_strongest_pair_of_each_two_parties(reviewer: Client) -> None:
    found = get(reviewer, "/pairs")
    assert [(each["pair_id"], each["pairs"]) for each in found["items"]] == [(ANN_BEN, 2), (BEN_CY, 1)]
    assert (found["total"], found["waiting"], found["customers"]) == (2, 2, 1)
    assert found["systems"] == [{"system": "billing", "pairs": 1}, {"system": "shop", "pairs": 2}]
    ann, ben = found["items"][0]["sides"]
    assert (ann["name"], ann["persons"], ann["accounts"], ann["party_id"]) == ("Li Ann", 2, 1, "A")
    assert (ben["name"], ben["persons"], ben["accounts"], ben["phone"]) == ("Lee Ann", 1, 0, "+8613800000001")


def test_the_queue_is_sorted_filtered_and_paged(reviewer: Client) -> None:
    def ids(query: str) -> list[str]:
        return [each["pair_id"] for each in get(reviewer, f"/pairs?{query}")["items"]]

    assert ids("sort=newest") == [BEN_CY, ANN_BEN]
    assert ids("sort=weight") == [ANN_BEN, BEN_CY]
    assert ids("system=billing") == [ANN_BEN]
    assert ids("limit=1&offset=1") == [BEN_CY]
    assert reviewer.get("/api/identity/pairs?sort=name").status_code == 422


def test_what_an_answer_is_worth_comes_before_what_it_weighs(operator: Warehouse, reviewer: Client) -> None:
    worth = [pair(ANN, BEN, 11.5, worth=0.4), pair(BEN, CY, 5.0, worth=0.9)]
    operator.publish(PAIR, literal(PAIR, worth))
    assert [each["pair_id"] for each in get(reviewer, "/pairs")["items"]] == [BEN_CY, ANN_BEN]
    assert [each["pair_id"] for each in get(reviewer, "/pairs?sort=weight")["items"]] == [ANN_BEN, BEN_CY]


def test_pairs_that_concern_customers_are_counted_and_shown_alone(reviewer: Client) -> None:
    found = get(reviewer, "/pairs?concerning=customers")
    assert [each["pair_id"] for each in found["items"]] == [ANN_BEN]
    assert (found["total"], found["waiting"], found["customers"]) == (1, 2, 1)
    assert found["systems"] == [{"system": "billing", "pairs": 1}, {"system": "shop", "pairs": 1}]
    of_app = get(reviewer, "/pairs?concerning=customers&system=app")
    assert (of_app["items"], of_app["total"], of_app["customers"]) == ([], 0, 1)
    assert reviewer.get("/api/identity/pairs?concerning=nobody").status_code == 422


def test_an_empty_queue_counts_nothing(operator: Warehouse, reviewer: Client) -> None:
    operator.publish(PAIR, literal(PAIR, []))
    found = get(reviewer, "/pairs")
    assert (found["items"], found["total"], found["waiting"], found["customers"]) == ([], 0, 0, 0)


def test_two_parties_that_somebody_parted_do_not_come_back_by_another_pair(reviewer: Client) -> None:
    assert post(reviewer, f"/pairs/{ANN_BEN}/decision", {"verdict": "apart"}).status_code == 202
    found = get(reviewer, "/pairs")
    assert ([each["pair_id"] for each in found["items"]], found["decided"]) == ([BEN_CY], 1)


def test_two_persons_stand_side_by_side_with_the_bars_of_their_weight(reviewer: Client) -> None:
    found = get(reviewer, f"/pairs/{ANN_BEN}")
    agreement = {each["field"]: each["agreement"] for each in found["fields"]}
    assert {name: agreement[name] for name in ("name", "phone", "birth_date", "email", "city")} == {
        "name": "differs",
        "phone": "same",
        "birth_date": "differs",
        "email": "unknown",
        "city": "unknown",
    }
    assert [bar["comparison"] for bar in found["bars"]] == ["phone", "name", "birth_date"]
    assert found["prior_weight"] + sum(bar["weight"] for bar in found["bars"]) == found["weight"] == 11.5
    ann, ben = found["sides"]
    assert [each["party_ref"] for each in ann["mates"]] == ["3"]
    assert ([each["account_ref"] for each in ann["accounts"]], [each["phone"] for each in ann["lines"]]) == (
        ["A1"],
        ["13800000001"],
    )
    assert (ann["last_contact_channel"], ben["last_contact_channel"], ben["mates"]) == ("call", None, [])
    assert ann["last_contact_at"] == "2026-10-01T08:00:00Z"


def test_a_party_tells_who_it_is_made_of(reviewer: Client) -> None:
    found = get(reviewer, "/parties/A")
    assert [(each["system"], each["name"], each["accounts"]) for each in found["persons"]] == [
        ("app", "Ann Li", 0),
        ("billing", "Li Ann", 1),
    ]
    assert [tie["weight"] for tie in found["ties"]] == [20.0]
    assert get(client_of("agent"), "/parties/A")["party_id"] == "A"
    assert reviewer.get("/api/identity/parties/Z").status_code == 404


def test_a_word_is_kept_with_its_reason_and_its_persons_are_settled_by_a_job(reviewer: Client) -> None:
    answer = post(reviewer, f"/pairs/{ANN_BEN}/decision", {"verdict": "same", "why": "same id card"})
    assert answer.status_code == 202
    assert answer.json()["pair_ids"] == [ANN_BEN]
    assert answer.json()["rederivation"]["step"] == "parties"
    (job,) = Job.objects.all()
    assert job.arguments["kwargs"] == {"persons": [list(ANN), list(BEN)]}
    again = post(reviewer, f"/pairs/{ANN_BEN}/decision", {"verdict": "same"})
    assert (again.json()["pair_ids"], Job.objects.count()) == ([], 1)
    (decision,) = get(reviewer, "/decisions?search=id card")["items"]
    assert (decision["decided_by"], decision["verdict"], decision["why"]) == ("supervisor", "same", "same id card")
    assert get(reviewer, f"/pairs/{ANN_BEN}")["decision"]["why"] == "same id card"
    undone = post(reviewer, "/decisions/withdraw", {"pair_ids": [ANN_BEN]})
    assert (undone.json()["pair_ids"], Decision.objects.count()) == ([ANN_BEN], 0)


def test_a_party_is_split_and_persons_are_joined_with_a_reason(reviewer: Client) -> None:
    ann_app = {"persons": [ANN_APP._asdict()], "why": "the daughter"}
    split = post(reviewer, "/parties/A/split", ann_app)
    assert (split.status_code, split.json()["pair_ids"]) == (202, [pair_of(ANN, ANN_APP).pair_id])
    assert post(reviewer, "/parties/B/split", ann_app).status_code == 422
    joined = post(reviewer, "/joins", {"persons": [ANN._asdict(), CY._asdict()], "why": "seen"})
    assert (joined.status_code, joined.json()["pair_ids"]) == (202, [pair_of(ANN, CY).pair_id])
    contradicting = post(reviewer, "/joins", {"persons": [CY._asdict(), ANN_APP._asdict()], "why": "seen"})
    assert contradicting.status_code == 403
    assert "would be one and apart at once" in contradicting.json()["detail"]


def test_what_follows_is_told_until_it_is_done_or_why_it_failed(reviewer: Client) -> None:
    assert get(reviewer, "/rederivation") == {"step": "none", "progress": "", "error": ""}
    post(reviewer, f"/pairs/{ANN_BEN}/decision", {"verdict": "apart"})
    assert get(reviewer, "/rederivation")["step"] == "parties"
    Job.objects.update(state=Job.State.FAILED, error="The disk is full.")
    assert get(reviewer, "/rederivation") == {"step": "failed", "progress": "", "error": "The disk is full."}
    Job.objects.update(state=Job.State.DONE)
    assert get(reviewer, "/rederivation")["step"] == "none"


@pytest.mark.parametrize("role", ["agent", "marketer"])
def test_who_may_not_review_sees_no_queue_and_decides_nothing(operator: Warehouse, role: str) -> None:
    client = client_of(role)
    for path in ("/pairs", f"/pairs/{ANN_BEN}", "/decisions"):
        assert client.get(f"/api/identity{path}").status_code == 403
    assert post(client, f"/pairs/{ANN_BEN}/decision", {"verdict": "same"}).status_code == 403
    assert post(client, "/parties/A/split", {"persons": [ANN._asdict()], "why": "x"}).status_code == 403
    assert Client().get("/api/identity/pairs").status_code == 401


def test_what_is_not_there_or_makes_no_sense_is_said(reviewer: Client) -> None:
    assert reviewer.get("/api/identity/pairs/none").status_code == 404
    assert post(reviewer, f"/pairs/{'0' * 32}/decision", {"verdict": "same"}).status_code == 404
    assert post(reviewer, f"/pairs/{ANN_BEN}/decision", {"verdict": "maybe"}).status_code == 422
    assert post(reviewer, "/joins", {"persons": [ANN._asdict()], "why": "x"}).status_code == 422
