"""Rights that are granted by a decision, through their routes: asked rightly, decided by a person, held, taken back."""

from datetime import date
from typing import Any

import ibis
import pytest
import yaml
from django.utils import timezone

from tests.know.profile.cast import FORMER_WANG, MUELLER, WANG
from tests.know.profile.conftest import Agent
from tests.know.profile.records import AS_OF
from tieline.foundation.access.models import Change
from tieline.foundation.access.roles import KIND as ROLES
from tieline.foundation.days import local_day
from tieline.foundation.errors import Refused
from tieline.foundation.jobs.models import Job
from tieline.foundation.packs.commands import publish_definition
from tieline.foundation.privacy.granted_models import GrantedRight
from tieline.foundation.privacy.holds import demand_no_hold, find_holds
from tieline.foundation.privacy.request_models import SubjectRequest
from tieline.foundation.privacy.retention_commands import held_subjects
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.staging import staging
from tieline.know.profile import tables
from tieline.know.profile.commands import refresh_profile
from tieline.know.profile.contacting import may_contact
from tieline.know.profile.restraints import all_restraints, kept_from, not_profiled, restraints_of, without
from tieline.know.scores.tables import CUSTOMER_SCORE
from tieline.know.segments.commands import refresh_segments
from tieline.know.segments.definitions import KIND as SEGMENTS
from tieline.know.segments.tables import MEMBERSHIP
from tieline.server.settings import PROJECT_DIR
from tieline.server.work import REFRESH_KEY

PATH = "/api/privacy/requests"
SCORES = [
    {"customer_id": customer, "model": "churn", "probability": share, "percentile": 99.0}
    for customer, share in ((WANG, 0.9), (MUELLER, 0.2))
]
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


def said_by(party: str, number: int) -> None:
    """As if the right had been granted to a party that became a part of another since."""
    right = GrantedRight.objects.get(request=number)
    right.says, right.customer_id = dict(right.says), party
    right.save()


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
    said_by(FORMER_WANG, number)
    assert str(refreshed_again(refreshed)["birth_date"]) == "1991-02-03"


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


def test_who_is_restricted_is_in_no_marketing_and_in_no_rule_until_it_is_lifted(
    officer: Agent, refreshed: Warehouse
) -> None:
    for purpose in ("service", "marketing"):
        words = {"zh": purpose, "en": purpose}
        segment = {"key": f"for_{purpose}", "name": words, "says": words, "when": "is_active", "used_for": purpose}
        publish_definition(SEGMENTS, segment, [SEGMENTS], by="test", reason="to group")

    def segments_of(customer: str) -> set[str]:
        refresh_segments(AS_OF, lambda share, word: None)
        return {row["segment"] for row in refreshed.rows(MEMBERSHIP, customer_id=customer)}

    assert segments_of(WANG) == {"for_service", "for_marketing"}
    number = granted(officer, "restriction", {"ground": "accuracy"})
    said_by(FORMER_WANG, number)
    assert segments_of(WANG) == {"for_service"}, "said by a party that is a part of Wang now"
    assert segments_of(MUELLER) == {"for_service", "for_marketing"}
    held = officer.read(f"/{WANG}/restraints")["items"]
    assert [(each["kind"], each["until"]) for each in held] == [("restriction", None)]
    now = timezone.now()
    verdicts = {each: may_contact(WANG, each, "sms", at=now).holding.verdict for each in ("service", "marketing")}
    assert (verdicts["marketing"], may_contact(WANG, "service", "sms", at=now).allowed) == ("restricted", True)
    post(officer, f"/{number}/take-back", why="the data were right")
    assert segments_of(WANG) == {"for_service", "for_marketing"}
    assert officer.read(f"/{WANG}/restraints")["items"] == []


def test_an_objection_records_what_was_decided_and_ends_marketing_and_predictions(
    officer: Agent, refreshed: Warehouse
) -> None:
    refreshed.publish(CUSTOMER_SCORE, ibis.memtable(SCORES, schema=CUSTOMER_SCORE.ibis_schema))
    number = granted(officer, "objection", {"objects_to": ["profiling", "marketing"]})
    told = officer.get(f"{PATH}/{number}").json()
    assert told["asked"]["objects_to"] == ["marketing", "profiling"]
    receipt = officer.get(f"{PATH}/{number}/receipt").content.decode()
    assert ("No more direct marketing" in receipt, "不再自动评分和预测" in receipt) == (True, True)
    assert may_contact(WANG, "marketing", "sms", at=timezone.now()).holding.verdict == "objected"
    restraints = all_restraints(refreshed, local_day(timezone.now()))
    assert (not_profiled(restraints), kept_from(restraints, "marketing"), kept_from(restraints, "analysis")) == (
        [WANG],
        [WANG],
        [],
    )
    with staging(refreshed) as area:
        scores = without(area, refreshed.table(CUSTOMER_SCORE), not_profiled(restraints), ["probability"])
        kept = {row["customer_id"]: row["probability"] for row in scores.to_pyarrow().to_pylist()}
    assert kept == {WANG: None, MUELLER: 0.2}


def test_a_restriction_that_has_ended_holds_no_more(officer: Agent, refreshed: Warehouse) -> None:
    granted(officer, "restriction", {"ground": "claims", "since": "2020-01-01", "until": "2020-06-30"})
    assert officer.read(f"/{WANG}/restraints")["items"] == []
    assert restraints_of(refreshed, [WANG], date(2020, 6, 30))[WANG].restricted


@pytest.mark.parametrize(
    ("kind", "asked", "where"),
    [
        ("restriction", {}, "asked.ground"),
        ("restriction", {"ground": "claims", "since": "2026-02-01", "until": "2026-01-01"}, "asked.until"),
        ("objection", {"objects_to": []}, "asked.objects_to"),
    ],
)
def test_what_cannot_be_restricted_so_is_refused(officer: Agent, kind: str, asked: dict[str, Any], where: str) -> None:
    answer = post(officer, "", customer_id=WANG, kind=kind, through="call", asked=asked)
    assert (answer.status_code, answer.json()["where"]) == (422, where)


def test_a_legal_hold_outlives_a_merge_and_the_same_hold_stands_once(officer: Agent) -> None:
    said = {"customer_id": FORMER_WANG, "why": "case 17"}
    first = officer.post("/api/privacy/holds", said, content_type="application/json")
    again = officer.post("/api/privacy/holds", said, content_type="application/json")
    assert (first.status_code, again.json()["id"]) == (201, first.json()["id"])
    now = timezone.now()
    assert [hold.why for hold in find_holds(WANG, now)] == ["case 17"]
    assert not find_holds(MUELLER, now)
    assert [WANG in subject.customers for subject in held_subjects(now)] == [True]
    with pytest.raises(Refused, match="case 17"):
        demand_no_hold(WANG, now)
