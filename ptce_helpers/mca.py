"""Multiple correspondence analysis: which categories go together, and which cases are alike, on a few axes.

Exact: the symmetric eigen-decomposition of the standardised Burt table, which gives the same axes as the singular value
decomposition of the indicator matrix (Benzecri 1973; Greenacre 2007, Correspondence Analysis in Practice; Le Roux and
Rouanet 2010). Coordinates, contributions and v-tests are those of FactoMineR (Husson, Le and Pages 2017).

Specific analysis (Le Roux and Rouanet 2010, Multiple Correspondence Analysis, ch. 3): passive categories are out of play. Their columns
are left out of the centred indicator matrix; margins and the number of variables stay those of the full table, so that two cases
differ in a variable only by categories that are in play. Without passive categories it is the ordinary analysis.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from ptce_helpers.categories import FEWEST, TABLE, Categories, check_known, check_names, check_said, check_variation, coded, out_of_play, stated
from ptce_helpers.errors import Fault, ResearcherError
from ptce_helpers.principal_axes import NOTHING, axes_of, equal_values, placed


@dataclass(frozen=True, eq=False, repr=False)
class Mca:
    """Axes, and both clouds on them: cases and categories. Axes are numbered from 1; all with an eigenvalue above zero are kept.

    Frames of cases have a row a case, frames of categories a row VARIABLE=CATEGORY; columns are axes. Contributions are in per cent
    of an axis, cos2 is the share of a point's distance from the centre that an axis shows. ``data``: the table as it was given; ``missing``: how its silences were taken.
    ``active``: the categories of the active variables, be they in play or passive; frames of active categories hold those in play, passive ones are among the supplementary.
    """

    data: pd.DataFrame
    missing: str
    active: Categories
    supplementary: Categories
    added: Categories
    values: np.ndarray
    standard: np.ndarray

    def __repr__(self) -> str:
        """The analysis as it is printed: its size, then the inertia of its axes."""
        return f"Correspondence analysis of {len(self.active.cases)} cases by {len(self.active.variables)} active variables\n{self.eigenvalues.to_string(float_format='{:.4g}'.format)}"

    @cached_property
    def axes(self) -> pd.RangeIndex:
        """1 to the number of axes."""
        return pd.RangeIndex(1, len(self.values) + 1, name="axis")

    @cached_property
    def eigenvalues(self) -> pd.DataFrame:
        """Inertia of each axis: eigenvalue, percentage and cumulative percentage of all inertia."""
        return _rates(self.values, self.values.sum(), self.axes)

    @cached_property
    def benzecri(self) -> pd.DataFrame:
        """Inertia adjusted by Benzecri (1979): ((Q / (Q - 1)) (eigenvalue - 1 / Q))^2 of axes above 1 / Q, and their share of its sum.

        With passive categories the formula is a convention, that of FactoMineR and GDAtools: what a variable adds by itself is then only nearly 1 / Q.
        """
        adjusted = self._adjusted()
        return _rates(adjusted, adjusted.sum(), self.axes[: len(adjusted)])

    @cached_property
    def greenacre(self) -> pd.DataFrame:
        """The same inertia as a share of the mean inertia off the diagonal of the Burt table (Greenacre 1993, 2007); the shares need not reach 100.

        Not defined with passive categories: the shares are nan, and ``no_greenacre`` says why.
        """
        q, rank = len(self.active.variables), len(self.active.names) - len(self.active.variables)
        adjusted = self._adjusted()
        whole = np.nan if self.no_greenacre else q / (q - 1) * ((self.values**2).sum() - rank / q**2)
        return _rates(adjusted, whole, self.axes[: len(adjusted)])

    @property
    def no_greenacre(self) -> str:
        """Why Greenacre's rates are not defined; empty where they are."""
        return "Greenacre's rates take the complete tables of every two variables, which passive categories leave out of play in part." if self.active.passive.any() else ""

    def _adjusted(self) -> np.ndarray:
        q = len(self.active.variables)
        return (q / (q - 1) * (self.values[self.values > 1 / q + NOTHING] - 1 / q)) ** 2

    @cached_property
    def row_coordinates(self) -> pd.DataFrame:
        """Principal coordinates of the active cases: the variance of each column is the eigenvalue."""
        return self._of_cases(self.active)

    @cached_property
    def row_contributions(self) -> pd.DataFrame:
        """What each case contributes to each axis, in per cent."""
        return self.row_coordinates**2 / self.values * (100 / len(self.active.cases))

    @cached_property
    def row_cos2(self) -> pd.DataFrame:
        """How well each axis shows each case."""
        return _cos2(self.row_coordinates, self._distances(self.active))

    @cached_property
    def category_coordinates(self) -> pd.DataFrame:
        """Principal coordinates of the active categories."""
        return self._of_categories(self.standard * np.sqrt(self.values))

    @cached_property
    def category_contributions(self) -> pd.DataFrame:
        """What each active category contributes to each axis, in per cent."""
        return self._of_categories(self.standard**2 * self._masses[:, None] * 100)

    @cached_property
    def category_cos2(self) -> pd.DataFrame:
        """How well each axis shows each active category."""
        return _cos2(self.category_coordinates, self._rareness(self._in_play))

    @cached_property
    def category_vtests(self) -> pd.DataFrame:
        """How many standard deviations a category lies from the centre, had its cases been drawn by lot (hypergeometric)."""
        return self._vtests(self.category_coordinates, self._in_play)

    @cached_property
    def eta2(self) -> pd.DataFrame:
        """Share of each axis' variance that lies between the categories of a variable, passive ones too; active variables, then supplementary ones."""
        return pd.concat([_between(self._means(found), found) for found in (self.active, self.supplementary)])

    @cached_property
    def supplementary_coordinates(self) -> pd.DataFrame:
        """Categories that had no part in making the axes, put among the active ones: the mean point of their cases, divided by the root of the eigenvalue.

        Passive categories first, then those of supplementary variables.
        """
        return pd.concat([self._means(self.active)[self.active.passive], self._means(self.supplementary)])

    @cached_property
    def supplementary_cos2(self) -> pd.DataFrame:
        """How well each axis shows each supplementary category."""
        return _cos2(self.supplementary_coordinates, self._rareness(self._shown))

    @cached_property
    def supplementary_vtests(self) -> pd.DataFrame:
        """As category_vtests, for categories that had no part in making the axes."""
        return self._vtests(self.supplementary_coordinates, self._shown)

    @cached_property
    def counts(self) -> pd.Series:
        """How many cases have each category, active, passive or supplementary."""
        return pd.concat([pd.Series(found.counts, index=_named(found.names)) for found in (self.active, self.supplementary)])

    @cached_property
    def supplementary_case_coordinates(self) -> pd.DataFrame:
        """Cases that had no part in making the axes, put among the others by their categories."""
        return self._of_cases(self.added)

    @cached_property
    def supplementary_case_cos2(self) -> pd.DataFrame:
        """How well each axis shows each supplementary case."""
        return _cos2(self.supplementary_case_coordinates, self._distances(self.added))

    @cached_property
    def undetermined(self) -> list[list[int]]:
        """Groups of axes with equal eigenvalues: only the space that they span is determined, not the axes themselves."""
        return equal_values(self.values)

    @cached_property
    def _masses(self) -> np.ndarray:
        return self.active.counts / self.active.codes.size

    @property
    def _in_play(self) -> np.ndarray:
        """How many cases have each active category, of those in play."""
        return self.active.counts[~self.active.passive]

    @property
    def _shown(self) -> np.ndarray:
        """How many cases have each category that is passive or supplementary."""
        return np.concatenate([self.active.counts[self.active.passive], self.supplementary.counts])

    def _rareness(self, counts: np.ndarray) -> np.ndarray:
        """Squared distance of categories from the centre."""
        return len(self.active.cases) / counts - 1

    def _of_cases(self, found: Categories) -> pd.DataFrame:
        return pd.DataFrame(placed(found, self.active, self.standard), index=found.cases, columns=self.axes)

    def _distances(self, found: Categories) -> np.ndarray:
        """Squared distance of cases from the centre: (1/Q) of the sum of (own - f)^2 / f over the categories in play, f being their frequency."""
        shares = self.active.counts / len(self.active.cases)
        own = np.where(self.active.passive, 0, 1 / shares - 2)
        return (own[found.codes].sum(axis=1) + shares[~self.active.passive].sum()) / len(self.active.variables)

    def _of_categories(self, values: np.ndarray) -> pd.DataFrame:
        """The active categories that are in play."""
        kept = ~self.active.passive
        return pd.DataFrame(values[kept], index=_named(np.array(self.active.names, dtype=object)[kept]), columns=self.axes)

    def _means(self, found: Categories) -> pd.DataFrame:
        """Each category at the mean point of its cases, divided by the root of the eigenvalue."""
        sums = found.indicator().T @ self.row_coordinates.to_numpy()
        return pd.DataFrame(sums / found.counts[:, None] / np.sqrt(self.values), index=_named(found.names), columns=self.axes)

    def _vtests(self, coordinates: pd.DataFrame, counts: np.ndarray) -> pd.DataFrame:
        n = len(self.active.cases)
        return coordinates.mul(np.sqrt(counts * (n - 1) / (n - counts)), axis=0)


