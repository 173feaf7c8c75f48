"""Effect sizes: how large a difference between groups is, with an interval that holds at a dozen cases or none at all.

An interval is given only where its coverage is known for so few cases; otherwise the result says why there is none.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.optimize import brentq
from scipy.stats import binom, norm

from ptce_helpers.arrangements import Arrangements
from ptce_helpers.labels import Labels

NAN = math.nan
NEAR = 1e-9
TOO_FEW = "why_not_too_few_for_interval"
NO_INTERVAL = "why_not_interval"


@dataclass(frozen=True, repr=False)
class Effect:
    """How large a difference is: ``value`` with its interval ``low`` to ``high`` at ``confidence``.

    ``reason`` is empty, or the key of the phrase that says why there is no interval (low and high are then nan);
    ``reach``: the most confidence that any interval of these groups could have, where that is the reason.
    """

    name: str
    value: float
    low: float = NAN
    high: float = NAN
    confidence: float = NAN
    reason: str = ""
    reach: float = NAN

    def __repr__(self) -> str:
        """The effect as it is printed, with its interval or why there is none."""
        told = Labels("en").text(self.reason) if self.reason else f"{self.low:.3g} to {self.high:.3g} at {self.confidence:.0%}"
        return f"{self.name} {self.value:.3g} ({told})"


# --- two groups of numbers ---------------------------------------------------------------------------------------


def cliffs_delta(a: np.ndarray, b: np.ndarray, confidence: float = 0.95) -> Effect:
    """The share of pairs in which the case of the first group is larger, less the share in which it is smaller.

    From -1 to 1, ties count for neither (Cliff 1993, Psychological Bulletin 114, 494-509). The interval is Newcombe's
    method 5 (2006, Statistics in Medicine 25, 559-573): a score interval, so that it has a width even where the
    groups don't overlap at all, where Cliff's own has none. In simulations of 11 and 18 cases it covered in 92 to 99 %
    (Cliff's own in as few as 50 %), save where a far smaller group is far more spread out: there in as few as 75 %.
    """
    delta = float(np.sign(np.subtract.outer(a, b)).mean())
    low, high = _newcombe((delta + 1) / 2, len(a), len(b), confidence)
    return Effect("cliffs_delta", delta, 2 * low - 1, 2 * high - 1, confidence)


def _newcombe(theta: float, m: int, n: int, confidence: float) -> tuple[float, float]:
    """The values of P(X > Y) + P(X = Y) / 2 that lie within z of their own standard errors of the observed one."""
    z, more = norm.ppf((1 + confidence) / 2), (m + n) / 2 - 1

    def beyond(t: float) -> float:
        return (theta - t) ** 2 - z**2 * t * (1 - t) * (1 + more * ((1 - t) / (2 - t) + t / (1 + t))) / (m * n)

    inside = min(max(theta, NEAR), 1 - NEAR)  # 0 and 1 themselves are roots where they were observed, but not the ends
    low = brentq(beyond, 0.0, inside) if theta > 0 else 0.0
    return low, brentq(beyond, inside, 1.0) if theta < 1 else 1.0


def hodges_lehmann(a: np.ndarray, b: np.ndarray, confidence: float = 0.95) -> Effect:
    """The median of all differences between a case of the first and a case of the second group.

    The interval turns the exact Wilcoxon test round (Hodges & Lehmann 1963, Annals of Mathematical Statistics 34,
    598-611), as R's wilcox.test does: it holds the shifts that the test would not reject. With ties it covers at
    least as often as stated. In the unit of the values.
    """
    differences = np.sort(np.subtract.outer(a, b), axis=None)
    tails = np.cumsum(_u_counts(len(a), len(b)).astype(float)) / math.comb(len(a) + len(b), len(a))
    cut = max(int(np.nonzero(tails >= (1 - confidence) / 2 - 1e-12)[0][0]), 1)  # R's qwilcox
    value, covered = float(np.median(differences)), float(1 - 2 * tails[cut - 1])
    if covered < confidence - 1e-12:
        return Effect("hodges_lehmann", value, reason=TOO_FEW, reach=max(covered, 0.0))
    return Effect("hodges_lehmann", value, float(differences[cut - 1]), float(differences[-cut]), confidence)


@lru_cache(maxsize=256)
def _u_counts(m: int, n: int) -> np.ndarray:
    """In how many arrangements without ties the U of two groups is 0, 1, ... m n: a Gaussian binomial coefficient."""
    counts = np.zeros(m * n + 1, dtype=object)
    counts[0] = 1
    for i in range(1, m + 1):
        for u in range(m * n, n + i - 1, -1):  # times 1 - q^(n + i)
            counts[u] -= counts[u - n - i]
        for u in range(i, m * n + 1):  # divided by 1 - q^i
            counts[u] += counts[u - i]
    return counts


def difference_of_medians(a: np.ndarray, b: np.ndarray, confidence: float = 0.95) -> Effect:
    """The first group's median less the second's, in the unit of the values.

    The interval goes from the lowest median of one to the highest of the other, each between two of its own ordered
    values (Thompson 1936, Annals of Mathematical Statistics 7, 122-128). The two are independent, so both hold with
    the product of their confidences; it supposes nothing of the shape of the groups, and covers at least as often as
    stated. Below six or seven cases a group there is none.
    """
    value = float(np.median(a) - np.median(b))
    pairs = [(x * y, i, j) for i, x in enumerate(_median_cover(len(a)), 1) for j, y in enumerate(_median_cover(len(b)), 1)]
    enough = [pair for pair in pairs if pair[0] >= confidence]
    if not enough:
        return Effect("difference_of_medians", value, reason=TOO_FEW, reach=max((pair[0] for pair in pairs), default=0.0))
    _, i, j = min(enough)
    one, two = np.sort(a), np.sort(b)
    return Effect("difference_of_medians", value, float(one[i - 1] - two[-j]), float(one[-i] - two[j - 1]), confidence)


def _median_cover(n: int) -> list[float]:
    """How surely the median lies between the k-th smallest and the k-th largest of n values, for k = 1, 2, ..."""
    return [1 - 2 * float(binom.cdf(k - 1, n, 0.5)) for k in range(1, n // 2 + 1)]


def difference_of_means(a: np.ndarray, b: np.ndarray, all_of: Arrangements, confidence: float = 0.95) -> Effect:
    """The first group's mean less the second's, in the unit of the values.

    The interval holds the shifts that neither one-sided permutation test of the means rejects (Maritz 1979, Biometrika
    66, 163-166): each other arrangement says from which shift on it would differ as much as the observed one. It
    supposes that the groups differ by a shift only.
    """
    values, n_first = np.concatenate([a, b]), len(a)
    values = values - values.mean()  # the digits of large numbers, such as years, would be lost in the sums
    first = all_of.labels == 0
    moved = n_first - first[:, :n_first].sum(axis=1)  # cases of the first group that are in the second
    means = (first @ values) / n_first - (~first @ values) / len(b)
    value = float(values[:n_first].mean() - values[n_first:].mean())
    other = moved > 0
    turns = np.sort((value - means[other]) / (moved[other] * (1 / n_first + 1 / len(b))))
    cut = math.floor((len(turns) + 1) * (1 - confidence) / 2 + 1e-9)
    if cut == 0:
        return Effect("difference_of_means", value, reason=TOO_FEW, reach=max(1 - 2 / (len(turns) + 1), 0.0))
    return Effect("difference_of_means", value, float(turns[cut - 1]), float(turns[-cut]), confidence)


# --- several groups of numbers -----------------------------------------------------------------------------------


def share_between(values: np.ndarray, labels: np.ndarray, name: str) -> Effect:
    """The share of the variation that lies between the groups: eta squared, or epsilon squared where values are ranks.

    Epsilon squared is the Kruskal-Wallis H / (n - 1) (Kelley 1935). It has no interval with a known coverage at so
    few cases, and says so.
    """
    centred = values - values.mean()
    between = sum(centred[labels == group].sum() ** 2 / (labels == group).sum() for group in np.unique(labels))
    return Effect(name, float(between / (centred**2).sum()), reason=NO_INTERVAL)
