"""Consolidation moves cases as Hartigan and Wong do: never to more inertia within, to a partition that no single move improves."""

import json
from pathlib import Path

import numpy as np
import pytest

from ptce_helpers.consolidation import consolidate
from ptce_helpers.errors import ResearcherError

REFERENCE = json.loads((Path(__file__).parent / "reference" / "mca" / "kmeans.json").read_text(encoding="utf-8"))


def within(points, labels):
    return sum(((points[labels == one] - points[labels == one].mean(axis=0)) ** 2).sum() for one in np.unique(labels))


def test_types_are_those_of_r_on_grids_full_of_ties():
    for one in REFERENCE:
        points, start = np.array(one["points"], dtype=float), np.array(one["start"]) - 1
        if one["types"]:
            assert (consolidate(points, start) + 1).tolist() == one["types"]
        else:
            with pytest.raises(ResearcherError, match="without cases"):
                consolidate(points, start)
    assert sum(not one["types"] for one in REFERENCE) == 2 and len(REFERENCE) == 28


def test_case_on_the_wrong_side_moves():
    points = np.array([[0.0], [1.0], [2.0], [9.0], [10.0]])
    assert consolidate(points, np.array([0, 0, 1, 1, 1])).tolist() == [0, 0, 0, 1, 1]


def test_case_moves_where_its_own_pull_on_the_centre_counts_although_lloyd_stays():
    """0, 4 | 7: 4 is nearer to 2 than to 7 by nothing at all for Lloyd (2 < 3); leaving costs 2^2 x 2 = 8, joining 3^2 / 2 = 4.5."""
    points = np.array([[0.0], [4.0], [7.0]])
    assert consolidate(points, np.array([0, 0, 1])).tolist() == [0, 1, 1]


@pytest.mark.parametrize("seed", range(20))
def test_no_single_move_makes_types_closer(seed):
    rng = np.random.default_rng(seed)
    points, k = rng.normal(size=(25, 2)).round(1), 2 + seed % 4
    start = ((points[:, None, :] - points[:k]) ** 2).sum(axis=2).argmin(axis=1)
    found = consolidate(points, start)
    least = within(points, found)
    assert least <= within(points, start) + 1e-9 and set(found) == set(range(k))
    for case in range(25):
        for other in range(k):
            if (found == found[case]).sum() > 1:
                moved = found.copy()
                moved[case] = other
                assert within(points, moved) >= least - 1e-9


def test_one_type_and_a_type_a_case_stay_as_they_are():
    points = np.arange(6.0).reshape(3, 2)
    assert consolidate(points, np.zeros(3, dtype=int)).tolist() == [0, 0, 0]
    assert consolidate(points, np.arange(3)).tolist() == [0, 1, 2]


def test_type_that_would_be_left_without_cases_is_refused():
    """The second type is two cases far out on both sides: its centre is that of the first, where nobody is nearer to it."""
    points = np.array([[-9.0], [-1.0], [1.0], [9.0], [0.0], [20.0], [20.0]])
    with pytest.raises(ResearcherError, match="would leave a type without cases"):
        consolidate(points, np.array([1, 0, 0, 1, 0, 2, 2]))
