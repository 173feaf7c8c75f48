"""First circles of 2015: the text gives their range and a count, a picture gives their sizes; what follows for total, mean and median."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from ptce_helpers import bounds, charts, values
from ptce_helpers.bounds import Bounds, Known
from ptce_helpers.cleaning import representative
from ptce_helpers.evidence import Cell, Traced, all_of, cell, counted, cut, references, table
from ptce_helpers.figures import INK, STUDY_COLOURS, nothing
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Sample
from ptce_helpers.wording import span

STUDY, FIRST = charts.STUDY, "members_first_circle"
YEAR = "2015"  # that table 1 is about; the same variable has slots of 2012 for table 2
FIGURES = {"sum": bounds.total, "mean": bounds.mean, "median": bounds.median}


@dataclass(frozen=True)
class Said:
    """What the text of 2015 says of all its first circles together: smallest, largest, how many poles have more than a limit."""

    poles: int
    smallest: float
    largest: float
    limit: float
    above: int
    refs: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """One reading of the passages: everything that may be so under it. The bounds are those of all ``cases`` together."""

    name: str
    cases: tuple[Known, ...]
    n: int
    refs: tuple[str, ...]


def said(sample: Sample) -> Said | None:
    """What statements.csv holds of first circles in 2015; None where that study is left out.

    Read from the raw table, as the statements speak of all poles of the study, whichever of them are chosen.
    """
    rows = charts.statements(sample, FIRST)
    ends = {row["statistic"]: float(row["value"]) for row in reversed(rows) if row["statistic"] in ("min", "max")}
    over = [(row, re.fullmatch(values.LIMIT, row["condition"])) for row in rows if row["statistic"] == "count"]
    over = [(row, limit) for row, limit in over if limit]
    if len(ends) < 2 or not over:
        return None
    row, limit = over[0]
    refs = tuple(other["statement_id"] for other in rows if other["statistic"] in ("min", "max") or other is row)
    return Said(int(float(row["n"])), ends["min"], ends["max"], float(limit.group(1)), int(float(row["value"])), refs)


def on_the_picture(sample: Sample, case_id: str, variable_id: str = FIRST, year: str = YEAR) -> float | None:
    """The value of a pole that a researcher has read off the picture of a year, if any."""
    return next((float(row["value"]) for row in sample.used(case_id, STUDY, variable_id) if row["status"] == "chart_read" and row["as_of"] == year), None)


def in_a_passage(sample: Sample, case_id: str) -> dict | None:
    """The coding of a first circle that rests on a passage of the text, not on the picture."""
    found = [row for row in sample.used(case_id, STUDY, FIRST) if row["status"] != "chart_read" and row["as_of"] in ("", YEAR)]
    return representative(found, STUDY) if found else None


def readings(sample: Sample) -> list[Reading]:
    """The ways to read what the text says of first circles.

    text: the range and the count hold, and a pole's own passage that lies outside is not about its first circle. passage:
    that passage is the size of the first circle, and the range is one of the other poles. conclusion: most poles have
    as many as the conclusions of the study say, which count from one fewer than the body does.
    """
    poles, told = sample.asked(FIRST, STUDY), said(sample)
    if not poles or told is None:
        return []
    pictured = {case: found for case in poles if (found := on_the_picture(sample, case)) is not None}
    passages = {case: float(row["value"]) for case in poles if case not in pictured and (row := in_a_passage(sample, case))}
    refs = tuple(ref for case in poles for ref in sample.refs(case, STUDY, FIRST)) + told.refs
    if sample.rules.missing == "drop":
        return _of_stated(pictured | passages, refs)
    found = [Reading("text", tuple(_cases(poles, pictured, {}, told, [told.above])), len(poles), refs)]
    clashing = {case: size for case, size in passages.items() if not told.smallest <= size <= told.largest}
    if clashing:
        found.append(Reading("passage", tuple(_cases(poles, pictured, clashing, told, [told.above])), len(poles), refs))
    conclusion = _conclusion(sample)
    if conclusion is not None:
        row, limit = conclusion
        majority = range(told.poles // 2 + 1, told.poles + 1)
        cases = tuple(_cases(poles, pictured, {}, replace(told, limit=limit), majority))
        found.append(Reading("conclusion", cases, len(poles), (*refs, row["statement_id"])))
    return found


def _of_stated(sizes: dict[str, float], refs: tuple[str, ...]) -> list[Reading]:
    """Only the poles of which a size is stated, and nothing of what is said of all together."""
    exact = np.array(list(sizes.values()))
    return [Reading("stated", (Known(exact, exact, integer=True),), len(exact), refs)] if len(exact) else []


def _conclusion(sample: Sample) -> tuple[dict, float] | None:
    """The statement that most poles have from so many to so many members, and the limit that they exceed."""
    rows = [row for row in charts.statements(sample, FIRST) if row["statistic"] == "majority" and row["upper"]]
    return (rows[0], float(rows[0]["value"]) - 1) if rows else None


def _cases(poles: list[str], pictured: dict[str, float], beyond: dict[str, float], told: Said, above: list[int] | range) -> Iterator[Known]:
    """All that may be so of the chosen poles, for each number of poles above the limit and each place of those left out.

    Of the poles left out, some lie above the limit and some do not. Only where none of the latter is left out, the
    smallest circle is surely among the chosen ones; and likewise the largest. ``beyond``: poles whose own passage lies
    outside the range, which then is one of the others.
    """
    out, sizes = told.poles - len(poles), pictured | beyond
    low, high = (np.array([sizes.get(case, end) for case in poles]) for end in (told.smallest, told.largest))
    for number in above:
        for out_above in range(out + 1):
            ours, smallest = number - out_above, told.smallest if out_above == out else None
            if not 0 <= ours <= len(poles):
                continue
            if not beyond or out_above:
                yield Known(low, high, True, None, smallest, told.largest if not out_above else None, ((told.limit, ours),))
            else:
                yield from (Known(raised, high, True, None, smallest, None, ((told.limit, ours),)) for raised in _one_at(low, high, told.largest))


def _one_at(low: np.ndarray, high: np.ndarray, level: float) -> Iterator[np.ndarray]:
    """The lower ends when one of the values stands at a level, for each that can; values with the same interval are alike."""
    tried = set()
    for place, ends in enumerate(zip(low, high, strict=True)):
        if ends not in tried and ends[0] <= level <= ends[1]:
            tried.add(ends)
            raised = low.copy()
            raised[place] = level
            yield raised


def bounds_of(reading: Reading, of: Callable[[Known], Bounds]) -> Bounds | None:
    """The lowest and highest value of a figure over all that may be so under a reading; None where nothing fits it."""
    found = []
    for known in reading.cases:
        try:
            found.append(of(known))
        except bounds.Contradiction:
            continue
    return Bounds(min(one.low for one in found), max(one.high for one in found)) if found else None


def bounded(sample: Sample) -> Traced:
    """Bounds of sum, mean and median of the first circles of 2015 for each reading, and whether anything fits the reading at all.

    Columns: reading, n (poles), sum_low/high, mean_low/high, median_low/high, fits.
    """
    rows = []
    for reading in readings(sample):
        found = {name: bounds_of(reading, of) for name, of in FIGURES.items()}
        ends = {f"{name}_{end}": cell(math.nan if one is None else float(f"{getattr(one, end):.10g}"), reading.refs)
                for name, one in found.items() for end in ("low", "high")}
        fits = "circles_fit" if found["sum"] is not None else "circles_clash"
        rows.append({"reading": cell(sample.labels.text(f"reading_{reading.name}"), reading.refs), "n": cell(reading.n, reading.refs), **ends,
                     "fits": cell(sample.labels.text(fits), reading.refs)})
    return table(rows, ["reading", "n", *(f"{name}_{end}" for name in FIGURES for end in ("low", "high")), "fits"])


def total(sample: Sample) -> Bounds | None:
    """How many members the first circles of all poles of 2015 have together, as the text reads; None where not all are chosen."""
    text = next((reading for reading in readings(sample) if reading.name == "text"), None)
    return bounds_of(text, bounds.total) if text and charts.whole(sample) else None


def summary(sample: Sample) -> dict[str, Cell]:
    """Numbers for the sentence on what the text states of first circles; ``n`` (poles above the limit) is 0 where 2015 is left out."""
    told = said(sample)
    if told is None:
        return {"n": cell(0, ["statements.csv"])}
    unknown = [case for case in sample.asked(FIRST, STUDY) if on_the_picture(sample, case) is None and not in_a_passage(sample, case)]
    stated = {"n": told.above, "poles": told.poles, "low": told.smallest, "high": told.largest, "limit": told.limit, "above": told.limit + 1, "rest": told.poles - told.above}
    return all_of(stated, told.refs) | {"unknown": counted([sample.refs(case, STUDY, FIRST) for case in unknown], sample.looked(FIRST, study=STUDY))}


def bound_counts(sample: Sample) -> dict[str, Cell]:
    """Numbers for the sentence on the bounds; ``n`` (poles) is 0 where nothing is bounded."""
    found = bounded(sample)
    rows = found.frame
    if rows.empty or rows["sum_low"].isna().iloc[0]:
        return {"n": cell(0, sample.looked(FIRST, study=STUDY) or ["codings.csv"])}
    first = {name: span(*(round(float(rows[f"{name}_{end}"].iloc[0]), 1) for end in ("low", "high")), sample.labels) for name in FIGURES}
    refs = references(cut(found, rows.index == 0))
    return all_of({"n": int(rows["n"].iloc[0]), **first, "clash": cell(_clash(sample), references(found))}, refs)


def _clash(sample: Sample) -> str:
    """What the reading changes in which a pole's own passage holds; nothing where no passage lies outside the range."""
    other = next((reading for reading in readings(sample) if reading.name == "passage"), None)
    told = said(sample)
    if other is None or (found := bounds_of(other, bounds.total)) is None:
        return ""
    rows = {case: row for case in sample.asked(FIRST, STUDY) if on_the_picture(sample, case) is None and (row := in_a_passage(sample, case))}
    beyond = [f"{sample.names[case]} ({sample.labels.number(float(row['value']))})" for case, row in rows.items() if not told.smallest <= float(row["value"]) <= told.largest]
    return sample.labels.text("say_circles_clash", cases=sample.labels.join(beyond), figure=span(found.low, found.high, sample.labels))


