"""Whether types of poles survive small changes: without a pole, a question or a category, on other axes, on questions drawn anew, with silences filled or out of play."""

from __future__ import annotations

from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from scipy.cluster import hierarchy

from ptce_helpers.biplot import TYPE_COLOURS
from ptce_helpers.evidence import Cell, Traced, cell, table
from ptce_helpers.figures import INK, nothing
from ptce_helpers.pole_types import PoleTypes, out_of_play
from ptce_helpers.stability import Replicate
from ptce_helpers.typology import Stability, completions, stability, survival, survives

SMALL = ("case", "variable", "category", "axes", "bootstrap", "completion")
OUT = "passive"  # all silences put out of play, with as many axes as there are then
KINDS = (*SMALL, OUT)
NAMED = ("case", "variable", "category")  # kinds of change that have a name of their own


def of(found: PoleTypes, n_resamples: int = 200, seed: int = 0) -> Stability | None:
    """The types made again after every small change; None where there is no typology. ``n_resamples``: drawn sets of questions, and fillings of the silences."""
    if not found.types:
        return None
    made = stability(found.types, SMALL, n_resamples=n_resamples, seed=seed)
    return replace(made, replicates=[*made.replicates, _without_silences(found)]) if found.silence != OUT and found.data.isna().to_numpy().any() else made


def _without_silences(found: PoleTypes) -> Replicate:
    out = out_of_play(found)
    return Replicate(OUT, "", out.labels if out.types else None, why(out))


def by_change(found: PoleTypes, made: Stability | None) -> Traced:
    """Each type under each kind of change: analyses, in how many it was found again (Jaccard 0.75 or more), dissolved (one half or less), mean, what broke it, the verdict."""
    columns = ["type", "change", "analyses", "recovered", "dissolved", "jaccard", "broken_by", "survives"]
    rows = [] if made is None else survival(made).to_dict("records")
    return table([_changed(found, row) for row in rows], columns)


def _changed(found: PoleTypes, row: dict) -> dict[str, Cell]:
    labels, refs = found.sample.labels, found.everything
    broken = labels.join(list(dict.fromkeys(_named(found, row["kind"], what) for what in row["broken_by"]))) if row["kind"] in NAMED else ""
    return {"type": cell(int(row["type"]), refs), "change": cell(labels.text(f"change_{row['kind']}"), refs), "analyses": cell(int(row["analyses"]), refs), "recovered": cell(int(row["recovered"]), refs),
            "dissolved": cell(int(row["dissolved"]), refs), "jaccard": cell(float(row["mean"]), refs), "broken_by": cell(broken or None, refs), "survives": cell(labels.text("yes" if row["survives"] else "no"), refs)}


def _named(found: PoleTypes, kind: str, what: str) -> str:
    if kind == "case":
        return found.sample.names[what]
    return found.answers.title(what) if kind == "variable" else found.called(what)


def counts(found: PoleTypes, made: Stability | None) -> dict[str, Cell]:
    """Numbers and names for the verdict: types that survive every change, those that don't with what is hardest on them, and the silences filled."""
    labels, reason = found.sample.labels, why(found)
    if made is None:
        return {name: cell(value, found.everything) for name, value in {"n": 0, "survive": "", "fall": "", "analyses": 0, "silences": 0, "shown": 0, "ways": "", "why": reason}.items()}
    verdicts, filled = survives(made).to_dict("records"), completions(found.data, 1)
    alive = [labels.text("type_bare", number=row["type"]) for row in verdicts if row["survives"]]
    fallen = [labels.text("type_falls_once" if row["weakest"] == OUT else "type_falls", number=row["type"], poles=labels.join([found.sample.names[case] for case in found.members(row["type"])]), change=labels.text(f"change_{row['weakest']}"), share=labels.percent(100 * row["share"]))
              for row in verdicts if not row["survives"]]
    values = {"n": len(verdicts), "survive": labels.join(alive) or labels.text("no_type"), "fall": labels.semicolons(fallen) or labels.text("no_type"), "analyses": len(made.replicates),
              "silences": len(filled.silences), "shown": sum(one.kind == "completion" for one in made.replicates), "ways": labels.number(filled.total), "why": reason}
    return {name: cell(value, found.everything) for name, value in values.items()}


