"""The least number of terms that cover a part of a chart, proven; and how many covers of that size there are, without listing them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from ptce_helpers.cover_parts import Class, Part, core

MOST_ROWS = 18  # for which all sets of rows are gone through
ROUNDING = 1e-6  # what a linear program may be off by


@dataclass(frozen=True)
class Least:
    """The shortest cover found, as classes of implicants, and the size that no cover is smaller than, proven."""

    low: int
    found: tuple[Class, ...]


def least(part: Part, seconds: float) -> Least:
    """A shortest cover of a part and the proof: by the linear relaxation where that suffices, else by HiGHS (branch and cut).

    Where the seconds do not suffice, ``low`` is smaller than the cover found: the best found, and a bound.
    """
    small = core(part)
    found, low = greedy(small.chart), bound(small)
    if low < len(found):
        solved = milp(np.ones(len(small.chart)), integrality=1, bounds=Bounds(0, 1), options={"time_limit": seconds},
                      constraints=LinearConstraint(small.chart.T.astype(float), lb=1))  # fmt: skip
        if solved.x is not None and round(solved.fun) < len(found):
            found = np.flatnonzero(solved.x > 0.5).tolist()
        low = max(low, min(len(found), math.ceil((solved.mip_dual_bound or 0) - ROUNDING)))
    return Least(low, tuple(small.classes[one] for one in found))


def bound(part: Part) -> int:
    """A size that no cover of a part is smaller than, from the linear relaxation."""
    return math.ceil(row_weights(part.chart).sum() - ROUNDING)


def greedy(chart: np.ndarray) -> list[int]:
    """A cover that takes, step by step, the class with the most rows not yet held; then those that aren't needed go."""
    open_rows, found = np.ones(chart.shape[1], dtype=bool), []
    while open_rows.any():
        found.append(int((chart & open_rows).sum(axis=1).argmax()))
        open_rows &= ~chart[found[-1]]
    for one in tuple(found):
        others = [other for other in found if other != one]
        if chart[others].any(axis=0).all():
            found = others
    return found


def row_weights(chart: np.ndarray) -> np.ndarray:
    """Weights of the rows with the greatest sum such that no class weighs more than 1: no cover is smaller than the sum."""
    solved = linprog(-np.ones(chart.shape[1]), A_ub=chart.astype(float), b_ub=np.ones(len(chart)), bounds=(0, 1), method="highs")
    weights = np.clip(solved.x, 0, None)
    return weights / max(1.0, (chart @ weights).max())  # so the bound holds in spite of rounding


def counted(part: Part) -> tuple[int, int]:
    """The least size of a cover and the exact number of such covers, implicants of equal coverage counted each.

    Inclusion and exclusion over all sets of rows: the sets of s implicants that hold every row are, with alternating
    sign, those that avoid a set of rows. For at most MOST_ROWS rows.
    """
    rows = part.chart.shape[1]
    avoiding = np.zeros(2**rows, dtype=np.int64)  # for each set of rows: the implicants that hold none of them
    np.add.at(avoiding, [2**rows - 1 - held for held in part.rows_of], [len(one) for one in part.classes])
    signs = np.ones(1, dtype=np.int64)
    for i in range(rows):
        half = avoiding.reshape(-1, 2, 2**i)
        half[:, 0] += half[:, 1]
        signs = np.concatenate([signs, -signs])
    values, place = np.unique(avoiding, return_inverse=True)
    times = np.bincount(place.ravel(), weights=signs).round().astype(int)
    sums = [(int(n), int(t)) for n, t in zip(values, times, strict=True) if t]
    for size in range(1, rows + 1):
        if total := sum(t * math.comb(n, size) for n, t in sums):
            return size, total
    raise AssertionError("a chart whose rows are all held has a cover")
