"""Quine's merging: terms that differ in one condition only, and together take all its values, become one term without it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ptce_helpers.errors import ResearcherError

MOST = 2**62  # cubes that a whole number can tell apart


def merge(rows: np.ndarray, levels: Sequence[int]) -> np.ndarray:
    """The largest terms that hold nothing but the given rows, binary or with several values (Quine 1952; McCluskey 1956).

    ``rows``: ints (rows x conditions), each row once. Returns ints (terms x conditions), -1 where a condition is left
    out, in no stated order. Raises ResearcherError for more conditions than whole numbers can tell apart.
    """
    sizes = np.array([level + 1 for level in levels], dtype=object)  # a digit more: left out
    if np.prod(sizes) >= MOST:
        raise ResearcherError(f"{len(levels)} conditions are too many to merge rows.", todo="use fewer conditions")
    weights = np.concatenate([[1], np.cumprod(sizes)[:-1]]).astype(np.int64)
    codes, found = rows @ weights, [np.empty(0, dtype=np.int64)]
    while len(codes):
        codes, prime = _step(codes, weights, levels)
        found.append(prime)
    return _decoded(np.concatenate(found), weights, levels)


def _step(codes: np.ndarray, weights: np.ndarray, levels: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
    """The terms with one condition less that these terms merge into, and those of them that merge into none."""
    merged, alone = [], np.ones(len(codes), dtype=bool)
    for weight, level in zip(weights, levels, strict=True):
        digits = codes // weight % (level + 1)
        without = codes + (level - digits) * weight
        kept = np.flatnonzero(digits < level)
        whole, place, counts = np.unique(without[kept], return_inverse=True, return_counts=True)
        alone[kept[(counts == level)[place]]] = False
        merged.append(whole[counts == level])
    return np.unique(np.concatenate(merged)), codes[alone]


def _decoded(codes: np.ndarray, weights: np.ndarray, levels: Sequence[int]) -> np.ndarray:
    digits = codes[:, None] // weights % (np.array(levels) + 1)
    return np.where(digits == np.array(levels), -1, digits)
