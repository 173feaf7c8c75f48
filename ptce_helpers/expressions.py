"""Arithmetic over codings: an expression such as ``staff_pole['coordination'] @ 736 + members(1764, 1768)``, worked out with its evidence.

It is read as a tree and never executed: names, four operations and the functions of FUNCTIONS, nothing else.

- ``variable``, ``variable['item']``: the value that stands for the pole of the claim, in the study of the claim;
- ``... @ 736`` or ``... @ (736, 738)``: the one coding on these lines, also one that another outweighs;
- ``at_least(...)``, ``between(..., ...)``: what is listed, and perhaps more; a figure of which two others are the limits;
- ``case.variable``, ``study.variable``, ``study.case.variable``: of another pole, in another study.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable
from dataclasses import dataclass, replace

from ptce_helpers import values
from ptce_helpers.asked import ask
from ptce_helpers.checks import YEARS
from ptce_helpers.errors import NotFound, ResearcherError, nearest
from ptce_helpers.files import rows_of
from ptce_helpers.sample import Sample
from ptce_helpers.schemas import STUDIES

OPERATIONS: dict[type, Callable] = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


@dataclass(frozen=True)
class Quantity:
    """A figure worked out from codings: its lowest and highest value, its rows; ``about`` where the text is not exact, ``unit`` year or month where it is a date."""

    low: float
    high: float
    refs: tuple[str, ...] = ()
    about: bool = False
    unit: str = ""


LIMITED = (("at_least", 1), ("between", 2))  # what gives limits, and how many
UNLIMITED = Quantity(math.inf, math.inf)


class Lacking(Exception):
    """A figure that an expression needs is not coded: ``refs`` say where it was looked for."""

    def __init__(self, refs: tuple[str, ...]):
        super().__init__(", ".join(refs))
        self.refs = refs


@dataclass(frozen=True)
class Place:
    """Where an expression is worked out: the sample, and the study and pole that a bare name speaks of (no pole: all of the study)."""

    sample: Sample
    study: str
    case_id: str


@dataclass(frozen=True)
class Named:
    """A variable of a pole in a study, and the item that is meant."""

    place: Place
    variable_id: str
    item: str | None = None


def work_out(place: Place, text: str) -> Quantity:
    """The value of an expression. Raises Lacking where a coding is missing, ResearcherError where it can't be read."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError:
        raise _unreadable(text) from None
    found = _of(tree, place)
    return _value(found) if isinstance(found, Named) else found


def _unreadable(text: str) -> ResearcherError:
    return ResearcherError(f"The expression {text!r} can't be read.",
                           todo=f"use names of variables, figures, + - * / and the functions {', '.join(sorted(FUNCTIONS))}.")


def _of(node: ast.expr, place: Place) -> Quantity | Named:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return Quantity(node.value, node.value, unit="year" if isinstance(node.value, int) and YEARS[0] <= node.value <= YEARS[1] else "")
    if isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
        return _named(node, place)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        return _at(_named(node.left, place), _lines(node.right))
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATIONS:
        return _calculated(OPERATIONS[type(node.op)], *(_quantity(part, place) for part in (node.left, node.right)))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and (node.func.id, len(node.args)) in LIMITED:
        return _limited(*(_quantity(part, place) for part in node.args))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS:
        return FUNCTIONS[node.func.id](place, *map(_plain, node.args), **{word.arg: _plain(word.value) for word in node.keywords})
    raise _unreadable(ast.unparse(node))


def _limited(low: Quantity, high: Quantity = UNLIMITED) -> Quantity:
    """A figure of which only limits are known: what is listed need not be all there is."""
    return Quantity(low.low, high.high, (*low.refs, *high.refs), low.about or high.about, low.unit)


def _quantity(node: ast.expr, place: Place) -> Quantity:
    found = _of(node, place)
    return _value(found) if isinstance(found, Named) else found


