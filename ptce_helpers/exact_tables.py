"""Exact tests of tables: every table with the same row and column totals, and how probable each is by chance.

Fisher's exact test for two rows and two columns (Fisher 1935, The Design of Experiments, ch. 2), Freeman & Halton's
for more (1951, Biometrika 38, 141-149). Two-sided by probability: p adds up the tables that are no more probable than
the observed one, those within a relative 1e-7 counted as equally probable, as R's fisher.test does.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import gammaln

from ptce_helpers.arrangements import drawn, number
from ptce_helpers.nulls import interval_of_share

AS_PROBABLE = 1 + 1e-7  # R's tolerance
MOST_TABLES = 500_000
WHOLE = 20  # cases up to which everything is counted in whole numbers: 20! fits 64 bits


@dataclass(frozen=True, eq=False)
class Tables:
    """The tables that have given totals: ``cells`` (tables x rows x columns), the probability and the p of each.

    ``arrangements``: in how many ways the cases can be put into the rows. Where the tables were sampled ``exact`` is
    False, ``looked_at`` the number of draws, and ``cells`` those that were drawn.
    """

    cells: np.ndarray
    probability: np.ndarray
    p: np.ndarray
    arrangements: int
    exact: bool
    looked_at: int

    @property
    def floor(self) -> float:
        """The smallest p that a table with these totals can have."""
        return float(self.p.min())

    def place(self, table: np.ndarray) -> int:
        """Where a table stands among them."""
        return int(np.nonzero((self.cells == table).all(axis=(1, 2)))[0][0])

    def p_interval(self, place: int) -> tuple[float, float]:
        """The p itself where it is exact, else its 99 % interval from the sample."""
        p = float(self.p[place])
        return (p, p) if self.exact else interval_of_share(round(p * (self.looked_at + 1)) - 1, self.looked_at)


def tables(table: np.ndarray, most: int = MOST_TABLES, n_resamples: int = 99_999, seed: int = 0) -> Tables:
    """All tables with the totals of this one where they are at most ``most``, else those of ``n_resamples`` draws."""
    rows, columns = tuple(table.sum(axis=1).tolist()), tuple(table.sum(axis=0).tolist())
    return _all(rows, columns, most) or _sampled(table, n_resamples, seed)


@lru_cache(maxsize=32)  # each may hold half a million tables
def _all(rows: tuple[int, ...], columns: tuple[int, ...], most: int) -> Tables | None:
    cells = _filled(rows, columns, most)
    if cells is None:
        return None
    weights, whole = _weights(cells, columns), number(rows)
    order = np.argsort(weights, kind="stable")
    last = np.searchsorted(weights[order], weights * AS_PROBABLE, side="right") - 1
    added = np.cumsum(weights[order])
    p = added[last] / whole if sum(rows) <= WHOLE else np.round(np.minimum(added[last] / added[-1], 1.0), 14)
    return Tables(cells, weights / added[-1], p, whole, True, len(cells))


def _weights(cells: np.ndarray, columns: tuple[int, ...]) -> np.ndarray:
    """In how many ways the cases give each table: whole numbers up to twenty cases, beyond them shares of all ways."""
    if sum(columns) > WHOLE:
        logs = sum(gammaln(total + 1.0) for total in columns) - gammaln(cells + 1.0).sum(axis=(1, 2))
        return np.exp(logs - logs.max())
    factorials = np.array([math.factorial(i) for i in range(WHOLE + 1)], dtype=np.int64)
    return (factorials[list(columns)] // factorials[cells].prod(axis=1)).prod(axis=1)


def _filled(rows: tuple[int, ...], columns: tuple[int, ...], most: int) -> np.ndarray | None:
    """Fill the tables cell by cell: a column from the top, as much as its row and the rows below leave possible.

    Each beginning leads to at least one table, so that more than ``most`` of them end the search: None.
    """
    filled = np.zeros((1, 0), dtype=np.int16)
    left = np.array([rows], dtype=np.int16)  # of each row's total
    for total in columns[:-1]:
        need = np.full(len(left), total)  # of the column's total
        for row in range(len(rows)):
            low = np.maximum(0, need - left[:, row + 1 :].sum(axis=1))
            ways = np.minimum(left[:, row], need) - low + 1
            if ways.sum() > most:
                return None
            value = np.repeat(low, ways) + np.arange(ways.sum()) - np.repeat(np.cumsum(ways) - ways, ways)
            filled, left, need = (np.repeat(part, ways, axis=0) for part in (filled, left, need))
            left[:, row] -= value
            need = need - value
            filled = np.column_stack([filled, value])
    filled = np.column_stack([filled, left])  # the last column is what is left of each row
    return filled.reshape(len(filled), len(columns), len(rows)).transpose(0, 2, 1)


def _sampled(table: np.ndarray, n_resamples: int, seed: int) -> Tables:
    """The tables that the cases fall into when they are drawn into the rows at random; p is (b + 1) / (m + 1)."""
    rows, columns = table.sum(axis=1).tolist(), table.sum(axis=0).tolist()
    code = drawn(rows, n_resamples, seed).astype(np.int64) * len(columns) + np.repeat(np.arange(len(columns)), columns)
    code += np.arange(n_resamples)[:, None] * table.size
    found = np.bincount(code.ravel(), minlength=n_resamples * table.size).reshape(n_resamples, -1)
    flat, times = np.unique(np.vstack([table.reshape(1, -1), found]), axis=0, return_counts=True)
    times[(flat == table.ravel()).all(axis=1)] -= 1  # the observed table is there, but was not drawn
    logs = gammaln(np.array(rows + columns) + 1.0).sum() - gammaln(table.sum() + 1.0) - gammaln(flat + 1.0).sum(axis=1)
    order = np.argsort(logs, kind="stable")
    last = np.searchsorted(logs[order], logs + math.log(AS_PROBABLE), side="right") - 1
    p = (np.cumsum(times[order])[last] + 1) / (n_resamples + 1)
    return Tables(flat.reshape(-1, *table.shape), np.exp(logs), p, number(rows), False, n_resamples)
