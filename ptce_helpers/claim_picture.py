"""A picture of the verdicts: for each study and kind of claim, how many hold, are contradicted, or can't be decided."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ptce_helpers.figures import INK, nothing
from ptce_helpers.labels import Labels
from ptce_helpers.verdicts import VERDICTS

# From dark to light in grey print; hatches tell neighbours apart where colours don't.
COLOURS = {"reproduced": "#1f5a7a", "approximately": "#6fa3bd", "contradicted": "#b23a2f", "undecidable": "#e3d9b8", "not_testable": "#f4f4f2"}
HATCHES = {"reproduced": "", "approximately": "//", "contradicted": "xx", "undecidable": "..", "not_testable": ""}
DARK = ("reproduced", "contradicted")  # parts on which the number is white
ROW = 0.32  # inches
SMALLEST = 2  # percent of the axis below which a part has no room for its number


def draw(counted: pd.DataFrame, labels: Labels) -> Figure:
    """Stacked bars, one row for each kind of claim and one panel for each study.

    ``counted``: a row for each study and kind, with a column for each verdict (see :func:`ptce_helpers.claim_tables.by_kind`).
    """
    if counted.empty:
        return nothing(labels)
    blocks = list(counted.groupby("study", sort=False))
    sizes = [len(rows) for _, rows in blocks]
    figure, axes = plt.subplots(len(blocks), 1, figsize=(8.6, ROW * sum(sizes) + 0.55 * len(blocks) + 0.9), sharex=True, squeeze=False,
                                gridspec_kw={"height_ratios": sizes}, layout="constrained")
    for panel, (study, rows) in zip(axes[:, 0], blocks, strict=True):
        _panel(panel, rows.sort_values("claims", kind="stable"), counted["claims"].max())
        panel.set_title(labels.heading(f"study_{study}"), loc="left", fontsize=10, color=INK)
    axes[-1, 0].set_xlabel(labels.text("axis_claims"))
    handles = [plt.Rectangle((0, 0), 1, 1, facecolor=COLOURS[verdict], hatch=HATCHES[verdict], edgecolor=INK, linewidth=0.6) for verdict in VERDICTS]
    figure.legend(handles, [labels.text(f"verdict_{verdict}") for verdict in VERDICTS], loc="outside lower center", ncols=len(VERDICTS), frameon=False)
    return figure


def _panel(axes: Axes, rows: pd.DataFrame, most: int) -> None:
    left = np.zeros(len(rows))
    for verdict in VERDICTS:
        axes.barh(range(len(rows)), rows[verdict], left=left, color=COLOURS[verdict], hatch=HATCHES[verdict], edgecolor=INK, linewidth=0.6, height=0.72)
        for place, (start, n) in enumerate(zip(left, rows[verdict], strict=True)):
            if n and 100 * n / most >= SMALLEST:
                ink = "white" if verdict in DARK else INK
                axes.text(start + n / 2, place, str(n), ha="center", va="center", fontsize=8, color=ink, zorder=4,
                          bbox={"boxstyle": "round,pad=0.12", "facecolor": COLOURS[verdict], "edgecolor": "none"})
        left = left + rows[verdict].to_numpy()
    axes.set_yticks(range(len(rows)), rows["kind"])
    axes.set_xlim(0, most * 1.02)
    axes.tick_params(axis="y", length=0)
