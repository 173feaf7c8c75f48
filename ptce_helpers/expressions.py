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
from dataclasses import dataclass

from ptce_helpers import values
from ptce_helpers.checks import YEARS
from ptce_helpers.errors import NotFound, ResearcherError, nearest
from ptce_helpers.expression_functions import FUNCTIONS
from ptce_helpers.quantities import Lacking, Place, Quantity, within
from ptce_helpers.schemas import STUDIES

OPERATIONS: dict[type, Callable] = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


LIMITED = (("at_least", 1), ("between", 2))  # what gives limits, and how many
UNLIMITED = Quantity(math.inf, math.inf)


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
            if row["value"] and named.item in (None, row["item"]) and within(row, lines)]
    if not rows:
        raise Lacking(tuple(at.sample.refs(at.case_id, at.study, named.variable_id)))
    rows = [row for row in rows if row["status"] != "derived"] or rows
    ends = {values.interval(at.sample, row) for row in rows}
    if len(ends) > 1:
        raise ResearcherError(f"{named.variable_id} has {len(ends)} different figures on lines {lines[0]} to {lines[1]} of {at.study} ({at.case_id}).",
                              todo="give its item, as variable['item'] @ line, or narrower lines.")
    return Quantity(*ends.pop(), tuple(row["coding_id"] for row in rows), any(row["qualifier"] == "about" for row in rows), _unit(named))


def _calculated(operation: Callable, a: Quantity, b: Quantity) -> Quantity:
    """Four operations on ranges; the ends of the result are among the results of the ends. A year and a number of years make a year."""
    if operation is operator.truediv and b.low <= 0 <= b.high:
        raise Lacking((*a.refs, *b.refs))
    ends = [operation(x, y) for x in (a.low, a.high) for y in (b.low, b.high)]
    ends = [end for end in ends if not math.isnan(end)] or [-math.inf, math.inf]
    dated = a.unit != b.unit and operation in (operator.add, operator.sub)
    return Quantity(min(ends), max(ends), (*a.refs, *b.refs), a.about or b.about, (a.unit or b.unit) if dated else "")
