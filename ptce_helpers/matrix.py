"""A matrix of poles by modalities: what each text says, denies, announces, or does not say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure

from ptce_helpers.evidence import Cell, Traced, cell, table
from ptce_helpers.figures import INK, STUDY_COLOURS, nothing
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Sample

STATES = ("yes", "planned", "no", "contradictory", "silent")
DENIES = ("no", "none", "lacking")  # codes that say that there is none
ANNOUNCES = ("planned", "in_progress", "project", "under_study")  # codes of what is not there yet
PLANNED = "_planned"  # ends the names of codes and variables that hold nothing but plans: nursery_planned
WIDEST = 10.5  # inches


@dataclass(frozen=True)
class Modality:
    """One column: a variable, or one code of a variable with several."""

    variable_id: str
    code: str = ""

    def label(self, sample: Sample) -> str:
        """The name of the column for people."""
        if self.code:
            return sample.book.code_label(self.variable_id, self.code, sample.labels.lang)
        return sample.book.label(self.variable_id, sample.labels.lang)


def state(sample: Sample, case_id: str, study: str, modality: Modality) -> Cell:
    """What a text says of one modality of one pole: one of STATES, with the codings behind it."""
    if modality.code:
        hits = [row["coding_id"] for row in sample.used(case_id, study, modality.variable_id) if row["value"] == modality.code]
        return cell("yes", hits) if hits else cell(_unknown(sample, case_id, study, modality), sample.refs(case_id, study, modality.variable_id))
    found = {row["value"]: row["coding_id"] for row in sample.used(case_id, study, modality.variable_id)}
    if not found:
        return cell(_unknown(sample, case_id, study, modality), sample.refs(case_id, study, modality.variable_id))
    kinds = {kind_of(value, modality.variable_id) for value in found}
    return cell(next(kind for kind in ("yes", "planned", "no") if kind in kinds), found.values())


def _unknown(sample: Sample, case_id: str, study: str, modality: Modality) -> str:
    return "contradictory" if sample.why_missing(case_id, study, modality.variable_id) == "contradictory" else "silent"


def kind_of(value: str, variable_id: str) -> str:
    """What a code says: that there is something, that it is announced, or that there is none."""
    if value in DENIES:
        return "no"
    return "planned" if value in ANNOUNCES or value.endswith(PLANNED) or variable_id.endswith(PLANNED) else "yes"


def of(sample: Sample, modalities: list[Modality]) -> Traced:
    """The matrix: one row a pole and study, one column a modality (by its label), cells one of STATES."""
    rows = []
    for case, study in sample.pairs:
        cells = {modality.label(sample): state(sample, case, study, modality) for modality in modalities if sample.book.asked_of(modality.variable_id, study)}
        rows.append({"case": sample.names[case], "study": study} | cells)
    return table(rows, ["case", "study", *(modality.label(sample) for modality in modalities)])


def in_words(matrix: Traced, labels: Labels) -> Traced:
    """The same with the states in words."""
    words = {kind: labels.text(f"state_{kind}") for kind in STATES}
    return Traced(matrix.frame.replace(dict.fromkeys(matrix.frame.columns[2:], words)), matrix.evidence)


def draw(matrix: Traced, labels: Labels) -> Figure:
    """The matrix as a picture: filled square yes, open one announced, cross denied, ? contradictory, small dot silent; below, the poles, each counted once."""
    frame = matrix.frame
    names = list(frame.columns[2:])
    if frame.empty or not names:
        return nothing(labels)
    figure, axes = plt.subplots(figsize=(min(WIDEST, max(6.5, 0.42 * len(names) + 3.6)), 0.27 * len(frame) + 2.6))
    marks(axes, [(x, y, value, study) for x, name in enumerate(names) for y, (value, study) in enumerate(zip(frame[name], frame["study"], strict=True))])
    for x, name in enumerate(names):
        axes.annotate(labels.number(frame.loc[frame[name] == "yes", "case"].nunique()), (x, len(frame) - 0.1), ha="center", va="center", fontsize=8.5, color=INK, annotation_clip=False)
    axes.annotate(labels.text("matrix_yes"), (-0.8, len(frame) - 0.1), ha="right", va="center", fontsize=8.5, color=INK, annotation_clip=False)
    axes.set_yticks(range(len(frame)), [labels.text("case_in_study", case=row["case"], year=row["study"][-4:]) for row in frame[["case", "study"]].to_dict("records")])
    axes.set_xticks(range(len(names)), names, rotation=48, ha="left", rotation_mode="anchor")
    axes.xaxis.tick_top()
    axes.tick_params(length=0, labelsize=8.5)
    axes.set(xlim=(-0.6, len(names) - 0.4), ylim=(len(frame) + 0.4, -0.6))
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.grid(color="#eef0f0", linewidth=0.8)
    axes.set_axisbelow(True)
    _key(axes, labels, {value for name in names for value in frame[name]})
    figure.tight_layout()
    figure.tight_layout()  # the slanting names reach farther once the columns have moved together
    return figure


def marks(axes: plt.Axes, found: Iterable[tuple[float, float, object, str]]) -> None:
    """Draw states at their places: (x, y, state, study). All of one kind and study at once: one by one takes a second a picture."""
    groups: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for x, y, value, study in found:
        if value in STATES:
            groups.setdefault((value, study), []).append((x, y))
    for (value, study), places in sorted(groups.items()):
        mark(axes, *zip(*places, strict=True), value, STUDY_COLOURS[study])


def mark(axes: plt.Axes, x: float | tuple[float, ...], y: float | tuple[float, ...], value: str, colour: str, **options: object) -> PathCollection:
    """Draw one of STATES at one place or several: a filled square yes, an open one announced, a cross no, ? contradictory, a small dot silent."""
    looks = {"yes": {"s": 62, "marker": "s", "color": colour}, "planned": {"s": 52, "marker": "s", "facecolor": "white", "edgecolor": colour, "linewidth": 1.5},
             "no": {"s": 34, "marker": "x", "color": colour, "linewidth": 1.5}, "contradictory": {"s": 44, "marker": "$?$", "color": colour},
             "silent": {"s": 3, "marker": "o", "color": "#9aa3a8"}}
    return axes.scatter(x, y, zorder=2 if value == "silent" else 3, **looks[value], **options)


def _key(axes: plt.Axes, labels: Labels, found: set[object]) -> None:
    """What the marks mean, in one line below; a contradiction only where there is one."""
    for kind in STATES:
        if kind != "contradictory" or kind in found:
            mark(axes, -100, -100, kind, INK, label=labels.text(f"state_{kind}"))
    axes.legend(loc="upper right", bbox_to_anchor=(1.0, -0.01), ncols=5, frameon=False, fontsize=8.5, handletextpad=0.3)


def modalities_of(sample: Sample, variable_id: str) -> list[Modality]:
    """The codes of a variable that occur in the sample, the most frequent first."""
    counts: pd.Series = sample.frame(variable_id)["value"].value_counts()
    return [Modality(variable_id, code) for code in sorted(counts.index, key=lambda code: (-counts[code], code))]
