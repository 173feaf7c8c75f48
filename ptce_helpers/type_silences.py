"""What silences do to types of poles: the same poles with silences as an answer, and with silences out of play, side by side."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ptce_helpers.categories import SILENT
from ptce_helpers.evidence import Cell, Traced, cell, table
from ptce_helpers.pole_types import PoleTypes
from ptce_helpers.type_stability import why
from ptce_helpers.typology import adjusted_rand

STUDIES = "texts"  # the question of which study writes of a pole


def poles(found: PoleTypes, out: PoleTypes) -> Traced:
    """Each pole: its type and its place on axis 1, with silences as an answer and out of play; whether its type changes; its number of silences."""
    columns = ["case", "type", "type_out", "changes_type", "coordinate_1", "coordinate_1_out", "silences"]
    if not (found.types and out.types):
        return table([], columns)
    labels, silences = found.sample.labels, found.data.isna().sum(axis=1)
    rows = []
    for case, number in found.labels.sort_values(kind="stable").items():
        own = [ref for name in found.active for ref in found.answers.said[case, name].refs]
        values = {"type": int(number), "type_out": int(out.labels[case]), "changes_type": labels.text("yes" if case in moved(found, out) else "no"),
                  "coordinate_1": float(found.mca.row_coordinates.loc[case, 1]), "coordinate_1_out": float(out.mca.row_coordinates.loc[case, 1])}
        rows.append({"case": cell(found.sample.names[case], own), **{name: cell(value, found.everything) for name, value in values.items()}, "silences": cell(int(silences[case]), own)})
    return table(rows, columns)


def moved(found: PoleTypes, out: PoleTypes) -> list[str]:
    """The poles whose type is another one when silences are out of play."""
    return [case for case, number in found.labels.items() if out.labels[case] != number]


def axes(found: PoleTypes, out: PoleTypes) -> dict[str, Cell]:
    """How much of axis 1 silences make, and how much of its variance lies between poles of different studies; the same of axis 1 without them, and which earlier axis that is nearest to."""
    if not (found.types and out.types):
        return _nothing(found, out, "silent", "texts", "texts_out", "rate", "nearest", "r", "inertia")
    labels, shares = found.sample.labels, found.mca.category_contributions[1]
    near = pd.Series({axis: abs(np.corrcoef(found.mca.row_coordinates[axis], out.mca.row_coordinates[1])[0, 1]) for axis in found.mca.axes})
    silent = sum(value for name, value in shares.items() if name.endswith(f"={SILENT}"))
    values = {"n": len(found.labels), "silent": labels.percent(silent), "texts": _between_texts(found), "texts_out": _between_texts(out), "rate": labels.percent(out.mca.eigenvalues.loc[1, "percentage"]),
              "nearest": int(near.idxmax()), "r": labels.number(float(near.max()), 2), "inertia": labels.percent(100 * (1 - out.mca.values.sum() / found.mca.values.sum())), "why": ""}
    return {name: cell(value, found.everything) for name, value in values.items()}


def _between_texts(found: PoleTypes) -> str:
    eta2 = found.mca.eta2
    return found.sample.labels.percent(100 * eta2.loc[STUDIES, 1]) if STUDIES in eta2.index else found.sample.labels.text("undefined")


def types(found: PoleTypes, out: PoleTypes) -> dict[str, Cell]:
    """How alike the types are with silences as an answer and out of play, and which poles change."""
    if not (found.types and out.types):
        return _nothing(found, out, "types", "axes", "rand", "moved", "names")
    labels, gone, index = found.sample.labels, moved(found, out), adjusted_rand(found.labels, out.labels)
    values = {"n": len(found.labels), "types": out.n_types, "axes": out.types.n_axes, "rand": labels.text("undefined") if np.isnan(index) else labels.number(index, 2), "moved": len(gone),
              "names": labels.join([found.sample.names[case] for case in gone]) or labels.text("nobody"), "why": ""}
    return {name: cell(value, found.everything) for name, value in values.items()}


def _nothing(found: PoleTypes, out: PoleTypes, *names: str) -> dict[str, Cell]:
    """The values of a sentence of which there is nothing to say but why."""
    return {"n": cell(0, found.everything), "why": cell(why(found) or why(out), found.everything), **{name: cell("", found.everything) for name in names}}
