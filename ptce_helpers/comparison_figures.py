"""Figures of the comparisons: every pole a dot beside its name, group by group; and all effects below each other."""

from __future__ import annotations

from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ptce_helpers import comparison_words as words
from ptce_helpers.figures import INK, nothing
from ptce_helpers.group_comparisons import Compared
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Sample
from ptce_helpers.splits import Placed

COLOURS, MARKERS = ("#2b6c8f", "#c0692b", "#5b3a78", "#4d7a3e"), ("o", "s", "D", "^")
GREY, PALE = "#6b767c", "#dfe4e6"
LINE, HEAD, FOOT = 0.185, 0.6, 0.52  # inches: a pole, the title, the axis
WIDTH, HALF, NAMES, TITLE, BODY = 10.2, 0.5, 0.19, 0.01, 0.285  # shares of the width: a column, its names, its titles, its panel
WRAP = 68


def family(found: list[Compared], sample: Sample) -> Figure:
    """A panel for each question of a family: the poles of each group by their outcome, the silent ones named below."""
    if not any(one.split.poles for one in found):
        return nothing(sample.labels)
    rows = [found[start:start + 2] for start in range(0, len(found), 2)]
    heights = [max(_height(one, sample) for one in pair) for pair in rows]
    figure = plt.figure(figsize=(WIDTH, sum(heights)))
    top = sum(heights)
    for pair, height in zip(rows, heights, strict=True):
        for side, one in enumerate(pair):
            _place(figure, one, sample, side, top)
        top -= height
    return figure


def _order(one: Compared) -> list[list[Placed]]:
    """The known poles group by group, the largest outcome first."""
    by = [[pole for pole in one.split.known if pole.group == place] for place in range(len(one.question.grouping.names))]
    return [sorted(group, key=lambda pole: (-pole.number if pole.value else pole.result, pole.case_id)) for group in by]


def _lines(one: Compared) -> float:
    return sum(max(len(group), 1) + 1.15 for group in _order(one))


def _silent(one: Compared, sample: Sample) -> list[str]:
    said = words.silent(one, sample)
    return fill(said, WRAP).split("\n") if said else []


def _height(one: Compared, sample: Sample) -> float:
    return LINE * _lines(one) + HEAD + FOOT + 0.15 * len(_silent(one, sample)) + 0.12


def _place(figure: Figure, one: Compared, sample: Sample, side: int, top: float) -> None:
    """One panel, its top so many inches above the foot of the figure."""
    tall = figure.get_figheight()
    at, body = TITLE + HALF * side, LINE * _lines(one)
    axes = figure.add_axes((HALF * side + NAMES, (top - HEAD - body) / tall, BODY, body / tall))
    figure.text(at, (top - 0.16) / tall, one.question.label, fontsize=9.5, weight="bold", color=INK, va="center")
    figure.text(at, (top - 0.37) / tall, words.headline(one, sample.labels), fontsize=8.5, color=INK, va="center")
    _panel(axes, one, sample)
    for number, line in enumerate(_silent(one, sample)):
        figure.text(at, (top - HEAD - body - FOOT - 0.15 * number) / tall, line, fontsize=7.2, color=GREY, va="center")


def _panel(axes: Axes, one: Compared, sample: Sample) -> None:
    place, ticks, names = 0.0, [], []
    for group, poles in enumerate(_order(one)):
        title = sample.labels.text("compared_group", name=one.question.grouping.names[group], n=len(poles))
        axes.annotate(title, (0, place), (-72 * WIDTH * (NAMES - TITLE), 0), xycoords=("axes fraction", "data"), textcoords="offset points", fontsize=8.2, color=COLOURS[group], weight="bold", va="center")
        for pole in poles:
            place += 1
            ticks.append(place)
            names.append(sample.short_names[pole.case_id])
            _dot(axes, pole, place, group)
        _middle(axes, poles, place)
        place += 1.15 + (not poles)
    axes.set_yticks(ticks, names, fontsize=7.8)
    axes.set_ylim(place - 0.35, -0.55)
    _axis(axes, one, sample)


