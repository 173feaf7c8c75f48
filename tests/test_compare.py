"""The public face of comparisons: what is refused, what is not applicable and why."""

import math

import numpy as np
import pandas as pd
import pytest

from ptce_helpers import compare
from ptce_helpers.errors import DataError, ParameterError, ResearcherError
from ptce_helpers.labels import Labels

REASONS = ("all_equal", "cases", "floor", "group_empty", "interval", "too_few", "too_few_for_interval", "unbounded", "variation")


def test_result_names_its_effects():
    found = compare.two_groups([1, 2, 4], [3, 5, 6, 7], names=("rural", "urban"))
    assert [effect.name for effect in found.effects] == ["cliffs_delta", "hodges_lehmann", "difference_of_medians", "difference_of_means"]
    assert found.effect("difference_of_medians").value == 2 - 5.5 and found.card.names == ("rural", "urban") and found.card.n == (3, 4)
    assert compare.two_groups([1, 2, 4], [3, 5, 6, 7], test="means").effects[0].name == "difference_of_means"
    assert compare.two_groups([1, 2, 4], [3, 5, 6, 7], test="medians").effects[0].name == "difference_of_medians"
    with pytest.raises(ParameterError, match="the comparison has no 'cliff_delta'") as caught:
        found.effect("cliff_delta")
    assert "did you mean 'cliffs_delta'?" in str(caught.value)


def test_groups_in_the_other_order_turn_the_effects_round():
    one, other = compare.two_groups([1, 2, 4, 4], [3, 5, 6, 7, 2]), compare.two_groups([3, 5, 6, 7, 2], [1, 2, 4, 4])
    assert one.p == other.p and [e.value for e in one.effects] == pytest.approx([-e.value for e in other.effects])
    assert [e.low for e in one.effects] == pytest.approx([-e.high for e in other.effects], nan_ok=True)


# --- not applicable -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("groups", "reason", "n"),
    [
        ({"a": [], "b": []}, "why_not_cases", (0, 0)),
        ({"a": [1, 2], "b": []}, "why_not_group_empty", (2, 0)),
        ({"a": [], "b": [1, 2], "c": []}, "why_not_group_empty", (0, 2, 0)),
        ({"a": [3, 3], "b": [3]}, "why_not_all_equal", (2, 1)),
    ],
)
def test_groups_that_can_not_be_compared_say_why(groups, reason, n):
    for test in compare.SEVERAL:
        found = compare.several_groups(groups, test=test)
        assert (found.reason, found.card.reason, found.card.n, found.p_shown, found.effects) == (reason, reason, n, False, ()) and math.isnan(found.p)
        assert compare.groups_card(groups, test=test) == found.card


@pytest.mark.parametrize(("table", "reason"), [([[0, 0], [0, 0]], "why_not_cases"), ([[1, 2], [0, 0]], "why_not_group_empty"), ([[1, 0], [4, 0]], "why_not_all_equal"), (np.zeros((2, 0)), "why_not_cases")])
def test_tables_that_can_not_be_tested_say_why(table, reason):
    found = compare.cross_table(table)
    assert (found.reason, found.p_shown, compare.table_card(table).reason) == (reason, False, reason) and math.isnan(found.p)


def test_empty_group_among_several_is_left_out_and_stands_on_the_card():
    found = compare.several_groups({"a": [1, 2, 4], "b": [], "c": [3, 5, 6]})
    assert found.p == compare.two_groups([1, 2, 4], [3, 5, 6]).p and found.card.n == (3, 0, 3) and found.effects[0].name == "cliffs_delta"


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_its_phrase(reason):
    for lang in ("en", "fr"):
        assert len(Labels(lang).text(f"why_not_{reason}")) > 15


# --- refused --------------------------------------------------------------------------------------------------


def series(**values):
    return pd.Series(values, dtype=float)


@pytest.mark.parametrize(
    ("a", "b", "words"),
    [
        ([1, math.nan], [2], r"group a, case number 2: no value that can be compared: found nan; allowed: finite numbers"),
        (series(la_serre=1, phares=math.nan), [2], r"group a, case phares: no value that can be compared: found nan"),
        ([math.nan, math.nan], [math.nan], r"group a, case number 1: no value"),
        ([1], [math.inf], r"group b, case number 1: no value that can be compared: found inf"),
        ([1], ["many"], r"group b holds something that is no number: found \['many'\]; allowed: numbers"),
        ([[1, 2]], [2], r"group a is not a list of numbers: found 2 dimensions; allowed: 1"),
        (series(la_serre=1), series(la_serre=2), r"case la_serre is there twice: found in group a and in group b; allowed: once"),
        (range(90), range(11), r"too many cases for an exact test: found 101; allowed: up to 100"),
        (pd.Series([1.0, 2.0], index=["la_serre", "la_serre"]), [2], r"case la_serre is there twice: found in group a and in group a"),
    ],
)
def test_values_that_can_not_be_compared_are_refused(a, b, words):
    with pytest.raises(DataError, match=words):
        compare.two_groups(a, b)


def test_error_of_a_missing_value_tells_what_to_do():
    with pytest.raises(DataError, match="ask completions.of_groups for the interval of p over what it may be"):
        compare.several_groups({"rural": [1, math.nan], "urban": [2]})


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ([[1, -2], [0, 3]], r"row 1 of the table holds no count: found -2; allowed: 0, 1, 2, ..."),
        ([[1, 2], [0.5, 3]], r"row 2 of the table holds no count: found 0.5"),
        ([[1, 2], [math.nan, 3]], r"row 2 of the table holds no count: found nan"),
        ([["x", "y"]], r"row 1 of the table holds no count: found x"),
        ([1, 2], r"this is not a table: found 1 dimensions; allowed: rows"),
        ([[9_999, 1], [1, 1]], r"too many cases for an exact test: found 10002; allowed: up to 10000"),
        (pd.DataFrame([[1, -2]], index=["rural"]), r"rural of the table holds no count: found -2"),
        (pd.DataFrame([[1, 2], [2, 1]], index=["rural", "rural"]), r"row rural of the table is there twice; allowed: once"),
        (pd.DataFrame([[1, 2], [2, 1]], columns=["yes", "yes"]), r"column yes of the table is there twice"),
    ],
)
def test_tables_that_hold_no_counts_are_refused(table, words):
    with pytest.raises(DataError, match=words):
        compare.cross_table(table)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: compare.two_groups([1], [2], test="mean"), r"test has no 'mean': allowed: rank_sum, means, medians"),
        (lambda: compare.several_groups({"a": [1], "b": [2], "c": [3]}, test="medians"), r"test has no 'medians': allowed: rank_sum, means"),
        (lambda: compare.two_groups([1], [2], alpha=0), r"alpha is a share: found 0; allowed: between 0 and 1"),
        (lambda: compare.cross_table([[1]], confidence=95), r"confidence is a share: found 95; allowed: between 0 and 1"),
        (lambda: compare.two_groups([1], [2], names=("a", "a")), r"the two groups have the same name: found 'a' twice"),
        (lambda: compare.several_groups({"a": [1]}), r"1 groups can't be compared: found a; allowed: 2 to 8"),
        (lambda: compare.several_groups({str(i): [i] for i in range(9)}), r"9 groups can't be compared: found 0, 1, .*; allowed: 2 to 8"),
    ],
)
def test_parameters_out_of_range_are_refused(call, words):
    with pytest.raises(ParameterError, match=words):
        call()
    assert issubclass(ParameterError, ResearcherError)
