"""Paragraph b of the typology of 2014: what it states of origin and members, beside what the codings of the twelve poles give."""

from __future__ import annotations

import math

from ptce_helpers import bounds, values
from ptce_helpers.bounds import Bounds
from ptce_helpers.describe import lines_of
from ptce_helpers.evidence import Cell, Traced, all_of, cell, cut, references, table
from ptce_helpers.files import rows_of
from ptce_helpers.sample import Sample

STUDY = "labo2014"
ORIGIN = ("sL.021", "sL.022", "sL.023", "sL.024")  # of poles that come from one kind of actor
MEAN, MAJORITY, SOME = "sL.025", "sL.026", "sL.027"  # of members: mean number, social-economy majority, some conventional companies
TOTAL = "members_total"


def paragraph(sample: Sample) -> dict[str, dict]:
    """The statements of the paragraph by their id; empty where the study of 2014 is left out."""
    ours = {row["statement_id"]: row for row in rows_of(sample.raw["statements"])} if STUDY in sample.studies else {}
    return {name: ours[name] for name in (*ORIGIN, MEAN, MAJORITY, SOME) if name in ours}


def compared(sample: Sample) -> Traced:
    """Each statement beside the codings: how many at least and at most, and whether the statement follows.

    Columns: statement, id, lines, found (poles, members a pole, or percent of members), fit. A
    statement is one of all poles of the study: where some are left out, of the sample or of the bounds, there is no verdict.
    """
    rows = []
    poles = sample.asked("origin_actor", STUDY)
    for name, row in paragraph(sample).items():
        found, refs, counted = _of_codings(sample, row, poles)
        verdict = _verdict(row, found, len(poles)) if _of_all(sample, row, poles) else "other_poles"
        rows.append({"in_words": cell(sample.said(row["comment"]), [name]), "statement_id": cell(name, [name]), "lines": cell(lines_of(row), [name]),
                     "found": cell(_in_words(sample, found, counted), refs), "agrees": cell(sample.labels.text(f"fits_{verdict}"), [name], refs)})
    return table(rows, ["in_words", "statement_id", "lines", "found", "agrees"])


def _of_all(sample: Sample, row: dict, poles: list[str]) -> bool:
    """Whether the poles are those of which the statement speaks, and those without a value within the bounds."""
    return len(poles) == int(float(row["n"])) and sample.rules.missing == "bounds"


def _in_words(sample: Sample, found: Bounds, counted: str) -> str:
    """The bounds with what they count: 7 to 12 poles; at least 19.6 members a pole; not known."""
    labels = sample.labels
    if found.low != found.low:
        return labels.text("found_nothing")
    low, high = (labels.number(end, 0 if end == round(end) else 1) for end in (found.low, found.high if math.isfinite(found.high) else found.low))
    if math.isinf(found.high):
        return labels.text(f"found_{counted}", figure=labels.text("qualifier_at_least", figure=low))
    return labels.text(f"found_{counted}", figure=low if low == high else labels.text("range", low=low, high=high))


def _of_codings(sample: Sample, row: dict, poles: list[str]) -> tuple[Bounds, list[str], str]:
    """What the codings give on a statement: bounds, the rows behind them, and what is counted."""
    if row["statement_id"] == MEAN:
        found = values.of_variable(sample, TOTAL, STUDY)
        known = values.known(sample, found, TOTAL)
        return bounds.mean(known) if known else Bounds(math.nan, math.nan), [ref for one in found for ref in one.refs], "members"
    if row["statement_id"] == MAJORITY:
        return *share_of_members(sample), "percent"
    variable, code = ("non_ess_members", "yes") if row["statement_id"] == SOME else (row["subject"], row["condition"])
    refs = [ref for case in poles for ref in sample.refs(case, STUDY, variable)]
    yes = sum(any(one["value"] == code for one in sample.used(case, STUDY, variable)) for case in poles)
    settled = sum(bool(sample.used(case, STUDY, variable)) for case in poles) if variable == "non_ess_members" else yes
    return Bounds(yes, yes + (len(poles) - settled if sample.rules.missing == "bounds" else 0)), refs, "poles"


