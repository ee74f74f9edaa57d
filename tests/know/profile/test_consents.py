"""Consent of customers who merge and part: what holds at once, and the same of a run over all; what is written down."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.know.identity.cast import literal, nothing, parties, person, publish_persons, rows
from tieline.foundation.access.models import Change
from tieline.foundation.days import naive_utc
from tieline.foundation.errors import Invalid, NotFound
from tieline.foundation.expressions.compiler import compile_columns
from tieline.foundation.packs.commands import apply_pack, publish_definition
from tieline.foundation.privacy.consent_commands import Told, forget_customer
from tieline.foundation.privacy.consent_definitions import TEXTS, TOPICS
from tieline.foundation.privacy.consent_models import ConsentPerson, ConsentStatement
from tieline.foundation.privacy.consenting import ALL, CHANNELS
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.identity.commands import join_persons, refresh_identity, split_party, touch_persons
from tieline.know.identity.definitions import KIND as POLICY
from tieline.know.identity.pairing import Person
from tieline.know.identity.tables import PARTY
from tieline.know.ingest.tables import BILLING_ACCOUNT, CONSENT
from tieline.know.profile import facts, tables
from tieline.know.profile.commands import refresh_profile
from tieline.know.profile.consents import persons_of
from tieline.know.profile.contacting import consents_of, may_contact, may_contact_each, record_consent_of
from tieline.know.tags.conditions import condition

pytestmark = pytest.mark.django_db
PACK = Path(__file__).parents[3] / "packs" / "telecom"
DAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
BILLING, SHOP = Person("billing", "1"), Person("shop", "2")
BY: dict[str, Any] = {"by": "amy", "now": NOW}
WORDS = {"key": "offers", "name": {"zh": "优惠", "en": "Offers"}, "purpose": "marketing", "months": 24} | {
    "text": {"zh": "是否同意接收优惠信息？", "en": "May we tell you about offers?"}
}


@pytest.fixture(autouse=True)
def definitions(db: Any) -> None:
    apply_pack(PACK, [POLICY, TOPICS], by="test")
    publish_definition(TEXTS, WORDS, [TOPICS, TEXTS], by="test", reason="to ask")


@pytest.fixture
def apart(warehouse: Warehouse) -> Warehouse:
    """Ann in billing and Ann in the shop, two customers; the shop's Ann said no to text messages in spring."""
    known = {"full_name": "Ann Li"}
    publish_persons(warehouse, person("billing", "1", **known), person("shop", "2", **known))
    accounts = [person(each.system, each.party_ref, account_ref=f"A{each.party_ref}") for each in (BILLING, SHOP)]
    warehouse.publish(BILLING_ACCOUNT, literal(BILLING_ACCOUNT, accounts))
    no = {"said": "no", "purpose": "marketing", "channel": "sms", "at": naive_utc(NOW) - timedelta(days=200)}
    warehouse.publish(CONSENT, literal(CONSENT, [person("shop", "2", consent_ref="2", **no)]))
    refresh_identity(DAY, nothing)
    refresh_profile(DAY, nothing)
    return warehouse


def customer(warehouse: Warehouse, who: Person) -> str:
    return parties(warehouse)[f"{who.system}/{who.party_ref}"]


def say(customer_id: str, said: str = "yes", days_ago: int = 9, **told: Any) -> list[ConsentStatement]:
    text = {"text_key": "offers"} if said == "yes" else {}
    values: dict[str, Any] = {"purpose": "marketing", "place": "call", "channels": ("sms",), **text, **told}
    return record_consent_of(customer_id, Told(said, **values), at=NOW - timedelta(days=days_ago), **BY)


def verdict(customer_id: str, channel: str = "sms", topic: str = ALL) -> str:
    return may_contact(customer_id, "marketing", channel, topic, at=NOW).holding.verdict


def join(warehouse: Warehouse) -> str:
    join_persons([BILLING, SHOP], why="same name", **BY)
    touch_persons([BILLING, SHOP], as_of=DAY)
    return customer(warehouse, BILLING)


def part(warehouse: Warehouse) -> None:
    split_party(customer(warehouse, BILLING), [SHOP], why="mother and daughter", **BY)
    touch_persons([BILLING, SHOP], as_of=DAY)


