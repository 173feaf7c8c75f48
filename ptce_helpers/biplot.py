"""Poles and categories on two axes of a correspondence analysis, every label legible: what is near what, and what made the axes."""

from __future__ import annotations

from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.textpath import TextPath

from ptce_helpers.categories import SILENT
from ptce_helpers.figures import INK, nothing
from ptce_helpers.label_places import leader, places
from ptce_helpers.pole_answers import NOT_ASKED
from ptce_helpers.pole_types import PoleTypes

TYPE_COLOURS = ("#2b6c8f", "#c0692b", "#5b3a78", "#3d7d4e", "#a2324b", "#7a6a2a")
TYPE_MARKERS = ("o", "s", "D", "^", "v", "P")
GREY, FAINT = "#8d979c", "#c3cace"
WIDE, HIGH, MARGIN = 10.5, 8.2, (0.62, 0.55, 0.15, 0.62)  # inches; left, bottom, right, top
FONT = 8.0
SMALLEST, LARGEST = 3.0, 11.0  # diameter of marks, in points
BEHIND = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}  # no line runs through a label


@dataclass(frozen=True)
class Mark:
    """A point with its label: place on the axes, contribution to the plane (0 to 1 of the largest), and how it is drawn."""

    x: float
    y: float
    share: float
    label: str
    marker: str
    colour: str
    style: str = "normal"
    weight: str = "normal"

    @property
    def diameter(self) -> float:
        """In points: its surface grows with the contribution."""
        return float(np.sqrt(SMALLEST**2 + self.share * (LARGEST**2 - SMALLEST**2)))


def draw(found: PoleTypes, first: int = 1, second: int = 2) -> Figure:
    """Poles (by type) and active categories; the larger a mark, the more it contributes to the plane. Silences are grey."""
    if not _has(found, second):
        return nothing(found.sample.labels)
    return _drawn(found, [*_poles(found, first, second), *_categories(found, first, second)], first, second)


def supplementary(found: PoleTypes, first: int = 1, second: int = 2) -> Figure:
    """The supplementary categories, which had no part in making the axes, among the poles, here without names."""
    if not _has(found, second) or found.mca.supplementary_coordinates.empty:
        return nothing(found.sample.labels)
    poles = [Mark(mark.x, mark.y, 0.1, "", mark.marker, mark.colour) for mark in _poles(found, first, second)]
    shown = found.mca.supplementary_coordinates[[first, second]]
    shown = shown[[not name.endswith((f"={SILENT}", f"={NOT_ASKED}")) for name in shown.index]]
    return _drawn(found, [*poles, *(Mark(x, y, 0.15, found.called(name), "D", INK) for name, x, y in shown.itertuples())], first, second, contributions=False)


def _has(found: PoleTypes, axis: int) -> bool:
    return found.mca is not None and len(found.mca.axes) >= axis


def _shares(contributions: np.ndarray, eigenvalues: np.ndarray) -> np.ndarray:
    """Contribution to the plane, as a share of the largest."""
    plane = contributions @ eigenvalues
    return plane / plane.max()


def _poles(found: PoleTypes, first: int, second: int) -> list[Mark]:
    axes = [first, second]
    values = found.mca.eigenvalues.loc[axes, "eigenvalue"].to_numpy()
    shares = _shares(found.mca.row_contributions[axes].to_numpy(), values)
    return [Mark(x, y, share, found.sample.names[case], TYPE_MARKERS[found.labels[case] - 1], TYPE_COLOURS[found.labels[case] - 1])
            for (case, x, y), share in zip(found.mca.row_coordinates[axes].itertuples(), shares, strict=True)]


def _categories(found: PoleTypes, first: int, second: int) -> list[Mark]:
    axes = [first, second]
    values = found.mca.eigenvalues.loc[axes, "eigenvalue"].to_numpy()
    shares = _shares(found.mca.category_contributions[axes].to_numpy(), values)
    return [_category(name, x, y, share, found) for (name, x, y), share in zip(found.mca.category_coordinates[axes].itertuples(), shares, strict=True)]


def _category(name: str, x: float, y: float, share: float, found: PoleTypes) -> Mark:
    silent = name.endswith(f"={SILENT}")
    return Mark(x, y, share, found.called(name), "X", GREY if silent else INK, "italic" if silent else "normal", "normal" if silent else "bold")


def _drawn(found: PoleTypes, marks: list[Mark], first: int, second: int, contributions: bool = True) -> Figure:
    figure = plt.figure(figsize=(WIDE, HIGH))
    axes = figure.add_axes((MARGIN[0] / WIDE, MARGIN[1] / HIGH, 1 - (MARGIN[0] + MARGIN[2]) / WIDE, 1 - (MARGIN[1] + MARGIN[3]) / HIGH))
    _frame(axes, marks, found, first, second)
    for mark in marks:
        axes.plot([mark.x], [mark.y], mark.marker, color=mark.colour, markersize=mark.diameter, markeredgecolor="white", markeredgewidth=0.5, zorder=3)
    _write(axes, [mark for mark in marks if mark.label], marks)
    _key(axes, found, contributions)
    return figure


