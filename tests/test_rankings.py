"""Places with ties, places without one case, and Kendall's distance between two rankings."""

import pytest

from ptce_helpers import rankings


def test_items_with_the_same_score_share_the_best_place():
    assert rankings.ranks({"a": 5, "b": 3, "c": 5, "d": 1}) == {"a": 1, "b": 3, "c": 1, "d": 4}
    assert rankings.ranks({}) == {}


def test_sums_that_differ_only_by_rounding_are_tied():
    assert rankings.ranks({"a": 0.1 + 0.2, "b": 0.3}) == {"a": 1, "b": 1}


ONE = {"a": 1, "b": 2, "c": 3}


@pytest.mark.parametrize(("other", "distance", "swapped"), [
    ({"a": 1, "b": 2, "c": 3}, 0, []),
    ({"a": 3, "b": 2, "c": 1}, 3, [("a", "b"), ("a", "c"), ("b", "c")]),
    ({"a": 2, "b": 1, "c": 3}, 1, [("a", "b")]),
    ({"a": 1, "b": 1, "c": 3}, 0.5, []),
    ({"a": 1, "b": 1, "c": 1}, 1.5, []),
])  # fmt: skip
def test_distance_counts_pairs_in_opposite_order_and_half_of_those_tied_in_one(other, distance, swapped):
    assert rankings.distance(ONE, other) == rankings.distance(other, ONE) == distance
    assert rankings.reversed_pairs(ONE, other) == swapped


def test_pairs_tied_in_both_are_no_distance():
    assert rankings.distance({"a": 1, "b": 1}, {"a": 1, "b": 1}) == 0


def test_reversed_pairs_name_the_one_that_was_ahead_first():
    assert rankings.reversed_pairs({"a": 2, "b": 1}, {"a": 1, "b": 2}) == [("b", "a")]


def test_places_without_any_one_case():
    has = {"x": {"p", "q", "r"}, "y": {"p", "q"}, "z": {"r"}}
    spans = rankings.without_one("pqr", lambda kept: rankings.ranks({item: len(by & kept) for item, by in has.items()}))
    assert spans == {"x": (1, 1), "y": (1, 2), "z": (2, 3)}, "without r, x and y are tied; without p or q, y and z are"


def test_one_case_is_not_left_out():
    assert rankings.without_one("p", lambda kept: rankings.ranks({"x": len(kept), "y": 0})) == {"x": (1, 1), "y": (2, 2)}
