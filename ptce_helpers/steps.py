"""The steps of data/raw/harmonisation.csv: what each operation needs, and every fault of the table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ptce_helpers.checks import number
from ptce_helpers.codebook import Codebook
from ptce_helpers.errors import Fault, nearest
from ptce_helpers.files import ROW, rows_of
from ptce_helpers.schemas import NUMERIC, OPERATIONS

FILE = "data/raw/harmonisation.csv"
STUDY = {"L": "labo2014", "C": "crida2015"}
SAME = "same"  # the operand has the unit of the figure that the step is applied to


@dataclass(frozen=True)
class Needs:
    """What an operation is applied to, what it takes and what it gives.

    ``before``: the unit that the figure must have (empty: any); ``operand``: the unit that the operand must have, ``same`` as
    the figure's, ``any``, or empty where the operation takes none; ``after``: the unit of the result, ``operand`` for the
    operand's, empty for that of the figure. ``divides``: whether the operand may not be zero.
    """

    before: str = ""
    operand: str = ""
    after: str = ""
    divides: bool = False


NEEDS = dict.fromkeys(OPERATIONS, Needs()) | {
    "same_year": Needs(operand=SAME), "same_scope": Needs(operand=SAME), "complement": Needs("percent"), "complement_at_most": Needs("percent"),
    "add": Needs(operand=SAME), "subtract_amount": Needs(operand=SAME), "subtract_if_included": Needs(operand=SAME),
    "subtract_share": Needs(operand="percent"), "grow_by": Needs(operand="percent"), "per_year": Needs(operand="years", divides=True),
    "per_fte": Needs("EUR", "fte", "EUR_per_fte", divides=True), "share_of": Needs(operand=SAME, after="percent", divides=True),
    "amount_of": Needs("percent", "any", "operand"), "whole_of_share": Needs(operand="percent", divides=True),
}


@dataclass(frozen=True)
class Figure:
    """A figure that a step may refer to: its row of data/raw, with the pole, study, variable, value and unit."""

    case_id: str
    study: str
    variable_id: str
    value: str
    unit: str


def figures(raw) -> dict[str, Figure]:
    """Every coding and tie of the raw tables that a step may refer to, by id; codings that corrections.csv set aside are not among them."""
    book, gone = raw.codebook, _set_aside(raw)
    units = {row["variable_id"]: row["unit"] or ("percent" if row["scale"] == "share" else "") for row in rows_of(book.variables)}
    numeric = {row["variable_id"] for row in rows_of(book.variables) if row["scale"] in NUMERIC}
    found = {row["coding_id"]: Figure(row["case_id"], row["source_id"], row["variable_id"], row["value"] if row["variable_id"] in numeric else "",
                                      row["unit"] or units.get(row["variable_id"], ""))
             for name in ("codings", "second_codings") for row in rows_of(raw[name]) if row["coding_id"] not in gone}
    return found | {row["tie_id"]: Figure(row["case_id"], row["source_id"], "", row["amount"], row["unit"]) for row in rows_of(raw["ties"])}


def _set_aside(raw) -> set[str]:
    """The codings that lost between the coders: the second coder's count only where a correction takes them."""
    rows = [row for row in rows_of(raw["corrections"]) if row["kind"] == "coders"]
    taken = {row["second_coding"] for row in rows if row["winner"] in ("second", "both")}
    lost = {row["first_coding"] for row in rows if row["winner"] in ("second", "none")}
    return lost | (set(raw["second_codings"]["coding_id"]) - taken)


def published(raw, variable_id: str, study: str) -> bool:
    """Whether a study publishes the smallest and the largest value of a variable, within which a pole's own lies."""
    said = {row["statistic"] for row in rows_of(raw["statements"]) if row["subject"] == variable_id and row["source_id"] == study and row["value"] and not row["condition"]}
    return {"min", "max"} <= said


def check(raw) -> list[Fault]:
    """All faults of the steps: names, references, units, numbers. The cells themselves have been checked before."""
    known, faults = figures(raw), []
    for row in rows_of(raw["harmonisation"]):
        for fact, found, allowed, todo in _faults(row, raw, known):
            faults.append(Fault(FILE, row[ROW], fact, found=found, allowed=allowed, todo=todo, case=row["case_id"], variable=row["variable_id"]))
        result = _unit_after(row, known, raw.codebook)
        known[row["step_id"]] = Figure(row["case_id"], row["source_id"], row["result_variable"], "" if row["operation"] == "not_comparable" else row["step_id"], result)
    return sorted(faults)


Said = Iterator[tuple[str, str, str, str]]