def _plain(node: ast.expr) -> object:
    if not isinstance(node, ast.Constant):
        raise _unreadable(ast.unparse(node))
    return node.value


def _named(node: ast.expr, place: Place) -> Named:
    if isinstance(node, ast.Subscript):
        inner = _named(node.value, place)
        return Named(inner.place, inner.variable_id, str(_plain(node.slice)))
    words = ast.unparse(node).split(".")
    study = words.pop(0) if words[0] in STUDIES else place.study
    case = words.pop(0) if len(words) > 1 else place.case_id
    if len(words) != 1:
        raise _unreadable(ast.unparse(node))
    place.sample.book.variable(words[0])  # NotFound names the nearest
    if case not in place.sample.raw.cases:
        raise NotFound(f"There is no case {case!r}.", todo=nearest(case, place.sample.raw.cases))
    return Named(Place(place.sample, study, case), words[0])


def _lines(node: ast.expr) -> tuple[int, int]:
    ends = [_plain(part) for part in node.elts] if isinstance(node, ast.Tuple) else [_plain(node)] * 2
    return int(ends[0]), int(ends[1])


def _value(named: Named) -> Quantity:
    at = named.place
    found = values.of_case(at.sample, at.case_id, at.study, named.variable_id, named.item)
    if found.missing:
        raise Lacking(found.refs)
    return Quantity(found.low, found.high, found.refs, found.qualifier == "about", _unit(named))


def _unit(named: Named) -> str:
    return "year" if named.place.sample.book.variable(named.variable_id)["scale"] == "year" else ""


def _at(named: Named, lines: tuple[int, int]) -> Quantity:
    """The figure of the codings on some lines: of several that say the same, all are its evidence; what a coder worked out counts only alone."""
    at = named.place
    rows = [row for row in at.sample.codings(at.case_id, at.study, named.variable_id)
            if row["value"] and named.item in (None, row["item"]) and _within(row, lines)]
    if not rows:
        raise Lacking(tuple(at.sample.refs(at.case_id, at.study, named.variable_id)))
    rows = [row for row in rows if row["status"] != "derived"] or rows
    ends = {values.interval(at.sample, row) for row in rows}
    if len(ends) > 1:
        raise ResearcherError(f"{named.variable_id} has {len(ends)} different figures on lines {lines[0]} to {lines[1]} of {at.study} ({at.case_id}).",
                              todo="give its item, as variable['item'] @ line, or narrower lines.")
    return Quantity(*ends.pop(), tuple(row["coding_id"] for row in rows), any(row["qualifier"] == "about" for row in rows), _unit(named))


def _within(row: dict, lines: tuple[int, int]) -> bool:
    return int(row["line_start"]) <= lines[1] and lines[0] <= int(row["line_end"])


def _calculated(operation: Callable, a: Quantity, b: Quantity) -> Quantity:
    """Four operations on ranges; the ends of the result are among the results of the ends. A year and a number of years make a year."""
    if operation is operator.truediv and b.low <= 0 <= b.high:
        raise Lacking((*a.refs, *b.refs))
    ends = [operation(x, y) for x in (a.low, a.high) for y in (b.low, b.high)]
    ends = [end for end in ends if not math.isnan(end)] or [-math.inf, math.inf]
    dated = a.unit != b.unit and operation in (operator.add, operator.sub)
    return Quantity(min(ends), max(ends), (*a.refs, *b.refs), a.about or b.about, (a.unit or b.unit) if dated else "")


def _rows(place: Place, table: str, first: int | None, last: int | None, columns: dict[str, object]) -> list[dict]:
    frame = getattr(place.sample.clean, table)
    unknown = [name for name in columns if name not in frame]
    if unknown:
        raise NotFound(f"{table} has no column {unknown[0]!r}.", todo=nearest(unknown[0], list(frame)))
    return [row for row in rows_of(frame) if row["study"] == place.study and place.case_id in ("", row["case_id"])
            and (first is None or _within(row, (first, last or first))) and all(row[name] in str(value).split("|") for name, value in columns.items())]


