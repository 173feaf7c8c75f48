"""Replicates: the same analysis a thousand times, with other cases, cuts or memberships, each solved exactly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ptce_helpers import cubes, petrick, reductions, sets, solutions, terms, truth_tables
from ptce_helpers.counterfactuals import Expectations, Expected, between, expected
from ptce_helpers.cover_parts import as_bits
from ptce_helpers.cubes import Cubes
from ptce_helpers.errors import DataError, ParameterError
from ptce_helpers.truth_tables import CONTRADICTORY, NEGATIVE, POSITIVE, REMAINDER, TruthTable

SMALL = {"minimum": petrick.minimum, "irredundant": petrick.irredundant}
NOTHING_SHOWS = "no combination leads to the outcome"
NOTHING_LACKS = "no combination lacks the outcome"


@dataclass(frozen=True)
class Solved:
    """One truth table that occurred: its models as in a Solution, and why there are none if so."""

    models: list[list[str]]
    total: int
    complete: bool
    reason: str = ""


@dataclass(frozen=True, repr=False)
class Replicates:
    """Repeated analyses. ``solved``: each different truth table once; ``which``: for each replicate, its place there;
    ``names``: of the replicates; ``outputs``: OUT of each combination (columns, by number) in each replicate."""

    names: tuple[str, ...]
    solved: tuple[Solved, ...]
    which: np.ndarray
    outputs: np.ndarray

    def __repr__(self) -> str:
        """The analyses as they are printed: how many there are, and how often each term occurs."""
        return f"{len(self)} analyses; how often each term is in all models (certain), in some (possible):\n{self.shares().to_string()}"

    def __len__(self) -> int:
        return len(self.which)

    def models(self, replicate: int) -> list[list[str]]:
        """All models of a replicate; none where nothing leads to, or nothing lacks, the outcome."""
        return self.solved[self.which[replicate]].models

    @property
    def unlisted(self) -> int:
        """In how many replicates there are more models than could be listed."""
        return int(np.sum([not self.solved[place].complete for place in self.which]))

    def shares(self) -> pd.DataFrame:
        """How often each term occurs: in some model (``possible``), in all models (``certain``) of a replicate, as shares of all replicates."""
        possible, certain = Counter(), Counter()
        for place, times in Counter(self.which.tolist()).items():
            found = [set(model) for model in self.solved[place].models]
            for term in set().union(*found):
                possible[term] += times
                certain[term] += times * all(term in model for model in found)
        names = sorted(possible, key=lambda term: (-certain[term], -possible[term], term))
        return pd.DataFrame({"certain": [certain[name] / len(self) for name in names], "possible": [possible[name] / len(self) for name in names]},
                            index=pd.Index(names, name="term"))  # fmt: skip

    def same(self, models: Sequence[Sequence[str]]) -> np.ndarray:
        """In which replicates exactly these models are found, no more and no fewer: booleans."""
        wanted = sorted(sorted(model) for model in models)
        return np.array([one.models == wanted for one in self.solved], dtype=bool)[self.which]


@dataclass(frozen=True)
class _Asked:
    """What is to be solved of each replicate."""

    kind: str
    which: str
    include: tuple[str, ...]
    excluded: tuple[int, ...]
    expectation: Expected


def reweighted(table: TruthTable, weights: np.ndarray, names: Iterable[str] | None = None, **how: object) -> Replicates:
    """Analyses in which each case counts so many times (0: left out). ``weights``: replicates x cases.

    ``how``: solution, expectations, include, exclude and models as for :func:`ptce_helpers.solutions.solve` (as a rule the parsimonious
    solution). Cuts are those of the table. A row to be excluded that leads to the outcome in a replicate is kept there.
    """
    weights = np.atleast_2d(np.asarray(weights, dtype=float))
    if weights.shape[1] != len(table.sets.cases) or not (weights >= 0).all():
        raise ParameterError(f"There are weights for {weights.shape[1]} cases of {len(table.sets.cases)}.", todo="give each case a weight of 0 or more.")
    sums = weights @ _parts(table.sets.x, table.sets.y, table).reshape(len(table.sets.y), -1)
    return _solved(table, sums.reshape(len(weights), 4, -1), _cuts_of(table), names, how)


def resampled(table: TruthTable, n: int = 1000, seed: int = 0, **how: object) -> Replicates:
    """Bootstrap: as many cases drawn with replacement, ``n`` times. What would other cases of the same kind have shown?"""
    if n < 1:
        raise ParameterError(f"The number of draws is {n}.", todo="draw at least once.")
    cases = len(table.sets.cases)
    return reweighted(table, np.random.default_rng(seed).multinomial(cases, [1 / cases] * cases, size=n), **how)


def leave_one_out(table: TruthTable, **how: object) -> Replicates:
    """Each case left out in turn; the replicates bear the cases' names. Who carries this result?"""
    return reweighted(table, 1 - np.eye(len(table.sets.cases)), table.sets.cases, **how)