def mca(data: pd.DataFrame, supplementary: Sequence[str] = (), *, supplementary_cases: Sequence[str] = (), missing: str = "refuse", passive: Sequence[str] = ()) -> Mca:
    """Multiple correspondence analysis of a table of categories; from three cases and two active variables on.

    ``data``: a row a case (named by the index), a column a variable, anything that can be read as a category in the cells.
    ``supplementary``, ``supplementary_cases``: variables and cases that are shown on the axes but have no part in making them.
    ``missing``: "refuse" makes an empty cell an error that names case and variable; "category" makes silence the category VARIABLE=not_stated;
    "passive" does that too and puts it out of play (specific analysis). ``passive``: other categories to be put out of play, as VARIABLE=CATEGORY.
    The sign of an axis is free; here the category that contributes most to it lies on its positive side (of equal ones the first).
    Raises ResearcherError for too few cases or variables, names that occur twice, a variable without variation, silences, a variable or a
    case of which nothing is in play.
    """
    check_names(data)
    others = check_known(supplementary, data.columns, "supplementary")
    set_apart = data.index.isin(check_known(supplementary_cases, data.index, "supplementary_cases"))
    active = [name for name in data.columns if name not in others]
    if len(data) - set_apart.sum() < FEWEST:
        raise ResearcherError(f"{len(data) - set_apart.sum()} cases are too few for a correspondence analysis; at least {FEWEST} are needed.", todo="include more cases.")
    told = stated(data, missing)
    made, shown = coded(told.loc[~set_apart, active]), coded(told.loc[~set_apart, others])
    check_variation(made, shown)
    made = out_of_play(made, passive, missing)
    values, standard = axes_of(made)
    return Mca(data, missing, made, shown, _added(told.loc[set_apart, active], made), values, standard)


