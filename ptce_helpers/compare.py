"""Compare groups of a dozen cases with exact tests; every result says what the test could have shown at all.

A p here answers one question: of all ways to put these very cases into groups of these sizes, what share differs at
least as much as the observed one? It infers nothing beyond cases that were chosen on purpose. No p is evidence where
even the largest possible difference could not reach alpha.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import rankdata

from ptce_helpers import effect_sizes, exact_tables, groups, nulls, reachable, table_effects
from ptce_helpers.arrangements import MOST, arrangements, number
from ptce_helpers.effect_sizes import Effect
from ptce_helpers.errors import ParameterError
from ptce_helpers.exact_tables import MOST_TABLES
from ptce_helpers.groups import Groups
from ptce_helpers.nulls import Null
from ptce_helpers.reachable import Card

TWO = ("rank_sum", "means", "medians")
SEVERAL = ("rank_sum", "means")
NAN = math.nan
NO_CASES = "why_not_cases"
EMPTY = "why_not_group_empty"
EQUAL = "why_not_all_equal"


@dataclass(frozen=True, repr=False)
class Comparison:
    """The result of one comparison, with the card that could be read before it.

    ``statistic``: U of the first group, a difference, H, eta squared, or the probability of the table; ``p`` with the
    interval ``p_low`` to ``p_high`` (99 %) where it was sampled; ``effects`` with their intervals. Where the test
    is not applicable ``reason`` says why, and the numbers are nan.
    """

    test: str
    card: Card
    statistic: float = NAN
    p: float = NAN
    p_low: float = NAN
    p_high: float = NAN
    looked_at: int = 0
    effects: tuple[Effect, ...] = ()
    reason: str = ""

    def __repr__(self) -> str:
        """The comparison as it is printed: the card first, then p and the effects, or why there are none."""
        if self.reason:
            return repr(self.card)
        sampled = "" if self.p_low == self.p_high else f" ({self.p_low:.3g} to {self.p_high:.3g})"
        return "\n".join([repr(self.card), f"p {self.p:.3g}{sampled}{'' if self.p_shown else ', no evidence'}", *map(repr, self.effects)])

    @property
    def p_shown(self) -> bool:
        """Whether the p can be evidence: the test could be made, and its smallest reachable p is not above alpha."""
        return not self.reason and self.card.p_shown

    def effect(self, name: str) -> Effect:
        """One of the effects by its name."""
        return next(effect for effect in self.effects if effect.name == groups.chosen("the comparison", name, [e.name for e in self.effects]))


def two_groups(a: Any, b: Any, *, test: str = "rank_sum", names: tuple[str, str] = ("a", "b"), alpha: float = 0.05, confidence: float = 0.95,
               n_resamples: int = 99_999, seed: int = 0, most: int = MOST) -> Comparison:
    """Do the numbers of two groups differ more than chance could explain?

    ``a``, ``b``: one number per case (a Series names its cases). ``test``: "rank_sum" (Wilcoxon 1945, with midranks,
    always exact), "means" or "medians" (permutation test of the difference: every arrangement where they are at most
    ``most``, else ``n_resamples`` drawn). Effects are those of the first group against the second.
    """
    if isinstance(names, str) or len(names) != 2:
        raise ParameterError(f"two groups have two names: found {names!r}", todo='give for example names=("town", "country")')
    if names[0] == names[1]:
        raise ParameterError(f"the two groups have the same name: found {names[0]!r} twice", todo="name them apart")
    groups.chosen("test", test, TWO)
    return _compared(groups.of_numbers(dict(zip(names, (a, b), strict=True))), test, alpha, confidence, n_resamples, seed, most)


def several_groups(given: Mapping[str, Any], *, test: str = "rank_sum", alpha: float = 0.05, confidence: float = 0.95,
                   n_resamples: int = 99_999, seed: int = 0, most: int = MOST) -> Comparison:
    """Do the numbers of several groups differ more than chance could explain?

    ``given``: name of each group to its numbers. ``test``: "rank_sum" (Kruskal & Wallis 1952, with midranks) or
    "means" (permutation test of the variation between groups). Groups without cases are left out, with n = 0 on the
    card; two that are left are compared as two groups are.
    """
    groups.chosen("test", test, SEVERAL)
    return _compared(groups.of_numbers(given), test, alpha, confidence, n_resamples, seed, most)


def _compared(given: Groups, test: str, alpha: float, confidence: float, n_resamples: int, seed: int, most: int) -> Comparison:
    groups.between_0_and_1("alpha", alpha)
    groups.between_0_and_1("confidence", confidence)
    groups.drawn(n_resamples, seed, most)
    there = given.without_empty()
    reason = why_not(there)
    if reason:
        return Comparison(test, Card(test, given.names, given.sizes, alpha, number(given.sizes), reason=reason), reason=reason)
    null = null_of(there, test, n_resamples, seed, most)
    statistic, effects = _observed(there, test, confidence, n_resamples, seed, most)
    size = sizes_of(test, there.values[None], there.order[None], there.sizes)[0]
    card = reachable.of_null(test, given.names, given.sizes, alpha, null, effects[0].name)
    return Comparison(test, card, statistic, null.p(size), *null.p_interval(size), null.looked_at, effects)


def groups_card(given: Mapping[str, Any], *, test: str = "rank_sum", alpha: float = 0.05, n_resamples: int = 99_999, seed: int = 0, most: int = MOST) -> Card:
    """What a comparison of these groups could show at all, before it is made; who is in which group is not looked at."""
    found = groups.of_numbers(given)
    groups.chosen("test", test, TWO if len(found.names) == 2 else SEVERAL)
    return _compared(found, test, alpha, 0.95, n_resamples, seed, most).card


def why_not(there: Groups) -> str:
    """Why these groups can't be compared; empty where they can."""
    if not len(there.values):
        return NO_CASES
    if len(there.sizes) < 2:
        return EMPTY
    return EQUAL if np.ptp(there.values) == 0 else ""


