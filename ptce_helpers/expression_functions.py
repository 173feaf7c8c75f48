"""The functions that an expression over codings knows: what is listed, summed up, said of one year, or fulfilled by poles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ptce_helpers import values
from ptce_helpers.asked import ask
from ptce_helpers.errors import NotFound, ResearcherError, nearest
from ptce_helpers.files import rows_of
from ptce_helpers.quantities import Lacking, Place, Quantity, within


def _rows(place: Place, table: str, first: int | None, last: int | None, columns: dict[str, object]) -> list[dict]:
    frame = getattr(place.sample.clean, table)
    unknown = [name for name in columns if name not in frame]
    if unknown:
        raise NotFound(f"{table} has no column {unknown[0]!r}.", todo=nearest(unknown[0], list(frame)))
    there = [row for row in rows_of(frame) if row["study"] == place.study and place.case_id in ("", row["case_id"])
             and (first is None or within(row, (first, last or first)))]
    if not there:
        raise Lacking((f"{table}.csv",))  # a list that is not there is no list of none
    return [row for row in there if all(row[name] in str(value).split("|") for name, value in columns.items())]


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
            if row["value"] and (first is None or within(row, (first, last or first)))]


def _items(place: Place, variable_id: str, first: int | None = None, last: int | None = None) -> Quantity:
    """How many different items (or codes) of a variable are coded, on some lines or anywhere."""
    rows = _codings(place, variable_id, first, last)
    if not rows:
        raise Lacking((f"{place.case_id}/{place.study}/{variable_id}",))
    told = {(row["case_id"], row["item"] or row["value"]) for row in rows}
    return Quantity(len(told), len(told), tuple(row["coding_id"] for row in rows))


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
    if not rows:
        raise Lacking(("statements.csv",))  # withdrawn: that no claim names one by mistake is a test
    if not rows[0]["value"]:
        raise ResearcherError(f"The statement {statement_id!r} has no figure.", todo="name one that has, or ask for the words.")
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
