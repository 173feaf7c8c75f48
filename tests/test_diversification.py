"""The index of diversification: sources named, effective numbers, and what the index does not measure."""

import itertools
import math

import numpy as np
import pytest
from economies import SETTINGS, row, sample_of

from ptce_helpers import diversification
from ptce_helpers.diversification import Group, effective
from ptce_helpers.evidence import bare


@pytest.fixture(scope="module")
def real(raw):
    return sample_of(raw)


@pytest.mark.parametrize(("groups", "low", "high"), [
    ([Group(1, 1)], 1, 1),
    ([Group(0.5, 1), Group(0.5, 1)], 2, 2),
    ([Group(1, 4)], 1, 4),
    ([Group(0.5, 1), Group(0.5, 2)], 2, 1 / (0.25 + 2 * 0.0625)),
    ([Group(0.3, 1), Group(0.7, 1)], 1 / 0.58, 1 / 0.58),
])  # fmt: skip
def test_effective_numbers_by_hand(groups, low, high):
    assert effective(groups) == (pytest.approx(low), pytest.approx(high))


def test_no_split_of_a_group_leaves_the_bounds():
    low, high = effective([Group(0.4, 1), Group(0.6, 3)])
    steps = np.linspace(0, 0.6, 25)
    tried = [1 / (0.16 + a**2 + b**2 + (0.6 - a - b) ** 2) for a, b in itertools.product(steps, steps) if a + b <= 0.6]
    assert low == pytest.approx(min(tried)) and high == pytest.approx(max(tried))


def test_breadth_counts_kinds_and_levels_without_loans_capital_and_voluntary_work(real):
    said, refs = row(diversification.breadth(real), case="Pôle Sud Aquitain", study="labo2014")
    assert (said["own_kinds"], said["public_levels"], said["sources_named"]) == (3, 3, 6)  # contributions, other, rents; a loan and volunteering are coded too
    assert said["sure"] == 2 and said["possible"] == diversification.SOURCES == 16
    assert "aL.pole_sud_aquitain.166" not in refs["sources_named"], "the loan"


def test_codes_of_the_index_are_codes_of_the_codebook(raw):
    for variable, codes in diversification.WHERE.items():
        assert set(codes) <= set(raw.codebook.allowed(variable))


def test_silence_bounds_go_with_the_poles_that_are_silent(raw):
    assert "possible" not in diversification.breadth(sample_of(raw, missing="drop")).frame


def test_the_median_is_shown_with_and_without_each_pole(real):
    said, _ = row(diversification.summary(real), study="crida2015")
    named = diversification.breadth(real).frame.query("study == 'crida2015'")["sources_named"].tolist()
    assert sorted(named) == [0, 1, 1, 1, 1, 1, 2, 2, 2, 3, 5]
    assert (said["median"], said["without_low"], said["without_high"]) == (1, 1, 1.5)


def test_named_amounts_narrow_the_effective_number(real):
    said, refs = row(diversification.equivalents(real), case="Culture & Coopération")  # 30, 40, 6 and 10 of 200 thousand, half public: lines 2193-2199
    low = 0.15**2 + 0.20**2 + 0.03**2 + 0.12**2 + 0.05**2 + 0.45**2
    high = 0.15**2 + 0.20**2 + 0.03**2 + 4 * 0.03**2 + 0.05**2 + 9 * 0.05**2
    assert said["parts"] == 4 and said["equivalent_low"] == round(1 / low, 1) and said["equivalent_high"] == round(1 / high, 1)
    assert {"tL.culture_cooperation.009", "tL.culture_cooperation.010", "tL.culture_cooperation.011"} <= set(refs["parts"])
    assert row(diversification.equivalents(real), case="Les Articulteurs")[0]["equivalent_low"] == round(1 / (0.54**2 + 0.46**2), 1)


def test_parts_that_do_not_fit_into_a_share_are_not_forced_into_it():
    part = [diversification.Figure(10, 10, "percent")]
    assert diversification._split(0.05, part, 10) is None
    assert diversification._split(0.1, part, 10) == [Group(0.1, 1), Group(0.0, 9)]


def test_the_most_sources_are_named_with_the_poles(real):
    told = bare(diversification.counts(real))
    assert (told["n"], told["least"], told["most"], told["none"]) == (23, 0, 7, 2) and told["names"].startswith("Culture & Coopération (2014)")


def test_the_index_is_held_against_how_much_is_coded_besides_within_each_study(raw, real):
    told = bare(diversification.with_text(real))
    assert told["n"] == 2 and "in the 2014 study (12 poles)" in told["told"] and "in the 2015 study (11 poles)" in told["told"]
    assert bare(diversification.with_text(sample_of(raw, keep=["phares"]))) == {"n": 0, "told": ""}


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_tables_hold_under_every_parameter_set_and_each_cell_leads_back(raw, setting):
    sample = sample_of(raw, **setting)
    for table in (diversification.breadth(sample), diversification.summary(sample), diversification.equivalents(sample)):
        assert not (table.evidence == "").any(axis=None)
    found = diversification.equivalents(sample).frame
    assert (found["equivalent_low"] <= found["equivalent_high"]).all() and (found["equivalent_low"] >= 1).all()
    assert math.isfinite(bare(diversification.counts(sample))["n"])
