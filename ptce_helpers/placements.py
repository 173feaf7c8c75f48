"""Placements: the finitely many places that a value known only between two ends can take among the others.

A test of ranks sees only the order of the values and which are equal. So an unknown value need only be tried on each
value or end in sight within its interval, and between each two of them; several unknown ones in the same gap need
as many places there as they are, to come out in every order and equal.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ptce_helpers.errors import DataError
from ptce_helpers.groups import case_of


def places(low: Sequence[float], high: Sequence[float], whole: bool = False) -> list[list[float]]:
    """For each case the values to try; one where it is known. ``whole``: only whole numbers are possible."""
    ends = [_checked(case_of(low, i), float(x), float(y), whole) for i, (x, y) in enumerate(zip(low, high, strict=True))]
    cuts = sorted({end for pair in ends for end in pair if math.isfinite(end)})
    gaps = list(zip([-math.inf, *cuts], [*cuts, math.inf], strict=True))
    inside = [(start, end, sum(x <= start and end <= y for x, y in ends)) for start, end in gaps]
    between = {(start, end): _between(start, end, count, whole) for start, end, count in inside}
    return [[cut for cut in cuts if x <= cut <= y] + [value for gap in gaps if x <= gap[0] and gap[1] <= y for value in between[gap]] for x, y in ends]


def whole_numbers(low: Sequence[float], high: Sequence[float]) -> list[list[float]]:
    """For each case every whole number between its ends."""
    ends = [_checked(case_of(low, i), float(x), float(y), True) for i, (x, y) in enumerate(zip(low, high, strict=True))]
    return [np.arange(x, y + 1).tolist() for x, y in ends]


def _checked(case: str, low: float, high: float, whole: bool) -> tuple[float, float]:
    if math.isnan(low) or math.isnan(high):
        raise DataError(f"{case}: an end of its interval is nan; allowed: a number, -inf or inf", todo="give -inf and inf where nothing is known of a value")
    one = math.ceil(low) if whole and math.isfinite(low) else low
    other = math.floor(high) if whole and math.isfinite(high) else high
    if one > other or (math.isinf(low) and low == high):
        raise DataError(f"{case}: no {'whole ' if whole else ''}number lies between its ends: found {low} to {high}; allowed: low end first", todo="check the two ends")
    return float(one), float(other)


def _between(start: float, end: float, count: int, whole: bool) -> list[float]:
    """As many places in a gap as there are values that may lie there; fewer where only whole numbers are possible."""
    if not math.isfinite(start):
        return [(end if math.isfinite(end) else 0.0) - i for i in range(1, count + 1)]
    if not math.isfinite(end):
        return [start + i for i in range(1, count + 1)]
    if whole:
        return [start + i for i in range(1, min(count, int(end - start) - 1) + 1)]
    return [start + (end - start) * i / (count + 1) for i in range(1, count + 1)]
