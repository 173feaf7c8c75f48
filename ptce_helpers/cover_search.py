"""Covers of a part of a chart, one after the other: those of a given size, or all of which no term can be left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from ptce_helpers.cover_parts import Part
from ptce_helpers.cover_sizes import ROUNDING, row_weights


class OutOfSteps(Exception):
    """The search has taken as many steps as it may."""


@dataclass
class Steps:
    """How many steps a search may still take."""

    left: int

    def take(self) -> None:
        """Take one step. Raises OutOfSteps where none is left."""
        if not self.may(1):
            raise OutOfSteps

    def may(self, number: int) -> bool:
        """Take some steps at once, if there are still as many."""
        self.left -= number
        return self.left >= 0


def bits(mask: int) -> Iterator[int]:
    """The places of the bits of a whole number, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def of_size(part: Part, size: int, steps: Steps) -> Iterator[tuple[int, ...]]:
    """All covers of a part with ``size`` classes, the least size, each once; classes by number.

    Depth first over the row that fewest classes hold. A branch ends where the weights of the rows still open (the dual
    of the linear relaxation) say that the classes left are too few. Raises OutOfSteps.
    """
    weights = row_weights(part.chart)
    slack = size - weights.sum() + ROUNDING
    useful = 1 - part.chart @ weights <= slack  # no cover of this size can hold the others
    small = part.keep(useful)
    numbers = np.flatnonzero(useful)
    search = _Search(small, steps, _summed(weights))
    for cover in search.of_size((1 << small.chart.shape[1]) - 1, (1 << len(small.classes)) - 1, size):
        yield tuple(int(numbers[place]) for place in cover)


def _summed(weights: np.ndarray) -> Callable[[int], float]:
    """The sum of the weights of a set of rows, eight rows at a time."""
    tables = []
    for start in range(0, len(weights), 8):
        table = np.zeros(1)
        for weight in weights[start : start + 8]:
            table = np.concatenate([table, table + weight])
        tables.append(table.tolist())

    def of(rows: int) -> float:
        total = 0.0
        for table in tables:
            total += table[rows & 255] if len(table) == 256 else table[rows & (len(table) - 1)]
            rows >>= 8
        return total

    return of


@dataclass
class _Search:
    part: Part
    steps: Steps
    weight: Callable[[int], float]
    rows_of: list[int] = field(init=False)
    classes_of: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.rows_of, self.classes_of = self.part.rows_of, self.part.classes_of

    def of_size(self, rows: int, allowed: int, left: int) -> Iterator[tuple[int, ...]]:
        """The covers of some rows with ``left`` of the allowed classes; rows and classes as bits."""
        self.steps.take()
        if left == 1:
            for row in bits(rows):
                allowed &= self.classes_of[row]
            yield from ((one,) for one in bits(allowed))
            return
        choices = min((self.classes_of[row] & allowed for row in bits(rows)), key=int.bit_count)
        for one in bits(choices):
            allowed ^= 1 << one
            rest = rows & ~self.rows_of[one]
            if self.weight(rest) <= left - 1 + ROUNDING:
                yield from ((one, *others) for others in self.of_size(rest, allowed, left - 1))


def irredundant(part: Part, steps: Steps) -> Iterator[tuple[int, ...]]:
    """All covers of a part of which no class can be left out, whatever their size, each once (Murakami & Uno 2014).

    Every class taken keeps a row that it alone holds; a class that would take away another one's last such row is not
    taken. Raises OutOfSteps.
    """
    rows_of, classes_of = part.rows_of, part.classes_of

    def grow(rows: int, allowed: int, taken: tuple[int, ...], own: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        steps.take()
        if not rows:
            yield taken
            return
        choices = min((classes_of[row] & allowed for row in bits(rows)), key=int.bit_count)
        allowed &= ~choices
        for one in bits(choices):
            kept = tuple(alone & ~rows_of[one] for alone in own)
            if all(kept):
                yield from grow(rows & ~rows_of[one], allowed, (*taken, one), (*kept, rows & rows_of[one]))
                allowed |= 1 << one

    yield from grow((1 << part.chart.shape[1]) - 1, (1 << len(part.classes)) - 1, (), ())
