"""The places of the audit in words: what each side says and where, and what the difference is."""

from __future__ import annotations

import math
from itertools import groupby

from ptce_helpers.audit_places import IMPRECISION, Place, study_of, variable_of
from ptce_helpers.describe import lines_of
from ptce_helpers.sample import Sample
from ptce_helpers.statements import SAYS
from ptce_helpers.wording import says, semicolons, span

MONTHS_OF = ("event_month", "sheet_written")  # variables whose values are months
YEARS_IN_WORDS = ("year", "other_year")
YEAR_OF = {"labo2014": "2014", "crida2015": "2015"}  # the studies as they are called for short


def name_of_cases(sample: Sample, place: Place) -> str:
    """The poles that a place is about; empty where both sides are about all of a study."""
    return sample.labels.join([sample.names[case] for case in place.cases])


def variables(sample: Sample, place: Place) -> str:
    """The variables that are held against each other."""
    return semicolons([sample.book.label(name, sample.labels.lang) for name in place.variables], sample.labels)


def side(sample: Sample, rows: tuple[dict, ...]) -> str:
    """What one side says, each with its lines: pole by pole where there are several, with the study."""
    several = len({row["case_id"] for row in rows if row.get("case_id")}) > 1
    told = []
    for (study, case), some in groupby(rows, key=lambda row: (study_of(row), row.get("case_id", ""))):
        words = semicolons([f"{_says(sample, row)} [{lines_of(row)}]" for row in some], sample.labels)
        told.append(sample.labels.text("audit_side", who=sample.names[case] if several and case else YEAR_OF[study], words=words))
    return semicolons(told, sample.labels)


def _says(sample: Sample, row: dict) -> str:
    labels = sample.labels
    if "member" in row:
        return row["member"]
    if "statistic" in row:
        return _statement(sample, row)
    if row["variable_id"] in MONTHS_OF and row["value"]:
        months = labels.text("range", low=labels.month(row["value"].split("/")[0]), high=labels.month(row["value"].split("/")[1])) if "/" in row["value"] else labels.month(row["value"])
        return (labels.text("item", item=sample.said(row["item"])) if row["item"] else "") + months
    return says(row, sample.raw, labels)


def _statement(sample: Sample, row: dict) -> str:
    """A statement about all poles: count, word or figure, and of what."""
    labels, book, subject = sample.labels, sample.book, variable_of(row)
    what = row["condition"]
    if what in book.allowed(subject):
        what = book.code_label(subject, what, labels.lang)
    elif what:
        what = sample.said(what).replace("_", " ")
    if row["statistic"] == "count" and row["value"]:
        word = labels.text("audit_said_count", n=float(row["value"]))
    else:
        word = _figure(sample, row, labels.text(f"audit_said_{SAYS.get(row['statistic'], row['statistic'])}"))
    return labels.text("audit_said_of", word=word, what=what) if what else word


def _figure(sample: Sample, row: dict, word: str) -> str:
    """The word of a statement with its figure, if it has one."""
    labels, variable = sample.labels, sample.book.variable(variable_of(row))
    if not row["value"]:
        return word
    exactness = "exact" if row["statistic"] in ("min", "max") else row["qualifier"]  # a maximum is at most so much
    year = variable["scale"] == "year" and row["unit"] == ""
    if year:
        return labels.text("audit_said_figure", word=word, figure=labels.year(row["value"], row["upper"], exactness))
    figure = labels.qualified(float(row["value"]), float(row["upper"]) if row["upper"] else None, exactness)
    unit = "" if row["statistic"] == "some" else row["unit"] or variable["unit"]
    return labels.text("audit_said_figure", word=word, figure=labels.with_unit(figure, unit, float(row["upper"] or row["value"])) if unit else figure)


def difference(sample: Sample, place: Place) -> str:
    """The sentence on a difference, from the template of its check and the numbers that the check computed."""
    labels, numbers = sample.labels, {name: value for name, value in place.numbers.items() if name not in YEARS_IN_WORDS}
    places = {name: str(int(place.numbers[name])) for name in YEARS_IN_WORDS if name in place.numbers} | place.told
    for name, low, high in (("one", "low", "high"), ("other", "whole_low", "whole_high")):
        if low in numbers:
            places[name] = _span(numbers[low], numbers[high], labels)
    return labels.text(f"differs_{_template(place)}", **{**numbers, **places})


def _span(low: float, high: float, labels: object) -> str:
    return labels.text("qualifier_at_least", figure=labels.number(low)) if math.isinf(high) else span(low, high, labels)


def _template(place: Place) -> str:
    """The template of a check; some have two: of codes and figures, of too many and too few."""
    if (place.check == "twice" and not place.numbers["gap"]) or (place.check == "repeated" and place.severity == IMPRECISION):
        return f"{place.check}_words"
    if place.check == "complete" and place.numbers["sum"] > place.numbers["n"]:
        return "complete_over"
    return place.check
