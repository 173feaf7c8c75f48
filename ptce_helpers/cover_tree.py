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

from ptce_helpers.cover_parts import Class, Part, reduced
from ptce_helpers.cover_search import Steps, of_size
from ptce_helpers.cover_sizes import MOST_ROWS, ROUNDING, counted, least, row_weights

A_NODE = 300  # steps of a plain search that take as long as a node of the tree
FEW_LEFT = 0.8  # of the classes: then it is worth while to reduce anew


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
