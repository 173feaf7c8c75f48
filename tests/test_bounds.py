"""Bounds are right (every one is compared with a search through all completions) and sharp (a completion attains it)."""

import math
from itertools import product

import numpy as np
import pytest

from ptce_helpers import bounds, programs
from ptce_helpers.bounds import Bounds, Known
from ptce_helpers.errors import ResearcherError

FIGURES = {
    "mean": (bounds.mean, np.mean),
    "total": (bounds.total, np.sum),
    "median": (bounds.median, np.median),
    "count": (lambda known: bounds.count_above(known, 3), lambda values: (np.asarray(values) > 3).sum()),
}


def fits(values, known):
    """Whether values agree with all that is known of them."""
    values, slack = np.asarray(values, dtype=float), 1e-6 * known.scale
    inside = ((values >= known.low - slack) & (values <= known.high + slack)).all()
    whole = not known.integer or (values == np.round(values)).all()
    summed = known.total is None or known.total[0] - slack <= values.sum() <= known.total[1] + slack
    ends = all(level is None or abs(found - level) <= slack for level, found in ((known.smallest, values.min()), (known.largest, values.max())))
    return inside and whole and summed and ends and all((values > limit).sum() == number for limit, number in known.above)


def drawn_at_random(rng):
    """A small problem of whole numbers that has at least one completion, and all its completions."""
    n = int(rng.integers(2, 6))
    low = rng.integers(0, 5, n)
    high = low + rng.integers(0, 4, n)
    grid = np.array(list(product(*(range(a, b + 1) for a, b in zip(low, high, strict=True)))))
    pick = grid[rng.integers(len(grid))]
    said = {}
    if rng.random() < 0.5:
        said["total"] = (int(pick.sum()) - int(rng.integers(0, 2)), int(pick.sum()))
    if rng.random() < 0.4:
        said["smallest"] = int(pick.min())
    if rng.random() < 0.4:
        said["largest"] = int(pick.max())
    if rng.random() < 0.4:
        limit = int(rng.integers(0, 8))
        said["above"] = ((limit, int((pick > limit).sum())),)
    known = Known(low, high, integer=True, **said)
    return known, [values for values in grid if fits(values, known)]


@pytest.mark.parametrize("name", FIGURES)
def test_every_bound_is_that_of_a_search_through_all_completions_and_is_attained(name):
    bound, worth = FIGURES[name]
    rng = np.random.default_rng(20151001)
    for _ in range(60):
        known, completions = drawn_at_random(rng)
        found = bound(known)
        wanted = [float(worth(values)) for values in completions]
        assert (found.low, found.high) == pytest.approx((min(wanted), max(wanted))), known
        for side, values in ((found.low, found.at_low), (found.high, found.at_high)):
            assert fits(values, known) and float(worth(values)) == pytest.approx(side), (known, values)


def test_the_one_that_misled_the_solver_is_right():
    """With HiGHS' presolve, scipy 1.17.1 finds that at most one of these values is above 3."""
    known = Known([3, 2, 0, 3, 0], [6, 3, 1, 5, 1], integer=True, total=(13, 13))
    assert bounds.count_above(known, 3) == Bounds(1, 2)


def test_eleven_first_circles_of_which_only_the_ends_and_seven_above_fifteen_are_known():
    known = Known([0] * 11, [math.inf] * 11, integer=True, smallest=6, largest=20, above=((15, 7),))
    total = bounds.total(known)
    assert (total.low, total.high) == (20 + 6 * 16 + 4 * 6, 7 * 20 + 3 * 15 + 6) == (140, 191)
    assert bounds.mean(known) == Bounds(140 / 11, 191 / 11)
    middle = bounds.median(known)
    assert (middle.low, middle.high) == (16, 20), "seven of eleven are above fifteen, so the sixth is"
    assert fits(middle.at_low, known) and np.median(middle.at_low) == 16


def test_eleven_budgets_of_which_only_the_ends_and_the_mean_are_known():
    known = Known([0] * 11, [math.inf] * 11, smallest=35_000, largest=748_000, total=(11 * 245_000,) * 2)
    middle = bounds.median(known)
    highest = (11 * 245_000 - 748_000 - 5 * 35_000) / 5
    assert (middle.low, middle.high) == pytest.approx((35_000, highest)) == (35_000, 354_400)
    assert fits(middle.at_high, known) and sorted(middle.at_high)[5] == pytest.approx(highest)
    deviation = bounds.spread(known)
    level = (11 * 245_000 - 35_000 - 748_000) / 9
    assert deviation.low == pytest.approx(np.std([35_000, 748_000, *[level] * 9])), "all others at one level"
    assert deviation.high == pytest.approx(np.std([748_000] * 3 + [35_000] * 7 + [206_000])), "all but one at an end"
    assert fits(deviation.at_low, known) and fits(deviation.at_high, known)
    assert np.std(deviation.at_high) == pytest.approx(deviation.high)


def completions_on_a_grid(known, step):
    axes = [np.arange(a, b + step / 2, step) for a, b in zip(*known.ends, strict=True)]
    return [values for values in product(*axes) if fits(values, known)]


