"""Places for the labels of a crowded drawing: each beside its point, none over another label or over a point."""

from __future__ import annotations

import numpy as np

ANGLES = np.deg2rad([0, 180, 90, 270, 45, 135, 315, 225, 22, 158, 202, 338, 67, 113, 247, 293])
STEP, FARTHEST = 5.0, 60  # how much farther away the next ring of places is, and how many rings are tried
AWAY = 4.0  # a label farther than this from its mark needs a line to it
ROUNDS = 12
NO_ROOM = 1000.0  # what a label without room counts as
HALF = 0.5  # of the width of a line
AT_ONCE = 48  # places tried together, for speed
Box = tuple[float, float, float, float]


def places(points: np.ndarray, sizes: np.ndarray, radii: np.ndarray, frame: Box) -> np.ndarray:
    """The centre of each label, as near to its point as the others allow; all lengths in one unit (points of the printer).

    ``points``: n x 2; ``sizes``: n x 2, width and height of each label; ``radii``: of the marks at the points; ``frame``: left,
    bottom, right, top. The most crowded labels are placed first; then those that had to stand away come earlier, a few times over, and the best
    drawing counts. No label covers another or a mark, as long as there is room within the frame at all, nor a line to another label,
    as long as there is a way around it; a label without a line is nearest to its own mark. A label without room stands at its point.
    """
    points, sizes, radii = np.asarray(points, dtype=float), np.asarray(sizes, dtype=float), np.asarray(radii, dtype=float)
    order, trouble = _most_crowded_first(points), np.zeros(len(points))
    best, least = points.copy(), np.inf
    for _ in range(ROUNDS):
        centres, away = _placed(points, sizes, radii, frame, order)
        if (away**2).sum() < least:
            best, least = centres, (away**2).sum()
        trouble += away
        before, order = order, order[np.argsort(-trouble[order], kind="stable")]
        if (order == before).all():
            break
    return best


def _placed(points: np.ndarray, sizes: np.ndarray, radii: np.ndarray, frame: Box, order: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The labels placed one after the other, and how far each had to stand away (0 beside its point)."""
    marks = np.column_stack([points - radii[:, None], points + radii[:, None]])
    placed, centres, away = np.empty((0, 4)), points.copy(), np.zeros(len(points))
    for i in order:
        fits = _fitting(_around(points[i], sizes[i], radii[i]), sizes[i], frame, np.vstack([placed, marks]))
        fits = _own_first(fits, sizes[i], points, radii, i)
        centres[i] = _first_free(fits, points[i], sizes[i], radii[i], placed) if len(fits) else points[i]
        line = leader(points[i], centres[i], sizes[i], radii[i])
        away[i] = (_gap(points[i], centres[i], sizes[i]) if len(line) else 0) if len(fits) else NO_ROOM
        placed = np.vstack([placed, _box(centres[i], sizes[i]), *line])
    return centres, away


def _fitting(centres: np.ndarray, size: np.ndarray, frame: Box, others: np.ndarray) -> np.ndarray:
    """The centres at which a label stays within the frame and covers nothing, in their order."""
    boxes = np.column_stack([centres - size / 2, centres + size / 2])
    within = (boxes[:, 0] >= frame[0]) & (boxes[:, 1] >= frame[1]) & (boxes[:, 2] <= frame[2]) & (boxes[:, 3] <= frame[3])
    return centres[within & ~covers(boxes.T[:, :, None], others).any(axis=1)]


def _first_free(centres: np.ndarray, point: np.ndarray, size: np.ndarray, radius: float, placed: np.ndarray) -> np.ndarray:
    """The first centre from which no line to the point crosses what is placed, or the first of all."""
    for start in range(0, len(centres), AT_ONCE):
        some = centres[start : start + AT_ONCE]
        steps = _steps(point, some, size)
        boxes = np.concatenate([steps - HALF, steps + HALF], axis=2).reshape(-1, 4)
        crossed = covers(boxes.T[:, :, None], placed).any(axis=1).reshape(len(some), -1).any(axis=1)
        free = np.flatnonzero(~crossed | (_gap(point, some, size) <= radius + AWAY))
        if len(free):
            return some[free[0]]
    return centres[0]


def _own_first(centres: np.ndarray, size: np.ndarray, points: np.ndarray, radii: np.ndarray, i: int) -> np.ndarray:
    """The same centres, last those at which a label without a line is nearer to another mark than to its own."""
    away = _gap(points, centres[:, None, :], size) - radii
    mistaken = (away[:, i] <= AWAY) & (away.min(axis=1) < away[:, i] - 1e-9) if len(centres) else np.empty(0, dtype=bool)
    return np.concatenate([centres[~mistaken], centres[mistaken]])


def _gap(points: np.ndarray, centres: np.ndarray, size: np.ndarray) -> np.ndarray:
    """How far points are from the edges of labels."""
    return np.hypot(*np.moveaxis(np.maximum(np.abs(points - centres) - size / 2, 0), -1, 0))


def leader(point: np.ndarray, centre: np.ndarray, size: np.ndarray, radius: float) -> np.ndarray:
    """The line from a point to a label that stands away from it, as small boxes in a row; none for a label beside its point."""
    if _gap(point, centre, size) <= radius + AWAY:
        return np.empty((0, 4))
    steps = _steps(point, centre[None, :], size)[0]
    return np.column_stack([steps - HALF, steps + HALF])


def _steps(point: np.ndarray, centres: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Ten places on the line from a point to each label: labels x 10 x 2."""
    ends = np.clip(point, centres - size / 2, centres + size / 2)
    return point + np.linspace(0, 1, 12)[1:-1, None] * (ends - point)[:, None, :]


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