def _dot(axes: Axes, pole: Placed, place: float, group: int) -> None:
    """A pole: a dot, open where the figure is only about so much; a line over the range that the text leaves."""
    if pole.value is None:
        axes.scatter(pole.result, place, marker=MARKERS[group], s=34, color=COLOURS[group], zorder=3)
        return
    if pole.value.qualifier in ("at_least", "at_most"):
        ahead = 20 if pole.value.qualifier == "at_least" else -20
        axes.annotate("", (pole.number, place), (ahead, 0), textcoords="offset points", arrowprops={"arrowstyle": "<-", "color": COLOURS[group], "linewidth": 1.2}, annotation_clip=False)
    elif pole.inexact:
        axes.plot([pole.value.low, pole.value.high], [place, place], color=COLOURS[group], linewidth=3, alpha=0.4)
    face = "white" if pole.value.qualifier == "about" else COLOURS[group]
    axes.scatter(pole.number, place, marker=MARKERS[group], s=30, facecolor=face, edgecolor=COLOURS[group], linewidth=1.3, zorder=3)


def _middle(axes: Axes, poles: list[Placed], last: float) -> None:
    """The median of a group as a line behind its dots."""
    if len(poles) > 1 and poles[0].value is not None:
        middle = float(np.median([pole.number for pole in poles]))
        axes.plot([middle, middle], [last - len(poles) + 0.6, last + 0.4], color=GREY, linewidth=1, linestyle=(0, (3, 2)), zorder=1)


def _axis(axes: Axes, one: Compared, sample: Sample) -> None:
    labels, results = sample.labels, one.question.outcome.names
    axes.tick_params(axis="y", length=0)
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)
    if results:
        axes.set_xticks(range(len(results)), [fill(name, 16) for name in results], fontsize=7.6)
        axes.set_xlim(-0.5, len(results) - 0.5)
        axes.grid(axis="x", color=PALE, linewidth=8)
        axes.tick_params(axis="x", length=0)
        axes.spines["bottom"].set_visible(False)
        return
    year = words.of_years(one, sample)
    axes.set_xlabel(words.axis(one, sample), fontsize=7.8, labelpad=1)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0f}" if year else words.short(value, labels))
    axes.xaxis.get_major_locator().set_params(nbins=5, integer=True)
    axes.tick_params(axis="x", labelsize=7.6)
    axes.grid(axis="x", color="#e6e9ea", linewidth=0.7)
    if not year:
        axes.set_xlim(0, None)
    axes.margins(x=0.06)


def forest(found: list[Compared], sample: Sample) -> Figure:
    """All effects with a direction below each other, with their intervals; open dots where no p is shown."""
    labels, shown = sample.labels, [one for one in found if one.signed]
    if not shown:
        return nothing(labels)
    families = list(dict.fromkeys(one.family for one in shown))
    figure, axes = plt.subplots(figsize=(WIDTH, 0.4 * (len(shown) + 0.8 * len(families)) + 0.9))
    place, ticks, names = 0.0, [], []
    for name in families:
        axes.annotate(labels.heading(f"family_{name}"), (0, place), (-250, 0), xycoords=("axes fraction", "data"), textcoords="offset points", fontsize=9, weight="bold", color=INK, va="center")
        place += 0.8
        for one in (one for one in shown if one.family == name):
            _effect(axes, one, place, labels)
            ticks.append(place)
            names.append(one.question.label)
            place += 1
    axes.axvline(0, color=INK, linewidth=1, zorder=0)
    axes.set_yticks(ticks, names, fontsize=8)
    axes.set(xlim=(-1.06, 1.06), ylim=(place - 0.4, -0.6), xticks=(-1, -0.5, 0, 0.5, 1))
    axes.xaxis.set_major_formatter(lambda value, _: labels.number(value, 1))
    axes.set_xlabel(labels.text("axis_effect"), fontsize=8.5)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color="#e6e9ea", linewidth=0.7)
    axes.set_axisbelow(True)
    for face, key in ((INK, "forest_shown"), ("white", "forest_floor")):
        axes.scatter([], [], s=36, facecolor=face, edgecolor=INK, linewidth=1.3, label=labels.text(key))
    axes.legend(loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=2, frameon=False, fontsize=8.5)
    figure.tight_layout()
    return figure


def _effect(axes: Axes, one: Compared, place: float, labels: Labels) -> None:
    """An effect: its interval, a dot, and above the two ends which group has more there."""
    axes.plot([one.effect.low, one.effect.high], [place, place], color="#9db3bf", linewidth=2.4, solid_capstyle="butt", zorder=1)
    axes.scatter(one.effect.value, place, s=36, facecolor=INK if one.shown else "white", edgecolor=INK, linewidth=1.3, zorder=3)
    first, second = one.sides
    for text, x, align in ((labels.text("forest_left", name=second), -1.04, "left"), (labels.text("forest_right", name=first), 1.04, "right")):
        axes.annotate(text, (x, place - 0.33), fontsize=6.6, color=GREY, ha=align, va="center")
