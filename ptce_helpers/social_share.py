"""The share of the social economy among the members: pole by pole, and what the published mean share of the others allows."""

from __future__ import annotations

import math

from ptce_helpers import bounds, charts, first_circles, values
from ptce_helpers.bounds import Bounds, Known
from ptce_helpers.evidence import Cell, Traced, all_of, cell, counted, cut, references, table
from ptce_helpers.sample import Sample

ESS, OUTSIDE, TOTAL = "members_ess_count", "members_non_ess_count", "members_total"


def share(sample: Sample, case: str, study: str) -> tuple[float, float]:
    """Between which percentages the share of social-economy members of a pole lies, from its stated numbers; nan where it has none.

    The lower end is the higher of: social-economy members, and members less those outside, divided by all members. That
    most belong to it puts the lower end at one half.
    """
    ess, outside, total = (values.of_case(sample, case, study, name) for name in (ESS, OUTSIDE, TOTAL))
    most = any(row["value"] == "yes" for row in sample.used(case, study, "members_ess_majority"))
    if total.stated is None or (ess.stated is None and outside.stated is None and not most):
        return (50.0, 100.0) if most else (math.nan, math.nan)
    majority = 100 * (math.floor(total.high / 2) + 1) / total.high if most else 0.0
    lows, highs = [majority, 100 * ess.low / total.high], [100.0, 100 * ess.high / total.low]
    if outside.stated is not None:
        lows.append(100 * (1 - outside.high / total.low))
        highs.append(100 * (1 - outside.low / total.high))
    low = min(max(lows), 100.0)
    return low, max(low, min(highs))


def of_poles(sample: Sample) -> Traced:
    """For each pole of which anything is stated: all members, those of the social economy, those outside it, and the bounds of the share."""
    variables, rows = (TOTAL, ESS, OUTSIDE), []
    for case, study in sample.pairs:
        found = {name: values.of_case(sample, case, study, name) for name in variables}
        most = sample.used(case, study, "members_ess_majority")
        if found[ESS].stated is None and found[OUTSIDE].stated is None and not most:
            continue
        low, high = share(sample, case, study)
        refs = [ref for one in found.values() for ref in one.refs] + sample.refs(case, study, "members_ess_majority")
        word = sample.labels.text("yes" if most[0]["value"] == "yes" else "no") if most else None
        rows.append({"case": sample.names[case], "study": study, **{name: cell(one.text or None, one.refs) for name, one in found.items()},
                     "majority": cell(word, sample.refs(case, study, "members_ess_majority")),
                     "share_low": cell(low, refs), "share_high": cell(high, refs)})
    return table(rows, ["case", "study", *variables, "majority", "share_low", "share_high"])


def pole_counts(sample: Sample) -> dict[str, Cell]:
    """Of how many poles a majority of the social economy is sure, excluded or open."""
    refs = {pair: [ref for variable in (TOTAL, ESS, OUTSIDE, "members_ess_majority") for ref in sample.ids(*pair, variable)] for pair in sample.pairs}
    ends = {pair: share(sample, *pair) for pair in sample.pairs}
    told = [pair for pair in sample.pairs if ends[pair][0] == ends[pair][0]]
    most = [pair for pair in sample.pairs if sample.ids(*pair, "members_ess_majority", "yes")]
    sure = [pair for pair in sample.pairs if ends[pair][0] > 50 or pair in most]
    against = [pair for pair in told if ends[pair][1] < 50]
    looked = sample.looked(ESS, OUTSIDE, "members_ess_majority")
    groups = {"n": told, "sure": sure, "against": against, "open": [pair for pair in told if pair not in sure and pair not in against]}
    return {"pairs": cell(len(sample.pairs), sample.rows_of_cases()), **{name: counted([refs[pair] for pair in some], looked) for name, some in groups.items()}}


# --- the published mean share ------------------------------------------------------------------------------------------


