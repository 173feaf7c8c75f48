"""A chart of implicants taken apart: what every cover needs, what may stand for what, and pieces that can be solved alone.

Nothing here loses a smallest or an irredundant cover (McCluskey 1956; Petrick 1956): implicants of equal coverage
stand for each other, an implicant that alone holds a row is in every cover, a row that is held wherever another is
held need not be looked at, and pieces without a common row are independent.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse.csgraph import connected_components

Class = tuple[int, ...]  # implicants of equal coverage


@dataclass(frozen=True)
class Part:
    """A piece of a chart: ``chart`` (classes x rows, booleans) and the implicants of each class."""

    chart: np.ndarray
    classes: tuple[Class, ...]

    @cached_property
    def rows_of(self) -> list[int]:
        """For each class the rows it holds, as bits of a whole number."""
        return as_bits(self.chart)

    @cached_property
    def classes_of(self) -> list[int]:
        """For each row the classes that hold it, as bits of a whole number."""
        return as_bits(self.chart.T)

    def keep(self, kept: np.ndarray) -> Part:
        """The same with some of the classes only."""
        return Part(self.chart[kept], tuple(self.classes[place] for place in np.flatnonzero(kept)))


def take_apart(chart: np.ndarray) -> tuple[list[Class], list[Part]]:
    """The classes of which every cover holds one implicant, and the independent parts that remain to be solved."""
    return reduced(Part(chart, tuple((number,) for number in range(len(chart)))))


def reduced(part: Part) -> tuple[list[Class], list[Part]]:
    """The same for what remains of a chart."""
    needed: list[Class] = []
    while True:
        before = part.chart.shape
        part = _without_dominated_rows(_grouped(part))
        found, part = _essential(part)
        needed += found
        if part.chart.shape == before:
            return needed, _components(part)


def as_bits(table: np.ndarray) -> list[int]:
    """The lines of a table of booleans as whole numbers, bit 0 for the first column."""
    return [int.from_bytes(line.tobytes(), "little") for line in np.packbits(table, axis=1, bitorder="little")]


def _grouped(part: Part) -> Part:
    """Classes of equal coverage become one; those that hold no row fall away."""
    groups: dict[bytes, list[int]] = {}
    for place, line in enumerate(np.packbits(part.chart, axis=1)):
        groups.setdefault(line.tobytes(), []).append(place)
    several = [places for places in groups.values() if part.chart[places[0]].any()]
    return Part(part.chart[[places[0] for places in several]],
                tuple(tuple(sorted(one for place in places for one in part.classes[place])) for places in several))  # fmt: skip


def _without_dominated_rows(part: Part) -> Part:
    """Rows go that are held wherever another one is held; of equal rows the first stays."""
    held = part.chart.astype(np.float32)
    within = (held.T @ held) == held.sum(axis=0)[:, None]  # down: the row, across: a row that is held wherever it is
    equal = within & within.T
    gone = ((within & ~equal) | np.triu(equal, 1)).any(axis=0)
    return Part(part.chart[:, ~gone], part.classes)


def _essential(part: Part) -> tuple[list[Class], Part]:
    """The classes that alone hold a row, and what remains without them and their rows."""
    alone = part.chart[:, part.chart.sum(axis=0) == 1].any(axis=1)
    rest = part.chart[~alone][:, ~part.chart[alone].any(axis=0)]
    return [part.classes[place] for place in np.flatnonzero(alone)], Part(rest, part.keep(~alone).classes)


def _components(part: Part) -> list[Part]:
    held = part.chart.astype(np.float32)
    count, of_row = connected_components(held.T @ held > 0, directed=False)
    pieces = []
    for number in range(count):
        rows = of_row == number
        inside = part.chart[:, rows].any(axis=1)
        pieces.append(Part(part.chart[inside][:, rows], part.keep(inside).classes))
    return pieces


def core(part: Part) -> Part:
    """What remains of a part for the question of its least size alone: dominated classes go too; one is kept of equals.

    A class that holds only rows that another one holds as well can be replaced by it. Essential classes stay in the chart.
    """
    while True:
        before = part.chart.shape
        part = _without_dominated_rows(part)
        part = part.keep(~_dominated(part.chart))
        if part.chart.shape == before:
            return part


def stripped(part: Part) -> tuple[list[Class], list[Part]]:
    """Some classes of a least cover, and the pieces that remain to be solved, each a :func:`core` without essential classes."""
    needed, open_, done = [], [part], []
    while open_:
        piece = core(open_.pop())
        found, pieces = reduced(piece)
        needed += found
        same = [one.chart.shape for one in pieces] == [piece.chart.shape]
        (done if same else open_).extend(pieces)
    return needed, done


def _dominated(chart: np.ndarray) -> np.ndarray:
    """Classes whose rows lie within those of another one, or are those of an earlier one."""
    words = np.zeros((len(chart), -(-chart.shape[1] // 64)), dtype=np.uint64)
    packed = np.packbits(chart, axis=1, bitorder="little")
    words.view(np.uint8).reshape(len(chart), -1)[:, : packed.shape[1]] = packed
    sizes, gone = chart.sum(axis=1), np.zeros(len(chart), dtype=bool)
    rarest = np.where(chart, chart.sum(axis=0), len(chart) + 1).argmin(axis=1)  # who holds all rows of a class holds its rarest
    for row in np.unique(rarest):
        asked, rivals = np.flatnonzero(rarest == row), np.flatnonzero(chart[:, row])
        for start in range(0, len(asked), 256):
            some = asked[start : start + 256]
            inside = ((words[some, None] & ~words[rivals]) == 0).all(axis=2)
            better = (sizes[rivals] > sizes[some, None]) | ((sizes[rivals] == sizes[some, None]) & (rivals < some[:, None]))
            gone[some] = (inside & better).any(axis=1)
    return gone
