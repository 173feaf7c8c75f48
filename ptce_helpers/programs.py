"""Mixed-integer programs over values of which only intervals, and something of all together, are known; solved by HiGHS."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.optimize import LinearConstraint, OptimizeResult, milp
from scipy.sparse import coo_array

from ptce_helpers.errors import ResearcherError


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
            raise contradiction()
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


class Program:
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
            answer = highs(costs[order], whole[order], (low / unit)[order], (high / unit)[order], self._constraints(unit, order))
            if answer.status == 2:
                raise contradiction()
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


def highs(costs: np.ndarray, whole: np.ndarray, low: np.ndarray, high: np.ndarray, constraints: LinearConstraint | tuple) -> OptimizeResult:
    """Without presolve, with which the HiGHS of scipy 1.17 takes wrong optima for right (scipy issue 24141)."""
    return milp(costs, integrality=whole, bounds=(low, high), constraints=constraints, options={"mip_rel_gap": 0.0, "presolve": False})


def contradiction() -> Contradiction:
    """What is raised where no values fit."""
    return Contradiction("No values fit all that is said of them: the intervals, the sum and the counts contradict each other.",
                           todo="look at the statements and codings that were given, and leave out or correct the one that is wrong.")
