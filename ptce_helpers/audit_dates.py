"""Dates against each other and against the date of the sheet: order, duration, and what is told as past before it could have happened."""

from __future__ import annotations

import re

from ptce_helpers.audit_places import HOLDS, INCONSISTENCY, Operand, Place, fits, identities, of_identity, operand, range_of, rows_for, scopes, severity_of, terms
from ptce_helpers.files import rows_of
from ptce_helpers.sample import Sample

MONTHS = 12


def order(sample: Sample) -> list[Place]:
    """Years of which, by identities.csv, one can't be later than the other: a start and an end, a pole and its label.

    A place is a pole and study with a year on both sides. It offends where the earliest year of the one is after the
    latest year of the other.
    """
    places = []
    for identity in identities(sample, "order"):
        for case, study in scopes(sample, identity):
            one, other = (_years(sample, case, study, identity[side]) for side in ("parts", "whole"))
            if one is None or other is None:
                continue
            late = one.low > other.high
            severity = severity_of((*one.rows, *other.rows), identity["severity"]) if late else HOLDS
            numbers = {"year": one.low, "other_year": other.high, "gap": one.low - other.high if late else 0}
            places.append(Place("order", one.rows, other.rows, severity, numbers, **of_identity(identity)))
    return places


def _years(sample: Sample, case: str, study: str, side: str) -> Operand | None:
    """The years of a side: of several, from the earliest to the latest that any of them allows."""
    rows = tuple(row for term in terms(side) for row in rows_for(sample, case, study, term))
    ranges = [range_of(sample, row) for row in rows]
    return Operand(min(low for low, _ in ranges), max(high for _, high in ranges), rows) if rows else None


# --- durations ---------------------------------------------------------------------------------------------


def durations(sample: Sample) -> list[Place]:
    """Durations that, by identities.csv, run from a dated start to a dated end, or until the sheet was written.

    A place is a pole and study with the start and the duration. It offends where even from the first month of the start to
    the last of the end there is not as much time as the text says. A plain number of years may be rounded by half a year.
    """
    places = []
    for identity in identities(sample, "duration"):
        for case, study in scopes(sample, identity):
            start, lasted = _years(sample, case, study, identity["parts"]), operand(sample, case, study, identity["rate"])
            end = _years(sample, case, study, identity["whole"]) if identity["whole"] else None
            until = (end.high + 1) * MONTHS if end else _written(sample, case, study)
            if start is None or lasted is None or not until or (identity["whole"] and end is None):
                continue
            most = (until - start.low * MONTHS) / MONTHS
            strict = any(row["qualifier"] == "at_least" for row in lasted.rows)
            short = lasted.low >= most if strict else lasted.low - 0.5 > most
            rows = (*start.rows, *(end.rows if end else tuple(sample.used(case, study, "sheet_written"))))
            severity = severity_of((*rows, *lasted.rows), identity["severity"]) if short else HOLDS
            places.append(Place("duration", lasted.rows, rows, severity, {"years": lasted.low, "most": round(most, 1)}, **of_identity(identity)))
    return places


def _written(sample: Sample, case: str, study: str) -> int:
    """The month after that in which the sheet was written, counted from the year 0; 0 without a sheet."""
    return next((month(row["value"]) + 1 for row in sample.used(case, study, "sheet_written")), 0)


def month(written: str) -> int:
    """2013-10 as a number of months."""
    year, number = written.split("-")
    return int(year) * MONTHS + int(number) - 1


# --- the date of the sheet ---------------------------------------------------------------------------------


def after_sheet(sample: Sample) -> list[Place]:
    """Events and figures told as past or present, against the month in which the sheet was written.

    A place is a coding of a sheet that is a year, a month, or a figure said of a year. What identities.csv calls announced
    is left out. It offends where the event begins after that month; where only its end does, it is an inconsistency.
    """
    announced, readings, places = identities(sample, "announced"), identities(sample, "reading"), []
    for row in rows_of(sample.clean.codings):
        when, written = _when(row), sample.used(row["case_id"], row["study"], "sheet_written")
        if not when or not written or row["used"] == "no" or any(_meant(one, row) for one in announced):
            continue
        sheet = month(written[0]["value"])
        reading = next((one for one in readings if one["rate"] == "after_sheet" and (one["case_id"], one["whole"]) == (row["case_id"], row["variable_id"])), None)
        severity = HOLDS if when[1] <= sheet else INCONSISTENCY if when[0] <= sheet or reading else severity_of([row])
        late = max(when[0] if when[0] > sheet else when[1], sheet) - sheet
        more = of_identity(reading) if reading and severity else {}
        places.append(Place("after_sheet", (row,), tuple(written), severity, {"months": late}, **more))
    return places


def _when(row: dict) -> tuple[int, int] | None:
    """The first month that a coding can speak of and, for a period, the last; a year counts by its first month."""
    if row["variable_id"] == "event_month" and row["value"]:
        ends = row["value"].split("/")
        return month(ends[0]), month(ends[-1])
    year = row["value"] if row["scale"] == "year" else row["as_of"]
    if not re.fullmatch(r"\d{4}", year):
        return None
    return (int(year) * MONTHS,) * 2


def _meant(identity: dict, row: dict) -> bool:
    return identity["case_id"] in ("", row["case_id"]) and any(fits(term, row) for term in terms(identity["parts"]))


# --- every year --------------------------------------------------------------------------------------------


def yearly(sample: Sample) -> list[Place]:
    """Rates of one a year or more, against the dated events they speak of: each year from the first to the last is a place.

    It offends where no event is dated to the year.
    """
    places = []
    for identity in identities(sample, "yearly"):
        for case, study in scopes(sample, identity):
            dated = rows_for(sample, case, study, identity["parts"])
            rate = [row for row in rows_for(sample, case, study, identity["rate"]) if range_of(sample, row)[0] >= 1]
            if dated and rate:
                places += _each_year(sample, identity, dated, rate)
    return places


def _each_year(sample: Sample, identity: dict, dated: list[dict], rate: list[dict]) -> list[Place]:
    ranges = [range_of(sample, row) for row in dated]
    years = range(int(min(low for low, _ in ranges)), int(max(high for _, high in ranges)) + 1)
    return [Place("yearly", tuple(rate), tuple(dated), HOLDS if any(low <= year <= high for low, high in ranges) else severity_of([*dated, *rate], identity["severity"]),
                  {"n": len(dated), "years": len(years)}, {"year": str(year)}, **of_identity(identity)) for year in years]
