"""The types of poles on the map of France, and what each pole answers as a picture."""

from __future__ import annotations

from textwrap import fill

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from ptce_helpers.biplot import FAINT, TYPE_COLOURS, TYPE_MARKERS
from ptce_helpers.figures import INK, grouped_map, nothing
from ptce_helpers.pole_types import PoleTypes

SHADES = ("#cfe0ea", "#f2dcc8", "#ded4e8", "#d5e6d8")  # a colour for each category of a question, in their order


def draw(found: PoleTypes) -> Figure:
    """The poles on the map, in the colour and with the mark of their type."""
    if found.types is None:
        return nothing(found.sample.labels)
    cases = found.sample.raw["cases"].set_index("case_id").loc[list(found.labels.index)].assign(group=found.labels)
    return grouped_map(cases, {number: (TYPE_MARKERS[number - 1], TYPE_COLOURS[number - 1], found.sample.labels.text("type_number", number=int(number), n=int(n))) for number, n in found.types.sizes.items()})


def answers(found: PoleTypes) -> Figure:
    """Poles (by type) and active questions: each cell says the answer; white cells are silences."""
    order = list(found.labels.sort_values(kind="stable").index) or found.answers.poles
    if not order or not found.active:
        return nothing(found.sample.labels)
    figure, axes = plt.subplots(figsize=(11.5, 0.42 * len(order) + 1.0))
    for y, case in enumerate(order):
        for x, name in enumerate(found.active):
            _answer(axes, x, y, found, case, name)
    axes.set(xlim=(-0.5, len(found.active) - 0.5), ylim=(len(order) - 0.5, -0.5))
    axes.set_xticks(range(len(found.active)), [fill(found.answers.title(name), 16) for name in found.active], fontsize=8)
    axes.set_yticks(range(len(order)), [found.sample.names[case] for case in order], fontsize=8)
    for tick, case in zip(axes.get_yticklabels(), order, strict=True):
        tick.set_color(TYPE_COLOURS[found.labels[case] - 1] if case in found.labels else INK)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    figure.tight_layout()
    return figure


def _answer(axes: plt.Axes, x: int, y: int, found: PoleTypes, case: str, name: str) -> None:
    category = found.answers.said[case, name].category
    places = [one.name for one in found.answers.questions[name].categories]
    colour = SHADES[places.index(category) % len(SHADES)] if category in places else "white"
    axes.add_patch(plt.Rectangle((x - 0.49, y - 0.46), 0.98, 0.92, facecolor=colour, edgecolor=FAINT if colour == "white" else colour, linewidth=0.6))
    if category:
        axes.text(x, y, fill(found.answers.label(name, category), 21), ha="center", va="center", fontsize=6.6, color=INK, linespacing=1.2)
