"""Truth tables: each combination of conditions, the cases that show it, and whether they show the outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from numbers import Real

import numpy as np
import pandas as pd

from ptce_helpers import fits, sets
from ptce_helpers.errors import NotFound, ParameterError
from ptce_helpers.sets import Sets

TOLERANCE = 1e-9  # a consistency of 0.7999999999999999 passes a cut of 0.8
MOST_LISTED = 2**15  # combinations that are all listed; of more only the observed ones are
MOST_PRINTED = 64
POSITIVE, NEGATIVE, CONTRADICTORY, REMAINDER = "1", "0", "C", "?"
OUTPUTS = (POSITIVE, NEGATIVE, CONTRADICTORY, REMAINDER)


@dataclass(frozen=True, repr=False)
class TruthTable:
    """The combinations of conditions with their cases and their consistency with the outcome.

    ``rows``: a row per combination with the conditions' values, OUT, n, incl, PRI and cases (names, comma between them).
    Its index counts all possible combinations from 1, the last condition changing fastest (as R QCA does). OUT is ``1``
    where the cases show the outcome consistently, ``0`` where they don't, ``C`` between the two cuts, ``?`` where there are
    too few cases (a remainder). Where no case is, incl and PRI are missing. All combinations are listed up to 32,768
    (fifteen conditions), of more the observed ones only.
    """

    sets: Sets
    rows: pd.DataFrame
    incl_cut: tuple[float, float]
    n_cut: int
    pri_cut: float

    def __repr__(self) -> str:
        """The table as it is printed: its cut-offs, then the combinations (of many only those with cases)."""
        shown = self.rows if len(self.rows) <= MOST_PRINTED else self.rows[self.rows["n"] > 0]
        cut = " to ".join(f"{cut:g}" for cut in sorted(set(self.incl_cut)))
        more = f"\nand {self.size - len(shown):,} combinations that no case shows" if len(shown) < self.size else ""
        return f"Truth table of {self.outcome}: {len(self.sets.cases)} cases, incl_cut {cut}, pri_cut {self.pri_cut:g}, n_cut {self.n_cut}\n{shown.to_string()}{more}"

    @property
    def outcome(self) -> str:
        """What is explained; ``~`` before its name says its absence."""
        return self.sets.outcome

    @property
    def conditions(self) -> tuple[str, ...]:
        """The conditions, in the order of the columns."""
        return self.sets.conditions

    @property
    def levels(self) -> tuple[int, ...]:
        """How many values each condition has."""
        return self.sets.levels

    @cached_property
    def size(self) -> int:
        """How many combinations there could be."""
        return int(np.prod(self.levels, dtype=object))

    @cached_property
    def limited_diversity(self) -> float:
        """The share of all possible combinations that no case shows."""
        return 1 - int((self.rows["n"] > 0).sum()) / self.size

    def numbers(self, *outputs: str) -> list[int]:
        """The numbers of the listed rows that have one of these values in OUT."""
        return self.rows.index[self.rows["OUT"].isin(outputs)].to_list()

    def values(self, numbers: Sequence[int]) -> np.ndarray:
        """The combinations with these numbers: rows x conditions."""
        return values(numbers, self.levels)

    def matching(self, expression: str) -> list[int]:
        """The numbers of all combinations that belong to an expression such as ``A*~B``, observed or not."""
        return covered(sets.cubes(expression, self.conditions, self.levels), self.levels)


def values(numbers: Sequence[int], levels: Sequence[int]) -> np.ndarray:
    """The combinations with these numbers, counted from 1: rows x conditions."""
    return np.stack(np.unravel_index(np.asarray(numbers, dtype=np.int64) - 1, tuple(levels)), axis=1)


def numbered(corners: np.ndarray, levels: Sequence[int]) -> np.ndarray:
    """The numbers of combinations (rows x conditions), counted from 1."""
    return np.ravel_multi_index(np.asarray(corners, dtype=np.int64).T, tuple(levels)) + 1


def covered(cubes: Sequence[Sequence[int]], levels: Sequence[int]) -> list[int]:
    """The numbers of all combinations that belong to one of these terms, in order."""
    found = [np.ravel_multi_index(np.ix_(*([value] if value >= 0 else range(size) for value, size in zip(cube, levels, strict=True))), tuple(levels))
             for cube in cubes]  # fmt: skip
    return (np.unique(np.concatenate([rows.ravel() for rows in found])) + 1).tolist() if found else []


def truth_table(data: pd.DataFrame, outcome: str, conditions: Sequence[str], incl_cut: float | Sequence[float] = 1.0,
                n_cut: int = 1, pri_cut: float = 0.0) -> TruthTable:  # fmt: skip
    """Which combinations of conditions the cases show, and which of them go along with the outcome (Ragin 1987, 2008).

    A case belongs to the one combination in which its membership is above 0.5. A combination leads to the outcome (``1``) when
    its consistency incl reaches ``incl_cut`` and its PRI, the consistency that does not also hold for the outcome's absence,
    reaches ``pri_cut``; with two cuts, incl from the lower up to the higher is contradictory (``C``). Combinations with fewer than
    ``n_cut`` cases are remainders (``?``). Cuts are reached within 1e-9. The band is decided for each row by itself, before the frequency cut.

    ``data``: a row per case (names in the index), columns crisp, fuzzy or multi-value; ``outcome``: a column, ``~Y`` negates it,
    ``Y[2]`` is one of several values. Refused, with cases and conditions named: unknown or double names, missing values, values out
    of range, 0.5, a condition that never changes or equals another, more conditions than cases, fewer than two cases.
    """
    high, low = cuts(incl_cut, n_cut, pri_cut)
    found = sets.read(data, outcome, conditions)
    if (kept := _clashing(found)) is not None:
        raise ParameterError(f"A condition can't be called {kept}, as a column of the truth table is.", todo="rename the condition.")
    observed, place = np.unique(numbered(found.corners, found.levels), return_inverse=True)
    of_each = fits.sufficiency(found.members(values(observed, found.levels)), found.y)
    n = np.bincount(place, minlength=len(observed))
    out = np.where(n < n_cut, REMAINDER, outputs(of_each["inclS"], of_each["PRI"], high, low, pri_cut))
    cases = [",".join(case for case, at in zip(found.cases, place, strict=True) if at == number) for number in range(len(observed))]
    facts = {"OUT": out, "n": n, "incl": of_each["inclS"], "PRI": of_each["PRI"], "cases": np.array(cases, dtype=object)}
    return TruthTable(found, _listed(found, observed, facts), (high, low), n_cut, pri_cut)


def cuts(incl_cut: float | Sequence[float], n_cut: int, pri_cut: float) -> tuple[float, float]:
    """The two consistency cuts, the higher first; equal where there is one."""
    pair = (incl_cut,) if np.ndim(incl_cut) == 0 else tuple(incl_cut)
    if len(pair) not in (1, 2) or not all(isinstance(cut, Real) and 0 <= cut <= 1 for cut in (*pair, pri_cut)):
        raise ParameterError(f"The cuts are incl {incl_cut} and PRI {pri_cut}.", todo="choose a number from 0 to 1, for incl also two of them.")
    if not isinstance(n_cut, Real) or not n_cut >= 1 or n_cut % 1:
        raise ParameterError(f"The frequency cut is {n_cut}.", todo="choose a whole number of cases, at least 1.")
    return max(pair), min(pair)


def _clashing(found: Sets) -> str | None:
    return next((name for name in found.conditions if name in ("OUT", "n", "incl", "PRI", "cases")), None)


def outputs(incl: np.ndarray, pri: np.ndarray, high: float, low: float, pri_cut: float) -> np.ndarray:
    """OUT of combinations with cases, from their consistency and PRI: ``1``, ``C`` between the two cuts, ``0``."""
    positive = (incl >= high - TOLERANCE) & (pri >= pri_cut - TOLERANCE)
    between = (incl < high - TOLERANCE) & (incl >= low - TOLERANCE)
    return np.where(positive, POSITIVE, np.where(between, CONTRADICTORY, NEGATIVE))


def _listed(found: Sets, observed: np.ndarray, facts: dict[str, np.ndarray]) -> pd.DataFrame:
    """The rows of the table: every combination if there are not too many, otherwise the observed ones."""
    size = np.prod(found.levels, dtype=object)
    numbers = np.arange(1, size + 1) if size <= MOST_LISTED else observed
    place = np.searchsorted(numbers, observed)
    columns = dict(zip(found.conditions, values(numbers, found.levels).T, strict=True))
    for name, nothing in (("OUT", REMAINDER), ("n", 0), ("incl", np.nan), ("PRI", np.nan), ("cases", "")):
        columns[name] = np.full(len(numbers), nothing, dtype=facts[name].dtype)
        columns[name][place] = facts[name]
    return pd.DataFrame(columns, index=pd.Index(numbers, name="row"))


def row_of(table: TruthTable, case: str) -> int:
    """The number of the combination that a case belongs to."""
    if case not in table.sets.cases:
        raise NotFound(f"There is no case {case!r}.", todo=f"choose one of: {', '.join(table.sets.cases)}")
    return int(numbered(table.sets.corners[[table.sets.cases.index(case)]], table.levels)[0])