def changed_cuts(table: TruthTable, cuts: Sequence[tuple[float | Sequence[float], int, float]], **how: object) -> Replicates:
    """Other cut-offs, each a triple of incl_cut (a number or a pair), n_cut and pri_cut."""
    read = [(*truth_tables.cuts(incl, n, pri), n, pri) for incl, n, pri in cuts]
    sums = np.broadcast_to(_parts(table.sets.x, table.sets.y, table).sum(axis=0), (len(read), 4, table.size))
    return _solved(table, sums, np.array(read, dtype=float).T[:, :, None], [str(cut) for cut in cuts], how)


def changed_memberships(table: TruthTable, x: np.ndarray, y: np.ndarray | None = None, names: Iterable[str] | None = None, **how: object) -> Replicates:
    """Other calibrations. ``x``: replicates x cases x conditions; ``y``: replicates x cases, negated already if the outcome is; as in the table if missing.

    Raises DataError where a membership is exactly 0.5, is missing or out of range.
    """
    x = np.asarray(x, dtype=float)
    if x.ndim != 3 or x.shape[1:] != table.sets.x.shape or (y is not None and np.shape(y) != x.shape[:2]):
        raise ParameterError(f"The changed memberships have the shape {x.shape}.", todo=f"give replicates x {' x '.join(map(str, table.sets.x.shape))} (cases, conditions).")
    y = np.broadcast_to(table.sets.y, x.shape[:2]) if y is None else np.asarray(y, dtype=float)
    _check_memberships(table, x, y)
    sums = np.stack([_parts(one, outcome, table).sum(axis=0) for one, outcome in zip(x, y, strict=True)])
    return _solved(table, sums, _cuts_of(table), names, how)


def _check_memberships(table: TruthTable, x: np.ndarray, y: np.ndarray) -> None:
    both = np.concatenate([x, y[:, :, None]], axis=2)
    most = np.array([*(size - 1 for size in table.levels), 1])
    wrong = ~((both >= 0) & (both <= most)) | (np.abs(both - 0.5) < sets.HALF) | ((most > 1) & (both % 1 != 0))
    if wrong.any():
        one, case, place = np.argwhere(wrong)[0]
        raise DataError(f"In replicate {one}, case {table.sets.cases[case]} has {both[one, case, place]:g} in {[*table.conditions, table.outcome][place]}.",
                        todo="give memberships from 0 to 1 other than 0.5, whole numbers for several values.")  # fmt: skip


def _parts(x: np.ndarray, y: np.ndarray, table: TruthTable) -> np.ndarray:
    """What each case adds to the sums behind n, incl and PRI of each row: cases x 4 x rows."""
    rows = cubes.of(table.levels).values
    corner = sets.Sets(table.outcome, table.conditions, table.sets.cases, x, y, table.levels)
    inside = corner.members(rows[(rows >= 0).all(axis=1)])
    one = np.zeros_like(inside)
    one[np.arange(len(y)), truth_tables.numbered(corner.corners, table.levels) - 1] = 1
    both = np.minimum(inside, y[:, None])
    return np.stack([one, inside, both, np.minimum(both, 1 - y[:, None])], axis=1)


def _cuts_of(table: TruthTable) -> tuple[float, float, float, float]:
    return *table.incl_cut, table.n_cut, table.pri_cut


def _solved(table: TruthTable, sums: np.ndarray, cuts: Sequence, names: Iterable[str] | None, how: dict) -> Replicates:
    """Decide each row of each replicate, then solve each different truth table once."""
    asked, every = _asked(table, **how), cubes.of(table.levels)
    high, low, n_cut, pri_cut = cuts
    n, whole, both, ambiguous = (sums[:, place] for place in range(4))
    with np.errstate(invalid="ignore", divide="ignore"):
        out = truth_tables.outputs(both / whole, (both - ambiguous) / (whole - ambiguous), high, low, pri_cut)
    out = np.where(n >= n_cut - truth_tables.TOLERANCE, out, REMAINDER)
    codes, which = np.unique(np.stack([cubes.packed(out == sign) for sign in (POSITIVE, NEGATIVE, CONTRADICTORY)], axis=1), axis=0, return_inverse=True)
    found = _each(table, asked, every, *codes.T)
    return Replicates(tuple(names) if names is not None else tuple(map(str, range(len(which)))), tuple(found), which.ravel(), out)


