"""Terms of a solution, such as ``DEV*~IND`` or ``C[0]*F[2]``: written, read, sorted, and how far each case belongs to them.

A term is held as a *cube*: one whole number per condition, its value, or -1 where the term leaves the condition out.
Notation as in Ragin (1987, 2008) and Dusa (2019): ``*`` and, ``+`` or, ``~`` not, ``X[2]`` the value 2 of X.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from ptce_helpers.errors import NotFound, ResearcherError, nearest

Cube = tuple[int, ...]
DROPPED = -1
EVERY = "1"  # the term without conditions, to which every case belongs; R QCA writes none, it stops instead
LITERAL = re.compile(r"(~?)\s*([^\W\d]\w*)\s*(?:\[\s*(\d+)\s*\])?")


def write(cube: Sequence[int], conditions: Sequence[str], levels: Sequence[int]) -> str:
    """A term as it is printed: ``DEV*~IND``, or ``DEV[1]*IND[0]`` for all if any condition has more than two values.

    ``levels``: how many values each condition has. The term without conditions is ``1``.
    """
    binary = max(levels, default=2) <= 2
    said = [literal(name, value, binary) for name, value in zip(conditions, cube, strict=True) if value != DROPPED]
    return "*".join(said) or EVERY


def literal(name: str, value: int, binary: bool) -> str:
    """One condition with its value: ``DEV`` or ``~DEV`` where all conditions have two values, else ``DEV[1]``."""
    if binary:
        return name if value else f"~{name}"
    return f"{name}[{value}]"


def rank(cube: Sequence[int]) -> tuple:
    """The place of a term among others: fewer conditions first, then condition by condition the lower value, left out last."""
    return sum(value != DROPPED for value in cube), tuple(np.inf if value == DROPPED else value for value in cube)


def model(cubes: Iterable[Sequence[int]], conditions: Sequence[str], levels: Sequence[int]) -> list[str]:
    """The terms of a model as they are printed, in the order of :func:`rank`."""
    return [write(cube, conditions, levels) for cube in sorted(cubes, key=rank)]


def read(text: str, conditions: Sequence[str]) -> list[Cube]:
    """The cubes of a sum of terms such as ``A*~B + C`` or ``A[2]*B[0]``, in the order in which they are written.

    Raises NotFound for a name that is no condition, ResearcherError for anything else that can't be read.
    """
    return [_term(part.strip(), text, list(conditions)) for part in text.split("+")]


def _term(part: str, text: str, conditions: list[str]) -> Cube:
    cube = [DROPPED] * len(conditions)
    if part == EVERY:
        return tuple(cube)
    for piece in part.split("*"):
        place, value = _value(piece.strip(), text, conditions)
        if cube[place] not in (DROPPED, value):
            raise ResearcherError(f"The term {part!r} asks for two values of {conditions[place]}: no case can belong to it.",
                                  todo="name each condition once in a term, or write two terms with + between them")  # fmt: skip
        cube[place] = value
    return tuple(cube)


def _value(piece: str, text: str, conditions: list[str]) -> tuple[int, int]:
    """Which condition a literal names, and the value it asks for."""
    found = LITERAL.fullmatch(piece)
    if not found or (found[1] and found[3]):
        raise ResearcherError(f"The expression {text!r} can't be read at {piece!r}.",
                              todo="write terms such as A*~B + C, or A[2]*B[0] for conditions with more than two values")  # fmt: skip
    if found[2] not in conditions:
        raise NotFound(f"The expression {text!r} names {found[2]!r}, which is no condition here.", todo=nearest(found[2], conditions))
    return conditions.index(found[2]), int(found[3]) if found[3] else int(not found[1])


def membership(cube: Sequence[int], data: pd.DataFrame) -> pd.Series:
    """How far each case belongs to a term: the least of its memberships in the conditions that the term names.

    ``data``: a row per case, a column per condition in the order of the cube; memberships from 0 to 1, or whole
    numbers for a condition with more than two values, where a case has the value or has it not.
    Raises ResearcherError where a value is missing or is no membership.
    """
    least = pd.Series(1.0, index=data.index)
    for name, value in zip(data.columns, cube, strict=True):
        if value != DROPPED:
            least = np.minimum(least, _in_literal(data[name], value))
    return least


def memberships(text: str, data: pd.DataFrame) -> pd.DataFrame:
    """How far each case belongs to each term of an expression (a column per term), and to the whole (``expression``).

    The membership in a sum of terms is the greatest of the memberships in its terms.
    """
    parts = [part.strip() for part in text.split("+")]
    table = pd.DataFrame({part: membership(cube, data) for part, cube in zip(parts, read(text, list(data.columns)), strict=True)})
    return table.assign(expression=table.max(axis=1))


def _in_literal(column: pd.Series, value: int) -> pd.Series:
    _check(column)
    if value > 1 or (column > 1).any():
        return (column == value).astype(float)
    return column.astype(float) if value else 1.0 - column


def _check(column: pd.Series) -> None:
    """Memberships from 0 to 1, or whole numbers: nothing else belongs in a term."""
    if column.isna().any():
        raise ResearcherError(f"Case {column.index[column.isna()][0]} has no membership in {column.name}.",
                              todo="calibrate the case, or leave it out of the analysis")  # fmt: skip
    wrong = (column < 0) | ((column > 1).any() & (column % 1 != 0))
    if wrong.any():
        case = column.index[wrong][0]
        raise ResearcherError(f"Case {case} has {column[case]} in {column.name}, which is neither a membership from 0 to 1 nor one of several whole values.",
                              todo=f"calibrate {column.name} first")  # fmt: skip
