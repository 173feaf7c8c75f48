"""Necessity: which conditions, or combinations of them, hardly any case with the outcome lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product

import numpy as np
import pandas as pd

from ptce_helpers import fits, sets, terms
from ptce_helpers.errors import ParameterError
from ptce_helpers.sets import Sets
from ptce_helpers.terms import DROPPED

CUT = 0.9  # the usual consistency of a necessary condition (Ragin 2006)
RELEVANT = 0.5  # below, a condition is necessary mostly because nearly all cases have it
SLACK = 1e-9
MOST = 200_000  # combinations that are looked through


def necessity(data: pd.DataFrame, outcome: str, conditions: Sequence[str]) -> pd.DataFrame:
    """How nearly each condition, and its absence, is necessary for the outcome: a row for each, none left out.

    inclN: the share of the outcome that lies within the condition; RoN: relevance, low where nearly all cases have the condition
    anyway, so that it is only trivially necessary (Schneider & Wagemann 2012, ch. 9); covN: how much of the condition comes with
    the outcome (Ragin 2006). First the conditions (multi-value: each value), then their absences. Raises as
    :func:`ptce_helpers.truth_tables.truth_table` does, but a 0.5 and a condition that never changes are allowed.
    """
    found = sets.read(data, outcome, conditions, apart=False)
    cubes = _literals(found.levels)
    names = [terms.write(cube, found.conditions, found.levels) for cube in cubes]
    return fits.table(pd.DataFrame(found.members(np.array(cubes)), columns=names), found.y, "necessity", whole=False)


def necessary_combinations(data: pd.DataFrame, outcome: str, conditions: Sequence[str], incl_cut: float = CUT, ron_cut: float = RELEVANT,
                           cov_cut: float = 0.0, depth: int | None = None) -> pd.DataFrame:  # fmt: skip
    """All conjunctions that are necessary for the outcome, and all disjunctions (SUIN) that are so only together.

    A conjunction ``A*B`` is listed whenever its inclN reaches the cut; a disjunction ``A + B`` only where no part of it does
    (Dusa 2019, ch. 5; Mahoney, Kimball & Koivu 2009). Those with RoN below ``ron_cut`` are trivial and left out; even so, among many
    disjunctions some are necessary by chance. ``depth``: conditions in a combination at most. A row per combination, conjunctions
    first, then fewest conditions first: inclN, RoN, covN.
    """
    found = sets.read(data, outcome, conditions, apart=False)
    both = list(_combinations(found, depth))
    joined = _fit(found, both, np.minimum, "*", "necessity")
    kept = joined[_reached(joined, incl_cut, cov_cut) & (joined["RoN"] >= ron_cut - SLACK)]
    several = _fit(found, both, np.maximum, " + ", "necessity")
    apart = _minimal(both, _reached(several, incl_cut, cov_cut).to_numpy())
    wide = np.array([len(cube) > 1 for cube in both])
    return pd.concat([kept, several[apart & wide & (several["RoN"] >= ron_cut - SLACK).to_numpy()]])


def sufficient_combinations(data: pd.DataFrame, outcome: str, conditions: Sequence[str], incl_cut: float = 0.8, pri_cut: float = 0.0,
                            cov_cut: float = 0.0, depth: int | None = None) -> pd.DataFrame:  # fmt: skip
    """All shortest conjunctions whose memberships lie within the outcome, before any truth table: inclS, PRI, covS.

    Listed where no shorter part of the conjunction reaches the cut already (Dusa 2019, ch. 6). Not a solution: what no case shows is not asked.
    """
    found = sets.read(data, outcome, conditions, apart=False)
    both = list(_combinations(found, depth))
    joined = _fit(found, both, np.minimum, "*", "sufficiency")
    return joined[_minimal(both, _reached(joined, incl_cut, cov_cut).to_numpy()) & (joined["PRI"] >= pri_cut - SLACK).to_numpy()]


Combination = tuple[tuple[int, int], ...]  # (condition, value), one for each condition named


def _literals(levels: Sequence[int]) -> list[terms.Cube]:
    """A term for each single literal: presences first, then absences; of more than two values, each in turn."""
    binary = max(levels) == 2
    pairs = [(place, value) for value in (1, 0) for place in range(len(levels))] if binary else \
            [(place, value) for place, size in enumerate(levels) for value in range(size)]  # fmt: skip
    return [tuple(value if at == place else DROPPED for at in range(len(levels))) for place, value in pairs]


def _combinations(found: Sets, depth: int | None) -> Iterator[Combination]:
    """All choices of conditions with a value for each, fewest conditions first."""
    k, most = len(found.levels), depth or len(found.levels)
    if most < 1:
        raise ParameterError(f"Combinations of {depth} conditions can't be looked for.", todo="choose a depth of at least 1.")
    count = _count(found.levels, most)
    if count > MOST:
        raise ParameterError(f"There are {count:,} combinations of up to {most} of {k} conditions.", todo="choose a smaller depth, or fewer conditions.")
    for size in range(1, min(most, k) + 1):
        for places in combinations(range(k), size):
            yield from (tuple(zip(places, chosen, strict=True)) for chosen in product(*(range(found.levels[place]) for place in places)))


def _count(levels: Sequence[int], depth: int) -> int:
    """How many choices of up to ``depth`` conditions with a value for each there are."""
    by_size = [1]
    for size in levels:
        by_size = [one + size * before for one, before in zip([*by_size, 0], [0, *by_size], strict=True)]
    return sum(by_size[1 : depth + 1])


def _fit(found: Sets, chosen: list[Combination], join: np.ufunc, sign: str, relation: str) -> pd.DataFrame:
    singles = {literal: found.members(np.array([_cube(len(found.levels), literal)]))[:, 0] for literal in {one for many in chosen for one in many}}
    binary = max(found.levels) == 2
    names = [sign.join(terms.literal(found.conditions[place], value, binary) for place, value in one) for one in chosen]
    members = pd.DataFrame(np.column_stack([join.reduce([singles[literal] for literal in one]) for one in chosen]), columns=names)
    ratios = (fits.necessity if relation == "necessity" else fits.sufficiency)(members.to_numpy(), found.y)
    return pd.DataFrame(ratios, index=pd.Index(names, name="term"))


def _cube(k: int, literal: tuple[int, int]) -> terms.Cube:
    return tuple(literal[1] if place == literal[0] else DROPPED for place in range(k))


def _reached(ratios: pd.DataFrame, incl_cut: float, cov_cut: float) -> pd.Series:
    incl, _, cov = (ratios[name] for name in ratios)
    return (incl >= incl_cut - SLACK) & (cov >= cov_cut - SLACK)


def _minimal(chosen: list[Combination], reached: np.ndarray) -> np.ndarray:
    """Which combinations reach the cut while no part of them does."""
    found: list[set] = []
    minimal = np.zeros(len(chosen), dtype=bool)
    for number in np.flatnonzero(reached):  # shorter ones come first
        literals = set(chosen[number])
        if not any(part <= literals for part in found):
            found.append(literals)
            minimal[number] = True
    return minimal
