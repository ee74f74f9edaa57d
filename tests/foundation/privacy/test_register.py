"""The register is generated from definitions: purposes, recipients, retention, and what is missing."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.foundation.access.conftest import Browser
from tests.foundation.privacy.test_retention_api import logged_in
from tieline.foundation.access.models import Change
from tieline.foundation.access.roles import RoleDefinition, Sees
from tieline.foundation.errors import Invalid
from tieline.foundation.packs.kinds import Definitions, Text
from tieline.foundation.packs.published import read_body
from tieline.foundation.privacy.register import Activity, Entry, entry_of
from tieline.foundation.privacy.register_definitions import CONTROLLERS, Controller, Processing, check_controllers
from tieline.foundation.privacy.register_files import COLUMNS, csv_file, html_file
from tieline.foundation.privacy.retention_definitions import RetentionRule
from tieline.foundation.warehouse.connection import Warehouse
from tieline.server import deliver
from tieline.server.registering import categories_of

SAID = Text(zh="说明", en="Said")
LAW = Text(zh="法", en="law")
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
BILLS = Activity(
    "source:billing.bills",
    "source",
    Text(zh="账单", en="Bills"),
    SAID,
    SAID,
    frozenset({"money", "number"}),
    purposes=("service", "marketing"),
    keeps=("bills", "payments"),
)
KEEPS_BILLS = RetentionRule.model_validate(
    {"key": "b", "name": {"zh": "六年", "en": "Six years"}, "keeps": "bills", "after": "issued_on", "months": 72}
    | {"ground": {"zh": "法", "en": "law"}}
)


def role(key: str, *permissions: str, **sees: dict[str, str]) -> RoleDefinition:
    seen = tuple(Sees.model_validate({"purpose": purpose, "fields": fields}) for purpose, fields in sees.items())
    return RoleDefinition(key=key, name=SAID, says=SAID, permissions=permissions, sees=seen)


def basis(key: str, of: str, *purposes: str, name: str = "contract") -> Processing:
    said = {"key": key, "name": SAID, "of": (of,), "purposes": purposes, "basis": name, "law": LAW}
    return Processing.model_validate(said)


def entry(activity: Activity = BILLS, *said: Processing, roles: tuple[RoleDefinition, ...] = ()) -> Entry:
    return entry_of(activity, said, {"bills": KEEPS_BILLS}, roles)


def test_a_basis_is_that_of_the_first_entry_for_activity_and_purpose_and_else_missing() -> None:
    found = entry(BILLS, basis("a", "segment:*", "service"), basis("b", "source:billing.*", "service"))
    assert (found.bases["service"] or basis("x", "*", "legal")).key == "b"
    assert found.missing == ["marketing"]


def test_recipients_are_roles_that_may_open_it_and_see_something_for_its_purposes() -> None:
    agent = role("agent", "customers.read", service={"otherwise": "readable", "money": "masked"})
    analyst = role("analyst", "customers.read", analysis={"otherwise": "readable"})
    clerk = role("clerk", "alerts.read", service={"otherwise": "readable"})
    blind = role("blind", "customers.read", service={"otherwise": "hidden"})
    found = entry(roles=(agent, analyst, clerk, blind)).recipients
    assert [(each.role.key, each.levels) for each in found] == [("agent", {"number": "readable", "money": "masked"})]


def test_a_role_is_shown_at_the_highest_level_that_one_of_the_purposes_gives() -> None:
    both = role("both", "customers.read", service={"otherwise": "masked"}, marketing={"money": "exportable"})
    (found,) = entry(roles=(both,)).recipients
    assert found.levels == {"number": "masked", "money": "exportable"}


def test_what_no_rule_keeps_is_named_as_kept_without_end() -> None:
    found = entry()
    assert [rule.key for rule in found.rules] == ["b"]
    assert [name.en for name in found.endless] == ["Payments"]


def test_categories_of_conditions_are_those_of_the_facts_they_name() -> None:
    asked = 'count(contacts[at > now() - duration("P9D")]) > 0 and balance > 3 and tags.loyal'
    assert categories_of([asked]) >= {"contact", "words", "money", "judgement"}
    assert categories_of(['"balance" = "phone"']) == set()


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_csv_has_a_row_for_each_activity_and_no_cell_is_a_formula() -> None:
    evil = Activity("tag:x", "tag", Text(zh="=1+1", en="=cmd|' /C calc'!A0"), SAID, SAID, frozenset({"money"}))
    found = rows(csv_file([entry(), entry(evil)], "en"))
    assert [len(row) for row in found] == [len(COLUMNS)] * 3
    assert found[1][2] == "service: MISSING; marketing: MISSING"
    assert found[2][0].startswith("'=cmd")
    assert "Payments: without end" in found[1][6]


def test_roles_that_see_the_same_stand_in_one_line() -> None:
    sees = {"otherwise": "readable", "money": "masked"}
    roles = (role("a", "customers.read", service=sees), role("b", "customers.read", service=sees))
    found = rows(csv_file([entry(roles=roles)], "en"))
    assert found[1][5] == (
        "Said, Said: masked bills, payments and balances; readable customer, account and other numbers"
    )


def test_html_escapes_what_people_wrote_and_says_what_is_missing() -> None:
    evil = Activity("tag:x", "tag", Text(zh="<script>", en="<script>alert(1)</script>"), SAID, SAID, frozenset())
    page = html_file([entry(evil)], None, [SAID], "en", NOW).decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert page.count('class="missing"') >= 2
    chinese = html_file([entry()], controller(), [SAID], "zh", NOW).decode()
    assert "个人信息处理者" in chinese
    assert "六年：72 个月，之后删除" in chinese
    assert 'lang="zh-CN"' in chinese


def controller(key: str = "us") -> Controller:
    named = {"key": key, "name": SAID, "address": SAID, "contact": "a@b.example", "officer": "c@b.example"}
    return Controller.model_validate(named)


def test_two_controllers_are_refused() -> None:
    bodies: list[dict[str, Any]] = [controller(key).model_dump(mode="json") for key in ("us", "them")]
    definitions = Definitions([read_body(CONTROLLERS, body) for body in bodies])
    with pytest.raises(Invalid, match="Two say who is responsible"):
        check_controllers(definitions.of(CONTROLLERS), definitions)


@pytest.fixture
def wang(warehouse: Warehouse, settings: Any) -> Browser:
    """An administrator of an operator with the telecom pack."""
    deliver.publish(settings.PROJECT_DIR / "packs" / "telecom")
    return logged_in("wang", "admin")


@pytest.mark.django_db(transaction=True)
def test_the_telecom_register_is_whole(wang: Browser) -> None:
    found = wang.get("/api/register").json()
    kinds = {item["kind"] for item in found["items"]}
    assert kinds == {"source", "model", "tag", "segment", "rule", "task", "export", "operation"}
    assert (found["missing"], found["controller"]["contact"]) == (0, "privacy@operator.example")
    bills = next(item for item in found["items"] if item["key"] == "source:billing.bills")
    assert "money" in bills["categories"]
    assert "72 months" in bills["kept"][0]["en"]
    assert "agent" in {each["role"] for each in bills["recipients"]}
    assert all(item["categories"] for item in found["items"])


@pytest.mark.django_db(transaction=True)
def test_the_register_is_handed_out_as_files_in_both_languages_and_the_log_says_so(wang: Browser) -> None:
    total = wang.get("/api/register").json()["total"]
    for language, title in (("zh", "处理活动"), ("en", "Activity")):
        answer = wang.get(f"/api/register/file?form=csv&language={language}")
        found = rows(answer.content)
        assert (found[0][0], len(found) - 1) == (title, total)
        assert "attachment" in answer["Content-Disposition"]
    page = wang.get("/api/register/file?form=html&language=en").content.decode()
    assert page.count("<tr>") == total + 1
    assert "MISSING" not in page
    assert Change.objects.filter(command="download_register").count() == 3


@pytest.mark.django_db(transaction=True)
def test_agents_do_not_read_the_register(warehouse: Warehouse) -> None:
    browser = logged_in("li", "agent")
    assert [browser.get(path).status_code for path in ("/api/register", "/api/register/file")] == [403, 403]
