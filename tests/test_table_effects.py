"""Effect sizes of tables and their intervals: R's stored results, by hand, and how often the intervals cover."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from ptce_helpers import table_effects

TWO = json.loads((Path(__file__).parent / "reference/compare/fisher_two_by_two.json").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("name", TWO)
def test_conditional_odds_ratio_is_that_of_r(name):
    case = TWO[name]
    for level, low, high in ((0.95, "low", "high"), (0.9, "low_90", "high_90")):
        found = table_effects.odds_ratio(np.array(case["table"]), level)
        assert found.value == pytest.approx(float(case["odds_ratio"]), rel=1e-8)
        assert (found.low, found.high) == pytest.approx((float(case[low]), float(case[high])), rel=1e-8)


@pytest.mark.parametrize("name", TWO)
def test_odds_ratio_that_r_prints_is_the_same_within_its_tolerance(name):
    """R looks for the ends, or their inverses where they are above 1, to 1.2e-4 only; the reference above has R's function with a finer search."""
    found, case = table_effects.odds_ratio(np.array(TWO[name]["table"])), TWO[name]
    for ours, printed in ((found.value, "printed"), (found.low, "printed_low"), (found.high, "printed_high")):
        expected = float(case[printed])
        assert min(ours, 1 / max(ours, 1e-300)) == pytest.approx(min(expected, 1 / max(expected, 1e-300)), abs=1.3e-4)


def test_ends_of_the_odds_ratio_leave_half_the_error_on_each_side():
    found = table_effects.odds_ratio(np.array([[7, 4], [2, 5]]))
    upper = stats.nchypergeom_fisher(18, 9, 11, found.low).sf(6)
    lower = stats.nchypergeom_fisher(18, 9, 11, found.high).cdf(7)
    assert (upper, lower) == pytest.approx((0.025, 0.025)) and stats.nchypergeom_fisher(18, 9, 11, found.value).mean() == pytest.approx(7)


def test_v_is_corrected_as_bergsma_did():
    table = np.array([[6, 2], [1, 9]])
    phi = stats.chi2_contingency(table, correction=False).statistic / 18
    assert table_effects.cramers_v(table).value == pytest.approx(math.sqrt((phi - 1 / 17) / (1 - 1 / 17)))
    assert table_effects.cramers_v(np.array([[3, 3], [3, 3]])).value == 0 and table_effects.cramers_v(np.diag([4, 5, 6])).value == pytest.approx(1)


def test_ends_of_v_make_the_observed_chi_squared_neither_too_large_nor_too_small():
    table = np.array([[16, 6, 4], [4, 12, 8]])
    found, squared = table_effects.cramers_v(table), table_effects.chi_squared(table)
    assert squared == pytest.approx(stats.chi2_contingency(table, correction=False).statistic)
    assert (stats.ncx2.sf(squared, 2, 50 * found.low**2), stats.ncx2.cdf(squared, 2, 50 * found.high**2)) == pytest.approx((0.025, 0.025))
    nothing = table_effects.cramers_v(np.array([[3, 3], [3, 3]]))
    assert nothing.low == 0 and 0.5 < nothing.high < 1, "no relation in twelve cases does not prove that there is none"


def test_interval_of_v_holds_the_value_at_every_confidence():
    for table in ([[1, 1], [2, 0]], [[1, 0, 0], [1, 0, 2]]):
        found = table_effects.cramers_v(np.array(table), 0.5)
        assert (found.value, found.low) == (0, 0) and found.high > 0.9, "chi-squared is 4 / 3, which is what chance gives to four cases"


def test_interval_of_v_covers_at_eleven_cases():
    rng, shares = np.random.default_rng(3), np.array([0.45, 0.05, 0.05, 0.45])
    found = [table_effects.cramers_v(rng.multinomial(11, shares).reshape(2, 2)) for _ in range(300)]
    assert np.mean([one.low <= 0.8 <= one.high for one in found if not one.reason]) >= 0.95


def test_effects_of_tables_without_variation_are_not_applicable():
    assert table_effects.odds_ratio(np.array([[3, 0], [4, 0]])).reason == table_effects.cramers_v(np.array([[3, 0], [4, 0]])).reason == "why_not_variation"
    assert table_effects.cramers_v(np.array([[1, 0], [0, 1]])).reason == "why_not_too_few"
