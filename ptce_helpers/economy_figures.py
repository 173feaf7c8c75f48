"""Figures of the economy: budgets, what unpublished budgets can be, own shares, levels, sources."""

from __future__ import annotations

from collections import Counter
from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from ptce_helpers import bounds, diversification, economy, funding, harmonisation, values
from ptce_helpers.bars import finish
from ptce_helpers.economy import BUDGET, LEVELS
from ptce_helpers.evidence import Traced
from ptce_helpers.figures import INK, PALE, STUDY_COLOURS, nothing
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Sample

EDGE = "#8d979c"


def budgets(sample: Sample) -> Figure:
    """Stated budgets as dots (open: about so much) and what the steps of harmonisation make of them (diamond, bar, arrow), by pole;
    below them the range, the mean and the possible medians of the unpublished ones."""
    stated = {(value.case_id, value.study): value for study in sample.studies for value in values.of_variable(sample, BUDGET, study) if value.stated is not None}
    made = {(chain[-1].row["case_id"], chain[-1].row["source_id"]): chain[-1].after for chain in harmonisation.ends(sample, [BUDGET])
            if chain[-1].after and chain[-1].after.unit == "EUR"}
    unpublished = economy.unpublished(sample)
    order = sorted({*stated, *made}, key=lambda pair: (-(stated[pair].stated if pair in stated else made[pair].low), pair))
    if not order and unpublished is None:
        return nothing(sample.labels)
    rows = len(order) + (unpublished is not None)
    figure, axes = plt.subplots(figsize=(8.5, 0.36 * rows + 1.6))
    for place, pair in enumerate(order):
        if pair in made:
            _made(axes, place + 0.12, made[pair])
        if pair in stated:
            _stated(axes, place - 0.12, stated[pair])
    names = [sample.labels.text("case_in_study", case=sample.names[case], year=study[-4:]) for case, study in order]
    if unpublished is not None:
        names.append(_strip(axes, len(order), *unpublished, sample.labels))
    for marker, face, key in (("o", INK, "budget_stated"), ("o", "white", "budget_about"), ("D", "#8a949a", "budget_harmonised")):
        axes.scatter([], [], marker=marker, facecolor=face, edgecolor=INK, s=30, label=sample.labels.text(key))
    finish(axes, names, sample.labels.text("axis_plain_euros"), sample.labels, legend=False)
    axes.legend(loc="lower left", bbox_to_anchor=(-0.3, 1.0), ncols=3, frameon=False, fontsize=8.5)
    axes.set_xlim(0, None)
    axes.set_ylim(rows - 0.4, -0.6)
    figure.tight_layout()
    return figure


def _stated(axes: plt.Axes, place: float, value: values.Value) -> None:
    """A stated budget: a dot, open where it is only about so much, with a line over what a rounded one may be."""
    colour = STUDY_COLOURS[value.study]
    axes.plot([value.low, value.high], [place] * 2, color=colour, linewidth=3, alpha=0.45, solid_capstyle="butt")
    axes.scatter(value.stated, place, facecolor="white" if value.qualifier == "about" else colour, edgecolor=colour, s=34, linewidth=1.4, zorder=3)


def _made(axes: plt.Axes, place: float, made: harmonisation.Figure) -> None:
    """A harmonised budget: a diamond, a bar where it is a range, an arrow where nothing limits it."""
    grey = "#8a949a"
    if np.isinf(made.high):
        axes.annotate("", (made.low + 45_000, place), (made.low, place), arrowprops={"arrowstyle": "->", "color": grey, "linewidth": 1.6})
    elif made.low < made.high:
        axes.barh(place, made.high - made.low, 0.16, left=made.low, color=grey)
        return
    axes.scatter(made.low, place, marker="D", s=24, facecolor=grey, edgecolor=INK, linewidth=0.6, zorder=3)


def _strip(axes: plt.Axes, place: int, known: bounds.Known, also: values.Published, labels: Labels) -> str:
    """The published range as a pale bar, the possible medians as a darker one, the mean as a line; returns the name of the row."""
    colour, middle = STUDY_COLOURS["crida2015"], bounds.median(known)
    axes.barh(place, also.largest - also.smallest, 0.5, left=also.smallest, color=PALE, edgecolor=EDGE, linewidth=0.8, label=labels.text("budget_range"))
    axes.barh(place, middle.high - middle.low, 0.22, left=middle.low, color=colour, alpha=0.55, label=labels.text("budget_median"))
    axes.plot([also.mean, also.mean], [place - 0.25, place + 0.25], color=INK, linewidth=1.8, label=labels.text("budget_mean"))
    return labels.text("budget_all", n=known.n)


def completions(sample: Sample) -> Figure:
    """Four sets of budgets that all fit what is published: each dot a budget, equal ones piled up with their number."""
    found = economy.unpublished(sample)
    if found is None:
        return nothing(sample.labels)
    labels, sets = sample.labels, []
    for name, bound_of in economy.STATISTICS.items():
        limits = bound_of(found[0])
        sets += [(labels.text(f"completion_{name}_{end}", value=float(round(getattr(limits, end)))), getattr(limits, f"at_{end}")) for end in ("low", "high")]
    figure, axes = plt.subplots(figsize=(8.5, 0.62 * len(sets) + 1.0))
    for place, (_, numbers) in enumerate(sets):
        for number, times in sorted(Counter(np.round(numbers)).items()):
            axes.scatter(number, place, s=26 + 26 * times, color=STUDY_COLOURS["crida2015"], alpha=0.75, zorder=3)
            axes.annotate(labels.text("times", n=times), (number, place), (0, 11), textcoords="offset points", ha="center", fontsize=8, color=INK)
    axes.axvline(found[1].mean, color=INK, linewidth=1, linestyle="--", label=labels.text("budget_mean"))
    finish(axes, [name for name, _ in sets], labels.text("axis_plain_euros"), labels, legend=True)
    axes.set_xlim(0, found[1].largest * 1.06)
    axes.set_ylim(len(sets) - 0.5, -0.7)
    figure.tight_layout()
    return figure


