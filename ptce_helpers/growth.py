"""From 2012 to 2015: which poles gained members, what the texts say of it, and what their picture would add."""

from __future__ import annotations

from ptce_helpers import charts, first_circles
from ptce_helpers.bounds import Bounds
from ptce_helpers.describe import lines_of
from ptce_helpers.evidence import Cell, Traced, cell, counted, table
from ptce_helpers.sample import Sample
from ptce_helpers.wording import says, span

BEFORE = "2012"  # the year with which table 2 compares
FIGURES = ("members_founding", "members_added", "members_total")
TREND = "members_trend"


def of_poles(sample: Sample) -> Traced:
    """For each pole and study of which anything is said: direction, founding members, later ones, totals with their years, and the two pictures.

    Columns: case, study, trend, members_founding, members_added, members_total (in words), before and after (first circle of
    2012 and of 2015, as read off the pictures).
    """
    rows = []
    for case, study in sample.pairs:
        row = {"case": sample.names[case], "study": study, "trend": cell(_in_words(sample, case, study, TREND), sample.refs(case, study, TREND))}
        row |= {name: cell(_in_words(sample, case, study, name), sample.refs(case, study, name)) for name in FIGURES}
        ends = dict.fromkeys(("before", "after"))
        if study == charts.STUDY:
            ends = {"before": first_circles.on_the_picture(sample, case, year=BEFORE), "after": first_circles.on_the_picture(sample, case)}
        row |= {name: cell(found, sample.refs(case, study, first_circles.FIRST)) for name, found in ends.items()}
        if any(row[name].value is not None for name in ("trend", *FIGURES, "before", "after")):
            rows.append(row)
    return table(rows, ["case", "study", "trend", *FIGURES, "before", "after"])


def _in_words(sample: Sample, case: str, study: str, variable: str) -> str | None:
    found = [row for row in sample.codings(case, study, variable) if row["value"]]
    return sample.labels.join([says(row, sample.raw, sample.labels) for row in found]) or None


def grew(sample: Sample, case: str) -> bool | None:
    """Whether a pole of 2015 gained members of its first circle: as the pictures show, else as the text says; None where neither does."""
    before, after = (first_circles.on_the_picture(sample, case, year=year) for year in (BEFORE, first_circles.YEAR))
    if before is not None and after is not None:
        return after > before
    found = {row["value"] for row in sample.used(case, charts.STUDY, TREND)}
    return "increase" in found if found else None


def how_many(sample: Sample) -> Bounds | None:
    """How many poles of 2015 gained members: at least those of which it is known (or most, as the text says), at most all but those that did not.

    None where the study is left out. That most did is used only when all its poles are chosen, and none is left out of the bounds.
    """
    poles = sample.asked(TREND, charts.STUDY)
    if not poles:
        return None
    known = [grew(sample, case) for case in poles]
    low, high = known.count(True), len(known) - known.count(False)
    if sample.rules.missing == "drop":
        return Bounds(low, low)
    most = len(poles) // 2 + 1 if charts.whole(sample) and _most(sample) else 0
    return Bounds(max(low, min(most, high)), high)


def _most(sample: Sample) -> list[dict]:
    return [row for row in charts.statements(sample, TREND) if row["statistic"] == "majority"]


def said(sample: Sample) -> Traced:
    """What the text of 2015 says of growth, a statement a row: statement in words, number of poles, lines."""
    rows = [{"in_words": cell(sample.said(row["comment"]), [row["statement_id"]]), "poles": float(row["value"]) if row["value"] else None,
             "statement_id": row["statement_id"], "lines": lines_of(row)} for row in charts.statements(sample, TREND)]
    return table(rows, ["in_words", "poles", "statement_id", "lines"])


def counts(sample: Sample) -> dict[str, Cell]:
    """Numbers for the sentence on growth; ``n`` (poles of 2015) is 0 where that study is left out."""
    poles, found = sample.asked(TREND, charts.STUDY), how_many(sample)
    looked = {case: [*sample.refs(case, charts.STUDY, TREND), *sample.ids(case, charts.STUDY, first_circles.FIRST)] for case in poles}
    gained = [looked[case] for case in poles if grew(sample, case)]
    pictured = [sample.ids(case, charts.STUDY, first_circles.FIRST) for case in poles if first_circles.on_the_picture(sample, case, year=BEFORE) is not None]
    most = [row["statement_id"] for row in _most(sample)]
    return {"n": cell(len(poles), sample.rows_of_cases(charts.STUDY)), "known": counted(gained, sample.looked(TREND, study=charts.STUDY)),
            "figure": cell(span(found.low, found.high, sample.labels) if found else "", *looked.values(), most),
            "pictured": counted(pictured, sample.looked(first_circles.FIRST, study=charts.STUDY))}
