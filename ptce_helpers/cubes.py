"""Cubes: every term that a few conditions allow, each as the set of truth-table rows it holds, one bit a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np

from ptce_helpers.errors import ParameterError
from ptce_helpers.terms import DROPPED

BITS = 64  # rows of a truth table in one machine word: six conditions


@dataclass(frozen=True)
class Cubes:
    """All terms over some conditions. ``values``: terms x conditions, -1 where left out; ``masks``: the rows each one holds
    (bit 0 is the first row); ``wider``: the number of the term that leaves out one condition more, one past the last where it is left out already."""

    levels: tuple[int, ...]
    values: np.ndarray
    masks: np.ndarray
    wider: np.ndarray

    @property
    def every(self) -> np.uint64:
        """All rows."""
        return self.masks[0]

    def primes(self, on: np.ndarray, off: np.ndarray) -> np.ndarray:
        """For many pairs of row sets at once: which terms hold a row of ``on``, none of ``off``, and can't leave out a condition.

        Booleans, pairs x terms (Quine 1952; McCluskey 1956).
        """
        free = (self.masks & off[:, None]) == 0
        wide = np.zeros_like(free)
        padded = np.column_stack([free, np.zeros(len(free), dtype=bool)])
        for column in self.wider.T:
            wide |= padded[:, column]
        return free & ~wide & ((self.masks & on[:, None]) != 0)

    def chart(self, chosen: np.ndarray, on: np.uint64) -> np.ndarray:
        """Which of the chosen terms (down) hold which of the rows in ``on`` (across)."""
        rows = np.array([bit for bit in range(BITS) if int(on) >> bit & 1], dtype=np.uint64)
        return ((self.masks[chosen][:, None] >> rows) & np.uint64(1)).astype(bool)

    def holding(self, terms: Sequence[Sequence[int]]) -> np.uint64:
        """The rows that belong to any of these terms."""
        strides = _strides(self.levels)
        return np.bitwise_or.reduce(self.masks[[int((np.array(term) + 1) @ strides) for term in terms]]) if len(terms) else np.uint64(0)


@cache
def of(levels: tuple[int, ...]) -> Cubes:
    """All terms of conditions with so many values each. ParameterError if the truth table has over 64 rows."""
    if (size := int(np.prod(levels, dtype=object))) > BITS:
        raise ParameterError(f"These conditions make {size:,} combinations; repeated analyses take at most {BITS}.",
                             todo="use at most six conditions with two values, or call truth_table and solve for each variant.")  # fmt: skip
    values = np.array(list(product(*(range(DROPPED, size) for size in levels))))
    rows = np.array(list(product(*map(range, levels))))
    inside = ((values[:, None, :] == rows) | (values[:, None, :] == DROPPED)).all(axis=2)
    masks = packed(inside)
    numbers = np.arange(len(values))[:, None] - (values + 1) * _strides(levels)
    return Cubes(levels, values, masks, np.where(values == DROPPED, len(values), numbers))


def packed(inside: np.ndarray) -> np.ndarray:
    """Sets of rows (booleans, sets x rows) as one word each, bit 0 for the first row."""
    return (inside.astype(np.uint64) << np.arange(inside.shape[1], dtype=np.uint64)).sum(axis=1, dtype=np.uint64)


def _strides(levels: tuple[int, ...]) -> np.ndarray:
    return np.array([int(np.prod([size + 1 for size in levels[place + 1 :]], dtype=int)) for place in range(len(levels))])
