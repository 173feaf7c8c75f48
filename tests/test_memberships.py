"""Calibration by hand, and every raw value or anchor that can't be calibrated is named."""

import numpy as np
import pandas as pd
import pytest

from ptce_helpers.errors import DataError, ParameterError
from ptce_helpers.memberships import calibrate, skewness

JOBS = pd.Series([5, 20, 60], index=["phares", "la_serre", "innovales"], name="jobs")


def test_direct_method_by_hand_rising_and_falling():
    """At the anchors 0.05, 0.5, 0.95; between them on a line of log-odds: 5 is half way from 0 to 10, so its odds are the root of 1/19."""
    values = pd.Series([0.0, 5, 10, 30], index=list("abcd"))
    found = calibrate(values, {"e": 0, "c": 10, "i": 30})
    assert found.to_list() == pytest.approx([0.05, 1 / (1 + 19**0.5), 0.5, 0.95])
    assert calibrate(values, {"e": 30, "c": 10, "i": 0}).to_list() == pytest.approx([0.95, 1 - 1 / (1 + 19**0.5), 0.5, 0.05])
    assert calibrate(values, (30, 10, 0)).equals(calibrate(values, "i=0, c=10, e=30")), "a sequence goes from out over the crossover to in"
    assert found.index.to_list() == list("abcd")


def test_memberships_near_the_ends_become_the_ends():
    assert calibrate([-1000, 10, 1000], (0, 10, 20)).to_list() == [0, 0.5, 1]


def test_crisp_and_multi_value_by_hand():
    assert calibrate(JOBS, 20, "crisp").to_list() == [0, 1, 1], "a value equal to the anchor is in"
    assert calibrate(JOBS, [10, 50], "multi-value").to_dict() == {"phares": 0, "la_serre": 1, "innovales": 2}


def test_relative_ranks_start_at_the_lowest_whatever_it_is():
    assert calibrate([2, 2, 3, 4], None, "TFR").to_list() == calibrate([1, 1, 2, 3], None, "tfr").to_list() == [0, 0, 0.5, 1]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (JOBS.where(JOBS > 5), "no value to calibrate: phares"),
        (pd.Series([np.nan, np.nan], index=["phares", "la_serre"]), "no value to calibrate: phares, la_serre"),
        (JOBS * 0, "All 3 cases have the same value"),
        (JOBS.astype(float).replace(5, np.inf), "infinite value: phares"),
        (JOBS.astype(object).replace(5, "five"), "no number to calibrate: phares"),
    ],
)
def test_values_that_cannot_be_calibrated_are_named_by_case(values, said):
    with pytest.raises(DataError, match=said):
        calibrate(values, (10, 20, 30))


@pytest.mark.parametrize(
    ("anchors", "method", "said"),
    [
        ((10, 30, 20), "direct", r"10, 30, 20 \(e, c, i\) are not in order"),
        ((10, 10, 20), "direct", "not in order"),
        ({"e": 1, "c": 2}, "direct", r"needs three anchors \(e, c, i\) or six .* but it has e, c"),
        ({"e": 1, "c": 2, "x": 3}, "direct", "it has e, c, x"),
        ((10, 20, 30, 5, 6, 7), "direct", "not in order"),
        ({"e": 1, "c": "two", "i": 3}, "direct", "Anchors must be numbers"),
        ((1, 2, float("nan")), "direct", "finite numbers"),
        ({"e": 1, "c": 2, "i": 3}, "crisp", "Named anchors .* belong to the method direct"),
        ([50, 10], "multi-value", "must rise, but they are 50, 10"),
        (None, "crisp", "must rise, but they are missing"),
        (100, "crisp", r"parts no cases: the values run from 5 to 60"),
        ([1, 2], "indirect", "all cases in one group"),
        (20, "crips", "no calibration method 'crips'"),
    ],
)
def test_anchors_that_make_no_sense_are_refused(anchors, method, said):
    with pytest.raises(ParameterError, match=said):
        calibrate(JOBS, anchors, method)


def test_nearest_method_is_suggested_and_other_settings_are_checked():
    with pytest.raises(ParameterError, match="did you mean 'crisp'"):
        calibrate(JOBS, 20, "crips")
    with pytest.raises(ParameterError, match="choose idm above 0.5 and below 1"):
        calibrate(JOBS, (10, 20, 30), idm=0.5)
    with pytest.raises(ParameterError, match="powers below and above must be positive"):
        calibrate(JOBS, (10, 20, 30), logistic=False, below=0)
    with pytest.raises(ParameterError, match="values below zero have none"):
        calibrate(JOBS - 10, (0, 10), "indirect")


def test_skewed_sets_are_told():
    found = skewness(pd.DataFrame({"A": [0.9, 0.1, 0.8, 0.2, 0.7, 0.6], "B": [0.9, 0.8, 0.7, 0.9, 0.9, 0.8], "C": [0, 0, 0, 0, 0, 1]}))
    assert found["members"].to_list() == [4, 6, 1] and found["skewed"].to_list() == [False, True, True]
