"""Tables of a typology: questions and answers, axes and what made them, types and what marks them; each cell with its codings."""

from __future__ import annotations

import pandas as pd

from ptce_helpers.categories import SILENT
from ptce_helpers.evidence import Cell, Traced, cell, table
from ptce_helpers.pole_answers import NOT_ASKED
from ptce_helpers.pole_types import PoleTypes

PLANE = (1, 2)  # the axes that tables and figures show
MARKS = 4  # how many categories describe a type in the overview


def asked(found: PoleTypes) -> Traced:
    """Every question: its role, how many poles say what, how many are silent or not asked, whether it is used, and why it was chosen."""
    rows = []
    for name, question in found.answers.questions.items():
        said = [found.answers.said[case, name].category for case in found.answers.poles]
        spoken = [f"{category.label[found.sample.labels.lang]} ({said.count(category.name)})" for category in question.categories]
        state = found.answers.usable[name]
        rows.append({"question": cell(found.answers.title(name), [question.ref]), "part_in_axes": cell(found.sample.labels.text(f"role_{question.role}"), [question.ref]),
                     "answers_given": cell(found.sample.labels.semicolons(spoken), found.answers.refs(name) or [question.ref]), "silences": _count(found, name, ""), "not_asked": _count(found, name, NOT_ASKED),
                     "used": cell(found.sample.labels.text(f"used_{state or 'yes'}"), found.answers.refs(name) or [question.ref]),
                     "reason": cell(question.reason[found.sample.labels.lang], [question.ref])})
    return table(rows, ["question", "part_in_axes", "answers_given", "silences", "not_asked", "used", "reason"])


def _count(found: PoleTypes, name: str, category: str) -> Cell:
    number = sum(found.answers.said[case, name].category == category for case in found.answers.poles)
    return cell(number, found.answers.refs(name, category if number else None) or [found.answers.questions[name].ref])


def answers(found: PoleTypes) -> Traced:
    """What each pole says to each active question, in words; empty where the texts are silent; and how many silences it has."""
    rows = []
    for case in found.answers.poles:
        said = {name: found.answers.said[case, name] for name in found.active}
        silences = [ref for one in said.values() if not one.category for ref in one.refs]
        words = {name: cell(found.answers.label(name, one.category) if one.category else None, one.refs) for name, one in said.items()}
        rows.append({"case": found.sample.names[case], **words, "silences": cell(sum(not one.category for one in said.values()), silences or [ref for one in said.values() for ref in one.refs])})
    return table(rows, ["case", *found.active, "silences"])


def axes(found: PoleTypes) -> Traced:
    """Inertia axis by axis: eigenvalue, its percentage, and the rates of Benzecri and Greenacre, which only axes above the mean have."""
    columns = ["axis", "eigenvalue", "percentage", "cumulative", "benzecri", "greenacre"]
    if found.mca is None:
        return table([], columns)
    shown = found.mca.eigenvalues.assign(benzecri=found.mca.benzecri["percentage"], greenacre=found.mca.greenacre["percentage"]).reset_index()
    return table([{name: cell(None if pd.isna(value) else value, found.everything) for name, value in row.items()} for row in shown.to_dict("records")], columns)


def plane(found: PoleTypes) -> list[int]:
    """The axes that tables and figures show, as far as there are so many."""
    return [] if found.mca is None else [axis for axis in PLANE if axis in found.mca.axes]


def categories(found: PoleTypes) -> Traced:
    """The active categories on the first axes: poles that have it, place, contribution and share of its distance that the axis shows (cos2)."""
    columns = ["question", "answer", "poles", *(f"{what}_{axis}" for axis in plane(found) for what in ("coordinate", "contribution", "cos2"))]
    if found.mca is None:
        return table([], columns)
    frames = {"coordinate": found.mca.category_coordinates, "contribution": found.mca.category_contributions, "cos2": found.mca.category_cos2}
    return table([_on_axes(found, name, int(found.mca.counts[name]), frames) for name in found.mca.category_coordinates.index], columns)


def supplementary(found: PoleTypes) -> Traced:
    """The supplementary (and passive) categories on the first axes: place, how many standard deviations from the centre (v), and the variance that their question shares with the axis (eta2)."""
    columns = ["question", "answer", "poles", *(f"{what}_{axis}" for axis in plane(found) for what in ("coordinate", "v", "eta2"))]
    if found.mca is None:
        return table([], columns)
    names = found.mca.supplementary_coordinates.index
    eta2 = found.mca.eta2.loc[names.str.partition("=").get_level_values(0)].set_axis(names) if len(names) else found.mca.supplementary_coordinates
    frames = {"coordinate": found.mca.supplementary_coordinates, "v": found.mca.supplementary_vtests, "eta2": eta2}
    return table([_on_axes(found, name, int(found.mca.counts[name]), frames) for name in names], columns)


