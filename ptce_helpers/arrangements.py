"""Arrangements: all the ways in which the same cases could have fallen into groups of the same sizes.

A permutation test asks how many of them show a difference at least as large as the one observed. Where they are at
most two million every one is looked at; otherwise a seeded sample of them is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

MOST = 2_000_000  # arrangements that are all looked at


@dataclass(frozen=True, eq=False)
class Arrangements:
    """The arrangements that are looked at: ``labels`` (arrangements x cases) holds the group of each case.

    ``number``: how many there are in all; ``exact``: whether all of them are here.
    """

    labels: np.ndarray
    number: int
    exact: bool


def number(sizes: Sequence[int]) -> int:
    """How many ways there are to put the cases into groups of these sizes: the multinomial coefficient, exact."""
    return math.factorial(sum(sizes)) // math.prod(math.factorial(size) for size in sizes)


@lru_cache(maxsize=4)
def arrangements(sizes: tuple[int, ...], most: int = MOST, n_resamples: int = 99_999, seed: int = 0) -> Arrangements:
    """All arrangements where they are at most ``most``, else ``n_resamples`` drawn at random with ``seed``."""
    in_all = number(sizes)
    exact = in_all <= most
    labels = every(sizes) if exact else drawn(sizes, n_resamples, seed)
    labels.flags.writeable = False
    return Arrangements(labels, in_all, exact)


def every(sizes: Sequence[int]) -> np.ndarray:
    """The group of each case in every arrangement, one row each; the first row has the groups in order."""
    last = len(sizes) - 1
    labels = np.full((1, sum(sizes)), last, dtype=np.int8)
    for group, size in enumerate(sizes[:-1]):
        free = np.nonzero(labels == last)[1].reshape(len(labels), -1)
        picks = choices(free.shape[1], size)
        chosen = free[:, picks].reshape(-1, size)
        labels = np.repeat(labels, len(picks), axis=0)
        np.put_along_axis(labels, chosen, np.int8(group), axis=1)
    return labels


def drawn(sizes: Sequence[int], n: int, seed: int) -> np.ndarray:
    """The group of each case in ``n`` arrangements drawn independently of each other; the same for the same seed."""
    labels = np.repeat(np.arange(len(sizes), dtype=np.int8), sizes)
    return np.random.default_rng(seed).permuted(np.tile(labels, (n, 1)), axis=1)


def choices(n: int, k: int) -> np.ndarray:
    """Every choice of ``k`` of the places 0 .. n - 1, one row each, in lexicographic order."""
    rows = np.zeros((1, 0), dtype=np.intp)
    first = np.zeros(1, dtype=np.intp)  # the first place that may follow in each row
    for place in range(k):
        follow = n - k + place + 1 - first
        start = np.repeat(np.cumsum(follow) - follow, follow)
        added = np.repeat(first, follow) + np.arange(follow.sum()) - start
        rows = np.column_stack([np.repeat(rows, follow, axis=0), added])
        first = added + 1
    return rows
