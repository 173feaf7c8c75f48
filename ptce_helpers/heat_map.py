"""A heat map: of what the texts are silent, pole by theme."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from ptce_helpers.figures import nothing
from ptce_helpers.labels import Labels


def silence(table: pd.DataFrame, labels: Labels, names: dict[str, str]) -> Figure:
    """Heat map: share of the compared and coded variables on which a text is silent, case by theme; blank where none is coded."""
    if table.isna().all(axis=None):
        return nothing(labels)
    shown = table.rename(columns={c: labels.text(f"theme_{c}") for c in table.columns}) * 100
    shown.index = [labels.text("case_in_study", case=names[case], year=study[-4:]) for case, study in table.index]
    figure, axes = plt.subplots(figsize=(9, 0.3 * len(shown) + 1.8))
    sns.heatmap(shown, cmap="Greys", vmin=0, vmax=100, annot=True, fmt=".0f", annot_kws={"fontsize": 7.5, "in_layout": False}, linewidths=0.5,
                linecolor="white", cbar=False, ax=axes)  # the numbers stand inside the axes: margins need not be computed around them
    axes.set(xlabel="", ylabel="")
    axes.tick_params(length=0)
    axes.xaxis.tick_top()
    axes.set_xticklabels(axes.get_xticklabels(), rotation=30, ha="left")
    figure.tight_layout()
    return figure
