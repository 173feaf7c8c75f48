"""What the silent poles leave possible: between which values the p of a comparison lies, whatever they are."""

from __future__ import annotations

from ptce_helpers import completions as of_numbers
from ptce_helpers import table_completions
from ptce_helpers.completions import Completions
from ptce_helpers.splits import Split

LIMIT = 20_000  # completions that are all tried; beyond, a search finds an inner bound


def completions(split: Split, seed: int = 0) -> Completions:
    """The smallest and the largest p over all that the poles of a split can be: silent outcomes, unknown groups, ranges."""
    groups = split.question.grouping.names
    group = [None if pole.group is None else groups[pole.group] for pole in split.poles]
    if split.question.outcome.groups:
        results = split.question.outcome.names
        result = [None if pole.result is None else results[pole.result] for pole in split.poles]
        return table_completions.of_table(group, result, groups, results, seed=seed)
    low, high = ([getattr(pole.value, end) for pole in split.poles] for end in ("low", "high"))
    return of_numbers.of_groups(low, high, group, groups, limit=LIMIT, seed=seed)
