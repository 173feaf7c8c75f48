"""Two groupings compared: index, pairs and recovery by hand; chance by going through every arrangement."""

import math
from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from ptce_helpers import partitions
from ptce_helpers.errors import ResearcherError
from ptce_helpers.partitions import adjusted_rand, compare, jaccard, pairs_kept


def of(text):
    return pd.Series(list(text), index=[f"case{i}" for i in range(len(text))])


def arrangements(types):
    """Every different order of the types, each as likely as the others."""
    return sorted(set(permutations(types)))


def pair_index(first, second):
    """The index from its definition over pairs, with the expected value under all arrangements of the second."""
    def agreeing(a, b):
        return sum((a[i] == a[j]) == (b[i] == b[j]) for i in range(len(a)) for j in range(i))
    mean = np.mean([agreeing(first, other) for other in arrangements(second)])
    return (agreeing(first, second) - mean) / (len(first) * (len(first) - 1) / 2 - mean)


# --- index -------------------------------------------------------------------------------------------------


def test_index_by_hand():
    """aab|b against xx|y|y ... pairs together: 2 and 1, both 1 of 6: expected 1/3, (1 - 1/3) / (3/2 - 1/3) = 4/7."""
    assert adjusted_rand("aabb", "xxyz") == pytest.approx(4 / 7)


@pytest.mark.parametrize(("first", "second"), [("aabbc", "xyxyx"), ("aaabb", "xxyyy"), ("abcde", "xxyyz"), ("aabbcc", "xxxyyy")])
def test_index_is_the_share_of_pairs_corrected_for_chance(first, second):
    assert adjusted_rand(first, second) == adjusted_rand(second, first)
    if first != "abcde":
        assert adjusted_rand(first, second) == pytest.approx(pair_index(first, second))
    else:
        assert adjusted_rand(first, second) == pytest.approx(0)


def test_same_groups_are_one_whatever_their_names():
    assert adjusted_rand("aabbc", "22113") == 1


@pytest.mark.parametrize("both", [("aaa", "bbb"), ("abc", "xyz")])
def test_index_is_undefined_where_nothing_is_grouped(both):
    assert math.isnan(adjusted_rand(*both))


def test_pairs_that_are_kept_together_and_apart():
    """aa|bb -> xx|x|y: of 2 pairs together 1 stays, of 4 apart 2 do."""
    assert pairs_kept(np.array(list("aabb")), np.array(list("xxxy"))) == (0.5, 0.5)


def test_recovery_of_each_group_by_the_one_that_fits_best():
    assert jaccard(np.array(list("aaabbc")), np.array(list("xxyyyz"))) == pytest.approx({"a": 2 / 3, "b": 2 / 3, "c": 1})


# --- against a given classification ------------------------------------------------------------------------


def test_cross_table_index_and_exact_chance_of_two_partitions():
    """aaabbb against xxxyyy: 2 of C(6, 3) = 20 arrangements agree fully."""
    found = compare(of("aaabbb"), of("xxxyyy"))
    assert found.table.to_dict() == {"x": {"a": 3, "b": 0}, "y": {"a": 0, "b": 3}}
    assert (found.index, found.p, found.smallest_p, found.best) == (1, 0.1, 0.1, 1)
    assert (found.arrangements, found.exact, found.n, found.overlapping) == (20, True, 6, False)


@pytest.mark.parametrize(("given", "types"), [("aabbcc", "xxyyyz"), ("aaabbc", "xyxyxx"), ("abccca", "xxxyyz")])
def test_chance_is_that_of_all_permutations(given, types):
    found = compare(of(given), of(types))
    every = [adjusted_rand(given, other) for other in arrangements(types)]
    assert found.index == pytest.approx(adjusted_rand(given, types))
    assert found.p == pytest.approx(np.mean([one >= found.index - 1e-9 for one in every]))
    assert found.smallest_p == pytest.approx(np.mean([one >= max(every) - 1e-9 for one in every])) and found.best == pytest.approx(max(every))
    assert np.mean(every) == pytest.approx(0, abs=1e-9)


def omega(given, types):
    """Collins and Dent's index from its definition: pairs that share as many groups in both, corrected for the chance of each number."""
    n = len(given)
    pairs = [(i, j) for i in range(n) for j in range(i)]
    one, other = [len(set(given[i]) & set(given[j])) for i, j in pairs], [int(types[i] == types[j]) for i, j in pairs]
    seen = np.mean([a == b for a, b in zip(one, other, strict=True)])
    chance = sum(np.mean([a == k for a in one]) * np.mean([b == k for b in other]) for k in (0, 1, 2))
    return (seen - chance) / (1 - chance)


def test_classes_that_overlap_are_compared_by_the_omega_index():
    given, types = ["a", "ab", "b", "bc", "abc", "c"], "xxyyxz"
    found = compare({f"case{i}": list(classes) for i, classes in enumerate(given)}, of(types))
    every = [omega(given, other) for other in arrangements(types)]
    assert found.overlapping and found.index == pytest.approx(omega(given, types))
    assert found.p == pytest.approx(np.mean([one >= found.index - 1e-9 for one in every]))
    assert found.table.loc["a"].to_dict() == {"x": 3, "y": 0, "z": 0}


def test_cases_without_a_class_and_without_a_type_are_named_and_left_out():
    given = {"case0": "a", "case1": "a", "case2": "b", "case3": None, "case4": [], "case5": float("nan"), "case6": "b", "elsewhere": "b"}
    found = compare(given, of("xxyyyyyy"))
    assert (found.n, found.left_out, found.untyped) == (4, ["case3", "case4", "case5", "case7"], ["elsewhere"])
    assert found.index == 1 and found.smallest_p == pytest.approx(1 / 3)


def test_smallest_reachable_p_of_eleven_and_eighteen_cases_is_exact_and_quick():
    eleven = compare(of("aaaabbbbccc"), of("xxxxyyyyzzz"))
    assert eleven.exact and eleven.p == eleven.smallest_p == pytest.approx(2 / 11550)
    eighteen = compare(of("aaaabbbbccccddddee"), of("xxxxxxxxyyyyyyzzzz"))
    assert eighteen.exact and eighteen.arrangements == 9_189_180


def test_too_many_arrangements_are_sampled_with_their_error(monkeypatch):
    exact = compare(of("aaabbbcc"), of("xxxyyyxy"))
    monkeypatch.setattr(partitions, "MOST_STEPS", 3)
    drawn = compare(of("aaabbbcc"), of("xxxyyyxy"), n_resamples=4000, seed=1)
    assert not drawn.exact and drawn.drawn == 4000 and 0 < drawn.p_error < 0.01
    assert drawn.p == pytest.approx(exact.p, abs=4 * drawn.p_error) and drawn.index == pytest.approx(exact.index)
    assert drawn.p == compare(of("aaabbbcc"), of("xxxyyyxy"), n_resamples=4000, seed=1).p


def test_types_that_group_nothing_have_no_index_and_no_evidence():
    found = compare(of("aaaa"), of("xxxx"))
    assert math.isnan(found.index) and found.p == found.smallest_p == 1


def test_too_few_classified_cases():
    with pytest.raises(ResearcherError, match="Only 2 cases have both a class and a type"):
        compare(of("ab"), of("xxyy"))
