"""Effect sizes of tables: how closely the groups and the codes of a dozen cases go together, with intervals."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from scipy.optimize import brentq
from scipy.stats import chi2, ncx2
from scipy.stats.contingency import odds_ratio as library_odds_ratio

from ptce_helpers.effect_sizes import NAN, NEAR, Effect

TOO_FEW_AT_ALL = "why_not_too_few"
NO_VARIATION = "why_not_variation"


def odds_ratio(table: np.ndarray, confidence: float = 0.95) -> Effect:
    """How many times larger the odds of the first column are in the first row than in the second.

    The conditional maximum likelihood estimate with its exact interval, as R's fisher.test gives it; 0 and infinity
    are possible values. Not defined where a row or a column of the table is empty.
    """
    if not (table.sum(axis=0).all() and table.sum(axis=1).all()):
        return Effect("odds_ratio", NAN, reason=NO_VARIATION)
    return _odds_ratio(tuple(map(tuple, table.astype(np.int64).tolist())), confidence)


@lru_cache(maxsize=4096)  # re-analyses meet the same few tables again and again
def _odds_ratio(counts: tuple[tuple[int, ...], ...], confidence: float) -> Effect:
    found = library_odds_ratio(np.array(counts), kind="conditional")
    ends = found.confidence_interval(confidence)
    return Effect("odds_ratio", float(found.statistic), float(ends.low), float(ends.high), confidence)


def cramers_v(table: np.ndarray, confidence: float = 0.95) -> Effect:
    """How closely rows and columns go together, from 0 to 1, corrected for what chance alone gives to so few cases.

    Bergsma's correction (2013, Journal of the Korean Statistical Society 42, 323-328). The interval is that of the
    noncentral chi-squared (Smithson 2003, Confidence Intervals, ch. 4): the V that would make the observed chi-squared
    neither too small nor too large. A chi-squared below what chance gives counts as just that much, else the upper end
    would be 0. In simulated tables of 11 and 18 cases it covered in 97 % or more, the bootstrap in as few as 64 %.
    """
    there = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    value = float(bias_corrected_v(table[None])[0])
    if math.isnan(value):
        return Effect("cramers_v", NAN, reason=TOO_FEW_AT_ALL if min(there.shape) > 1 else NO_VARIATION)
    squared, freedom, room = chi_squared(there), (there.shape[0] - 1) * (there.shape[1] - 1), min(there.shape) - 1
    ends = [_noncentrality(*map(float, end), freedom) for end in ((squared, (1 + confidence) / 2), (max(squared, freedom), (1 - confidence) / 2))]
    low, high = (min(math.sqrt(end / there.sum() / room), 1.0) for end in ends)
    return Effect("cramers_v", value, min(low, value), max(high, value), confidence)


def chi_squared(table: np.ndarray) -> float:
    """Pearson's chi-squared, without a correction for continuity, of a table without empty rows and columns."""
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    return float(((table - expected) ** 2 / expected).sum())


@lru_cache(maxsize=4096)
def _noncentrality(squared: float, share: float, freedom: int) -> float:
    """The noncentrality with which this share of all chi-squared would be no larger; 0 where none is so small."""
    if chi2.cdf(squared, freedom) <= share:
        return 0.0
    return brentq(lambda centre: ncx2.cdf(squared, freedom, centre) - share, NEAR, 10 * squared + 100)


def bias_corrected_v(tables: np.ndarray) -> np.ndarray:
    """The corrected V of many tables at once (tables x rows x columns); nan where only one row or column has cases.

    The correction leaves nothing of two cases, so their V is nan too.
    """
    n = tables.sum(axis=(1, 2))
    rows, columns = tables.sum(axis=2), tables.sum(axis=1)
    expected = rows[:, :, None] * columns[:, None, :] / n[:, None, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        phi = np.where(expected > 0, (tables - expected) ** 2 / expected, 0).sum(axis=(1, 2)) / n
        r, c = (rows > 0).sum(axis=1), (columns > 0).sum(axis=1)
        less = phi - (r - 1) * (c - 1) / (n - 1)
        less = np.where(less > 1e-12, less, 0)  # what is left in floating point is nothing
        room = np.minimum(r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)) - 1
        return np.where((np.minimum(r, c) > 1) & (room > 0), np.minimum(np.sqrt(less / room), 1.0), np.nan)
