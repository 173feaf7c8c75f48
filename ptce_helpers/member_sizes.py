"""Size of the members: classes by jobs and by turnover, in the text's shares and in the few lists that give jobs member by member."""

from __future__ import annotations

import math

from ptce_helpers import charts, first_circles, values
from ptce_helpers.describe import lines_of
from ptce_helpers.evidence import Cell, Traced, all_of, cell, cut, references, table
from ptce_helpers.files import rows_of
from ptce_helpers.sample import Sample

SMALL, LARGE = 10, 50  # jobs: very small enterprises have fewer than ten, larger ones more than fifty
TURNOVER, TOTAL, SIZE = "turnover_members_total", "members_total", "members_small_majority"
LARGER = "sme_structuring_member"


def followed(sample: Sample) -> Traced:
    """What the text of 2015 says of size classes, and the number of members that follows where it can be bounded.

    Shares are of all members of the first circles together; their number lies between the bounds of
    :func:`ptce_helpers.first_circles.total`. Columns: statement, id, lines, share_low/high (percent), members_low/high (organisations).
    """
    total = first_circles.total(sample)
    rows = []
    for row in charts.statements(sample, SIZE, LARGER, TURNOVER):
        ends = dict.fromkeys(("share_low", "share_high", "members_low", "members_high"), math.nan)
        if total is not None and sample.rules.missing == "bounds":
            ends |= _follows(row, total.low, total.high)
        refs = [row["statement_id"]]
        wider = [*refs, *first_circles.said(sample).refs] if ends["members_low"] == ends["members_low"] else refs
        rows.append({"in_words": cell(sample.said(row["comment"]), refs), "statement_id": cell(row["statement_id"], refs), "lines": cell(lines_of(row), refs),
                     **{name: cell(end, wider) for name, end in ends.items()}})
    return table(rows, ["in_words", "statement_id", "lines", "share_low", "share_high", "members_low", "members_high"])


def _follows(row: dict, low: float, high: float) -> dict[str, float]:
    """Bounds in organisations from a share of them, from a number of them in each pole, or from a majority."""
    if row["statistic"] == "share":
        ends = float(row["value"]), float(row["upper"] or row["value"])
        return {"share_low": ends[0], "share_high": ends[1], "members_low": math.ceil(low * ends[0] / 100), "members_high": math.floor(high * ends[1] / 100)}
    if row["subject"] == TURNOVER and row["statistic"] == "range":  # so many members in each pole
        least, most = float(row["value"]) * float(row["n"]), float(row["upper"]) * float(row["n"])
        return {"share_low": 100 * least / high, "share_high": 100 * most / low, "members_low": least, "members_high": most}
    if row["subject"] == TURNOVER and row["statistic"] == "majority" and row["value"]:
        return {"share_low": 50.0, "share_high": 100.0, "members_low": math.floor(low / 2) + 1, "members_high": high}
    return {}


def listed(sample: Sample) -> Traced:
    """Poles of which a text gives the jobs of single members: how many are very small, middling and larger.

    Jobs as the list counts them, without people in insertion. Columns: case, study, stated (members that the text counts), with_jobs (those with
    a figure), small, middle, large, share_low/high: between which percentages the very small lie among all members counted.
    """
    rows = []
    for case, study in sample.pairs:
        ours = [row for row in rows_of(sample.clean.members) if (row["case_id"], row["study"]) == (case, study) and row["jobs"]]
        if not ours:
            continue
        sizes, refs = [float(row["jobs"]) for row in ours], [row["member_id"] for row in ours]
        stated = values.of_case(sample, case, study, TOTAL)
        small, large = sum(size < SMALL for size in sizes), sum(size > LARGE for size in sizes)
        unknown = max(stated.high - len(ours), 0) if stated.stated is not None else math.inf
        ends = (100 * small / (len(ours) + unknown), 100 * (small + unknown) / (len(ours) + unknown)) if unknown < math.inf else (math.nan, math.nan)
        if sample.rules.missing == "drop":
            ends = (100 * small / len(ours),) * 2
        rows.append({"case": sample.names[case], "study": study, "stated": cell(stated.text or None, stated.refs), "with_jobs": cell(len(ours), refs),
                     "small": cell(small, refs), "middle": cell(len(ours) - small - large, refs), "large": cell(large, refs),
                     "share_low": cell(ends[0], refs, stated.refs), "share_high": cell(ends[1], refs, stated.refs)})
    return table(rows, ["case", "study", "stated", "with_jobs", "small", "middle", "large", "share_low", "share_high"])


def per_member(sample: Sample) -> Traced:
    """Turnover of the members together divided by their number, where both are stated: between which ends the mean of a pole lies, in euros."""
    rows = []
    for case, study in sample.pairs:
        turnover, number = (values.of_case(sample, case, study, name) for name in (TURNOVER, TOTAL))
        if turnover.stated is None:
            continue
        known = number.stated is not None
        ends = (turnover.low / number.high, turnover.high / number.low) if known else (math.nan, math.nan)
        refs = turnover.refs + number.refs
        rows.append({"case": sample.names[case], "study": study, "turnover": cell(turnover.text, turnover.refs), "stated": cell(number.text or None, number.refs),
                     "euros_low": cell(ends[0], refs), "euros_high": cell(ends[1], refs)})
    return table(rows, ["case", "study", "turnover", "stated", "euros_low", "euros_high"])


def counts(sample: Sample) -> dict[str, Cell]:
    """Numbers for the sentence on lists of jobs; ``n`` (members with a figure in the longest list) is 0 where there is none."""
    found = listed(sample)
    if found.frame.empty:
        return {"n": cell(0, ["members.csv"])}
    place = found.frame.sort_values("with_jobs", kind="stable").index[-1]
    longest, refs = found.frame.loc[place], references(cut(found, found.frame.index == place, "with_jobs"))
    told = {"n": int(longest["with_jobs"]), "case": longest["case"], "small": int(longest["small"]), "large": int(longest["large"]),
            "share": sample.labels.percent(100 * longest["small"] / longest["with_jobs"])}
    return all_of(told, refs) | {"poles": cell(len(found.frame), references(cut(found, None, "with_jobs")))}


def turnover_counts(sample: Sample, about: str = "stated") -> dict[str, Cell]:
    """Numbers for the sentences on turnover; ``n`` counts the pairs of pole and study with a figure, or those "with_number" of members too."""
    rows = sample.clean.codings
    rows = rows[(rows["variable_id"] == TURNOVER) & (rows["value"] != "")]
    ends, looked = per_member(sample), sample.looked(TURNOVER)
    known, rich = ends.frame["euros_low"].notna(), ends.frame["euros_low"] > 1_000_000
    stated = cell(len(rows[["case_id", "study"]].drop_duplicates()), rows["coding_id"] if len(rows) else looked)
    with_number, million = (cell(int(some.sum()), references(cut(ends, some, "euros_low")) or looked) for some in (known, rich))
    return {"n": with_number if about == "with_number" else stated, "million": million}
