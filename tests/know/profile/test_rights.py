"""Rights that are granted by a decision, through their routes: asked rightly, decided by a person, held, taken back."""

from typing import Any

import pytest
import yaml

from tests.know.profile.cast import FORMER_WANG, MUELLER, WANG
from tests.know.profile.conftest import Agent
from tests.know.profile.records import AS_OF
from tieline.foundation.access.models import Change
from tieline.foundation.access.roles import KIND as ROLES
from tieline.foundation.jobs.models import Job
from tieline.foundation.packs.commands import publish_definition
from tieline.foundation.privacy.granted_models import GrantedRight
from tieline.foundation.privacy.request_models import SubjectRequest
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.profile import tables
from tieline.know.profile.commands import refresh_profile
from tieline.server.settings import PROJECT_DIR
from tieline.server.work import REFRESH_KEY

PATH = "/api/privacy/requests"
PHONE = {"field": "phone", "should_be": "139 0000 4321", "proof": "document"}


@pytest.fixture
def officer(db: None, refreshed: Warehouse) -> Agent:
    """A privacy officer, as the telecom pack declares one."""
    declared = yaml.safe_load((PROJECT_DIR / "packs/telecom/roles/privacy_officer.yaml").read_text(encoding="utf-8"))
    publish_definition(ROLES, declared, [ROLES], by="test", reason="to decide")
    return Agent("an", ["privacy_officer"])


def post(client: Agent, path: str, **body: Any) -> Any:
    return client.post(f"{PATH}{path}", body, content_type="application/json")


def received(client: Agent, kind: str, asked: dict[str, Any], customer: str = WANG) -> int:
    answer = post(client, "", customer_id=customer, kind=kind, through="call", asked=asked)
    assert answer.status_code == 201, answer.content
    return int(answer.json()["id"])


def granted(client: Agent, kind: str, asked: dict[str, Any], customer: str = WANG) -> int:
    number = received(client, kind, asked, customer)
    post(client, f"/{number}/identify", how="document")
    answer = post(client, f"/{number}/grant", why="the proof is sound")
    assert (answer.status_code, answer.json()["state"]) == (200, "done"), answer.content
    return number


def refreshed_again(warehouse: Warehouse) -> dict[str, Any]:
    refresh_profile(AS_OF, lambda share, word: None)
    return warehouse.row(tables.CUSTOMER, customer_id=WANG)


def test_a_correction_outranks_every_source_until_it_is_taken_back(officer: Agent, refreshed: Warehouse) -> None:
    was = refreshed.row(tables.CUSTOMER, customer_id=WANG)["phone"]
    number = received(officer, "correction", PHONE)
    assert post(officer, f"/{number}/grant", why="sound").status_code == 403, "nobody identified the asker"
    post(officer, f"/{number}/identify", how="document")
    told = post(officer, f"/{number}/grant", why="passport seen").json()
    assert (told["asked"]["says"], told["asked"]["should_be"]) == (was, "+8613900004321")
    assert (told["granted_why"], told["right"]["taken_back_at"]) == ("passport seen", None)
    assert Job.objects.filter(key=REFRESH_KEY).exists()
    receipt = officer.get(f"{PATH}/{number}/receipt").content.decode()
    assert ("已更正：电话" in receipt, "keepers of: billing" in receipt, was in receipt, "4321" in receipt) == (
        True,
        True,
        False,
        False,
    )

    now = refreshed_again(refreshed)
    assert (now["phone"], now["name"]) == ("+8613900004321", "王小明")
    assert refreshed_again(refreshed) == now, "the next load changes nothing"
    assert [hit["customer_id"] for hit in officer.read("", q="139 0000 4321")["items"]] == [WANG]
    (origin,) = [each for each in officer.read(f"/{WANG}")["origins"] if each["field"] == "phone"]
    assert (origin["system"], origin["source"], was in [each["value"] for each in origin["others"]]) == (
        "tieline",
        "correction",
        True,
    )

    assert post(officer, f"/{number}/take-back", why="").status_code == 422
    assert post(officer, f"/{number}/take-back", why="it was his brother's").json()["right"]["taken_back_by"] == "an"
    assert post(officer, f"/{number}/take-back", why="again").status_code == 403
    assert refreshed_again(refreshed)["phone"] == was
    assert [each.command for each in Change.objects.filter(object_id=f"R-{number}").order_by("sequence")] == [
        "receive_request",
        "identify_asker",
        "close_request",
        "take_back_right",
    ]


def test_a_correction_follows_the_party_that_became_part_of_another(officer: Agent, refreshed: Warehouse) -> None:
    number = granted(officer, "correction", {"field": "birth_date", "should_be": "1991-02-03", "proof": "letter"})
    GrantedRight.objects.filter(request=number).update(customer_id=FORMER_WANG)
    SubjectRequest.objects.filter(pk=number).delete()
    assert refreshed_again(refreshed)["age"] == 35


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ({**PHONE, "field": "manager"}, "asked.field"),
        ({**PHONE, "proof": ""}, "asked.proof"),
        ({**PHONE, "should_be": "12"}, "asked.should_be"),
        ({**PHONE, "field": "birth_date", "should_be": "03/04/1990"}, "asked.should_be"),
        ({**PHONE, "field": "name", "should_be": "王小明"}, "asked.should_be"),
    ],
)
def test_what_cannot_be_corrected_so_is_refused(officer: Agent, asked: dict[str, Any], where: str) -> None:
    answer = post(officer, "", customer_id=WANG, kind="correction", through="call", asked=asked)
    assert (answer.status_code, answer.json()["where"]) == (422, where)
    assert not SubjectRequest.objects.exists()


def test_who_does_not_see_the_field_does_not_see_what_it_should_be(officer: Agent) -> None:
    number = received(officer, "correction", PHONE, MUELLER)
    grants = [{"purpose": "legal", "customers": "all", "fields": {"otherwise": "readable", "phone": "hidden"}}]
    words = {"zh": "甲", "en": "Blind"}
    blind = {"key": "blind", "name": words, "says": words, "permissions": ["privacy.requests"], "sees": grants}
    publish_definition(ROLES, blind, [ROLES], by="test", reason="to see less")
    bo = Agent("bo", ["blind"])
    told = bo.get(f"{PATH}/{number}").json()
    assert (told["withheld"], told["asked"]["field"], told["asked"]["should_be"]) == (True, "phone", "")
    post(officer, f"/{number}/identify", how="letter")
    assert post(bo, f"/{number}/grant", why="sound").status_code == 403, "bo's role does not write phones"
