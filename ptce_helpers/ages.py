"""How old the cooperations were: counted from the years the texts give, under each reading of what the typology says of their age."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from ptce_helpers import values
from ptce_helpers.evidence import Cell, Traced, cell, cut, references, table
from ptce_helpers.files import rows_of
from ptce_helpers.sample import KINDS, Sample

SINCE = ("genesis_year", "grouping_year")  # the typology speaks of the origin of the groupings
UNTIL = (2011, 2014)  # the year in which the poles became witnesses, and that of the typology: it does not say which is meant
OLDER = r"more than (\d+) years of experience"  # the condition under which statements.csv counts the older ones
COLUMNS = ("since", "until", "age", "n", "answered", "count_low", "count_high", "said_of_all", *(f"missing_{kind}" for kind in KINDS))


@dataclass(frozen=True)
class Age:
    """What the typology says of the age of its poles: limits in whole years, of how many poles, the statement."""

    label: str
    low: float
    high: float
    poles: int
    statement: str


def published(sample: Sample, study: str = "labo2014") -> list[Age]:
    """The ages that the typology of 2014 states: between which all poles lie, and how many are older than a limit.

    Empty where not all poles of which it speaks are in the sample.
    """
    found, labels = [], sample.labels
    for row in rows_of(sample.raw["statements"]):
        older = re.fullmatch(OLDER, row["condition"])
        if row["source_id"] != study or not row["n"] or int(row["n"]) != len(sample.asked(SINCE[0], study)):
            continue
        if row["subject"] in SINCE and row["statistic"] == "range":
            low, high = float(row["value"]), float(row["upper"])
            found.append(Age(labels.text("age_between", low=low, high=high), low, high, int(row["n"]), row["statement_id"]))
        elif row["subject"] in SINCE and row["statistic"] == "count" and older:
            limit = int(older.group(1))
            found.append(Age(labels.text("age_more_than", limit=limit), limit + 1, math.inf, int(row["value"]), row["statement_id"]))
    return found


def readings(sample: Sample, study: str = "labo2014") -> Traced:
    """How many poles meet what the typology of 2014 says of their age, for each reading of it.

    One row a reading: since (which year is the beginning), until (which year is the end), age (the published condition);
    n (poles), answered (poles with such a year), count_low (poles that meet it for certain) and count_high (those that may,
    since their year is inexact or missing), said_of_all (how many do, says the typology), missing_KIND.
    """
    return table([_row(sample, study, variable, until, age) for variable in SINCE for until in UNTIL for age in published(sample, study)], COLUMNS)


def _row(sample: Sample, study: str, variable: str, until: int, age: Age) -> dict:
    found = values.of_variable(sample, variable, study)
    certain = [value for value in found if not value.missing and meets(until - value.high, until - value.low, age) == "yes"]
    possible = [value for value in found if value.missing or meets(until - value.high, until - value.low, age) != "no"]
    every = [ref for value in found for ref in value.refs]
    lacking = {kind: [value for value in found if value.missing == kind] for kind in KINDS}
    return {"since": sample.book.label(variable, sample.labels.lang), "until": cell(str(until), every), "age": cell(age.label, [age.statement]), "n": cell(len(found), every),
            "answered": cell(sum(not value.missing for value in found), *(value.refs for value in found if not value.missing)),
            "count_low": cell(len(certain), *(value.refs for value in certain)), "count_high": cell(len(possible), *(value.refs for value in possible)),
            "said_of_all": cell(age.poles, [age.statement]),
            **{f"missing_{kind}": cell(len(some), *(value.refs for value in some)) for kind, some in lacking.items()}}


def meets(youngest: float, oldest: float, age: Age) -> str:
    """Whether an age between two limits lies within a condition: yes, no, or perhaps."""
    if age.low <= youngest and oldest <= age.high:
        return "yes"
    return "no" if oldest < age.low or youngest > age.high else "perhaps"


def counts(traced: Traced) -> dict[str, Cell]:
    """Of the readings of what the typology says, those that the years allow."""
    frame = traced.frame
    allowed = (frame["count_low"] <= frame["said_of_all"]) & (frame["said_of_all"] <= frame["count_high"])
    return {"n": cell(len(frame), references(cut(traced, None, "age"))), "allowed": cell(int(allowed.sum()), references(cut(traced, None, "n", "said_of_all")))}