def _asked(table: TruthTable, solution: str = "parsimonious", expectations: Expectations | None = None, include: str | Iterable[str] = "?",
           exclude: Sequence[int] | str = (), models: str = "minimum") -> _Asked:  # fmt: skip
    solutions.check(table, solution, expectations, models)
    rows = table.matching(exclude) if isinstance(exclude, str) else exclude
    wanted = expected(expectations if expectations is not None else {}, table.conditions, table.levels)
    return _Asked(solution, models, reductions.included(include), tuple(rows), wanted)


def _each(table: TruthTable, asked: _Asked, every: Cubes, on: np.ndarray, zero: np.ndarray, band: np.ndarray) -> list[Solved]:
    """The solution of each different truth table, given as its positive, negative and contradictory rows."""
    rows = every.every
    helping = band if CONTRADICTORY in asked.include else np.zeros_like(band)
    excluded = np.bitwise_or.reduce([np.uint64(1) << np.uint64(row - 1) for row in asked.excluded], dtype=np.uint64) if asked.excluded else np.uint64(0)
    helping = helping & ~excluded
    unseen = rows & ~(on | zero | band)
    off = (zero | band & ~helping | (np.uint64(0) if REMAINDER in asked.include else unseen) | excluded) & ~on
    shortest = every.primes(on, off) if asked.kind != "complex" else np.zeros((len(on), 0), dtype=bool)
    whole = every.primes(on, rows & ~(on | helping)) if asked.kind != "parsimonious" else shortest
    names = [terms.write(value, table.conditions, table.levels) for value in every.values.tolist()]
    given = zip(on, off, *map(_places, (whole, shortest)), strict=True)
    return [_one(asked, every, names, *one) for one in given]


def _places(primes: np.ndarray) -> list[np.ndarray]:
    """For each truth table the numbers of its prime terms."""
    table, term = np.nonzero(primes)
    return np.split(term, np.searchsorted(table, np.arange(1, len(primes))))


def _one(asked: _Asked, every: Cubes, names: list[str], on: np.uint64, off: np.uint64, whole: np.ndarray, shortest: np.ndarray) -> Solved:
    if not on:
        return Solved([], 0, True, NOTHING_SHOWS)
    if not off and asked.kind != "complex":
        return Solved([], 0, True, NOTHING_LACKS)
    found, total, complete = _models(asked, every, on, whole)
    if asked.kind == "intermediate":
        other, _, all_other = _models(asked, every, on, shortest)
        found, every_pair = _between(asked, every, on, found, other)
        total, complete = len(found), complete and all_other and every_pair
    return Solved(sorted(sorted(names[term] for term in model) for model in found), total, complete)


def _models(asked: _Asked, every: Cubes, on: np.uint64, primes: np.ndarray) -> tuple[list[tuple[int, ...]], int, bool]:
    """All models as numbers of terms, how many there are, and whether all are listed."""
    chart = every.chart(primes, on)
    quick = SMALL[asked.which](as_bits(chart.T))
    if quick is not None:
        return [tuple(int(term) for place, term in enumerate(primes) if model >> place & 1) for model in quick], len(quick), True
    found = reductions.MODELS[asked.which](chart)
    return [tuple(primes[list(model)].tolist()) for model in found.models], found.total, found.complete


def _between(asked: _Asked, every: Cubes, on: np.uint64, complex_: list[tuple[int, ...]], parsimonious: list[tuple[int, ...]]) -> tuple[list[tuple[int, ...]], bool]:
    """The intermediate models of all pairs, each once, and whether all are listed."""
    of = every.values
    easy = {every.holding(between(of[list(whole)], of[list(short)], asked.expectation)) & ~on for whole in complex_ for short in parsimonious}
    found, complete = set(), True
    for assumed in easy:
        primes = every.primes(np.array([on]), np.array([every.every & ~(on | assumed)]))[0]
        models, _, listed = _models(asked, every, on, np.flatnonzero(primes))
        complete &= listed
        found.update(models)
    return list(found), complete
