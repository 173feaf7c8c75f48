"""A picture of items by poles: which poles' codings support, contradict or say nothing of each item."""

from __future__ import annotations

from textwrap import fill

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend_handler import HandlerTuple

from ptce_helpers import notes
from ptce_helpers.figures import INK, STUDY_COLOURS, nothing
from ptce_helpers.labels import Labels
from ptce_helpers.matrix import mark, marks
from ptce_helpers.queries import Answer
from ptce_helpers.swot import Answers

SHOWN = ("supports", "announced", "both", "contradicts", "silent")
MARKS = {"supports": ("yes",), "announced": ("planned",), "both": ("planned", "no"), "contradicts": ("no",), "silent": ("silent",)}
GAP = 0.8  # columns between the two studies


def draw(answers: Answers) -> Figure:
    """Rows are items, columns poles, the older study on the left; at the right how many poles support an item, each once.

    Filled square: supports; open: only announced; square with a cross: the text says both; cross: contradicts; dot: silent.
    """
    sample, labels = answers.sample, answers.sample.labels
    if not sample.pairs or not answers.items:
        return nothing(labels)
    places = sorted(sample.pairs, key=lambda place: sample.studies.index(place[1]))
    at = {place: number + GAP * sample.studies.index(place[1]) for number, place in enumerate(places)}
    figure, axes = plt.subplots(figsize=(0.28 * max(at.values()) + 4.0, 0.42 * len(answers.items) + 2.9))
    marks(axes, [(column, row, kind, place[1]) for row, item in enumerate(answers.items) for place, column in at.items()
                 for kind in MARKS[shown(answers.found[item.item_id, place])]])
    for row, item in enumerate(answers.items):
        axes.annotate(labels.number(len(answers.poles(item, "supports"))), (max(at.values()) + 1, row), ha="center", va="center", fontsize=9, color=INK)
    _frame(axes, answers, at)
    figure.tight_layout()
    return figure


def shown(found: Answer) -> str:
    """How an answer is drawn: what is only announced is told from what there is."""
    return "announced" if found.outcome == "supports" and found.announced else found.outcome


def _frame(axes: Axes, answers: Answers, at: dict[tuple[str, str], float]) -> None:
    sample, labels, last = answers.sample, answers.sample.labels, max(at.values())
    axes.set_yticks(range(len(answers.items)), [fill(item.label, 34) for item in answers.items])
    axes.set_xticks([*at.values(), last + 1], [*(fill(sample.names[case], 27) for case, _ in at), labels.text("matrix_poles")], rotation=90)
    axes.xaxis.tick_top()
    axes.tick_params(length=0, labelsize=8.5)
    axes.set(xlim=(-0.6, last + 1.5), ylim=(len(answers.items) - 0.4, -0.6))
    for side in axes.spines.values():
        side.set_visible(False)
    axes.grid(color="#eef0f0", linewidth=0.8)
    axes.set_axisbelow(True)
    _key(axes, labels, sample.studies)


def _key(axes: Axes, labels: Labels, studies: list[str]) -> None:
    """What the marks and the colours mean, below."""
    handles = [tuple(mark(axes, -100, -100, part, INK) for part in MARKS[kind]) for kind in SHOWN]
    handles += [(mark(axes, -100, -100, "yes", STUDY_COLOURS[study]),) for study in studies]
    words = [*(labels.text(f"outcome_{kind}") for kind in SHOWN), *(labels.text(f"study_{study}") for study in studies)]
    axes.legend(handles, words, loc="upper left", bbox_to_anchor=(-0.02, -0.01), ncols=4, frameon=False, fontsize=8.5, handletextpad=0.3,
                handler_map={tuple: HandlerTuple(ndivide=1)})


def note(answers: Answers) -> str:
    """What stands below the picture: poles, answers that are silent, sources."""
    sample = answers.sample
    poles = {study: sum(of == study for _, of in sample.pairs) for study in sample.studies}
    silent = sum(found.outcome == "silent" for found in answers.found.values())
    return notes.say(sample, poles, {}, len(answers.found), sample.labels.text("note_unknown", n=silent, of=len(answers.found)))
