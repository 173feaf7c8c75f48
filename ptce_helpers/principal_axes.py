"""The principal axes of a table of categories: their inertia, the places of categories and cases on them, and which are not determined."""

from __future__ import annotations

import numpy as np

from ptce_helpers.categories import Categories

NOTHING = 1e-12  # an eigenvalue below this is rounding
ALIKE = 1e-9  # contributions or eigenvalues that differ by less are equal


def axes_of(found: Categories) -> tuple[np.ndarray, np.ndarray]:
    """Eigenvalues, and standard coordinates of the categories (0 of passive ones), of all axes with inertia.

    A variable in which all cases are alike adds none, and is harmless here.
    """
    n, q = found.codes.shape
    masses, indicator = found.counts / (n * q), found.indicator()
    burt = indicator.T @ indicator.toarray() / (n * q**2)
    roots = np.sqrt(masses)
    in_play = np.flatnonzero(~found.passive)
    values, vectors = np.linalg.eigh((burt / np.outer(roots, roots) - np.outer(roots, roots))[np.ix_(in_play, in_play)])
    kept = np.flatnonzero(values > NOTHING)[::-1]
    standard = np.zeros((len(roots), len(kept)))
    standard[in_play] = _signed(vectors[:, kept]) / roots[in_play, None]
    return values[kept], standard


def placed(found: Categories, made: Categories, standard: np.ndarray) -> np.ndarray:
    """Principal coordinates of cases: the mean of the standard coordinates of their categories, less that of the cases that ``made`` the axes.

    The latter is zero unless categories are passive.
    """
    return found.indicator() @ standard / found.codes.shape[1] - made.counts @ standard / made.codes.size


def equal_values(values: np.ndarray) -> list[list[int]]:
    """Groups of axes, numbered from 1, whose eigenvalues are equal."""
    groups = np.split(np.arange(1, len(values) + 1), np.flatnonzero(-np.diff(values) > ALIKE) + 1)
    return [group.tolist() for group in groups if len(group) > 1]


def _signed(vectors: np.ndarray) -> np.ndarray:
    """Turn each axis so that its first category of (nearly) highest contribution is positive."""
    squares = vectors**2
    first = (squares >= squares.max(axis=0) - ALIKE).argmax(axis=0)
    return vectors * np.sign(vectors[first, np.arange(vectors.shape[1])])