def _frame(axes: Axes, marks: list[Mark], found: PoleTypes, first: int, second: int) -> None:
    """One unit is as long across as up, as distances ask for; the axes cross where a pole of mean answers would stand."""
    x, y = np.array([mark.x for mark in marks]), np.array([mark.y for mark in marks])
    wide, high = WIDE - MARGIN[0] - MARGIN[2], HIGH - MARGIN[1] - MARGIN[3]
    unit = max((np.ptp(x) or 1) / (wide - 2.6), (np.ptp(y) or 1) / (high - 1.0))  # data units an inch
    axes.set_xlim((x.max() + x.min()) / 2 - unit * wide / 2, (x.max() + x.min()) / 2 + unit * wide / 2)
    axes.set_ylim((y.max() + y.min()) / 2 - unit * high / 2, (y.max() + y.min()) / 2 + unit * high / 2)
    axes.axhline(0, color=FAINT, linewidth=0.7, zorder=0)
    axes.axvline(0, color=FAINT, linewidth=0.7, zorder=0)
    labels = found.sample.labels
    for axis, name in ((first, "x"), (second, "y")):
        rate = labels.percent(found.mca.eigenvalues.loc[axis, "percentage"])
        axes.set(**{f"{name}label": labels.text("axis_of_plane", axis=axis, rate=rate)})
    axes.tick_params(labelsize=7.5, colors=GREY)
    axes.xaxis.set_major_formatter(lambda value, _: labels.number(value, 1))
    axes.yaxis.set_major_formatter(lambda value, _: labels.number(value, 1))


def _write(axes: Axes, labelled: list[Mark], marks: list[Mark]) -> None:
    """The labels in their places, with a line to the point where one had to stand away from it."""
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    a_unit = 72 * (WIDE - MARGIN[0] - MARGIN[2]) / (right - left)
    silent = [mark for mark in marks if not mark.label]
    at = np.array([[(mark.x - left) * a_unit, (mark.y - bottom) * a_unit] for mark in [*labelled, *silent]])
    sizes = np.array([_size(mark) for mark in labelled] + [(0.0, 0.0)] * len(silent))
    radii = np.array([mark.diameter / 2 for mark in [*labelled, *silent]])
    centres = places(at, sizes, radii, (2, 2, (right - left) * a_unit - 2, (top - bottom) * a_unit - 2))
    for mark, point, centre, size, radius in zip(labelled, at, centres, sizes, radii, strict=False):
        x, y = left + centre[0] / a_unit, bottom + centre[1] / a_unit
        axes.text(x, y, mark.label, ha="center", va="center_baseline", fontsize=FONT, color=mark.colour, style=mark.style, weight=mark.weight, zorder=4, bbox=BEHIND)
        end = np.clip(point, centre - size / 2, centre + size / 2)
        if len(leader(point, centre, size, radius)):
            axes.plot([mark.x, left + end[0] / a_unit], [mark.y, bottom + end[1] / a_unit], color=mark.colour, linewidth=0.5, alpha=0.7, zorder=2)


def _size(mark: Mark) -> tuple[float, float]:
    """Width and height of a label in points, with a little air."""
    path = TextPath((0, 0), mark.label, size=FONT, prop=FontProperties(family="DejaVu Sans", weight=mark.weight, style=mark.style))
    return path.get_extents().width + 4, FONT * 1.3


def _key(axes: Axes, found: PoleTypes, contributions: bool) -> None:
    labels = found.sample.labels
    handles = [Line2D([], [], linestyle="", marker=TYPE_MARKERS[number - 1], color=TYPE_COLOURS[number - 1], markersize=7, label=labels.text("type_number", number=number, n=int(n)))
               for number, n in found.types.sizes.items()]
    if contributions:
        handles.append(Line2D([], [], linestyle="", marker="X", color=INK, markersize=7, label=labels.text("type_category")))
        if any(name.endswith(f"={SILENT}") for name in found.mca.category_coordinates.index):
            handles.append(Line2D([], [], linestyle="", marker="X", color=GREY, markersize=7, label=labels.text("type_silence")))
    else:
        handles.append(Line2D([], [], linestyle="", marker="D", color=INK, markersize=5, label=labels.text("type_supplementary")))
    axes.legend(handles=handles, loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=len(handles), frameon=False, fontsize=8.5, handletextpad=0.2, columnspacing=1.2)
