"""Both ends of what silence and doubt leave possible, for figures of comparisons, types and configurations that rest on what is known."""

from __future__ import annotations

from itertools import product

import numpy as np

from ptce_helpers import configurations
from ptce_helpers.pole_configurations import Analysed
from ptce_helpers.pole_types import PoleTypes
from ptce_helpers.splits import Placed, Split
from ptce_helpers.typology import stability

MOST_UNKNOWN = 14  # poles of unknown group, each of which may be in either of the two
FILLINGS = 200  # as in notebook 10

Ends = tuple[float, float]


def of_delta(split: Split) -> Ends | None:
    """The smallest and the largest Cliff's delta of two groups, whatever the silent poles are; None if too many could be in either group.

    For a given set of groups the delta is largest with every pole of the first group at its upper end and every one of the second at its
    lower end, so that only the groups have to be gone through. Missing (nan) if no grouping leaves two groups.
    """
    unknown = [place for place, pole in enumerate(split.poles) if pole.group is None]
    if len(unknown) > MOST_UNKNOWN:
        return None
    low, high = np.array([_ends(pole) for pole in split.poles], dtype=float).reshape(-1, 2).T
    least, most = np.sign(low[:, None] - high), np.sign(high[:, None] - low)
    groups, found = np.array([pole.group if pole.group is not None else -1 for pole in split.poles]), []
    for chosen in product((0, 1), repeat=len(unknown)):
        groups[unknown] = chosen
        first, second = groups == 0, groups == 1
        if first.any() and second.any():
            found.append([part[np.ix_(first, second)].mean() for part in (least, most)])
    return (min(one[0] for one in found), max(one[1] for one in found)) if found else (np.nan, np.nan)


def _ends(pole: Placed) -> Ends:
    """Between what the outcome of a pole lies; of two results the first is 1, the second 0."""
    if pole.value is not None:
        return pole.value.low, pole.value.high
    return (0.0, 1.0) if pole.result is None else (1.0 - pole.result,) * 2


def of_types(found: PoleTypes, seed: int) -> list[list[set[str]]]:
    """The types under each of some fillings of the silences with answers that other poles give: a list of types, each a set of poles."""
    again = stability(found.types, ("completion",), n_resamples=FILLINGS, seed=seed).replicates
    return [[set(one.labels.index[one.labels == number]) for number in sorted(set(one.labels))] for one in again if one.labels is not None]


def best_share(group: set[str], types: list[set[str]]) -> float:
    """The largest share of common poles among all of a group and of a type (Jaccard): 1 if the group is one of the types."""
    return max(len(group & one) / len(group | one) for one in types)


def of_path(completed: list[Analysed], side: str, solution: str, path: str) -> Ends | None:
    """1 where a path stands in every model of every completion, 0 where in none of any.

    A completion in which no combination leads to the outcome has no path; one that can't be solved for another reason does not count, and if none can there is nothing to tell (None).
    """
    sides = [getattr(one, side) for one in completed]
    having = [[path in model for model in one.models(solution)] or [False] for one in sides if one.shown_by_none or one.models(solution)]
    return (float(all(map(all, having))), float(any(map(any, having)))) if having else None


def necessary(one: Analysed, side: str, condition: str) -> float:
    """The share of the outcome (or of its absence) that lies within a condition, or within its absence (``~``)."""
    found = configurations.necessity(one.data, getattr(one, side).outcome, one.design.symbols)
    return float(found.loc[condition, "inclN"])
