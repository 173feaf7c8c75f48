"""What a figure shows, as data: its marks, lines, bars and words, and a fingerprint of its looks."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path as PathOfFile

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import Collection, LineCollection, PathCollection, QuadMesh
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.markers import MarkerStyle
from matplotlib.patches import Patch, Rectangle
from matplotlib.path import Path
from matplotlib.text import Annotation, Text
from PIL import Image
from scipy.fft import dctn

LONG = 60  # outlines with more corners than this are summed up
MARKERS = "osD^v<>*PX.dph8+x|_"
SIDE, KEPT = 64, 16  # the picture is reduced to 64 x 64 points, of which the 16 x 16 coarsest waves are kept


def plotted(figure: Figure) -> dict[str, object]:
    """Everything that is drawn in a figure, in the order in which it was drawn, numbers to 9 significant digits.

    Returns ``axes`` (each with words, lines, points, segments, shapes, grids), ``words`` of the figure itself and
    ``legends``. Ticks have their words only once the figure was rendered (it was saved, or see :func:`rendered`).
    """
    return {"axes": [_axes(axes) for axes in figure.axes], "words": [_words(text) for text in figure.texts if text.get_text()],
            "legends": [_legend(legend) for legend in figure.legends]}


def rendered(figure: Figure) -> BytesIO:
    """A small picture of a figure that was not saved as one."""
    picture = BytesIO()
    figure.savefig(picture, format="png", dpi=50, facecolor="white")
    return picture


def fingerprint(picture: BytesIO | PathOfFile) -> str:
    """A perceptual hash of a picture (PNG): 768 bits (as hexadecimal), alike for pictures that look alike.

    The coarse part of a discrete cosine transform, its waves compared with their median (as pHash does), for
    red, green and blue: a hash of brightness alone would hardly see one colour put for another.
    """
    small = Image.open(picture).convert("RGB").resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    waves = dctn(np.asarray(small, dtype=float), axes=(0, 1), norm="ortho")[:KEPT, :KEPT].round(3)
    bits = waves > np.median(waves, axis=(0, 1))
    return np.packbits(bits).tobytes().hex()


def distance(one: str, other: str) -> int:
    """The number of bits in which two fingerprints differ. Raises ValueError when they are not fingerprints of one kind."""
    if len(one) != len(other):
        raise ValueError(f"fingerprints of {len(one)} and {len(other)} characters can't be compared")
    return (int(one, 16) ^ int(other, 16)).bit_count()


def _axes(axes: Axes) -> dict[str, object]:
    titles = [axes.get_title(place) for place in ("left", "center", "right")]
    ticks = {f"{side}_ticks": [t.get_text() for t in axis.get_ticklabels()] if axes.axison else []
             for side, axis in (("x", axes.xaxis), ("y", axes.yaxis))}
    drawn = {"lines": [_line(line) for line in axes.lines], "shapes": [_shape(patch) for patch in axes.patches],
             "grids": [_grid(image.get_array(), image) for image in axes.images],
             "words": [_words(text) for text in axes.texts]}
    for collection in axes.collections:
        kind, entry = _collection(collection)
        drawn.setdefault(kind, []).append(entry)
    head = {"title": " ".join(filter(None, titles)), "x_label": axes.get_xlabel(), "y_label": axes.get_ylabel(),
            "x_limits": _numbers(axes.get_xlim()), "y_limits": _numbers(axes.get_ylim())}
    legend = axes.get_legend()
    return head | ticks | {kind: entries for kind, entries in drawn.items() if entries} | ({"legend": _legend(legend)} if legend else {})


def _legend(legend) -> list[str]:
    return [text.get_text() for text in legend.get_texts()]


def _line(line) -> dict[str, object]:
    style = {"colour": _colours([line.get_color()]), "style": str(line.get_linestyle()), "marker": str(line.get_marker())}
    return _label(line) | {"x": _numbers(line.get_xdata(orig=False)), "y": _numbers(line.get_ydata(orig=False))} | style


def _collection(collection: Collection) -> tuple[str, dict[str, object]]:
    colours = {"colour": _colours(collection.get_facecolor()), "edge": _colours(collection.get_edgecolor())}
    if isinstance(collection, QuadMesh):
        return "grids", _grid(collection.get_array(), collection)
    if isinstance(collection, PathCollection):
        x, y = np.ma.filled(np.ma.asarray(collection.get_offsets(), dtype=float), np.nan).reshape(-1, 2).T
        marks = {"size": _same(_numbers(collection.get_sizes())), "marker": _same([_marker(path) for path in collection.get_paths()])}
        return "points", _label(collection) | {"x": _numbers(x), "y": _numbers(y)} | marks | colours
    if isinstance(collection, LineCollection):
        return "segments", _label(collection) | {"corners": [_corners(part) for part in collection.get_segments()]} | colours
    return "shapes", _label(collection) | {"corners": [_corners(path.vertices) for path in collection.get_paths()]} | colours


def _marker(path: Path) -> str:
    """The sign that matplotlib has for the outline of a mark, as o or s."""
    for sign in MARKERS:
        style = MarkerStyle(sign)
        outline = style.get_path().transformed(style.get_transform()).vertices
        if outline.shape == path.vertices.shape and np.allclose(outline, path.vertices):
            return sign
    return f"of {len(path.vertices)} corners"


def _grid(values: np.ndarray, mappable) -> dict[str, object]:
    """A heat map or an image: its values row by row, its colours by their scale."""
    rows = np.ma.filled(np.ma.asarray(values, dtype=float), np.nan)
    scale = {"palette": mappable.get_cmap().name, "scale": _numbers(mappable.get_clim())}
    return scale | {"shape": list(rows.shape), "values": _numbers(rows.ravel())}


def _shape(patch: Patch) -> dict[str, object]:
    colours = {"colour": _colours([patch.get_facecolor()]), "edge": _colours([patch.get_edgecolor()])}
    if isinstance(patch, Rectangle):
        at = dict(zip(("x", "y", "width", "height"), _numbers([*patch.get_xy(), patch.get_width(), patch.get_height()]), strict=True))
        return _label(patch) | at | colours
    return _label(patch) | {"corners": _corners(patch.get_path().transformed(patch.get_patch_transform()).vertices)} | colours


def _words(text: Text) -> dict[str, object]:
    at = dict(zip(("x", "y"), _numbers(text.get_position()), strict=True))
    to = {"to": _numbers(text.xy)} if isinstance(text, Annotation) else {}
    return {"text": text.get_text(), "colour": _colours([text.get_color()])} | at | to


def _label(artist) -> dict[str, object]:
    label = str(artist.get_label())
    return {} if not label or label.startswith("_") else {"label": label}


def _corners(points: np.ndarray) -> object:
    """An outline point by point; a long one (a department) by its number of corners, its bounds and its middle."""
    points = np.asarray(points, dtype=float)
    if len(points) <= LONG:
        return [_numbers(point) for point in points]
    return {"count": len(points), "from": _numbers(points.min(axis=0)), "to": _numbers(points.max(axis=0)), "middle": _numbers(points.mean(axis=0))}


def _numbers(values) -> list[object]:
    """Numbers to 9 significant digits; what is no number in words."""
    flat = np.ma.filled(np.ma.asarray(values, dtype=float), np.nan).ravel()
    return [float(f"{value:.9g}") + 0.0 if np.isfinite(value) else {"value": None, "kind": str(value)} for value in flat.tolist()]


def _colours(colours) -> object:
    """Colours as #rrggbbaa; a single one when all are the same, none when there is none."""
    return _same([to_hex(colour, keep_alpha=True) for colour in colours])


def _same(values: list) -> object:
    return values[0] if values and all(value == values[0] for value in values) else values