@pytest.mark.parametrize(
    "known",
    [
        Known([0, 0, 0], [4, 4, 4], total=(6, 6)),
        Known([0, 0, 0, 0], [4, 4, 4, 4], smallest=0, largest=4, total=(9, 9)),
        Known([0, 1, 2], [3, 5, 2], total=(4, 7)),
        Known([0, 2, 5], [1, 3, 6]),
        Known([1, 1, 4], [1, 1, 4]),
    ],
    ids=["sum", "ends and sum", "a range of sums", "intervals", "all known"],
)
def test_no_completion_spreads_more_or_less_than_the_bounds(known):
    found = bounds.spread(known)
    seen = [float(np.std(values)) for values in completions_on_a_grid(known, 0.25)]
    assert found.low <= min(seen) + 1e-9 and max(seen) <= found.high + 1e-9
    assert found.high == pytest.approx(max(seen), abs=1e-9) and found.low == pytest.approx(min(seen), abs=0.1)
    assert fits(found.at_low, known) and fits(found.at_high, known)


def test_the_middle_of_an_even_number_is_the_mean_of_the_two_middle_ones():
    found = bounds.median(Known([1, 2, 3, 10], [1, 5, 3, 10]))
    assert found == Bounds(2.5, 4) and np.median(found.at_high) == 4


def test_what_nothing_limits_has_no_bound_and_no_completion():
    known = Known([5, 7, 0], [5, 7, math.inf])
    assert bounds.mean(known) == Bounds(4, math.inf) and bounds.mean(known).at_high is None
    assert bounds.median(known) == Bounds(5, 7), "one unknown value can't move the middle beyond its neighbours"
    assert bounds.spread(known).high == math.inf
    assert bounds.median(Known([5, 0, 0], [5, math.inf, math.inf])) == Bounds(0, math.inf)


def test_a_sum_limits_what_has_no_end_of_its_own():
    assert bounds.median(Known([0, 0, 0], [math.inf] * 3, total=(30, 30))) == Bounds(0, 15)
    assert bounds.spread(Known([0, 0], [math.inf] * 2, total=(10, 10))) == Bounds(0, 5)


def test_unknown_cases_may_all_or_none_belong():
    assert bounds.count(3, 4) == Bounds(3, 7)


def test_the_size_of_amounts_does_not_blur_them():
    found = bounds.median(Known([100_000, 748_000, 0], [100_000, 748_000, math.inf], total=(1_000_000.01, 1_000_000.01)))
    assert (found.low, found.high) == pytest.approx((152_000.01, 152_000.01), rel=1e-12)


# --- what can't be -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Known([1, 2], [3]), "2 lower and 1 upper ends were given"),
        (lambda: Known([], []), "0 lower and 0 upper ends"),
        (lambda: Known([1, 5], [3, 4]), "The interval of value 2 is empty: it begins at 5 and ends at 4"),
        (lambda: Known([math.nan], [4]), "The interval of value 1 is empty"),
        (lambda: Known([1], [3], above=((2, 1),)), "Counts above a limit can only be used for whole numbers"),
        (lambda: bounds.spread(Known([1], [3], integer=True)), "The spread of whole numbers is not bounded here"),
        (lambda: bounds.count_above(Known([1], [3]), 2), "can only be bounded for whole numbers"),
        (lambda: bounds.spread(Known(range(16), np.arange(16) + 1.5)), "can't be found by trying all corners"),
    ],
)  # fmt: skip
def test_what_can_not_be_bounded_says_why(make, message):
    with pytest.raises(ResearcherError, match=message):
        make()


@pytest.mark.parametrize(
    "known",
    [
        Known([22, 0], [22, 50], integer=True, largest=20),
        Known([0, 0], [5, 5], total=(11, 11)),
        Known([0, 0], [5, 5], integer=True, above=((5, 1),)),
        Known([0, 0], [5, 5], smallest=1, largest=1, total=(9, 9)),
    ],
    ids=["a value above the maximum", "a sum out of reach", "a count out of reach", "ends and sum"],
)
def test_values_that_contradict_what_is_said_of_all_are_told(known):
    with pytest.raises(bounds.Contradiction, match="No values fit all that is said of them"):
        bounds.median(known)


def test_the_spread_of_contradicting_values_is_refused_too():
    with pytest.raises(bounds.Contradiction, match="contradict each other"):
        bounds.spread(Known([0, 0], [5, 5], total=(11, 11)))


def test_where_the_solver_gives_up_it_is_asked_again_in_another_order(monkeypatch):
    asked = []
    really = programs.highs

    def moody(costs, *rest):
        asked.append(costs)
        answer = really(costs, *rest)
        if len(asked) == 1:
            answer.x, answer.status = None, 4
        return answer

    monkeypatch.setattr(programs, "highs", moody)
    assert bounds.mean(Known([0, 0], [4, 5], integer=True, total=(3, 6))) == Bounds(1.5, 3)
    assert len(asked) == 3 and len({tuple(costs) for costs in asked}) == 2


def test_a_solver_that_gives_up_for_good_is_told(monkeypatch):
    class Failed:
        x, status, message = None, 4, "Solve error"

    monkeypatch.setattr(programs, "highs", lambda *_: Failed())
    with pytest.raises(ResearcherError, match="The bounds could not be found: Solve error"):
        bounds.mean(Known([0, 0], [4, 5], total=(3, 6)))


def test_a_question_that_was_answered_is_not_solved_again(monkeypatch):
    known = Known([0, 1], [7, 8], integer=True, total=(9, 9))
    first = bounds.median(known)
    monkeypatch.setattr(programs, "highs", lambda *_: pytest.fail("solved again"))
    assert bounds.median(Known([0, 1], [7, 8], integer=True, total=(9, 9))) is first
    with pytest.raises(pytest.fail.Exception, match="solved again"):
        bounds.median(Known([0, 1], [7, 8], integer=True, total=(8, 9)))
