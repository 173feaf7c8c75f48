"""Summaries of a few cases: counts, shares and middle values with bounds, what is missing, and the range without any one case."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

import numpy as np
from statsmodels.stats.proportion import proportion_confint

from ptce_helpers import bounds, values
from ptce_helpers.evidence import Cell, Traced, cell, counted, table
from ptce_helpers.sample import KINDS, Sample

HEAD = ("variable", "study", "n", "answered")
MISSING = tuple(f"missing_{kind}" for kind in KINDS)
INEXACT = ("qualifier_about", "qualifier_at_least", "qualifier_at_most", "qualifier_range")
BOUNDS = ("count_low", "count_high", "share_low", "share_high")
SHARES = (*HEAD[:2], "code", *HEAD[2:], "count", "share", *BOUNDS, "interval_low", "interval_high", "without_low", "without_high", *MISSING)
MIDDLES = ("min", "median", "mean", "max")
NUMBERS = (*HEAD, *MIDDLES, "median_low", "median_high", "mean_low", "mean_high", "said_of_all", "without_low", "without_high", *MISSING, *INEXACT)


def shares(sample: Sample, variables: Iterable[str]) -> Traced:
    """For each code of categorical variables: how many poles have it, of how many, and how many could.

    One row a variable, study and code that occurs. Columns: variable, study, code (labels); n (poles asked), answered (poles
    of which the text says something); count, share (percent of answered); count_low/high and share_low/high (worst and best
    completion, share in percent of n); interval (Wilson, of the share among those stated: how far it could move with the
    cases that happen to be in the sample, not a statement on other poles); without (lowest and highest share when one
    pole is left out); missing_KIND. For a variable with several codes a pole that has others may have this one too: the
    text just does not name it. With ``rules.missing`` "drop" the poles without a value do not enter the bounds.
    """
    rows = [row for variable in variables for study in sample.studies for row in _code_rows(sample, variable, study)]
    return table(rows, [name for name in SHARES if sample.rules.missing == "bounds" or name not in BOUNDS])


def _code_rows(sample: Sample, variable: str, study: str) -> list[dict]:
    book, asked = sample.book, sample.asked(variable, study)
    if not asked:
        return []
    has = {case: {row["value"]: row["coding_id"] for row in sample.used(case, study, variable)} for case in asked}
    stated = [case for case in asked if has[case]]
    missing = _missing_cells(sample, variable, study, [case for case in asked if not has[case]])
    order = Counter(code for codes in has.values() for code in codes) or {"": 0}
    applicable = len(asked) - missing["missing_not_applicable"].value
    open_ended = book.variable(variable)["several"] == "by_code"
    every = [ref for case in asked for ref in sample.refs(case, study, variable)]
    everything = counted([has[case].values() for case in stated], every)
    rows = []
    for code in sorted(order, key=lambda code: (-order[code], book.code_label(variable, code, sample.labels.lang))):
        count, silent = order[code], applicable - (order[code] if open_ended else len(stated))
        ours = [[has[case][code]] for case in stated if code in has[case]]
        rows.append({"variable": book.label(variable, sample.labels.lang), "study": study, "code": cell(book.code_label(variable, code, sample.labels.lang) or None, *(ours or [every])),
                     "n": cell(len(asked), every), "answered": everything, "count": counted(ours, every), **_share_cells(count, len(stated), applicable, silent, everything, sample), **missing})
    return rows


def _share_cells(count: int, stated: int, n: int, silent: int, of: Cell, sample: Sample) -> dict[str, Cell]:
    low, high = proportion_confint(count, stated, alpha=sample.rules.alpha, method="wilson") if stated else (math.nan, math.nan)
    possible = bounds.count(count, silent)
    without = [100 * part for part in without_one(count, stated)]
    figures = {"share": 100 * count / stated if stated else math.nan, "count_low": possible.low, "count_high": possible.high, "share_low": 100 * possible.low / max(n, 1),
               "share_high": 100 * possible.high / max(n, 1), "interval_low": 100 * low, "interval_high": 100 * high,
               "without_low": min(without, default=math.nan), "without_high": max(without, default=math.nan)}
    return {name: cell(_rounded(figure), of.refs) for name, figure in figures.items()}


def without_one(count: int, stated: int) -> list[float]:
    """The shares (from 0 to 1) that remain when one of the cases is left out; none when there is only one case."""
    if stated < 2:
        return []
    return [(count - 1) / (stated - 1)] * (count > 0) + [count / (stated - 1)] * (count < stated)


def _missing_cells(sample: Sample, variable: str, study: str, lacking: list[str]) -> dict[str, Cell]:
    why = {case: sample.why_missing(case, study, variable) for case in lacking}
    asked = [ref for case in sample.asked(variable, study) for ref in sample.refs(case, study, variable)]
    return {f"missing_{kind}": counted([sample.refs(case, study, variable) for case in lacking if why[case] == kind], asked) for kind in KINDS}


def numbers(sample: Sample, variables: Iterable[str], items: dict[str, str] | None = None) -> Traced:
    """For numeric variables: the range, the middle and the mean of what is stated, with sharp bounds over all poles.

    One row a variable and study. Columns: variable, study, n (poles asked), answered (poles with a figure); min, median, mean, max of the stated
    figures as they stand; median_low/high and mean_low/high (bounds over all n poles, from each pole's interval and from what
    the text says of all of them; no upper bound where nothing limits a missing value); without (lowest and highest median
    when one stated pole is left out); said_of_all: whether what the text says of all poles together narrows the bounds, or
    contradicts a pole's own figure and is left out; missing_KIND; qualifier_KIND (how many of the figures are inexact, and how).
    ``items``: variable -> the item that is meant. With ``rules.missing`` "drop" the bounds are over the stated poles only.
    """
    rows = [_number_row(sample, variable, study, (items or {}).get(variable)) for variable in variables for study in sample.studies
            if sample.asked(variable, study)]
    return table(rows, NUMBERS)


def _number_row(sample: Sample, variable: str, study: str, item: str | None) -> dict:
    found = values.of_variable(sample, variable, study, item)
    stated = [value for value in found if value.stated is not None]
    also = values.published(sample, variable, study)
    refs, every = [ref for value in stated for ref in value.refs], [ref for value in found for ref in value.refs]
    figures = np.array([value.stated for value in stated])
    without = [float(np.median(np.delete(figures, i))) for i in range(len(figures))] if len(figures) > 1 else []
    middles = {name: cell(float(getattr(np, name)(figures)) if len(figures) else math.nan, refs or every) for name in MIDDLES}
    inexact = {name: [value.refs for value in stated if value.qualifier == name.removeprefix("qualifier_")] for name in INEXACT}
    return {"variable": sample.book.label(variable, sample.labels.lang), "study": study, "n": cell(len(found), every),
            "answered": counted([value.refs for value in stated], every), **middles, **_bound_cells(sample, found, variable, also, every),
            "without_low": cell(min(without, default=math.nan), refs or every), "without_high": cell(max(without, default=math.nan), refs or every),
            **{f"missing_{kind}": counted([value.refs for value in found if value.missing == kind], every) for kind in KINDS},
            **{name: counted(some, every) for name, some in inexact.items()}}


def _bound_cells(sample: Sample, found: list[values.Value], variable: str, also: values.Published, refs: list[str]) -> dict[str, Cell]:
    """The bounds; without what the text says of all poles together where a pole's own figure contradicts it."""
    said = "published_used" if also and sample.rules.missing == "bounds" else None
    try:
        limits = _limits(values.known(sample, found, variable, also))
    except bounds.Contradiction:
        limits, said = _limits(values.known(sample, found, variable)), "published_contradicts"
    out = {f"{name}_{end}": cell(_rounded(getattr(limit, end)), refs, also.refs) for name, limit in limits.items() for end in ("low", "high")}
    return out | {"said_of_all": cell(sample.labels.text(said) if said else None, also.refs)}


def middle(sample: Sample, variable: str, study: str) -> tuple[bounds.Bounds, int, tuple[str, ...]]:
    """The bounds of the median as :func:`numbers` gives them, of how many poles, and what they rest on; for many analyses, without the rest of the row."""
    found, also = values.of_variable(sample, variable, study), values.published(sample, variable, study)
    try:
        known = values.known(sample, found, variable, also)
        possible = _limits(known, "median")["median"]
    except bounds.Contradiction:
        possible = _limits(values.known(sample, found, variable), "median")["median"]
    refs = cell(None, also.refs, *(value.refs for value in found)).refs
    return bounds.Bounds(_rounded(possible.low), _rounded(possible.high)), len(found), refs


def _limits(known: bounds.Known | None, *names: str) -> dict[str, bounds.Bounds]:
    """The bounds of the middle values named, or of both."""
    return {name: getattr(bounds, name)(known) if known else bounds.Bounds(math.nan, math.nan) for name in names or ("median", "mean")}


def _rounded(figure: float) -> float:
    """Without the last digits, which differ from one processor to the next."""
    return float(f"{figure:.10g}")

