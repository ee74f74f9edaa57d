"""From features to the matrix of learners, and curves over it."""

import json

import numpy as np
import pandas as pd
import pytest

from tieline.know.scores.encoding import Encoding, learn_encoding
from tieline.know.scores.splines import Curve, Splines, fit_splines, learn_curve

FRAME = pd.DataFrame({"use": [1.0, np.nan, 3.0], "plan": pd.Series(["S", None, "M"], dtype=object)})


def test_numbers_come_first_then_codes_and_unknown_stays_unknown() -> None:
    matrix = learn_encoding(FRAME, ["plan"]).matrix(FRAME)
    np.testing.assert_array_equal(matrix, [[1, 1], [np.nan, np.nan], [3, 0]])


def test_a_value_never_seen_has_a_code_of_its_own() -> None:
    encoding = learn_encoding(FRAME, ["plan"])
    assert encoding.matrix(pd.DataFrame({"use": [0.0], "plan": ["XL"]}))[0, 1] == 2


def test_an_encoding_read_back_from_json_is_the_same() -> None:
    encoding = learn_encoding(FRAME, ["plan"])
    assert Encoding.read(json.loads(json.dumps(encoding.body()))) == encoding


def test_infinite_numbers_count_as_unknown() -> None:
    assert np.isnan(learn_encoding(FRAME, ["plan"]).matrix(pd.DataFrame({"use": [np.inf], "plan": ["S"]}))[0, 0])


def test_a_curve_shows_a_missing_value_by_an_indicator_alone() -> None:
    for curve in (learn_curve(np.linspace(0, 1, 50)), learn_curve(np.array([0.0, 1.0])), Curve((), 0, 1, values=3)):
        columns = curve.columns(np.array([np.nan, 1.0]))
        assert columns[0].tolist() == [0.0] * (columns.shape[1] - 1) + [1.0]
        assert columns[1, -1] == 0


def test_a_column_without_any_value_is_no_error() -> None:
    assert np.isfinite(learn_curve(np.array([np.nan, np.nan])).columns(np.array([np.nan, 2.0]))).all()


def test_splines_follow_a_curve_that_a_line_cannot() -> None:
    chance = np.random.default_rng(0)
    use = chance.uniform(-2, 2, 20_000)
    labels = chance.random(20_000) < 1 / (1 + np.exp(-(use**2 - 2)))
    fitted = fit_splines(use[:, None], labels, Encoding(("use",), {}))
    said = fitted.log_odds(np.array([[-1.5], [0.0], [1.5]]))
    assert said == pytest.approx([0.25, -2, 0.25], abs=0.25)
    again = Splines.read(json.loads(json.dumps(fitted.body())))
    assert (again.log_odds(use[:, None]) == fitted.log_odds(use[:, None])).all()