def share_of_members(sample: Sample) -> tuple[Bounds, list[str]]:
    """Between which percentages social-economy organisations lie among all members of the poles whose number of members is stated.

    For each pole: at least those that the text counts, those it does not count outside, or half where it says that most
    belong there; at most all but those outside.
    """
    lows, highs, totals, refs = 0.0, 0.0, 0.0, []
    for case in sample.asked(TOTAL, STUDY):
        total, ess, outside = (values.of_case(sample, case, STUDY, name) for name in (TOTAL, "members_ess_count", "members_non_ess_count"))
        if total.stated is None:
            continue
        most = any(one["value"] == "yes" for one in sample.used(case, STUDY, "members_ess_majority"))
        least = [ess.low, (math.floor(total.stated / 2) + 1) * most, total.stated - outside.high if outside.stated is not None else 0.0]
        lows += min(max(least), total.stated)
        highs += min(total.stated, ess.high, total.stated - outside.low)
        totals += total.stated
        refs += [*total.refs, *ess.refs, *outside.refs, *sample.refs(case, STUDY, "members_ess_majority")]
    if not totals:
        return Bounds(math.nan, math.nan), refs or [f"{case}/{STUDY}/{TOTAL}" for case in sample.asked(TOTAL, STUDY)]
    return Bounds(100 * lows / totals, 100 * highs / totals), refs


def _verdict(row: dict, found: Bounds, n: int) -> str:
    """Whether a statement follows from the codings, is possible, or is not: "follows", "open", "contradicts"."""
    if found.low != found.low:
        return "open"
    if row["statistic"] == "some":
        return "follows" if found.low >= 1 else "open" if found.high >= 1 else "contradicts"
    if row["statistic"] == "majority":
        half = 50.0 if row["statement_id"] == MAJORITY else n / 2
        return "follows" if found.low > half else "open" if found.high > half else "contradicts"
    value = float(row["value"])
    near = values.half_unit(value) if row["qualifier"] == "about" else 0.0
    if found.low > value + near or found.high < value - near:
        return "contradicts"
    return "follows" if found.low >= value - near and found.high <= value + near else "same" if found.low == value else "open"


def counts(sample: Sample) -> dict[str, Cell]:
    """Numbers for the sentence on the paragraph: statements, those that follow, are as many, are open, and those outside the bounds."""
    found = compared(sample)
    words = {name: sample.labels.text(f"fits_{name}") for name in ("follows", "same", "open", "contradicts")}
    decided, refs = found.frame["agrees"].isin(list(words.values())), references(cut(found, None, "agrees"))
    number = {name: cell(int((found.frame["agrees"] == word).sum()), references(cut(found, found.frame["agrees"] == word, "agrees")) or refs) for name, word in words.items()}
    return {"n": cell(len(found.frame) if decided.any() else 0, references(cut(found, None, "statement_id"))), **number}


def left(sample: Sample) -> dict[str, Cell]:
    """What the published mean leaves for the poles whose number of members is not stated: how many they can have together.

    ``n`` (poles without a number) is 0 where the study is left out, poles are left out, or all have one.
    """
    row, found = paragraph(sample).get(MEAN), values.of_variable(sample, TOTAL, STUDY)
    if row is None or not _of_all(sample, row, sample.asked(TOTAL, STUDY)) or any(math.isinf(one.high) for one in found if one.stated is not None):
        return {"n": cell(0, [ref for one in found for ref in one.refs])}
    silent, mean = [one for one in found if one.stated is None], float(row["value"])
    half = values.half_unit(mean)
    stated = [sum(one.low for one in found if one.stated is not None), sum(one.high for one in found if one.stated is not None)]
    most, least = len(found) * (mean + half) - stated[0], len(found) * (mean - half) - stated[1]
    theirs, ours = ([ref for one in found if (one.stated is None) is missing for ref in one.refs] for missing in (True, False))
    cases = sample.labels.join([sample.names[one.case_id] for one in silent])
    own = {"n": cell(len(silent) if most >= 0 else 0, theirs), "cases": cell(cases, theirs), "mean": cell(mean, [MEAN]), "ours": cell(round(stated[0] / (len(found) - len(silent)), 1), ours)}
    return all_of(own | {"low": max(0, math.ceil(least)), "high": math.floor(most)}, theirs, ours, [MEAN])
