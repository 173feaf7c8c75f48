"""The p between its smallest and its largest value over what is missing: against every completion, by brute force."""

import math
from itertools import product

import numpy as np
import pandas as pd
import pytest

from ptce_helpers import compare
from ptce_helpers.completions import of_groups
from ptce_helpers.errors import DataError, ParameterError
from ptce_helpers.placements import places
from ptce_helpers.table_completions import of_table

INF = math.inf
A = [1, 2, 3, 4]
B = [3, 5, 6, 7, 9]
NAMES = ["a", "b"]
GROUP = ["a"] * 4 + ["b"] * 5


def p_of(values, labels, test="rank_sum", names=NAMES):
    return compare.several_groups({name: [v for v, label in zip(values, labels, strict=True) if label == name] for name in names}, test=test).p


def ends(unknown, low=-INF, high=INF):
    values = [float(v) for v in A + B]
    lows, highs = list(values), list(values)
    for i in unknown:
        lows[i], highs[i] = low, high
    return lows, highs


# --- places ---------------------------------------------------------------------------------------------------


def test_known_values_have_one_place_and_unknown_ones_each_gap_and_each_value():
    assert places([1, 3, -INF], [1, 3, INF]) == [[1], [3], [1, 3, 0, 2, 4]]
    assert places([1, 3, 1], [1, 3, 3]) == [[1], [3], [1, 3, 2]]
    assert places([1, -INF, -INF], [1, INF, INF])[1] == [1, 0, -1, 2, 3], "two may lie on the same side, in either order"


def test_whole_numbers_leave_no_place_between_neighbours():
    assert places([1, 2, 1], [1, 2, 2], whole=True) == [[1], [2], [1, 2]]
    assert places([0, 1.2], [0, 3.9], whole=True) == [[0], [2, 3]]
    assert places([-INF, -INF], [INF, INF]) == [[-1, -2], [-1, -2]], "nothing in sight: only their order counts"


@pytest.mark.parametrize(
    ("low", "high", "whole", "words"),
    [(math.nan, 1, False, "case number 1: an end of its interval is nan; allowed: a number, -inf or inf"), (2, 1, False, "found 2.0 to 1.0; allowed: low end first"), (1.2, 1.8, True, "no whole number lies between its ends: found 1.2 to 1.8"), (INF, INF, False, "no number lies between")],
)
def test_ends_that_hold_nothing_are_refused(low, high, whole, words):
    with pytest.raises(DataError, match=words):
        places([low], [high], whole)


# --- numbers --------------------------------------------------------------------------------------------------


def test_where_nothing_is_missing_both_ends_are_the_p():
    found = of_groups(*ends([]), GROUP, NAMES)
    assert found.low == found.high == compare.two_groups(A, B).p and (found.exact, found.looked_at) == (True, 1)


@pytest.mark.parametrize("unknown", [[0], [5], [0, 5], [0, 1], [7, 8]])
def test_unknown_values_are_tried_in_every_rank(unknown):
    found = of_groups(*ends(unknown), GROUP, NAMES)
    ps, values = [], [float(v) for v in A + B]
    for tried in product(np.arange(0.5, 10.6, 0.25), repeat=len(unknown)):  # far finer than the ranks
        for i, value in zip(unknown, tried, strict=True):
            values[i] = float(value)
        ps.append(compare.nulls.of_rank_sums(np.array(values), 4).p(abs(compare.effect_sizes.cliffs_delta(np.array(values[:4]), np.array(values[4:])).value)))
    assert (found.low, found.high, found.exact) == (min(ps), max(ps), True)
    for end, attained in ((found.low, found.at_low), (found.high, found.at_high)):
        assert p_of([value for _, value in attained], [name for name, _ in attained]) == end, "the completion attains it"
        assert [value for i, (_, value) in enumerate(attained) if i not in unknown] == [float(v) for i, v in enumerate(A + B) if i not in unknown]


def test_values_stay_between_their_ends():
    lows, highs = ends([0], 2, 4)
    found = of_groups(lows, highs, GROUP, NAMES)
    ps = [compare.two_groups([value, 2, 3, 4], B).p for value in (2, 2.5, 3, 3.5, 4)]
    assert (found.low, found.high, found.looked_at) == (min(ps), max(ps), 5)
    assert of_groups(lows, highs, GROUP, NAMES, whole=True).looked_at == 3