def why(found: PoleTypes) -> str:
    """Why there is no typology, in a sentence; empty where there is one."""
    silent = [found.sample.names[case] for case in found.data.index[found.data.isna().all(axis=1)]]
    labels = found.sample.labels
    return labels.text(found.why_not, poles=len(found.answers.poles), questions=len(found.active), types=found.n_types, names=labels.join(silent)) if found.why_not else ""


def cores(found: PoleTypes, made: Stability | None, often: float = 0.8) -> dict[str, Cell]:
    """Poles kept together in at least 80 per cent of the changed analyses: groups in which this holds for every pair."""
    if made is None:
        return {name: cell(value, found.everything) for name, value in {"n": 0, "cores": "", "why": why(found)}.items()}
    groups = [[found.sample.names[case] for case in group] for group in _groups(made.pairs(), often)]
    return {"n": cell(len(groups), found.everything), "cores": cell(found.sample.labels.semicolons([found.sample.labels.join(group) for group in groups]), found.everything), "why": cell(why(found), found.everything)}


def _groups(pairs: pd.DataFrame, often: float) -> list[list[str]]:
    """Complete linkage: every pair within a group is together at least so often; groups of one are left out."""
    away = 1 - pairs.to_numpy(copy=True)
    tree = hierarchy.linkage(away[np.triu_indices(len(away), 1)], "complete")
    labels = hierarchy.fcluster(tree, 1 - often + 1e-9, "distance")
    groups = [[case for case, label in zip(pairs.index, labels, strict=True) if label == number] for number in dict.fromkeys(labels)]
    return sorted((group for group in groups if len(group) > 1), key=len, reverse=True)


def pairs(found: PoleTypes, made: Stability | None) -> Traced:
    """Every two poles: in how many per cent of the changed analyses they are of one type, and whether they are in ours."""
    columns = ["case", "other", "same_type", "together"]
    if made is None:
        return table([], columns)
    shares, cases = made.pairs(), list(found.labels.index)
    rows = [(one, other) for place, one in enumerate(cases) for other in cases[place + 1:]]
    rows.sort(key=lambda pair: -shares.loc[pair])
    return table([{"case": cell(found.sample.names[one], found.everything), "other": cell(found.sample.names[other], found.everything),
                   "same_type": cell(found.sample.labels.text("yes" if found.labels[one] == found.labels[other] else "no"), found.everything), "together": cell(100 * float(shares.loc[one, other]), found.everything)} for one, other in rows], columns)


def draw(found: PoleTypes, made: Stability | None) -> Figure:
    """The shares of :func:`pairs` as a matrix in the order of the tree: what stays together is dark, types are framed."""
    if made is None:
        return nothing(found.sample.labels)
    leaves = hierarchy.dendrogram(found.types.linkage, no_plot=True)["leaves"]
    order = [found.labels.index[leaf] for leaf in leaves]
    shares = 100 * made.pairs().loc[order, order].to_numpy(copy=True)
    np.fill_diagonal(shares, np.nan)
    figure, axes = plt.subplots(figsize=(9.5, 0.34 * len(order) + 2.2))
    axes.imshow(shares, cmap="Greys", vmin=0, vmax=100, aspect="auto")
    for y, x in zip(*np.nonzero(~np.isnan(shares)), strict=True):
        axes.text(x, y, f"{shares[y, x]:.0f}", ha="center", va="center", fontsize=7, color="white" if shares[y, x] > 55 else INK)
    names = [found.sample.names[case] for case in order]
    axes.set_yticks(range(len(order)), names, fontsize=8)
    axes.set_xticks(range(len(order)), names, fontsize=8, rotation=45, ha="left", rotation_mode="anchor")
    axes.xaxis.tick_top()
    for tick, case in zip([*axes.get_yticklabels(), *axes.get_xticklabels()], [*order, *order], strict=True):
        tick.set_color(TYPE_COLOURS[found.labels[case] - 1])
    _frames(axes, found, order)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    figure.tight_layout()
    return figure


def _frames(axes: plt.Axes, found: PoleTypes, order: list[str]) -> None:
    for number in found.types.sizes.index:
        places = [place for place, case in enumerate(order) if found.labels[case] == number]
        axes.add_patch(plt.Rectangle((places[0] - 0.5, places[0] - 0.5), len(places), len(places), fill=False, edgecolor=TYPE_COLOURS[number - 1], linewidth=2.2))
