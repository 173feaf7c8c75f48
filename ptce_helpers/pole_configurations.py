"""The declared comparisons of configurations, put to the poles: truth tables of an outcome and of its absence, and all solutions.

:func:`of` does one analysis on a sample in some milliseconds, with other cut-offs, anchors, poles or memberships where they are given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from ptce_helpers import calibration, configurations, designs
from ptce_helpers.calibration import HALF, Member
from ptce_helpers.configurations import Enhanced, Solution, TruthTable
from ptce_helpers.designs import Design
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Sample

KINDS = ("complex", "intermediate", "parsimonious")
FEWEST = 2
NECESSARY, TRIVIAL = 0.9, 0.5
NO_ROW = "refused_no_row"


@dataclass(frozen=True)
class Refusal:
    """Why something is not applicable: a key of labels.csv, and what fills it."""

    key: str
    values: dict

    def said(self, labels: Labels) -> str:
        """The reason in words."""
        return labels.text(self.key, **self.values)


@dataclass(frozen=True)
class Side:
    """The outcome, or its absence (``~``): its truth table and solutions. ``refused``: why it has no solution, though it may have a table."""

    outcome: str
    table: TruthTable | None
    expectations: Mapping
    refused: Refusal | None

    @property
    def shown_by_none(self) -> bool:
        """Whether no combination of these poles leads to the outcome, so that no path does."""
        return self.refused is not None and self.refused.key == NO_ROW

    @cached_property
    def _solved(self) -> dict[tuple[str, str], Solution]:
        return {}

    def solution(self, kind: str, models: str = "minimum") -> Solution | None:
        """The complex, intermediate or parsimonious solution, None where there is none; ``models``: minimum or irredundant."""
        if self.refused:
            return None
        if (kind, models) not in self._solved:
            given = self.expectations if kind == "intermediate" else None
            self._solved[kind, models] = configurations.solve(self.table, kind, given, models=models)
        return self._solved[kind, models]

    def models(self, kind: str = "intermediate") -> list[list[str]]:
        """All models of a solution, each a list of paths; none where there is no solution."""
        found = self.solution(kind)
        return found.models if found else []


@dataclass(frozen=True)
class Analysed:
    """One analysis of some poles. ``data``: a row a pole (case_id), a column a set (symbol), only poles with all memberships.

    ``left_out``: case_id -> the sets (condition_id) that a pole lacks; ``doubtful``: (condition_id, case_id) on either side of 0.5 by the
    text. ``refused``: why the whole is not applicable; then there are no truth tables.
    """

    sample: Sample
    design: Design
    data: pd.DataFrame
    members: dict[str, dict[str, Member]]
    left_out: dict[str, list[str]]
    doubtful: tuple[tuple[str, str], ...]
    cuts: tuple[float, float, int]
    refused: Refusal | None
    presence: Side
    absence: Side

    @property
    def sides(self) -> tuple[Side, Side]:
        """The outcome, then its absence."""
        return self.presence, self.absence

    @cached_property
    def enhanced(self) -> dict[str, Enhanced]:
        """For each side with a solution: the solutions without assumptions that the opposite makes too, or that lack a necessary condition."""
        pairs = ((self.presence, self.absence), (self.absence, self.presence))
        return {one.outcome: configurations.enhanced(one.table, other.table, one.expectations, self._necessary(one)) for one, other in pairs if not one.refused}

    def _necessary(self, side: Side) -> list[str]:
        """The single conditions that are necessary for a side, and not trivially."""
        found = configurations.necessity(self.data, side.outcome, self.design.symbols)
        return list(found.index[(found["inclN"] >= NECESSARY - 1e-9) & (found["RoN"] >= TRIVIAL)])

    def refs(self, *cases: str) -> list[str]:
        """What the memberships of some poles (of all in the analysis, if none is named) rest on, and where the analysis is declared."""
        chosen = cases or tuple(self.data.index)
        found = [ref for members in self.members.values() for case in chosen if case in members for ref in members[case].refs]
        return [*self.design.refs, *(one.ref for one in self.design.sets), *dict.fromkeys(found)]


def of(sample: Sample, analysis_id: str, *, incl_cut: float | None = None, pri_cut: float | None = None, n_cut: int | None = None,
       anchors: Mapping[str, calibration.Anchors] | None = None, without: Iterable[str] = (),
       instead: Mapping[tuple[str, str], float] | None = None, crisp: bool = False) -> Analysed:  # fmt: skip
    """One declared analysis of the poles of a sample.

    Cut-offs are those declared unless given; ``anchors``: condition_id -> (full out, turning point, full in); ``without``: poles left
    out; ``instead``: (condition_id, case_id) -> a membership in the place of the one that is coded, or missing; ``crisp``: fuzzy
    memberships are cut at 0.5. What can't be analysed comes back with ``refused``; an unknown name raises NotFound, a pole at exactly 0.5 DataError.
    """
    design = designs.of(sample, analysis_id, dict(anchors or {}))
    members = {one.condition_id: {member.case_id: member for member in calibration.of(sample, one) if member.case_id not in set(without)} for one in design.sets}
    for (condition_id, case), membership in (instead or {}).items():
        members[condition_id][case] = replace(members[condition_id][case], membership=membership, low=membership, high=membership, missing="")
    cuts = (design.incl_cut if incl_cut is None else incl_cut, design.pri_cut if pri_cut is None else pri_cut, design.n_cut if n_cut is None else n_cut)
    data, left_out = _complete(design, members)
    if crisp:
        fuzzy = [one.symbol for one in design.sets if one.fuzzy]
        data[fuzzy] = (data[fuzzy] > HALF).astype(float)
    refused = _refused(design, members, data)
    sides = [_side(data, design, negated, cuts, refused) for negated in (False, True)]
    return Analysed(sample, design, data, members, left_out, _doubtful(design, members, data), cuts, refused, *sides)


def _complete(design: Design, members: dict[str, dict[str, Member]]) -> tuple[pd.DataFrame, dict[str, list[str]]]:
    """The poles with all memberships, and of the others what they lack. A pole that no study asks of a set lacks it."""
    cases = list(dict.fromkeys(case for found in members.values() for case in found))
    known = {case: {name: found[case].membership for name, found in members.items() if case in found and found[case].membership is not None} for case in cases}
    whole = {case: found for case, found in known.items() if len(found) == len(members)}
    left_out = {case: [one.condition_id for one in design.sets if one.condition_id not in found] for case, found in known.items() if case not in whole}
    columns = {one.symbol: [found[one.condition_id] for found in whole.values()] for one in design.sets}
    return pd.DataFrame(columns, index=list(whole), dtype=float), left_out


def _doubtful(design: Design, members: dict[str, dict[str, Member]], data: pd.DataFrame) -> tuple[tuple[str, str], ...]:
    """Declared doubts and figures whose range reaches over the turning point, of the poles in the analysis."""
    open_ = [(name, case) for name, found in members.items() for case, member in found.items() if member.undecided]
    return tuple(dict.fromkeys((name, case) for name, case in (*design.doubts, *open_) if case in data.index))


def _refused(design: Design, members: dict[str, dict[str, Member]], data: pd.DataFrame) -> Refusal | None:
    """What keeps the poles from being analysed at all: too few, an outcome or a condition that does not vary, conditions that coincide."""
    outcome, k = design.outcome, len(design.conditions)
    told = [member.membership for member in members[outcome.condition_id].values() if member.membership is not None]
    if told and len({one > HALF for one in told}) == 1:
        return Refusal("refused_outcome_in" if told[0] > HALF else "refused_outcome_out", {"n": len(told)})
    if len(data) < max(FEWEST, k + 1):
        return Refusal("refused_few", {"n": len(data), "k": k})
    if (data[outcome.symbol] > HALF).nunique() == 1:
        return Refusal("refused_outcome_in" if (data[outcome.symbol] > HALF).all() else "refused_outcome_out", {"n": len(data)})
    for one in design.conditions:
        if data[one.symbol].nunique() == 1:
            return Refusal("refused_condition", {"label": one.label, "n": len(data)})
    for place, one in enumerate(design.conditions):
        for other in design.conditions[place + 1:]:
            if (data[one.symbol] == data[other.symbol]).all():
                return Refusal("refused_twins", {"label": one.label, "other": other.label, "n": len(data)})
    return None


def _side(data: pd.DataFrame, design: Design, negated: bool, cuts: tuple[float, float, int], refused: Refusal | None) -> Side:
    outcome = f"~{design.outcome.symbol}" if negated else design.outcome.symbol
    if refused:
        return Side(outcome, None, {}, refused)
    incl_cut, pri_cut, n_cut = cuts
    table = configurations.truth_table(data, outcome, design.symbols, incl_cut=incl_cut, n_cut=n_cut, pri_cut=pri_cut)
    levels = dict(zip(table.conditions, table.levels, strict=True))
    return Side(outcome, table, _fitting(design.expectations(negated), levels), _unsolved(table))


def _fitting(expected: Mapping, levels: Mapping[str, int]) -> dict:
    """Expectations of values that occur among these poles."""
    lists = {name: [] if value is None else value if isinstance(value, list) else [value] for name, value in expected.items()}
    kept = {name: [value for value in values if value < levels[name]] for name, values in lists.items()}
    return {name: values or None for name, values in kept.items()}


def _unsolved(table: TruthTable) -> Refusal | None:
    """A truth table in which no combination leads to the outcome, or all do, has no solution."""
    if not table.numbers("1"):
        return Refusal(NO_ROW, {})
    return None if table.numbers("0", "C") else Refusal("refused_every_row", {})
