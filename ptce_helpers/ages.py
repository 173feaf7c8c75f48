"""How old the cooperations were: counted from the years the texts give, under each reading of what the typology says of their age."""

from __future__ import annotations

from ptce_helpers import values
from ptce_helpers.evidence import Traced, cell, table
from ptce_helpers.sample import KINDS, Sample

SINCE = ("genesis_year", "grouping_year")  # the typology speaks of the origin of the groupings
UNTIL = (2011, 2014)  # the year in which the poles became witnesses, and that of the typology: it does not say which is meant
AGES = {"age_seven_to_twenty": (7, 20), "age_more_than_ten": (11, 200)}  # the published conditions, in whole years
COLUMNS = ("since", "until", "age", "n", "answered", "count_low", "count_high", *(f"missing_{kind}" for kind in KINDS))


def readings(sample: Sample, study: str = "labo2014") -> Traced:
    """How many poles meet what the typology of 2014 says of their age, for each reading of it.

    One row a reading: since (which year is the beginning), until (which year is the end), age (the published condition);
    n (poles), answered (poles with such a year), count_low (poles that meet it for certain) and count_high (those that may,
    since their year is inexact or missing), missing_KIND.
    """
    rows = [_row(sample, study, variable, until, age) for variable in SINCE for until in UNTIL for age in AGES if sample.asked(variable, study)]
    return table(rows, COLUMNS)


def _row(sample: Sample, study: str, variable: str, until: int, age: str) -> dict:
    found = values.of_variable(sample, variable, study)
    certain = [value for value in found if not value.missing and meets(until - value.high, until - value.low, AGES[age]) == "yes"]
    possible = [value for value in found if value.missing or meets(until - value.high, until - value.low, AGES[age]) != "no"]
    every = [ref for value in found for ref in value.refs]
    lacking = {kind: [value for value in found if value.missing == kind] for kind in KINDS}
    return {"since": sample.book.label(variable, sample.labels.lang), "until": cell(str(until), every), "age": sample.labels.text(age), "n": cell(len(found), every),
            "answered": cell(sum(not value.missing for value in found), *(value.refs for value in found if not value.missing)),
            "count_low": cell(len(certain), *(value.refs for value in certain)), "count_high": cell(len(possible), *(value.refs for value in possible)),
            **{f"missing_{kind}": cell(len(some), *(value.refs for value in some)) for kind, some in lacking.items()}}


def meets(youngest: float, oldest: float, wanted: tuple[float, float]) -> str:
    """Whether an age between two limits lies within a condition: yes, no, or perhaps."""
    low, high = wanted
    if low <= youngest and oldest <= high:
        return "yes"
    return "no" if oldest < low or youngest > high else "perhaps"


def counts(sample: Sample, traced: Traced) -> dict[str, int]:
    """Of the readings, those under which all poles can be of the published age, and those under which nine can be more than ten years old."""
    frame = traced.frame
    young, old = (frame[frame["age"] == sample.labels.text(age)] for age in AGES)
    return {"n": len(young), "all": int((young["count_high"] == young["n"]).sum()),
            "nine": int(((old["count_low"] <= 9) & (9 <= old["count_high"])).sum()), "most": int(old["count_high"].max()) if len(old) else 0}
