"""Effect sizes and their intervals: R's stored results, by hand, and how often the intervals cover."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from ptce_helpers import compare, effect_sizes
from ptce_helpers.arrangements import arrangements

STORED = Path(__file__).parent / "reference/compare"
WILCOXON = json.loads((STORED / "wilcoxon.json").read_text(encoding="utf-8"))["cases"]
DELTA = json.loads((STORED / "delta.json").read_text(encoding="utf-8"))["cases"]
KRUSKAL = json.loads((STORED / "kruskal.json").read_text(encoding="utf-8"))["cases"]


def arrays(*groups):
    return [np.array(group, dtype=float) for group in groups]


# --- Hodges and Lehmann's shift, Wilcoxon's test --------------------------------------------------------------


@pytest.mark.parametrize("name", WILCOXON)
def test_rank_sum_shift_and_intervals_are_those_of_r(name):
    case = WILCOXON[name]
    found = compare.two_groups(case["a"], case["b"])
    shift = found.effect("hodges_lehmann")
    assert (found.p, found.statistic, shift.value) == (pytest.approx(case["p"], rel=1e-12), case["statistic"], pytest.approx(case["estimate"]))
    assert (shift.low, shift.high) == pytest.approx((case["low"], case["high"]))
    narrow = compare.two_groups(case["a"], case["b"], confidence=0.9).effect("hodges_lehmann")
    assert (narrow.low, narrow.high) == pytest.approx((case["low_90"], case["high_90"]))


def test_interval_that_no_shift_can_have_is_not_given():
    """R warns here, "requested conf.level not achievable", and gives the widest one."""
    shift = effect_sizes.hodges_lehmann(*arrays([1, 2, 3], [4, 5, 6]))
    assert (shift.value, shift.reason, shift.reach) == (-3, "why_not_too_few_for_interval", pytest.approx(0.9)) and math.isnan(shift.low)
    shift = effect_sizes.hodges_lehmann(*arrays([1, 2, 3], [4, 5, 6]), 0.9)
    assert (shift.low, shift.high, shift.reason) == (-5, -1, ""), "90 % is what three against three can have"


def test_u_is_counted_as_gauss_did():
    assert effect_sizes._u_counts(2, 2).tolist() == [1, 1, 2, 1, 1] and sum(effect_sizes._u_counts(9, 9)) == 48_620


# --- Cliff's delta --------------------------------------------------------------------------------------------


def test_delta_by_hand():
    delta = effect_sizes.cliffs_delta(*arrays([1, 3, 5], [2, 3]))
    assert delta.value == pytest.approx((3 - 2) / 6), "larger: 3>2, 5>2, 5>3; smaller: 1<2, 1<3"
    assert effect_sizes.cliffs_delta(*arrays([2, 3], [1, 3, 5])).value == -delta.value


@pytest.mark.parametrize("case", DELTA)
def test_interval_of_delta_is_that_of_auroc(case):
    for level, low, high in ((0.95, "low", "high"), (0.9, "low_90", "high_90")):
        found = effect_sizes.cliffs_delta(*arrays(case["a"], case["b"]), level)
        assert (found.value, found.low, found.high) == pytest.approx((2 * case["theta"] - 1, 2 * case[low] - 1, 2 * case[high] - 1), abs=1e-9)


def test_ends_of_the_interval_of_delta_lie_z_standard_errors_away():
    """Newcombe 2006, method 5: solved here by scanning."""
    a, b = arrays([1, 4, 6, 7, 8.5], [2, 3, 5, 5.5, 6.5, 0.5])
    found = effect_sizes.cliffs_delta(a, b)
    t, theta, more = np.linspace(1e-6, 1 - 1e-6, 400_001), (found.value + 1) / 2, 11 / 2 - 1
    inside = t[(theta - t) ** 2 <= stats.norm.ppf(0.975) ** 2 * t * (1 - t) * (1 + more * ((1 - t) / (2 - t) + t / (1 + t))) / 30]
    assert (found.low, found.high) == pytest.approx((2 * inside.min() - 1, 2 * inside.max() - 1), abs=1e-5)


@pytest.mark.parametrize("sizes", [(1, 1), (2, 9), (5, 6), (9, 9)])
def test_groups_that_do_not_overlap_still_have_a_width(sizes):
    a, b = np.arange(sizes[0]) + 100.0, np.arange(sizes[1]) * 1.0
    above, below = effect_sizes.cliffs_delta(a, b), effect_sizes.cliffs_delta(b, a)
    assert above.value == above.high == 1 and -1 < above.low < 0.8 and (below.low, below.high) == pytest.approx((-1, -above.low))


def test_interval_of_delta_covers_at_eleven_cases():
    rng, true = np.random.default_rng(2), 2 * stats.norm.cdf(2 / math.sqrt(2)) - 1
    found = [effect_sizes.cliffs_delta(rng.normal(2, 1, 5), rng.normal(0, 1, 6)) for _ in range(400)]
    assert 0.92 <= np.mean([one.low <= true <= one.high for one in found]) <= 0.99


# --- differences of medians and means -------------------------------------------------------------------------


def test_interval_of_medians_is_made_of_order_statistics():
    a, b = arrays(range(1, 8), range(11, 18))
    found = effect_sizes.difference_of_medians(a, b)
    assert (found.value, found.low, found.high) == (-10, 1 - 17, 7 - 11), "1 - 2 / 2^7 = 0.984 each, 0.969 together; the next ones hold in 0.77"
    assert effect_sizes._median_cover(11)[:2] == [1 - 2 / 2**11, pytest.approx(1 - 24 / 2**11)], "none, or one, of eleven below"


def test_order_statistics_are_the_innermost_that_hold_together():
    found = effect_sizes.difference_of_medians(*arrays(range(1, 12), range(101, 113)))
    assert (found.low, found.high) == (2 - 110, 10 - 103), "second of eleven 0.988, third of twelve 0.961: 0.950 together"


@pytest.mark.parametrize(("n", "m", "reach"), [(1, 9, 0.0), (5, 6, (1 - 2 / 32) * (1 - 2 / 64)), (6, 6, (1 - 2 / 64) ** 2)])
def test_small_groups_have_no_interval_of_medians(n, m, reach):
    found = effect_sizes.difference_of_medians(np.arange(n) * 1.0, np.arange(m) * 1.0)
    assert (found.reason, found.reach) == ("why_not_too_few_for_interval", pytest.approx(reach))
    assert effect_sizes.difference_of_medians(np.arange(6.0), np.arange(7.0)).reason == "", "six and seven are enough"


def test_interval_of_means_holds_the_shifts_that_the_test_would_not_reject():
    a, b = arrays([1, 4, 6, 7, 8.5], [2, 3, 5, 5.5, 6.5, 0.5])
    found = effect_sizes.difference_of_means(a, b, arrangements((5, 6)))
    for end, outward in ((found.low, -1), (found.high, 1)):
        for step, kept in ((-1e-6, True), (1e-6, False)):
            test = stats.permutation_test((a - end - outward * step, b), lambda x, y, axis: np.mean(x, axis=axis) - np.mean(y, axis=axis), n_resamples=np.inf)
            assert bool(test.pvalue > 0.05) is kept, "scipy's p is twice the smaller tail"
    assert found.value == pytest.approx(a.mean() - b.mean())
    assert effect_sizes.difference_of_means(*arrays([1, 2, 3], [4, 5, 6]), arrangements((3, 3))).reach == pytest.approx(0.9)


def test_large_numbers_keep_the_digits_of_their_differences():
    a, b = arrays([1, 4, 6, 7, 8], [2, 3, 5, 5, 6, 1])
    near, far = (effect_sizes.difference_of_means(x, y, arrangements((5, 6))) for x, y in ((a, b), (a + 1e9, b + 1e9)))
    assert (far.value, far.low, far.high) == pytest.approx((near.value, near.low, near.high), abs=1e-12, rel=1e-12)


# --- several groups -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", KRUSKAL)
def test_h_is_that_of_r(case):
    found = compare.several_groups({str(i): group for i, group in enumerate(case["groups"])}, n_resamples=99, most=99)
    assert found.statistic == pytest.approx(case["statistic"])
    n = sum(map(len, case["groups"]))
    assert found.effects[0].value == pytest.approx(case["statistic"] / (n - 1)) and found.effects[0].reason == "why_not_interval"


def test_eta_squared_by_hand():
    effect = compare.several_groups({"a": [1, 3], "b": [5, 7], "c": [9, 11]}, test="means").effects[0]
    assert (effect.name, effect.value) == ("eta_squared", pytest.approx(64 / 70)), "means 2, 6, 10 around 6: 2 * (16 + 16) of 70"