def _added(data: pd.DataFrame, made: Categories) -> Categories:
    """Supplementary cases in the categories of the active ones; a category that no active case has can't be placed."""
    found = coded(data)
    known = {name: place for place, name in enumerate(made.names)}
    faults = [Fault(TABLE, 0, "no active case has this category, so that the case can't be placed", found=found.names[code], case=str(found.cases[i]),
                    variable=found.variables[j], todo="leave the case out, or make it active") for (i, j), code in np.ndenumerate(found.codes) if found.names[code] not in known]
    if faults:
        raise ResearcherError(faults)
    codes = np.array([known[name] for name in found.names], dtype=int)[found.codes]
    placed_so = Categories(found.cases, found.variables, made.names, codes, made.variable, made.passive)
    check_said(placed_so)
    return placed_so


def _rates(values: np.ndarray, whole: float, axes: pd.Index) -> pd.DataFrame:
    percentage = 100 * values / whole
    return pd.DataFrame({"eigenvalue": values, "percentage": percentage, "cumulative": percentage.cumsum()}, index=axes)


def _cos2(coordinates: pd.DataFrame, distances: np.ndarray) -> pd.DataFrame:
    return (coordinates**2).div(distances, axis=0)


def _named(names: Sequence[str]) -> pd.Index:
    return pd.Index(names, name="category", dtype="str")


def _between(coordinates: pd.DataFrame, found: Categories) -> pd.DataFrame:
    weighted = (coordinates**2).mul(found.counts / len(found.cases), axis=0)
    return weighted.groupby(np.array(found.variables, dtype=object)[found.variable], sort=False).sum().rename_axis("variable")
