"""The tree of Ward's method: which poles were joined first, and how much each merger cost."""

from __future__ import annotations

import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from scipy.cluster import hierarchy

from ptce_helpers.biplot import GREY, TYPE_COLOURS
from ptce_helpers.figures import INK, nothing
from ptce_helpers.pole_types import PoleTypes


def draw(found: PoleTypes) -> Figure:
    """The tree from left to right, the names at the right in the colour of their type, a broken line where the tree was cut."""
    if found.types is None:
        return nothing(found.sample.labels)
    labels, tree, cases = found.sample.labels, found.types.linkage, list(found.labels.index)
    laid = hierarchy.dendrogram(tree, no_plot=True)
    figure, axes = plt.subplots(figsize=(9.5, 0.3 * len(cases) + 1.2))
    for heights, rows in zip(laid["dcoord"], laid["icoord"], strict=True):
        axes.plot(heights, rows, color=GREY, linewidth=1.2)
    order = [cases[leaf] for leaf in laid["leaves"]]
    axes.set_yticks([5 + 10 * place for place in range(len(order))], [found.sample.names[case] for case in order])
    if 1 < found.types.n_types < len(cases):
        axes.axvline(tree[-found.types.n_types + 1, 2] / 2 + tree[-found.types.n_types, 2] / 2, color=INK, linewidth=0.9, linestyle="--")
    axes.yaxis.tick_right()
    for tick, case in zip(axes.get_yticklabels(), order, strict=True):
        tick.set_color(TYPE_COLOURS[found.labels[case] - 1])
    axes.tick_params(axis="y", length=0, labelsize=8.5)
    axes.set(xlim=(tree[-1, 2] * 1.04, 0), ylim=(0, 10 * len(order)))
    axes.set_xlabel(labels.text("axis_merger"), fontsize=8.5)
    axes.xaxis.set_major_formatter(lambda value, _: labels.number(value, 1))
    axes.spines[["left", "right"]].set_visible(False)
    figure.tight_layout()
    return figure
