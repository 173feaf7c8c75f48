"""Types of cases: Ward's clustering on the axes of a correspondence analysis, and what distinguishes each type.

As FactoMineR's HCPC (Ward 1963; Husson, Le and Pages 2017, Exploratory Multivariate Analysis by Example Using R).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from numbers import Integral

import numpy as np
import pandas as pd
from scipy import stats
from scipy.cluster.hierarchy import linkage
from scipy.spatial.distance import cdist

from ptce_helpers.categories import Categories
from ptce_helpers.consolidation import consolidate as consolidated
from ptce_helpers.errors import ParameterError, ResearcherError
from ptce_helpers.mca import Mca
from ptce_helpers.principal_axes import ALIKE, equal_values

AXES = 5  # FactoMineR's number of axes when none is given


@dataclass(frozen=True, eq=False, repr=False)
class Types:
    """A typology: ``labels`` (case -> type), and all that describes it.

    Types are numbered from the largest to the smallest, of equal ones that of the first case first (or like others they are compared with). ``points``: the coordinates
    that were clustered; ``linkage``: the tree, as scipy has it; ``tied``: the cut lies between two mergers of equal
    height, so that another partition is as good.
    """

    labels: pd.Series
    points: pd.DataFrame
    linkage: np.ndarray
    tied: bool
    consolidated: bool
    asked_axes: int | None
    mca: Mca

    def __repr__(self) -> str:
        """The types as they are printed, with their cases."""
        told = [f"type {kind}: " + ", ".join(map(str, self.labels.index[self.labels == kind])) for kind in self.sizes.index]
        return "\n".join([f"{self.n_types} types of {len(self.labels)} cases on {self.n_axes} axes" + (" (another partition is as good)" if self.tied else ""), *told])

    @property
    def n_types(self) -> int:
        """The number of types."""
        return int(self.labels.max())

    @property
    def n_axes(self) -> int:
        """The number of axes that were clustered."""
        return self.points.shape[1]

    @cached_property
    def sizes(self) -> pd.Series:
        """How many cases each type has."""
        return self.labels.value_counts().sort_index().rename("cases")

    @cached_property
    def heights(self) -> pd.DataFrame:
        """For 2 to n types: ``height`` of the merger that ends them, ``gain`` of inertia between types by the last split (height^2 / 2n), inertia left ``within``."""
        height = self.linkage[::-1, 2]
        gain = height**2 / (2 * len(self.points))
        return pd.DataFrame({"height": height, "gain": gain, "within": gain.sum() - gain.cumsum()}, index=pd.RangeIndex(2, len(self.points) + 1, name="types"))

    @cached_property
    def centres(self) -> pd.DataFrame:
        """The mean point of each type."""
        return self.points.groupby(self.labels).mean()

    @cached_property
    def description(self) -> pd.DataFrame:
        """Each category in each type, those over-represented first: a row a type and category.

        ``cases``: of the type with the category; ``cla_mod``: per cent of the category's cases that are of the type; ``mod_cla``: per cent of the
        type's cases with the category; ``overall``: per cent of all cases with it; ``p``, ``v``: twice the hypergeometric tail, and the
        normal deviate with the same tail (FactoMineR's catdes); ``role``: active, passive or supplementary. Active variables made the types, so that their
        p is no evidence for anything, and at eleven to eighteen cases no p is: v only puts the categories in order.
        """
        return _described(self)

    def characteristic(self, threshold: float = 0.05) -> pd.DataFrame:
        """The rows of the description that FactoMineR would show: p below the threshold."""
        return self.description[self.description["p"] < threshold].reset_index(drop=True)

    @cached_property
    def parangons(self) -> pd.DataFrame:
        """The cases of each type from the nearest to the farthest from its centre: type, case, distance."""
        own = self._distances.to_numpy()[np.arange(len(self.labels)), self.labels - 1]
        return _ranked(self.labels, own, ascending=True)

    @cached_property
    def specific(self) -> pd.DataFrame:
        """The cases of each type from the farthest to the nearest to the centres of all others: type, case, distance to the nearest of these."""
        others = self._distances.to_numpy().copy()
        others[np.arange(len(self.labels)), self.labels - 1] = np.inf
        return _ranked(self.labels, others.min(axis=1), ascending=False)

    @cached_property
    def _distances(self) -> pd.DataFrame:
        return pd.DataFrame(cdist(self.points, self.centres), index=self.points.index, columns=self.centres.index)


def ward_types(mca: Mca, n_types: int, n_axes: int | None = None, consolidate: bool = False) -> Types:
    """Group the cases of a correspondence analysis into a chosen number of types, by Ward's method.

    ``n_axes``: on how many of the first axes; None takes five as FactoMineR does (all, if there are fewer). Axes with equal eigenvalues are taken
    together, since only the space they span is determined. ``consolidate``: let cases change types afterwards (k-means of Hartigan and Wong).
    Raises ParameterError for a number of types or axes that there can't be.
    """
    if not isinstance(mca, Mca):
        raise ParameterError(f"A correspondence analysis is needed, found {type(mca).__name__}.", todo="make it first: ward_types(mca(data), n_types).")
    points = mca.row_coordinates.iloc[:, : _axes(mca, n_axes)]
    n = len(points)
    if isinstance(n_types, bool) or not isinstance(n_types, Integral) or not 1 <= n_types <= n:
        raise ParameterError(f"n_types is {n_types!r}; allowed: a whole number from 1 to {n}, the number of cases.", todo="choose how many types the cases are to be grouped into.")
    tree, labels = grouped(points.to_numpy(), n_types, consolidate)
    return Types(pd.Series(labels, index=points.index, name="type"), points, tree, _is_tied(tree, n_types), consolidate, n_axes, mca)


def grouped(points: np.ndarray, n_types: int, consolidate: bool) -> tuple[np.ndarray, np.ndarray]:
    """Ward's tree over points (cases x axes), and the type of each case, numbered by size.

    Raises ResearcherError where fewer cases differ than types are asked for.
    """
    tree = linkage(points, "ward")
    if n_types > (differing := 1 + int((tree[:, 2] > ALIKE).sum())):
        raise ResearcherError(f"{n_types} types can't be told apart: the {len(points)} cases are in only {differing} different places on {points.shape[1]} axes.", todo=f"ask for {differing} types or fewer.")
    labels = _cut(tree, n_types)
    return tree, by_size(consolidated(points, labels) if consolidate else labels)


def _axes(mca: Mca, n_axes: int | None) -> int:
    last = len(mca.axes)
    if n_axes is not None and (isinstance(n_axes, bool) or not isinstance(n_axes, Integral) or not 1 <= n_axes <= last):
        raise ParameterError(f"n_axes is {n_axes!r}; allowed: a whole number from 1 to {last}, the number of axes.", todo="choose on how many of the first axes the cases are grouped.")
    return first_axes(mca.values, n_axes)


def first_axes(values: np.ndarray, n_axes: int | None) -> int:
    """How many axes to cluster on: so many, or five, or all there are, and never one of several equal ones without the others."""
    chosen = min(n_axes or AXES, len(values))
    return max([chosen, *(group[-1] for group in equal_values(values) if chosen in group)])


def _cut(tree: np.ndarray, n_types: int) -> np.ndarray:
    """The types that are left when all mergers but the last n_types - 1 have happened."""
    n = len(tree) + 1
    groups = {case: [case] for case in range(n)}
    for step in range(n - n_types):
        groups[n + step] = groups.pop(int(tree[step, 0])) + groups.pop(int(tree[step, 1]))
    labels = np.empty(n, dtype=int)
    for number, members in enumerate(groups.values()):
        labels[members] = number
    return labels


def _is_tied(tree: np.ndarray, n_types: int) -> bool:
    heights = tree[:, 2]
    return 1 < n_types <= len(heights) and bool(heights[-n_types + 1] - heights[-n_types] < ALIKE)


def by_size(labels: np.ndarray) -> np.ndarray:
    """The same groups, numbered from 1: the largest first, of equal ones that of the first case."""
    found, first, number, size = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    place = np.empty(len(found), dtype=int)
    place[np.lexsort((first, -size))] = np.arange(1, len(found) + 1)
    return place[number]


def _ranked(labels: pd.Series, distances: np.ndarray, *, ascending: bool) -> pd.DataFrame:
    found = pd.DataFrame({"type": labels.to_numpy(), "case": labels.index, "distance": distances})
    return found.sort_values(["type", "distance"], ascending=[True, ascending], kind="stable", ignore_index=True)


def _described(types: Types) -> pd.DataFrame:
    found = [_of_role(types, role, role_name) for role, role_name in ((types.mca.active, "active"), (types.mca.supplementary, "supplementary")) if role.names]
    return pd.concat(found).sort_values(["type", "v"], ascending=[True, False], kind="stable", ignore_index=True)


def _of_role(types: Types, found: Categories, role: str) -> pd.DataFrame:
    """Counts and tails of every type (rows) and category (columns), as a long table."""
    n, of_type, having = len(types.labels), types.sizes.to_numpy()[:, None], found.counts[None, :]
    both = np.array([np.bincount(found.codes[types.labels == one].ravel(), minlength=len(found.names)) for one in types.sizes.index])
    over = both * n > of_type * having
    tail = np.where(over, stats.hypergeom.sf(both - 1, n, having, of_type), stats.hypergeom.cdf(both, n, having, of_type))
    p = np.minimum(2 * tail, 1)
    columns = {"cases": both, "cla_mod": 100 * both / having, "mod_cla": 100 * both / of_type, "overall": np.broadcast_to(100 * having / n, both.shape), "p": p,
               "v": np.where(over, 1, -1) * stats.norm.isf(p / 2)}
    long = {name: values.ravel() for name, values in columns.items()}
    return pd.DataFrame({"type": np.repeat(types.sizes.index, len(found.names)), "category": found.names * types.n_types, **long, "role": list(np.where(found.passive, "passive", role)) * types.n_types})