def null_of(there: Groups, test: str, n_resamples: int, seed: int, most: int) -> Null:
    """How large the difference is in every arrangement of these cases."""
    if test == "rank_sum" and len(there.sizes) == 2:
        return nulls.of_rank_sums(there.values, there.sizes[0])
    all_of = arrangements(there.sizes, most, n_resamples, seed)
    if test == "medians":
        return nulls.of_medians(there.values, there.sizes, all_of)
    return nulls.of_means(np.rint(2 * rankdata(there.values)) if test == "rank_sum" else there.values, there.sizes, all_of)


def sizes_of(test: str, values: np.ndarray, labels: np.ndarray, sizes: tuple[int, ...]) -> np.ndarray:
    """How large the difference is in each row of values, on the scale of the null; ``labels``: the group of each case."""
    if test == "medians":
        return nulls.spread_of_medians(values, labels)
    if test == "means":
        return nulls.spread_of_means(values, labels, len(sizes))
    found = nulls.spread_of_means(np.rint(2 * rankdata(values, axis=1)), labels, len(sizes))
    return found / sum(sizes) if len(sizes) == 2 else found  # Cliff's delta


def _observed(there: Groups, test: str, confidence: float, n_resamples: int, seed: int, most: int) -> tuple[float, tuple[Effect, ...]]:
    """The statistic, and the effects, the test's own first."""
    if len(there.sizes) > 2:
        ranks = test == "rank_sum"
        effect = effect_sizes.share_between(rankdata(there.values) if ranks else there.values, there.order, "epsilon_squared" if ranks else "eta_squared")
        return effect.value * (len(there.values) - 1 if ranks else 1), (effect,)
    a, b = there.parts
    delta, medians = effect_sizes.cliffs_delta(a, b, confidence), effect_sizes.difference_of_medians(a, b, confidence)
    means = effect_sizes.difference_of_means(a, b, arrangements(there.sizes, most, n_resamples, seed), confidence)
    shift = effect_sizes.hodges_lehmann(a, b, confidence)
    order = {"rank_sum": (delta, shift, medians, means), "medians": (medians, delta, shift, means), "means": (means, delta, shift, medians)}[test]
    return round((delta.value + 1) * len(a) * len(b)) / 2 if test == "rank_sum" else order[0].value, order


def cross_table(table: Any, *, alpha: float = 0.05, confidence: float = 0.95, n_resamples: int = 99_999, seed: int = 0, most: int = MOST_TABLES) -> Comparison:
    """Do groups differ in a category more than chance could explain?

    ``table``: counts, one row a group, one column a code (frame or array). Fisher's exact test for two by two,
    Freeman & Halton's for more, over every table with these totals where they are at most ``most``, else sampled.
    Rows and columns without cases are left out of the test, and stand with n = 0 on the card.
    """
    groups.between_0_and_1("alpha", alpha)
    groups.between_0_and_1("confidence", confidence)
    groups.drawn(n_resamples, seed, most)
    names, counts = groups.of_counts(table)
    there = filled(counts)
    test = "fisher" if there.shape == (2, 2) else "freeman_halton"
    n, reason = tuple(counts.sum(axis=1).tolist()), why_no_table(there)
    if reason:
        return Comparison(test, Card(test, names, n, alpha, number(n), reason=reason), reason=reason)
    effects = (table_effects.cramers_v(there, confidence),)
    if test == "fisher":
        effects = (table_effects.odds_ratio(there, confidence), *effects)
    found = exact_tables.tables(there, most, n_resamples, seed)
    place = found.place(there)
    card = reachable.of_tables(test, names, n, alpha, found)
    return Comparison(test, card, float(found.probability[place]), float(found.p[place]), *found.p_interval(place), found.looked_at, effects)


def table_card(table: Any, *, alpha: float = 0.05, n_resamples: int = 99_999, seed: int = 0, most: int = MOST_TABLES) -> Card:
    """What a comparison of this table could show at all, before it is made; only its totals are looked at."""
    return cross_table(table, alpha=alpha, n_resamples=n_resamples, seed=seed, most=most).card


def filled(counts: np.ndarray) -> np.ndarray:
    """The table without rows and columns that have no cases."""
    return counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]


def why_no_table(there: np.ndarray) -> str:
    """Why this table can't be tested; empty where it can."""
    if not there.size:
        return NO_CASES
    if len(there) < 2:
        return EMPTY
    return EQUAL if there.shape[1] < 2 else ""