def own_shares(sample: Sample) -> Figure:
    """Own share of the budget: what the text states of the pole (disc), what follows from its public share (open square), and what
    the steps of harmonisation leave possible (bar); the line is one half."""
    found = sorted(funding.own_shares(sample), key=lambda one: (-one[2].low, one[0]))
    if not found:
        return nothing(sample.labels)
    labels = sample.labels
    figure, axes = plt.subplots(figsize=(8.5, 0.4 * len(found) + 1.5))
    for place, (case, study, made) in enumerate(found):
        axes.barh(place, max(made.high - made.low, 0.8), 0.5, left=made.low - (0.4 if made.high == made.low else 0), color=PALE, edgecolor=EDGE, linewidth=0.8,
                  label=labels.text("share_possible") if place == 0 else None)
        _shares_said(axes, place, sample, case, study)
    for marker, face, key in (("o", INK, "share_stated"), ("o", "white", "share_about"), ("s", "white", "share_complement")):
        axes.scatter([], [], marker=marker, facecolor=face, edgecolor=INK, s=32, label=labels.text(key))
    axes.axvline(funding.HALF, color=INK, linewidth=1, linestyle="--", zorder=0)
    names = [labels.text("case_in_study", case=sample.names[case], year=study[-4:]) for case, study, _ in found]
    finish(axes, names, labels.text("axis_own_share"), labels, legend=False)
    axes.legend(loc="lower left", bbox_to_anchor=(-0.3, 1.0), ncols=2, frameon=False, fontsize=8.5)
    axes.set(xlim=(0, 101), ylim=(len(found) - 0.4, -0.6))
    figure.tight_layout()
    return figure


def _shares_said(axes: plt.Axes, place: int, sample: Sample, case: str, study: str) -> None:
    colour = STUDY_COLOURS[study]
    for row in sample.used(case, study, funding.OWN):
        face = "white" if row["qualifier"] == "about" else colour
        axes.scatter(float(row["value"]), place - 0.09, facecolor=face, edgecolor=colour, s=34, linewidth=1.4, zorder=3)
        if row["as_of"]:
            axes.annotate(row["as_of"], (float(row["value"]), place - 0.09), (6, 3), textcoords="offset points", fontsize=7.5, color=INK)
    for row in sample.used(case, study, funding.PUBLIC):
        axes.scatter(100 - float(row["value"]), place + 0.13, marker="s", facecolor="white", edgecolor=colour, s=26, linewidth=1.3, zorder=3)


def levels(sample: Sample) -> Figure:
    """Pole by level of the economy: for how many variables of the level the text gives a value; the darker, the larger the share of them."""
    frame = economy.levels(sample).frame
    if frame.empty:
        return nothing(sample.labels)
    labels, columns = sample.labels, list(LEVELS)
    share = np.array([[row[level] / len(LEVELS[level]) for level in LEVELS] for row in frame.to_dict("records")])
    figure, axes = plt.subplots(figsize=(9.5, 0.27 * len(frame) + 2.1))
    axes.imshow(share, cmap="Greys", vmin=0, vmax=1.15, aspect="auto")
    for y, row in enumerate(frame[columns].itertuples(index=False)):
        for x, count in enumerate(row):
            axes.annotate(labels.number(count) if count else "\u00b7", (x, y), ha="center", va="center", fontsize=8.5, color="white" if share[y, x] > 0.6 else INK)
    axes.set_yticks(range(len(frame)), [labels.text("case_in_study", case=row["case"], year=row["study"][-4:]) for row in frame.to_dict("records")])
    axes.set_xticks(range(len(columns)), [fill(labels.text("level_of", level=labels.text(level), n=len(variables)), 20) for level, variables in LEVELS.items()])
    axes.xaxis.tick_top()
    axes.tick_params(length=0, labelsize=8.5)
    axes.spines[:].set_visible(False)
    figure.tight_layout()
    return figure


def sources(index: Traced, labels: Labels) -> Figure:
    """Sources named for each pole: kinds of own income and public levels, and a mark for those without a doubt."""
    frame = index.frame.sort_values(["sources_named", "case"], ascending=[False, True])
    frame = frame[frame["sources_named"] > 0]
    if frame.empty:
        return nothing(labels)
    figure, axes = plt.subplots(figsize=(8.5, 0.27 * len(frame) + 1.6))
    places = np.arange(len(frame))
    axes.barh(places, frame["own_kinds"], 0.62, color=INK, label=labels.text("sources_own", of=len(diversification.KINDS)))
    axes.barh(places, frame["public_levels"], 0.62, left=frame["own_kinds"], color="#b9c4ca", hatch="///", edgecolor="white", linewidth=0.4,
              label=labels.text("sources_public", of=len(diversification.PUBLIC)))
    axes.scatter(frame["sure"], places, marker="D", s=24, facecolor="white", edgecolor="black", linewidth=1.1, zorder=3, label=labels.text("sources_sure"))
    finish(axes, [labels.text("case_in_study", case=row["case"], year=row["study"][-4:]) for row in frame.to_dict("records")], labels.text("axis_sources"), labels, legend=False)
    axes.legend(loc="lower left", bbox_to_anchor=(-0.3, 1.0), ncols=3, frameon=False, fontsize=8.5)
    axes.set_xlim(0, None)
    axes.set_ylim(len(frame) - 0.4, -0.6)
    figure.tight_layout()
    return figure
