"""Completions: between which values the p of a test lies, whatever the missing values and unknown groups may be.

Nothing is filled in: every completion of the data is tried where they can be listed, and the smallest and the largest
p are given with completions that attain them. Where they are too many a seeded search tries to get as low and as high
as it can; its interval is an inner bound (the true one is at least as wide), and the result says so.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import rankdata

from ptce_helpers import compare, groups, nulls
from ptce_helpers.errors import DataError, ParameterError, nearest
from ptce_helpers.groups import Groups
from ptce_helpers.placements import places, whole_numbers

MOST_COMPLETIONS = 200_000
RESTARTS = 8
UNBOUNDED = "why_not_unbounded"


@dataclass(frozen=True)
class Completions:
    """The smallest and the largest p over the completions of the data.

    ``exact``: every completion was tried and every p is exact; else the interval is an inner bound. ``looked_at``
    completions, of which ``without_test`` left nothing to compare (they count as p = 1). ``at_low``, ``at_high``: a
    completion that attains each end, as (group, value) of each case or as a table of counts. ``reason``: why there
    is no interval, or empty.
    """

    low: float = math.nan
    high: float = math.nan
    exact: bool = False
    looked_at: int = 0
    without_test: int = 0
    at_low: tuple[tuple[Any, ...], ...] = ()
    at_high: tuple[tuple[Any, ...], ...] = ()
    reason: str = ""


def of_groups(low: Sequence[float], high: Sequence[float], group: Sequence[Any], names: Sequence[str], *, test: str = "rank_sum", whole: bool = False,
              limit: int = MOST_COMPLETIONS, most: int = 50_000, n_resamples: int = 9_999, seed: int = 0) -> Completions:
    """Between which values the p of a comparison of numbers lies.

    ``low``, ``high``: the ends of each case's value (equal where it is known, -inf and inf where nothing is; a Series
    names the cases);
    ``group``: its group, several as a set, None where it is not known; ``names``: the groups, in order. ``whole``:
    values are whole numbers. ``test`` as in :mod:`compare`: of ranks only the order matters, so that every completion
    can be tried; of "means" and "medians" only where values are whole numbers or only groups are unknown.
    """
    groups.chosen("test", test, compare.TWO if len(names) == 2 else compare.SEVERAL)
    if not len(low) == len(high) == len(group):
        raise DataError(f"each case needs two ends and a group: found {len(low)}, {len(high)} and {len(group)} of them", todo="give three lists of the same length")
    member = [possible(groups.case_of(low, i), given, names) for i, given in enumerate(group)]
    if not len(low):
        return Completions(reason=compare.NO_CASES)
    if test != "rank_sum" and not np.isfinite([*low, *high]).all():
        return Completions(reason=UNBOUNDED)
    value = whole_numbers(low, high) if whole and test != "rank_sum" else places(low, high, whole)
    options = [[(g, v) for g in gs for v in vs] for gs, vs in zip(member, value, strict=True)]
    finite = test == "rank_sum" or whole or all(len(vs) == 1 for vs in value)
    judge = _Judge(test, tuple(names), most, n_resamples, seed)
    number = math.prod(map(len, options))
    if number <= limit:
        judge.try_all(_listed(options, range(start, min(start + 20_000, number))) for start in range(0, number, 20_000))
    else:
        _search(judge, options, seed)
    return judge.answer(number <= limit and finite)


def possible(case: str, given: Any, names: Sequence[str]) -> list[int]:
    """The groups or codes that a case may have, as numbers; all of them where it is None."""
    if given is None or given == "" or (isinstance(given, float) and math.isnan(given)):
        return list(range(len(names)))
    wanted = sorted(given) if isinstance(given, (set, frozenset)) else [given]
    for name in wanted:
        if name not in names:
            raise ParameterError(f"{case}: there is no {name!r}: allowed: {', '.join(names)}, or None where it is not known", todo=nearest(str(name), names))
    if not wanted:
        raise ParameterError(f"{case} may be nothing: found an empty set; allowed: {', '.join(names)}", todo="give None where it is not known")
    return [list(names).index(name) for name in wanted]


def _listed(options: Sequence[Sequence[tuple[int, float]]], which: Iterable[int]) -> np.ndarray:
    """The completions of these numbers (completions x cases x (group, value)), in mixed radix."""
    numbers, columns = np.array(list(which)), []
    for choices in options:
        columns.append(np.array(choices)[numbers % len(choices)])
        numbers = numbers // len(choices)
    return np.stack(columns, axis=1)


class _Judge:
    """Finds the p of completions and keeps the smallest and the largest."""

    def __init__(self, test: str, names: tuple[str, ...], most: int, n_resamples: int, seed: int):
        self.test, self.names, self.how = test, names, (n_resamples, seed, most)
        self.nulls: dict[tuple, nulls.Null] = {}
        self.ends: dict[bool, tuple[float, np.ndarray]] = {}
        self.looked_at = self.without_test = 0
        self.exact = True

    def try_all(self, parts: Iterable[np.ndarray]) -> None:
        """Judge many completions, part by part."""
        for part in parts:
            self.p(part)

    def p(self, completions: np.ndarray) -> np.ndarray:
        """The p of each completion; 1 where it leaves nothing to compare."""
        labels, values = completions[:, :, 0].astype(np.int8), completions[:, :, 1]
        if self.test == "rank_sum":
            values = np.rint(2 * rankdata(values, axis=1))
        sizes = (labels[:, :, None] == np.arange(len(self.names))).sum(axis=1)
        p = np.ones(len(values))
        keys, where = np.unique(np.column_stack([sizes, np.sort(values, axis=1)]), axis=0, return_inverse=True)
        for i, key in enumerate(keys):
            rows = np.nonzero(where.ravel() == i)[0]
            p[rows] = self._p(labels[rows], values[rows], key)
        self._keep(completions, p)
        return p

    def _p(self, labels: np.ndarray, values: np.ndarray, key: np.ndarray) -> np.ndarray:
        """The p of completions that have the same group sizes and the same values in some order."""
        sizes = tuple(key[: len(self.names)].astype(int).tolist())
        there = Groups(self.names, sizes, key[len(self.names) :]).without_empty()
        if compare.why_not(there):
            self.without_test += len(labels)
            return np.ones(len(labels))
        if tuple(key) not in self.nulls:
            self.nulls[tuple(key)] = compare.null_of(there, self.test, *self.how)
        null = self.nulls[tuple(key)]
        self.exact &= null.exact
        labels = np.searchsorted(np.nonzero(sizes)[0], labels)  # empty groups have no number
        different, back = np.unique(compare.sizes_of(self.test, values, labels, there.sizes), return_inverse=True)
        return np.array([null.p(size) for size in different])[back]

    def _keep(self, completions: np.ndarray, p: np.ndarray) -> None:
        self.looked_at += len(p)
        for highest, i in ((False, int(p.argmin())), (True, int(p.argmax()))):
            if highest not in self.ends or (p[i] > self.ends[highest][0] if highest else p[i] < self.ends[highest][0]):
                self.ends[highest] = (float(p[i]), completions[i])

    def answer(self, complete: bool) -> Completions:
        """What was found."""
        (low, at_low), (high, at_high) = self.ends[False], self.ends[True]
        told = [tuple((self.names[int(group)], float(value)) for group, value in at) for at in (at_low, at_high)]
        return Completions(low, high, complete and self.exact, self.looked_at, self.without_test, *told)


def _search(judge: _Judge, options: Sequence[Sequence[tuple[int, float]]], seed: int) -> None:
    """From random completions, change one case at a time to whatever lowers, or raises, p the most, until nothing does."""
    rng = np.random.default_rng(seed)
    open_cases = [i for i, choices in enumerate(options) if len(choices) > 1]
    for sign in (1, -1):
        for _ in range(RESTARTS):
            now = np.array([choices[rng.integers(len(choices))] for choices in options])
            best, better = math.inf, True
            while better:
                better = False
                for i in rng.permutation(open_cases):
                    tried = np.repeat(now[None], len(options[i]), axis=0)
                    tried[:, i] = options[i]
                    p = sign * judge.p(tried)
                    if p.min() < best:
                        best, now, better = float(p.min()), tried[p.argmin()], True
