"""How stable types are: the analysis again without one case, variable or category, on variables drawn anew, and what is left of each type."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd

from ptce_helpers.categories import Categories, check_list, coded
from ptce_helpers.errors import ParameterError, ResearcherError, nearest
from ptce_helpers.fillings import completions
from ptce_helpers.partitions import adjusted_rand, jaccard, pairs_kept
from ptce_helpers.principal_axes import axes_of, placed
from ptce_helpers.ward import Types, first_axes, grouped

RECOVERED = 0.75  # Hennig 2007: a group found again; half of it or less: dissolved
OFTEN = 0.8
Change = tuple[str, Categories]  # what was changed, and the cases and variables that are analysed then


@dataclass(frozen=True)
class Replicate:
    """One changed analysis: ``kind`` of change, ``what`` was changed, the types then (case -> type), or ``reason`` why there are none."""

    kind: str
    what: str
    labels: pd.Series | None = field(compare=False)
    reason: str = ""


@dataclass(frozen=True, eq=False, repr=False)
class Stability:
    """Types, and what became of them in each of the ``replicates``."""

    types: Types
    replicates: list[Replicate]

    def __repr__(self) -> str:
        """What became of the types, as it is printed: which survive every kind of change."""
        return f"{self.types.n_types} types in {len(self.replicates):,} changed analyses\n{survives(self).to_string(index=False)}"

    @cached_property
    def summary(self) -> pd.DataFrame:
        """A row a changed analysis: kind, what, n cases compared, adjusted Rand index, share of the pairs of cases kept together and kept apart, reason if there is none."""
        return pd.DataFrame([self._summed(one) for one in self.replicates], columns=["kind", "what", "n", "adjusted_rand", "together", "apart", "reason"])

    @cached_property
    def recovery(self) -> pd.DataFrame:
        """How well each type is found again in each changed analysis (Jaccard of the best fit): kind, what, type, jaccard; nan when none of its cases are left."""
        rows = [(one.kind, one.what, kind, found.get(kind, np.nan)) for one, found in self._found() for kind in self.types.sizes.index]
        return pd.DataFrame(rows, columns=["kind", "what", "type", "jaccard"])

    def pairs(self, kinds: Iterable[str] = ()) -> pd.DataFrame:
        """Cases x cases: the share of the changed analyses with both in which they are of one type; of some kinds of change, or of all."""
        cases, kinds = self.types.labels.index, set(kinds)
        together, both = (np.zeros((len(cases), len(cases))) for _ in range(2))
        for one in self.replicates:
            if one.labels is not None and (not kinds or one.kind in kinds):
                labels = one.labels.reindex(cases).to_numpy(dtype=float)
                together += labels[:, None] == labels
                both += np.outer(~np.isnan(labels), ~np.isnan(labels))
        with np.errstate(invalid="ignore"):
            return pd.DataFrame(together / both, index=cases, columns=cases)

    def _found(self) -> Iterator[tuple[Replicate, dict]]:
        for one in self.replicates:
            if one.labels is not None:
                yield one, jaccard(self.types.labels[one.labels.index].to_numpy(), one.labels.to_numpy())

    def _summed(self, one: Replicate) -> tuple:
        if one.labels is None:
            return one.kind, one.what, 0, np.nan, np.nan, np.nan, one.reason
        before, after = self.types.labels[one.labels.index].to_numpy(), one.labels.to_numpy()
        return one.kind, one.what, len(after), adjusted_rand(before, after), *pairs_kept(before, after), ""


def stability(types: Types, kinds: Sequence[str] = ("case", "variable", "category", "bootstrap", "order"), *, n_resamples: int = 200, seed: int = 0) -> Stability:
    """Make the types again after many small changes, with the same number of types and axes.

    ``kinds``: "case" leaves out one case; "variable" one active variable; "category" merges one category with the most frequent other one of its variable
    (of a variable with two, that is the same as leaving it out, and not done again); "axes" takes each other number of axes; "bootstrap" draws as many variables
    as there are, with replacement; "order" puts the cases in another order (which may decide between equal mergers); "completion" fills silences
    with categories that others state. Passive categories stay so. ``n_resamples``: of the last three, with ``seed`` (all completions where they are no more).
    """
    if not isinstance(types, Types):
        raise ParameterError(f"Types are needed, found {type(types).__name__}.", todo="make them first: ward_types(mca(data), n_types).")
    kinds = check_list(kinds, "kinds")
    if wrong := [kind for kind in kinds if kind not in CHANGES]:
        raise ParameterError(f"kinds: {wrong[0]!r} is no change that can be made.", todo=nearest(wrong[0], list(CHANGES)))
    return Stability(types, [_again(types, kind, *change) for kind in kinds for change in CHANGES[kind](types, n_resamples, seed)])


def survival(found: Stability, *, recovered: float = RECOVERED, often: float = OFTEN) -> pd.DataFrame:
    """Each type under each kind of change: a type survives it when, in a share ``often`` of the changed analyses or more, its Jaccard is ``recovered`` or more.

    Returns type, kind, analyses, recovered (how many), dissolved (Jaccard of one half or less), share, mean, lowest, broken_by (the changes it was not
    found again after), survives. Hennig (2007, Computational Statistics and Data Analysis 52) takes 0.75 for a stable group.
    """
    known = found.recovery.dropna(subset="jaccard")
    return pd.DataFrame([_survived(kind, change, rows, recovered, often) for (kind, change), rows in known.groupby(["type", "kind"], sort=False)],
                        columns=["type", "kind", "analyses", "recovered", "dissolved", "share", "mean", "lowest", "broken_by", "survives"]).sort_values("type", kind="stable", ignore_index=True)


def survives(found: Stability, *, recovered: float = RECOVERED, often: float = OFTEN) -> pd.DataFrame:
    """The verdict on each type: it survives when it survives every kind of change. Returns type, cases, survives, weakest (kind of change), share (found again there).

    Changes that leave no typology don't count; where none is left, survives is None.
    """
    parts, rows = survival(found, recovered=recovered, often=often), []
    for kind, cases in found.types.sizes.items():
        own = parts[parts["type"] == kind].reset_index(drop=True)
        weakest = own.loc[own["share"].idxmin()] if len(own) else {"kind": "", "share": np.nan}
        rows.append((kind, int(cases), bool(own["survives"].all()) if len(own) else None, weakest["kind"], float(weakest["share"])))
    return pd.DataFrame(rows, columns=["type", "cases", "survives", "weakest", "share"]).astype({"survives": object})


def _survived(kind: int, change: str, rows: pd.DataFrame, recovered: float, often: float) -> tuple:
    again = rows["jaccard"] >= recovered
    broken = list(dict.fromkeys(rows.loc[~again, "what"]))
    return (kind, change, len(rows), int(again.sum()), int((rows["jaccard"] <= 0.5).sum()), float(again.mean()), float(rows["jaccard"].mean()),
            float(rows["jaccard"].min()), broken, bool(again.mean() >= often))


def _again(types: Types, kind: str, what: str, changed: Categories, n_axes: int | None = None) -> Replicate:
    """The types of a changed table, or why there are none."""
    if changed.unsaid:
        return Replicate(kind, what, None, f"Nothing is in play of the case {changed.unsaid[0]}.")
    values, standard = axes_of(changed)
    if not len(values):
        return Replicate(kind, what, None, "All cases are alike in every variable.")
    points = placed(changed, changed, standard)[:, : first_axes(values, n_axes or types.asked_axes)]
    try:
        labels = grouped(points, types.n_types, types.consolidated)[1]
    except ResearcherError as error:
        return Replicate(kind, what, None, str(error).splitlines()[0])
    return Replicate(kind, what, pd.Series(labels, index=changed.cases))


def _all(found: Categories) -> tuple[np.ndarray, np.ndarray]:
    return np.arange(len(found.cases)), np.arange(len(found.variables))


def _without_case(types: Types, n_resamples: int, seed: int) -> Iterator[Change]:
    found = types.mca.active
    cases, variables = _all(found)
    return ((str(found.cases[case]), found.chosen(np.delete(cases, case), variables)) for case in cases)


def _without_variable(types: Types, n_resamples: int, seed: int) -> Iterator[Change]:
    found = types.mca.active
    cases, variables = _all(found)
    return ((found.variables[one], found.chosen(cases, np.delete(variables, one))) for one in variables)


def _without_category(types: Types, n_resamples: int, seed: int) -> Iterator[Change]:
    found = types.mca.active
    for place, name in enumerate(found.names):
        others = [other for other in np.flatnonzero((found.variable == found.variable[place]) & ~found.passive) if other != place]
        if len(others) > 1 and not found.passive[place]:
            largest = max(others, key=lambda other: found.counts[other])
            merged = replace(found, codes=np.where(found.codes == place, largest, found.codes))
            yield name, merged.chosen(*_all(found))


def _other_axes(types: Types, n_resamples: int, seed: int) -> Iterator[tuple[str, Categories, int]]:
    found = types.mca.active
    numbers = sorted({first_axes(types.mca.values, n) for n in range(1, len(types.mca.axes) + 1)} - {types.n_axes})
    return ((str(n), found, n) for n in numbers)


def _drawn_variables(types: Types, n_resamples: int, seed: int) -> Iterator[Change]:
    found, rng = types.mca.active, np.random.default_rng(seed)
    cases, variables = _all(found)
    return ((str(n), found.chosen(cases, np.sort(rng.choice(variables, len(variables))))) for n in range(1, n_resamples + 1))


def _other_order(types: Types, n_resamples: int, seed: int) -> Iterator[Change]:
    found, rng = types.mca.active, np.random.default_rng(seed)
    cases, variables = _all(found)
    return ((str(n), found.chosen(rng.permutation(cases), variables)) for n in range(1, n_resamples + 1))


def _filled(types: Types, n_resamples: int, seed: int) -> Iterator[Change]:
    found = types.mca.active
    columns = [name for name in types.mca.data.columns if str(name) in found.variables]
    out = [name for name, passive in zip(found.names, found.passive, strict=True) if passive]
    tables = completions(types.mca.data.loc[found.cases, columns], n_resamples, seed)
    filled = ((str(n), coded(table)) for n, table in enumerate(tables, start=1) if tables.silences)
    return ((n, table.without(np.isin(table.names, out))) for n, table in filled)


CHANGES: dict[str, Callable[[Types, int, int], Iterator[tuple]]] = {
    "case": _without_case, "variable": _without_variable, "category": _without_category, "axes": _other_axes, "bootstrap": _drawn_variables, "order": _other_order,
    "completion": _filled}  # fmt: skip
