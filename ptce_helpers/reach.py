"""How far the evidence reaches: how much a text says of a pole, and how many modalities of cooperation it names."""

from __future__ import annotations

from itertools import combinations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ptce_helpers import matrix, rubrics
from ptce_helpers.evidence import Cell, Traced, all_of, cell, cut, references, sort, table
from ptce_helpers.figures import INK, STUDY_COLOURS, nothing
from ptce_helpers.labels import Labels
from ptce_helpers.matrix import Modality
from ptce_helpers.sample import Sample, own

COOPERATION = "cooperation_"  # how the themes of the three levels begin


def of_poles(sample: Sample) -> Traced:
    """For each pole and study: modalities of the three levels of which the text says anything, and lines behind all other codings.

    Columns: case, study, asked (modalities), modalities (with evidence: yes, announced or denied), lines (distinct lines of
    the text that some coding with a value outside cooperation rests on, so that the two numbers do not count the same
    passages twice). The study with the poles in the order of their lines, the fewest first.
    """
    rows = []
    for case, study in sample.pairs:
        found = [matrix.state(sample, case, study, Modality(variable)) for rubric in rubrics.LEVELS for variable in rubric.variables
                 if sample.book.asked_of(variable, study)]
        stated = [one for one in found if one.value != "silent"]
        lines, behind = _lines(sample, case, study)
        rows.append({"case": sample.names[case], "study": study, "asked": cell(len(found), *(one.refs for one in found)),
                     "modalities": cell(len(stated), *(one.refs for one in stated or found)), "lines": cell(lines, behind or [f"cases.csv#{case}"])})
    return sort(table(rows, ["case", "study", "asked", "modalities", "lines"]), ["study", "lines", "case"], ascending=[False, True, True])


def _lines(sample: Sample, case: str, study: str) -> tuple[int, list[str]]:
    ours = [row for variable in sample.book.ids if not sample.book.variable(variable)["theme"].startswith(COOPERATION)
            for row in sample.codings(case, study, variable) if row["value"] and own(row)]
    told = {line for row in ours for line in range(int(row["line_start"]), int(row["line_end"]) + 1)}
    return len(told), [row["coding_id"] for row in ours]


def agreement(lines: list[float], modalities: list[float]) -> tuple[int, int]:
    """Of how many pairs of poles one has more of both, and how many pairs differ in both: (agreeing, comparable).

    The two counts behind Kendall's tau (M. G. Kendall, A New Measure of Rank Correlation, 1938), said as counts.
    """
    signs = [np.sign(a - b) * np.sign(c - d) for (a, c), (b, d) in combinations(zip(lines, modalities, strict=True), 2)]
    return int(sum(sign > 0 for sign in signs)), int(sum(sign != 0 for sign in signs))


def told(sample: Sample) -> dict[str, Cell]:
    """Numbers for the sentence: ``n`` pairs of poles of one study that differ in both numbers, ``same`` of them the same way; each study told apart."""
    found, said, pairs, same = of_poles(sample), [], 0, 0
    for study in sample.studies:
        ours = found.frame[found.frame["study"] == study]
        agreeing, comparable = agreement(ours["lines"].tolist(), ours["modalities"].tolist())
        pairs, same = pairs + comparable, same + agreeing
        said.append(sample.labels.text("reach_study", study=sample.labels.text(f"study_{study}"), n=comparable, same=agreeing,
                                       **_ends(ours, "modalities"), **_ends(ours, "lines")))
    return all_of({"n": pairs, "same": same, "told": " ".join(said)}, references(cut(found, None, "modalities", "lines")))


def _ends(frame: pd.DataFrame, column: str) -> dict[str, float]:
    return {f"{column}_low": float(frame[column].min()), f"{column}_high": float(frame[column].max()), f"{column}_middle": float(frame[column].median())}


def draw(table_: Traced, labels: Labels) -> Figure:
    """Two bars side by side for each pole, in the order of its lines: lines of the text at the left, modalities at the right."""
    frame = table_.frame
    if frame.empty:
        return nothing(labels)
    studies = [study for study in STUDY_COLOURS if study in set(frame["study"])]
    parts = [frame[frame["study"] == study] for study in studies]
    figure, grid = plt.subplots(len(parts), 2, figsize=(10, 0.235 * len(frame) + 0.95 * len(parts) + 0.3), squeeze=False,
                                gridspec_kw={"height_ratios": [len(part) + 1 for part in parts]})
    for (left, right), part, study in zip(grid, parts, studies, strict=True):
        _bars(left, part, "lines", study, frame["lines"].max(), labels)
        _bars(right, part, "modalities", study, frame["modalities"].max(), labels)
        left.set_yticks(range(len(part)), part["case"])
        right.set_yticks([])
        left.set_title(labels.text(f"study_{study}")[:1].upper() + labels.text(f"study_{study}")[1:], loc="left", fontsize=9, color=INK)
    figure.tight_layout()
    return figure


def _bars(axes: Axes, part: pd.DataFrame, column: str, study: str, most: float, labels: Labels) -> None:
    axes.barh(range(len(part)), part[column], 0.62, color=STUDY_COLOURS[study])
    for y, value in enumerate(part[column]):
        axes.annotate(labels.number(value), (value, y), (3, 0), textcoords="offset points", va="center", fontsize=8, color=INK)
    axes.set(xlim=(0, max(most, 1) * 1.1), ylim=(len(part) - 0.4, -0.6))
    axes.set_xlabel(labels.text(f"axis_reach_{column}"), fontsize=8.5)
    axes.set_xticks([])
    axes.tick_params(length=0)
    axes.spines["bottom"].set_visible(False)
