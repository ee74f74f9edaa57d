"""Asking for an export: what would go out, the row limit, the second person, and the file in the end."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.foundation.exports.asking import ASKS, DECIDES, Browser, give, person, text_of, write
from tests.know.profile.cast import WANG, WANG_PHONE
from tieline.foundation.access.audit_models import Look
from tieline.foundation.access.commands import change_user
from tieline.foundation.access.models import Change, User
from tieline.foundation.exports.folder import file_of, roll_of
from tieline.foundation.exports.models import Export
from tieline.foundation.exports.removing import remove_expired_exports, withdraw_without_rights
from tieline.foundation.jobs.models import Job
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.profile.tables import CUSTOMER

pytestmark = pytest.mark.django_db
WANGS = {"city": "杭州"}
"""Whom Li may take alone: Wang is the only one there."""


def test_the_plan_says_what_would_go_out_before_anybody_asks(refreshed: Warehouse) -> None:
    give("asker", ASKS, {"contract": "exportable", "phone": "readable", "name": "masked"}, rows=1)
    status, plan = Browser(person("li", "asker")).send("/plan", what="customers")
    assert status == 200
    how = {each["name"]: each["how"] for each in plan["columns"]}
    assert {name: how[name] for name in ("plan", "phone", "name", "balance", "customer_number")} == {
        "plan": "whole",
        "phone": "masked",
        "name": "masked",
        "balance": "left out",
        "customer_number": "masked",
    }
    assert (plan["rows"], plan["row_limit"], plan["needs_second_person"]) == (2, 1, True)
    assert plan["purposes"] == ["service"]


def test_who_may_only_read_exports_nothing(refreshed: Warehouse) -> None:
    give("asker", ASKS, {"otherwise": "readable"})
    reader = Browser(person("li", "asker"))
    assert reader.send("/plan", what="customers")[0] == 403
    assert reader.ask()[0] == 403
    assert not Export.objects.exists()


@pytest.mark.parametrize("missing", ["exports.ask", "customers.read"])
def test_it_takes_the_right_to_export_and_the_right_to_the_list(refreshed: Warehouse, missing: str) -> None:
    give("asker", tuple(each for each in ASKS if each != missing))
    status, problem = Browser(person("li", "asker")).ask()
    assert (status, problem["detail"].split("'")[1]) == (403, missing)


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"reason": "  "}, "reason"),
        ({"format": "doc"}, "format"),
        ({"what": "secrets"}, "what"),
        ({"filters": {"colour": "red"}}, "filters"),
        ({"filters": {"active": "perhaps"}}, "filters.active"),
        ({"filters": {"city": "Nowhere"}}, "filters"),
        ({"purpose": "fun"}, "purpose"),
    ],
)
def test_bad_input_names_the_field(li: Browser, said: dict[str, Any], where: str) -> None:
    status, problem = li.ask(**said)
    assert status in (404, 422)
    assert where in problem["where"]


def test_a_purpose_that_no_role_serves_is_refused(li: Browser) -> None:
    assert li.ask(purpose="marketing")[0] == 403


def test_below_the_limit_it_is_written_at_once_and_only_the_asker_fetches_it(li: Browser, zhao: Browser) -> None:
    status, asked = li.ask(filters=WANGS)
    assert (status, asked["state"], asked["rows"]) == (201, "queued", 1)
    assert Job.objects.get().arguments["args"] == [asked["id"]]
    assert li.get(f"/api/exports/{asked['id']}/file").status_code == 403
    export = write(asked["id"])
    assert (export.state, export.rows_written) == ("ready", 1)
    answer = li.get(f"/api/exports/{asked['id']}/file")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert b"".join(answer.streaming_content).decode("utf-8-sig") == text_of(asked["id"])  # type: ignore[attr-defined] # of a file
    assert zhao.get(f"/api/exports/{asked['id']}/file").status_code == 403
    assert [each.command for each in Change.objects.filter(object_kind="export").order_by("sequence")] == [
        "ask_for_export",
        "write_export",
        "download_export",
    ]


def test_the_file_holds_the_list_under_its_filters_and_in_its_order(li: Browser) -> None:
    give("asker", ASKS, rows=2)
    _, asked = li.ask(filters={"active": True, "sort": "-monthly_fee"})
    write(asked["id"])
    rows = list(csv.reader(io.StringIO(text_of(asked["id"]))))
    assert rows[0] == ["Customer number", "Name", "Phone", "City", "Plan", "Monthly fee", "Balance", "Trace"]
    assert [row[1] for row in rows[1:-1]] == ["王小明", "John Müller"]
    assert rows[1][2:7] == [f"'{WANG_PHONE}", "杭州", "5G 畅享 129", "129", "12.5"]
    assert asked["id"] in rows[-1][0]
    assert "li" in rows[-1][0]


def test_above_the_limit_it_waits_for_somebody_else(li: Browser, zhao: Browser) -> None:
    _, asked = li.ask()
    assert (asked["state"], asked["rows"], asked["row_limit"]) == ("waiting", 2, 1)
    assert not Job.objects.exists()
    assert write(asked["id"]).state == "waiting"
    assert li.agree(asked)[0] == 403
    status, found = zhao.see(scope="waiting")
    assert (status, found["waiting"], [each["may_decide"] for each in found["items"]]) == (200, 1, [True])
    status, decided = zhao.agree(found["items"][0])
    assert (status, decided["state"], decided["decided_by"]) == (200, "queued", "zhao")
    assert write(asked["id"]).rows_written == 2
    assert zhao.agree(asked)[0] == 403


def test_nobody_decides_on_their_own(refreshed: Warehouse) -> None:
    give("both", (*ASKS, "exports.approve"), rows=0)
    both = Browser(person("li", "both"))
    _, asked = both.ask()
    status, problem = both.agree(asked)
    assert (status, "own" in problem["detail"]) == (403, True)
    assert both.see(scope="waiting")[1]["items"] == []


def test_a_refusal_is_the_end(li: Browser, zhao: Browser) -> None:
    _, asked = li.ask()
    status, decided = zhao.agree(asked, agree=False, reason="too many")
    assert (status, decided["state"], decided["decision_reason"]) == (200, "refused", "too many")
    assert zhao.agree(asked)[0] == 403
    assert write(asked["id"]).state == "refused"


def test_a_decision_needs_a_reason_and_the_number_that_was_seen(li: Browser, zhao: Browser) -> None:
    _, asked = li.ask()
    assert zhao.agree(asked, reason=" ")[0] == 422
    assert zhao.agree(asked, rows=3)[0] == 403
    assert Export.objects.get().state == "waiting"


@pytest.mark.parametrize(
    "fields", [{"otherwise": "readable", "phone": "masked"}, {"otherwise": "readable", "money": "hidden"}]
)
def test_who_does_not_see_a_column_cannot_decide_on_it(li: Browser, fields: dict[str, str]) -> None:
    give("narrow", DECIDES, fields)
    narrow = Browser(person("qian", "narrow"))
    _, asked = li.ask()
    assert narrow.agree(asked)[0] == 403
    assert narrow.get(f"/api/exports/{asked['id']}/sample").status_code == 403


def test_who_does_not_reach_every_customer_cannot_decide(li: Browser) -> None:
    give("narrow", DECIDES, {"otherwise": "readable"}, customers="own")
    narrow = Browser(person("li-na", "narrow"))
    _, asked = li.ask()
    assert narrow.agree(asked)[0] == 403


def test_who_serves_another_purpose_cannot_decide(li: Browser) -> None:
    give("elsewhere", DECIDES, {"otherwise": "readable"}, purpose="marketing")
    _, asked = li.ask()
    assert Browser(person("sun", "elsewhere")).agree(asked)[0] == 403


def test_the_sample_is_masked_and_written_down(li: Browser, zhao: Browser) -> None:
    _, asked = li.ask()
    status, sample = zhao.see(f"/{asked['id']}/sample")
    assert (status, sample["rows"], len(sample["items"])) == (200, 2, 2)
    assert "王小明" not in str(sample)
    assert WANG_PHONE not in str(sample)
    assert "+86138****1234" in str(sample)
    look = Look.objects.get(user="zhao")
    assert WANG in set(look.shown.values_list("customer_id", flat=True))


def test_many_small_files_are_one_large_one(li: Browser) -> None:
    assert li.ask(filters=WANGS)[1]["state"] == "queued"
    _, second = li.ask(filters=WANGS)
    assert (second["state"], second["row_limit"]) == ("waiting", 0)
    Export.objects.update(asked_at=timezone.now() - timedelta(days=2))
    assert li.ask(filters=WANGS)[1]["state"] == "queued"


def test_what_has_grown_waits_again(li: Browser, zhao: Browser, refreshed: Warehouse) -> None:
    _, asked = li.ask(filters=WANGS)
    _, decided = li.ask()
    zhao.agree(decided)
    customers = refreshed.table(CUSTOMER)
    more = [customers.mutate(customer_id=customers.customer_id + f"-{copy}") for copy in range(20)]
    refreshed.publish(CUSTOMER, customers.union(*more))
    assert (write(asked["id"]).state, Export.objects.get(pk=asked["id"]).rows) == ("waiting", 21)
    export = write(decided["id"])
    assert (export.state, export.rows, export.approved) == ("waiting", 42, None)
    assert not file_of(export).exists()
    assert zhao.agree(decided)[0] == 403, "the number is another by now"
    assert zhao.agree({**decided, "rows": 42})[0] == 200
    assert write(decided["id"]).rows_written == 42


def test_a_role_that_gains_a_column_after_the_decision_waits_again(zhao: Browser) -> None:
    give("asker", ASKS, {"otherwise": "exportable", "phone": "readable"}, rows=0)
    li = Browser(person("li", "asker"))
    _, asked = li.ask()
    assert zhao.agree(asked)[0] == 200
    give("asker", ASKS, rows=0)
    export = write(asked["id"])
    assert (export.state, export.columns["phone"]) == ("waiting", "whole")


@pytest.mark.parametrize("lost", ["right", "column", "reach", "user"])
def test_lost_rights_take_the_file_away(li: Browser, lost: str) -> None:
    _, asked = li.ask(filters=WANGS)
    export = write(asked["id"])
    if lost == "right":
        give("asker", ("customers.read",), rows=1)
    elif lost == "column":
        give("asker", ASKS, {"otherwise": "exportable", "phone": "readable"}, rows=1)
    elif lost == "reach":
        give("asker", ASKS, customers="own", rows=1)
    else:
        give("boss", ("users.manage",))
        person("boss", "boss")
        change_user(User.objects.get(login="li").pk, by="boss", is_active=False)
    assert li.get(f"/api/exports/{asked['id']}/file").status_code in (401, 403)
    withdraw_without_rights(timezone.now())
    export.refresh_from_db()
    assert export.state == "withdrawn"
    assert not file_of(export).exists()
    assert roll_of(export).exists()


def test_more_rights_take_nothing_away(li: Browser) -> None:
    _, asked = li.ask(filters=WANGS)
    write(asked["id"])
    give("asker", (*ASKS, "tasks.work"), rows=5)
    assert li.get(f"/api/exports/{asked['id']}/file").status_code == 200


def test_the_file_expires(li: Browser) -> None:
    _, asked = li.ask(filters=WANGS)
    export = write(asked["id"])
    assert export.expires_at is not None
    assert remove_expired_exports(export.expires_at - timedelta(seconds=1)) == 0
    assert file_of(export).exists()
    assert remove_expired_exports(export.expires_at) == 1
    assert remove_expired_exports(export.expires_at) == 0
    export.refresh_from_db()
    assert export.state == "expired"
    assert not file_of(export).exists()
    assert li.get(f"/api/exports/{asked['id']}/file").status_code == 403


def test_the_asker_takes_it_back_and_nobody_else_does(li: Browser, zhao: Browser) -> None:
    _, asked = li.ask()
    assert zhao.send(f"/{asked['id']}/withdrawal")[0] == 404
    assert li.send(f"/{asked['id']}/withdrawal")[1]["state"] == "withdrawn"
    assert li.send(f"/{asked['id']}/withdrawal")[0] == 403


def test_lists_are_ones_own_those_to_decide_on_and_all_for_auditors(li: Browser, zhao: Browser) -> None:
    _, asked = li.ask()
    give("auditor", ("changes.read",))
    auditor = Browser(person("wu", "auditor"))
    give("other", ASKS)
    other = Browser(person("he", "other"))
    assert [each["id"] for each in li.see()[1]["items"]] == [asked["id"]]
    assert other.see()[1]["items"] == []
    assert other.see(f"/{asked['id']}")[0] == 404
    assert li.see(scope="waiting")[0] == 403
    assert li.see(scope="all")[0] == 403
    assert auditor.see(scope="all")[1]["total"] == 1
    assert auditor.see(f"/{asked['id']}")[1]["reason"] == "a letter"
    write(asked["id"])
    assert auditor.see(scope="all", customer_id=WANG)[1]["total"] == 0
    zhao.agree(asked)
    write(asked["id"])
    assert auditor.see(scope="all", customer_id=WANG)[1]["total"] == 1
    assert auditor.see(scope="all", customer_id="P-nobody")[1]["total"] == 0
    assert li.see(customer_id=WANG)[0] == 403
