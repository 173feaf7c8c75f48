"""Assumptions: what a solution takes for granted about combinations that no case shows, and which of it can't be held."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from ptce_helpers.counterfactuals import Expectations
from ptce_helpers.errors import ParameterError
from ptce_helpers.solutions import Solution, solve
from ptce_helpers.truth_tables import POSITIVE, TruthTable

REASONS = ("contradictory", "necessity", "impossible")


def contradictory_assumptions(solution: Solution, negated: Solution) -> list[int]:
    """The combinations that one solution assumes to lead to the outcome, and the other to its absence (Vanderborght & Yamasaki 2003).

    ``negated``: the solution of the negated outcome with the same conditions. All models of both count. Numbers of rows.
    """
    _check_opposite(solution.table, negated.table)
    return sorted(set().union(*solution.assumptions) & set().union(*negated.assumptions))


def simultaneous_subsets(table: TruthTable, negated: TruthTable) -> list[int]:
    """The observed combinations that lead to the outcome and to its absence at once, by both truth tables (low PRI; Schneider & Wagemann 2012, ch. 9)."""
    _check_opposite(table, negated)
    return sorted(set(table.numbers(POSITIVE)) & set(negated.numbers(POSITIVE)))


def untenable(table: TruthTable, negated: TruthTable | None = None, necessary: str | Sequence[str] = (), impossible: str | Sequence[str] = (),
              include: str | Iterable[str] = "?") -> pd.DataFrame:  # fmt: skip
    """The combinations without cases that no solution of this outcome should count on, and why (Schneider & Wagemann 2012, ch. 8).

    - ``contradictory``: the parsimonious solutions assume that they lead to the outcome and also to its absence (``negated``: its
      truth table); this is repeated without them until none is left;
    - ``necessity``: they lack a condition that is held to be necessary (``necessary``: expressions such as ``"LIT"``, ``"DEV + URB"``);
    - ``impossible``: they belong to an expression that can't occur (``impossible``: such as ``"~URB*METRO"``).

    A row per combination, by its number: the conditions' values, then the three reasons, True where they apply.
    """
    lacking = {row for claim in _several(necessary) for row in set(range(1, table.size + 1)) - set(table.matching(claim))}
    unreal = {row for claim in _several(impossible) for row in table.matching(claim)}
    remainders = {row for row in lacking | unreal if not _observed(table, row)}
    clashing = set() if negated is None else _clashing(table, negated, sorted(remainders), include)
    numbers = sorted(remainders | clashing)
    found = pd.DataFrame(table.values(numbers), index=pd.Index(numbers, name="row"), columns=list(table.conditions))
    return found.assign(**{reason: [row in rows for row in numbers] for reason, rows in zip(REASONS, (clashing, lacking, unreal), strict=True)})


@dataclass(frozen=True)
class Enhanced:
    """The three solutions without untenable assumptions, and the rows that were left out for it, with the reasons."""

    complex: Solution
    parsimonious: Solution
    intermediate: Solution | None
    excluded: pd.DataFrame


def enhanced(table: TruthTable, negated: TruthTable | None = None, expectations: Expectations | None = None, necessary: str | Sequence[str] = (),
             impossible: str | Sequence[str] = (), *, include: str | Iterable[str] = "?", models: str = "minimum") -> Enhanced:  # fmt: skip
    """The enhanced standard analysis: solutions that rest on no untenable assumption (Schneider & Wagemann 2012, 2013).

    Arguments as for :func:`untenable` and :func:`ptce_helpers.solutions.solve`. The intermediate solution is there if expectations are.
    """
    excluded = untenable(table, negated, necessary, impossible, include)
    rows = excluded.index.to_list()
    how = {"include": include, "exclude": rows, "models": models}
    between = None if expectations is None else solve(table, "intermediate", expectations, **how)
    return Enhanced(solve(table, "complex", **how), solve(table, "parsimonious", **how), between, excluded)


def _clashing(table: TruthTable, negated: TruthTable, excluded: list[int], include: str | Iterable[str]) -> set[int]:
    """Contradictory assumptions of the parsimonious solutions, round after round until there are none."""
    found: set[int] = set()
    while table.numbers(POSITIVE) and negated.numbers(POSITIVE):
        one = solve(table, "parsimonious", include=include, exclude=sorted({*excluded, *found}))
        other = solve(negated, "parsimonious", include=include, exclude=sorted(found))
        new = set(contradictory_assumptions(one, other))
        if not new:
            break
        found |= new
    return found


def _observed(table: TruthTable, row: int) -> bool:
    return row in table.rows.index and table.rows.at[row, "n"] >= table.n_cut


def _several(claims: str | Sequence[str]) -> list[str]:
    return [claims] if isinstance(claims, str) else list(claims)


def _check_opposite(one: TruthTable, other: TruthTable) -> None:
    bare = [table.outcome.replace(" ", "") for table in (one, other)]
    if one.conditions != other.conditions or one.levels != other.levels:
        raise ParameterError("The two analyses have different conditions.", todo="analyse the outcome and its absence with the same conditions in the same order.")
    if bare[0] != f"~{bare[1]}" and bare[1] != f"~{bare[0]}":
        raise ParameterError(f"{one.outcome} and {other.outcome} are not an outcome and its absence.", todo=f"analyse {one.outcome} and ~{one.outcome}.")
