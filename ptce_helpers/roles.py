"""Roles: what each case tells about a solution, so that one knows to which cases to go back, and what to ask there."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ptce_helpers import truth_tables
from ptce_helpers.errors import NotFound
from ptce_helpers.fits import WHOLE
from ptce_helpers.solutions import Solution

TYPICAL, DEVIANT_DEGREE, DEVIANT_KIND = "typical", "deviant consistency in degree", "deviant consistency in kind"
DEVIANT_COVERAGE, ELSEWHERE, IRRELEVANT = "deviant coverage", "on another path", "irrelevant"
ROLES = (TYPICAL, DEVIANT_DEGREE, DEVIANT_KIND, DEVIANT_COVERAGE, ELSEWHERE, IRRELEVANT)
SLACK = 1e-9


def roles(solution: Solution, model: int = 0) -> pd.DataFrame:
    """The role of each case for each path of a model, and for the model as a whole (Schneider & Rohlfing 2013).

    - ``typical``: in the path and shows the outcome, no less than it is in the path: how does the path work here?
    - ``deviant consistency in degree``: in the path and shows the outcome, but less than it is in the path;
    - ``deviant consistency in kind``: in the path but does not show the outcome: what prevents it, which condition is missing?
    - ``deviant coverage``: shows the outcome without being in any path of the model: what else leads there?
    - ``on another path``: shows the outcome, is not in this path but in another one;
    - ``irrelevant``: neither in the path nor in the outcome.

    A row per path and case (the model's under ``expression``): term, case, membership, outcome, role, ``unique`` (a typical case that
    belongs to no other path: the best witness), ``row`` (its combination in the truth table). Within a role, those that belong
    most to the path come first.
    """
    if not 0 <= model < len(solution.models):
        raise NotFound(f"The solution has no model {model}.", todo=f"choose one of 0 to {len(solution.models) - 1}.")
    members, sets = solution.memberships(model), solution.table.sets
    paths = (members.drop(columns=WHOLE) > 0.5).sum(axis=1).to_numpy()
    row = truth_tables.numbered(sets.corners, sets.levels)
    parts = []
    for term in members:
        x = members[term].to_numpy()
        role = _roles(x, sets.y, paths > 0)
        parts.append(pd.DataFrame({"term": term, "case": list(sets.cases), "membership": x, "outcome": sets.y, "role": role,
                                   "unique": (paths == 1) & (role == TYPICAL), "row": row}))  # fmt: skip
    return pd.concat([_ordered(part) for part in parts], ignore_index=True)


def _roles(x: np.ndarray, y: np.ndarray, covered: np.ndarray) -> np.ndarray:
    """The role of cases by their memberships in a path and in the outcome, and whether any path covers them."""
    inside, shows = x > 0.5, y > 0.5
    return np.select([inside & shows & (x <= y + SLACK), inside & shows, inside, shows & ~covered, shows], ROLES[:5], IRRELEVANT)


def _ordered(part: pd.DataFrame) -> pd.DataFrame:
    """Roles in their order; within each, the cases that belong most to the path first, then by name."""
    place = part["role"].map(ROLES.index)
    return part.assign(place=place, less=-part["membership"]).sort_values(["place", "less", "case"]).drop(columns=["place", "less"])