def test_unknown_groups_are_tried_in_every_way():
    group = [None, *GROUP[1:7], None, ""]
    found = of_groups(*ends([]), group, NAMES)
    ps = [p_of([*map(float, A + B)], [x, *GROUP[1:7], y, z]) for x, y, z in product(NAMES, repeat=3)]
    assert (found.low, found.high, found.exact, found.looked_at) == (min(ps), max(ps), True, 8)
    some = of_groups(*ends([]), [{"a", "b"}, *GROUP[1:]], NAMES)
    assert some.looked_at == 2 and some == of_groups(*ends([]), [None, *GROUP[1:]], NAMES)


@pytest.mark.parametrize("test", ["means", "medians"])
def test_means_and_medians_of_whole_numbers_are_tried_one_by_one(test):
    found = of_groups(*ends([0, 8], 0, 12), GROUP, NAMES, test=test, whole=True)
    ps = [compare.two_groups([x, *A[1:]], [*B[:4], y], test=test).p for x, y in product(range(13), repeat=2)]
    assert (found.low, found.high, found.exact, found.looked_at) == (min(ps), max(ps), True, 169)
    assert not of_groups(*ends([0], 0, 12), GROUP, NAMES, test=test).exact, "other numbers lie between: an inner bound"
    assert of_groups(*ends([]), [None, *GROUP[1:]], NAMES, test=test).exact, "only a group is unknown"


def test_several_groups_have_an_interval_too():
    values, group = [1.0, 2, 3, 4, 5, 6, 7, 8], ["a", "a", "b", "b", "c", "c", "c", "a"]
    found = of_groups([*values[:7], -INF], [*values[:7], INF], group, ["a", "b", "c"])
    ps = [p_of([*values[:7], x], group, names=["a", "b", "c"]) for x in np.arange(0.5, 8, 0.5)]
    assert (found.low, found.high, found.exact) == (pytest.approx(min(ps)), pytest.approx(max(ps)), True)
    assert not of_groups(values, values, group, ["a", "b", "c"], most=10, n_resamples=99).exact, "each p was sampled"


def test_groups_that_are_empty_in_some_completions_are_left_out_there():
    values, group, names = [1.0, 2, 3, 4, 6, 5], ["a", "a", "a", "c", "c", None], ["a", "b", "c"]
    found = of_groups(values, values, group, names)
    ps = [p_of(values, [*group[:5], last], names=names) for last in names]
    assert (found.low, found.high, found.without_test) == (pytest.approx(min(ps)), pytest.approx(max(ps)), 0)
    assert len({round(p, 9) for p in ps}) > 1


def test_too_many_completions_are_searched_and_the_interval_is_an_inner_bound():
    every = of_groups(*ends([0, 5]), GROUP, NAMES)
    searched = of_groups(*ends([0, 5]), GROUP, NAMES, limit=10)
    assert not searched.exact and every.low <= searched.low <= searched.high <= every.high
    assert (searched.low, searched.high) == (every.low, every.high), "in a small problem the search finds the ends"
    assert every.looked_at != searched.looked_at == of_groups(*ends([0, 5]), GROUP, NAMES, limit=2).looked_at, "from random beginnings, not by listing them"
    assert searched == of_groups(*ends([0, 5]), GROUP, NAMES, limit=10)


def test_limit_is_the_number_of_completions():
    assert of_groups(*ends([0]), GROUP, NAMES, limit=15).exact and not of_groups(*ends([0]), GROUP, NAMES, limit=14).exact, "7 different values and 8 gaps"


def test_completions_that_leave_nothing_to_compare_count_as_one():
    found = of_groups([1, 2, 3], [1, 2, 3], ["a", None, None], NAMES)
    assert (found.high, found.without_test, found.looked_at) == (1.0, 1, 4), "all three may be in the first group"
    found = of_groups([1, 1, 0], [1, 1, 1], ["a", "a", "b"], NAMES, whole=True)
    assert (found.low, found.high, found.without_test) == (pytest.approx(1 / 3), 1.0, 1), "all equal, or the one of b below: 1 of 3 ways"


