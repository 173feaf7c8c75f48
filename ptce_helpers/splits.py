"""How a question splits the poles: in which group each is, and what is known of it; silences are kept apart from what lies outside."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from ptce_helpers import asked, measures
from ptce_helpers.questions import PLACES, Question, Side
from ptce_helpers.sample import Sample
from ptce_helpers.values import Value


@dataclass(frozen=True)
class Placed:
    """One pole in a question: the place of its group, and its number or the place of its result; None where no text says it.

    ``refs``: the codings (or silences) behind it.
    """

    case_id: str
    group: int | None
    value: Value | None
    result: int | None
    refs: tuple[str, ...]

    @property
    def has_outcome(self) -> bool:
        """Whether a text gives its number or result."""
        return self.result is not None if self.value is None else not self.value.missing

    @property
    def known(self) -> bool:
        """Whether both its group and its outcome are known."""
        return self.group is not None and self.has_outcome

    @property
    def number(self) -> float:
        """The number that stands for the pole: the one the text states, within its interval."""
        return float(self.value.stated)

    @property
    def inexact(self) -> bool:
        """Whether the text leaves a range for its number."""
        return self.value is not None and not self.value.missing and self.value.low < self.value.high


@dataclass(frozen=True)
class Split:
    """All poles that some study asks a question of. ``outside``: those to which it does not apply, or whose code is in no group."""

    question: Question
    poles: tuple[Placed, ...]
    outside: tuple[str, ...] = ()

    @cached_property
    def known(self) -> list[Placed]:
        """The poles of which both group and outcome are known."""
        return [pole for pole in self.poles if pole.known]

    @cached_property
    def silent(self) -> list[Placed]:
        """The poles of which a text leaves the group or the outcome open."""
        return [pole for pole in self.poles if not pole.known]

    @property
    def refs(self) -> tuple[str, ...]:
        """All that it rests on, the declared question first."""
        return (self.question.ref, *(ref for pole in self.poles for ref in pole.refs))

    @property
    def known_refs(self) -> tuple[str, ...]:
        """The question and what is known of the poles that are compared."""
        return (self.question.ref, *(ref for pole in self.known for ref in pole.refs))

    def without(self, case_id: str) -> Split:
        """The same without one pole."""
        return replace(self, poles=tuple(pole for pole in self.poles if pole.case_id != case_id))

    def numbers(self) -> dict[str, pd.Series]:
        """Name of each group -> the numbers of its poles, by case_id."""
        names = self.question.grouping.names
        return {name: pd.Series({pole.case_id: pole.number for pole in self.known if pole.group == place}, dtype=float) for place, name in enumerate(names)}

    def table(self) -> pd.DataFrame:
        """Groups by results: how many poles."""
        groups, results = self.question.grouping.names, self.question.outcome.names
        counts = [[sum(pole.group == g and pole.result == r for pole in self.known) for r in range(len(results))] for g in range(len(groups))]
        return pd.DataFrame(counts, index=list(groups), columns=list(results))


def split(sample: Sample, question: Question) -> Split:
    """Put each pole of a sample into its group of a question. Each pole counts once, by the latest study that says something."""
    poles, outside = [], []
    for case in _asked(sample, question):
        placed, belongs = sample.once(("placed", question.comparison_id, case), lambda: _placed(sample, case, question))
        if not belongs:
            outside.append(case)
        elif placed.known or sample.rules.missing == "bounds":
            poles.append(placed)
    return Split(question, tuple(poles), tuple(outside))


def _placed(sample: Sample, case: str, question: Question) -> tuple[Placed, bool]:
    """A pole with its group and outcome, and whether the question applies to it at all."""
    group, known_group, group_refs = _place(sample, case, question.grouping)
    value, result, known, refs = _outcome(sample, case, question.outcome)
    placed = Placed(case, group, value, result, (*group_refs, *refs))
    return placed, not ((known_group and group is None) or (known and not placed.has_outcome))


def _asked(sample: Sample, question: Question) -> list[str]:
    outcome, grouping = (measures.poles(sample, *_variables(side)) for side in (question.outcome, question.grouping))
    return [case for case in outcome if case in grouping]


def _variables(side: Side) -> list[str]:
    if side.asks in PLACES:
        return []
    return asked.variables(side.asks) if side.is_condition else [side.asks]


def _outcome(sample: Sample, case: str, side: Side) -> tuple[Value | None, int | None, bool, tuple[str, ...]]:
    """The number or the result of a pole, whether it is settled that it has one or none, and the references."""
    if side.groups:
        place, known, refs = _place(sample, case, side)
        return None, place, known, refs
    value = measures.number(sample, case, side.asks)
    return value, None, value.missing == "not_applicable", value.refs


def _place(sample: Sample, case: str, side: Side) -> tuple[int | None, bool, tuple[str, ...]]:
    """In which group a pole is, whether its code is known at all, and the references."""
    if side.asks in PLACES:
        code = sample.raw["cases"].set_index("case_id").loc[case, side.asks]
        return side.place(code), True, (f"cases.csv#{case}",)
    found = measures.answer(sample, case, side.asks) if side.is_condition else measures.code(sample, case, side.asks)
    code = found.value
    if code == "open":
        code = "no" if side.unnamed and _lists_something(sample, case, side) else ""
    if found.missing == "not_applicable":
        return None, True, found.refs
    return side.place(code) if code else None, bool(code), found.refs


def _lists_something(sample: Sample, case: str, side: Side) -> bool:
    """Whether a text names anything at all of what a condition asks."""
    variables = _variables(side)
    return any(sample.used(case, study, variable) for variable in variables for study in measures.studies(sample, case, variable))
