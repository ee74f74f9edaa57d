"""The routes of consent: who may, what is told, what is refused, and at what cost."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.know.profile.cast import FORMER_WANG, WANG
from tests.know.profile.conftest import Agent
from tests.know.profile.records import instant, land
from tieline.foundation.access.roles import KIND as ROLES
from tieline.foundation.packs.commands import publish_definition
from tieline.foundation.privacy.consent_definitions import TEXTS, TOPICS
from tieline.foundation.privacy.consent_models import ConsentPerson, ConsentStatement
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.tables import CONSENT

PATH = f"/api/customers/{WANG}/consents"
BODY = {"said": "yes", "purpose": "marketing", "channels": ["sms"], "place": "call", "text_key": "offers"}
OFFERS: dict[str, Any] = {
    "key": "offers",
    "name": {"zh": "优惠", "en": "Offers"},
    "purpose": "marketing",
    "text": {"zh": "是否同意？", "en": "May we?"},
}


@pytest.fixture
def asked(li: Agent, refreshed: Warehouse) -> Agent:
    """Li, with words to ask with; Wang said no to e-mail in the shop."""
    publish_definition(TEXTS, OFFERS, [TOPICS, TEXTS], by="test", reason="to ask")
    no = {"party_ref": "S-9", "system": "shop", "said": "no", "purpose": "marketing", "channel": "email"}
    land(refreshed, CONSENT, [{**no, "at": instant("2026-01-05 10:00"), "place": "shop", "text": "纸质告知"}])
    return li


def cell(found: dict[str, Any], purpose: str, channel: str) -> dict[str, Any]:
    (only,) = [
        each for each in found["cells"] if (each["purpose"], each["channel"], each["topic"]) == (purpose, channel, "")
    ]
    return dict(only)


def test_the_page_has_what_holds_and_every_statement_with_its_proof(asked: Agent) -> None:
    found = asked.read(f"/{WANG}/consents")
    assert len(found["cells"]) == 12
    assert cell(found, "marketing", "email") == {
        "purpose": "marketing",
        "channel": "email",
        "topic": "",
        "allowed": False,
        "verdict": "no",
        "statement": "shop.feed:1",
        "since": "2026-01-05T10:00:00Z",
        "until": None,
    }
    assert cell(found, "service", "sms")["allowed"]
    assert not cell(found, "marketing", "sms")["allowed"]
    (said,) = found["statements"]
    assert (said["system"], said["place"], said["text"], said["decides"]) == ("shop", "shop", "纸质告知", True)
    assert [text["key"] for text in found["texts"]] == ["offers"]
    assert asked.read(f"/{FORMER_WANG}/consents") == found


def test_what_is_written_down_holds_at_once(asked: Agent) -> None:
    response = asked.post(PATH, BODY, content_type="application/json")
    assert response.status_code == 201, response.content
    assert cell(response.json(), "marketing", "sms")["verdict"] == "yes"
    statement = ConsentStatement.objects.get()
    assert (statement.recorded_by, statement.text_version, statement.text) == ("li-na", 1, "是否同意？")
    persons = ConsentPerson.objects.values_list("system", "party_ref")
    assert set(persons) == {("billing", "C-1"), ("shop", "S-9"), ("tieline", WANG), ("tieline", FORMER_WANG)}
    answer = asked.read(f"/{WANG}/may-contact", purpose="marketing", channel="sms")
    assert (answer["allowed"], answer["verdict"], answer["statement"]) == (True, "yes", f"tieline:{statement.pk}")
    withdrawn = {"said": "withdrawn", "purpose": "marketing", "place": "call"}
    found = asked.post(PATH, withdrawn, content_type="application/json").json()
    assert {each["verdict"] for each in found["cells"] if each["purpose"] == "marketing"} == {"no"}


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"text_key": ""}, "text_key"),
        ({"topics": ["weather"]}, "topics"),
        ({"at": "2999-01-01T00:00:00"}, "at"),
        ({"channels": ["pigeon"]}, "channels.0"),
        ({"note": "x" * 301}, "note"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(asked: Agent, change: dict[str, Any], where: str) -> None:
    response = asked.post(PATH, {**BODY, **change}, content_type="application/json")
    assert response.status_code in (400, 422)
    assert where in str(response.json())
    assert not ConsentStatement.objects.exists()


@pytest.mark.parametrize("path", [f"/{WANG}/consents", f"/{WANG}/may-contact?purpose=service&channel=sms"])
def test_a_stranger_logs_in_first_and_who_may_not_is_refused(chen: Agent, path: str) -> None:
    assert Client().get(f"/api/customers{path}").status_code == 401
    assert chen.get(f"/api/customers{path}").status_code == 403


def test_who_may_read_may_not_write_for_that(refreshed: Warehouse, db: None) -> None:
    reader = Agent("ana", ["analyst"])
    assert reader.get(PATH).status_code == 200
    assert reader.post(PATH, BODY, content_type="application/json").status_code == 403


def test_nobody_is_not_found(li: Agent) -> None:
    assert li.get("/api/customers/nobody/consents").status_code == 404


def test_a_role_that_does_not_see_consent_is_told_nothing(asked: Agent) -> None:
    words = {"zh": "看不到", "en": "Sees none"}
    sees = [{"purpose": "service", "fields": {"otherwise": "readable", "consent": "hidden"}}]
    role = {"key": "unseeing", "name": words, "says": words, "permissions": ["customers.read"], "sees": sees}
    publish_definition(ROLES, role, [ROLES], by="test", reason="to try")
    other = Agent("otto", ["unseeing"])
    assert other.get(PATH).status_code == 403
    assert other.get(f"/api/customers/{WANG}").status_code == 200


def test_the_number_of_a_statement_is_not_told_to_who_sees_no_numbers(asked: Agent) -> None:
    words = {"zh": "看不到", "en": "Sees none"}
    sees = [{"purpose": "service", "fields": {"otherwise": "readable", "number": "hidden"}}]
    role = {"key": "unseeing", "name": words, "says": words, "permissions": ["customers.read"], "sees": sees}
    publish_definition(ROLES, role, [ROLES], by="test", reason="to try")
    assert "shop.feed:1" not in str(Agent("otto", ["unseeing"]).read(f"/{WANG}/consents"))


def test_a_page_costs_few_queries(asked: Agent, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    asked.read(f"/{WANG}/consents")
    for _ in range(3):
        asked.post(PATH, BODY, content_type="application/json")
    with django_assert_max_num_queries(26):
        asked.read(f"/{WANG}/consents")
