"""Bounds: what can be said of a count, mean, median or spread when not all values are known; each bound is attained."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import wraps
from itertools import product

import numpy as np
from scipy.optimize import brentq

from ptce_helpers.errors import ResearcherError
from ptce_helpers.programs import Contradiction, Known, Program, contradiction

__all__ = ["Bounds", "Contradiction", "Known", "count", "count_above", "mean", "median", "spread", "total"]
MOST_CORNERS = 200_000  # that are tried for the largest spread
FAR = 10.0  # where nothing limits a value: so many times the largest number in sight


@dataclass(frozen=True)
class Bounds:
    """The lowest and the highest value that a figure can take, each with a completion of the data that attains it.

    A side that nothing limits is infinite and has no completion.
    """

    low: float
    high: float
    at_low: np.ndarray | None = field(default=None, compare=False)
    at_high: np.ndarray | None = field(default=None, compare=False)


def _once(bound: Callable[[Known], Bounds]) -> Callable[[Known], Bounds]:
    """The same question is solved once: tables, figures and sentences of a page ask it again."""
    answers: dict[tuple, Bounds] = {}

    @wraps(bound)
    def asked(known: Known) -> Bounds:
        key = (*(tuple(ends) for ends in (known.low, known.high)), known.integer, known.total, known.smallest, known.largest, known.above)
        if key not in answers:
            answers[key] = bound(known)
        return answers[key]

    return asked


def count(yes: int, unknown: int) -> Bounds:
    """A number of cases in the worst and in the best completion: none, or all, of the unknown ones belong to it."""
    return Bounds(yes, yes + unknown)


@_once
def total(known: Known) -> Bounds:
    """The lowest and highest sum that the data allow."""
    return _extremes(known, lambda program: program.row(range(known.n)), np.sum)


@_once
def mean(known: Known) -> Bounds:
    """The lowest and highest mean that the data allow."""
    return _extremes(known, lambda program: program.row(range(known.n)), np.mean)


def count_above(known: Known, limit: float) -> Bounds:
    """The lowest and highest number of values greater than a limit; for whole numbers."""
    if not known.integer:
        raise ResearcherError("Counts above a limit can only be bounded for whole numbers.", todo="say integer=True where the values are counts.")
    return _extremes(known, lambda program: program.row(program.marks_above(limit)), lambda values: (values > limit).sum())


@_once
def median(known: Known) -> Bounds:
    """The lowest and highest median that the data allow.

    Exact, by mixed-integer programming: a value is the median when enough values are at most it and enough at least it;
    of an even number of values it is the mean of the two middle ones. Idea: C. F. Manski, Partial Identification of
    Probability Distributions (2003), worst and best completions, here with all that a text says of the values together.
    """
    ranks = sorted({(known.n + 1) // 2, known.n // 2 + 1})
    return _extremes(known, lambda program: program.row([program.middle(rank) for rank in ranks]), np.median)


@_once
def spread(known: Known) -> Bounds:
    """The lowest and highest standard deviation (divided by n) that the data allow; not for whole numbers.

    The deviation is convex, so that it is highest where all values but at most one stand at an end of their interval:
    all such corners are tried. It is lowest where the values are as near to each other as intervals and sum allow, that
    is, all at one level cut to their intervals.
    """
    if known.integer:
        raise ResearcherError("The spread of whole numbers is not bounded here.", todo="treat them as any numbers (integer=False): the bounds become wider, not wrong.")
    lowest = min(_closest(known), key=np.std, default=None)
    if lowest is None:
        raise contradiction()
    if np.isinf(known.ends[1]).any() and known.total is None:
        return Bounds(float(np.std(lowest)), math.inf, lowest)
    highest = max(_corners(known), key=np.std)
    return Bounds(float(np.std(lowest)), float(np.std(highest)), lowest, highest)


def _extremes(known: Known, costs: Callable[[Program], np.ndarray], worth: Callable[[np.ndarray], float]) -> Bounds:
    """Both bounds, with their completions; a side is infinite when it moves as soon as "far away" is farther away.

    All these figures rise with each value: where nothing is said of the values together, all at their lower ends give the
    one bound, all at their upper ends the other, and no program has to be solved.
    """
    if not known.joint:
        found = [(float(worth(ends)), ends) for ends in known.ends]
        return Bounds(found[0][0], found[1][0], found[0][1], found[1][1] if math.isfinite(found[1][0]) else None)
    found = []
    for sign in (1, -1):
        values = _completion(known, costs, sign, FAR)
        reached = float(worth(values))
        if np.isinf(known.high).any() and not math.isclose(reached, float(worth(_completion(known, costs, sign, 2 * FAR))), rel_tol=1e-9):
            values, reached = None, math.inf
        found.append((reached, values))
    (low, at_low), (high, at_high) = found
    return Bounds(low, high, at_low, at_high)


def _completion(known: Known, costs: Callable[[Program], np.ndarray], sign: int, far: float) -> np.ndarray:
    program = Program(known, far)
    return program.solve(sign * costs(program))


def _closest(known: Known) -> Iterator[np.ndarray]:
    """Values as near to each other as they can be, for each choice of who stands at the published minimum and maximum."""
    low, high = known.ends
    for least in _who(low, high, known.smallest):
        for most in _who(low, high, known.largest):
            if least is not None and least == most and known.smallest != known.largest:
                continue
            ends = low.copy(), high.copy()
            for place, level in ((least, known.smallest), (most, known.largest)):
                if place is not None:
                    ends[0][place] = ends[1][place] = level
            values = _cut_at_one_level(*ends, known.total, FAR * known.scale)
            if values is not None:
                yield values


def _who(low: np.ndarray, high: np.ndarray, level: float | None) -> list[int | None]:
    return [None] if level is None else [i for i in range(len(low)) if low[i] <= level <= high[i]]


def _cut_at_one_level(low: np.ndarray, high: np.ndarray, sums: tuple[float, float] | None, far: float) -> np.ndarray | None:
    """One level for all, cut to the intervals: the one that is its own mean, or, if the sum forbids it, the one with a sum that is allowed."""
    def cut(level: float) -> np.ndarray:
        return np.clip(level, low, high)

    edges = float(low.min()), float(min(high.max(), far))
    own = brentq(lambda level: cut(level).mean() - level, *edges, xtol=1e-12) if edges[0] < edges[1] else edges[0]
    values = cut(own)
    if sums is None or sums[0] <= values.sum() <= sums[1]:
        return values
    wanted = sums[0] if values.sum() < sums[0] else sums[1]
    if not cut(edges[0]).sum() <= wanted <= cut(edges[1]).sum():
        return None
    return cut(brentq(lambda level: cut(level).sum() - wanted, *edges, xtol=1e-12))


def _corners(known: Known) -> Iterator[np.ndarray]:
    """All corners of what the data allow: each value at an end of its interval, but for at most one that the sum decides.

    Values with the same interval are alike, so that it is enough to say how many of them stand at the upper end.
    """
    low, high = known.ends
    high = high if known.total is None else np.minimum(high, known.total[1] - low.sum() + low)
    kinds = sorted(Counter(zip(low, high, strict=True)).items())
    if math.prod(number + 1 for _, number in kinds) * len(kinds) > MOST_CORNERS:
        raise ResearcherError(f"The largest spread of {known.n} values with as many different intervals can't be found by trying all corners.",
                              todo="leave the spread out, or give fewer values with a range of their own.")
    places = [np.flatnonzero((low == least) & (high == most)) for (least, most), _ in kinds]
    for ups in product(*(range(number + 1) for _, number in kinds)):
        values = low.copy()
        for where, up in zip(places, ups, strict=True):
            values[where[:up]] = high[where[:up]]
        for made in _with_the_sum(values, places, ups, low, high, known.total):
            if all(level is None or np.isclose(made, level, rtol=1e-12).any() for level in (known.smallest, known.largest)):
                yield made


def _with_the_sum(values: np.ndarray, places: list[np.ndarray], ups: tuple[int, ...], low: np.ndarray, high: np.ndarray,
                  sums: tuple[float, float] | None) -> Iterator[np.ndarray]:
    """A corner itself, if its sum is allowed; and those in which one value is moved until the sum is."""
    if sums is None or sums[0] - 1e-9 <= values.sum() <= sums[1] + 1e-9:
        yield values
    for wanted in set(sums or ()):
        for where, up in zip(places, ups, strict=True):
            for i in {*where[:1], *where[up : up + 1]}:
                moved = values.copy()
                moved[i] += wanted - values.sum()
                if low[i] <= moved[i] <= high[i]:
                    yield moved
