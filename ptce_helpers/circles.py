"""Circles of membership: which a text tells apart, who belongs to each, and how large they are."""

from __future__ import annotations

import math

from ptce_helpers import first_circles
from ptce_helpers.cleaning import representative
from ptce_helpers.evidence import Cell, Traced, cell, counted, table
from ptce_helpers.files import rows_of
from ptce_helpers.sample import Sample
from ptce_helpers.wording import says

ORDER = ("first", "second", "third", "fourth")


def described(sample: Sample) -> Traced:
    """The circles that a text describes, one a row: how many it tells apart, which one, who belongs to it, its size, organisations it names there."""
    rows, ours = [], rows_of(sample.clean.members)
    for case, study in sample.pairs:
        told = sample.used(case, study, "circle_description")
        number = sample.used(case, study, "circle_count")
        for row in sorted(told, key=lambda row: ORDER.index(row["item"])):
            variable = f"members_{row['item']}_circle" if row["item"] in ORDER[:2] else ""  # of further circles no size is coded
            size = sample.used(case, study, variable) if variable else []
            names = {one["member"]: one["member_id"] for one in ours if (one["case_id"], one["study"], one["circle"]) == (case, study, row["item"])}
            rows.append({"case": sample.names[case], "study": study, "named": cell(len(names), names.values() or [row["coding_id"]]), "circle": cell(sample.labels.text(f"circle_{row['item']}"), [row["coding_id"]]),
                         "who": cell(sample.said(row["value"]), [row["coding_id"]]),
                         "size": cell(sample.labels.join([says(one, sample.raw, sample.labels) for one in size]) or None,
                                      [one["coding_id"] for one in size] or (sample.refs(case, study, variable) if variable else [row["coding_id"]])),
                         "circles": cell(int(float(number[0]["value"])) if number else None,
                                         [one["coding_id"] for one in number] or sample.refs(case, study, "circle_count"))})
    return table(rows, ["case", "study", "circles", "circle", "who", "size", "named"])


def counts(sample: Sample) -> dict[str, Cell]:
    """Numbers for the sentence on circles: pairs of pole and study in which circles are described, at most how many, and all pairs."""
    told = {pair: sample.ids(*pair, "circle_description") for pair in sample.pairs}
    most = max(map(len, told.values()), default=0)
    several = [ids for pair in sample.pairs if len(ids := sample.ids(*pair, "circle_criterion")) > 1]
    return {"n": sample.having("circle_description"), "pairs": cell(len(told), sample.rows_of_cases()),
            "most": cell(most, *([ids for ids in told.values() if ids and len(ids) == most] or [sample.looked("circle_description")])),
            "criteria": sample.having("circle_criterion"), "several": counted(several, sample.looked("circle_criterion"))}


def sizes(sample: Sample) -> Traced:
    """First and second circle of each pole and study: what is stated, and between which ends the size lies.

    For 2015 the ends are those of the range that the text gives for all its poles; a size read off the picture is its own
    two ends. Columns: case, study, first (in words, or why there is none), first_size_low/high, second.
    """
    rows, told = [], first_circles.said(sample)
    for case, study in sample.pairs:
        pictured = first_circles.on_the_picture(sample, case) if study == first_circles.STUDY else None
        ends, refs = [math.nan, math.nan], []
        if pictured is not None:
            ends = [pictured, pictured]
        elif study == first_circles.STUDY and told and sample.rules.missing == "bounds":
            ends, refs = [told.smallest, told.largest], told.refs
        first = _size(sample, case, study, first_circles.FIRST)
        rows.append({"case": sample.names[case], "study": study, "circle_first": first, "first_size_low": cell(ends[0], first.refs, refs),
                     "first_size_high": cell(ends[1], first.refs, refs), "circle_second": _size(sample, case, study, "members_second_circle")})
    return table(rows, ["case", "study", "circle_first", "first_size_low", "first_size_high", "circle_second"])


def _size(sample: Sample, case: str, study: str, variable: str) -> Cell:
    """The size in words; of table 2, which holds the sizes of an earlier year, nothing here."""
    found = [row for row in sample.used(case, study, variable) if row["status"] != "chart_read" or row["as_of"] == first_circles.YEAR]
    refs = sample.refs(case, study, variable)
    if found:
        row = representative(found, study)
        return cell(says(row, sample.raw, sample.labels), refs)
    kinds = {row["status"] for row in sample.codings(case, study, variable)}
    why = "chart_only" if "chart_only" in kinds else sample.why_missing(case, study, variable)
    return cell(sample.labels.text(f"missing_{why}"), refs)
