"""Nulls: how large a difference is in every arrangement of the cases, and how rare the observed one is among them.

"At least as large" is two-sided throughout: the size of the difference is taken without its sign, over all
arrangements that keep the group sizes and the values with their ties as they are. For two groups of unequal size this
is not twice the smaller tail, which some programs report. A sampled p is (b + 1) / (m + 1), so it is never 0
(Phipson & Smyth 2010, Statistical Applications in Genetics and Molecular Biology 9, art. 39).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations

import numpy as np
from scipy.stats import binomtest, rankdata

from ptce_helpers.arrangements import Arrangements, number

SAME = 1e-10  # differences closer than this, relative to the largest, are the same one in floating point
SURE = 0.99  # confidence of the interval of a sampled p
CHUNK = 100_000


@dataclass(frozen=True, eq=False)
class Null:
    """How often each size of the difference occurs among the arrangements that were looked at.

    ``sizes`` ascending and without repetition, ``tails[i]``: how many arrangements show ``sizes[i]`` or more;
    ``largest``: the largest size that any arrangement can show; ``looked_at`` of ``number`` arrangements.
    """

    sizes: np.ndarray
    tails: np.ndarray
    largest: float
    looked_at: int
    number: int
    exact: bool

    def tail(self, size: float) -> int:
        """How many of the arrangements looked at differ at least as much as this."""
        place = np.searchsorted(self.sizes, size - SAME * self.largest)
        return int(self.tails[place]) if place < len(self.tails) else 0

    def p(self, size: float) -> float:
        """The share of the arrangements that differ at least as much; (b + 1) / (m + 1) where they were sampled."""
        return self.tail(size) / self.looked_at if self.exact else (self.tail(size) + 1) / (self.looked_at + 1)

    def p_interval(self, size: float) -> tuple[float, float]:
        """The p itself where it is exact, else its 99 % Clopper-Pearson interval from the sample."""
        if self.exact:
            return self.p(size), self.p(size)
        return interval_of_share(self.tail(size), self.looked_at)

    @property
    def floor(self) -> float:
        """The smallest p that these cases could give, whatever group they were in."""
        return self.p(self.largest)

    def detectable(self, alpha: float) -> float:
        """The smallest size of the difference whose p is at most ``alpha``; nan where none is."""
        added = 0 if self.exact else 1
        first = np.searchsorted(self.sizes, self.sizes - SAME * self.largest)
        small = np.nonzero((self.tails[first] + added) / (self.looked_at + added) <= alpha)[0]
        if len(small):
            return float(self.sizes[small[0]])
        return self.largest if self.floor <= alpha else math.nan


def interval_of_share(b: int, m: int) -> tuple[float, float]:
    """The 99 % Clopper-Pearson interval of a share of which ``b`` of ``m`` draws were seen; it holds (b + 1) / (m + 1)."""
    ends = binomtest(b, m).proportion_ci(SURE, method="exact")
    return float(ends.low), max(float(ends.high), (b + 1) / (m + 1))


def of_sizes(found: np.ndarray, largest: float, all_of: Arrangements) -> Null:
    """Put the sizes of the difference of many arrangements together."""
    sizes, counts = np.unique(found, return_counts=True)
    return Null(sizes, np.cumsum(counts[::-1])[::-1], largest, len(found), all_of.number, all_of.exact)


def of_means(values: np.ndarray, sizes: Sequence[int], all_of: Arrangements) -> Null:
    """The difference of two means without its sign, or for more groups the share of variation between them."""
    found = np.concatenate([spread_of_means(values, part, len(sizes)) for part in _parts(all_of)])
    return of_sizes(found, spread_of_means(values, apart(values, sizes), len(sizes)).max(), all_of)


def of_medians(values: np.ndarray, sizes: Sequence[int], all_of: Arrangements) -> Null:
    """The difference of two medians without its sign."""
    found = np.concatenate([spread_of_medians(values, part) for part in _parts(all_of)])
    return of_sizes(found, spread_of_medians(values, apart(values, sizes)).max(), all_of)


def _parts(all_of: Arrangements) -> list[np.ndarray]:
    return [all_of.labels[start : start + CHUNK] for start in range(0, len(all_of.labels), CHUNK)]


def apart(values: np.ndarray, sizes: Sequence[int]) -> np.ndarray:
    """The arrangements with the groups as far apart as can be: sorted values cut into blocks, in each order of the groups.

    One of them has the largest difference: a convex function of the groups' sums is largest at a corner of what they
    can be, and these are the corners.
    """
    rank = np.argsort(np.argsort(values, kind="stable"))
    orders = permutations(range(len(sizes)))
    return np.array([np.repeat(np.array(order, dtype=np.int8), [sizes[group] for group in order])[rank] for order in orders])


def spread_of_means(values: np.ndarray, labels: np.ndarray, groups: int) -> np.ndarray:
    """How far the groups' means lie apart in each arrangement: the difference of two, or eta squared of more.

    ``values``: one row for all arrangements, or one for each.
    """
    centred = values - values.mean(axis=-1, keepdims=True)
    inside = [labels == group for group in range(groups)]
    means = np.stack([(there * centred).sum(axis=1) / there[0].sum() for there in inside])
    if groups == 2:
        return np.abs(means[0] - means[1])
    weights = np.array([there[0].sum() for there in inside])
    return (weights @ means**2) / (centred**2).sum(axis=-1)


def spread_of_medians(values: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The difference between the medians of two groups in each arrangement, without its sign."""
    return np.abs(_medians(values, labels == 0) - _medians(values, labels == 1))


def _medians(values: np.ndarray, inside: np.ndarray) -> np.ndarray:
    n = int(inside[0].sum())
    middle = np.sort(np.where(inside, values, np.inf), axis=1)[:, (n - 1) // 2 : n // 2 + 1]
    return middle.mean(axis=1)


def of_rank_sums(values: np.ndarray, n_first: int) -> Null:
    """Cliff's delta without its sign in every arrangement of two groups: the Wilcoxon rank sum test, always exact.

    The arrangements are counted by their rank sum instead of being listed, so their number is no limit. Ties have
    midranks. The result depends on the pattern of ties only.
    """
    return _of_doubled_ranks(tuple(sorted((2 * rankdata(values)).astype(int).tolist())), n_first)


@lru_cache(maxsize=4096)
def _of_doubled_ranks(ranks: tuple[int, ...], n_first: int) -> Null:
    n = len(ranks)
    in_all = number((n_first, n - n_first))
    ways = np.zeros((n_first + 1, sum(ranks) + 1), dtype=np.int64 if in_all < 2**62 else object)
    ways[0, 0] = 1  # ways[k, s]: in how many ways k of the cases seen so far have doubled ranks that add up to s
    for rank in ranks:
        ways[1:, rank:] = ways[1:, rank:] + ways[:-1, : ways.shape[1] - rank]
    sums = np.nonzero(ways[n_first])[0]
    middle = n_first * (n + 1)  # of the doubled rank sums
    distance, where = np.unique(np.abs(sums - middle), return_inverse=True)
    counts = np.zeros(len(distance), dtype=ways.dtype)
    np.add.at(counts, where, ways[n_first][sums])
    deltas = distance / (n_first * (n - n_first))
    return Null(deltas, np.cumsum(counts[::-1])[::-1], float(deltas[-1]), in_all, in_all, True)
