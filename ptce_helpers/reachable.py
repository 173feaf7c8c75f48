"""What a test could show at all, said before it is made: group sizes, smallest reachable p, smallest detectable effect.

All of it follows from the group sizes and from the values as a whole, with their ties; who is in which group is not
looked at, so that a card can be read before the result. The smallest detectable effect is the smallest one among all
arrangements of these values whose p is at most alpha (the critical effect size; not one found with some power).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ptce_helpers.exact_tables import Tables
from ptce_helpers.labels import Labels
from ptce_helpers.nulls import Null
from ptce_helpers.table_effects import bias_corrected_v, odds_ratio

NAN = math.nan
ABOVE_ALPHA = "why_not_floor"


@dataclass(frozen=True, repr=False)
class Card:
    """What can be known of a test before it is made.

    ``n`` cases in each of ``names``; ``arrangements``: in how many ways the cases could be grouped; ``exact``: whether
    p is counted over all of them; ``floor``: the smallest reachable p; ``detectable``: (effect, smallest value that
    reaches alpha), nan where none does. ``reason`` says why no p is evidence, or is empty.
    """

    test: str
    names: tuple[str, ...]
    n: tuple[int, ...]
    alpha: float
    arrangements: int = 0
    exact: bool = True
    floor: float = NAN
    detectable: tuple[tuple[str, float], ...] = ()
    reason: str = ""

    def __repr__(self) -> str:
        """The card as it is printed."""
        told = [f"{self.test}: " + ", ".join(f"{name} n {n}" for name, n in zip(self.names, self.n, strict=True))]
        if not math.isnan(self.floor):
            told.append(f"smallest reachable p {self.floor:.3g} over {self.arrangements:,} arrangements{'' if self.exact else ' (sampled)'}, alpha {self.alpha:g}")
        return "; ".join([*told, Labels("en").text(self.reason)] if self.reason else told)

    @property
    def p_shown(self) -> bool:
        """Whether a p of this test can be evidence at all."""
        return not self.reason


def of_null(test: str, names: tuple[str, ...], n: tuple[int, ...], alpha: float, null: Null, effect: str) -> Card:
    """The card of a test of numbers whose size of difference is ``effect`` without its sign."""
    reason = ABOVE_ALPHA if null.floor > alpha else ""
    return Card(test, names, n, alpha, null.number, null.exact, null.floor, ((effect, null.detectable(alpha)),), reason)


def of_tables(test: str, names: tuple[str, ...], n: tuple[int, ...], alpha: float, found: Tables) -> Card:
    """The card of an exact test of a table: smallest V, and for two by two the smallest difference of shares and the odds ratios nearest to 1."""
    reach = found.cells[found.p <= alpha]
    v = float(np.nanmin(bias_corrected_v(reach))) if len(reach) else NAN
    detectable = [("cramers_v", v)]
    if found.cells.shape[1:] == (2, 2):
        ratios = [odds_ratio(table).value for table in reach]
        above, below = [ratio for ratio in ratios if ratio > 1], [ratio for ratio in ratios if ratio < 1]
        shares = reach[:, :, 0] / reach.sum(axis=2)
        apart = ("cliffs_delta", min(np.abs(shares[:, 0] - shares[:, 1]).tolist(), default=NAN))  # of two codes the difference of shares is the delta
        detectable = [("odds_ratio_above", min(above, default=NAN)), ("odds_ratio_below", max(below, default=NAN)), apart, *detectable]
    reason = "" if len(reach) else ABOVE_ALPHA
    return Card(test, names, n, alpha, found.arrangements, found.exact, found.floor, tuple(detectable), reason)
