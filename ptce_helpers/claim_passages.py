"""Functions of expressions on what a text says of all poles together: its statements, what a chapter treats, what it prints only as a picture."""

from __future__ import annotations

from collections.abc import Callable

from ptce_helpers.charts import Slot, slots
from ptce_helpers.errors import NotFound, nearest
from ptce_helpers.files import rows_of
from ptce_helpers.quantities import Lacking, Place, Quantity

PICTURES = {"members_by_form": 3, "members_ess_count": 4, "members_non_ess_count": 4, "sector": 5, "transverse_function": 6}  # tables on all poles together


def _slots(place: Place, variable_id: str) -> list[Slot]:
    if variable_id not in PICTURES:
        raise NotFound(f"No picture shows {variable_id!r} of all poles together.", todo=nearest(variable_id, list(PICTURES)))
    return [slot for slot in slots(place.sample, PICTURES[variable_id], variable_id) if not slot.case_id]


def _chart(place: Place, variable_id: str, *items: str) -> Quantity:
    """The sum of some values of a picture of 2015 (of all, where no item is named), once a researcher has filled them in."""
    return _sum([slot for slot in _slots(place, variable_id) if not items or slot.item in items])


def _sum(wanted: list[Slot]) -> Quantity:
    refs = tuple(slot.ref for slot in wanted)
    if any(slot.value is None for slot in wanted) or not wanted:
        raise Lacking(refs)
    total = sum(slot.value or 0.0 for slot in wanted)
    return Quantity(total, total, refs)


def _chart_largest(place: Place, variable_id: str, *but: str) -> Quantity:
    """The largest value of a picture of 2015, apart from some items."""
    found = [_sum([slot]) for slot in _slots(place, variable_id) if slot.item not in but]
    return max(found, key=lambda one: one.low)


def _statements(place: Place, first: int, last: int, columns: dict[str, object]) -> list[dict]:
    """The statements of the text on some lines, with these values in these columns. Raises NotFound for a column that is none."""
    unknown = [name for name in columns if name not in place.sample.raw["statements"]]
    if unknown:
        raise NotFound(f"statements has no column {unknown[0]!r}.", todo=nearest(unknown[0], list(place.sample.raw["statements"])))
    return [row for row in rows_of(place.sample.raw["statements"]) if row["source_id"] == place.study
            and int(row["line_start"]) <= last and first <= int(row["line_end"]) and all(row[name] == value for name, value in columns.items())]


def _said(place: Place, subject: str, first: int, last: int, **columns: object) -> Quantity:
    """How many different things the text states of a subject on some lines (``statistic='minority'``: only such statements)."""
    place.sample.book.variable(subject)
    rows = _statements(place, first, last, {"subject": subject, **columns})
    count = len({row["condition"] for row in rows})
    return Quantity(count, count, tuple(row["statement_id"] for row in rows) or ("statements.csv",))


def _said_twice(place: Place, subject: str, first: int, last: int, again: int, until: int, **columns: object) -> Quantity:
    """How many of the things that the text states of a subject on some lines it states on other lines as well."""
    pair = [_statements(place, *lines, {"subject": subject, **columns}) for lines in ((first, last), (again, until))]
    both = {row["condition"] for row in pair[0]} & {row["condition"] for row in pair[1]}
    refs = tuple(row["statement_id"] for rows in pair for row in rows if row["condition"] in both)
    return Quantity(len(both), len(both), refs or ("statements.csv",))


def _treated(place: Place, first: int, last: int, *groups: str) -> Quantity:
    """How many of some topics a passage treats: each topic a list of variables (``new_activities|incubation``), one of which is coded or stated there."""
    found = [_topic(place, first, last, group.split("|")) for group in groups]
    return Quantity(sum(map(bool, found)), sum(map(bool, found)), tuple(ref for refs in found for ref in refs) or ("codings.csv", "statements.csv"))


def _topic(place: Place, first: int, last: int, variables: list[str]) -> list[str]:
    for variable in variables:
        place.sample.book.variable(variable)
    coded = [row["coding_id"] for case, study in place.sample.pairs if study == place.study for variable in variables
             for row in place.sample.used(case, study, variable) if int(row["line_start"]) <= last and first <= int(row["line_end"])]
    return coded + [row["statement_id"] for variable in variables for row in _statements(place, first, last, {"subject": variable})]


OF_TEXTS: dict[str, Callable[..., Quantity]] = {"chart": _chart, "chart_largest": _chart_largest, "said": _said, "said_twice": _said_twice, "treated": _treated}
