"""The poles compared: each declared question answered by an exact test, with what it could have shown and who carries it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd

from ptce_helpers import compare, effect_sizes, multiplicity, silent_poles
from ptce_helpers.compare import Comparison
from ptce_helpers.completions import Completions
from ptce_helpers.effect_sizes import Effect
from ptce_helpers.questions import Question, questions
from ptce_helpers.sample import Sample
from ptce_helpers.splits import Split, split

NAN = float("nan")
DRAWS = 2000  # arrangements that are drawn where they are too many to look at them all
STANDS = ("p", "holm", "bh")


@dataclass(frozen=True)
class Without:
    """The same comparison when one pole is left out: its p, its effect, and why there is none."""

    case_id: str
    p: float
    effect: float
    reason: str


@dataclass(frozen=True)
class Compared:
    """The answer to one question.

    ``result``: the test with its card; ``effect``: how large the difference is (Cliff's delta, of two results the difference of
    shares, which is the same; else a strength without sign), with its interval; ``completions``: between which p lies whatever the
    silent poles are (nan where no p is shown, or that was not asked for); ``corrected``: p, holm, bh, and the first two for both ends of
    the completions (nan where no p is shown); ``without``: the comparison without each pole in turn.
    """

    question: Question
    split: Split
    result: Comparison
    effect: Effect | None
    completions: Completions = field(default_factory=Completions)
    corrected: dict[str, float] = field(default_factory=dict)
    without: tuple[Without, ...] = ()

    @property
    def id(self) -> str:
        return self.question.comparison_id

    @property
    def family(self) -> str:
        return self.question.family

    @property
    def applicable(self) -> bool:
        """Whether the test could be made at all."""
        return not self.result.reason

    @property
    def shown(self) -> bool:
        """Whether its p can be evidence: its smallest reachable p is not above alpha."""
        return self.result.p_shown

    @property
    def reason(self) -> str:
        """Why no p is shown: cases, group_empty, all_equal or floor; empty where one is."""
        return (self.result.reason or self.result.card.reason).removeprefix("why_not_")

    @property
    def p(self) -> float:
        """The exact p of its test; nan where it can't be made."""
        return self.result.p

    @property
    def p_low(self) -> float:
        """The smallest p that the silent poles leave possible; where not every completion was tried, the smallest found."""
        return self.completions.low

    @property
    def p_high(self) -> float:
        """The largest p that the silent poles leave possible; where not every completion was tried, the largest found."""
        return self.completions.high

    @property
    def p_floor(self) -> float:
        """The smallest p that these poles could give, however they were grouped."""
        return self.result.card.floor

    @cached_property
    def sides(self) -> tuple[str, ...]:
        """The names of the two groups between which the effect has a direction; empty where there are more groups, or more than two results."""
        names, results = self.question.grouping.names, self.question.outcome.groups
        there = {pole.group for pole in self.split.known}
        two = [name for place, name in enumerate(names) if results or place in there]
        return tuple(two) if len(two) == 2 and len(results) in (0, 2) else ()

    @property
    def signed(self) -> bool:
        """Whether the effect has a direction: two groups, of numbers or of two results."""
        return self.effect is not None and bool(self.sides)

    @property
    def sign(self) -> int:
        """1 where the first group has more, -1 where the second has, 0 where neither has or there is no direction."""
        return int(np.sign(self.effect.value)) if self.signed else 0

    @cached_property
    def turns(self) -> tuple[str, ...]:
        """The poles without which the direction turns round or vanishes."""
        return tuple(one.case_id for one in self.without if self.sign and not one.reason and np.sign(one.effect) != self.sign)

    @cached_property
    def carriers(self) -> tuple[str, ...]:
        """The poles without which the p would lie on the other side of alpha (a test that can't be made lies above it)."""
        alpha = self.result.card.alpha
        return tuple(one.case_id for one in self.without if self.shown and (one.p <= alpha) != (self.p <= alpha))

    @property
    def p_span(self) -> tuple[float, float]:
        """The smallest and the largest p when any one pole is left out; nan where no test can be made."""
        found = [one.p for one in self.without if not math.isnan(one.p)]
        return (min(found), max(found)) if found else (NAN, NAN)


