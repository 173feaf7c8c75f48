"""Solutions: the paths that lead to an outcome, in all models that the truth table allows, with what each of them assumes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from ptce_helpers import covers, fits, reductions, terms, truth_tables
from ptce_helpers.counterfactuals import Expectations, Pair, expected, pairs
from ptce_helpers.errors import NotFound, ParameterError, nearest
from ptce_helpers.reductions import Reduction
from ptce_helpers.truth_tables import POSITIVE, REMAINDER, TruthTable

KINDS = ("complex", "parsimonious", "intermediate")
MOST_PRINTED = 20  # models
MOST_ROWS = 2**22  # combinations among which assumptions are listed


@dataclass(frozen=True, repr=False)
class Solution:
    """The models of a truth table: several where the data do not decide between them, all equally good.

    ``models``: each a sorted list of terms such as ``DEV*~IND`` (or ``C[0]*F[2]``); any one term suffices for the outcome.
    ``total``: how many models there are, at least so many where ``complete`` is False (then not all are listed).
    ``pairs`` (intermediate only): the solution between each complex and each parsimonious model, by its name (``C1P1``).
    """

    table: TruthTable
    kind: str
    which: str
    models: list[list[str]]
    total: int
    complete: bool
    include: tuple[str, ...]
    excluded: tuple[int, ...]
    pairs: dict[str, Pair]
    _implicants: np.ndarray

    def __repr__(self) -> str:
        """The solution as it is printed: its models, one a line."""
        told = [f"M{number}: {' + '.join(model)} -> {self.table.outcome}" for number, model in enumerate(self.models[:MOST_PRINTED], start=1)]
        more = [f"and {'' if self.complete else 'at least '}{self.total - len(told):,} more"] if len(told) < self.total else []
        which = "with the fewest terms" if self.which == "minimum" else "of which no term can be left out"
        return "\n".join([f"{self.kind.capitalize()} solution of {self.table.outcome}: {self.total:,} model{'s' * (self.total != 1)} {which}", *told, *more])

    @property
    def prime_implicants(self) -> list[str]:
        """The terms that can't be shortened, of which models are made; fewest conditions first."""
        return terms.model(self._implicants, self.table.conditions, self.table.levels)

    @property
    def essential(self) -> list[str]:
        """The terms that all listed models have."""
        return sorted(set(self.models[0]).intersection(*self.models))

    @cached_property
    def chart(self) -> pd.DataFrame:
        """Which prime implicant (row) covers which row of the truth table that leads to the outcome (column)."""
        on = self.table.numbers(POSITIVE)
        cubes = [terms.read(term, self.table.conditions)[0] for term in self.prime_implicants]
        return pd.DataFrame([np.isin(on, truth_tables.covered([cube], self.table.levels)) for cube in cubes], index=self.prime_implicants, columns=on)

    @cached_property
    def fit(self) -> list[pd.DataFrame]:
        """Per model: inclS, PRI, covS, covU and cases of each term, then of all together (``expression``)."""
        return [self._fitted(model) for model in self.models]

    @cached_property
    def overall(self) -> pd.DataFrame:
        """The same for all terms that occur in any model; covU is then what no other of them covers."""
        return self._fitted(terms.model({cube for model in self.models for cube in self._cubes(model)}, self.table.conditions, self.table.levels))

    @cached_property
    def assumptions(self) -> list[list[int]]:
        """Per model, its simplifying assumptions: numbers of the rows that it covers but no case shows (or shows consistently)."""
        _check_size(self.table)
        on = set(self.table.numbers(POSITIVE))
        return [[row for row in truth_tables.covered(self._cubes(model), self.table.levels) if row not in on] for model in self.models]

    @property
    def easy(self) -> dict[str, list[int]]:
        """Intermediate solution: the easy counterfactuals of each pair, as numbers of rows."""
        return {name: pair.easy for name, pair in self.pairs.items()}

    @property
    def difficult(self) -> dict[str, list[int]]:
        """Intermediate solution: the difficult counterfactuals of each pair, which it leaves out."""
        return {name: pair.difficult for name, pair in self.pairs.items()}

    def memberships(self, model: int = 0) -> pd.DataFrame:
        """How far each case belongs to each term of a model, and to the model (``expression``)."""
        of_terms = self._members(self.models[model])
        return of_terms.assign(**{fits.WHOLE: of_terms.max(axis=1)})

    def _cubes(self, model: Sequence[str]) -> list[terms.Cube]:
        return [terms.read(term, self.table.conditions)[0] for term in model]

    def _members(self, model: Sequence[str]) -> pd.DataFrame:
        sets = self.table.sets
        return pd.DataFrame(sets.members(np.array(self._cubes(model))), index=list(sets.cases), columns=list(model))

    def _fitted(self, model: Sequence[str]) -> pd.DataFrame:
        found = fits.table(self._members(model), self.table.sets.y, whole=True)
        return found.assign(cases=[self._cases([term]) for term in model] + [self._cases(model)])

    def _cases(self, model: Sequence[str]) -> str:
        """The cases in the rows that terms explain: comma within a row, semicolon between rows."""
        rows = self.table.rows.loc[self.chart.columns]
        inside = np.isin(rows.index, truth_tables.covered(self._cubes(model), self.table.levels))
        return "; ".join(rows["cases"][inside])


def cases_in(cases: str) -> list[str]:
    """The cases that a table of fit names, in its order: a comma stands within a row of the truth table, a semicolon between rows."""
    return [case for row in cases.split("; ") for case in row.split(",") if case]


