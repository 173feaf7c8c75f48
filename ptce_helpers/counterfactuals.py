"""Counterfactuals: which combinations that no case shows may shorten a solution, given what theory expects of each condition."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import pandas as pd

from ptce_helpers import reductions, terms, truth_tables
from ptce_helpers.errors import NotFound, ParameterError, nearest
from ptce_helpers.reductions import Reduction
from ptce_helpers.terms import DROPPED

Expectations = Mapping[str, object] | Sequence[object] | str
NONE = ("-", "", None)  # nothing is expected of the condition
Expected = tuple[frozenset[int], ...]


@dataclass(frozen=True)
class Pair:
    """The intermediate solution between one complex and one parsimonious model, and the counterfactuals behind it.

    ``easy``: numbers of the combinations without cases that the intermediate solution counts as leading to the outcome, because
    the expectations say so; ``difficult``: those that only the parsimonious one counts in.
    """

    complex: list[str]
    parsimonious: list[str]
    models: list[list[str]]
    prime_implicants: list[str]
    easy: list[int]
    difficult: list[int]
    complete: bool


def expected(expectations: Expectations, conditions: Sequence[str], levels: Sequence[int]) -> Expected:
    """Per condition, the values that are expected to help the outcome along; none where nothing is expected.

    A dict (``{"DEV": 1, "STB": None, "T": [1, 2]}``; what is not named expects nothing), a list or text with an entry per
    condition in their order (``"1,1,0,-,1"``, ``[1, None, [1, 2]]``), or text or a list of literals (``"DEV, ~STB"``, ``"DEV[1], T[2]"``).
    """
    parts = [part.strip() for part in expectations.split(",")] if isinstance(expectations, str) else expectations
    if not isinstance(parts, Iterable):
        raise ParameterError(f"The expectations {expectations!r} can't be read.", todo=f"give one for each of {', '.join(conditions)}, as a dict, a list or text.")
    if isinstance(parts, (Mapping, pd.Series)):  # a Series is told by its names, not by their order
        given = dict(parts)
    elif all(part in NONE or not isinstance(part, str) or re.fullmatch(r"\d+", part) for part in parts):
        if len(parts) != len(conditions):
            raise ParameterError(f"There are {len(parts)} expectations for {len(conditions)} conditions.", todo=f"give one for each of {', '.join(conditions)}; - expects nothing.")
        given = dict(zip(conditions, parts, strict=True))
    else:
        given = _of_literals([str(part) for part in parts], list(conditions))
    if unknown := [name for name in given if name not in conditions]:
        raise NotFound(f"Something is expected of {unknown[0]!r}, which is no condition here.", todo=nearest(str(unknown[0]), list(conditions)))
    return tuple(_values(name, given.get(name), size) for name, size in zip(conditions, levels, strict=True))


def _of_literals(parts: list[str], conditions: list[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for part in parts:
        for name, value in zip(conditions, terms.read(part, conditions)[0], strict=True):
            if value != DROPPED:
                found.setdefault(name, []).append(value)
    return found


def _values(name: str, given: object, size: int) -> frozenset[int]:
    if given is None or given != given or (isinstance(given, str) and given.strip() in NONE):  # NaN is how pandas says nothing
        return frozenset()
    try:
        found = frozenset(int(value) for value in (given if isinstance(given, (list, tuple, set, frozenset)) else [given]))
    except (TypeError, ValueError) as error:
        raise ParameterError(f"The expectation {given!r} of {name} is no value.", todo=f"write one of 0 to {size - 1}, or - to expect nothing.") from error
    if wrong := sorted(value for value in found if not 0 <= value < size):
        raise ParameterError(f"The condition {name} has no value {wrong[0]}.", todo=f"expect one of 0 to {size - 1}, or - for nothing.")
    return found if len(found) < size else frozenset()


def between(complex_: np.ndarray, parsimonious: np.ndarray, expectation: Expected) -> list[tuple[int, ...]]:
    """The terms between two models: of each complex term inside a parsimonious one, what the latter or the expectations ask for.

    A literal of the complex term goes where the expectation names another value: the term then also holds the combinations
    without cases in which the condition is as expected, so that these are easy counterfactuals (Ragin & Sonnett 2005).
    """
    found = {}
    for whole in complex_:
        for part in parsimonious:
            if ((part == DROPPED) | (part == whole)).all():
                kept = (part != DROPPED) | np.array([not values or value in values for value, values in zip(whole, expectation, strict=True)])
                found[tuple(np.where(kept, whole, DROPPED).tolist())] = None
    return list(found)


def pairs(complex_: Reduction, parsimonious: Reduction, expectation: Expected, conditions: Sequence[str], levels: Sequence[int],
          which: str, limit: int) -> Iterator[tuple[str, Pair, Reduction]]:  # fmt: skip
    """The intermediate solution of each complex with each parsimonious model, named C1P1, C1P2 ...; at most ``limit`` of them."""
    on = set(parsimonious.positives)
    solved: dict[tuple[int, ...], Reduction] = {}
    longest, shortest = complex_.models(), parsimonious.models()
    written = [terms.model(model, conditions, levels) for model in shortest]
    assumed = [set(truth_tables.covered(model.tolist(), levels)) - on for model in shortest]
    for c, p in islice(np.ndindex(len(longest), len(shortest)), limit):
        whole = longest[c]
        inside = between(whole, shortest[p], expectation)
        easy = tuple(row for row in truth_tables.covered(inside, levels) if row not in on)
        if easy not in solved:
            solved[easy] = reductions.conservative(levels, sorted(on), easy, which, limit)
        found = solved[easy]
        yield f"C{c + 1}P{p + 1}", Pair(
            sorted(terms.model(whole, conditions, levels)), sorted(written[p]), [sorted(terms.model(model, conditions, levels)) for model in found.models()],
            terms.model(found.implicants, conditions, levels), list(easy), sorted(assumed[p] - set(easy)), found.covers.complete), found  # fmt: skip
