"""Paired lines: each figure that both studies state of a pole, on the left as in 2014, on the right as in 2015."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ptce_helpers.cleaning import representative
from ptce_helpers.figures import INK, STUDY_COLOURS, nothing, spread
from ptce_helpers.labels import NBSP, Labels
from ptce_helpers.snapshots import BOTH, FIRST, SECOND, Snapshots
from ptce_helpers.wording import item_in_words

COLUMNS, WIDTH, HEAD, FOOT = 2, 5.2, 0.72, 0.25  # panels in a row; inches: width of one, title and space above it, space below all
LINE, WRAP = 0.125, 32  # inches a line of writing takes; letters in one

Side = list[tuple[float, str]]  # what stands on one side of a panel, from the top: height of the mark, and text


@dataclass(frozen=True)
class Slope:
    """One figure of one pole: the coding of each study, None where a study does not state it."""

    first: dict | None
    second: dict | None

    @property
    def row(self) -> dict:
        """A coding of the figure."""
        return self.first or self.second


@dataclass(frozen=True)
class Panel:
    """One numeric variable with all its slopes; at least one of them has both ends."""

    variable_id: str
    slopes: tuple[Slope, ...]


def variables(snapshots: Snapshots) -> list[str]:
    """The numeric variables that both studies state of at least one pole, by label."""
    paired = {one.variable_id for one in snapshots.of(*BOTH) if snapshots.sample.book.is_number(one.variable_id)}
    return sorted(paired, key=snapshots.place)


def panels(snapshots: Snapshots) -> list[Panel]:
    """One panel for each of these variables; what one study alone states is there too."""
    return [Panel(name, tuple(slope for case in snapshots.poles for slope in _slopes(snapshots, case, name))) for name in variables(snapshots)]


def _slopes(snapshots: Snapshots, case_id: str, variable_id: str) -> list[Slope]:
    """The slopes of one pole: the pairs of the comparison, then what has no counterpart in the other study."""
    out = [Slope(pair.first[0], pair.second[0]) for pair in snapshots.compare(case_id, variable_id).pairs]
    taken = {row["coding_id"] for slope in out for row in (slope.first, slope.second)}
    for study in (FIRST, SECOND):
        items: dict[str, list[dict]] = {}
        for row in snapshots.usable(case_id, study, variable_id):
            items.setdefault(row["item"], []).append(row)
        alone = [representative(rows, study) for rows in items.values() if not taken & {row["coding_id"] for row in rows}]
        out += [Slope(row, None) if study == FIRST else Slope(None, row) for row in alone]
    return out


def paired(snapshots: Snapshots) -> Figure:
    """Small multiples, each with a scale of its own: a line joins what both studies state, a mark alone has no counterpart.

    An open mark is a figure that is only about so much, an arrow one that is at least or at most so much, a bar a range.
    """
    shown, labels = panels(snapshots), snapshots.sample.labels
    if not shown:
        return nothing(labels)
    writings = [[_writing(snapshots, panel, right) for right in (False, True)] for panel in shown]
    heights = [max(map(_height, writings[start:start + COLUMNS])) for start in range(0, len(shown), COLUMNS)]
    total = sum(heights) + HEAD * len(heights) + FOOT
    figure = plt.figure(figsize=(WIDTH * COLUMNS, total))
    for number, (panel, writing) in enumerate(zip(shown, writings, strict=True)):
        row, column = divmod(number, COLUMNS)
        bottom = total - sum(heights[:row + 1]) - HEAD * (row + 1)
        axes = figure.add_axes((column / COLUMNS, bottom / total, 1 / COLUMNS, heights[row] / total))
        _panel(axes, panel, snapshots.sample.book.label(panel.variable_id, labels.lang), labels)
        for side, right in zip(writing, (False, True), strict=True):
            _write(axes, side, right, heights[row])
    return figure


def _writing(snapshots: Snapshots, panel: Panel, right: bool) -> Side:
    """Figure and name of each mark of a side; on the left the figure alone where a line goes on to the right."""
    out, labels = [], snapshots.sample.labels
    for slope in panel.slopes:
        row = slope.second if right else slope.first
        if row:
            named = labels.text("slope_right" if right else "slope_left", name=_name(snapshots, panel, slope), figure=_figure(row, labels))
            text = _figure(row, labels) if slope.second and not right else fill(named, width=WRAP, break_long_words=False, break_on_hyphens=False)
            out.append((float(row["value"]), text))
    return sorted(out, key=lambda pair: (-pair[0], pair[1]))


def _name(snapshots: Snapshots, panel: Panel, slope: Slope) -> str:
    """The pole; with the item where the panel has several figures of it."""
    row, pole = slope.row, snapshots.sample.names[slope.row["case_id"]]
    if not row["item"] or sum(other.row["case_id"] == row["case_id"] for other in panel.slopes) < 2:
        return pole
    return snapshots.sample.labels.text("item", item=pole) + item_in_words(row, snapshots.sample.raw, snapshots.sample.labels)


def _figure(row: dict, labels: Labels) -> str:
    """A figure as exact as the text, in one piece: its spaces don't break."""
    if row["scale"] == "year":
        return labels.year(row["value"], row["upper"], row["qualifier"]).replace(" ", NBSP)
    return labels.qualified(float(row["value"]), float(row["upper"]) if row["upper"] else None, row["qualifier"]).replace(" ", NBSP)