def test_everything_missing_says_nothing():
    found = of_groups([-INF] * 4, [INF] * 4, ["a", "a", "b", "b"], NAMES)
    assert (found.low, found.high) == (pytest.approx(2 / 6), 1.0) and found.exact, "from the smallest reachable p to 1"
    assert of_groups([], [], [], NAMES).reason == "why_not_cases"
    assert of_groups([1, -INF], [1, INF], ["a", "b"], NAMES, test="means").reason == "why_not_unbounded"


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        (([1, 2], [1, 2], ["a"], NAMES), DataError, "each case needs two ends and a group: found 2, 2 and 1"),
        (([1, 2], [1, 2], ["a", "bb"], NAMES), ParameterError, r"case number 2: there is no 'bb': allowed: a, b, or None"),
        ((pd.Series([1, math.nan], index=["phares", "la_serre"]), [1, 2], ["a", "b"], NAMES), DataError, "case la_serre: an end of its interval is nan"),
        ((pd.Series([1, 2], index=["phares", "la_serre"]), [1, 2], ["a", "c"], NAMES), ParameterError, "case la_serre: there is no 'c'"),
        (([1, 2], [1, 2], ["a", set()], NAMES), ParameterError, "case number 2 may be nothing: found an empty set"),
        (([1, math.nan], [1, 2], ["a", "b"], NAMES), DataError, "case number 2: an end of its interval is nan"),
    ],
)
def test_what_can_not_be_completed_is_refused(given, error, words):
    with pytest.raises(error, match=words):
        of_groups(*given)
    with pytest.raises(ParameterError, match="test has no 'mean': allowed: rank_sum, means, medians"):
        of_groups([1], [1], ["a"], NAMES, test="mean")


# --- tables ---------------------------------------------------------------------------------------------------


def counted(rows, columns):
    return compare.cross_table([[sum(r == x and c == y for r, c in zip(rows, columns, strict=True)) for y in "pq"] for x in "xy"])


@pytest.mark.parametrize("unknown", [(0,), (0, 5), (0, 1, 5)])
def test_unknown_codes_are_tried_in_every_way(unknown):
    rows, columns = list("xxxxyyyyy"), list("pppqqqqpq")
    found = of_table(rows, [None if i in unknown else c for i, c in enumerate(columns)], "xy", "pq")
    ps = []
    for tried in product("pq", repeat=len(unknown)):
        for i, code in zip(unknown, tried, strict=True):
            columns[i] = code
        ps.append(counted(rows, columns).p)
    assert (found.low, found.high, found.exact) == (min(ps), max(ps), True)
    assert compare.cross_table(found.at_low).p == found.low and compare.cross_table(found.at_high).p == found.high


def test_cases_count_alike_so_that_equal_tables_are_tried_once():
    found = of_table(["x"] * 6 + ["y"] * 6, [None] * 12, "xy", "pq")
    assert (found.looked_at, found.low, found.high, found.without_test) == (49, pytest.approx(2 / 924), 1.0, 2), "7 x 7 tables, two with one column"
    both = of_table([None, "x", "y"], [None, "p", {"p", "q"}], "xy", "pq")
    assert both.looked_at == len({tuple(t) for t in both_tables()}) and both.exact


def both_tables():
    for row, column, last in product("xy", "pq", "pq"):
        cells = [(row, column), ("x", "p"), ("y", last)]
        yield [cells.count(cell) for cell in product("xy", "pq")]


def test_too_many_tables_are_searched_in_part_and_it_says_so():
    every, part = (of_table(["x"] * 6 + ["y"] * 6, [None] * 12, "xy", "pq", limit=limit) for limit in (49, 48))
    assert every.exact and not part.exact and every.low <= part.low <= part.high <= every.high


def test_tables_that_can_not_be_completed_are_refused():
    with pytest.raises(DataError, match="each case needs a row and a column: found 1 and 2"):
        of_table(["x"], ["p", "q"], "xy", "pq")
    with pytest.raises(ParameterError, match="case number 1: there is no 'z': allowed: p, q, or None"):
        of_table(["x"], ["z"], "xy", "pq")
    assert of_table([], [], "xy", "pq").reason == "why_not_cases"
