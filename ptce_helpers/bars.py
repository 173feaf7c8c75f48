"""Bars: how many poles have something, and how many could, with the figure written beside each bar."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from ptce_helpers.evidence import Traced
from ptce_helpers.figures import INK, PALE, STUDY_COLOURS, nothing
from ptce_helpers.labels import Labels

HATCH = {"labo2014": "", "crida2015": "///"}  # studies stay apart in grey print too


def shares(summary: Traced, labels: Labels, variable: str = "", most: int = 16) -> Figure:
    """Horizontal bars of a table of :func:`ptce_helpers.summaries.shares`: the count, and pale up to the best completion.

    ``variable``: the label of the variable to draw, if the table has several. At most so many codes, the most frequent.
    """
    rows = summary.frame if not variable else summary.frame[summary.frame["variable"] == variable]
    rows = rows[rows["count"] > 0]
    if rows.empty:
        return nothing(labels)
    studies = [study for study in STUDY_COLOURS if study in set(rows["study"])]
    order = rows.groupby("code", sort=False)["count"].sum().sort_values(ascending=False, kind="stable").index[:most]
    width = 0.8 / len(studies)
    figure, axes = plt.subplots(figsize=(8.5, (0.24 * len(studies) + 0.14) * len(order) + 1.1))
    there = rows.groupby("code")["study"].agg(list)
    for study in studies:
        part = rows[rows["study"] == study].set_index("code")
        part = part.loc[[code for code in order if code in part.index]]
        heights = np.array([_height(number, there[code], study, studies, width) for number, code in enumerate(order) if code in part.index])
        if "count_high" in part:
            axes.barh(heights, part["count_high"], width * 0.9, color=PALE, edgecolor="#b8bec2", linewidth=0.6, zorder=1)
        axes.barh(heights, part["count"], width * 0.9, color=STUDY_COLOURS[study], hatch=HATCH[study], edgecolor="white", linewidth=0.4, zorder=2,
                  label=labels.text(f"study_{study}"))
        for height, row in zip(heights, part.to_dict("records"), strict=True):
            axes.annotate(_told(row, labels), (row.get("count_high", row["count"]), height), (4, 0), textcoords="offset points", va="center", fontsize=8, color=INK)
    finish(axes, [*order], labels.text("axis_poles"), labels, legend=len(studies) > 1)
    longest = max(rows.get("count_high", rows["count"]).max(), 1)
    axes.set_xlim(0, longest * 1.22)
    axes.set_xticks([tick for tick in axes.get_xticks() if tick <= longest])
    axes.set_ylim(len(order) - 0.4, -0.6)
    figure.tight_layout()
    return figure


def _height(number: int, there: list[str], study: str, studies: list[str], width: float) -> float:
    """How high a bar stands: beside its name where it is alone, else the older study above."""
    ours = [one for one in studies if one in there]
    return number + (ours.index(study) - (len(ours) - 1) / 2) * width


def _told(row: dict, labels: Labels) -> str:
    high = row.get("count_high", row["count"])
    key = "bar_bounds" if high > row["count"] else "bar"
    return labels.text(key, count=int(row["count"]), n=int(row["n"]), high=int(high))


def finish(axes: plt.Axes, names: list[str], axis: str, labels: Labels, legend: bool) -> None:
    """What all figures with names down the side have in common: the first on top, no frame, quiet grid, numbers of the language."""
    axes.set_yticks(range(len(names)), names)
    axes.set_xlabel(axis, fontsize=8.5)
    axes.xaxis.set_major_formatter(lambda value, _: labels.number(value))
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.grid(axis="x", color="#e6e9ea", linewidth=0.7)
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0)
    if legend:
        axes.legend(loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=2, frameon=False, fontsize=8.5)
