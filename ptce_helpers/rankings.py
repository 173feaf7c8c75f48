"""Rankings: places with ties, how far they move without one case, and how far two rankings are from each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations

Ranking = dict[str, int]


def ranks(scores: dict[str, float]) -> Ranking:
    """The place of each item by its score, the highest first; items with the same score share the best of their places (1, 2, 2, 4)."""
    exact = {item: round(score, 9) for item, score in scores.items()}
    return {item: 1 + sum(other > score for other in exact.values()) for item, score in exact.items()}


def without_one(cases: Iterable, rank: Callable[[set], Ranking]) -> dict[str, tuple[int, int]]:
    """The best and the worst place of each item when one case is left out, whichever it is.

    ``rank`` gives the places from the cases that remain. With fewer than two cases there is nothing to leave out: the places as they are.
    """
    every = set(cases)
    found = [rank(every - {case}) for case in every] if len(every) > 1 else [rank(every)]
    return {item: (min(one[item] for one in found), max(one[item] for one in found)) for item in found[0]}


def reversed_pairs(one: Ranking, other: Ranking) -> list[tuple[str, str]]:
    """The pairs of items that stand in one order in a ranking and in the opposite in the other; the first is ahead in the first."""
    pairs = [(a, b) if one[a] < one[b] else (b, a) for a, b in combinations(one, 2) if one[a] != one[b]]
    return [(a, b) for a, b in pairs if other[a] > other[b]]


def distance(one: Ranking, other: Ranking) -> float:
    """Kendall's distance: how many pairs of items stand in opposite order; a pair that is tied in one ranking only counts one half.

    From 0 (the same order) to n(n-1)/2. Ties: R. Fagin, R. Kumar, M. Mahdian, D. Sivakumar and E. Vee, Comparing and
    aggregating rankings with ties, PODS 2004, their K with p = 1/2.
    """
    tied = sum((one[a] == one[b]) != (other[a] == other[b]) for a, b in combinations(one, 2))
    return len(reversed_pairs(one, other)) + tied / 2