def _height(writing: list[Side]) -> float:
    """Inches that a panel needs for the fuller of its sides."""
    return max(0.8, *((len(side) - 0.4) * _gap(side) for side in writing))


def _gap(side: Side) -> float:
    """Inches from one text of a side to the next."""
    return 0.07 + LINE * max((text.count("\n") + 1 for _, text in side), default=0)


def _panel(axes: Axes, panel: Panel, title: str, labels: Labels) -> None:
    years = all(slope.row["scale"] == "year" for slope in panel.slopes)
    ends = [float(row[part]) for slope in panel.slopes for row in (slope.first, slope.second) if row for part in ("value", "upper") if row[part]]
    low, high = min(ends) if years else min(0.0, *ends), max(ends)
    high += 0.25 * (high - low) * any(row["qualifier"] == "at_least" for slope in panel.slopes for row in (slope.first, slope.second) if row)  # room for its arrow
    room = 0.1 * (high - low or 1)
    axes.set(xlim=(-1.75, 2.75), ylim=(low - room, high + room))
    for x, study in enumerate((FIRST, SECOND)):
        axes.axvline(x, color="#d9dddf", linewidth=0.8, zorder=0)
        axes.annotate(labels.text(f"timeline_{study}"), (x, 1.0), xycoords=("data", "axes fraction"), xytext=(0, 3), textcoords="offset points",
                      ha="center", va="bottom", fontsize=7.5, color=STUDY_COLOURS[study])
    for slope in panel.slopes:
        if slope.first and slope.second:
            axes.plot([0, 1], [float(slope.first["value"]), float(slope.second["value"])], color=INK, linewidth=1.1, zorder=1)
        for x, row in enumerate((slope.first, slope.second)):
            if row:
                _mark(axes, x, row, reach=2.2 * room)
    axes.annotate(title, (0.5, 1.0), xycoords=("data", "axes fraction"), xytext=(0, 17), textcoords="offset points", ha="center", va="bottom", fontsize=9, fontweight="bold", color=INK)
    axes.axis("off")


def _mark(axes: Axes, x: int, row: dict, reach: float) -> None:
    value, qualifier, colour = float(row["value"]), row["qualifier"], STUDY_COLOURS[row["study"]]
    if qualifier == "range" and row["upper"]:
        axes.plot([x, x], [value, float(row["upper"])], color=colour, linewidth=4, solid_capstyle="butt", zorder=2)
        return
    if qualifier in ("at_least", "at_most"):
        axes.annotate("", xy=(x, value + (reach if qualifier == "at_least" else -reach)), xytext=(x, value), zorder=4,
                      arrowprops={"arrowstyle": "->", "color": colour, "linewidth": 1.4, "shrinkA": 0, "shrinkB": 0})
    axes.scatter([x], [value], marker="os"[x], facecolor="white" if qualifier == "about" else colour, edgecolor=colour, s=30, linewidth=1.4, zorder=3)


def _write(axes: Axes, side: Side, right: bool, inches: float) -> None:
    """The texts of one side, each as near to its mark as the others allow."""
    if not side:
        return
    low, high = axes.get_ylim()
    places = spread(np.array([value for value, _ in side]), _gap(side) / inches * (high - low), low, high)
    for (value, text), place in zip(side, places, strict=True):
        axes.annotate(text, xy=(int(right), value), xytext=(1.18 if right else -0.18, place), ha="left" if right else "right", va="center", fontsize=7.5, color=INK,
                      linespacing=1.05, arrowprops={"arrowstyle": "-", "color": "#a9b1b5", "linewidth": 0.5, "shrinkA": 1, "shrinkB": 4, "relpos": (0 if right else 1, 0.5)})
