"""Two pictures of what holds: conclusions by kinds of change, and conclusions by the poles that are left out."""

from __future__ import annotations

from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from ptce_helpers.conclusions import Conclusion
from ptce_helpers.figures import INK, nothing
from ptce_helpers.robustness import Tested
from ptce_helpers.robustness_tables import applicable, share

STATES = {"holds": ("#a9c8c0", "●"), "open": ("#f0c9a0", "?"), "fails": ("#b5482a", "×")}
SAME, GRID = "#f1f3f2", "#c9cfd2"
ROW, DARK = 0.27, 0.75  # inches a row; the share of failing analyses from which numbers are written in white


def kinds(tested: Tested) -> Figure:
    """Rows are conclusions, columns kinds of change: the share of analyses in which each holds, in percent; first what it is when nothing is changed."""
    ours, labels = applicable(tested), tested.sample.labels
    if not ours or not tested.kinds:
        return nothing(labels)
    heads = [labels.text("tried_base"), *(labels.text(f"tried_{kind}") for kind in tested.kinds)]
    figure, axes = plt.subplots(figsize=(4.6 + 0.62 * len(heads), ROW * len(ours) + 2.1))
    for row, one in enumerate(ours):
        _state(axes, 0, row, tested.base(one).state)
        for column, kind in enumerate(tested.kinds, 1):
            outcomes = list(tested.runs_of(one, kind).values())
            if outcomes:
                states = [outcome.state for outcome in outcomes]
                _parts(axes, column, row, states)
                dark = states.count("fails") >= DARK * len(states)  # then the number, at the left, stands on red
                axes.annotate(labels.number(share(outcomes), 0), (column - 0.42, row), ha="left", va="center", fontsize=8, color="white" if dark else INK)
    _frame(axes, ours, [fill(head, 16) for head in heads])
    _key(axes, tested, list(STATES))
    figure.tight_layout()
    return figure


def poles(tested: Tested) -> Figure:
    """Rows are conclusions, columns poles: what becomes of each conclusion without the pole, where that is another than before."""
    ours, labels = applicable(tested), tested.sample.labels
    cases = list(dict.fromkeys(case for case, _ in tested.sample.pairs))
    if not ours or len(cases) < 2:
        return nothing(labels)
    figure, axes = plt.subplots(figsize=(5.0 + 0.3 * len(cases), ROW * len(ours) + 2.7))
    for row, one in enumerate(ours):
        _state(axes, 0, row, tested.base(one).state)
        for run, outcome in tested.runs_of(one, "case").items():
            column = cases.index(tested.left_out(run)[0]) + 1
            if outcome.state == tested.base(one).state:
                axes.add_patch(Rectangle((column - 0.47, row - 0.45), 0.94, 0.9, facecolor=SAME, edgecolor="none"))
            else:
                _state(axes, column, row, outcome.state)
        axes.annotate(labels.number(len(tested.carriers(one))), (len(cases) + 1, row), ha="center", va="center", fontsize=8.5, color=INK)
    _frame(axes, ours, [labels.text("tried_base"), *(fill(tested.sample.names[case], 27) for case in cases), labels.text("head_carriers")])
    _key(axes, tested, list(STATES), (labels.text("hold_same"), SAME))
    figure.tight_layout()
    return figure


def _parts(axes: Axes, column: float, row: int, states: list[str]) -> None:
    """A cell divided among the states by how often each occurs, from holds to fails: what never fails is nowhere red."""
    left = column - 0.47
    for state, (colour, _) in STATES.items():
        width = 0.94 * states.count(state) / len(states)
        axes.add_patch(Rectangle((left, row - 0.45), width, 0.9, facecolor=colour, edgecolor="none"))
        left += width


def _state(axes: Axes, column: float, row: int, state: str) -> None:
    colour, sign = STATES[state]
    axes.add_patch(Rectangle((column - 0.47, row - 0.45), 0.94, 0.9, facecolor=colour, edgecolor="none"))
    axes.annotate(sign, (column, row), ha="center", va="center", fontsize=8.5, color="white" if state == "fails" else INK)


def _frame(axes: Axes, ours: list[Conclusion], heads: list[str]) -> None:
    axes.set_yticks(range(len(ours)), [f"{one.notebook[:2]} · {one.label}" for one in ours])
    axes.set_xticks(range(len(heads)), heads, rotation=90)
    axes.xaxis.tick_top()
    axes.tick_params(length=0, labelsize=8.5)
    axes.set(xlim=(-0.6, len(heads) - 0.4), ylim=(len(ours) - 0.4, -0.6))
    for side in axes.spines.values():
        side.set_visible(False)
    changes = np.flatnonzero([one.notebook != other.notebook for one, other in zip(ours, ours[1:], strict=False)])
    axes.hlines(changes + 0.5, -0.6, len(heads) - 0.4, color=GRID, linewidth=0.8)  # a line between two notebooks
    axes.axvline(0.5, color=GRID, linewidth=0.8)


def _key(axes: Axes, tested: Tested, states: list[str], *more: tuple[str, str]) -> None:
    labels = tested.sample.labels
    handles = [Patch(facecolor=STATES[state][0], label=f"{STATES[state][1]}  {labels.text(f'hold_{state}')}") for state in states]
    handles += [Patch(facecolor=colour, label=said) for said, colour in more]
    axes.legend(handles=handles, loc="upper left", bbox_to_anchor=(-0.02, -0.005), ncols=4, frameon=False, fontsize=8.5)


def note(tested: Tested) -> str:
    """What stands below the pictures: how many analyses, and that a blank is a change that can't touch the conclusion."""
    analyses = len({run for _, run in tested.outcomes if tested.settings[int(run)].kind not in ("base", "cases")})
    return tested.sample.labels.text("note_holds", n=analyses, poles=len({case for case, _ in tested.sample.pairs}))
