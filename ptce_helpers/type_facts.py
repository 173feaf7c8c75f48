"""What the sentences of the typology say: silences, axes and their names, types; each number with the codings behind it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ptce_helpers import notes
from ptce_helpers.categories import SILENT
from ptce_helpers.evidence import Cell, cell
from ptce_helpers.pole_types import PoleTypes
from ptce_helpers.type_stability import why
from ptce_helpers.type_tables import marks, plane


def silences(found: PoleTypes) -> dict[str, Cell]:
    """How many answers the texts give to the active questions, how many they don't, and of whom they say least."""
    data, labels = found.data, found.sample.labels
    missing = data.isna().sum(axis=1) if data.shape[1] else pd.Series(0, index=data.index)
    most = int(missing.max()) if len(missing) else 0
    least = [found.sample.names[case] for case in missing.index[missing == most]] if most else []
    left = [found.answers.title(name) for name, question in found.answers.questions.items() if question.role == "active" and found.answers.usable[name]]
    values = {"n": len(data), "questions": data.shape[1], "silent": int(missing.sum()), "cells": int(data.size), "most": most, "names": labels.join(least) or labels.text("nobody"), "left": labels.join(left) or labels.text("nothing")}
    return {name: cell(value, found.everything) for name, value in values.items()}


def rates(found: PoleTypes) -> dict[str, Cell]:
    """How much of the differences the first axes show, by the three ways of counting it."""
    shown = plane(found)
    if not shown:
        return _nothing(found, "axes", "shown", "raw", "benzecri", "greenacre")
    labels, last = found.sample.labels, shown[-1]

    def reached(frame: pd.DataFrame) -> str:
        return labels.percent(frame.loc[: min(last, frame.index.max()), "percentage"].sum())

    values = {"n": len(found.labels), "axes": len(found.mca.axes), "shown": len(shown), "raw": reached(found.mca.eigenvalues), "benzecri": reached(found.mca.benzecri), "greenacre": reached(found.mca.greenacre), "why": ""}
    return {name: cell(value, found.everything) for name, value in values.items()}


def axis(found: PoleTypes, number: int) -> dict[str, Cell]:
    """An axis by its strongest categories: those that contribute more than the mean, on either side, and how much of it silences make.

    ``r``: correlation of the poles' places with their numbers of silences; ``texts``: share of the axis' variance between poles of one, the other or both studies.
    """
    if number not in plane(found):
        return _nothing(found, "axis", "rate", "positive", "negative", "silent", "r", "texts", "share")
    labels, contributions = found.sample.labels, found.mca.category_contributions[number]
    high = contributions[contributions > 100 / len(contributions)].sort_values(ascending=False, kind="stable").index
    places = found.mca.category_coordinates[number]
    sides = {name: labels.semicolons([found.called(one) for one in high if sign * places[one] > 0]) for name, sign in (("positive", 1), ("negative", -1))}
    silent = sum(value for name, value in contributions.items() if name.endswith(f"={SILENT}"))
    values = {"n": len(found.labels), "axis": number, "rate": labels.percent(found.mca.eigenvalues.loc[number, "percentage"]), **{name: side or labels.text("nothing") for name, side in sides.items()},
              "share": labels.percent(contributions[high].sum()), "silent": labels.percent(silent), "r": _r(found, number), "texts": _texts(found, number), "why": ""}
    return {name: cell(value, found.everything) for name, value in values.items()}


def _r(found: PoleTypes, number: int) -> str:
    missing = found.data.isna().sum(axis=1).to_numpy(dtype=float)
    if not missing.std():
        return found.sample.labels.text("undefined")
    return found.sample.labels.number(float(np.corrcoef(missing, found.mca.row_coordinates[number])[0, 1]), 2)


def _texts(found: PoleTypes, number: int) -> str:
    if "texts" not in found.mca.eta2.index:
        return found.sample.labels.text("undefined")
    return found.sample.labels.percent(100 * found.mca.eta2.loc["texts", number])


def most_shared(found: PoleTypes) -> dict[str, Cell]:
    """The supplementary questions that share most variance with each axis shown."""
    shown = plane(found)
    if not shown or not found.mca.supplementary.variables:
        return _nothing(found, "told")
    labels, eta2 = found.sample.labels, found.mca.eta2.loc[found.mca.supplementary.variables]
    told = [labels.text("axis_shares", axis=number, questions=labels.join([f"{found.answers.title(name)} ({labels.percent(100 * value)})" for name, value in eta2[number].sort_values(ascending=False, kind="stable").head(3).items()])) for number in shown]
    return {name: cell(value, found.everything) for name, value in {"n": len(eta2), "told": labels.semicolons(told), "why": ""}.items()}


def types(found: PoleTypes) -> dict[str, Cell]:
    """The types in a sentence each: how many poles, the parangon, what marks it; and how much of the differences lies between them."""
    if found.types is None:
        return _nothing(found, "told", "axes", "between", "tied")
    labels, heights = found.sample.labels, found.types.heights
    told = [labels.text("type_told", number=number, poles=int(n), parangon=found.sample.names[found.types.parangons.query("type == @number")["case"].iloc[0]],
                        marks=labels.join([found.called(name) for name in marks(found, number, over=True)["category"]]) or labels.text("nothing")) for number, n in found.types.sizes.items()]
    within = heights.loc[found.types.n_types, "within"] if found.types.n_types in heights.index else 0.0
    values = {"n": len(told), "told": labels.semicolons(told), "axes": found.types.n_axes, "between": labels.percent(100 * (1 - within / heights["gain"].sum())),
              "tied": labels.text("cut_tied") if found.types.tied else "", "why": ""}
    return {name: cell(value, found.everything) for name, value in values.items()}


def _nothing(found: PoleTypes, *names: str) -> dict[str, Cell]:
    """The values of a sentence of which there is nothing to say but why."""
    return {"n": cell(0, found.everything), "why": cell(why(found), found.everything), **{name: cell("", found.everything) for name in names}}


def note(found: PoleTypes) -> str:
    """What stands below a figure: on how many poles it rests, how many answers the texts do not give, and where it comes from."""
    sample, data = found.sample, found.data
    poles = {study: len({case for case, of in sample.pairs if of == study}) for study in sample.studies}
    return notes.say(sample, poles, {"not_stated": int(data.isna().to_numpy().sum())}, int(data.size))