def solve(table: TruthTable, solution: str = "complex", expectations: Expectations | None = None, *, include: str | Iterable[str] = "?",
          exclude: Sequence[int] | str = (), models: str = "minimum", limit: int = covers.LIMIT) -> Solution:  # fmt: skip
    """The paths to the outcome, exactly: all prime implicants, and all models of them.

    - ``complex`` (conservative): nothing is assumed of combinations that no case shows (Ragin 1987);
    - ``parsimonious``: any such combination may be assumed to lead to the outcome if that shortens the solution (Ragin & Sonnett 2005);
    - ``intermediate``: only those that theory expects to (easy counterfactuals; Ragin 2008, ch. 8-9), one solution for each pair of a
      complex and a parsimonious model (Dusa 2019, ch. 8). ``expectations``: condition -> value that helps the outcome along, or
      text such as ``"1,1,0,-,1"`` or ``"DEV, ~STB"``.

    ``include``: what counts as a remainder, ``"?"`` combinations without enough cases, ``"?,C"`` contradictory ones too. ``exclude``: numbers
    of rows, or an expression whose rows, must not be assumed (enhanced standard analysis, Schneider & Wagemann 2012, ch. 8). ``models``:
    ``minimum`` lists all models with the fewest terms, ``irredundant`` all of which no term can be left out: these are different
    questions (Baumgartner & Thiem 2017). At most ``limit`` models are listed; ``total`` and ``complete`` say if there are more.
    Raises ResearcherError where no combination leads to the outcome, or none fails to.
    """
    check(table, solution, expectations, models)
    if limit < 1:
        raise ParameterError(f"The limit is {limit}.", todo="list at least one model.")
    counted = reductions.included(include)
    left_out = _excluded(table, exclude)
    said = table, solution, models, counted, left_out
    if solution == "complex":
        return _plain(*said, _complex(table, counted, left_out, models, limit))
    shortest = reductions.parsimonious(table, counted, left_out, models, limit)
    if solution == "parsimonious":
        return _plain(*said, shortest)
    return _intermediate(*said, _complex(table, counted, left_out, models, limit), shortest, expectations, limit)


def check(table: TruthTable, solution: str, expectations: Expectations | None, models: str) -> None:
    """Raise ParameterError for what is no truth table, a kind of solution or of models that does not exist, or an intermediate solution without expectations."""
    if not isinstance(table, TruthTable):
        raise ParameterError(f"A truth table is needed, found {type(table).__name__}.", todo="make it first: truth_table(data, outcome, conditions).")
    if solution not in KINDS:
        raise ParameterError(f"There is no solution {solution!r}.", todo=nearest(solution, KINDS))
    if models not in reductions.MODELS:
        raise ParameterError(f"There are no models {models!r}.", todo=nearest(models, list(reductions.MODELS)))
    if solution == "intermediate" and expectations is None:
        raise ParameterError("An intermediate solution needs expectations.", todo="say for each condition which value should help the outcome along, {} for none.")


def _complex(table: TruthTable, include: tuple[str, ...], excluded: Sequence[int], models: str, limit: int) -> Reduction:
    """Contradictory rows may help if they count as remainders; those without cases never do."""
    on = reductions.positives(table)
    helping = set(table.numbers(*(set(include) - {REMAINDER}))) - set(excluded)
    return reductions.conservative(table.levels, on, helping, models, limit)


def _plain(table: TruthTable, kind: str, which: str, include: tuple[str, ...], excluded: tuple[int, ...], found: Reduction) -> Solution:
    listed = sorted(sorted(terms.model(model, table.conditions, table.levels)) for model in found.models())
    return Solution(table, kind, which, listed, found.covers.total, found.covers.complete, include, excluded, {}, found.implicants)


def _intermediate(table: TruthTable, kind: str, which: str, include: tuple[str, ...], excluded: tuple[int, ...], complex_: Reduction,
                  shortest: Reduction, expectations: Expectations, limit: int) -> Solution:  # fmt: skip
    _check_size(table)
    wanted = expected(expectations, table.conditions, table.levels)
    found = list(pairs(complex_, shortest, wanted, table.conditions, table.levels, which, limit))
    listed = sorted({tuple(model) for _, pair, _ in found for model in pair.models})
    possible = len(complex_.covers.models) * len(shortest.covers.models)
    complete = complex_.covers.complete and shortest.covers.complete and len(found) == possible and all(pair.complete for _, pair, _ in found)
    implicants = np.unique(np.concatenate([reduced.implicants for *_, reduced in found]), axis=0)
    return Solution(table, kind, which, [list(model) for model in listed], len(listed), complete, include, excluded,
                    {name: pair for name, pair, _ in found}, implicants)  # fmt: skip


def _excluded(table: TruthTable, exclude: Sequence[int] | str) -> tuple[int, ...]:
    """The numbers of rows that must not be assumed; rows that are known to lead to the outcome can't be among them."""
    found = table.matching(exclude) if isinstance(exclude, str) else [int(number) for number in exclude]
    if wrong := [number for number in found if not 1 <= number <= table.size]:
        raise NotFound(f"The truth table has no row {wrong[0]}.", todo=f"choose numbers from 1 to {table.size}.")
    known = sorted(set(found) & set(table.numbers(POSITIVE)))
    if known and not isinstance(exclude, str):
        raise ParameterError(f"Rows {', '.join(map(str, known))} are no remainders: their cases show {table.outcome}.", todo="exclude rows that no case shows.")
    return tuple(sorted(set(found) - set(known)))


def _check_size(table: TruthTable) -> None:
    if table.size > MOST_ROWS:
        raise ParameterError(f"With {table.size:,} possible combinations, assumptions can't be listed one by one.", todo="use fewer conditions, or the complex and parsimonious solutions.")
