"""Places for the labels of a crowded drawing: each beside its point, none over another label or over a point."""

from __future__ import annotations

import numpy as np

ANGLES = np.deg2rad([0, 180, 90, 270, 45, 135, 315, 225, 22, 158, 202, 338, 67, 113, 247, 293])
STEP, FARTHEST = 5.0, 60  # how much farther away the next ring of places is, and how many rings are tried
AWAY = 4.0  # a label farther than this from its mark needs a line to it
Box = tuple[float, float, float, float]


def places(points: np.ndarray, sizes: np.ndarray, radii: np.ndarray, frame: Box) -> np.ndarray:
    """The centre of each label, as near to its point as the others allow; all lengths in one unit (points of the printer).

    ``points``: n x 2; ``sizes``: n x 2, width and height of each label; ``radii``: of the marks at the points; ``frame``: left,
    bottom, right, top. The most crowded labels are placed first. No label covers another or a mark, as long as there is room within
    the frame at all, nor a line to another label, as long as there is a way around it; a label without room stands at its point.
    """
    points, sizes = np.asarray(points, dtype=float), np.asarray(sizes, dtype=float)
    marks = np.column_stack([points - np.asarray(radii)[:, None], points + np.asarray(radii)[:, None]])
    placed, centres = np.empty((0, 4)), points.copy()
    for i in _most_crowded_first(points):
        others = np.vstack([placed, marks])
        fits = [centre for centre in _around(points[i], sizes[i], radii[i]) if _within(box := _box(centre, sizes[i]), frame) and not covers(box, others).any()]
        free = (centre for centre in fits if not any(covers(step, placed).any() for step in leader(points[i], centre, sizes[i], radii[i])))
        centres[i] = next(free, fits[0] if fits else points[i])
        placed = np.vstack([placed, _box(centres[i], sizes[i]), *leader(points[i], centres[i], sizes[i], radii[i])])
    return centres


def leader(point: np.ndarray, centre: np.ndarray, size: np.ndarray, radius: float) -> np.ndarray:
    """The line from a point to a label that stands away from it, as small boxes in a row; none for a label beside its point."""
    end = np.clip(point, centre - size / 2, centre + size / 2)
    if np.hypot(*(point - end)) <= radius + AWAY:
        return np.empty((0, 4))
    steps = point + np.linspace(0, 1, 12)[1:-1, None] * (end - point)
    return np.column_stack([steps - 0.5, steps + 0.5])


def covers(box: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Which of the other boxes (left, bottom, right, top) a box covers in part."""
    return (box[0] < others[:, 2]) & (others[:, 0] < box[2]) & (box[1] < others[:, 3]) & (others[:, 1] < box[3])


def _most_crowded_first(points: np.ndarray) -> np.ndarray:
    away = np.hypot(*(points[:, None, :] - points[None, :, :]).transpose(2, 0, 1))
    return np.argsort(np.sort(away, axis=1)[:, : min(6, len(points))].sum(axis=1), kind="stable")


def _around(point: np.ndarray, size: np.ndarray, radius: float) -> np.ndarray:
    """Centres of a label around its point, ring after ring, so that its edge touches the ring."""
    rings = radius + 1.5 + STEP * np.arange(FARTHEST)[:, None]
    across, up = np.cos(ANGLES), np.sin(ANGLES)
    x = point[0] + rings * across + size[0] / 2 * np.sign(np.round(across, 6))
    y = point[1] + rings * up + size[1] / 2 * np.sign(np.round(up, 6))
    return np.column_stack([x.ravel(), y.ravel()])


def _box(centre: np.ndarray, size: np.ndarray) -> np.ndarray:
    return np.concatenate([centre - size / 2, centre + size / 2])


def _within(box: np.ndarray, frame: Box) -> bool:
    return bool(box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3])