def published(warehouse: Warehouse) -> dict[tuple[str, ...], str]:
    """What a run over all writes, and that it is what is answered for each customer alone."""
    refresh_identity(DAY, nothing)
    refresh_profile(DAY, nothing)
    found = {
        (row["customer_id"], row["purpose"], row["channel"], row["topic"]): (row["verdict"], row["statement"])
        for row in rows(warehouse, tables.CONSENT)
    }
    end = datetime(2026, 11, 2, 15, 59, 59, tzinfo=UTC)
    ids = [row["party_id"] for row in rows(warehouse, PARTY)]
    for channel in CHANNELS:
        answers = {each: may_contact(each, "marketing", channel, at=end) for each in ids}
        assert may_contact_each([*ids, "nobody"], "marketing", channel, at=end) == answers
    alone = {}
    for each in rows(warehouse, tables.CUSTOMER):
        for cell in consents_of(each["customer_id"], at=end)["cells"]:
            if cell["statement"]:
                key = (each["customer_id"], cell["purpose"], cell["channel"], cell["topic"])
                alone[key] = (cell["verdict"], cell["statement"])
    assert found == alone != {}
    return {key: verdict for key, (verdict, _) in found.items()}


def test_a_merge_keeps_the_strictest_and_a_split_gives_each_their_own_back(apart: Warehouse) -> None:
    one, other = customer(apart, BILLING), customer(apart, SHOP)
    say(one)
    assert (verdict(one), verdict(other)) == ("yes", "no")
    before = published(apart)
    joined = join(apart)
    assert verdict(joined) == verdict(one) == verdict(other) == "no"
    assert published(apart)[joined, "marketing", "sms", ALL] == "no"
    part(apart)
    assert (verdict(one), verdict(other)) == ("yes", "no")
    assert published(apart) == before


def test_a_yes_said_while_merged_holds_for_both_and_after_a_split_for_who_was_in_front(apart: Warehouse) -> None:
    joined = join(apart)
    assert verdict(joined) == "no"
    say(joined)
    assert verdict(joined) == "yes"
    assert published(apart)[joined, "marketing", "sms", ALL] == "yes"
    part(apart)
    other = customer(apart, SHOP if joined == customer(apart, BILLING) else BILLING)
    assert verdict(joined) == "yes"
    assert verdict(other) == ("no" if other == customer(apart, SHOP) else "unknown")
    published(apart)


def test_a_withdrawal_said_while_merged_binds_both_after_a_split(apart: Warehouse) -> None:
    joined = join(apart)
    say(joined, "withdrawn", channels=())
    part(apart)
    for who in (BILLING, SHOP):
        assert {verdict(customer(apart, who), channel) for channel in CHANNELS} == {"no"}
    published(apart)


def test_who_was_bound_by_a_no_of_both_lifts_it_alone_only_for_themselves(apart: Warehouse) -> None:
    joined = join(apart)
    say(joined, "no", channels=("email",))
    part(apart)
    one, other = customer(apart, BILLING), customer(apart, SHOP)
    say(one, "yes", days_ago=2, channels=("email",))
    assert (verdict(one, "email"), verdict(other, "email")) == ("yes", "no")


def test_the_answer_names_the_statement_and_its_proof(apart: Warehouse) -> None:
    one = customer(apart, BILLING)
    (said,) = say(one, language="en", place_name="10086")
    answer = may_contact(one, "marketing", "sms", at=NOW)
    assert answer.allowed
    assert answer.holding.statement is not None
    assert answer.holding.statement.key == f"tieline:{said.pk}"
    assert answer.proof is not None
    assert answer.proof["text"] == WORDS["text"]["en"]  # type: ignore[index]  # a literal of several types
    assert (answer.proof["text_version"], answer.proof["taken_by"], answer.proof["place_name"]) == ("1", "amy", "10086")
    assert said.expires_at == NOW - timedelta(days=9) + timedelta(days=720)
    later = may_contact(one, "marketing", "sms", at=NOW + timedelta(days=720))
    assert (later.allowed, later.holding.verdict) == (False, "expired")


