"""One number for each pole, as an interval: as exact as the text, with what the text says of all poles together."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ptce_helpers.bounds import Known
from ptce_helpers.cleaning import representative
from ptce_helpers.evidence import Cell, cell, counted
from ptce_helpers.files import rows_of
from ptce_helpers.sample import Sample
from ptce_helpers.wording import says

LIMIT = r"more than (\d+) members"  # the condition under which statements.csv counts first circles
SHARE = 100.0


@dataclass(frozen=True)
class Value:
    """What is known of one number of one pole: its interval, how exactly the text says it, or why there is none."""

    case_id: str
    study: str
    low: float
    high: float
    stated: float | None
    qualifier: str
    missing: str
    text: str
    refs: tuple[str, ...]


def of_variable(sample: Sample, variable_id: str, study: str, item: str | None = None) -> list[Value]:
    """The values of a numeric variable for all poles of a study, by name of the pole.

    ``item``: of a variable with several items, the one that is meant. Where a text gives several years, the one nearest to the study.
    """
    return [of_case(sample, case, study, variable_id, item) for case in sample.asked(variable_id, study)]


def of_case(sample: Sample, case_id: str, study: str, variable_id: str, item: str | None = None) -> Value:
    """The value of a numeric variable for one pole, or why there is none (as in :func:`of_variable`)."""
    most = SHARE if sample.book.variable(variable_id)["scale"] == "share" else math.inf
    found = sample.used(case_id, study, variable_id, item)
    if not found:
        refs = tuple(sample.refs(case_id, study, variable_id))
        return Value(case_id, study, 0.0, most, None, "", sample.why_missing(case_id, study, variable_id), "", refs)
    row = representative(found, study)
    value, qualifier = float(row["value"]), row["qualifier"]
    if qualifier == "about" and sample.rules.about == "missing":
        return Value(case_id, study, 0.0, most, None, "", "about", "", (row["coding_id"],))
    low, high = _interval(row, sample.rules.about, most, sample.book.variable(variable_id)["scale"] == "year")
    return Value(case_id, study, low, high, value, qualifier, "", says(row, sample.raw, sample.labels), (row["coding_id"],))


def interval(sample: Sample, row: dict) -> tuple[float, float]:
    """The lowest and highest number that one coding allows, with figures said to be about so much as the sample treats them."""
    return _interval(row, sample.rules.about, SHARE if row["scale"] == "share" else math.inf, row["scale"] == "year")


def _interval(row: dict, about: str, most: float, year: bool) -> tuple[float, float]:
    value, qualifier = float(row["value"]), row["qualifier"]
    if qualifier == "range" and row["upper"]:
        return value, float(row["upper"])
    if qualifier == "at_least":
        return value, most
    if qualifier == "at_most":
        return 0.0, value
    if qualifier == "about" and about == "rounded":
        if year:
            return about_year(value)
        half = half_unit(value)
        return max(0.0, value - half), min(most, value + half)
    return value, value


def stated_counts(sample: Sample, variable: str, *kinds: tuple[str, Callable[[Value], bool]]) -> dict[str, Cell]:
    """Of a numeric variable: poles with a figure, of how many, how many are inexact (or of other ``kinds``: name, test), the smallest and the largest."""
    found = [value for study in sample.studies for value in of_variable(sample, variable, study)]
    stated, looked = [value for value in found if value.stated is not None], sample.looked(variable)
    tests = {"n": lambda value: True, "inexact": lambda value: value.qualifier != "exact", **dict(kinds)}
    ends = {name: (end((value.stated for value in stated), default=0.0), [value.refs for value in stated] or [looked]) for name, end in (("low", min), ("high", max))}
    return {"pairs": cell(len(found), sample.rows_of_cases()), **{name: cell(figure, *refs) for name, (figure, refs) in ends.items()},
            **{name: counted([value.refs for value in stated if test(value)], looked) for name, test in tests.items()}}


def about_year(year: float) -> tuple[float, float]:
    """The years that "about 1994" may be, 1993 to 1995; a decade is coded as its first year, so that about 1990 is 1990 to 1999."""
    return (year, year + 9) if year % 10 == 0 else (year - 1, year + 1)


def half_unit(value: float) -> float:
    """Half a unit of the last digit that is not zero: 5 for 20, 500 for 245,000, 0.05 for 4.8."""
    digits = f"{abs(value):.10g}"
    if "." in digits:
        return 0.5 * 10.0 ** -len(digits.partition(".")[2])
    return 0.5 * 10.0 ** (len(digits) - len(digits.rstrip("0"))) if float(digits) else 0.5


@dataclass(frozen=True)
class Published:
    """What a study publishes of a variable for its poles together, without the poles' values."""

    smallest: float | None = None
    largest: float | None = None
    mean: float | None = None
    above: tuple[tuple[float, int], ...] = ()
    refs: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.refs)


def published(sample: Sample, variable_id: str, study: str) -> Published:
    """The minimum, maximum, mean and counts above a limit that a text states of all poles of a study.

    Only statements without a condition other than a limit, said of as many poles as the sample has: they say nothing certain of fewer.
    A mean that is only about so much is left out, and so is a share.
    """
    rows = [row for row in rows_of(sample.raw["statements"])
            if row["subject"] == variable_id and row["source_id"] == study and row["value"] and row["n"]
            and int(float(row["n"])) == len(sample.asked(variable_id, study)) and row["qualifier"] == "exact" and row["unit"] != "percent"]
    found: dict[str, float] = {}
    refs, above = [], {}
    for row in rows:
        limit = re.fullmatch(LIMIT, row["condition"])
        if row["statistic"] in ("min", "max", "mean") and not row["condition"]:
            found.setdefault(row["statistic"], float(row["value"]))
        elif row["statistic"] == "count" and limit:
            above.setdefault(float(limit.group(1)), int(float(row["value"])))
        else:
            continue
        refs.append(row["statement_id"])
    return Published(found.get("min"), found.get("max"), found.get("mean"), tuple(sorted(above.items())), tuple(refs))


def known(sample: Sample, values: list[Value], variable_id: str, also: Published | None = None) -> Known | None:
    """What is known of the values together, for the bounds; None where there are no poles.

    With ``sample.rules.missing`` "drop" the poles without a value, and what is said of all poles, are left out.
    """
    also = also or Published()
    if sample.rules.missing == "drop":
        values, also = [value for value in values if not value.missing], Published()
    if not values:
        return None
    sums = (also.mean * len(values),) * 2 if also.mean is not None else None
    return Known(np.array([v.low for v in values]), np.array([v.high for v in values]), sample.book.variable(variable_id)["scale"] == "count" and _whole(values),
                 sums, also.smallest, also.largest, also.above if _whole(values) else ())


def _whole(values: list[Value]) -> bool:
    """Whether the known values are whole numbers: jobs in full-time equivalents are counts that may not be."""
    return all(value.stated is None or value.stated.is_integer() for value in values)
