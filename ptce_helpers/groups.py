"""Groups: the numbers or counts that are compared, checked so that no fault of the data ends up in a p."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from numbers import Integral, Real
from typing import Any

import numpy as np
import pandas as pd

from ptce_helpers.errors import DataError, ParameterError, nearest

MOST_GROUPS = 8
MOST_CASES = 10_000  # of a table
MOST_NUMBERS = 100


@dataclass(frozen=True, eq=False)
class Groups:
    """Numbers in named groups: ``values`` of all cases, group after group, and the ``sizes`` of the groups."""

    names: tuple[str, ...]
    sizes: tuple[int, ...]
    values: np.ndarray

    @property
    def parts(self) -> list[np.ndarray]:
        """The values of each group."""
        return np.split(self.values, np.cumsum(self.sizes)[:-1])

    @property
    def order(self) -> np.ndarray:
        """The number of each case's group."""
        return np.repeat(np.arange(len(self.sizes), dtype=np.int8), self.sizes)

    def without_empty(self) -> Groups:
        """The groups that have cases."""
        kept = [i for i, size in enumerate(self.sizes) if size]
        return Groups(tuple(self.names[i] for i in kept), tuple(self.sizes[i] for i in kept), self.values)


def of_numbers(groups: Mapping[str, Any]) -> Groups:
    """Check the groups and put them in a row; a Series names its cases, so that an error can name them."""
    if not hasattr(groups, "items"):
        raise ParameterError(f"the groups need names: found {type(groups).__name__}; allowed: a dict of lists",
                             todo='give for example {"town": [3, 5], "country": [2, 9]}, of a table dict(list(data.groupby("place")["members"]))')
    if not 2 <= len(groups) <= MOST_GROUPS:
        raise ParameterError(f"{len(groups)} groups can't be compared: found {', '.join(groups) or 'none'}; allowed: 2 to {MOST_GROUPS}",
                             todo="put together the groups that belong together, or describe them without a test")
    parts = [_numbers(values, str(name)) for name, values in groups.items()]
    _no_case_twice([(case, str(name)) for name, values in groups.items() if isinstance(values, pd.Series) and not _plain(values) for case in values.index])
    if sum(map(len, parts)) > MOST_NUMBERS:
        raise DataError(f"too many cases for an exact test: found {sum(map(len, parts))}; allowed: up to {MOST_NUMBERS}", todo="use a test for large samples")
    return Groups(tuple(map(str, groups)), tuple(map(len, parts)), np.concatenate(parts))


def _numbers(values: Any, name: str) -> np.ndarray:
    try:
        numbers = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise DataError(f"group {name} holds something that is no number: found {list(values)!r}; allowed: numbers",
                        todo="compare categories with compare.cross_table") from None
    if numbers.ndim != 1:
        raise DataError(f"group {name} is not a list of numbers: found {numbers.ndim} dimensions; allowed: 1", todo="give one value per case")
    wrong = np.nonzero(~np.isfinite(numbers))[0]
    if len(wrong):
        raise DataError(f"group {name}, {case_of(values, int(wrong[0]))}: no value that can be compared: found {numbers[wrong[0]]}; allowed: finite numbers",
                        todo="leave the case out, or ask completions.of_groups for the interval of p over what it may be")
    return numbers


def case_of(values: Any, i: int) -> str:
    """The name of a case where a Series names them, else its number."""
    return f"case {values.index[i]}" if isinstance(values, pd.Series) and not _plain(values) else f"case number {i + 1}"


def _plain(values: pd.Series) -> bool:
    """Whether the index only numbers the values and names no case."""
    return isinstance(values.index, pd.RangeIndex)


def _no_case_twice(cases: Sequence[tuple[Any, str]]) -> None:
    seen: dict[Any, str] = {}
    for case, name in cases:
        if case in seen:
            raise DataError(f"case {case} is there twice: found in group {seen[case]} and in group {name}; allowed: once",
                            todo="give each case one value in one group")
        seen[case] = name


def of_counts(table: Any) -> tuple[tuple[str, ...], np.ndarray]:
    """Check a table of counts, one row a group, one column a code of the outcome; returns the groups and the counts."""
    try:
        counts = np.asarray(table)
    except ValueError:
        raise DataError("the rows of the table are not equally long", todo="give each group a count of each code, 0 where there is none") from None
    if counts.ndim != 2:
        raise DataError(f"this is not a table: found {counts.ndim} dimensions; allowed: rows (groups) and columns (codes)",
                        todo="count the cases, for example with pandas.crosstab")
    names = _labels(table, counts)
    _whole(counts, names)
    counts = counts.astype(np.int64)
    _no_totals(counts, names)
    if counts.sum() > MOST_CASES:
        raise DataError(f"too many cases for an exact test: found {counts.sum()}; allowed: up to {MOST_CASES}", todo="use a test for large samples")
    return names, counts


def _labels(table: Any, counts: np.ndarray) -> tuple[str, ...]:
    if not isinstance(table, pd.DataFrame):
        return tuple(f"row {i}" for i in range(1, len(counts) + 1))
    for kind, labels in (("row", table.index), ("column", table.columns)):
        if labels.has_duplicates:
            raise DataError(f"{kind} {labels[labels.duplicated()][0]} of the table is there twice; allowed: once", todo=f"add the two {kind}s up, or name them apart")
    return tuple(map(str, table.index))


def _whole(counts: np.ndarray, names: Sequence[str]) -> None:
    """Refuse what is no count: text, nan, parts of cases, less than none."""
    for name, row in zip(names, counts.tolist(), strict=True):
        wrong = [value for value in row if not isinstance(value, (int, float, Decimal)) or not float(value).is_integer() or value < 0]
        if wrong:
            raise DataError(f"{name} of the table holds no count: found {wrong[0]}; allowed: 0, 1, 2, ...",
                            todo="count cases; for cases whose code is not known ask completions.of_table")


def _no_totals(counts: np.ndarray, names: Sequence[str]) -> None:
    """Refuse the margins of pandas.crosstab(margins=True): with them each case would count four times."""
    inner = counts[:-1, :-1]
    if min(inner.shape) > 1 and inner.any() and (counts[-1, :-1] == inner.sum(axis=0)).all() and (counts[:, -1] == counts[:, :-1].sum(axis=1)).all():
        raise DataError(f"the last row ({names[-1]}) and the last column of the table are the sums of the others", todo="leave them out: table.iloc[:-1, :-1]")


def drawn(n_resamples: int, seed: int, most: int) -> None:
    """Refuse numbers of draws, seeds and limits that are none."""
    for name, given, least in (("n_resamples", n_resamples, 1), ("seed", seed, 0), ("most", most, 0)):
        if not isinstance(given, Integral) or given < least:
            raise ParameterError(f"{name} is a whole number: found {given!r}; allowed: {least} or more", todo="leave it out, or give a whole number")


def chosen(name: str, given: Any, allowed: Sequence[str]) -> str:
    """The name of a test, or an error that tells the nearest one."""
    if given not in allowed:
        raise ParameterError(f"{name} has no {given!r}: allowed: {', '.join(allowed)}", todo=nearest(str(given), allowed))
    return given


def between_0_and_1(name: str, given: float) -> float:
    """A level such as alpha, or an error."""
    if not isinstance(given, Real) or not 0 < given < 1:
        raise ParameterError(f"{name} is a share: found {given!r}; allowed: between 0 and 1, without them",
                             todo=f"give for example {name}={0.95 if name == 'confidence' else 0.05}")
    return given
