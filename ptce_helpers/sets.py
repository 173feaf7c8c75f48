"""Sets: the calibrated cases of an analysis, checked for all that would make a truth table say something else than it seems to."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from numbers import Real

import numpy as np
import pandas as pd

from ptce_helpers import terms
from ptce_helpers.errors import DataError, NotFound, ParameterError, nearest

FORMULA = re.compile(r"[^\W\d]\w*")  # what a condition must be called to stand in a term that can be read again
OUTCOME = re.compile(r"\s*(~?)\s*([^~\[\]]+?)\s*(?:\[\s*(\d+)\s*\])?\s*")
HALF = 1e-9  # as near as this to 0.5 is 0.5
HIGHEST = 9  # value of a condition with several; beyond, it is taken for a figure that nobody calibrated


@dataclass(frozen=True)
class Sets:
    """Memberships of cases in conditions and outcome.

    ``x``: cases x conditions, from 0 to 1 or whole numbers (multi-value); ``y``: the outcome, already negated where its name
    begins with ``~``; ``levels``: how many values each condition has in the truth table (2 for crisp and fuzzy ones).
    """

    outcome: str
    conditions: tuple[str, ...]
    cases: tuple[str, ...]
    x: np.ndarray
    y: np.ndarray
    levels: tuple[int, ...]

    @property
    def corners(self) -> np.ndarray:
        """The row of the truth table that each case belongs to more than to any other: cases x conditions."""
        return np.where(np.array(self.levels) > 2, self.x, self.x > 0.5).astype(int)

    @property
    def frame(self) -> pd.DataFrame:
        """The conditions as a table of cases."""
        return pd.DataFrame(self.x, index=list(self.cases), columns=list(self.conditions))

    def members(self, cubes: np.ndarray) -> np.ndarray:
        """How far each case belongs to each term: the least of its memberships in the literals. cases x terms."""
        found = np.ones((len(self.x), len(cubes)))
        for column, levels, values in zip(self.x.T, self.levels, np.asarray(cubes).T, strict=True):
            literals = np.column_stack([np.ones(len(column)), *_literals(column, levels)])  # first: left out of the term
            np.minimum(found, literals[:, values + 1], out=found)
        return found


def _literals(column: np.ndarray, levels: int) -> list[np.ndarray]:
    """How far cases belong to each value of a condition."""
    return [1 - column, column] if levels == 2 else [(column == value).astype(float) for value in range(levels)]


def read(data: pd.DataFrame, outcome: str, conditions: Sequence[str], *, apart: bool = True) -> Sets:
    """The sets of an analysis from calibrated data (a row per case, its name in the index, a column per set).

    ``outcome``: a column, negated with ``~``, with ``[2]`` for one of several values. ``apart``: also asks for what only a truth
    table needs: no 0.5, no more conditions than cases, conditions that differ among the cases and from each other.
    All faults of one kind come together; cases and conditions are named. Raises NotFound, ParameterError, DataError.
    """
    names = [conditions] if isinstance(conditions, str) else list(conditions)
    negated, column, value = _outcome(outcome)
    data = _named(_table(data))
    _check_names(data, column, names)
    values = _checked(data[[*names, column]])
    y = _explained(values[:, -1], column, value)
    said = f"{'~' if negated else ''}{column}{'' if value is None else f'[{value}]'}"
    sets = Sets(said, tuple(names), tuple(map(str, data.index)), values[:, :-1],
                1 - y if negated else y, tuple(map(_levels, values.T[:-1])))  # fmt: skip
    _check_outcome(sets)
    if apart:
        _raise(_unfit(sets), "choose other conditions, or calibrate them otherwise.")
    return sets


def _table(data: pd.DataFrame) -> pd.DataFrame:
    if not isinstance(data, pd.DataFrame):
        raise ParameterError(f"A table of cases and sets is needed, found {type(data).__name__}.", todo="give a DataFrame: a row per case, a column per set.")
    if data.index.nlevels > 1:
        raise DataError(f"The cases are named in {data.index.nlevels} columns.", todo="name each case once: data.index = data.index.map(' '.join).")
    return data


def _named(data: pd.DataFrame) -> pd.DataFrame:
    """Data in which a single case without a name is called NA, with a warning: pandas takes just this name for a missing one."""
    if data.index.isna().sum() != 1 or "NA" in data.index:
        return data
    warnings.warn("A case has no name; it is called NA here. If that is its name, read the table with keep_default_na=False.", stacklevel=3)
    return data.set_axis(["NA" if pd.isna(name) else name for name in data.index])


def cubes(expression: str, conditions: Sequence[str], levels: Sequence[int]) -> list[terms.Cube]:
    """The terms of an expression; NotFound where a condition, or a value of it, does not exist."""
    found = terms.read(expression, conditions)
    for cube in found:
        for name, value, size in zip(conditions, cube, levels, strict=True):
            if value >= size:
                raise NotFound(f"The expression {expression!r} names the value {value} of {name}, which no case has.", todo=f"choose one of 0 to {size - 1}.")
    return found


def column_of(outcome: str) -> str:
    """The column of an outcome that may be negated or one of several values."""
    return _outcome(outcome)[1]


def _outcome(said: str) -> tuple[bool, str, int | None]:
    found = OUTCOME.fullmatch(said) if isinstance(said, str) else None
    if isinstance(said, pd.Series):
        raise ParameterError("The outcome is a column of values, not its name.", todo=f"give the name: {said.name!r}.")
    if not found:
        raise ParameterError(f"The outcome {said!r} can't be read.", todo="write a column, ~ before it for its absence, [2] behind it for one of several values.")
    return bool(found[1]), found[2], None if found[3] is None else int(found[3])


def _check_names(data: pd.DataFrame, outcome: str, conditions: list[str]) -> None:
    known = [str(name) for name in data.columns]
    for name in [outcome, *conditions]:
        if not isinstance(name, str):
            raise ParameterError(f"The name {name!r} is no text.", todo="rename the columns: data = data.rename(columns=str), then name them in quotes.")
        if name not in known:
            raise NotFound(f"There is no column {name!r} in the data.", todo=nearest(name, sorted(set(known))))
    if twice := [name for name in [outcome, *conditions] if known.count(name) > 1]:
        raise DataError(f"Columns stand in the data twice: {', '.join(twice)}.", todo="keep one of each, or rename them.")
    if not conditions:
        raise ParameterError("There are no conditions.", todo="name at least one column.")
    if odd := [name for name in conditions if not FORMULA.fullmatch(name)]:
        raise ParameterError(f"Conditions can't be called so in formulas: {', '.join(map(repr, odd))}.",
                             todo=f"use letters, digits and _, first a letter: data = data.rename(columns={{{odd[0]!r}: {_plain(odd[0])!r}}}).")
    if twice := sorted({name for name in conditions if conditions.count(name) > 1}):
        raise ParameterError(f"Conditions are named twice: {', '.join(twice)}.", todo="name each condition once.")
    if outcome in conditions:
        raise ParameterError(f"The outcome {outcome} is also among the conditions.", todo="leave it out of the conditions: nothing explains itself.")
    if data.index.hasnans:
        raise DataError(f"{int(data.index.isna().sum())} cases have no name.", todo="name each case.")
    if not data.index.is_unique:
        raise DataError(f"Cases stand in the data twice: {', '.join(sorted(set(map(str, data.index[data.index.duplicated()]))))}.", todo="keep one row for each case.")
    if len(data) < 2:
        raise DataError(f"There is no comparison with {len(data)} case{'s' if len(data) != 1 else ''}.", todo="compare at least two cases.")


def _plain(name: str) -> str:
    """A name that can stand in a formula."""
    letters = re.sub(r"\W+", "_", name).strip("_")
    return letters if FORMULA.fullmatch(letters) else f"C{letters}"


def _numeric(column: pd.Series) -> pd.Series:
    """Numbers that are held as objects or categories (Decimal, a mixed column) as numbers; text stays what it is."""
    if pd.api.types.is_numeric_dtype(column.dtype) or not all(isinstance(value, (Real, Decimal)) for value in column.dropna()):
        return column
    return pd.to_numeric(column.astype(object).where(column.notna(), np.nan).astype(float))


def _text_in(column: pd.Series) -> str:
    case, value = next((case, value) for case, value in column.items() if not isinstance(value, Real) and not pd.isna(value))
    return f"{column.name} (case {case}: {value!r})"


def _checked(data: pd.DataFrame) -> np.ndarray:
    """The values, if all are memberships or whole numbers from 0; cases x columns."""
    data = data.apply(_numeric)
    if words := [_text_in(data[name]) for name, kind in data.dtypes.items() if not pd.api.types.is_numeric_dtype(kind)]:
        raise DataError(f"These columns hold no numbers: {', '.join(words)}.", todo="calibrate them first, or write 1 for in and 0 for out: data[name] = (data[name] == \"yes\").")
    values, cases = data.to_numpy(dtype=float, na_value=np.nan), list(data.index)
    missing = np.isnan(values)
    if missing.all(axis=0).any():
        raise DataError(f"All values are missing in: {', '.join(data.columns[missing.all(axis=0)])}.", todo="leave the condition out, or calibrate it.")
    _raise([f"case {cases[case]} has no membership in {data.columns[place]}" for place, case in np.argwhere(missing.T)],
           "leave the case or the condition out, or try both memberships.")  # fmt: skip
    wrong = (values < 0) | ((values > 1) & ~_whole(values))
    _raise([f"case {cases[case]} has {values[case, place]:g} in {data.columns[place]}" for place, case in np.argwhere(wrong.T)],
           "calibrate first: memberships run from 0 to 1, values of a multi-value condition are whole numbers from 0.")  # fmt: skip
    if high := [f"{name} (up to {most:g})" for name, most in zip(data.columns, values.max(axis=0), strict=True) if most > HIGHEST]:
        raise DataError(f"These columns are not calibrated: {', '.join(high)}.", todo=f"calibrate them first: memberships run from 0 to 1, values of a multi-value condition from 0 to {HIGHEST} at most.")
    return values


def _whole(values: np.ndarray) -> np.ndarray:
    """Which columns hold whole numbers only."""
    return (np.isfinite(values) & (values == np.floor(values))).all(axis=0)


def _levels(column: np.ndarray) -> int:
    return max(2, int(column.max()) + 1) if _whole(column) else 2


def _explained(column: np.ndarray, name: str, value: int | None) -> np.ndarray:
    """Memberships in the outcome, or in one of its values."""
    if column.max() > 1 and value is None:
        raise ParameterError(f"The outcome {name} has more than two values.", todo=f"say which one is to be explained: {name}[1].")
    if value is None or (value == 1 and column.max() <= 1):
        return column
    return 1 - column if value == 0 and column.max() <= 1 else (column == value).astype(float)


def _check_outcome(sets: Sets) -> None:
    if (sets.y == sets.y[0]).all():
        raise DataError(f"All {len(sets.y)} cases have the same membership, {sets.y[0]:g}, in the outcome {sets.outcome}: one of the groups to compare is empty.",
                        todo="choose an outcome in which the cases differ.")  # fmt: skip


def _unfit(sets: Sets) -> Iterator[str]:
    """What keeps the cases from being put into the rows of a truth table."""
    for name, column in zip((*sets.conditions, sets.outcome), (*sets.x.T, sets.y), strict=True):
        yield from (f"case {sets.cases[i]} has exactly 0.5 in {name}, neither more in nor more out" for i in np.flatnonzero(np.abs(column - 0.5) < HALF))
    for name, column in zip(sets.conditions, sets.x.T, strict=True):
        if (column == column[0]).all():
            yield f"the condition {name} is the same ({column[0]:g}) in all cases, so that it can't make a difference"
    for (one, first), (two, second) in combinations(zip(sets.conditions, sets.x.T, strict=True), 2):
        if (first == second).all():
            yield f"the conditions {one} and {two} are the same in all cases, so that nothing tells them apart"
    if len(sets.conditions) > len(sets.cases):
        yield f"there are {len(sets.conditions)} conditions for {len(sets.cases)} cases, so that nearly any outcome could be explained"


def _raise(faults: Sequence[str] | Iterator[str], todo: str) -> None:
    if found := list(faults):
        raise DataError("The data can't be analysed: " + "; ".join(found) + ".", todo=todo)
