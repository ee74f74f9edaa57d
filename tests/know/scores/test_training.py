"""Learning from customers whose true probabilities are known."""

import numpy as np
import pytest

from tests.know.scores.builders import simulated
from tieline.know.scores import unseen
from tieline.know.scores.examples import Examples, household_fold
from tieline.know.scores.fitted import Fitted, Learners, fit_learners
from tieline.know.scores.metrics import auc, calibration_error, measure
from tieline.know.scores.training import Months, learn_by_time, learn_from_snapshot

CATEGORICAL = ("plan",)


def months(rows: int = 8000) -> Months:
    return Months(*(simulated(rows, seed, per_household=2)[0] for seed in (1, 2, 3, 4)))


@pytest.fixture(scope="module")
def by_time() -> Fitted:
    return learn_by_time(months(), CATEGORICAL).fitted


def test_probabilities_are_calibrated_on_customers_never_seen(by_time: Fitted) -> None:
    fresh, truth = simulated(40_000, seed=99)
    said = by_time.probability(fresh.features, fresh.households)
    assert calibration_error(fresh.labels, said) < 0.012
    assert said.mean() == pytest.approx(truth.mean(), abs=0.01)


def test_ranking_comes_close_to_that_of_the_true_probabilities(by_time: Fitted) -> None:
    fresh, truth = simulated(40_000, seed=99)
    best = auc(fresh.labels, truth)
    assert best - 0.03 < auc(fresh.labels, by_time.probability(fresh.features, fresh.households)) <= best


def test_the_test_month_is_judged_as_it_turns_out_on_new_customers() -> None:
    learned = learn_by_time(months(), CATEGORICAL)
    judged = measure(learned.happened[0], learned.judged[0]["chosen"])
    fresh, _ = simulated(40_000, seed=99)
    later = measure(fresh.labels, learned.fitted.probability(fresh.features, fresh.households))
    assert judged.auc == pytest.approx(later.auc, abs=0.02)
    assert judged.brier == pytest.approx(later.brier, abs=0.01)


def test_learning_twice_gives_the_same_model() -> None:
    first, second = (learn_by_time(months(2000), CATEGORICAL).fitted for _ in range(2))
    assert first.body() == second.body()
    assert first.trees_texts() == second.trees_texts()


def test_a_model_read_back_says_the_same_numbers(by_time: Fitted) -> None:
    again = Fitted.read(by_time.trees_texts(), by_time.body())
    fresh, _ = simulated(500, seed=5)
    assert (
        again.probability(fresh.features, fresh.households) == by_time.probability(fresh.features, fresh.households)
    ).all()
    assert (
        again.contributions(fresh.features, fresh.households) == by_time.contributions(fresh.features, fresh.households)
    ).all()


def test_contributions_add_up_to_the_log_odds(by_time: Fitted) -> None:
    fresh, _ = simulated(300, seed=5)
    one_fold = household_fold(fresh.households, 5) == 2
    rest = (
        by_time.log_odds(fresh.features, fresh.households)
        - by_time.contributions(fresh.features, fresh.households).sum(axis=1)
    )[one_fold]
    assert rest == pytest.approx(np.full(one_fold.sum(), rest[0]), abs=1e-9)


def test_no_household_is_on_both_sides_of_a_fit_and_what_it_is_judged_by(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs: list[tuple[set[str], set[str]]] = []

    def watched(examples: Examples, categorical: tuple[str, ...]) -> Learners:
        learners = fit_learners(examples, categorical)
        return Watched(learners.encoding, learners.trees, learners.splines, set(examples.households))

    class Watched(Learners):
        def __init__(self, encoding, trees, splines, fitted_on) -> None:  # type: ignore[no-untyped-def] # a spy in a test
            super().__init__(encoding, trees, splines)
            object.__setattr__(self, "fitted_on", fitted_on)

        def staged(self, features):  # type: ignore[no-untyped-def] # a spy in a test
            pairs.append((self.fitted_on, set(features["household"])))  # type: ignore[attr-defined] # set above
            return super().staged(features)

    def visible(examples: Examples) -> Examples:
        """The household as a category too, so that the spy sees which rows learners speak about."""
        named = examples.features.assign(household=examples.households)
        return Examples(named, examples.labels, examples.households)

    monkeypatch.setattr(unseen, "fit_learners", watched)
    monkeypatch.setattr("tieline.know.scores.training.fit_learners", watched)
    every = months(600)
    learn_by_time(
        Months(*(visible(part) for part in (every.train, every.tune, every.calibrate, every.test))),
        (*CATEGORICAL, "household"),
    )
    learn_from_snapshot(visible(every.train), (*CATEGORICAL, "household"), repeats=1)
    assert len(pairs) == 5 + 5 * (5 + 1) + 5
    for fitted_on, spoken_about in pairs:
        assert spoken_about
        assert not fitted_on & spoken_about


def test_a_snapshot_is_judged_on_every_row_once_per_repeat() -> None:
    snapshot, truth = simulated(3000)
    learned = learn_from_snapshot(snapshot, CATEGORICAL, repeats=2)
    assert len(learned.judged) == 2
    for said in learned.judged:
        assert len(said["chosen"]) == 3000
        assert auc(snapshot.labels, said["chosen"]) == pytest.approx(auc(snapshot.labels, truth), abs=0.05)


def test_who_was_in_the_snapshot_is_scored_as_honestly_as_anybody_new() -> None:
    snapshot, _ = simulated(4000)
    fitted = learn_from_snapshot(snapshot, CATEGORICAL, repeats=1).fitted
    fresh, _ = simulated(40_000, seed=99)
    known = auc(snapshot.labels, fitted.probability(snapshot.features, snapshot.households))
    assert known == pytest.approx(auc(fresh.labels, fitted.probability(fresh.features, fresh.households)), abs=0.03)


def test_noise_is_scored_at_the_base_rate() -> None:
    chance = np.random.default_rng(0)
    every = months(3000)
    noise = Months(
        *(
            Examples(part.features, chance.random(len(part)) < 0.1, part.households)
            for part in (every.train, every.tune, every.calibrate, every.test)
        )
    )
    learned = learn_by_time(noise, CATEGORICAL)
    assert measure(learned.happened[0], learned.judged[0]["chosen"]).auc == pytest.approx(0.5, abs=0.06)
    assert learned.fitted.probability(every.test.features, every.test.households).std() < 0.05
