"""All smallest covers of a large part of a chart, held as a tree: counted exactly without being listed, listed when asked for.

Branch and bound, where every branch is reduced anew: the classes that hold one row divide the covers into those with
the first class, those with the second but not the first, and so on. What remains of a branch must be covered with
exactly as many classes as are left, since fewer would make a smaller cover of the whole.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from ptce_helpers.cover_parts import Class, Part, reduced, stripped
from ptce_helpers.cover_search import Steps, of_size
from ptce_helpers.cover_sizes import MOST_ROWS, ROUNDING, bound, counted, greedy, rounded, row_weights

A_NODE = 300  # steps of a plain search that take as long as a node of the tree
FEW_LEFT = 0.8  # of the classes: then it is worth while to reduce anew
FEW_NODES = 60  # that are tried for a proof before HiGHS is asked
UNBOUNDED = 2**62  # steps
FINISHED, INFEASIBLE = 0, 2  # what HiGHS may say of a program


@dataclass
class Tree:
    """Covers of a part: each branch is some classes that are taken, with one cover of each tree below; or a small part itself.

    ``total``: their number, each implicant of a class counted; at least this number if not ``exact``.
    """

    branches: list[tuple[list[Class], list[Tree]]] = field(default_factory=list)
    total: int = 0
    exact: bool = True
    small: tuple[Part, int] | None = None

    def add(self, taken: list[Class], below: list[Tree]) -> None:
        """A further branch; one without covers is not kept, but if it was not gone through the number is not exact."""
        if total := math.prod(len(one) for one in taken) * math.prod(tree.total for tree in below):
            self.branches.append((taken, below))
            self.total += total
        self.exact &= all(tree.exact for tree in below)

    def covers(self, steps: Steps) -> Iterator[tuple[Class, ...]]:
        """The covers one after the other, as classes of implicants. Raises OutOfSteps."""
        if self.small:
            part, size = self.small
            yield from (tuple(part.classes[one] for one in cover) for cover in of_size(part, size, steps))
        for taken, below in self.branches:
            yield from ((*taken, *rest) for rest in _each(below, steps))


def _each(trees: list[Tree], steps: Steps) -> Iterator[tuple[Class, ...]]:
    """One cover of each tree, in every combination."""
    if not trees:
        yield ()
        return
    for first in trees[0].covers(steps):
        yield from ((*first, *rest) for rest in _each(trees[1:], steps))


def small(part: Part) -> tuple[int, Tree]:
    """The least size of a cover of a small part, and the tree of these covers."""
    size, total = counted(part)
    return size, Tree(total=total, small=(part, size))


def grow(part: Part, size: int, steps: Steps) -> Tree:
    """The tree of all covers of a part with ``size`` classes, where no cover is smaller; not ``exact`` where steps run out."""
    tree = Tree()
    if not steps.may(A_NODE):
        tree.exact = False
        return tree
    needed, parts = reduced(part)
    below = [small(piece) for piece in parts if piece.chart.shape[1] <= MOST_ROWS]
    left = size - len(needed) - sum(least_size for least_size, _ in below)
    large = [piece for piece in parts if piece.chart.shape[1] > MOST_ROWS]
    sizes = [left] if len(large) == 1 else [least(piece, math.inf).low for piece in large]
    if left >= 0 and sum(sizes) == left:
        tree.add(needed, [found for _, found in below] + [_divided(piece, share, steps) for piece, share in zip(large, sizes, strict=True)])
    return tree


def _divided(part: Part, size: int, steps: Steps) -> Tree:
    """Drop the classes that no cover of this size can hold; then divide by the row that fewest classes hold."""
    weights, tree = row_weights(part.chart), Tree()
    useful = 1 - part.chart @ weights <= size - weights.sum() + ROUNDING
    part = part.keep(useful)
    if not part.chart.any(axis=0).all():
        return tree
    if useful.mean() < FEW_LEFT:
        return grow(part, size, steps)
    allowed = np.ones(len(part.classes), dtype=bool)
    for one in np.flatnonzero(part.chart[:, part.chart.sum(axis=0).argmin()]):
        allowed[one] = False
        rest = Part(part.chart[allowed][:, ~part.chart[one]], part.keep(allowed).classes)
        if rest.chart.any(axis=0).all():
            tree.add([part.classes[one]], [grow(rest, size - 1, steps)])
    return tree


@dataclass(frozen=True)
class Least:
    """The shortest cover found, as classes of implicants, and the size that no cover is smaller than, proven."""

    low: int
    found: tuple[Class, ...]


def least(part: Part, seconds: float) -> Least:
    """A shortest cover of a part and the proof: by the linear relaxation, else by a small tree, else by HiGHS (branch and cut).

    Where the seconds do not suffice for each piece that remains, ``low`` is smaller than the cover found: the best found, and a bound.
    """
    needed, pieces = stripped(part)
    solved = [_least(piece, seconds) for piece in pieces]
    return Least(len(needed) + sum(one.low for one in solved), (*needed, *(taken for one in solved for taken in one.found)))


def _least(part: Part, seconds: float) -> Least:
    low, shortest = bound(part), greedy(part.chart)
    if low < len(shortest):
        shortest = min(shortest, rounded(part.chart), key=len)
    found = tuple(part.classes[one] for one in shortest)
    while low < len(found):
        tree = grow(part, low, Steps(FEW_NODES * A_NODE))
        if tree.total:
            found = next(tree.covers(Steps(UNBOUNDED)))
        elif tree.exact:
            low += 1
        else:
            return _by_highs(part, Least(low, found), seconds)
    return Least(low, found)


def _by_highs(part: Part, known: Least, seconds: float) -> Least:
    """Is there a smaller cover than the one known? With its bound, if HiGHS does not end within the seconds."""
    ones, size = np.ones(len(part.classes)), len(known.found)
    limits = [LinearConstraint(part.chart.T.astype(float), lb=1), LinearConstraint(ones[None], ub=size - 1)]
    solved = milp(ones, integrality=1, bounds=Bounds(0, 1), constraints=limits, options={"time_limit": seconds})
    found = known.found if solved.x is None else tuple(part.classes[one] for one in np.flatnonzero(solved.x > 0.5))
    if solved.status in (FINISHED, INFEASIBLE):
        return Least(len(found), found)
    return Least(max(known.low, min(len(found), math.ceil((solved.mip_dual_bound or 0) - ROUNDING))), found)
