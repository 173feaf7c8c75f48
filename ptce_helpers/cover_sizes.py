"""How many terms a cover of a part of a chart needs: bounds from both sides; and the exact number of smallest covers of a small part."""

from __future__ import annotations

import math

import numpy as np
from scipy.optimize import OptimizeResult, linprog

from ptce_helpers.cover_parts import Part

MOST_ROWS = 20  # for which all sets of rows are gone through
FEW_ROWS = 6  # for which a linear program takes longer than it saves
ROUNDING = 1e-6  # what a linear program may be off by


def bound(part: Part) -> int:
    """A size that no cover of a part is smaller than, from the linear relaxation."""
    return math.ceil(row_weights(part.chart).sum() - ROUNDING)


def greedy(chart: np.ndarray) -> list[int]:
    """A cover that takes, step by step, the class with the most rows not yet held; then those that aren't needed go."""
    open_rows, found = np.ones(chart.shape[1], dtype=bool), []
    while open_rows.any():
        found.append(int((chart & open_rows).sum(axis=1).argmax()))
        open_rows &= ~chart[found[-1]]
    return _without_needless(found, chart)


def rounded(chart: np.ndarray) -> list[int]:
    """A cover from the linear relaxation: the classes that it takes whole, else the largest share; then the relaxation of the rest."""
    open_rows, found = np.ones(chart.shape[1], dtype=bool), []
    while open_rows.any():
        useful = np.flatnonzero(chart[:, open_rows].any(axis=1))
        shares = -_relaxed(chart[useful][:, open_rows]).ineqlin.marginals
        whole = shares > 1 - ROUNDING
        found += useful[whole if whole.any() else [shares.argmax()]].tolist()
        open_rows = ~chart[found].any(axis=0)
    return _without_needless(found, chart)


def _without_needless(found: list[int], chart: np.ndarray) -> list[int]:
    for one in tuple(found):
        others = [other for other in found if other != one]
        if chart[others].any(axis=0).all():
            found = others
    return found


def row_weights(chart: np.ndarray) -> np.ndarray:
    """Weights of the rows such that no class weighs more than 1: no cover is smaller than their sum, the greatest there is but for few rows."""
    if chart.shape[1] <= FEW_ROWS:
        return 1 / np.where(chart, chart.sum(axis=1)[:, None], 1).max(axis=0)
    weights = np.clip(_relaxed(chart).x, 0, None)
    return weights / max(1.0, (chart @ weights).max())  # so the bound holds in spite of rounding


def _relaxed(chart: np.ndarray) -> OptimizeResult:
    """The dual of the linear relaxation: weights of rows; its marginals are the shares of the classes."""
    return linprog(-np.ones(chart.shape[1]), A_ub=chart.astype(float), b_ub=np.ones(len(chart)), bounds=(0, 1), method="highs")


def counted(part: Part) -> tuple[int, int]:
    """The least size of a cover and the exact number of such covers, implicants of equal coverage counted each.

    Inclusion and exclusion over all sets of rows: the sets of s implicants that hold every row are, with alternating
    sign, those that avoid a set of rows. For at most MOST_ROWS rows.
    """
    rows = part.chart.shape[1]
    avoiding = np.zeros(2**rows, dtype=np.int32)  # for each set of rows: the implicants that hold none of them
    np.add.at(avoiding, [2**rows - 1 - held for held in part.rows_of], [len(one) for one in part.classes])
    signs = np.ones(1, dtype=np.int8)
    for i in range(rows):
        half = avoiding.reshape(-1, 2, 2**i)
        half[:, 0] += half[:, 1]
        signs = np.concatenate([signs, -signs])
    times = np.bincount(avoiding, weights=signs).round().astype(int)
    sums = [(int(n), int(times[n])) for n in np.flatnonzero(times)]
    for size in range(1, rows + 1):
        if total := sum(t * math.comb(n, size) for n, t in sums):
            return size, total
    raise AssertionError("a chart whose rows are all held has a cover")
