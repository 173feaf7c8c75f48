"""The six tables that the study of 2015 prints as pictures: their slots in chart_values.csv, and what the text says beside them."""

from __future__ import annotations

from dataclasses import dataclass

from ptce_helpers.describe import lines_of
from ptce_helpers.evidence import Cell, Traced, cell, counted, table
from ptce_helpers.files import rows_of
from ptce_helpers.sample import Sample

STUDY = "crida2015"
SECTIONS = {1: (242, 277), 2: (242, 286), 3: (295, 323), 4: (295, 350), 5: (397, 435), 6: (448, 472)}  # lines around the caption of each table
SUBJECTS = {  # number of the table -> subjects of statements.csv that speak of what it shows
    1: ("members_first_circle", "members_second_circle", "circle_count"),
    2: ("members_trend",),
    3: ("member_kind",),
    4: ("members_non_ess_count", "members_ess_majority", "non_ess_members"),
    5: ("sector",),
    6: ("transverse_function",),
}


@dataclass(frozen=True)
class Slot:
    """One value of a picture: what it is the value of, and the value itself where a researcher has filled it in."""

    chart: int
    case_id: str
    variable_id: str
    item: str
    as_of: str
    value: float | None
    ref: str


def slots(sample: Sample, chart: int, variable_id: str = "") -> list[Slot]:
    """The slots of one table, of the chosen poles and (all six being of 2015) only where that study is chosen."""
    cases = {case for case, study in sample.pairs if study == STUDY}
    rows = [row for row in rows_of(sample.raw["chart_values"]) if int(float(row["chart"])) == chart and variable_id in ("", row["variable_id"])]
    return [_slot(row) for row in rows if cases and (not row["case_id"] or row["case_id"] in cases)]


def _slot(row: dict) -> Slot:
    key = "/".join(row[name] for name in ("chart", "case_id", "variable_id", "item", "as_of"))
    value = float(row["value"]) if row["value"] else None
    return Slot(int(float(row["chart"])), row["case_id"], row["variable_id"], row["item"], row["as_of"], value, f"chart_values.csv#{key}")


def whole(sample: Sample) -> bool:
    """Whether all poles of the study of 2015 are chosen: what its text says of them together holds of no other sample."""
    everyone = sample.raw["cases"]["in_crida2015"] == "yes"
    return {case for case, study in sample.pairs if study == STUDY} == set(sample.raw["cases"].loc[everyone, "case_id"])


def statements(sample: Sample, *subjects: str) -> list[dict]:
    """The statements of 2015 on some subjects, in the order of the text; none where that study is left out."""
    if STUDY not in sample.studies:
        return []
    rows = [row for row in rows_of(sample.raw["statements"]) if row["source_id"] == STUDY and row["subject"] in subjects]
    return sorted(rows, key=lambda row: (int(row["line_start"]), row["statement_id"]))


def of_chart(sample: Sample, chart: int) -> list[dict]:
    """The statements that speak of what one table shows: those of its section, and figures that the conclusions give anew.

    That a table is a picture is itself a statement, and is left out.
    """
    first, last = SECTIONS[chart]
    return [row for row in statements(sample, *SUBJECTS[chart]) if (row["value"] or row["condition"]) and (first <= int(row["line_start"]) <= last or row["value"])]


def said(sample: Sample) -> Traced:
    """All that the text says of what its six pictures show, a statement a row: table, statement in words, of what, lines."""
    rows = [{"chart": cell(chart, [row["statement_id"]]), "in_words": sample.said(row["comment"]), "about": condition(sample, row) or None,
             "statement_id": row["statement_id"], "lines": lines_of(row)} for chart in SUBJECTS for row in of_chart(sample, chart)]
    return table(rows, ["chart", "in_words", "about", "statement_id", "lines"])


def condition(sample: Sample, row: dict) -> str:
    """Of what a statement speaks: the label of its code, or the condition in our words."""
    book, code = sample.book, row["condition"]
    variable = book.variable(row["subject"])
    if variable["scale"] in ("category", "multi") and code in book.allowed(row["subject"]):
        return book.code_label(row["subject"], code, sample.labels.lang)
    return "" if code == "yes" else sample.said(code)


def overview(sample: Sample, followed: dict[int, Cell]) -> Traced:
    """The six pictures: number of statements on each, what follows from them, slots, how many are filled, and what to fill in.

    ``followed``: for each table the bounds in words, as the modules that compute them say them.
    """
    labels, rows = sample.labels, []
    for chart in SUBJECTS if STUDY in sample.studies else ():
        theirs, words = slots(sample, chart), of_chart(sample, chart)
        refs = [slot.ref for slot in theirs]
        rows.append({"chart": cell(chart, refs), "shows": cell(labels.text(f"chart_{chart}"), refs),
                     "statements": cell(len(words), [row["statement_id"] for row in words]), "follows": followed[chart],
                     "slots": cell(len(theirs), refs), "filled": cell(sum(slot.value is not None for slot in theirs), refs),
                     "to_fill": cell(labels.text(f"fill_{chart}"), refs)})
    return table(rows, ["chart", "shows", "statements", "follows", "slots", "filled", "to_fill"])


def filled(sample: Sample) -> dict[str, Cell]:
    """Numbers for the sentence on the pictures: slots, those filled in, and statements beside them."""
    theirs = [slot for chart in SUBJECTS for slot in slots(sample, chart)]
    beside = [[row["statement_id"]] for chart in SUBJECTS for row in of_chart(sample, chart)]
    refs = [slot.ref for slot in theirs] or ["chart_values.csv"]
    return {"n": cell(len(theirs), refs), "filled": cell(sum(slot.value is not None for slot in theirs), refs), "statements": counted(beside, ["statements.csv"])}
