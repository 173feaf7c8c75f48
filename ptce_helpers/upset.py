"""Which things go together: every combination that occurs, one a row, with the names of those that have it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import wrap

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ptce_helpers.errors import ResearcherError
from ptce_helpers.evidence import Cell, Traced, cell, counted, table
from ptce_helpers.figures import INK, PALE, nothing
from ptce_helpers.labels import Labels

MOST = 8  # sets in one picture: with more of them hardly two members have the same
WIDTH = 66  # characters of a line of names
BAR, SLANT, HEAD = 1.0, 3.2, 2.0  # inches: the longest bar, the room that the slanting names of the sets need at the right and on top
DARK, FAINT = "#2b6c8f", "#ccd2d5"


@dataclass(frozen=True)
class Combination:
    """Some sets, and the members that are in all of these and in no other."""

    sets: tuple[str, ...]
    members: tuple[str, ...]


def combinations(sets: dict[str, Iterable[str]], members: Iterable[str]) -> list[Combination]:
    """The combinations that occur, each member in exactly one: the most frequent first, then those of most sets.

    ``sets``: name -> its members; ``members``: all, in order, also those that are in no set (the empty combination).
    Idea: A. Lex et al., UpSet: Visualization of Intersecting Sets (2014), exclusive intersections.
    """
    inside = {name: set(some) for name, some in sets.items()}
    found: dict[tuple[str, ...], list[str]] = {}
    for member in members:
        found.setdefault(tuple(name for name in inside if member in inside[name]), []).append(member)
    place = {name: i for i, name in enumerate(inside)}
    order = sorted(found, key=lambda names: (-len(found[names]), -len(names), [place[name] for name in names]))
    return [Combination(names, tuple(found[names])) for names in order]


def summary(held: dict[str, dict[str, tuple[str, ...]]], members: list[str], labels: Labels) -> dict[str, Cell]:
    """Numbers for the sentence: ``n`` combinations, how many have a single member, and the most frequent ones.

    ``held``: set -> member -> references.
    """
    found = combinations(held, members)
    most = max((len(one.members) for one in found), default=0)
    top = [one for one in found if len(one.members) == most]
    behind = {one: [ref for name in one.sets for member in one.members for ref in held[name][member]] for one in found}
    every = [ref for refs in behind.values() for ref in refs]
    said = labels.text("semicolon").join(" + ".join(one.sets) or labels.text("none_of_these") for one in top)
    frequent = [ref for one in top for ref in behind[one]] or every
    return {"n": cell(len(found), every), "poles": cell(len(members), [f"cases.csv#{member}" for member in members]), "alone": counted([behind[one] for one in found if len(one.members) == 1], every),
            "most": cell(most, frequent), "top": cell(said, every)}


def as_table(held: dict[str, dict[str, tuple[str, ...]]], members: list[str], names: dict[str, str], silent: dict[str, list[str]], labels: Labels) -> Traced:
    """The combinations as a table: how many sets and which, how many members and who.

    ``held``: set -> member -> references; ``names``: member -> name; ``silent``: member -> references of what was looked at.
    """
    rows = []
    for one in combinations(held, members):
        refs = [ref for name in one.sets for member in one.members for ref in held[name][member]] or [ref for member in one.members for ref in silent[member]]
        said = labels.text("semicolon").join(one.sets) or labels.text("none_of_these")
        rows.append({"combination": cell(said, refs), "n_sets": cell(len(one.sets), refs), "count": cell(len(one.members), refs),
                     "names": cell(labels.join([names[member] for member in one.members]), refs)})
    return table(rows, ["combination", "n_sets", "count", "names"])


def draw(sets: dict[str, Iterable[str]], members: list[str], names: dict[str, str], labels: Labels) -> Figure:
    """An UpSet-like picture: a column a set, a row a combination, its members as bar, number and names at the right.

    Above each column stands how many members the set has. At most MOST sets, else ResearcherError.
    """
    if not members or not sets:
        return nothing(labels)
    if len(sets) > MOST:
        raise ResearcherError(f"{len(sets)} sets are too many for one picture.", todo=f"choose at most {MOST}, or draw several pictures.")
    rows = combinations(sets, members)
    told = [wrap(", ".join(names[member] for member in row.members), WIDTH, break_long_words=False, break_on_hyphens=False) for row in rows]
    heights = [0.15 * max(len(lines), 1) + 0.17 for lines in told]
    longest = max(len(line) for lines in told for line in lines)
    left, right = len(sets) * 0.42 + 0.3, max(BAR * 1.4 + 0.075 * longest, SLANT)
    width, inches = left + right, sum(heights) + HEAD
    figure, (dots, bars) = plt.subplots(1, 2, figsize=(width, inches), gridspec_kw={"width_ratios": [left, right]})
    middles = [sum(heights[:i]) + height / 2 for i, height in enumerate(heights)]
    _dots(dots, rows, middles, {name: len(set(some)) for name, some in sets.items()}, labels)
    _bars(bars, rows, middles, told, right, labels)
    for axes in (dots, bars):
        axes.set_ylim(sum(heights), 0)
        axes.spines[["left", "bottom"]].set_visible(False)
        axes.tick_params(length=0)
    figure.subplots_adjust(left=0.01, right=0.995, bottom=0.1 / inches, top=1 - HEAD / inches, wspace=0)
    return figure


def _dots(axes: Axes, rows: list[Combination], middles: list[float], sizes: dict[str, int], labels: Labels) -> None:
    """A filled dot where a set belongs to a combination, joined by a line; the sets and their sizes on top."""
    names = list(sizes)
    for row, y in zip(rows, middles, strict=True):
        inside = [x for x, name in enumerate(names) if name in row.sets]
        axes.scatter(range(len(names)), [y] * len(names), s=16, color=FAINT, zorder=1)
        axes.scatter(inside, [y] * len(inside), s=58, color=DARK, zorder=3)
        if len(inside) > 1:
            axes.plot([inside[0], inside[-1]], [y, y], color=DARK, linewidth=1.6, zorder=2)
    axes.set_xticks(range(len(names)), [f"{name} ({labels.number(sizes[name])})" for name in names], rotation=38, ha="left", rotation_mode="anchor", fontsize=8.5)
    axes.xaxis.tick_top()
    axes.set_yticks([])
    axes.set_xlim(-0.6, len(names) - 0.4)


def _bars(axes: Axes, rows: list[Combination], middles: list[float], told: list[list[str]], inches: float, labels: Labels) -> None:
    """How many members have a combination, and their names; ``inches``: the width of this half."""
    most = max(len(row.members) for row in rows)
    for row, y, lines in zip(rows, middles, told, strict=True):
        axes.barh(y, len(row.members), 0.16, color=DARK if row.sets else PALE, edgecolor=DARK, linewidth=0.8)
        axes.annotate(labels.number(len(row.members)), (most * 1.2, y), ha="right", va="center", fontsize=8.5, color=INK)
        axes.annotate("\n".join(lines), (most * 1.3, y), ha="left", va="center", fontsize=8, color=INK, linespacing=1.15)
    axes.set_xlim(0, most * inches / BAR)
    axes.set_xticks([])
    axes.set_yticks([])