def of(sample: Sample, *, alpha: float = 0.1, seed: int = 0, n_resamples: int = DRAWS, intervals: bool = True) -> list[Compared]:
    """All declared questions, family by family, for the poles of a sample.

    With ``sample.rules.missing`` "drop" the silent poles are left out. ``alpha``: a p is shown only where the smallest reachable one is not above it; 1 - alpha is the confidence of intervals.
    ``intervals``: also p over all completions, and each comparison without each pole (for re-analyses: False is faster).
    """
    found = [_compared(split(sample, question), alpha, seed, n_resamples, intervals) for question in questions(sample.raw, sample.labels)]
    if intervals and sample.rules.missing == "bounds":
        found = [replace(one, completions=silent_poles.completions(one.split, seed)) if one.shown else one for one in found]
    families = list(dict.fromkeys(one.family for one in found))
    return [one for family in families for one in _corrected([one for one in found if one.family == family])]


def _compared(of_poles: Split, alpha: float, seed: int, n_resamples: int, intervals: bool) -> Compared:
    result, effect = test(of_poles, alpha, seed, n_resamples)
    made = Compared(of_poles.question, of_poles, result, effect)
    if not intervals:
        return made
    return replace(made, without=tuple(_without(of_poles, pole.case_id, alpha, seed, n_resamples) for pole in of_poles.known))


def test(of_poles: Split, alpha: float, seed: int = 0, n_resamples: int = DRAWS) -> tuple[Comparison, Effect | None]:
    """The test of one split of the poles, and its effect; the effect is None where there is nothing to compare."""
    made = {"two_groups": _two, "several_groups": _several, "cross_table": _table}[of_poles.question.test]
    result = made(of_poles, {"alpha": alpha, "confidence": 1 - alpha, "seed": seed, "n_resamples": n_resamples})
    return result, None if result.reason else _effect(of_poles, result, 1 - alpha)


def _two(of_poles: Split, options: dict) -> Comparison:
    numbers = of_poles.numbers()
    return compare.two_groups(*numbers.values(), names=tuple(numbers), **options)


def _several(of_poles: Split, options: dict) -> Comparison:
    return compare.several_groups(of_poles.numbers(), **options)


def _table(of_poles: Split, options: dict) -> Comparison:
    return compare.cross_table(of_poles.table(), **options)


def _effect(of_poles: Split, result: Comparison, confidence: float) -> Effect:
    """Cliff's delta wherever two groups are compared in a number or in two results; else the strength that the test gives."""
    counts = of_poles.table() if of_poles.question.outcome.groups else None
    if counts is not None and counts.shape == (2, 2):
        first, second = (np.repeat([1.0, 0.0], row) for row in counts.to_numpy())
        return effect_sizes.cliffs_delta(first, second, confidence)
    return result.effects[0] if counts is None else result.effect("cramers_v")


def _without(of_poles: Split, case_id: str, alpha: float, seed: int, n_resamples: int = DRAWS) -> Without:
    result, effect = test(of_poles.without(case_id), alpha, seed, n_resamples)
    return Without(case_id, result.p, effect.value if effect else NAN, (result.reason or result.card.reason).removeprefix("why_not_"))


def _corrected(family: list[Compared]) -> list[Compared]:
    """The p of a family corrected together; a test that could not have been significant is none of its tests (Tarone 1990)."""
    table = multiplicity.corrected(pd.Series([one.p if one.shown else NAN for one in family]))
    return [replace(one, corrected={name: float(row[name]) for name in STANDS}) for one, row in zip(family, table.to_dict("records"), strict=True)]


def by_family(found: list[Compared]) -> dict[str, list[Compared]]:
    """Family -> its comparisons, in their order."""
    return {family: [one for one in found if one.family == family] for family in dict.fromkeys(one.family for one in found)}


def which(found: list[Compared], so: Callable[[Compared], bool]) -> list[Compared]:
    """The comparisons of which something is so."""
    return [one for one in found if so(one)]
