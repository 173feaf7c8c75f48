"""The robust core of a QCA solution: what stays of its models and paths under other cut-offs, other anchors and without each pole."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ptce_helpers import calibration, designs, pole_configurations, replicates
from ptce_helpers.errors import DataError
from ptce_helpers.evidence import Cell, Traced, cell, counted, table
from ptce_helpers.perturbations import VALUES
from ptce_helpers.pole_configurations import Analysed, Side
from ptce_helpers.sample import Sample

KIND = "intermediate"
STEPS = tuple(round(0.5 + 0.01 * n, 2) for n in range(51))  # cut-offs that are tried for the range within which nothing changes
MOVES = tuple(round(-0.5 + 0.1 * n, 1) for n in range(11))  # parts of its way by which each turning point is moved
CORE = ("analysis", "outcome_side", "model", "tests", "unsolved", "rf_cov", "rf_cons", "rf_min", "rf_max")
RANGES = ("analysis", "outcome_side", "models", "incl_low", "incl_high", "pri_low", "pri_high", "n_same", "moved_low", "moved_high")
PATHS = ("analysis", "outcome_side", "path", "in_base", "share_tests", "share_without", "carried_paths", "steady")


@dataclass(frozen=True)
class RobustFit:
    """How much of a solution is left in its robust core, each from 0 to 1 and 1 if nothing changes (Oana & Schneider 2021).

    ``cov``: coverage of the core as a share of that of the solution; ``cons``: consistency of the solution as a share of that of the core;
    ``smallest`` and ``largest``: how nearly the solution is what all tests, or any test, have in common with it.
    """

    cov: float
    cons: float
    smallest: float
    largest: float


def fit(initial: np.ndarray, tests: Sequence[np.ndarray], outcome: np.ndarray) -> RobustFit:
    """The robustness parameters of a solution. ``initial``, each of ``tests`` and ``outcome``: memberships of the same cases.

    I.-E. Oana, C. Q. Schneider, A Robustness Test Protocol for Applied QCA, Sociological Methods & Research 2021. The intersection and the
    union are those of all tests. A share of nothing is missing (nan), and so is everything without tests.
    """
    if not len(tests):
        return RobustFit(*[math.nan] * 4)
    least, most = np.min(tests, axis=0), np.max(tests, axis=0)
    core = np.minimum(initial, least)

    def within(x: np.ndarray) -> float:
        return float(np.minimum(x, outcome).sum())

    cons = _share(_share(within(initial), initial.sum()), _share(within(core), core.sum()))
    return RobustFit(_share(within(core), within(initial)), cons, *(_share(np.minimum(initial, end).sum(), np.maximum(initial, end).sum()) for end in (least, most)))


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole > 0 else math.nan


@dataclass(frozen=True)
class Tests:
    """One side of an analysis solved again: ``models`` and ``members`` of every test that has a solution, ``n`` tests in all."""

    models: list[list[list[str]]]
    members: list[np.ndarray]
    n: int


def _moved(sample: Sample, base: Analysed, by: float) -> Analysed | None:
    """The analysis with its turning points moved by a part of their way; None where a pole would then lie exactly on one."""
    anchors: dict[str, calibration.Anchors] = {one.condition_id: one.moved(by).anchors for one in base.design.sets if one.anchors}
    try:
        return pole_configurations.of(sample, base.design.analysis_id, anchors=anchors)
    except DataError:
        return None


def _changed(sample: Sample, base: Analysed) -> list[Analysed]:
    """The analysis under each other cut-off, and with its turning points moved (where it has any)."""
    name = base.design.analysis_id
    given = dict(zip(("incl_cut", "pri_cut", "n_cut"), base.cuts, strict=True))
    made = [pole_configurations.of(sample, name, **{cut: value}) for cut, values in VALUES["cutoffs"].items() for value in values if value != given[cut]]
    fuzzy = any(one.anchors for one in base.design.sets)
    moved = [_moved(sample, base, by) for by in VALUES["anchors"]["anchors"] if by and fuzzy]
    return made + [one for one in moved if one]


def _tests(changed: list[Analysed], place: int, cases: list[str]) -> Tests:
    sides = [one.sides[place] for one in changed]
    solved = [side for side in sides if not side.refused]
    members = [side.solution(KIND).memberships(number)["expression"].reindex(cases).fillna(0).to_numpy() for side in solved for number in range(len(side.models(KIND)))]
    return Tests([side.models(KIND) for side in solved], members, len(sides))


def solved(sample: Sample) -> list[tuple[Analysed, list[Tests]]]:
    """Every declared analysis that these poles allow, with its tests for the outcome and for its absence."""
    every = [pole_configurations.of(sample, name) for name in designs.names(sample)]
    found = []
    for base in (one for one in every if not one.refused):
        changed = _changed(sample, base)
        found.append((base, [_tests(changed, place, list(base.data.index)) for place in (0, 1)]))
    return found


def cores(found: list[tuple[Analysed, list[Tests]]]) -> Traced:
    """For each model of each solution what is left of it under other cut-offs and anchors.

    Columns: analysis, outcome_side, model; tests (other cut-offs, moved anchors), unsolved (of them without a solution, which do not count);
    rf_cov, rf_cons, rf_min, rf_max (see :class:`RobustFit`).
    """
    rows = []
    for base, tests in found:
        for side, of_side in zip(base.sides, tests, strict=True):
            for number, model in enumerate(side.models(KIND)):
                left = fit(side.solution(KIND).memberships(number)["expression"].to_numpy(), of_side.members, np.asarray(side.table.sets.y))
                refs = base.refs()
                values = {"tests": of_side.n, "unsolved": of_side.n - len(of_side.models), "rf_cov": left.cov, "rf_cons": left.cons, "rf_min": left.smallest, "rf_max": left.largest}
                rows.append(_named(base, side, "model", " + ".join(model)) | {name: cell(round(value, 4) if isinstance(value, float) else value, refs) for name, value in values.items()})
    return table(rows, CORE)


def _named(base: Analysed, side: Side, column: str, formula: str) -> dict[str, Cell]:
    return {"analysis": cell(base.design.label, base.design.refs), "outcome_side": cell(side.outcome, base.refs()), column: cell(formula, base.refs())}


def ranges(sample: Sample, found: list[tuple[Analysed, list[Tests]]]) -> Traced:
    """How far each cut-off, and all turning points together, can be moved before any model changes; one row a solution.

    Columns: analysis, outcome_side, models (how many are tied); incl, pri and moved (low and high end of the range around the declared value); n_same
    (the numbers of poles a row).
    """
    rows = [_named(base, side, "models", "") | {"models": cell(len(side.models(KIND)), base.refs())} | {name: cell(value, base.refs()) for name, value in _ranges(sample, base, side).items()}
            for base, _ in found for side in base.sides if not side.refused]
    return table(rows, RANGES)


def _ranges(sample: Sample, base: Analysed, side: Side) -> dict[str, object]:
    """The range of each cut-off around the declared one, and of moves of the anchors, within which all models stay the same."""
    incl, pri, n = base.cuts
    cuts = {"incl": [(one, n, pri) for one in STEPS], "pri": [(incl, n, round(2 * one - 1, 2)) for one in STEPS], "n": [(incl, one, pri) for one in range(1, 6)]}
    how = {"solution": KIND, "expectations": side.expectations}
    same = {name: replicates.changed_cuts(side.table, tried, **how).same(side.models(KIND)) for name, tried in cuts.items()}
    place = base.sides.index(side)
    others = {by: _moved(sample, base, by) for by in MOVES if by} if any(one.anchors for one in base.design.sets) else {}
    moved = [by == 0 or others[by] is not None and others[by].sides[place].models(KIND) == side.models(KIND) for by in MOVES] if others else None
    low, high = _around([one[0] for one in cuts["incl"]], same["incl"], incl)
    pri_low, pri_high = _around([one[2] for one in cuts["pri"]], same["pri"], pri)
    moved_low, moved_high = _around(MOVES, moved, 0.0) if moved else (None, None)
    return {"incl_low": low, "incl_high": high, "pri_low": pri_low, "pri_high": pri_high, "moved_low": moved_low, "moved_high": moved_high,
            "n_same": ", ".join(str(one[1]) for one, alike in zip(cuts["n"], same["n"], strict=True) if alike)}


def _around(values: Sequence[float], same: Sequence[bool], base: float) -> tuple[float, float]:
    """The first and the last of the values next to each other, around that of the base, with which nothing changes."""
    at = min(range(len(values)), key=lambda place: abs(values[place] - base))
    low, high = at, at
    while low > 0 and same[low - 1]:
        low -= 1
    while high < len(values) - 1 and same[high + 1]:
        high += 1
    return float(values[low]), float(values[high])


def paths(found: list[tuple[Analysed, list[Tests]]]) -> Traced:
    """For each path of each solution how steady it is: in what share of the tests, and without each pole, it stands in every model.

    Columns: analysis, outcome_side, path; in_base (models that have it, of how many); share_tests and share_without (percent); carried_paths (the poles
    without which it is in no model); steady: whether it is in every model of the base, of all tests and without any pole: the robust core.
    """
    rows = []
    for base, tests in found:
        for side, of_side in zip(base.sides, tests, strict=True):
            models = side.models(KIND)
            left = replicates.leave_one_out(side.table, solution=KIND, expectations=side.expectations) if models else None
            rows += [_path_row(base, side, path, of_side, left) for path in dict.fromkeys(path for model in models for path in model)]
    return table(rows, PATHS)


def _path_row(base: Analysed, side: Side, path: str, tests: Tests, left: replicates.Replicates) -> dict[str, Cell | object]:
    labels, refs, models = base.sample.labels, base.refs(), side.models(KIND)
    again = {case: left.models(number) for number, case in enumerate(left.names)}
    certain = [bool(found) and all(path in model for model in found) for found in again.values()]
    in_tests = [all(path in model for model in found) for found in tests.models]
    gone = [case for case, found in again.items() if not any(path in model for model in found)]
    values = {"in_base": labels.text("of_all", n=sum(path in model for model in models), total=len(models)), "share_tests": round(100 * float(np.mean(in_tests)), 1) if in_tests else math.nan,
              "share_without": round(100 * float(np.mean(certain)), 1), "carried_paths": labels.join([base.sample.names[case] for case in gone]) or None,
              "steady": all(path in model for model in models) and all(in_tests) and all(certain)}
    return _named(base, side, "path", path) | {name: cell(value, refs) for name, value in values.items()}


def counts(found: Traced) -> dict[str, Cell]:
    """For the sentence: paths (``n``), how many are in the robust core, and how many some single pole carries."""
    frame, evidence = found.frame, found.evidence
    picked = {"n": frame["steady"].notna(), "core": frame["steady"].astype(bool), "single": frame["carried_paths"].notna()}
    return {name: counted([evidence.loc[place, "path"].split() for place in frame.index[list(rows)]], ["analyses.csv"]) for name, rows in picked.items()}
