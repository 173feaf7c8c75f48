"""Drawings of the graph in which every label can be read: who shares whom, who names whom, who is funded from which level."""

from __future__ import annotations

from textwrap import fill

import matplotlib.pyplot as plt
import networkx as nx
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch

from ptce_helpers import networks
from ptce_helpers.figures import INK, nothing
from ptce_helpers.labels import Labels
from ptce_helpers.network_layout import columns
from ptce_helpers.network_tables import direction
from ptce_helpers.sample import Sample

GREY, LIGHT = "#6f7a80", "#aab2b6"
WIDE, ROW, LETTERS = 10.5, 0.36, 31  # inches; the longest line of a label, which two lines of a row can hold
LEFT, MIDDLE, RIGHT = 2.75, (4.0, 6.7), 7.95  # inches from the left: dots of funders, boxes of poles, dots of other partners
STYLES = {"one": ("-", "one"), "both": ("-", "one"), "third": ("--", "third"), "study": (":", "study")}


def shared(net: nx.MultiDiGraph, labels: Labels) -> Figure:
    """Poles in the middle, the funders that they share on the left by level, other shared partners on the right.

    Every label has a row of a grid to itself. Ties that poles have because they are poles are left out; poles that
    share nobody stand below, in grey.
    """
    found = networks.shared(net)
    if not found:
        return nothing(labels)
    levels_of = {whom: networks.level_order(net.nodes[whom]["levels"] or {""})[0] for whom in found if _funds(net, whom)}
    groups = [[whom for whom in found if levels_of.get(whom) == level] for level in networks.level_order(set(levels_of.values()))]
    order, cases, rest = columns(groups, networks.poles(net), [whom for whom in found if whom not in levels_of], [(whom, case) for whom, of in found.items() for case in of])
    left, right = _with_headings(order, levels_of), _with_headings(rest, {})
    rows = max(len(left), len(right), len(cases))
    left, middle, right = (_heights(column, rows) for column in (left, cases, right))
    figure, axes = _sheet(rows)
    _lines(axes, net, found, left | right, middle, levels_of)
    _names(axes, net, labels, left, LEFT - 0.1, "right")
    _names(axes, net, labels, right, RIGHT + 0.1, "left")
    _boxes(axes, net, middle, {case for of in found.values() for case in of})
    _key(axes, [("-", INK, 1.5, labels.text("network_funds")), ("--", GREY, 0.9, labels.text("network_other_tie"))])
    return figure


def _funds(net: nx.MultiDiGraph, whom: str) -> bool:
    return any(data["relation"] in networks.FUNDING and not data["common"] for *_, data in networks.edges(net, whom))


def _with_headings(order: list[str], levels_of: dict[str, str]) -> list[str]:
    """The rows of a column: each group is headed by the key of its heading."""
    rows: list[str] = []
    for whom in order:
        heading = f"funder_{levels_of[whom] or 'unstated'}" if whom in levels_of else "network_others"
        rows += [whom] if heading in rows else [heading, whom]
    return rows


def _heights(column: list[str], rows: int) -> dict[str, float]:
    """The rows of a column as inches from below, the column in the middle of the drawing."""
    return {key: ((rows + len(column)) / 2 - place - 0.5) * ROW for place, key in enumerate(column)}


def _sheet(rows: int) -> tuple[Figure, Axes]:
    """A drawing whose units are inches, so that the places of labels can be computed; room above for the key."""
    high = rows * ROW + 0.5
    figure = plt.figure(figsize=(WIDE, high))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDE), ylim=(0, high))
    axes.axis("off")
    return figure, axes


def _lines(axes: Axes, net: nx.MultiDiGraph, found: dict, outer: dict[str, float], middle: dict[str, float], funders: dict[str, str]) -> None:
    for whom, of in found.items():
        x, box = (LEFT, MIDDLE[0]) if whom in funders else (RIGHT, MIDDLE[1])
        for case in of:
            paid = any(net.edges[case, whom, key]["relation"] in networks.FUNDING for key in of[case])
            axes.plot([x, box], [outer[whom], middle[case]], color=INK if paid else GREY, linewidth=1.5 if paid else 0.9, linestyle="-" if paid else "--", zorder=1)
        axes.scatter([x], [outer[whom]], s=18, color=INK, zorder=2)


def _names(axes: Axes, net: nx.MultiDiGraph, labels: Labels, column: dict[str, float], x: float, align: str) -> None:
    """The names of a column, its headings in grey italics."""
    for key, y in column.items():
        is_name = key in net
        axes.text(x, y, fill(net.nodes[key]["label"], LETTERS) if is_name else labels.heading(key), ha=align, va="center", fontsize=8, linespacing=1.05,
                  color=INK if is_name else GREY, style="normal" if is_name else "italic")


