"""Stated against counted, and one thing told twice: figures, codes, members listed, and figures that are too exact to be rounded."""

from __future__ import annotations

from itertools import combinations, groupby

from ptce_helpers.audit_parts import comparable
from ptce_helpers.audit_places import HOLDS, IMPRECISION, INCONSISTENCY, Place, apart, gap, identities, of_identity, operand, range_of, scopes, severity_of
from ptce_helpers.files import rows_of
from ptce_helpers.sample import Sample
from ptce_helpers.values import about_year

TOO_EXACT = 4  # digits: a figure that is only about so much is rounded to fewer
CIRCLE_OF = {"members_first_circle": "first", "members_second_circle": "second", "companies_in_employer_groups@*": "employer_group"}  # a stated size, and the circle of members.csv


def same(sample: Sample) -> list[Place]:
    """Figures that, by identities.csv, are of one and the same thing: members stated and listed, two dates of one event.

    A place is a pole and study with both figures. It offends where no figure fits both.
    """
    places = []
    for identity in identities(sample, "same"):
        for case, study in scopes(sample, identity):
            one, other = (operand(sample, case, study, identity[side]) for side in ("parts", "whole"))
            if one is None or other is None or not comparable("same", one, other):
                continue
            severity = severity_of((*one.rows, *other.rows), identity["severity"]) if apart(one.range, other.range) else HOLDS
            places.append(Place("same", one.rows, other.rows, severity, {"gap": gap(one.range, other.range)}, **of_identity(identity)))
    return places


def twice(sample: Sample) -> list[Place]:
    """Variables of one value that a study codes more than once for a pole (and year), outweighed codings included.

    A place is a pair of codings from different lines. Figures offend where no figure fits both, codes where they differ.
    """
    readings = {(one["case_id"], one["whole"]): one for one in identities(sample, "reading") if one["rate"] == "twice"}
    return [_pair(sample, one, other, readings.get((one["case_id"], one["variable_id"])))
            for _, rows in groupby(_once(sample), key=_thing) for one, other in combinations(list(rows), 2) if one["line_start"] != other["line_start"]]


def _once(sample: Sample) -> list[dict]:
    """The codings that can stand only once: of variables with one value, or one for a year or item, not those of our own words."""
    book = sample.book
    found = [row for row in rows_of(sample.clean.codings)
             if row["value"] and book.variable(row["variable_id"])["several"] != "by_code" and book.variable(row["variable_id"])["scale"] != "text"]
    return sorted(found, key=lambda row: (*_thing(row), row["coding_id"]))


def _thing(row: dict) -> tuple[str, ...]:
    return row["case_id"], row["study"], row["variable_id"], row["item"], row["as_of"]


def _pair(sample: Sample, one: dict, other: dict, reading: dict | None) -> Place:
    if not sample.book.is_number(one["variable_id"]):
        differs, far = one["value"] != other["value"], 0.0
    else:
        ranges = _as_told(sample, one), _as_told(sample, other)
        differs, far = apart(*ranges), gap(*ranges)
    severity = (INCONSISTENCY if reading else severity_of([one, other])) if differs else HOLDS
    return Place("twice", (one,), (other,), severity, {"gap": far}, **(of_identity(reading) if reading and severity else {}))


def _as_told(sample: Sample, row: dict) -> tuple[float, float]:
    """The range of a figure; a year that is only about so much may be a year off."""
    return about_year(float(row["value"])) if row["scale"] == "year" and row["qualifier"] == "about" else range_of(sample, row)


def listed(sample: Sample) -> list[Place]:
    """Sizes that a text states, against the organisations that it names for them in members.csv.

    A place is a pole, study and size: of a circle, or of all members. It offends where more are named than there can be.
    Fewer are no fault: a text need not name all.
    """
    places = []
    for case, study in sample.pairs:
        named = [row for row in rows_of(sample.clean.members) if (row["case_id"], row["study"]) == (case, study)]
        for size, rows in _sizes(named).items():
            stated = operand(sample, case, study, size)
            if stated and rows:
                over = len({row["member"] for row in rows}) - stated.high
                severity = severity_of(stated.rows) if over > 0 else HOLDS
                places.append(Place("listed", tuple(rows), stated.rows, severity, {"n": len({row["member"] for row in rows}), "gap": max(over, 0)}))
    return places


def _sizes(named: list[dict]) -> dict[str, list[dict]]:
    within = {size: [row for row in named if row["circle"] == circle] for size, circle in CIRCLE_OF.items()}
    return within | {"members_founding": [row for row in named if row["role"] == "founder"],
                     "members_total": [row for row in named if row["role"] in ("member", "founder") and row["circle"] in ("", "first")]}


def exactness(sample: Sample) -> list[Place]:
    """Figures said to be about so much, with more digits than a rounded figure has: an imprecision of the text."""
    rows = [row for row in rows_of(sample.clean.codings) if row["qualifier"] == "about" and row["scale"] not in ("year", "share") and row["value"] and row["status"] == "stated"]
    return [Place("exactness", (row,), (), IMPRECISION if _digits(row["value"]) >= TOO_EXACT else HOLDS, {"n": _digits(row["value"])}) for row in rows]


def _digits(figure: str) -> int:
    """The digits of a figure without the zeros at its ends: 2 of 0.0250 or 2500."""
    return len(f"{float(figure):.10f}".replace(".", "").strip("0"))
