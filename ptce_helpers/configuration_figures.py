"""Figures of configurations: calibration curves with the poles on them, a truth table to look at, paths with their poles, outcome against solution."""

from __future__ import annotations

from textwrap import fill

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ptce_helpers import calibration, calibration_tables, designs, terms
from ptce_helpers.calibration import HALF, Condition, Member
from ptce_helpers.configuration_tables import against, explained
from ptce_helpers.configurations import WHOLE
from ptce_helpers.figures import INK, PALE, nothing
from ptce_helpers.pole_configurations import Analysed, Side
from ptce_helpers.sample import Sample
from ptce_helpers.solutions import cases_in

IN, OUT, GREY, EDGE = "#2b6c8f", "#c0692b", "#9aa3a8", "#b8bec2"
LINE = 0.047  # the height of a name in a panel of curves, as a share of it
WIDEST = 10.5


def curves(sample: Sample) -> Figure:
    """The directly calibrated sets: membership over the raw figure, each pole at its place with its name, dashed lines at the three anchors."""
    found = {one: [m for m in calibration.of(sample, one) if m.membership is not None] for one in calibration.conditions(sample).values() if one.method == "direct"}
    shown = {one: members for one, members in found.items() if members}
    if not shown:
        return nothing(sample.labels)
    figure, grid = plt.subplots(-(-len(shown) // 2), 2, figsize=(WIDEST, 3.5 * -(-len(shown) // 2)), squeeze=False)
    for axes, (one, members) in zip(grid.flat, shown.items(), strict=False):
        _curve(axes, one, members, sample)
    for axes in grid.flat[len(shown):]:
        axes.axis("off")
    for colour, key in ((IN, "side_in"), (OUT, "side_out")):
        grid.flat[0].scatter([], [], s=26, color=colour, label=sample.labels.text(key))
    grid.flat[0].plot([], [], color=EDGE, linewidth=0.8, linestyle="--", label=sample.labels.text("side_anchors"))
    figure.tight_layout(w_pad=2.5, h_pad=2.0, rect=(0, 0.03, 1, 1))
    figure.legend(loc="lower left", ncols=3, frameon=False, fontsize=8.5)
    return figure


def _curve(axes: Axes, one: Condition, members: list[Member], sample: Sample) -> None:
    numbers = [member.number for member in members]
    low, high = min(*numbers, *one.anchors), max(*numbers, *one.anchors)
    reach = (high - low) * 0.04
    axes.plot(*calibration.curve(one, low - reach, high + reach), color=EDGE, linewidth=1.6, zorder=1)
    for anchor in one.anchors:
        axes.axvline(anchor, color=EDGE, linewidth=0.8, linestyle="--", zorder=0)
    axes.axhline(HALF, color=EDGE, linewidth=0.8, zorder=0)
    falling = one.anchors[0] > one.anchors[2]
    axes.set_xlim((high + reach, low - reach) if falling else (low - reach, high + reach))
    for member in members:
        axes.scatter(member.number, member.membership, s=26, color=IN if member.membership > HALF else OUT, zorder=3)
    _names(axes, [(member.number, member.membership, sample.short_names[member.case_id]) for member in members], LINE * 1.12)
    axes.set(ylim=(-0.04, 1.04))
    axes.set_title(designs.small(one.label, sample.labels)[:1].upper() + designs.small(one.label, sample.labels)[1:], fontsize=9.5, loc="left", color=INK)
    out, cross, inside = (part.strip().strip("\u202f") for part in calibration_tables.anchors(one, sample).split(";"))
    axes.set_xticks(one.anchors, [out, f"\n{cross}", inside])  # the middle one a line lower: it may lie close to another
    axes.yaxis.set_major_formatter(lambda value, _: sample.labels.number(value, 1))
    axes.tick_params(labelsize=8)


def _names(axes: Axes, places: list[tuple[float, float, str]], line: float) -> None:
    """The names of dots (x, y, name) in a column at the right, in the order of their heights, each tied to its dot by a thin line."""
    order = sorted(places, key=lambda place: (place[1], place[0], place[2]))
    for (x, y, name), height in zip(order, _apart([y for _, y, _ in order], line), strict=True):
        axes.annotate(name, xy=(x, y), xytext=(1.06, height), textcoords=("axes fraction", "data"), fontsize=7.4, va="center", color=INK, annotation_clip=False,
                      arrowprops={"arrowstyle": "-", "color": "#cfd5d8", "linewidth": 0.6, "shrinkA": 0, "shrinkB": 2})


def _apart(places: list[float], least: float) -> list[float]:
    """Heights for names, in order and at least so far from each other, as near to their places as this allows, within 0 to 1."""
    least = min(least, 1.04 / max(len(places) - 1, 1))
    heights: list[float] = []
    for place in places:
        heights.append(max(place, heights[-1] + least) if heights else place)
    top = 1.02
    for at in range(len(heights) - 1, -1, -1):
        heights[at] = min(heights[at], top)
        top = heights[at] - least
    return heights


def truth(found: Analysed) -> Figure:
    """A truth table to look at: a row a combination (filled: present, open: absent), its consistency with the outcome and its absence, its poles.

    Poles that show the opposite of what the row says are in brackets; combinations that no pole shows stand below, pale.
    """
    if found.refused:
        return nothing(found.sample.labels)
    labels, table = found.sample.labels, found.presence.table
    order = sorted(table.rows.index, key=lambda number: (table.rows.at[number, "n"] == 0, table.rows.at[number, "OUT"] != "1", -(table.rows.at[number, "incl"] or 0), number))
    k = len(table.conditions)
    figure, axes = plt.subplots(figsize=(WIDEST, 0.33 * len(order) + 1.3))
    for y, number in enumerate(order):
        _combination(axes, y, table.rows.loc[number], found)
        _consistencies(axes, y, number, k, found)
        if table.rows.at[number, "n"]:
            axes.annotate(_poles(found, number), (k + 2.9, y), va="center", fontsize=8, color=INK, annotation_clip=False)
    names = [_row_name(one, found.sample, 18) for one in found.design.conditions]
    bars = [fill(labels.text("consistency_with", outcome=explained(side, found)), 22) for side in found.sides]
    axes.set_xticks([*range(k), k + 0.35, k + 1.85], [*names, *bars], fontsize=8)
    axes.annotate(labels.text("poles_said_head"), (k + 2.9, -0.72), fontsize=8, color=INK, annotation_clip=False)
    axes.xaxis.tick_top()
    axes.set_yticks([])
    axes.set(xlim=(-0.6, k + 5.6), ylim=(len(order) - 0.4, -0.6))
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    figure.tight_layout()
    return figure


def _row_name(one: Condition, sample: Sample, width: int = 26) -> str:
    """The name of a condition; of one with several values, what its numbers mean as well."""
    name = fill(designs.small(one.label, sample.labels), width)
    return name if one.method != "multi_value" else name + "\n" + "\n".join(fill(part.strip(), width) for part in calibration_tables.anchors(one, sample).replace("\u202f", "").split(";"))


def _combination(axes: Axes, y: int, row, found: Analysed) -> None:
    """The values of a combination: discs; for several values their number in the disc."""
    colour = INK if row["n"] else "#c9cfd2"
    for x, one in enumerate(found.design.conditions):
        value = int(row[one.symbol])
        many = one.method == "multi_value"
        axes.scatter(x, y, s=125 if many else 95, facecolor=colour if value and not many else "white", edgecolor=colour, linewidth=1.3, zorder=3)
        if many:
            axes.annotate(str(value), (x, y), ha="center", va="center_baseline", fontsize=7.5, color=colour, zorder=4)


def _consistencies(axes: Axes, y: int, number: int, k: int, found: Analysed) -> None:
    """Bars of consistency with the outcome and with its absence, full where the row leads there, and the cut as a line."""
    for place, side, colour in zip((k - 0.2, k + 1.3), found.sides, (IN, OUT), strict=True):
        row = side.table.rows.loc[number]
        if not row["n"]:
            continue
        leads = row["OUT"] == "1"
        axes.barh(y, 1.1, 0.5, left=place, color="white", edgecolor=EDGE, linewidth=0.6)
        axes.barh(y, 1.1 * row["incl"], 0.5, left=place, color=colour, alpha=1 if leads else 0.3)
        axes.plot([place + 1.1 * found.cuts[0]] * 2, [y - 0.3, y + 0.3], color=INK, linewidth=0.9)
        digits = 3 if row["incl"] < found.cuts[0] <= round(row["incl"], 2) else 2  # what misses the cut is not rounded to it
        axes.annotate(found.sample.labels.number(row["incl"], digits), (place + 1.14, y), va="center", fontsize=7.2, color=INK, fontweight="bold" if leads else "normal")


def _poles(found: Analysed, number: int) -> str:
    opposed = set(against(found, number))
    names = [found.sample.short_names[case] for case in found.presence.table.rows.at[number, "cases"].split(",")]
    cases = found.presence.table.rows.at[number, "cases"].split(",")
    return fill(", ".join(f"[{name}]" if case in opposed else name for case, name in zip(cases, names, strict=True)), 52)


def paths(found: Analysed) -> Figure:
    """The intermediate solution of the outcome and of its absence: a column a path, a row a condition, then its poles and fit.

    Filled disc: present; crossed: absent; large: the parsimonious solution needs it as well; small: only the intermediate one does. A gap: it
    does not matter. After Ragin & Fiss (2008).
    """
    columns = [(side, number, term) for side in found.sides for number, model in enumerate(side.models(), start=1) for term in model]
    if not columns:
        return nothing(found.sample.labels)
    labels, k = found.sample.labels, len(found.design.conditions)
    deepest = max(len(_covered(side, number, term, found)) for side, number, term in columns)
    figure, axes = plt.subplots(figsize=(min(WIDEST, 2.8 + 1.6 * len(columns)), 0.5 * k + 1.7 + 0.17 * deepest))
    for x, (side, number, term) in enumerate(columns):
        _path(axes, x, side, term, found)
        _below(axes, x, k, side, number, term, found)
    axes.set_yticks(range(k), [_row_name(one, found.sample) for one in found.design.conditions], fontsize=8.5)
    heads = [fill(labels.text("path_head", outcome=explained(side, found), number=number), 22) if len(side.models()) > 1 else fill(explained(side, found), 22) for side, number, _ in columns]
    axes.set_xticks(range(len(columns)), heads, fontsize=8)
    axes.xaxis.tick_top()
    for x in range(1, len(columns)):
        if columns[x][:2] != columns[x - 1][:2]:
            axes.axvline(x - 0.5, color=EDGE, linewidth=0.8, ymin=0.0)
    axes.set(xlim=(-0.6, len(columns) - 0.4), ylim=(k + 0.75 + 0.3 * deepest, -0.6))
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    figure.tight_layout()
    return figure


def _path(axes: Axes, x: int, side: Side, term: str, found: Analysed) -> None:
    """The literals of a path: discs by value, large where some parsimonious path within it has them."""
    cube = terms.read(term, found.design.symbols)[0]
    core = _core(side, cube, found)
    for y, (one, value) in enumerate(zip(found.design.conditions, cube, strict=True)):
        if value == terms.DROPPED:
            continue
        size, many = (260 if core[y] else 80), one.method == "multi_value"
        present = value > 0 and not many
        axes.scatter(x, y, s=size, facecolor=INK if present else "white", edgecolor=INK, linewidth=1.4, zorder=3)
        if many:
            axes.annotate(str(value), (x, y), ha="center", va="center_baseline", fontsize=8, color=INK, zorder=4)
        elif not value:
            axes.scatter(x, y, s=size * 0.45, marker="x", color=INK, linewidth=1.2, zorder=4)


def _core(side: Side, cube: tuple[int, ...], found: Analysed) -> list[bool]:
    """Which literals every parsimonious path that holds the path asks for (in some model)."""
    short = [terms.read(term, found.design.symbols)[0] for model in side.models("parsimonious") for term in model]
    within = [other for other in short if all(value in (terms.DROPPED, own) for value, own in zip(other, cube, strict=True))]
    return [any(other[place] != terms.DROPPED for other in within) for place in range(len(cube))]


def _below(axes: Axes, x: int, k: int, side: Side, number: int, term: str, found: Analysed) -> None:
    """Below a path: its consistency and coverage, and the poles that it explains."""
    fit = side.solution("intermediate").fit[number - 1].loc[term]
    labels = found.sample.labels
    for line, (key, value) in enumerate((("path_consistency", fit["inclS"]), ("path_coverage", fit["covS"]))):
        axes.annotate(labels.text(key, value=labels.number(float(value), 2)), (x, k - 0.3 + 0.32 * line), ha="center", va="center", fontsize=7.8, color=INK)
    axes.annotate("\n".join(_covered(side, number, term, found)), (x, k + 0.4), ha="center", va="top", fontsize=7.4, color="#4a565c")


def _covered(side: Side, number: int, term: str, found: Analysed) -> list[str]:
    """The poles that a path explains, as lines."""
    cases = cases_in(side.solution("intermediate").fit[number - 1].at[term, "cases"])
    return [line for case in cases for line in fill(found.sample.short_names[case], 20).split("\n")]


def xy(found: Analysed) -> Figure:
    """Membership in the first intermediate model against membership in the outcome, and the same for its absence; poles by name.

    Above the diagonal sufficiency holds. Lower right: the solution is there and the outcome is not; upper left: the outcome comes without the solution.
    """
    sides = [side for side in found.sides if side.solution("intermediate")]
    if not sides:
        return nothing(found.sample.labels)
    figure, grid = plt.subplots(1, len(sides), figsize=(5.25 * len(sides), 3.5), squeeze=False)
    for axes, side in zip(grid.flat, sides, strict=True):
        _panel(axes, side, found)
    figure.tight_layout(w_pad=2.0)
    return figure


def _panel(axes: Axes, side: Side, found: Analysed) -> None:
    solution, labels = side.solution("intermediate"), found.sample.labels
    x, y = solution.memberships(0)[WHOLE], solution.table.sets.y
    axes.fill_between([0, 1], [0, 1], [0, 0], color=PALE, alpha=0.55, zorder=0)
    axes.plot([0, 1], [0, 1], color=EDGE, linewidth=1)
    for line in (axes.axvline, axes.axhline):
        line(HALF, color=EDGE, linewidth=0.8, linestyle="--", zorder=0)
    colours = [IN if a > HALF and b > HALF else OUT if a > HALF else GREY for a, b in zip(x, y, strict=True)]
    axes.scatter(x, y, s=34, c=colours, zorder=3)
    _names(axes, list(zip(x, y, [found.sample.short_names[case] for case in solution.table.sets.cases], strict=True)), LINE)
    axes.set(xlim=(-0.03, 1.03), ylim=(-0.03, 1.05))
    axes.set_xlabel(labels.text("axis_solution"), fontsize=8.5)
    axes.set_ylabel(labels.text("axis_in_outcome", outcome=explained(side, found)), fontsize=8.5)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, _: labels.number(value, 1))