def published_share(sample: Sample) -> dict | None:
    """The statement on the mean share of members outside the social economy; None where 2015 is left out."""
    rows = [row for row in charts.statements(sample, OUTSIDE) if row["statistic"] == "mean" and row["unit"] == "percent"]
    return rows[0] if rows else None


def outside(sample: Sample) -> Traced:
    """What the published mean share leaves possible, read in two ways, and what the picture gives where it has been filled in.

    The study does not say whether it is the share of all members together, or the mean of the poles' shares; half a
    percent more or less is rounded away. Columns: reading, share_low/high, members_low/high (organisations outside the
    social economy, in all poles), median_low/high (the middle pole's share). Needs all poles of 2015.
    """
    row, total = published_share(sample), first_circles.total(sample)
    if row is None or total is None or sample.rules.missing == "drop":
        return table([], ["reading", "share_low", "share_high", "members_low", "members_high", "median_low", "median_high"])
    told, mean, half = first_circles.said(sample), float(row["value"]), values.half_unit(float(row["value"]))
    ends, refs = (mean - half, mean + half), [row["statement_id"], *told.refs]
    middle = bounds.median(Known([0.0] * told.poles, [100.0] * told.poles, total=(told.poles * ends[0], told.poles * ends[1])))
    smallest, largest = told.smallest, told.largest
    rows = [_outside_row(sample, "pooled", ends, Bounds(math.ceil(total.low * ends[0] / 100), math.floor(total.high * ends[1] / 100)), None, refs),
            _outside_row(sample, "of_poles", ends, mean_of_shares(ends, told.poles, smallest, largest), middle, refs)]
    read = {slot.variable_id: slot for slot in charts.slots(sample, 4) if slot.value is not None}
    if {ESS, OUTSIDE} <= set(read):
        ess, non = read[ESS].value, read[OUTSIDE].value
        exact = 100 * non / (ess + non)
        rows.append(_outside_row(sample, "picture", (exact, exact), Bounds(non, non), None, [read[ESS].ref, read[OUTSIDE].ref]))
    return table(rows, ["reading", "share_low", "share_high", "members_low", "members_high", "median_low", "median_high"])


def mean_of_shares(ends: tuple[float, float], poles: int, smallest: float, largest: float) -> Bounds:
    """How many organisations lie outside when the mean of the poles' shares (percent) is given: fewest if they are in the smallest poles."""
    return Bounds(math.ceil(poles * ends[0] / 100 * smallest - 1e-9), math.floor(poles * ends[1] / 100 * largest + 1e-9))


def _outside_row(sample: Sample, reading: str, share: tuple[float, float], number: Bounds, middle: Bounds | None, refs: list[str]) -> dict:
    found = {"share_low": share[0], "share_high": share[1], "members_low": number.low, "members_high": number.high,
             "median_low": middle.low if middle else math.nan, "median_high": middle.high if middle else math.nan}
    return {"reading": cell(sample.labels.text(f"outside_{reading}"), refs), **{name: cell(float(f"{value:.10g}"), refs) for name, value in found.items()}}


def outside_counts(sample: Sample) -> dict[str, Cell]:
    """Numbers for the sentence on the published share; ``n`` (poles) is 0 where nothing follows."""
    found = outside(sample)
    rows = found.frame
    if rows.empty:
        return {"n": cell(0, ["statements.csv"])}
    pooled, of_poles = rows.iloc[0], rows.iloc[1]
    row, told = published_share(sample), first_circles.said(sample)
    refs = references(cut(found, rows.index < 2))
    own = {"n": cell(told.poles, told.refs), "share": cell(sample.labels.percent(float(row["value"])), [row["statement_id"]])}
    return all_of(own | {"low": pooled["members_low"], "high": pooled["members_high"], "other_low": of_poles["members_low"], "other_high": of_poles["members_high"],
                         "middle": sample.labels.percent(of_poles["median_high"])}, refs)
