"""Both ends of what silence leaves possible, worked out by hand."""

from types import SimpleNamespace as Some

import numpy as np
import pytest

from ptce_helpers import silent_ends
from ptce_helpers.splits import Placed, Split
from ptce_helpers.values import Value


def number(case, group, low, high=None):
    """A pole with a number, or with a range of numbers."""
    value = Value(case, "crida2015", low, low if high is None else high, low, "exact", "", "", ())
    return Placed(case, group, value, None, ())


def result(case, group, result):
    """A pole with one of two results."""
    return Placed(case, group, None, result, ())


def test_without_silence_both_ends_are_the_delta_itself():
    poles = (number("a", 0, 5), number("b", 0, 1), number("c", 1, 3))
    assert silent_ends.of_delta(Split(None, poles)) == (0, 0)  # one pair each way


def test_a_range_may_lie_on_either_side_of_another_number():
    poles = (number("a", 0, 2, 9), number("b", 1, 5), number("c", 1, 1))
    assert silent_ends.of_delta(Split(None, poles)) == (0, 1)  # 2 to 9 against 5 and 1: one each way, or above both


def test_ranges_in_both_groups_are_set_against_each_other():
    assert silent_ends.of_delta(Split(None, (number("a", 0, 6, 9), number("b", 1, 5, 8)))) == (-1, 1)  # 6 against 8, 9 against 5


def test_an_unknown_group_may_be_either():
    poles = (number("a", 0, 3), number("b", 1, 1), number("c", None, 9))
    # With 9 in the second group 3 is above 1 and below 9: 0. In the first group both are above 1: 1.
    assert silent_ends.of_delta(Split(None, poles)) == (0, 1)


def test_a_silent_result_is_taken_as_either_of_the_two():
    poles = (result("a", 0, 0), result("b", 0, None), result("c", 1, 1))  # the first result is 1, the second 0
    assert silent_ends.of_delta(Split(None, poles)) == (0.5, 1)


def test_one_group_alone_has_no_delta_and_too_many_unknown_groups_are_not_tried():
    assert np.isnan(silent_ends.of_delta(Split(None, (number("a", 0, 1),)))).all()
    many = tuple(number(str(place), None, place) for place in range(silent_ends.MOST_UNKNOWN + 1))
    assert silent_ends.of_delta(Split(None, many)) is None


def test_the_best_share_is_that_of_the_nearest_type():
    assert silent_ends.best_share({"a", "b", "c"}, [{"a", "b", "d"}, {"c"}]) == 0.5  # two in common of four
    assert silent_ends.best_share({"a", "b"}, [{"a", "b"}, {"c"}]) == 1


@pytest.mark.parametrize(("models", "ends"), [
    ([[["A"]], [["A", "B"]]], (1, 1)),  # in the one model of each completion
    ([[["A"], ["B"]], [["B"]]], (0, 1)),  # in one of two tied models
    ([[["B"]], [["C"]]], (0, 0)),
    ([[["A"]], []], (0, 1)),  # where no combination leads to the outcome there is no path
    ([[["A"]], None], (1, 1)),  # a completion that can't be solved for another reason does not count
    ([None, None], None)])  # fmt: skip
def test_a_path_holds_in_every_completion_in_some_or_in_none(models, ends):
    completed = [Some(presence=Some(models=lambda solution, found=found: found or [], shown_by_none=found == [])) for found in models]
    assert silent_ends.of_path(completed, "presence", "intermediate", "A") == ends