def _members(place: Place, first: int | None = None, last: int | None = None, **columns: object) -> Quantity:
    """How many organisations are named as members: on some lines, of some kind (``ess='no'``, ``role='resident|founder'``)."""
    rows = _rows(place, "members", first, last, columns)
    named = {(row["case_id"], row["member"]) for row in rows}
    return Quantity(len(named), len(named), tuple(row["member_id"] for row in rows) or ("members.csv",))


def _sum(place: Place, table: str, column: str, first: int | None, last: int | None, columns: dict[str, object]) -> Quantity:
    rows = [row for row in _rows(place, table, first, last, columns) if row[column]]
    if not rows:
        raise Lacking((f"{table}.csv",))
    total = sum(float(row[column]) for row in rows)
    return Quantity(total, total, tuple(row[f"{table[:-1]}_id"] for row in rows))


def _member_total(place: Place, column: str, first: int | None = None, last: int | None = None, **columns: object) -> Quantity:
    """The sum of a column of the named members: ``jobs``, ``volunteers``."""
    return _sum(place, "members", column, first, last, columns)


def _tie_total(place: Place, first: int | None = None, last: int | None = None, **columns: object) -> Quantity:
    """The sum of the amounts of the ties: on some lines, of some kind (``relation='funds'``)."""
    return _sum(place, "ties", "amount", first, last, columns)


def _ties(place: Place, first: int | None = None, last: int | None = None, **columns: object) -> Quantity:
    """How many partners are named: on some lines, of some kind (``relation='funds'``)."""
    rows = _rows(place, "ties", first, last, columns)
    named = {(row["case_id"], row["partner"]) for row in rows}
    return Quantity(len(named), len(named), tuple(row["tie_id"] for row in rows) or ("ties.csv",))


def _codings(place: Place, variable_id: str, first: int | None, last: int | None) -> list[dict]:
    place.sample.book.variable(variable_id)
    cases = [place.case_id] if place.case_id else sorted({case for case, study in place.sample.pairs if study == place.study})
    return [row for case in cases for row in place.sample.codings(case, place.study, variable_id)
            if row["value"] and (first is None or _within(row, (first, last or first)))]


def _items(place: Place, variable_id: str, first: int | None = None, last: int | None = None) -> Quantity:
    """How many different items (or codes) of a variable are coded, on some lines or anywhere."""
    rows = _codings(place, variable_id, first, last)
    told = {(row["case_id"], row["item"] or row["value"]) for row in rows}
    return Quantity(len(told), len(told), tuple(row["coding_id"] for row in rows) or (f"{place.case_id}/{place.study}/{variable_id}",))


def _kinds(place: Place, variable_id: str, first: int | None = None, last: int | None = None) -> Quantity:
    """How many different codes of a variable occur, whichever pole they are said of."""
    rows = _codings(place, variable_id, first, last)
    told = {row["value"] for row in rows}
    return Quantity(len(told), len(told), tuple(row["coding_id"] for row in rows) or (f"{place.case_id}/{place.study}/{variable_id}",))


def _total(place: Place, variable_id: str, first: int | None = None, last: int | None = None) -> Quantity:
    """The sum of all figures of a variable, on some lines or anywhere."""
    rows = _codings(place, variable_id, first, last)
    if not rows:
        raise Lacking((f"{place.case_id}/{place.study}/{variable_id}",))
    ends = [values.interval(place.sample, row) for row in rows]
    return Quantity(sum(low for low, _ in ends), sum(high for _, high in ends), tuple(row["coding_id"] for row in rows), any(row["qualifier"] == "about" for row in rows))


def _holds(place: Place, query: str, study: str = "") -> Quantity:
    """1 where a condition holds for the pole, 0 where it does not, 0 to 1 where the text is silent."""
    held = ask(place.sample, place.case_id, study or place.study, query)
    return Quantity(*{"yes": (1, 1), "no": (0, 0), "open": (0, 1)}[held.state], held.refs)