def _faults(row: dict, raw, known: dict[str, Figure]) -> Said:
    needs = NEEDS.get(row["operation"])
    if needs is None or row["case_id"] not in raw.cases or {row["variable_id"], row["result_variable"]} - set(raw.codebook.ids):
        return  # named already with the cells
    yield from _name(row)
    if not raw.codebook.is_number(row["result_variable"]):
        yield "the result must be a number", row["result_variable"], "a variable of scale count, amount, share, area or measure", "give the variable that the result is a value of"
    applied = list(_applied(row, raw, known))
    yield from applied
    yield from _operand(row, needs, known, raw.codebook)
    if applied:
        return  # of a wrong figure the unit says nothing
    unit = _unit(row["applies_to"], row["variable_id"], known, raw.codebook)
    if needs.before and unit and unit != needs.before:
        yield f"{row['operation']} can't be applied to this unit", unit, needs.before, "apply it to another figure, or use another operation"


def _name(row: dict) -> Said:
    match = re.fullmatch(r"h([LC])\.(\w+)\.\d{3}", row["step_id"])
    if not match or match[2] != row["case_id"] or STUDY[match[1]] != row["source_id"]:
        letter = {study: letter for letter, study in STUDY.items()}.get(row["source_id"], "L")
        yield "the step_id does not fit its pole and study", row["step_id"], f"h{letter}.{row['case_id']}.001 and so on", "name the step after its pole and study"


def _applied(row: dict, raw, known: dict[str, Figure]) -> Said:
    name, variable = row["applies_to"], row["variable_id"]
    if not name:
        if row["operation"] != "not_comparable" and not published(raw, variable, row["source_id"]):
            yield ("applies_to is empty, and the study publishes no smallest and largest value of this variable", "",
                   "a coding_id, tie_id or step_id; nothing only for not_comparable or where statements.csv has a min and a max", "name the raw figure")
        return
    yield from _reference("applies_to", name, row, known)
    if name in known and known[name].variable_id not in ("", variable):
        yield "applies_to is a figure of another variable", f"{name}: {known[name].variable_id}", variable, "correct variable_id or applies_to"


def _reference(column: str, name: str, row: dict, known: dict[str, Figure]) -> Said:
    """That a figure exists, stands above if it is a step, is one of the pole and the study, and is a number."""
    if name not in known:
        near = nearest(name, [other for other, figure in known.items() if figure.case_id == row["case_id"]] or ["none"])
        yield f"{column}: no figure has this name", name, "a kept coding, a tie, or a step above this row", near
        return
    figure = known[name]
    if (figure.case_id, figure.study) != (row["case_id"], row["source_id"]):
        yield f"{column} is a figure of another pole or study", f"{name}: {figure.case_id}, {figure.study}", f"{row['case_id']}, {row['source_id']}", "correct the reference"
    elif not figure.value:
        yield f"{column} is no number", name, "a coding with a number, a tie with an amount, a step that has a result", "name a figure with a value"


def _operand(row: dict, needs: Needs, known: dict[str, Figure], book: Codebook) -> Said:
    operand = row["operand"]
    if bool(operand) != bool(needs.operand):
        yield (f"{row['operation']} takes {'an' if needs.operand else 'no'} operand", operand, needs.operand or "an empty cell",
               "give a number or the id of a figure" if needs.operand else "clear it")
        return
    if not operand:
        return
    plain = number(operand)
    if plain is None:
        wrong = list(_reference("operand", operand, row, known))
        yield from wrong
        if wrong:
            return
        plain = number(known[operand].value)
        wanted = _unit(row["applies_to"], row["variable_id"], known, book) if needs.operand == SAME else needs.operand
        if wanted not in ("any", known[operand].unit):
            yield f"the operand of {row['operation']} has another unit", f"{operand}: {known[operand].unit or 'none'}", wanted, "name a figure in that unit"
    if plain is not None and (plain < 0 or (needs.divides and plain == 0)):
        yield f"{row['operation']} can't take this number", operand, "a number above zero" if needs.divides else "zero or more", "correct the operand"
    if plain is not None and needs.operand == "percent" and plain > 100 and row["operation"] != "grow_by":
        yield "a share lies outside 0 to 100", operand, "percent from 0 to 100", "correct the operand"


def _unit(name: str, variable: str, known: dict[str, Figure], book: Codebook) -> str:
    """The unit of a figure; of a figure that is not published, that of its variable."""
    if name in known:
        return known[name].unit
    row = book.variable(variable)
    return "percent" if row["scale"] == "share" else row["unit"]


def _unit_after(row: dict, known: dict[str, Figure], book: Codebook) -> str:
    needs = NEEDS.get(row["operation"], Needs())
    if needs.after == "operand":
        return known[row["operand"]].unit if row["operand"] in known else ""
    return needs.after or (_unit(row["applies_to"], row["variable_id"], known, book) if row["variable_id"] in book.ids else "")