def _on_axes(found: PoleTypes, name: str, n: int, frames: dict[str, pd.DataFrame]) -> dict[str, Cell]:
    question = name.partition("=")[0]
    row = {"question": cell(found.answers.title(question), [found.answers.questions[question].ref]), "answer": cell(found.called(name), found.refs(name)), "poles": cell(n, found.refs(name))}
    return row | {f"{what}_{axis}": cell(float(frame.loc[name, axis]), found.everything, found.refs(name)) for what, frame in frames.items() for axis in plane(found)}


def poles(found: PoleTypes) -> Traced:
    """The poles on the first axes: type, place, contribution, cos2, and the number of silences."""
    columns = ["case", "type", *(f"{what}_{axis}" for axis in plane(found) for what in ("coordinate", "contribution", "cos2")), "silences"]
    if found.mca is None:
        return table([], columns)
    frames = {"coordinate": found.mca.row_coordinates, "contribution": found.mca.row_contributions, "cos2": found.mca.row_cos2}
    silences, rows = found.data.isna().sum(axis=1), []
    for case, number in found.labels.sort_values(kind="stable").items():
        own = [ref for name in found.active for ref in found.answers.said[case, name].refs]
        rows.append({"case": cell(found.sample.names[case], own), "type": cell(int(number), found.everything),
                     **{f"{what}_{axis}": cell(float(frame.loc[case, axis]), found.everything) for what, frame in frames.items() for axis in plane(found)}, "silences": cell(int(silences[case]), own)})
    return table(rows, columns)


def types(found: PoleTypes) -> Traced:
    """The types: their poles, the nearest to the centre first (the parangon), and the categories that mark them most."""
    columns = ["type", "poles", "names", "parangon", "marked_by", "rare"]
    if found.types is None:
        return table([], columns)
    rows = []
    for number in found.types.sizes.index:
        order = found.types.parangons.query("type == @number")["case"].tolist()
        names = [found.sample.names[case] for case in order]
        rows.append({"type": cell(int(number), found.everything), "poles": cell(len(order), found.everything), "parangon": cell(names[0], found.everything), "names": cell(found.sample.labels.join(names), found.everything),
                     "marked_by": _marks(found, number, over=True), "rare": _marks(found, number, over=False)})
    return table(rows, columns)


def marks(found: PoleTypes, number: int, over: bool) -> pd.DataFrame:
    """The active categories that are most over-represented (or rare) in a type, the strongest first; v is at least 1 either way."""
    rows = found.types.description.query("type == @number and role == 'active'")
    return rows[rows["v"] >= 1].head(MARKS) if over else rows[rows["v"] <= -1].iloc[::-1].head(MARKS)


def _marks(found: PoleTypes, number: int, over: bool) -> Cell:
    shown = marks(found, number, over)
    words = [found.sample.labels.text("type_mark", category=found.called(row["category"]), cases=int(row["cases"]), n=int(found.types.sizes[number])) for row in shown.to_dict("records")]
    return cell(found.sample.labels.semicolons(words) or None, [ref for name in shown["category"] for ref in found.refs(name)] or found.everything)


def description(found: PoleTypes) -> Traced:
    """Each category in each type, supplementary ones too: poles, shares in per cent both ways and overall, and v, which only puts them in order."""
    columns = ["type", "question", "answer", "part_in_axes", "poles", "mod_cla", "cla_mod", "overall", "v"]
    if found.types is None:
        return table([], columns)
    rows = [row for row in found.types.description.to_dict("records") if abs(row["v"]) >= 1 and not (row["role"] == "supplementary" and row["category"].endswith((f"={SILENT}", f"={NOT_ASKED}")))]
    return table([_described(found, row) for row in rows], columns)


def _described(found: PoleTypes, row: dict) -> dict[str, object]:
    question, refs = row["category"].partition("=")[0], found.refs(row["category"])
    return {"type": cell(int(row["type"]), found.everything), "question": cell(found.answers.title(question), [found.answers.questions[question].ref]), "answer": cell(found.called(row["category"]), refs),
            "part_in_axes": cell(found.sample.labels.text(f"role_{row['role']}"), [found.answers.questions[question].ref]), "poles": cell(int(row["cases"]), refs, found.everything),
            **{name: cell(float(row[name]), refs, found.everything) for name in ("mod_cla", "cla_mod", "overall", "v")}}


def heights(found: PoleTypes, most: int = 8) -> Traced:
    """For 2 to 8 types: the height of the merger that ends them, the inertia between types that the last split adds, and what is left within."""
    columns = ["types", "height", "gain", "within_types"]
    if found.types is None:
        return table([], columns)
    shown = found.types.heights.head(most - 1).rename(columns={"within": "within_types"}).reset_index()
    return table([{"types": cell(int(row["types"]), found.everything), **{name: cell(float(row[name]), found.everything) for name in columns[1:]}} for row in shown.to_dict("records")], columns)