def _poles(place: Place, query: str, study: str = "") -> Quantity:
    """How many poles of a study fulfil a condition: those that do by the codings, up to those that may."""
    of = study or place.study
    cases = [row["case_id"] for row in rows_of(place.sample.raw["cases"]) if row[f"in_{of}"] == "yes"]
    held = [ask(place.sample, case, of, query) for case in cases]
    sure, open_ = (sum(one.state == state for one in held) for state in ("yes", "open"))
    return Quantity(sure, sure + open_, tuple(ref for one in held if one.state != "no" for ref in one.refs) or tuple(ref for one in held for ref in one.refs))


def _statement(place: Place, statement_id: str) -> Quantity:
    """A figure that a study states of several poles together, by its id in statements.csv."""
    rows = [row for row in rows_of(place.sample.raw["statements"]) if row["statement_id"] == statement_id]
    if not rows or not rows[0]["value"]:
        raise NotFound(f"There is no statement {statement_id!r} with a figure.", todo=nearest(statement_id, list(place.sample.raw["statements"]["statement_id"])))
    low = float(rows[0]["value"])
    subject = rows[0]["subject"]
    dated = subject in place.sample.book.ids and place.sample.book.variable(subject)["scale"] == "year"
    return Quantity(low, float(rows[0]["upper"] or low), (statement_id,), rows[0]["qualifier"] == "about", "year" if dated else "")


def _year(place: Place, variable_id: str, line: int) -> Quantity:
    """The year of which the coding of a variable on a line is said."""
    rows = [row for row in _codings(place, variable_id, line, line) if row["as_of"]]
    if not rows:
        raise Lacking((f"{place.case_id}/{place.study}/{variable_id}",))
    years = [float(row["as_of"]) for row in rows]
    return Quantity(min(years), max(years), tuple(row["coding_id"] for row in rows), unit="year")


def _in_year(place: Place, variable_id: str, year: int, item: str = "", study: str = "") -> Quantity:
    """The figure of a variable that is said of one year, here or in the other study."""
    place = replace(place, study=study or place.study)
    rows = [row for row in _codings(place, variable_id, None, None) if row["as_of"] == str(year) and item in ("", row["item"])]
    if not rows:
        raise Lacking((f"{place.case_id}/{place.study}/{variable_id}",))
    ends = [values.interval(place.sample, row) for row in rows]
    return Quantity(min(low for low, _ in ends), max(high for _, high in ends), tuple(row["coding_id"] for row in rows), any(row["qualifier"] == "about" for row in rows))


def _written(place: Place, unit: str = "month", study: str = "") -> Quantity:
    """The month in which the sheet of the pole was written; with ``'year'`` the year, where only years are set against it."""
    place = replace(place, study=study or place.study)
    rows = [row for row in _codings(place, "sheet_written", None, None) if row["unit"] == "YYYY-MM" or "-" in row["value"]]
    if not rows:
        raise Lacking((f"{place.case_id}/{place.study}/sheet_written",))
    year, month = map(int, rows[0]["value"].split("-"))
    when = year if unit == "year" else _month(place, year, month).low
    return Quantity(when, when, (rows[0]["coding_id"],), unit=unit)


def _month(place: Place, year: int, month: int) -> Quantity:
    """A month, as the number of months since the beginning of our era."""
    return Quantity(12 * year + month - 1, 12 * year + month - 1, unit="month")


FUNCTIONS: dict[str, Callable[..., Quantity]] = {
    "members": _members, "member_total": _member_total, "ties": _ties, "tie_total": _tie_total, "items": _items, "kinds": _kinds, "total": _total,
    "holds": _holds, "poles": _poles, "statement": _statement, "year": _year, "in_year": _in_year, "written": _written, "month": _month,
}
