"""What holds of statements: the rules one by one, and the set-based function against the one for one customer."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tieline.foundation.privacy.consenting import (
    ALL,
    CHANNELS,
    CONSENT_PURPOSES,
    Question,
    Statement,
    comes_of_age,
    holding,
)
from tieline.foundation.privacy.holding import SAID, holdings

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC).replace(tzinfo=None)
SMS = Question("marketing", "sms")


def said(what: str, days_ago: int, **given: Any) -> Statement:
    values: dict[str, Any] = {"key": f"{what} {days_ago} {given}", "purpose": "marketing", "channel": ALL, "topic": ALL}
    values |= {"persons": frozenset({"billing|1"}), **given}
    return Statement(said=what, at=NOW - timedelta(days=days_ago), **values)


def verdict(*statements: Statement, question: Question = SMS, of_age_from: datetime | None = None) -> str:
    return holding(statements, question, NOW, of_age_from).verdict


def test_who_said_nothing_is_contacted_for_service_alone() -> None:
    allowed = {purpose: holding([], Question(purpose, "sms"), NOW).allowed for purpose in CONSENT_PURPOSES}
    assert allowed == {"service": True, "marketing": False, "analysis": False}


def test_one_may_object_to_service_messages() -> None:
    found = holding([said("no", 1, purpose="service")], Question("service", "sms"), NOW)
    assert (found.verdict, found.allowed) == ("no", False)


def test_a_later_yes_lifts_a_no_of_the_same_cell() -> None:
    assert verdict(said("no", 9), said("yes", 5)) == "yes"
    assert verdict(said("yes", 9), said("withdrawn", 5)) == "no"


def test_of_a_yes_and_a_no_at_one_instant_the_no_holds() -> None:
    assert verdict(said("yes", 5), said("no", 5)) == "no"


def test_a_no_of_a_wide_cell_stops_a_narrow_yes_until_a_newer_narrow_yes() -> None:
    narrow, wide = said("yes", 9, channel="sms"), said("no", 5)
    assert verdict(narrow, wide) == "no"
    assert verdict(narrow, wide, said("yes", 1, channel="sms")) == "yes"
    assert verdict(wide, said("yes", 1, channel="sms"), question=Question("marketing", "email")) == "no"


def test_a_wide_yes_lifts_no_narrow_no() -> None:
    statements = said("no", 9, channel="sms"), said("yes", 5)
    assert verdict(*statements) == "no"
    assert verdict(*statements, question=Question("marketing", "email")) == "yes"


def test_a_yes_to_one_topic_is_no_yes_in_general() -> None:
    about = said("yes", 5, topic="roaming")
    assert verdict(about) == "unknown"
    assert verdict(about, question=Question("marketing", "sms", "roaming")) == "yes"


def test_a_yes_that_expired_allows_nothing_and_lifts_nothing() -> None:
    lapsed = said("yes", 5, expires_at=NOW)
    assert verdict(lapsed) == "expired"
    assert verdict(said("no", 9), lapsed) == "no"
    assert verdict(said("yes", 5, expires_at=NOW + timedelta(seconds=1))) == "yes"


def test_a_child_needs_the_yes_of_a_guardian() -> None:
    of_age_from = NOW + timedelta(days=300)
    assert verdict(said("yes", 5), of_age_from=of_age_from) == "minor"
    assert verdict(of_age_from=of_age_from) == "minor"
    assert verdict(said("yes", 5, by_guardian=True), of_age_from=of_age_from) == "yes"
    service = said("yes", 5, purpose="service")
    assert verdict(service, question=Question("service", "sms"), of_age_from=of_age_from) == "yes"


def test_what_somebody_agreed_to_as_a_child_does_not_hold_when_they_are_of_age() -> None:
    of_age_from = NOW - timedelta(days=3)
    assert verdict(said("yes", 5), of_age_from=of_age_from) == "minor"
    assert verdict(said("yes", 2), of_age_from=of_age_from) == "yes"


def test_what_is_said_later_does_not_hold_yet() -> None:
    assert verdict(said("yes", -1)) == "unknown"


def test_the_no_of_another_person_is_lifted_only_by_who_speaks_for_both() -> None:
    other = said("no", 9, persons=frozenset({"shop|7"}))
    assert verdict(other, said("yes", 5)) == "no"
    assert verdict(other, said("yes", 5, persons=frozenset({"billing|1", "shop|7"}))) == "yes"


@pytest.mark.parametrize(
    ("birth", "day"), [(date(2012, 2, 29), date(2026, 2, 28)), (date(2012, 3, 1), date(2026, 3, 1))]
)
def test_one_comes_of_age_on_the_birthday(birth: date, day: date) -> None:
    assert comes_of_age(birth, 14) == day


_PERSONS = ("billing|1", "shop|7", "store|3")
_DAYS = st.integers(-2, 12).map(lambda days: NOW - timedelta(days=days))
_STATEMENTS = st.lists(
    st.builds(
        Statement,
        key=st.uuids().map(str),
        purpose=st.sampled_from(CONSENT_PURPOSES[:2]),
        channel=st.sampled_from((ALL, "sms", "email")),
        topic=st.sampled_from((ALL, "roaming", "plans")),
        said=st.sampled_from(("yes", "yes", "no", "withdrawn")),
        at=_DAYS,
        persons=st.frozensets(st.sampled_from(_PERSONS), min_size=1),
        by_guardian=st.booleans(),
        expires_at=st.one_of(st.none(), st.sampled_from([NOW - timedelta(1), NOW, NOW + timedelta(1)])),
    ),
    max_size=7,
)
_OF_AGE = st.one_of(st.none(), _DAYS)


@settings(max_examples=150, deadline=None)
@given(customers=st.lists(st.tuples(_STATEMENTS, _OF_AGE), min_size=1, max_size=4))
def test_all_at_once_is_each_alone(customers: list[tuple[list[Statement], datetime | None]]) -> None:
    rows = [
        {
            **{name: getattr(each, name) for name in ("purpose", "channel", "topic", "said", "by_guardian", "at")},
            "customer_id": f"C{number}",
            "person": person,
            "statement": each.key,
            "expires_at": each.expires_at,
            "of_age_from": of_age_from,
        }
        for number, (statements, of_age_from) in enumerate(customers)
        for each in statements
        for person in each.persons
    ]
    found = holdings(ibis.memtable(rows, schema=SAID), NOW).to_pyarrow().to_pylist()
    expected = {}
    for number, (statements, of_age_from) in enumerate(customers):
        spoken = {(each.purpose, each.topic) for each in statements if each.at <= NOW}
        for purpose, topic in spoken | {(purpose, ALL) for purpose, _ in spoken}:
            for channel in CHANNELS:
                held = holding(statements, Question(purpose, channel, topic), NOW, of_age_from)
                if held.statement is None:
                    continue
                key = held.statement.key
                expected[f"C{number}", purpose, channel, topic] = (held.verdict, held.allowed, key)
    assert {
        (row["customer_id"], row["purpose"], row["channel"], row["topic"]): (
            row["verdict"],
            row["allowed"],
            row["statement"],
        )
        for row in found
    } == expected


@given(one=_STATEMENTS, other=_STATEMENTS, topic=st.sampled_from((ALL, "roaming")))
def test_who_became_one_are_contacted_only_where_neither_said_no(
    one: list[Statement], other: list[Statement], topic: str
) -> None:
    """The strictest holds: their persons are different ones, so neither lifts what the other said."""
    question = Question("marketing", "sms", topic)
    here = [_as(each, "billing|1") for each in one]
    there = [_as(each, "shop|7") for each in other]
    apart = [holding(each, question, NOW).verdict for each in (here, there)]
    together = holding([*here, *there], question, NOW).verdict
    assert (together == "no") == ("no" in apart)
    if "no" not in apart:
        assert (together == "yes") == ("yes" in apart)


def _as(statement: Statement, person: str) -> Statement:
    values = {name: getattr(statement, name) for name in Statement.__dataclass_fields__}
    return Statement(**{**values, "persons": frozenset({person})})
