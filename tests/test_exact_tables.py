"""Fisher's and Freeman & Halton's exact tests against R, scipy and by hand."""

import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from ptce_helpers import compare, exact_tables

STORED = Path(__file__).parent / "reference/compare"
TWO = json.loads((STORED / "fisher_two_by_two.json").read_text(encoding="utf-8"))["cases"]
MORE = json.loads((STORED / "freeman_halton.json").read_text(encoding="utf-8"))["cases"]


def test_lady_tasting_tea():
    """Fisher 1935: 3 of 4 cups right; 17 of 70 ways one-sided, 34 of 70 two-sided; all right 1 of 70."""
    found = compare.cross_table([[3, 1], [1, 3]])
    assert (found.p, found.statistic, found.card.floor, found.card.arrangements) == (34 / 70, 16 / 70, 2 / 70, 70)


@pytest.mark.parametrize("name", TWO)
def test_two_by_two_is_that_of_r(name):
    assert compare.cross_table(TWO[name]["table"]).p == pytest.approx(TWO[name]["p"], rel=1e-9)


@pytest.mark.parametrize("name", MORE)
def test_larger_tables_are_those_of_r(name):
    table = np.array(MORE[name]["table"])
    if name == "job":  # 104 cases: more tables than are listed, so sampled here
        found = compare.cross_table(table, n_resamples=20_000)
        assert not found.card.exact and found.p_low <= MORE[name]["p"] <= found.p_high and found.p == pytest.approx(0.7827, abs=0.01)
    else:
        assert compare.cross_table(table).p == pytest.approx(MORE[name]["p"], rel=1e-9)


@pytest.mark.parametrize("seed", range(8))
def test_two_by_two_is_that_of_scipy(seed):
    table = np.random.default_rng(seed).integers(0, 9, (2, 2)) + np.eye(2, dtype=int)
    assert compare.cross_table(table).p == pytest.approx(stats.fisher_exact(table).pvalue, rel=1e-7)


def test_every_table_with_the_totals_is_there_once():
    found = exact_tables.tables(np.array([[2, 1, 0], [0, 1, 2]]))
    by_hand = {(a, b, 3 - a - b) for a, b in product(range(3), range(3)) if 0 <= 3 - a - b <= 2}
    assert {tuple(cells[0].tolist()) for cells in found.cells} == by_hand and len(found.cells) == len(by_hand)
    assert (found.cells.sum(axis=1) == [2, 2, 2]).all() and (found.cells.sum(axis=2) == [3, 3]).all()
    assert found.probability.sum() == pytest.approx(1)


def test_p_is_exact_at_alpha():
    """1 way of 20: the p is 0.05 and not a little more, so that it reaches an alpha of 0.05."""
    found = compare.cross_table([[0, 19], [1, 0]])
    assert found.p == found.card.floor == 0.05 and found.p_shown


def test_tables_of_more_than_twenty_cases_are_the_same_in_floating_point(monkeypatch):
    table = np.array([[4, 1, 2], [1, 3, 1], [0, 2, 4]])
    whole = exact_tables._all((7, 5, 6), (5, 6, 7), 10_000)
    monkeypatch.setattr(exact_tables, "WHOLE", 5)
    floating = exact_tables._all.__wrapped__((7, 5, 6), (5, 6, 7), 10_000)
    assert floating.p == pytest.approx(whole.p, rel=1e-10) and floating.probability == pytest.approx(whole.probability)
    assert whole.place(table) == floating.place(table)


def test_above_the_limit_tables_are_sampled_and_the_interval_holds_the_exact_p():
    table = [[3, 1, 0], [1, 2, 2], [0, 1, 4]]
    exact = compare.cross_table(table)
    sampled = [compare.cross_table(table, most=10, n_resamples=999, seed=seed) for seed in range(10)]
    assert sum(one.p_low <= exact.p <= one.p_high for one in sampled) >= 9 and not sampled[0].card.exact
    assert len({one.p for one in sampled}) > 3 and compare.cross_table(table, most=10, n_resamples=999, seed=3) == sampled[3]
    assert (sampled[0].p * 1000) == pytest.approx(round(sampled[0].p * 1000)), "(b + 1) / (m + 1)"
    rare = compare.cross_table(np.diag([6, 6, 6]), most=10, n_resamples=999)
    assert (rare.p, rare.p_low) == (0.001, 0.0), "never 0"


def test_limit_is_met_exactly():
    table = np.array([[3, 1], [1, 3]])
    assert exact_tables.tables(table, 5).exact and not exact_tables.tables(table, 4, 99).exact, "5 tables have these totals"


def test_rows_and_columns_without_cases_play_no_part():
    assert compare.cross_table([[3, 0, 1], [0, 0, 0], [1, 0, 3]]).p == compare.cross_table([[3, 1], [1, 3]]).p
    found = compare.cross_table([[3, 0, 1], [0, 0, 0], [1, 0, 3]])
    assert found.test == "fisher" and found.card.n == (4, 0, 4)


def test_detectable_is_the_weakest_relation_whose_p_reaches_alpha():
    card = compare.table_card([[5, 3], [2, 8]])
    reach = [t for a in range(8) if compare.cross_table(t := [[a, 8 - a], [7 - a, 3 + a]]).p <= 0.05]
    ratios = [compare.cross_table(t).effect("odds_ratio").value for t in reach]
    expected = {"odds_ratio_above": min(r for r in ratios if r > 1), "odds_ratio_below": max(r for r in ratios if r < 1), "cramers_v": min(compare.cross_table(t).effect("cramers_v").value for t in reach)}
    expected["cliffs_delta"] = min(abs(t[0][0] / 8 - t[1][0] / 10) for t in reach)
    assert dict(card.detectable) == pytest.approx(expected) and card.floor == min(compare.cross_table(t).p for t in reach)


def test_where_no_table_can_reach_alpha_no_p_is_shown():
    card = compare.table_card([[1, 1], [1, 4]])
    assert (card.floor, card.reason) == (pytest.approx(1 / 21), "") and card.p_shown
    card = compare.table_card([[1, 1], [1, 3]])
    assert card.floor == pytest.approx(1 / 15) and card.reason == "why_not_floor" and all(np.isnan(value) for _, value in card.detectable)
