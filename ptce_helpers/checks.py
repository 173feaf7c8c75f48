"""Check the tables of data/raw cell by cell; every fault is named with file, row, case and variable."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd

from ptce_helpers.codebook import LIST, Codebook
from ptce_helpers.errors import Fault, nearest, nearest_of_many
from ptce_helpers.files import ROW, rows_of
from ptce_helpers.schemas import NUMERIC, QUALIFIERS, UNITS, Column, Table, units_of

YEARS = (1800, 2030)  # the oldest milestone is of the nineteen-seventies; announced years stay below 2030
HOW = {"derived": "say in comment from what it follows", "counted": "say in comment what was counted"}
WITHOUT_VALUE = ("not_stated", "not_applicable", "chart_only")
PASSAGE = re.compile(r"\d+w\d( \d+\.[0-9a-f]{8})+")
NAME = re.compile(r"[A-Za-z0-9_.-]+")  # an id stands in lists, in references and before = and : signs
FORMULA = re.compile(r"[=+@]|-(?!\d)")
ASKED = ("stated", "holds", "charitable")  # what a figure must be, as =8
QUERY_TERM = re.compile(r"([a-z0-9_]+)(=|>=|<=)([a-z0-9_.]+)")


@dataclass(frozen=True)
class Finding:
    """The outcome of a check: whether it passed, by which criterion, with the rows that offend it and a sentence.

    ``rests_on``: the tables of data/raw that it looked through.
    """

    name: str
    passed: bool
    table: pd.DataFrame
    sentence: str
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True)
class Known:
    """What the cells may refer to: cases, sources with their number of lines, variables and codes, coding ids."""

    cases: tuple[str, ...]
    lines: dict[str, int]
    codebook: Codebook
    codings: frozenset[str] = frozenset()
    second_codings: frozenset[str] = frozenset()


def number(text: str) -> float | None:
    """Read a number in plain notation (3.5); None when the text is not one."""
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None


def check_table(frame: pd.DataFrame, table: Table, known: Known) -> list[Fault]:
    """All faults of one table: empty cells that must not be, codes, references, numbers, line ranges, doubled keys."""
    rows = rows_of(frame)
    faults = [fault for column in table.columns for fault in _check_column(rows, column, table, known)]
    if "line_start" in frame:
        faults += [fault for row in rows for fault in _check_lines(row, table, known)]
    return sorted([*faults, *_check_keys(rows, table)])


def _check_column(rows: list[dict], column: Column, table: Table, known: Known) -> Iterator[Fault]:
    """Each text is judged once, however many rows hold it; free text can only be empty where it must not be."""
    texts = [row[column.name] for row in rows]
    doubtful = set(texts) if column.kind in CELLS else {text for text in set(texts) if not text or FORMULA.match(text)}
    judged = {text: said for text in doubtful if (said := list(_judge(text, column, known)))}
    for row, text in zip(rows, texts, strict=True) if judged else ():
        for fact, allowed, todo in judged.get(text, ()):
            yield Fault(table.file, row[ROW], f"{column.name}{fact}", found=text, allowed=allowed, todo=todo, **_about(row))


def _judge(text: str, column: Column, known: Known) -> Cell:
    if text:
        for fact, allowed, todo in CELLS.get(column.kind, _text)(text, column, known):
            yield f": {fact}", allowed, todo
    elif column.required:
        evidence = column.kind in ("line", "passage", "source")
        yield " is empty" + (": there is no evidence" if evidence else ""), _allowed(column, known), "fill it in"


def _about(row: dict) -> dict[str, str]:
    return {"case": row.get("case_id", ""), "variable": row.get("variable_id", "") or row.get("subject", "")}


def _check_keys(rows: list[dict], table: Table) -> Iterator[Fault]:
    first: dict[tuple[str, ...], int] = {}
    for row in rows:
        key = tuple(row[name] for name in table.key)
        if first.setdefault(key, row[ROW]) != row[ROW]:
            yield Fault(table.file, row[ROW], "this key stands twice", found=", ".join(key), allowed=f"one row for each {', '.join(table.key)}",
                        todo=f"compare with row {first[key]} and remove or rename one")


def _allowed(column: Column, known: Known) -> str:
    if column.kind == "source":
        return ", ".join(sorted(known.lines))
    return ", ".join(column.allowed)


def _check_lines(row: dict, table: Table, known: Known) -> Iterator[Fault]:
    if not (row["line_start"].isdecimal() and row["line_end"].isdecimal() and row["source_id"] in known.lines):
        return
    start, end, last = int(row["line_start"]), int(row["line_end"]), known.lines[row["source_id"]]
    if not 1 <= start <= end <= last:
        yield Fault(table.file, row[ROW], "the line range is not in the source", found=f"{start}-{end}",
                    allowed=f"1 to {last}, the first not after the last", todo="correct line_start and line_end", **_about(row))


Cell = Iterator[tuple[str, str, str]]


def _text(text: str, column: Column, known: Known) -> Cell:
    if FORMULA.match(text) and column.name not in ASKED:
        yield "a spreadsheet would take this for a formula", "text that does not begin with = + - @", "begin with a word"


def _name(text: str, column: Column, known: Known) -> Cell:
    if not NAME.fullmatch(text):
        yield "this can't be a name", "letters without accents, digits, . _ -", "write it without spaces and other signs, as own_means"


def _whole(text: str, column: Column, known: Known) -> Cell:
    if not text.isdecimal() or int(text) < 1:
        yield "this is not a whole number", "1, 2, 3 ...", "number the rows in their order"


def _case(text: str, column: Column, known: Known) -> Cell:
    if text not in known.cases:
        yield "this case does not exist", ", ".join(known.cases), f"{nearest(text, known.cases)} (new cases go into cases.csv)"


def _source(text: str, column: Column, known: Known) -> Cell:
    if text not in known.lines:
        yield "this source does not exist", ", ".join(sorted(known.lines)), nearest(text, sorted(known.lines))


def _variable(text: str, column: Column, known: Known) -> Cell:
    if text not in known.codebook.ids:
        yield "the codebook has no such variable", "a variable_id of variables.csv", nearest_of_many(text, known.codebook.ids, LIST)


def _number(text: str, column: Column, known: Known) -> Cell:
    if number(text) is None:
        yield "this is not a number", "digits with a decimal point, as 1250.5", "write 3,1 as 3.1, and no spaces or units"


def _year(text: str, column: Column, known: Known) -> Cell:
    if not (text.isdecimal() and YEARS[0] <= int(text) <= YEARS[1]):
        yield "this is not a year", f"{YEARS[0]} to {YEARS[1]}", "write the year with four digits"


def _months(text: str, column: Column, known: Known) -> Cell:
    if not re.fullmatch(r"(18|19|20)\d\d-(0[1-9]|1[0-2])", text):
        yield "this is not a month", "YYYY-MM", "write it as 2014-06"


def _line(text: str, column: Column, known: Known) -> Cell:
    if not text.isdecimal():
        yield "this is not a line number", "a whole number from 1", "give the line of the source text"


def _passage(text: str, column: Column, known: Known) -> Cell:
    if not PASSAGE.fullmatch(text):
        yield "this is not a fingerprint", "the form 23w4 0.1f2e3d4c ...", "make it with: ptce passage SOURCE FIRST LAST --sources DIR"


def _one_of(text: str, column: Column, known: Known) -> Cell:
    if text not in column.allowed:
        yield "this is not an allowed code", ", ".join(column.allowed), nearest(text, column.allowed)


def _coding(text: str, column: Column, known: Known) -> Cell:
    if text not in known.codings:
        yield "no coding has this coding_id", "a coding_id of codings.csv", "copy the coding_id of the row you mean"


def _any_coding(text: str, column: Column, known: Known) -> Cell:
    if text not in known.codings and text not in known.second_codings:
        yield "no coding has this coding_id", "a coding_id of codings.csv or second_codings.csv", "copy the coding_id of the row you mean"


def _query(text: str, column: Column, known: Known) -> Cell:
    for term in re.split(r"\s*[|&]\s*", text):
        match = QUERY_TERM.fullmatch(term)
        if not match:
            yield f"the query term {term!r} can't be read", "variable=code, variable>=number, joined by & or |", "rewrite the term"
            continue
        variable, sign, code = match.groups()
        if variable not in known.codebook.ids:
            yield f"the query names an unknown variable {variable!r}", "a variable_id of variables.csv", nearest_of_many(variable, known.codebook.ids, LIST)
        elif known.codebook.is_number(variable):
            if number(code) is None:
                yield f"{variable} is a number, {code!r} is not", "digits with a decimal point, as 1250.5", "compare with a number"
        elif sign != "=":
            yield f"{variable} is not a number, so {sign} can't be asked of it", "variable=code", "write = and a code"
        elif known.codebook.allowed(variable) and code not in known.codebook.allowed(variable):
            yield f"{variable} has no code {code!r}", ", ".join(known.codebook.allowed(variable)), nearest(code, known.codebook.allowed(variable))


CELLS: dict[str, Callable[[str, Column, Known], Cell]] = {
    "name": _name, "whole": _whole, "case": _case, "source": _source, "variable": _variable, "number": _number, "year": _year, "months": _months,
    "line": _line, "passage": _passage, "one_of": _one_of, "coding": _coding, "any_coding": _any_coding, "query": _query,
}


def check_values(frame: pd.DataFrame, table: Table, known: Known) -> list[Fault]:
    """Check the value of every coding against the scale of its variable (shares within 0-100, years, codes, ranges ...)."""
    faults, variables = [], set(known.codebook.ids)
    for row in rows_of(frame):
        if row["variable_id"] not in variables:
            continue  # named already by check_table
        variable = known.codebook.variable(row["variable_id"])
        for fact, found, allowed, todo in _value_faults(row, variable, known.codebook):
            faults.append(Fault(table.file, row[ROW], fact, found=found, allowed=allowed, todo=todo,
                                case=row["case_id"], variable=row["variable_id"]))
    return sorted(faults)


def check_explained(frame: pd.DataFrame, table: Table) -> list[Fault]:
    """A fact that was derived or counted must say in its comment how: from what, or what was counted."""
    return [Fault(table.file, row[ROW], f"a fact that was {row['status']} has no comment", case=row.get("case_id", ""),
                  variable=row.get("variable_id", "") or row.get("subject", ""), todo=HOW[row["status"]])
            for row in rows_of(frame) if row["status"] in HOW and not row["comment"]]


def _value_faults(row: dict, variable: dict, codebook: Codebook) -> Iterator[tuple[str, str, str, str]]:
    value, scale = row["value"], variable["scale"]
    if not codebook.asked_of(row["variable_id"], row["source_id"]):
        yield "this variable belongs to another study's grid", row["source_id"], variable["asked_of"], "remove the row, or use another variable"
    if row["item"] and variable["several"] != "by_item":
        yield "an item is given for a variable that takes none", row["item"], "an empty item", "clear it, or use a by_item variable"
    if row["status"] in WITHOUT_VALUE:
        if value:
            yield f"a value is given with status {row['status']}", value, "an empty value", "clear the value or correct the status"
    elif not value:
        yield "the value is empty", "", "a value, or status not_stated", "code the value or say that the text does not state it"
    elif scale in NUMERIC:
        yield from _number_faults(row, scale)
    elif scale != "text" and value not in codebook.allowed(row["variable_id"]):
        allowed = codebook.allowed(row["variable_id"])
        yield "this code is unknown", value, ", ".join(allowed), nearest(value, allowed)
    if row["unit"] in UNITS and row["unit"] not in (fitting := units_of(variable)):
        yield "this unit does not fit the variable", row["unit"], ", ".join(fitting) or "an empty cell", "correct the unit, or use another variable"
    for cell in ("upper", "qualifier"):
        if row[cell] and (scale not in NUMERIC or not value):
            yield f"{cell} is given where there is no number", row[cell], "an empty cell", "clear it, or give the number"


def _number_faults(row: dict, scale: str) -> Iterator[tuple[str, str, str, str]]:
    value, upper = number(row["value"]), number(row["upper"])
    if value is None:
        yield "this is not a number", row["value"], "digits with a decimal point, as 1250.5", "write 3,1 as 3.1, and no spaces or units"
        return
    if row["qualifier"] not in QUALIFIERS:
        yield "a number needs a qualifier", row["qualifier"], ", ".join(QUALIFIERS), "say how exact the text is"
    if (row["qualifier"] == "range") != bool(row["upper"]):
        yield "upper goes with the qualifier range, and only with it", row["upper"], "both or neither", "complete the range"
    if upper is not None and upper < value:
        yield "the range ends before it begins", f"{row['value']} to {row['upper']}", "upper not below value", "swap the two"
    for figure in (value, upper):
        if figure is not None:
            yield from _scale_faults(figure, scale)


def _scale_faults(figure: float, scale: str) -> Iterator[tuple[str, str, str, str]]:
    found = f"{figure:g}"
    if scale == "share" and not 0 <= figure <= 100:
        todo = "correct the sign" if figure < 0 else "look the figure up in the text; a growth or a ratio above 100 % is not a share: use another variable"
        yield "a share lies outside 0 to 100", found, "percent from 0 to 100", todo
    if scale == "year" and not (YEARS[0] <= figure <= YEARS[1] and figure == int(figure)):
        yield "this is not a year", found, f"{YEARS[0]} to {YEARS[1]}", "write the year with four digits"
    if scale in ("count", "amount", "area", "measure") and figure < 0:
        yield "a negative number can't be", found, "0 or more", "correct the sign"
