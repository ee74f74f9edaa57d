"""What conditions may name, and what of it a day gone by must not know."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from tests.know.profile.cast import MUELLER, WANG
from tests.know.profile.records import AS_OF, day
from tieline.foundation.days import end_of_day
from tieline.foundation.errors import NotFound
from tieline.foundation.expressions.checker import check
from tieline.foundation.expressions.compiler import check_compilable, compile_columns
from tieline.foundation.expressions.interpreter import evaluate
from tieline.foundation.expressions.parser import parse
from tieline.foundation.packs.models import Application, Definition
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.commands.freshness import publish_feeds
from tieline.know.ingest.definitions import Source
from tieline.know.ingest.models import Load
from tieline.know.profile import facts
from tieline.know.profile.tables import CUSTOMER

pytestmark = pytest.mark.django_db

SURVEY = {
    "key": "billing.survey",
    "name": {"zh": "调查", "en": "Survey"},
    "system": "billing",
    "where": {"files": "survey.csv"},
    "format": {"type": "csv"},
    "records": [
        {
            "record": "individual",
            "key": ["ID"],
            "map": {"party_ref": "ID"},
            "characteristics": {
                "offer": "Offer",
                "paperless": {"column": "Paperless", "type": "boolean"},
                "referrals": {"column": "Referrals", "type": "integer"},
            },
        }
    ],
}


@pytest.fixture
def profile(refreshed: Warehouse) -> Warehouse:
    now = end_of_day(AS_OF)
    source = {"kind": "source", "key": "billing.survey", "version": 1, "body": SURVEY, "pack": "p", "applied_at": now}
    Definition.objects.create(**source)
    Application.objects.create(pack="p", applied_at=now)
    return refreshed


def asked(warehouse: Warehouse, text: str, customer_id: str, as_of: date) -> Any:
    """The value of an expression for one customer, asked of all at once."""
    typed = check(parse(text), facts.scope())
    table = compile_columns({"value": typed}, facts.source(warehouse, as_of), end_of_day(as_of))
    rows = {row["customer_id"]: row["value"] for row in warehouse.ibis.to_pyarrow(table).to_pylist()}
    return rows[customer_id]


def test_every_field_and_column_has_a_label_in_both_languages(db: None) -> None:
    scope = facts.scope([])
    columns = [column for each in scope.lists.values() for column in each.columns.values()]
    assert all(each.zh and each.en for each in (*scope.fields.values(), *columns))
    assert all(each.zh and each.en for each in scope.lists.values())
    assert scope.fields["voice_minutes_30d"].unit == {"zh": "分钟", "en": "min"}


def test_declared_characteristics_are_fields_of_their_declared_type(db: None) -> None:
    fields = facts.scope([Source.model_validate(SURVEY)]).fields
    types = {name: str(fields[f"characteristic.{name}"].type) for name in ("offer", "paperless", "referrals")}
    assert types == {"offer": "string", "paperless": "boolean", "referrals": "number"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("voice_minutes_30d < 0.3 * average_voice_minutes_3m", True),
        ('count(contacts[is_complaint and at > now() - duration("P30D")])', 1),
        ("contract_days_left <= 60", True),
        ('sum(usage[day > today() - duration("P30D")].voice_minutes)', 30),
        ('count(lines[status = "active"])', 1),
        ("count(orders)", 1),
        ("characteristic.offer = null", True),
    ],
)
def test_all_at_once_and_one_alone_agree(profile: Warehouse, text: str, expected: Any) -> None:
    alone = evaluate(check(parse(text), facts.scope()), facts.context(profile, WANG, AS_OF), end_of_day(AS_OF))
    assert alone == expected
    assert asked(profile, text, WANG, AS_OF) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("characteristic.paperless", True), ('characteristic.offer = "Offer B"', True)]
)
def test_characteristics_can_be_asked(profile: Warehouse, text: str, expected: Any) -> None:
    assert asked(profile, text, MUELLER, AS_OF) is expected
    alone = evaluate(check(parse(text), facts.scope()), facts.context(profile, MUELLER), end_of_day(AS_OF))
    assert alone is expected


@pytest.mark.parametrize(
    ("text", "then", "now"),
    [
        ("count(contacts)", 1, 4),
        ("count(bills)", 3, 4),
        ("count(usage)", 89, 120),
        ("count(usage_months)", 2, 3),
        ("count(orders)", 0, 1),
        ("complaint_count_90d", 0, 1),
        ("last_bill_amount", 150, 180.1),
        ("contract_days_left", 61, 30),
        ("tenure_months", 85, 86),
        ("balance", None, 12.5),
        ("accounts[1].balance", None, 12.5),
        ("manager", None, "li-na"),
        ("nps", None, 3),
    ],
)
def test_a_past_day_knows_only_what_was_known_then(profile: Warehouse, text: str, then: Any, now: Any) -> None:
    past = date(2026, 2, 28)
    for as_of, expected in ((past, then), (AS_OF, now)):
        context = facts.context(profile, WANG, as_of)
        assert evaluate(check(parse(text), facts.scope()), context, end_of_day(as_of)) == expected
        if "[1]" not in text:
            assert asked(profile, text, WANG, as_of) == expected


def test_a_line_that_ended_later_was_active_then_and_its_reason_is_not_known(profile: Warehouse) -> None:
    past = date(2021, 1, 31)
    lines = {row["product_ref"]: row for row in facts.context(profile, WANG, past)["lines"]}
    assert (lines["L-0"]["status"], lines["L-0"]["ended_on"], lines["L-0"]["end_reason"]) == ("active", None, None)
    assert lines["L-1"]["contract_end"] is None, "that contract was signed in 2024"
    assert asked(profile, "line_count", WANG, past) == 2
    assert asked(profile, "monthly_fee", WANG, past) == 187


def test_a_line_that_had_not_begun_is_not_there(profile: Warehouse) -> None:
    assert [row["product_ref"] for row in facts.context(profile, WANG, date(2019, 6, 1))["lines"]] == ["L-0"]


def test_who_came_later_was_no_customer_then(profile: Warehouse) -> None:
    past = date(2023, 1, 1)
    found = facts.source(profile, past).fields
    assert profile.ibis.to_pyarrow(found)["customer_id"].to_pylist() == [WANG]
    with pytest.raises(NotFound, match="no customer on 2023-01-01"):
        facts.context(profile, MUELLER, past)


def test_characteristics_carry_no_time_so_the_past_has_none(profile: Warehouse) -> None:
    past = day("2026-03-30")
    assert facts.context(profile, MUELLER, past)["characteristics"] == []
    assert asked(profile, "characteristic.offer", MUELLER, past) is None


def test_past_and_present_have_the_same_fields(profile: Warehouse) -> None:
    past, present = facts.source(profile, day("2026-01-01")), facts.source(profile, AS_OF)
    assert set(past.fields.columns) == set(present.fields.columns) > set(CUSTOMER.column_names)
    assert set(past.lists) == set(present.lists)
    for name, table in present.lists.items():
        assert set(past.lists[name].columns) == set(table.columns)


def test_the_condition_of_the_issue_can_be_compiled(db: None) -> None:
    text = (
        'count(contacts[reason = "mnp query" and at > now() - duration("P7D")]) > 0 and '
        'sum(usage[day > today() - duration("P30D")].voice_minutes) < 0.3 * average_voice_minutes_3m'
    )
    check_compilable(check(parse(text), facts.scope([])))


@pytest.mark.parametrize(
    ("text", "fresh", "old"),
    [
        ("feed.billing.survey.late", False, True),
        ('now() - feed.billing.survey.data_until > duration("P2D")', False, True),
        ("feed.billing.survey.data_until = null", False, False),
    ],
)
def test_the_freshness_of_a_feed_can_be_asked(profile: Warehouse, text: str, fresh: bool, old: bool) -> None:
    noon = datetime.combine(AS_OF, time(12), UTC)
    Load.objects.create(
        id="l1", number=1, source="billing.survey", state="landed", received_at=noon, landed_at=noon,
        data_until=noon, bytes=1, verdict="pass",
    )  # fmt: skip
    Definition.objects.update(body={**SURVEY, "expected_every": "P1D"})
    for now, expected in ((noon + timedelta(hours=1), fresh), (noon + timedelta(days=3), old)):
        publish_feeds(profile, now)
        typed = check(parse(text), facts.scope())
        table = compile_columns({"value": typed}, facts.source(profile), now)
        assert set(profile.ibis.to_pyarrow(table)["value"].to_pylist()) == {expected}
        assert evaluate(typed, facts.context(profile, WANG), now) is expected


def test_a_feed_that_no_run_has_seen_and_a_past_day_are_unknown(profile: Warehouse) -> None:
    assert asked(profile, "feed.billing.survey.data_until", WANG, AS_OF) is None
    assert asked(profile, "feed.billing.survey.late", WANG, date(2026, 2, 28)) is None
    assert facts.scope().fields["feed.billing.survey.late"].zh == "调查迟到"
