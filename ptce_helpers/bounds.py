"""Bounds: what can be said of a count, mean, median or spread when not all values are known; each bound is attained."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import wraps
from itertools import product

import numpy as np
from scipy.optimize import LinearConstraint, OptimizeResult, brentq, milp
from scipy.sparse import coo_array

from ptce_helpers.errors import ResearcherError

MOST_CORNERS = 200_000  # that are tried for the largest spread
FAR = 10.0  # where nothing limits a value: so many times the largest number in sight


class Contradiction(ResearcherError):
    """No values fit all that is said of them."""


@dataclass(frozen=True)
class Known:
    """What is known of n values: an interval for each, and what a text says of all of them together.

    ``low``, ``high``: arrays of length n (``high`` may be infinite). ``integer``: whether only whole numbers can occur.
    ``total``: lowest and highest sum (from a published mean: n times the mean). ``smallest``, ``largest``: the published
    minimum and maximum, which some value attains. ``above``: (limit, number of values greater than it), whole numbers only.
    """

    low: np.ndarray
    high: np.ndarray
    integer: bool = False
    total: tuple[float, float] | None = None
    smallest: float | None = None
    largest: float | None = None
    above: tuple[tuple[float, int], ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "low", np.asarray(self.low, dtype=float))
        object.__setattr__(self, "high", np.asarray(self.high, dtype=float))
        if len(self.low) != len(self.high) or not len(self.low):
            raise ResearcherError(f"Bounds need an interval for each value: {len(self.low)} lower and {len(self.high)} upper ends were given.",
                                  todo="give as many lower as upper ends, and at least one.")
        if not (self.low <= self.high).all():
            place = int(np.flatnonzero(~(self.low <= self.high))[0])
            raise ResearcherError(f"The interval of value {place + 1} is empty: it begins at {self.low[place]:g} and ends at {self.high[place]:g}.",
                                  todo="exchange its ends, or correct the coding.")
        if self.above and not self.integer:
            raise ResearcherError("Counts above a limit can only be used for whole numbers.", todo="leave them out: the bounds become wider, not wrong.")

    @property
    def n(self) -> int:
        """The number of values."""
        return len(self.low)

    @property
    def ends(self) -> tuple[np.ndarray, np.ndarray]:
        """The intervals, cut to the published minimum and maximum and to whole numbers. Raises when one becomes empty."""
        low = self.low if self.smallest is None else np.maximum(self.low, self.smallest)
        high = self.high if self.largest is None else np.minimum(self.high, self.largest)
        low, high = (np.ceil(low), np.floor(high)) if self.integer else (low, high)
        if (low > high).any():
            raise _contradiction()
        return low, high

    @property
    def joint(self) -> bool:
        """Whether anything is said of the values together."""
        return bool(self.above) or any(said is not None for said in (self.total, self.smallest, self.largest))

    @property
    def scale(self) -> float:
        """The largest number in sight."""
        seen = [*self.low, *self.high, *(self.total or ()), *(limit for limit, _ in self.above)]
        seen += [end for end in (self.smallest, self.largest) if end is not None]
        return max([1.0, *(abs(number) for number in seen if math.isfinite(number))])


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
        raise _contradiction()
    if np.isinf(known.ends[1]).any() and known.total is None:
        return Bounds(float(np.std(lowest)), math.inf, lowest)
    highest = max(_corners(known), key=np.std)
    return Bounds(float(np.std(lowest)), float(np.std(highest)), lowest, highest)


def _extremes(known: Known, costs: Callable[[_Program], np.ndarray], worth: Callable[[np.ndarray], float]) -> Bounds:
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


def _completion(known: Known, costs: Callable[[_Program], np.ndarray], sign: int, far: float) -> np.ndarray:
    program = _Program(known, far)
    return program.solve(sign * costs(program))


class _Program:
    """A mixed-integer program over the n values and marks of them, solved by HiGHS (scipy.optimize.milp)."""

    def __init__(self, known: Known, far: float):
        self.known, self.far = known, far * known.scale
        low, high = known.ends
        self.low, self.high = list(low), list(np.minimum(high, self.far))
        self.whole = [known.integer] * known.n
        self.rows: list[tuple[dict[int, float], float, float]] = []
        if known.total is not None:
            self.rows.append((dict.fromkeys(range(known.n), 1.0), *known.total))
        for limit, number in known.above:
            self.rows.append((dict.fromkeys(self.marks_above(limit), 1.0), number, number))
        for level, side in ((known.smallest, -1), (known.largest, 1)):
            if level is not None:
                self._attained(level, side)

    def variable(self, low: float, high: float, whole: bool) -> int:
        """A further variable; its place."""
        self.low.append(low)
        self.high.append(high)
        self.whole.append(whole)
        return len(self.low) - 1

    def row(self, places: list[int]) -> np.ndarray:
        """One weight for each variable: 1 at some places, 0 elsewhere."""
        out = np.zeros(len(self.low))
        out[list(places)] = 1
        return out

    def marks_above(self, limit: float) -> list[int]:
        """For each value a mark that is 1 just when it is greater than a limit."""
        marks = []
        for i in range(self.known.n):
            step, mark = math.floor(limit) + 1, self.variable(0, 1, True)
            self.rows.append(({i: 1.0, mark: self.low[i] - step}, self.low[i], math.inf))  # with the mark: at least the step
            self.rows.append(({i: 1.0, mark: -(self.high[i] - step + 1)}, -math.inf, step - 1))  # without: below it
            marks.append(mark)
        return marks

    def _attained(self, level: float, side: int) -> None:
        """Some value stands at a published minimum (side -1) or maximum (side 1)."""
        marks = []
        for i in range(self.known.n):
            mark = self.variable(0, 1, True)
            if side > 0:
                self.rows.append(({i: 1.0, mark: self.low[i] - level}, self.low[i], math.inf))
            else:
                self.rows.append(({i: 1.0, mark: self.high[i] - level}, -math.inf, self.high[i]))
            marks.append(mark)
        self.rows.append((dict.fromkeys(marks, 1.0), 1, math.inf))

    def middle(self, rank: int) -> int:
        """A variable that equals the value of a rank: so many values are at most it, and so many at least it."""
        least, most = min(self.low[: self.known.n]), max(self.high[: self.known.n])
        level = self.variable(least, most, False)
        for side, enough in ((1, rank), (-1, self.known.n - rank + 1)):
            marks = []
            for i in range(self.known.n):
                mark = self.variable(0, 1, True)
                if side > 0:  # with the mark: value <= level
                    self.rows.append(({i: 1.0, level: -1.0, mark: self.high[i] - least}, -math.inf, self.high[i] - least))
                else:  # with the mark: value >= level
                    self.rows.append(({i: 1.0, level: -1.0, mark: self.low[i] - most}, self.low[i] - most, math.inf))
                marks.append(mark)
            self.rows.append((dict.fromkeys(marks, 1.0), enough, math.inf))
        return level

    def solve(self, costs: np.ndarray) -> np.ndarray:
        """The values at which the costs are lowest. Raises ResearcherError when no values fit.

        Where values need not be whole, the marks that were found are held in a second, purely linear program: a mark of
        0.9999999 would else let an amount be off by its ten-millionth part.
        """
        found = self._solve(costs, np.array(self.low), np.array(self.high), np.array(self.whole, dtype=int))
        if self.known.integer:
            return np.round(found[: self.known.n])
        marks = np.array(self.whole)
        low, high = np.where(marks, np.round(found), self.low), np.where(marks, np.round(found), self.high)
        return self._solve(costs, low, high, np.zeros(len(marks), dtype=int))[: self.known.n]

    def _solve(self, costs: np.ndarray, low: np.ndarray, high: np.ndarray, whole: np.ndarray) -> np.ndarray:
        unit = np.where(self.whole, 1.0, self.known.scale)  # HiGHS works best with numbers near one
        for order in self._orders():
            answer = _highs(costs[order], whole[order], (low / unit)[order], (high / unit)[order], self._constraints(unit, order))
            if answer.status == 2:
                raise _contradiction()
            if answer.x is not None:
                return (answer.x * unit[order])[np.argsort(order)]
        raise ResearcherError(f"The bounds could not be found: {answer.message}", todo="give fewer values, or narrower intervals.")

    def _orders(self) -> Iterator[np.ndarray]:
        """Orders of the variables: now and then HiGHS gives up on a small problem in one and solves it in another."""
        places = np.arange(len(self.low))
        yield places
        yield places[::-1]
        yield from (np.roll(places, step) for step in range(1, len(places)))

    def _constraints(self, unit: np.ndarray, order: np.ndarray) -> LinearConstraint | tuple:
        """The rows as one matrix, each divided by its largest weight; the columns in some order."""
        if not self.rows:
            return ()
        by = [max(abs(weight) * unit[place] for place, weight in row.items()) for row, *_ in self.rows]
        entries = [(r, place, weight * unit[place] / by[r]) for r, (row, *_) in enumerate(self.rows) for place, weight in row.items() if weight]
        rows, places, weights = zip(*entries, strict=True)
        matrix = coo_array((weights, (rows, np.argsort(order)[list(places)])), shape=(len(self.rows), len(self.low)))
        return LinearConstraint(matrix.tocsc(), [row[1] / d for row, d in zip(self.rows, by, strict=True)],
                                [row[2] / d for row, d in zip(self.rows, by, strict=True)])


def _highs(costs: np.ndarray, whole: np.ndarray, low: np.ndarray, high: np.ndarray, constraints: LinearConstraint | tuple) -> OptimizeResult:
    """Without presolve, with which the HiGHS of scipy 1.17 takes wrong optima for right (scipy issue 24141)."""
    return milp(costs, integrality=whole, bounds=(low, high), constraints=constraints, options={"mip_rel_gap": 0.0, "presolve": False})


def _contradiction() -> Contradiction:
    return Contradiction("No values fit all that is said of them: the intervals, the sum and the counts contradict each other.",
                           todo="look at the statements and codings that were given, and leave out or correct the one that is wrong.")


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
