"""A picture of the two texts, line by line: what kind of text each line is, and how many rows of data rest on it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path

from ptce_helpers import coverage, describe
from ptce_helpers.codings import Raw
from ptce_helpers.coverage import Paragraph
from ptce_helpers.evidence import bare
from ptce_helpers.figures import INK, nothing
from ptce_helpers.files import rows_of
from ptce_helpers.labels import Labels

LANES = {"poles": ("codings", "second_coder", "organisations", "money"), "together": ("statements", "claim_rows", "items")}
STEPS = (1, 4, 10)  # from how many rows on a line is darker
COLOURS = {"poles": ("#bcd3e0", "#6f9dba", "#1f4f6b"), "together": ("#eccba8", "#d08a4a", "#8a4512")}  # as light in grey, step by step
KINDS = {"text": ("#e3e6e4", ("case_sheet", "findings", "synthesis")), "frame": ("#a9b8a6", ("method", "context", "front_matter")),
         "notes": ("#77708c", ("footnote", "reference", "chart_only", "page_furniture")), "heading": (INK, ("heading",))}
BAND, LANE, GAP = 0.16, 0.34, 0.16  # widths: the band of kinds, a lane, what lies between two columns (1 in all)
BETWEEN = 0.9  # between the two texts


@dataclass(frozen=True)
class Column:
    """A part of a text, drawn as one column: its study, its name for people, its paragraphs."""

    study: str
    name: str
    paragraphs: list[Paragraph]


def columns(raw: Raw, labels: Labels) -> list[Column]:
    """The parts of both texts in their order; the sheets of 2014 are one column each, under the name of their pole."""
    sheets = sorted((int(row["line_end"]), row["case_id"]) for row in rows_of(raw["sheets"]))
    found: dict[tuple[str, str], list[Paragraph]] = {}
    for paragraph in coverage.of_texts(raw):
        row = paragraph.row
        pole = next((case for end, case in sheets if row["part"] == "sheets" and int(row["line_start"]) <= end), "")
        found.setdefault((row["source_id"], pole or row["part"]), []).append(paragraph)
    names = describe.names(raw)
    return [Column(study, names.get(name) or labels.text(f"part_{name}"), ours) for (study, name), ours in found.items()]


def draw(raw: Raw, labels: Labels) -> Figure:
    """Columns are parts of a text, read downwards, a line of text a step; blank lines are left out.

    In each column, from the left: the kind of text (a slim band), the rows that say something of one pole, those that say something of
    poles together. The more rows rest on a line, the darker; where none does, the lane is white. Below: the share of lines with rows.
    """
    told = columns(raw, labels)
    if not told:
        return nothing(labels)
    at = [number + BETWEEN * (column.study == "crida2015") for number, column in enumerate(told)]
    figure, axes = plt.subplots(figsize=(10.5, 7.7))
    for colour, boxes in _boxes(told, at).items():
        axes.add_patch(PathPatch(_outline(boxes), facecolor=colour, linewidth=0, antialiased=False))
    deepest = max(sum(len(p.rests) for p in column.paragraphs) for column in told)
    for column, left in zip(told, at, strict=True):
        _frame(axes, column, left, labels)
    axes.set(xlim=(-0.7, at[-1] + 1.0), ylim=(deepest + 12, -72))
    _studies(axes, told, at, labels)
    _scale(axes, deepest, labels)
    figure.subplots_adjust(left=0.01, right=0.995, top=0.99, bottom=0.01)
    _key(axes, deepest, labels)
    return figure


def _boxes(told: list[Column], at: list[float]) -> dict[str, list[tuple[float, float, float, int]]]:
    """Colour -> boxes (left, top, width, height): neighbouring lines of one colour are one box."""
    found: dict[str, list[tuple[float, float, float, int]]] = {}
    for column, left in zip(told, at, strict=True):
        lines = [(p.row["kind"], rests) for p in column.paragraphs for rests in p.rests.values()]
        bands = [next(colour for colour, kinds in KINDS.values() if kind in kinds) for kind, _ in lines]
        _runs(found, bands, left, BAND)
        for place, (lane, groups) in enumerate(LANES.items()):
            shades = [_shade(lane, sum(len(rests.get(group, ())) for group in groups)) for _, rests in lines]
            _runs(found, shades, left + BAND + place * LANE, LANE)
    return dict(sorted(found.items()))


def _shade(lane: str, rows: int) -> str:
    reached = sum(rows >= step for step in STEPS)
    return COLOURS[lane][reached - 1] if reached else ""


def _runs(found: dict[str, list], colours: list[str], left: float, width: float) -> None:
    start = 0
    for line in range(1, len(colours) + 1):
        if line == len(colours) or colours[line] != colours[start]:
            if colours[start]:
                found.setdefault(colours[start], []).append((left, start, width, line - start))
            start = line


def _outline(boxes: list[tuple[float, float, float, int]]) -> Path:
    """All boxes of one colour as one outline."""
    corners = [[(x, y), (x + w, y), (x + w, y + h), (x, y + h), (x, y)] for x, y, w, h in boxes]
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY] * len(boxes)
    return Path(np.array(corners, dtype=float).reshape(-1, 2), codes)


def _frame(axes: Axes, column: Column, left: float, labels: Labels) -> None:
    """The outline of a column, its name above, the share of its lines that carry something below."""
    length = sum(len(p.rests) for p in column.paragraphs)
    covered = sum(len(p.covered) for p in column.paragraphs)
    right, middle = left + BAND + 2 * LANE, left + BAND + LANE
    axes.plot([left, right, right, left, left], [0, 0, length, length, 0], color="#8d979c", linewidth=0.5)
    axes.plot([middle, middle], [0, length], color="#c9cfd1", linewidth=0.4)
    axes.annotate(column.name, (left + 0.12, -3), rotation=55, ha="left", va="bottom", rotation_mode="anchor", fontsize=7.8, color=INK)
    axes.annotate(labels.percent(100 * covered / length), ((left + right) / 2, length + 2), ha="center", va="top", fontsize=7, color=INK)


def _studies(axes: Axes, told: list[Column], at: list[float], labels: Labels) -> None:
    for study in describe.STUDIES:
        places = [left for column, left in zip(told, at, strict=True) if column.study == study]
        if places:
            axes.annotate(labels.text(f"study_{study}"), (places[0], -70), ha="left", va="top", fontsize=9.5, fontweight="bold", color=INK)
    axes.axis("off")


def _scale(axes: Axes, deepest: int, labels: Labels) -> None:
    """A ruler at the left, since the columns have no axis."""
    for line in range(0, deepest + 1, 50):
        axes.plot([-0.14, -0.04], [line, line], color="#8d979c", linewidth=0.6)
        axes.annotate(labels.number(line), (-0.18, line), ha="right", va="center", fontsize=6.5, color="#5b666c")


def _key(axes: Axes, deepest: int, labels: Labels) -> None:
    """What lanes, shades and the band mean, under the short columns of 2014: a row each."""
    spans = [labels.text("shade_span", low=low, high=high - 1) for low, high in pairwise(STEPS)] + [labels.text("shade_from", low=STEPS[-1])]
    rows = [(f"lane_{lane}", [("white", labels.text("shade_zero")), *zip(COLOURS[lane], spans, strict=True)]) for lane in LANES]
    rows.append(("lane_kind", [(colour, labels.text(f"band_{kind}")) for kind, (colour, _) in KINDS.items()]))
    for number, (title, entries) in enumerate(rows):
        height = deepest - 42 + 20 * number
        axes.annotate(labels.text(title), (0, height), fontsize=8, va="center", color=INK)
        handles = [Patch(facecolor=colour, edgecolor="#8d979c", linewidth=0.5) for colour, _ in entries]
        axes.figure.legend(handles, [word for _, word in entries], loc="center left", bbox_to_anchor=(-0.15, height + 9), bbox_transform=axes.transData, ncols=4,
                           frameon=False, fontsize=8, borderpad=0, handlelength=1.3, handletextpad=0.5, columnspacing=1.4)


def note(raw: Raw, labels: Labels) -> str:
    """What stands below the picture: how many lines are drawn, and of which data and poles it speaks."""
    return labels.text("note_coverage", **bare(coverage.counts(raw, labels)))