def above(sample: Sample) -> Traced:
    """How many poles have a first circle of more than so many members, at least and at most: one row a reading and limit."""
    told, rows = said(sample), []
    for reading in readings(sample):
        if reading.name == "conclusion":
            continue  # it differs from the text in one limit only, and would be a third band over the two others
        for limit in range(int(told.smallest) - 1, int(told.largest) + 3):
            found = bounds_of(reading, lambda known, limit=limit: bounds.count_above(known, limit))
            if found is not None:
                rows.append({"reading": cell(sample.labels.text(f"reading_{reading.name}"), reading.refs), "limit": cell(limit, reading.refs),
                             "poles_low": cell(int(found.low), reading.refs), "poles_high": cell(int(found.high), reading.refs)})
    return table(rows, ["reading", "limit", "poles_low", "poles_high"])


def draw(table_above: Traced, labels: Labels) -> Figure:
    """How many poles have more than so many members: a band from the lowest to the highest number, one for each reading."""
    frame = table_above.frame
    if frame.empty:
        return nothing(labels)
    figure, axes = plt.subplots(figsize=(8.5, 3.4))
    for number, (reading, part) in enumerate(frame.groupby("reading", sort=False)):
        edges = [*part["limit"] + 0.5, part["limit"].max() + 1.5]
        low, high = ([*part[name], part[name].iloc[-1]] for name in ("poles_low", "poles_high"))
        if number == 0:
            axes.fill_between(edges, low, high, step="post", color=STUDY_COLOURS[STUDY], alpha=0.3, linewidth=0)
        for ends in (low, high):
            axes.step(edges, ends, where="post", color=STUDY_COLOURS[STUDY] if number == 0 else INK, linewidth=2.2 if number == 0 else 1.1,
                      linestyle="-" if number == 0 else (0, (4, 2)), label=reading if ends is low else None, zorder=3 + number)
    axes.set_xlabel(labels.text("axis_more_than"), fontsize=8.5)
    axes.set_ylabel(labels.text("axis_poles_plain"), fontsize=8.5)
    axes.set(xlim=(frame["limit"].min() + 0.5, frame["limit"].max() + 1.5), ylim=(-0.3, frame["poles_high"].max() + 0.6))
    axes.set_xticks([edge + 0.5 for edge in range(int(frame["limit"].min()), int(frame["limit"].max()) + 1)][::1],
                    [labels.number(limit) for limit in range(int(frame["limit"].min()), int(frame["limit"].max()) + 1)])
    axes.yaxis.get_major_locator().set_params(integer=True)
    axes.grid(axis="y", color="#e6e9ea", linewidth=0.7)
    axes.legend(loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=1, frameon=False, fontsize=8.5)
    figure.tight_layout()
    return figure
