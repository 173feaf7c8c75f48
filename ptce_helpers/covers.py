"""Models: the ways to cover all positive rows with prime implicants. All of the smallest, or all from which no term can go.

These are two questions. *Minimum* covers have the fewest terms possible; *irredundant* ones are all those of which no
term can be left out, longer ones among them (Petrick 1956; Dusa & Thiem 2015; Thiem 2014 on model ambiguity).
Where a search is stopped by a limit, the answer says so and gives the count or a bound: never a silent choice.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product

import numpy as np

from ptce_helpers import cover_search, cover_tree
from ptce_helpers.cover_parts import Class, Part, take_apart
from ptce_helpers.cover_search import OutOfSteps, Steps
from ptce_helpers.cover_sizes import MOST_ROWS, bound, greedy
from ptce_helpers.cover_tree import least
from ptce_helpers.errors import ResearcherError

LIMIT = 10_000  # models that are listed
STEPS = 1_000_000  # of a search, some ten seconds
SECONDS = 60.0  # for the proof that no cover is smaller

Model = tuple[int, ...]


@dataclass(frozen=True)
class Covers:
    """Models as rising numbers of implicants, and how far the list goes.

    ``total``: how many models there are, if ``exact``; otherwise there are at least as many. ``complete``: all are
    listed. ``low``: no cover has fewer terms; minimum covers are ``proven`` where the models attain it.
    """

    models: tuple[Model, ...]
    total: int
    exact: bool
    low: int
    proven: bool = True

    @property
    def complete(self) -> bool:
        """Whether the list holds all models there are."""
        return self.exact and self.proven and len(self.models) == self.total

    @property
    def size(self) -> int:
        """The number of terms of the shortest model listed."""
        return min(map(len, self.models))


@dataclass(frozen=True)
class _Found:
    """The covers of one part, as classes of implicants: listed up to the limit, how many there are or at least are."""

    covers: list[tuple[Class, ...]]
    total: int
    exact: bool
    low: int
    proven: bool = True


def minimum(chart: np.ndarray, limit: int = LIMIT, steps: int = STEPS, seconds: float = SECONDS) -> Covers:
    """All models with the fewest terms, all ties, and their exact number.

    ``chart``: booleans, implicants down, positive rows across. ``limit``: models listed at most; ``steps`` and
    ``seconds``: what count, list and proof may take, for each independent part; without steps there is one model and the
    proof that none is shorter. Raises ResearcherError where a row is held by no implicant.
    """
    needed, parts = take_apart(_checked(chart))
    return _together(needed, [_minimum(part, limit, steps, seconds) for part in parts], limit)


def irredundant(chart: np.ndarray, limit: int = LIMIT, steps: int = STEPS) -> Covers:
    """All models of which no term can be left out, the longer ones too. Chart, limits and errors as for :func:`minimum`."""
    needed, parts = take_apart(_checked(chart))
    return _together(needed, [_irredundant(part, limit, Steps(steps)) for part in parts], limit)


def _checked(chart: np.ndarray) -> np.ndarray:
    chart = np.asarray(chart, dtype=bool)
    if not chart.any(axis=0).all():
        raise ResearcherError(f"No implicant holds positive row {int(np.flatnonzero(~chart.any(axis=0))[0])} (counted from 0): there is no model.",
                              todo="look for implicants of all positive rows")  # fmt: skip
    return chart


def _minimum(part: Part, limit: int, steps: int, seconds: float) -> _Found:
    if steps and part.chart.shape[1] <= MOST_ROWS:
        low, tree = cover_tree.small(part)
        covers = _listed(tree.covers(Steps(steps)), limit)
        return _Found(covers or [least(part, seconds).found], tree.total, True, low)
    proof = least(part, seconds)
    if proof.low < len(proof.found):
        return _Found([proof.found], 1, False, proof.low, proven=False)
    tree = cover_tree.grow(part, proof.low, Steps(steps))
    covers = _listed(tree.covers(Steps(steps)), limit) or [proof.found]
    return _Found(covers, max(tree.total, _ways(covers[0])), tree.exact, proof.low)


def _listed(search: Iterator[tuple[Class, ...]], limit: int) -> list[tuple[Class, ...]]:
    """Covers up to the limit, or as many as the steps allow."""
    covers = []
    try:
        covers.extend(islice(search, limit))
    except OutOfSteps:
        pass
    return covers


def _irredundant(part: Part, limit: int, steps: Steps) -> _Found:
    covers, total, exact = [], 0, True
    try:
        for cover in cover_search.irredundant(part, steps):
            classes = tuple(part.classes[one] for one in cover)
            total += _ways(classes)
            if len(covers) < limit:
                covers.append(classes)
    except OutOfSteps:
        exact = False
    one = tuple(part.classes[number] for number in greedy(part.chart))
    return _Found(covers or [one], max(total, _ways(one)), exact, bound(part))


def _ways(classes: tuple[Class, ...]) -> int:
    """How many models a cover stands for: one implicant of each class."""
    return math.prod(map(len, classes))


def _together(needed: list[Class], found: list[_Found], limit: int) -> Covers:
    """The models of a chart: one implicant of each class that is needed, with one cover of each part."""
    exact, total = all(part.exact for part in found), math.prod(len(one) for one in needed) * math.prod(part.total for part in found)
    every = (one for covers in product(*(part.covers for part in found)) for one in product(*needed, *(c for cover in covers for c in cover)))
    models = sorted(tuple(sorted(model)) for model in islice(every, limit))
    return Covers(tuple(models), total, exact, len(needed) + sum(part.low for part in found), all(part.proven for part in found))