def test_the_words_stay_as_they_were_shown_when_their_definition_changes(apart: Warehouse) -> None:
    (said,) = say(customer(apart, BILLING))
    changed = WORDS | {"text": {"zh": "新的措辞", "en": "Other words"}}
    publish_definition(TEXTS, changed, [TOPICS, TEXTS], by="test", reason="clearer")
    (again,) = say(customer(apart, BILLING), days_ago=1)
    assert (said.text, said.text_version) == (WORDS["text"]["zh"], 1)  # type: ignore[index]  # a literal of several types
    assert (again.text, again.text_version) == ("新的措辞", 2)


def test_a_child_is_not_contacted_for_marketing_until_a_guardian_agrees(apart: Warehouse) -> None:
    young = [
        person(each.system, each.party_ref, full_name="Ann Li", birth_date=date(2020, 5, 1)) for each in (BILLING, SHOP)
    ]
    publish_persons(apart, *young)
    one = customer(apart, BILLING)
    refresh_profile(DAY, nothing)
    assert verdict(one) == "minor"
    say(one)
    assert verdict(one) == "minor"
    assert consents_of(one, at=NOW)["of_age_from"] == datetime(2034, 4, 30, 16, tzinfo=UTC).replace(tzinfo=None)
    published(apart)
    say(one, days_ago=1, speaker="guardian")
    assert verdict(one) == "yes"
    published(apart)


def test_a_condition_asks_what_holds(apart: Warehouse) -> None:
    one, other = customer(apart, BILLING), customer(apart, SHOP)
    say(one)
    refresh_profile(DAY, nothing)
    asked = 'count(consents[purpose = "marketing" and channel = "sms" and allowed]) > 0'
    typed = {"may": condition(asked, facts.scope())}
    found = compile_columns(typed, facts.source(apart), NOW).to_pyarrow().to_pylist()
    assert {row["customer_id"]: row["may"] for row in found} == {one: True, other: False}
    assert len(facts.context(apart, one)["consents"]) == 1


@pytest.mark.parametrize(
    ("told", "where"),
    [
        ({"said": "perhaps"}, "said"),
        ({"purpose": "fun"}, "purpose"),
        ({"channels": ("pigeon",)}, "channels"),
        ({"topics": ("weather",)}, "topics"),
        ({"place": "bus"}, "place"),
        ({"text_key": ""}, "text_key"),
        ({"purpose": "analysis"}, "text_key"),
        ({"days_ago": -1}, "at"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_place(apart: Warehouse, told: dict[str, Any], where: str) -> None:
    with pytest.raises(Invalid) as refused:
        say(customer(apart, BILLING), **told)
    assert refused.value.where == where
    assert not ConsentStatement.objects.exists()


def test_nobody_is_asked_about_who_is_no_customer(apart: Warehouse) -> None:
    with pytest.raises(NotFound):
        say("nobody")
    with pytest.raises(NotFound):
        may_contact("nobody", "marketing", "sms", at=NOW)
    with pytest.raises(Invalid):
        may_contact(customer(apart, BILLING), "marketing", "pigeon", at=NOW)


def test_every_statement_leaves_an_entry_in_the_change_log(apart: Warehouse) -> None:
    say(customer(apart, BILLING), "no", channels=("sms", "email"))
    change = Change.objects.get(command="record_consent")
    assert (change.user, change.object_id) == ("amy", customer(apart, BILLING))
    assert ConsentStatement.objects.count() == 2


def test_only_a_yes_expires(apart: Warehouse) -> None:
    (said,) = say(customer(apart, BILLING), "no")
    with pytest.raises(IntegrityError), transaction.atomic():
        ConsentStatement.objects.filter(pk=said.pk).update(expires_at=NOW)


def test_who_is_forgotten_leaves_no_statement_but_a_no_that_binds_somebody_else(apart: Warehouse) -> None:
    joined = join(apart)
    say(joined, "no", channels=("email",), note="Ann called from home")
    say(joined)
    part(apart)
    front = BILLING if joined == customer(apart, BILLING) else SHOP
    other = customer(apart, SHOP if front == BILLING else BILLING)
    gone = persons_of(apart, joined)
    assert forget_customer(gone) == 1
    assert forget_customer(gone) == 0
    assert verdict(other, "email") == "no"
    (left,) = ConsentStatement.objects.all()
    assert (left.customer_id, left.note) == ("", "")
    assert not ConsentPerson.objects.filter(system=front.system, party_ref=front.party_ref).exists()
    assert forget_customer(persons_of(apart, other)) == 1
    assert not ConsentPerson.objects.exists()
