"""The strongest reasons of a score."""

import pytest

from tests.know.scores.builders import simulated
from tieline.know.scores.fitted import Fitted
from tieline.know.scores.reasons import strongest
from tieline.know.scores.training import learn_from_snapshot


@pytest.fixture(scope="module")
def model() -> Fitted:
    return learn_from_snapshot(simulated(6000)[0], ("plan",), repeats=1).fitted


def test_what_raises_the_risk_is_named_first_with_its_value_and_direction(model: Fitted) -> None:
    row = {"customer_id": "Li Na", "household": "Li", "use": -3.0, "debt": 0.1, "noise": 0.0, "plan": "L"}
    (reasons,) = strongest(model, [row])
    assert len(reasons) == 3
    assert (reasons[0].feature, reasons[0].number) == ("use", -3.0)
    assert reasons[0].amount > 1
    assert [abs(each.amount) for each in reasons] == sorted((abs(each.amount) for each in reasons), reverse=True)


def test_a_category_is_named_by_its_text_and_an_unknown_value_by_none(model: Fitted) -> None:
    row = {"customer_id": "Li Na", "household": "Li", "use": 0.0, "debt": None, "noise": 0.0, "plan": "S"}
    (reasons,) = strongest(model, [row], count=4)
    by_feature = {each.feature: each for each in reasons}
    assert by_feature["plan"].text == "S"
    assert by_feature["plan"].amount > 0
    assert (by_feature["debt"].number, by_feature["debt"].text) == (None, None)


def test_the_feature_that_does_nothing_is_the_last_reason(model: Fitted) -> None:
    rows = [{"household": f"H{each}", "use": -2.0, "debt": 2.0, "noise": 1.0, "plan": "S"} for each in range(20)]
    assert sum(found[-1].feature == "noise" for found in strongest(model, rows, count=4)) > 15