def _boxes(axes: Axes, net: nx.MultiDiGraph, middle: dict[str, float], tied: set[str]) -> None:
    for case, y in middle.items():
        colour = INK if case in tied else LIGHT
        axes.add_patch(plt.Rectangle((MIDDLE[0], y - ROW * 0.44), MIDDLE[1] - MIDDLE[0], ROW * 0.88, facecolor="white", edgecolor=colour, linewidth=0.8, zorder=2))
        axes.text(sum(MIDDLE) / 2, y, fill(net.nodes[case]["label"], LETTERS), ha="center", va="center", fontsize=8, color=INK if case in tied else GREY, zorder=3, linespacing=1.05)


def _key(axes: Axes, styles: list[tuple[str, str, float, str]]) -> None:
    lines = [Line2D([], [], linestyle=style, color=colour, linewidth=width, label=label) for style, colour, width, label in styles]
    axes.legend(handles=lines, loc="upper center", ncols=len(lines), frameon=False, fontsize=8.5, borderaxespad=0.3)


def circle(net: nx.MultiDiGraph, labels: Labels) -> Figure:
    """Ties between poles on a circle; an arrow runs from the pole whose sheet names the tie to the pole that it names.

    Broken lines without a head: only the sheet of a third pole names it; dotted: the study says it of both. Poles that
    hang together stand side by side; those without a named tie to another pole are grey.
    """
    found = networks.between(net)
    if not found:
        return nothing(labels)
    order = [case for group in networks.components(net, "poles") for case in sorted(group, key=lambda key: networks.sort_key(net.nodes[key]["label"]))]
    angles = np.pi / 2 - 2 * np.pi * (np.arange(len(order)) + 0.5) / len(order)
    radius = max(1.5, 0.12 * len(order))
    figure = plt.figure(figsize=(9.2, 2 * radius + 1.3))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(-4.6, 4.6), ylim=(-radius - 0.35, radius + 0.95))
    axes.axis("off")
    places = {case: (radius * np.cos(angle), radius * np.sin(angle)) for case, angle in zip(order, angles, strict=True)}
    tied = {case for pair in found for case in pair}
    for case, (x, y) in places.items():
        axes.scatter([x], [y], s=46, color=INK if case in tied else LIGHT, zorder=3)
        axes.text(x * 1.07 + np.sign(x) * 0.1, y * 1.07, fill(net.nodes[case]["label"], LETTERS), ha="left" if x > 0 else "right", va="center", fontsize=8.5, color=INK if case in tied else GREY)
    used = [_ties(axes, places, pair, networks.naming(edges, pair)) for pair, edges in found.items()]
    kinds = [kind for kind in ("one", "third", "study") if kind in used]
    _key(axes, [(STYLES[kind][0], INK, 1.4, labels.text(f"drawn_{kind}")) for kind in kinds])
    return figure


def _ties(axes: Axes, places: dict, pair: tuple[str, str], who: dict[str, set[str]]) -> str:
    """The line or arrows between two poles; returns how it is drawn, for the key."""
    style, kind = STYLES[direction(who)]
    ends = [(one, pair[1] if one == pair[0] else pair[0]) for one in sorted(who["sides"])] or [pair]
    for one, other in ends:
        axes.add_patch(FancyArrowPatch(places[one], places[other], connectionstyle="arc3,rad=0.22", arrowstyle="-|>" if who["sides"] else "-", mutation_scale=11,
                                       linestyle=style, linewidth=1.4, color=INK, shrinkA=5, shrinkB=5, zorder=2))
    return kind


def levels(net: nx.MultiDiGraph, sample: Sample) -> Figure:
    """How many funding ties each text names for each pole, by level: a dark cell is many, an empty one none named."""
    labels = sample.labels
    paid = [edge for edge in networks.edges(net, sort="tie") if edge[3]["relation"] in networks.FUNDING]
    stated = networks.level_order({data["level"] for *_, data in paid})
    if not stated:
        return nothing(labels)
    counts = np.array([[sum(case == of and data["study"] == study and data["level"] == level for of, _, _, data in paid) for level in stated] for case, study in sample.pairs])
    figure, axes = plt.subplots(figsize=(3.0 + 0.88 * len(stated), 0.33 * len(counts) + 0.7))
    axes.imshow(np.where(counts, counts, np.nan), cmap="Blues", vmin=-1, vmax=max(counts.max(), 4), aspect="auto")
    for y, x in zip(*np.nonzero(counts), strict=True):
        axes.text(x, y, labels.number(counts[y, x]), ha="center", va="center", fontsize=8.5, color="white" if counts[y, x] > 2 else INK)
    axes.set_xticks(range(len(stated)), [fill(labels.text(f"level_short_{one or 'unstated'}"), 12) for one in stated], fontsize=8)
    axes.set_yticks(range(len(counts)), [fill(labels.text("case_in_study", case=sample.names[case], year=study[-4:]), 36) for case, study in sample.pairs], fontsize=8)
    axes.xaxis.tick_top()
    axes.set_xticks(np.arange(-0.5, len(stated)), minor=True)
    axes.set_yticks(np.arange(-0.5, len(counts)), minor=True)
    axes.grid(which="minor", color="#e6e9ea", linewidth=0.8)
    axes.tick_params(which="both", length=0)
    axes.spines[:].set_visible(False)
    figure.tight_layout()
    return figure
