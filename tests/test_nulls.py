"""Exact permutation tests: every arrangement of the cases, against scipy, R's coin and published tables."""

import json
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from ptce_helpers import compare, nulls
from ptce_helpers.arrangements import arrangements, choices, drawn, every, number

TIES = json.loads((Path(__file__).parent / "reference/compare/ties.json").read_text(encoding="utf-8"))["cases"]
ALL = dict(n_resamples=np.inf, alternative="greater")


def between(a, b, axis):
    return np.abs(np.mean(a, axis=axis) - np.mean(b, axis=axis))


# --- arrangements --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("sizes", "expected"), [((3, 3), 20), ((9, 9), 48_620), ((6, 6, 6), 17_153_136), ((4, 5, 3), 27_720), ((1, 1), 2), ((2, 0), 1)])
def test_arrangements_are_counted_exactly(sizes, expected):
    assert number(sizes) == expected


@pytest.mark.parametrize("sizes", [(1, 1), (2, 3), (4, 2), (2, 2, 2), (1, 3, 2), (1, 1, 1, 2)])
def test_every_arrangement_is_there_once(sizes):
    found = [tuple(row) for row in every(sizes).tolist()]
    expected = set(permutations(np.repeat(range(len(sizes)), sizes).tolist()))
    assert set(found) == expected and len(found) == len(expected) == number(sizes)
    assert found[0] == tuple(np.repeat(range(len(sizes)), sizes).tolist())


def test_choices_come_in_order():
    assert choices(4, 2).tolist() == [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]
    assert choices(3, 3).tolist() == [[0, 1, 2]] and choices(3, 0).shape == (1, 0)


def test_up_to_the_limit_all_are_looked_at_and_above_it_a_seeded_sample():
    assert arrangements((3, 3), 20).exact and not arrangements((3, 3), 19, 50).exact
    assert len(arrangements((3, 3), 19, 50).labels) == 50 and arrangements((3, 3), 19, 50).number == 20
    assert (drawn((4, 5), 10, 3) == drawn((4, 5), 10, 3)).all() and (drawn((4, 5), 10, 3) != drawn((4, 5), 10, 4)).any()
    assert (np.sort(drawn((4, 5), 10, 3), axis=1) == [0] * 4 + [1] * 5).all(), "groups keep their sizes"


# --- two groups ----------------------------------------------------------------------------------------------


def test_three_against_three_by_hand():
    found = compare.two_groups([1, 2, 3], [4, 5, 6])
    assert (found.p, found.card.floor, found.statistic, found.looked_at) == (0.1, 0.1, 0, 20), "2 of 20 arrangements"
    assert compare.two_groups([1, 2, 4], [3, 5, 6]).p == 0.2, "the two with rank sum 6, and those with 7, and their mirrors: 4 of 20"


@pytest.mark.parametrize("case", TIES)
def test_p_with_ties_is_that_of_coin(case):
    assert compare.two_groups(case["a"], case["b"]).p == pytest.approx(case["rank_sum"], rel=1e-12)
    assert compare.two_groups(case["a"], case["b"], test="means").p == pytest.approx(case["means"], rel=1e-12)


@pytest.mark.parametrize("sizes", [(2, 5), (4, 4), (5, 7), (1, 6)])
def test_rank_sums_without_ties_are_those_of_scipy(sizes):
    values = np.random.default_rng(sum(sizes)).permutation(sum(sizes)).astype(float)
    a, b = np.split(values, sizes[:1])
    found, expected = compare.two_groups(a, b), stats.mannwhitneyu(a, b, method="exact")
    assert (found.p, found.statistic) == (pytest.approx(expected.pvalue), expected.statistic)


@pytest.mark.parametrize("seed", range(6))
def test_rank_sums_that_are_counted_are_those_that_are_listed(seed):
    values, n = np.random.default_rng(seed).integers(0, 6, 11).astype(float), 3 + seed % 3
    counted = nulls.of_rank_sums(values, n)
    listed = nulls.of_means(2 * stats.rankdata(values), (n, 11 - n), arrangements((n, 11 - n)))
    assert counted.sizes * 11 == pytest.approx(np.unique(listed.sizes.round(9)), abs=1e-8)
    assert [counted.p(size) for size in counted.sizes] == [listed.p(11 * size) for size in counted.sizes]
    assert (counted.floor, counted.number) == (listed.floor, number((n, 11 - n)))


