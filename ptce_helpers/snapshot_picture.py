"""A picture of the two snapshots: for each variable of which both studies speak, and each pole, how the two stand to each other."""

from __future__ import annotations

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ptce_helpers.figures import INK, STUDY_COLOURS, nothing
from ptce_helpers.snapshots import BOTH, CLASSES, Snapshots

GREY, CHANGED, TOLD = "#9aa3a8", "#2f7d5b", "#a3203a"
MARKS = {  # shapes differ, so that the classes stay apart in grey print
    "same": {"marker": "o", "markersize": 7, "color": INK},
    "lists": {"marker": "o", "markersize": 7, "color": INK, "markerfacecolor": "white"},
    "changed": {"marker": "^", "markersize": 8.5, "color": CHANGED},
    "told": {"marker": "X", "markersize": 8.5, "color": TOLD},
    "one_labo2014": {"marker": "s", "markersize": 6, "color": STUDY_COLOURS["labo2014"], "fillstyle": "left", "markerfacecoloralt": "white"},
    "one_crida2015": {"marker": "s", "markersize": 6, "color": STUDY_COLOURS["crida2015"], "fillstyle": "right", "markerfacecoloralt": "white"},
    "silent": {"marker": "o", "markersize": 1.8, "color": GREY},
    "not_comparable": {"marker": "_", "markersize": 7, "color": GREY},
}


def variables(snapshots: Snapshots) -> list[str]:
    """The variables of which both studies speak for at least one pole, by theme and label."""
    book, themes = snapshots.sample.book, _themes(snapshots)
    found = {one.variable_id for one in snapshots.of(*BOTH)}
    return sorted(found, key=lambda name: (themes.index(book.variable(name)["theme"]), snapshots.place(name)))


def _themes(snapshots: Snapshots) -> list[str]:
    """The themes of the codebook: those of the pole first, then the levels of cooperation, then its economy."""
    present = dict.fromkeys(snapshots.sample.book.variables["theme"])
    first = [theme for theme in ("identity", "sectors", "members", "governance", "cooperation_1", "cooperation_2", "cooperation_3") if theme in present]
    return [*first, *(theme for theme in present if theme not in first)]


def lines(snapshots: Snapshots) -> list[tuple[str, str]]:
    """The lines of the picture: (theme, "") for a heading, (theme, variable_id) for a variable."""
    out: list[tuple[str, str]] = []
    for name in variables(snapshots):
        theme = snapshots.sample.book.variable(name)["theme"]
        if (theme, "") not in out:
            out.append((theme, ""))
        out.append((theme, name))
    return out


def halves(rows: list[tuple[str, str]]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The lines in two columns of about the same length, cut before a heading."""
    cuts = [place for place, (_, name) in enumerate(rows) if not name] or [len(rows)]
    cut = min(cuts[1:] or [len(rows)], key=lambda place: (abs(place - len(rows) / 2), place))
    return rows[:cut], rows[cut:]


def picture(snapshots: Snapshots) -> Figure:
    """One line a variable, one column a pole, one mark a class; what only one study or neither speaks of for every pole is left out."""
    rows = lines(snapshots)
    if not rows:
        return nothing(snapshots.sample.labels)
    parts = [part for part in halves(rows) if part]
    longest = max(map(len, parts))
    figure, grid = plt.subplots(1, len(parts), figsize=(10.4, 0.205 * longest + 2.3), squeeze=False)
    for axes, part in zip(grid.flat, parts, strict=True):
        _column(axes, snapshots, part, longest)
    handles = [plt.Line2D([], [], linestyle="none", label=snapshots.sample.labels.heading(f"column_class_{name}"), **MARKS[name]) for name in CLASSES]
    figure.tight_layout(rect=(0, 0.62 / figure.get_figheight(), 1, 1), w_pad=1.2)
    figure.legend(handles=handles, loc="lower center", ncols=4, frameon=False, fontsize=8, handletextpad=0.3, columnspacing=1.4)
    return figure


def _column(axes: Axes, snapshots: Snapshots, rows: list[tuple[str, str]], longest: int) -> None:
    labels, book = snapshots.sample.labels, snapshots.sample.book
    verdicts = {(one.case_id, one.variable_id): one.verdict for one in snapshots.comparisons}
    for y, (_, name) in enumerate(rows):
        for x, case in enumerate(snapshots.poles if name else []):
            axes.plot([x], [y], linestyle="none", **MARKS[verdicts[case, name]])
    axes.set_yticks(range(len(rows)), [book.label(name, labels.lang) if name else labels.text(f"theme_{theme}") for theme, name in rows], fontsize=7.8)
    for tick, (_, name) in zip(axes.get_yticklabels(), rows, strict=True):
        tick.set_fontweight("normal" if name else "bold")
    axes.set_xticks(range(len(snapshots.poles)), [snapshots.sample.names[case] for case in snapshots.poles], rotation=40, ha="left", rotation_mode="anchor", fontsize=7.8)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.set(xlim=(-0.5, len(snapshots.poles) - 0.5), ylim=(longest - 0.4, -0.7))
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.hlines([y for y, (_, name) in enumerate(rows) if name], -0.5, len(snapshots.poles) - 0.5, color="#eef0f0", linewidth=0.8, zorder=0)
