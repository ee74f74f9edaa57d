"""``refresh_tags`` with the definitions of the telecom pack over literal customers."""

from typing import Any

import pytest

from tests.know.tags.cast import AS_OF, contact, customer, nothing, publish_profile, publish_telecom
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.tags.commands import refresh_tags
from tieline.know.tags.queries import published_tag_table
from tieline.know.tags.tables import VALUE_COUNT

pytestmark = pytest.mark.django_db


def tags_of(warehouse: Warehouse, facts_of_customer: dict[str, Any], **lists: Any) -> dict[str, Any]:
    """The tags that one customer carries, with their values."""
    publish_telecom()
    publish_profile(warehouse, [customer("wang", **facts_of_customer)], **lists)
    refresh_tags(AS_OF, nothing)
    row = warehouse.row(published_tag_table(), customer_id="wang")
    return {key: value for key, value in row.items() if value not in (None, False)}


def line(**fields: Any) -> dict[str, Any]:
    return {"customer_id": "wang", "product_ref": "p1", "product_type": "mobile", "status": "active", **fields}


def test_every_customer_has_one_row_and_every_value_is_counted(warehouse: Warehouse) -> None:
    publish_telecom()
    publish_profile(warehouse, [customer("wang", age=70), customer("li", age=61), customer("chen", age=30)])
    result = refresh_tags(AS_OF, nothing)
    counts = {(row["tag"], row["value"]): row["customers"] for row in warehouse.rows(VALUE_COUNT)}
    assert (result.rows_in, result.rows_out) == (3, 3)
    assert counts["senior", "true"] == 2
    assert counts["age_group", "middle"] == 1


def test_twice_for_the_same_day_gives_the_same_table(warehouse: Warehouse) -> None:
    publish_telecom()
    publish_profile(warehouse, [customer("wang", age=70), customer("li")])
    refresh_tags(AS_OF, nothing)
    first = warehouse.rows(published_tag_table()), warehouse.rows(VALUE_COUNT)
    refresh_tags(AS_OF, nothing)
    assert (warehouse.rows(published_tag_table()), warehouse.rows(VALUE_COUNT)) == first


def test_a_5g_phone_on_a_plan_without_5g_is_noticed(warehouse: Warehouse) -> None:
    carried = tags_of(warehouse, {}, lines=[line(device_5g=True, plan_5g=False)])
    assert carried["phone_5g_without_plan"] is True


def test_a_plan_of_which_nobody_knows_whether_it_has_5g_is_not(warehouse: Warehouse) -> None:
    assert "phone_5g_without_plan" not in tags_of(warehouse, {}, lines=[line(device_5g=True, plan_5g=None)])


@pytest.mark.parametrize(("used", "carried"), [(921.6, True), (921.5, False)])
def test_data_is_used_up_from_nine_tenths_of_all_allowances(warehouse: Warehouse, used: float, carried: bool) -> None:
    lines = [line(data_allowance_mb=512.0), line(product_ref="p2", data_allowance_mb=512.0)]
    assert ("data_exhausted" in tags_of(warehouse, {"data_mb_30d": used}, lines=lines)) is carried


def test_data_is_never_used_up_on_an_unlimited_line(warehouse: Warehouse) -> None:
    lines = [line(data_allowance_mb=512.0), line(product_ref="p2", data_allowance_mb=None)]
    assert "data_exhausted" not in tags_of(warehouse, {"data_mb_30d": 99999.0}, lines=lines)


@pytest.mark.parametrize(
    ("nps", "value"), [(10.0, "promoter"), (9.0, "promoter"), (8.0, "passive"), (6.0, "detractor")]
)
def test_the_answer_to_the_recommendation_question_makes_a_category(
    warehouse: Warehouse, nps: float, value: str
) -> None:
    assert tags_of(warehouse, {"nps": nps})["recommendation"] == value


def test_who_never_answered_the_question_is_in_no_category(warehouse: Warehouse) -> None:
    assert "recommendation" not in tags_of(warehouse, {"nps": None})


def test_the_app_has_gone_quiet_after_sixty_days_without_login(warehouse: Warehouse) -> None:
    logins = [contact("wang", "2026-01-30 08:00", kind="login")]
    assert tags_of(warehouse, {}, contacts=logins)["app_inactive"] is True
    logins += [contact("wang", "2026-01-31 08:00", kind="login")]
    assert "app_inactive" not in tags_of(warehouse, {}, contacts=logins)


def test_the_probability_of_the_model_falls_into_a_band(warehouse: Warehouse) -> None:
    scores = [{"customer_id": "wang", "model": "churn", "probability": 0.31, "percentile": 99.5}]
    carried = tags_of(warehouse, {"average_bill_3m": 150.0}, scores=scores)
    assert (carried["churn_risk"], carried["value_at_risk"], carried["most_at_risk"]) == ("very_high", True, True)


def test_without_a_score_there_is_no_prediction(warehouse: Warehouse) -> None:
    assert not {"churn_risk", "value_at_risk", "most_at_risk"} & set(tags_of(warehouse, {"average_bill_3m": 150.0}))