@pytest.mark.parametrize(("test", "statistic"), [("means", between), ("medians", lambda a, b, axis: np.abs(np.median(a, axis=axis) - np.median(b, axis=axis)))])
@pytest.mark.parametrize("seed", range(3))
def test_means_and_medians_are_those_of_scipy(test, statistic, seed):
    a, b = np.split(np.random.default_rng(seed).normal(size=9).round(1), [4])
    assert compare.two_groups(a, b, test=test).p == pytest.approx(stats.permutation_test((a, b), statistic, **ALL).pvalue)


def test_two_sided_is_the_size_of_the_difference_and_not_twice_the_smaller_tail():
    """On purpose unlike scipy, which doubles the tail: for groups of unequal size the tails differ, and the doubled p
    adds up arrangements that differ less than the observed one."""
    a, b = [9.0, 8.0], [1.0, 2.0, 2.0, 3.0, 10.0]
    doubled = stats.permutation_test((a, b), lambda a, b, axis: np.mean(a, axis=axis) - np.mean(b, axis=axis), n_resamples=np.inf, vectorized=True).pvalue
    assert compare.two_groups(a, b, test="means").p == pytest.approx(5 / 21) and doubled == pytest.approx(6 / 21)


def test_equal_differences_are_equal_also_in_floating_point():
    assert compare.two_groups([0.1, 0.2], [0.3, 0.4], test="means").p == compare.two_groups([1, 2], [3, 4], test="means").p == 2 / 6
    assert compare.two_groups([0.1 + 0.2, 0.1], [0.3, 0.7], test="means").p == compare.two_groups([3, 1], [3, 7], test="means").p
    far = 1e9 + np.array([1, 2, 3, 4, 6, 9.0])
    assert compare.two_groups(far[:3], far[3:], test="means").p == compare.two_groups([1, 2, 3], [4, 6, 9], test="means").p


def test_large_groups_are_counted_without_overflow():
    a, b = np.arange(40.0), np.arange(40.0) + 5.5
    assert compare.two_groups(a, b).p == pytest.approx(stats.mannwhitneyu(a, b, method="exact").pvalue, rel=1e-9)


# --- several groups ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "h", "p"),
    [(3, 7.2000, 0.004), (3, 6.4889, 0.011), (3, 5.6889, 0.029), (3, 5.6000, 0.050), (3, 4.6222, 0.100), (4, 7.6538, 0.008), (4, 7.5385, 0.011), (4, 5.6923, 0.049)],
)
def test_h_of_three_equal_groups_has_the_published_p(size, h, p):
    """Siegel 1956, Nonparametric Statistics, table O."""
    null = nulls.of_means(np.arange(3.0 * size), (size,) * 3, arrangements((size,) * 3))
    assert null.p((h - 5e-5) / (3 * size - 1)) == pytest.approx(p, abs=5.01e-4)


@pytest.mark.parametrize("sizes", [(2, 3, 2), (2, 2, 2)])
def test_several_groups_are_those_of_scipy(sizes):
    values = np.random.default_rng(5).integers(0, 5, sum(sizes)).astype(float)
    groups = np.split(values, np.cumsum(sizes)[:-1])
    found = compare.several_groups(dict(zip("wxyz", groups, strict=False)))
    expected = stats.permutation_test(groups, lambda *g: stats.kruskal(*g).statistic, vectorized=False, **ALL)
    assert (found.statistic, found.p) == (pytest.approx(expected.statistic), pytest.approx(expected.pvalue))
    means = compare.several_groups(dict(zip("wxyz", groups, strict=False)), test="means")
    apart = stats.permutation_test(groups, lambda *g: sum(part.sum() ** 2 / len(part) for part in g), vectorized=False, **ALL)
    assert means.p == pytest.approx(apart.pvalue), "the more the means differ, the larger this sum"


def test_two_groups_are_the_same_asked_as_several():
    a, b = [1, 4, 4, 6.0], [2, 3, 5, 9, 9.0]
    for test in compare.SEVERAL:
        assert compare.several_groups({"a": a, "b": b}, test=test) == compare.two_groups(a, b, test=test)


# --- sampled -------------------------------------------------------------------------------------------------


