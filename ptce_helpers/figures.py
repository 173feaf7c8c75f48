"""Figures: a map in Lambert-93, a timeline, agreement, members. Each returns a matplotlib Figure."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import matplotlib

matplotlib.rcParams["svg.hashsalt"] = "ptce"  # the same figure is the same bytes

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.patches import Polygon
from pyproj import Transformer

from ptce_helpers.labels import Labels

LAMBERT93 = Transformer.from_crs("EPSG:4326", "EPSG:2154", always_xy=True)
EXTENT = (60_000, 1_280_000, 6_020_000, 7_130_000)  # metropolitan France without Corsica, metres in Lambert-93
STUDY_COLOURS = {"labo2014": "#c0692b", "crida2015": "#2b6c8f", "both": "#5b3a78"}
STUDY_MARKERS = {"labo2014": "o", "crida2015": "s", "both": "D"}
INK, PALE = "#22303a", "#e9ece8"
plt.rcParams.update({"font.family": "DejaVu Sans", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False})


def save(figure: Figure, stem: Path) -> None:
    """Write a finished figure as stem.svg and stem.png, and close it; the same figure gives the same bytes.

    The canvases are asked directly: savefig draws everything twice, the first time for nothing.
    """
    FigureCanvasSVG(figure).print_svg(f"{stem}.svg", metadata={"Date": None, "Creator": None})
    figure.set_dpi(130)
    FigureCanvasAgg(figure).print_png(f"{stem}.png", metadata={"Software": None})
    plt.close(figure)


def _departments() -> list[np.ndarray]:
    """Outlines of the departments in Lambert-93 metres, one array (n x 2) a ring."""
    text = resources.files("ptce_helpers").joinpath("geo/fr_departements.geojson").read_text(encoding="utf-8")
    rings = []
    for feature in json.loads(text)["features"]:
        shape = feature["geometry"]
        polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        rings += [np.column_stack(LAMBERT93.transform(*np.array(ring).T[:2])) for polygon in polygons for ring in polygon[:1]]
    low_x, high_x, low_y, high_y = EXTENT
    return [r for r in rings if low_x < r[:, 0].mean() < high_x and low_y < r[:, 1].mean() < high_y]


def membership(cases: pd.DataFrame) -> list[str]:
    """For each case: labo2014, crida2015 or both."""
    pairs = zip(cases["in_labo2014"], cases["in_crida2015"], strict=True)
    return ["both" if (a, b) == ("yes", "yes") else "labo2014" if a == "yes" else "crida2015" for a, b in pairs]


def case_map(cases: pd.DataFrame, labels: Labels) -> Figure:
    """Map of the poles on the departments, in Lambert-93, names in the margins so that none covers another.

    ``cases``: name, latitude, longitude, in_labo2014, in_crida2015.
    """
    of = membership(cases)
    return grouped_map(cases.assign(group=of), {study: (STUDY_MARKERS[study], STUDY_COLOURS[study], labels.text(f"map_{study}", n=of.count(study))) for study in ("labo2014", "both", "crida2015")})


def grouped_map(cases: pd.DataFrame, styles: dict[object, tuple[str, str, str]]) -> Figure:
    """Map of poles in groups: ``cases`` has name, latitude, longitude and group; ``styles``: group -> marker, colour and words of the key."""
    figure, axes = plt.subplots(figsize=(10.5, 5.9))
    for ring in _departments():
        axes.add_artist(Polygon(ring, facecolor=PALE, edgecolor="white", linewidth=0.6))
    x, y = LAMBERT93.transform(cases["longitude"].astype(float).to_numpy(), cases["latitude"].astype(float).to_numpy())
    points = pd.DataFrame({"name": cases["name"].to_numpy(), "x": x, "y": y, "group": cases["group"].to_numpy()}).sort_values(["x", "name"], ignore_index=True)
    points["x"] = side_by_side(points["x"].to_numpy(), points["y"].to_numpy(), step=22_000)
    for group, (marker, colour, words) in styles.items():
        part = points[points["group"] == group]
        axes.scatter(part["x"], part["y"], s=42, marker=marker, color=colour, edgecolor="white", linewidth=0.7, zorder=3, label=words)
    middle = points["x"].median()
    _margin_names(axes, points[points["x"] <= middle], left=True)
    _margin_names(axes, points[points["x"] > middle], left=False)
    axes.set(xlim=(EXTENT[0] - 500_000, EXTENT[1] + 380_000), ylim=(EXTENT[2] - 20_000, EXTENT[3] + 20_000), aspect="equal")
    axes.axis("off")
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, -0.02), frameon=False, fontsize=8.5)
    figure.tight_layout()
    return figure


def _margin_names(axes: Axes, points: pd.DataFrame, left: bool) -> None:
    """Write names down one margin, each as near to the height of its place as the others allow, with a leader line."""
    away = points["x"] if left else -points["x"]  # of two places as far north, the farther one is named first: its line passes above
    order = points.assign(rank=points["y"] + 0.1 * away).sort_values(["rank", "name"], ascending=[False, True], ignore_index=True)
    lowest = EXTENT[2] + (260_000 if left else 20_000)  # the legend stands at the lower left
    heights = spread(order["y"].to_numpy(), gap=52_000, low=lowest, high=EXTENT[3] - 20_000)
    at, align = (EXTENT[0] + 10_000, "right") if left else (EXTENT[1] - 10_000, "left")
    for row, height in zip(order.itertuples(), heights, strict=True):  # the lines keep away from the names by shrinkA: to cut them at boxes is slow
        axes.annotate(row.name, xy=(row.x, row.y), xytext=(at, height), ha=align, va="center", fontsize=8.5, color=INK,
                      arrowprops={"arrowstyle": "-", "color": "#8d979c", "linewidth": 0.6, "relpos": (1, 0.5) if left else (0, 0.5),
                                  "patchA": None, "shrinkA": 4, "shrinkB": 4})


def side_by_side(x: np.ndarray, y: np.ndarray, step: float) -> np.ndarray:
    """Move marks that would cover each other apart from west to east, a step from one to the next."""
    out, placed = x.astype(float).copy(), np.zeros(len(x), dtype=bool)
    for i in range(len(x)):
        group = np.flatnonzero(~placed & (np.hypot(x - x[i], y - y[i]) < step))
        placed[group] = True
        if len(group) > 1:
            out[group] = x[group].mean() + step * (np.arange(len(group)) - (len(group) - 1) / 2)
    return out


def spread(heights: np.ndarray, gap: float, low: float, high: float) -> np.ndarray:
    """Move descending heights apart until neighbours are at least a gap from each other, between low and high."""
    out = np.array(heights, dtype=float)
    for i in range(len(out)):
        out[i] = min(out[i], (high if i == 0 else out[i - 1] - gap))
    for i in reversed(range(len(out))):
        out[i] = max(out[i], (low if i == len(out) - 1 else out[i + 1] + gap))
    return out


def nothing(labels: Labels) -> Figure:
    """In the place of a figure that would be empty: a line that says so."""
    figure, axes = plt.subplots(figsize=(8.5, 0.7))
    axes.axis("off")
    axes.annotate(labels.text("figure_nothing"), xy=(0, 0.5), xycoords="axes fraction", va="center", fontsize=10, color=INK)
    figure.tight_layout()
    return figure


TIMELINE = {"genesis_year": ("o", "#c0692b"), "grouping_year": ("s", "#2b6c8f"), "pole_founded_year": ("D", "#5b3a78")}


def timeline(years: pd.DataFrame, labels: Labels) -> Figure:
    """From genesis to the studies: for each pole the years of origin, grouping and foundation, as exact as the texts are.

    ``years``: as milestones.years makes it. Marks of one year stand below each other.
    """
    if years[list(TIMELINE)].isna().all(axis=None):
        return nothing(labels)
    figure, axes = plt.subplots(figsize=(9, 0.42 * len(years) + 1.7))
    rows = np.arange(len(years))[::-1]
    for row, record in zip(rows, years.to_dict("records"), strict=True):
        known = [record[kind] for kind in TIMELINE if record[kind] == record[kind]]
        axes.plot([min(known, default=2013), 2013], [row, row], color="#c9cfd2", linewidth=1.4, zorder=1)
        for (kind, year), height in zip(_known(record), below_each_other([year for _, year in _known(record)]), strict=True):
            _mark(axes, {"value": year, "qualifier": record[f"{kind}__qualifier"]}, row + height, TIMELINE[kind][1], reach=1.6, marker=TIMELINE[kind][0])
    for kind, (marker, colour) in TIMELINE.items():
        axes.scatter([], [], marker=marker, color=colour, s=34, label=labels.text(f"timeline_{kind}"))
    for start, end, study in ((2013, 2014.5, "labo2014"), (2015, 2015.8, "crida2015")):
        axes.axvspan(start, end, color=STUDY_COLOURS[study], alpha=0.14, linewidth=0, label=labels.text(f"timeline_{study}"))
    axes.set_yticks(rows, years["case"])
    axes.set(xlim=(years[list(TIMELINE)].min().min() - 3, 2016.5), ylim=(-0.7, len(years) - 0.3))
    axes.set_xlabel(labels.text("axis_years"), fontsize=8.5)
    axes.grid(axis="x", color="#e6e9ea", linewidth=0.7)
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0)
    axes.legend(loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=5, frameon=False, fontsize=8.5)
    figure.tight_layout()
    return figure


def _known(record: dict) -> list[tuple[str, float]]:
    """The kinds of year that a pole has, with the year."""
    return [(kind, record[kind]) for kind in TIMELINE if record[kind] == record[kind]]


def below_each_other(years: list[float], step: float = 0.3) -> list[float]:
    """How far above its row each mark stands, so that marks of the same year do not hide each other."""
    out = []
    for place, year in enumerate(years):
        same, before = years.count(year), years[:place].count(year)
        out.append(step * ((same - 1) / 2 - before))
    return out


def agreement(table: pd.DataFrame, labels: Labels, names: dict[str, str], confidence: float) -> Figure:
    """Krippendorff's alpha with its interval for each variable on which the coders ever differed.

    ``table``: variable_id, alpha, low, high, equal (shares from 0 to 1); ``names``: variable_id -> label.
    """
    differing = table[table["equal"] < 1]
    if differing.empty:
        return nothing(labels)
    order = differing.sort_values(["alpha", "variable_id"], na_position="first", ignore_index=True)
    figure, axes = plt.subplots(figsize=(8.5, 0.2 * len(order) + 1.6))
    rows = np.arange(len(order))
    axes.hlines(rows, order["low"].clip(lower=-0.5), order["high"], color="#9db3bf", linewidth=2)
    axes.scatter(order["alpha"].clip(lower=-0.5), rows, color="#2b6c8f", s=22, zorder=3,
                 label=labels.text("agreement_alpha", confidence=labels.percent(100 * confidence)))
    for limit in (0.667, 0.8):
        axes.axvline(limit, color="#b8bec2", linewidth=0.8, linestyle="--", zorder=0)
    axes.set_yticks(rows, [names[v] for v in order["variable_id"]], fontsize=7.2)
    axes.set(ylim=(-1, len(order)), xlim=(max(-0.55, order["low"].min() - 0.05), 1.03), xlabel=labels.text("agreement_axis"))
    axes.xaxis.set_major_formatter(lambda value, _: labels.number(value, 1))
    axes.tick_params(axis="y", length=0)
    axes.legend(loc="lower left", bbox_to_anchor=(-0.02, 1.0), frameon=False, fontsize=8.5)
    figure.tight_layout()
    return figure


def ranges(codings: pd.DataFrame, labels: Labels, names: dict[str, str], axis: str) -> Figure:
    """One figure a case and study, drawn as exact as the text is: a dot, an open dot (about), an arrow (at least, at most), a bar (range).

    ``codings``: case_id, study, value, upper, qualifier of one numeric variable; ``axis``: key of the axis label.
    """
    if codings.empty:
        return nothing(labels)
    shown = codings.assign(value=codings["value"].astype(float), upper=pd.to_numeric(codings["upper"], errors="coerce"),
                           name=[names[c] for c in codings["case_id"]])
    order = sorted(shown["name"].unique(), key=lambda n: (shown.loc[shown["name"] == n, "value"].max(), n))
    studies = sorted(shown["study"].unique(), reverse=True)
    height = dict(zip(studies, (0.13, -0.13) if len(studies) > 1 else (0.0,), strict=True))
    figure, axes = plt.subplots(figsize=(8.5, 0.34 * len(order) + 1.5))
    for record in shown.to_dict("records"):
        _mark(axes, record, order.index(record["name"]) + height[record["study"]], STUDY_COLOURS[record["study"]], reach=shown["value"].max() * 0.06)
    for study in studies:
        axes.scatter([], [], color=STUDY_COLOURS[study], s=30, label=labels.text(f"timeline_{study}"))
    axes.set_yticks(range(len(order)), order)
    axes.set(xlim=(0, None), ylim=(-0.6, len(order) - 0.4))
    axes.set_xlabel(labels.text(axis), fontsize=8.5)
    axes.xaxis.set_major_formatter(lambda value, _: labels.number(value))
    axes.grid(axis="x", color="#e6e9ea", linewidth=0.7)
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0)
    axes.legend(loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=2, frameon=False, fontsize=8.5)
    figure.tight_layout()
    return figure


def _mark(axes: Axes, record: dict, row: float, colour: str, reach: float, marker: str = "o") -> None:
    value, qualifier = record["value"], record["qualifier"]
    if qualifier == "range" and record.get("upper"):
        axes.plot([value, record["upper"]], [row, row], color=colour, linewidth=4, solid_capstyle="butt")
        return
    if qualifier in ("at_least", "at_most"):
        sign = 1 if qualifier == "at_least" else -1
        axes.annotate("", xy=(value + sign * reach, row), xytext=(value, row), arrowprops={"arrowstyle": "->", "color": colour, "linewidth": 1.4})
    axes.scatter([value], [row], marker=marker, facecolor="white" if qualifier == "about" else colour, edgecolor=colour, s=30, linewidth=1.4, zorder=3)
