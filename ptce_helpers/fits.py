"""Fits: how consistent cases are with a statement of sufficiency or necessity, and how much of the outcome it covers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ptce_helpers import sets, terms
from ptce_helpers.errors import ParameterError, nearest

WHOLE = "expression"  # the row of all terms together
RELATIONS = ("sufficiency", "necessity")


def fit(data: pd.DataFrame, expression: str | Sequence[str], outcome: str, relation: str = "sufficiency") -> pd.DataFrame:
    """How well "whenever the expression, then the outcome" (sufficiency), or the reverse (necessity), holds for the cases.

    Sufficiency: inclS, the share of the memberships in the term that lie within the outcome; PRI, the same without what also lies
    within its absence; covS, the share of the outcome that the term covers; covU, what no other term covers (Ragin 2006, 2008).
    Necessity: inclN and covN, the same the other way round; RoN, relevance: low where nearly all cases have the condition, so that
    its necessity is trivial (Schneider & Wagemann 2012, ch. 9).

    ``expression``: text such as ``A*~B + C[2]`` or a list of terms; ``outcome``: a column, ``~Y`` negates. A row per term, then
    ``expression`` for all of them together if they are several. A term alone has no covU; a share of nothing is missing.
    Raises NotFound for unknown names, DataError for memberships that are missing (case and condition named) or out of range.
    """
    if relation not in RELATIONS:
        raise ParameterError(f"There is no relation {relation!r}.", todo=nearest(relation, RELATIONS))
    text = expression if isinstance(expression, str) else " + ".join(expression)
    others = [str(name) for name in data.columns if str(name) != sets.column_of(outcome)]
    used = [name for name, *values in zip(others, *terms.read(text, others), strict=True) if any(value >= 0 for value in values)]
    found = sets.read(data, outcome, used or others, apart=False)
    members = found.members(np.array(sets.cubes(text, found.conditions, found.levels)))
    return table(pd.DataFrame(members, columns=[part.strip() for part in text.split("+")]), found.y, relation)


def table(members: pd.DataFrame, y: np.ndarray, relation: str = "sufficiency", *, whole: bool | None = None) -> pd.DataFrame:
    """The fit of terms from the cases' memberships in them (cases x terms) and in the outcome.

    ``whole``: whether a row for all terms together follows; as a rule, where they are several.
    """
    x = members.to_numpy(dtype=float)
    several = x.shape[1] > 1
    every = np.column_stack([x, x.max(axis=1)]) if (several if whole is None else whole) else x
    names = [*members.columns, *([WHOLE] if every.shape[1] > x.shape[1] else [])]
    if relation == "necessity":
        return pd.DataFrame(necessity(every, y), index=pd.Index(names, name="term"))
    unique = np.full(every.shape[1], np.nan)
    if several:
        unique[: x.shape[1]] = _unique(x, y)
    return pd.DataFrame({**sufficiency(every, y), "covU": unique}, index=pd.Index(names, name="term"))


def sufficiency(x: np.ndarray, y: np.ndarray) -> dict[str, np.ndarray]:
    """inclS, PRI and covS of each column of memberships (cases x terms)."""
    y = y[:, None]
    both, all_of_x = np.minimum(x, y).sum(axis=0), x.sum(axis=0)
    either_way = np.minimum(np.minimum(x, y), 1 - y).sum(axis=0)
    return {"inclS": _share(both, all_of_x), "PRI": _share(both - either_way, all_of_x - either_way), "covS": _share(both, y.sum())}


def necessity(x: np.ndarray, y: np.ndarray) -> dict[str, np.ndarray]:
    """inclN, RoN and covN of each column of memberships (cases x terms)."""
    both = np.minimum(x, y[:, None])
    return {"inclN": _share(both.sum(axis=0), y.sum()), "RoN": _share((1 - x).sum(axis=0), (1 - both).sum(axis=0)),
            "covN": _share(both.sum(axis=0), x.sum(axis=0))}  # fmt: skip


def _unique(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The share of the outcome that each term covers and no other does."""
    shared = [np.delete(x, place, axis=1).max(axis=1) for place in range(x.shape[1])]
    alone = [np.minimum(column, y) - np.minimum(np.minimum(column, others), y) for column, others in zip(x.T, shared, strict=True)]
    return np.array([only.sum() for only in alone]) / y.sum()


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """A share; missing where there is nothing to have a share of."""
    part, whole = np.broadcast_arrays(np.asarray(part, dtype=float), np.asarray(whole, dtype=float))
    return np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
