"""Claims on what goes with what: whether one figure of the poles rises with another."""

from __future__ import annotations

import math
from itertools import combinations

from ptce_helpers import values
from ptce_helpers.claim_answers import Answer, Part, Question, check
from ptce_helpers.errors import ResearcherError
from ptce_helpers.verdicts import Range

Spans = list[tuple[float, float]]  # the lowest and highest figure of each pole


@check
def rise_together(question: Question) -> Answer:
    """Whether one figure rises with another from pole to pole: ``asks`` is ``VARIABLE ~ VARIABLE``; nothing is stated besides.

    Of any two poles the one with more of the first should have more of the second. The answer is the number of pairs of poles in
    which it is so, less those in which it is the other way round; what is not known of a pole leaves its pairs open.
    """
    names = question.asks.split(" ~ ")
    if len(names) != 2:
        raise ResearcherError(f"What is asked, {question.asks!r}, compares nothing.", todo="write VARIABLE ~ VARIABLE, with spaces around the sign.")
    first, second = ([values.of_case(question.sample, case, question.study, name) for case in question.poles] for name in names)
    known = [not (a.missing or b.missing) for a, b in zip(first, second, strict=True)]
    parts = [_difference(_spans(first, keep), _spans(second, keep)) for keep in ([True] * len(known), known)]
    stated = Range(0, math.inf, without_low=True)
    cases = {state: tuple(case for case, is_known in zip(question.poles, known, strict=True) if is_known == state) for state in (True, False)}
    return Answer((Part(*parts[0], stated),) if sum(known) > 1 else (), tuple(ref for one in (*first, *second) for ref in one.refs), len(known),
                  (Part(*parts[1], stated),), cases[True], (), cases[False], any(one.qualifier == "about" for one in (*first, *second)))


def _spans(found: list[values.Value], keep: list[bool]) -> Spans:
    return [(one.low, one.high) for one, kept in zip(found, keep, strict=True) if kept]


def _difference(first: Spans, second: Spans) -> tuple[float, float]:
    """The fewest and the most pairs in which both figures rise, less those in which one falls."""
    ends = [_product(_order(first[i], first[j]), _order(second[i], second[j])) for i, j in combinations(range(len(first)), 2)]
    return sum(low for low, _ in ends), sum(high for _, high in ends)


def _order(a: tuple[float, float], b: tuple[float, float]) -> tuple[int, int]:
    """Whether the second figure is larger (1), smaller (-1) or the same (0), as far as it is known: the lowest and highest of these."""
    return (-1 if b[0] < a[1] else int(b[0] > a[1]), 1 if b[1] > a[0] else -int(b[1] < a[0]))


def _product(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    ends = [x * y for x in a for y in b]
    return min(ends), max(ends)