def test_sampled_p_is_never_zero_and_its_interval_holds_the_exact_one():
    a, b = np.arange(9.0), np.arange(9.0) + 9
    found = compare.two_groups(a, b, test="means", most=1000, n_resamples=999)
    assert (found.p, found.card.floor, found.card.exact, found.card.arrangements) == (1 / 1000, 1 / 1000, False, 48_620), "(b + 1) / (m + 1) with b = 0"
    assert found.p_low == 0 and found.p_low <= 2 / 48_620 <= found.p_high
    a, b = np.array([1, 5, 7, 3.5, 2, 9.0]), np.array([3, 4, 6, 10, 12, 11, 1.5])
    exact = compare.two_groups(a, b, test="medians")
    sampled = [compare.two_groups(a, b, test="medians", most=10, n_resamples=500, seed=seed) for seed in range(20)]
    assert sum(one.p_low <= exact.p <= one.p_high for one in sampled) >= 19 and exact.p_low == exact.p == exact.p_high
    assert len({one.p for one in sampled}) > 10 and compare.two_groups(a, b, test="medians", most=10, n_resamples=500, seed=7) == sampled[7]


def test_detectable_from_a_sample_is_the_smallest_size_whose_sampled_p_reaches_alpha():
    values = np.arange(9.0) ** 2
    null = nulls.of_means(values, (4, 5), arrangements((4, 5), 1, 199, 0))
    for alpha in (*np.arange(0.005, 0.3, 0.0007), 0.005, 0.05, 0.2):
        assert null.detectable(alpha) == min(size for size in [*null.sizes, null.largest] if null.p(size) <= alpha)
    assert np.isnan(null.detectable(0.004)), "no p is below 1 / 200"


def test_interval_of_a_sampled_share_is_that_of_clopper_and_pearson():
    low, high = nulls.interval_of_share(3, 99)
    assert stats.binom.sf(2, 99, low) == pytest.approx(0.005) and stats.binom.cdf(3, 99, high) == pytest.approx(0.005)
    assert nulls.interval_of_share(5, 5) == (pytest.approx(0.005 ** (1 / 5)), 1.0)


# --- the card ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("test", ["rank_sum", "means", "medians"])
@pytest.mark.parametrize("seed", range(3))
def test_floor_and_detectable_are_those_of_all_arrangements(test, seed):
    values = np.random.default_rng(seed).integers(0, 7, 8).astype(float)
    found = [compare.two_groups(values[row == 0], values[row == 1], test=test, alpha=0.2) for row in every((3, 5))]
    card = compare.groups_card({"a": values[:3], "b": values[3:]}, test=test, alpha=0.2)
    assert card.floor == min(one.p for one in found) and len({one.card for one in found}) == 1, "who is in which group plays no part"
    reach = [abs(one.effects[0].value) for one in found if one.p <= 0.2]
    assert card.detectable == ((found[0].effects[0].name, pytest.approx(min(reach))),)
    assert all(abs(one.effects[0].value) < min(reach) for one in found if one.p > 0.2)


def test_largest_difference_of_several_groups_is_found_without_looking_at_all():
    values = np.random.default_rng(1).integers(0, 9, 8).astype(float)
    for sizes in [(3, 3, 2), (1, 2, 5), (2, 2, 2, 2)]:
        null = nulls.of_means(values, sizes, arrangements(sizes))
        assert null.largest == pytest.approx(null.sizes[-1])


def test_floor_with_ties_is_higher():
    assert compare.groups_card({"a": [1, 2, 3], "b": [4, 5, 6]}).floor == 0.1
    assert compare.groups_card({"a": [1, 1, 1], "b": [1, 1, 6]}).floor == 1.0, "the one high value is in one group or the other"
    assert compare.groups_card({"a": [0, 0, 0, 0], "b": [1, 1, 0, 0, 0, 0]}).floor == pytest.approx(6 / 45), "both in the smaller group: 6 of 45 ways"


def test_where_even_the_largest_difference_is_above_alpha_no_p_is_shown():
    found = compare.two_groups([1, 2, 3], [4, 5, 6])
    assert not found.p_shown and found.card.reason == "why_not_floor" and np.isnan(found.card.detectable[0][1])
    assert compare.two_groups([1, 2, 3], [4, 5, 6], alpha=0.1).p_shown
    assert compare.two_groups([1.0], [2.0]).card.floor == 1.0
