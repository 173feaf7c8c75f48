"""Claims in words: what was computed, what is stated, and the sentence that a jury reads."""

from __future__ import annotations

import math
import re
from dataclasses import replace

from ptce_helpers.claim_answers import Answer, Part
from ptce_helpers.claim_poles import number
from ptce_helpers.claims import Decided, Reading
from ptce_helpers.describe import by_name
from ptce_helpers.files import rows_of
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Sample
from ptce_helpers.schemas import STUDIES
from ptce_helpers.verdicts import SIGNS, WORDS, read
from ptce_helpers.wording import says

COUNTED = re.compile(r"(members|items|said|treated|both|same_members|same_statements)\([^()]*\)")  # expressions of one function that counts
DATES = ("year", "month")
NAMES = {">=": "least", "<=": "most", ">": "more", "<": "less"}
LISTED = 8  # figures behind a sum that a sentence can name
LISTS = {"members": "member", "ties": "partner"}  # table -> the column of the name
KINDS = ("chart_only", "not_applicable", "not_stated")


def span(low: float, high: float, labels: Labels, unit: str = "") -> str:
    """A figure with its unit, or what is known of it: 8, 8 to 10, at least 8, at most 10; a year as years are written."""
    first, last = (_figure(end, labels, unit) for end in (low, high))
    if low == high:
        return first
    if math.isinf(high):
        return labels.text("claim_any") if math.isinf(low) else labels.text("qualifier_at_least", figure=first)
    return labels.text("qualifier_at_most", figure=last) if math.isinf(low) else labels.text("range", low=first, high=last)


def _figure(value: float, labels: Labels, unit: str) -> str:
    if unit == "year" and math.isfinite(value):
        return f"{value:.0f}"
    if unit == "month" and math.isfinite(value):
        return labels.month(f"{value // 12:.0f}-{value % 12 + 1:02.0f}")
    return labels.with_unit(labels.number(value), unit) if math.isfinite(value) else ""


def computed(decided: Decided, labels: Labels) -> str:
    """What the codings give, in a few characters: ``6 to 7 of 12``; empty where they give nothing."""
    answer, unit = decided.strict.answer, decided.strict.answer.unit
    figures = [span(part.low, part.high, labels, unit) for part in answer.parts]
    if decided.claim["check"] in ("poles", "poles_elsewhere", "each_within") and figures and not unit:
        return labels.text("claim_of", figure=figures[0], n=answer.n)
    return labels.semicolons(figures)


def stated(written: str, part: Part | None, labels: Labels, unit: str = "") -> str:
    """What a claim states, in words: 8, at least 3, more than half, 6 to 20; of an expression its value."""
    if written in WORDS:
        return labels.text(f"claim_word_{'no_pole' if written == 'none' else written}")
    sign = (SIGNS.fullmatch(written) or re.match("()()", "")).group(1) or "="
    if part is None or not written:
        return ""
    low, high = part.stated.low, part.stated.high
    if sign == "=":
        return span(low, high, labels, unit)
    if unit in DATES and sign in (">=", "<="):
        return labels.text("year_at_least" if sign == ">=" else "year_at_most", year=_figure(low if sign == ">=" else high, labels, unit))
    return labels.text(f"claim_sign_{NAMES[sign]}", figure=_figure(low if math.isfinite(low) else high, labels, unit))


def as_claimed(decided: Decided) -> Part | None:
    """The figure that decides a claim with what is stated of it; where a limit is stated for each pole, with that limit and not the number of exceptions."""
    part = next(iter(decided.strict.answer.parts), None)
    if part is None or decided.claim["check"] != "each_within":
        return part
    return replace(part, stated=read(decided.claim["stated"], decided.strict.answer.n or 0, number))


def sentence(decided: Decided, sample: Sample) -> str:
    """The verdict on a claim in one or two sentences: what the codings give, what is stated, what is open, on which figures it rests."""
    labels, reading = sample.labels, decided.strict
    said = _says(decided, reading, sample)
    if decided.charitable:
        how = sample.said(decided.claim["reading"]) if decided.charitable.taken == "own" else labels.text(f"claim_taken_{_taken(decided)}")
        said += " " + labels.text("claim_charitable", how=how, verdict=labels.text(f"verdict_{decided.charitable.verdict}"))
    if decided.own and decided.elsewhere not in ("", reading.verdict):
        said += " " + labels.text("claim_elsewhere", verdict=labels.text(f"verdict_{decided.elsewhere}"))
    return said


def _taken(decided: Decided) -> str:
    """How the charitable reading takes silence: where poles are counted as a no, where their figures are compared by leaving the silent ones out."""
    of_figures = decided.claim["check"] in ("mean_of_poles", "smallest_and_largest", "rise_together")
    return "known" if of_figures and decided.charitable.taken == "told" else decided.charitable.taken


def _says(decided: Decided, reading: Reading, sample: Sample) -> str:
    check, answer, labels = decided.claim["check"], reading.answer, sample.labels
    if not answer.parts:
        return labels.text("claim_says_only_itself") if check == "poles_elsewhere" else _nothing(answer, sample)
    if check == "same_codes":
        return labels.text("claim_says_codes", **{study: _codes(decided, study, sample) for study in STUDIES})
    if check == "smallest_and_largest":
        ends = [span(part.low, part.high, labels) for part in answer.parts]
        claimed = [labels.number(part.stated.low) for part in answer.parts]
        known = len(answer.cases_for) + len(answer.cases_against)
        return labels.text("claim_says_ends", smallest=ends[0], largest=ends[1], low=claimed[0], high=claimed[1], n=known, of=answer.n)
    part, unit = answer.parts[0], answer.unit
    values = {"figure": span(part.low, part.high, labels, unit), "stated": stated(decided.claim["stated"], as_claimed(decided), labels, unit)}
    if check == "rise_together":
        return labels.text("claim_says_rise_together", n=len(answer.cases_for), known=labels.number(answer.told[0].low), **values)
    if check in ("poles", "poles_elsewhere") and answer.n == 1:
        return labels.text(f"claim_says_pole_{'yes' if answer.cases_for else 'no' if answer.cases_against else 'open'}")
    if check in ("poles", "poles_elsewhere", "each_within", "mean_of_poles"):
        told = labels.text("claim_open", n=len(answer.cases_open)) if answer.cases_open else ""
        return labels.text(f"claim_says_{'share' if unit == 'percent' else check}", **values, of=answer.n, open=told)
    if check == "more_poles":
        return labels.text("claim_says_more", first=len(answer.cases_for), second=len(answer.cases_against))
    what = COUNTED.fullmatch(decided.claim["asks"].strip())
    if what and what[1] == "said" and decided.claim["stated"].replace(" ", "") == "=0":
        return labels.text("claim_says_otherwise", n=part.low)
    if what:
        return labels.text("claim_says_counted", what=labels.text(f"claim_counted_{what[1]}"), **values) + _behind(decided, answer, sample)
    return labels.text("claim_says_sum", **values) + _behind(decided, answer, sample)


def _nothing(answer: Answer, sample: Sample) -> str:
    """Why a claim can't be tested: how many of the poles that would decide it are known only from a picture, or not at all."""
    if answer.refs == ("variables.csv",):
        return sample.labels.text("claim_says_nowhere")
    kinds = ["chart_only" if ref.startswith("chart_values.csv") else sample.by_id[ref]["status"] if ref in sample.by_id else "not_stated" for ref in answer.refs]
    told = [sample.labels.text(f"claim_lacks_{kind}", n=kinds.count(kind)) for kind in KINDS if kind in kinds]
    return sample.labels.text("claim_says_nothing", why=sample.labels.join(told)) if told else sample.labels.text("claim_says_uncoded")


def _behind(decided: Decided, answer: Answer, sample: Sample) -> str:
    """The codings that a figure was worked out from, where they are few, and how many names of which lists."""
    rows = [sample.by_id[ref] for ref in answer.refs if ref in sample.by_id]
    rows = sorted(rows, key=lambda row: (row["study"], int(row["line_start"]), row["coding_id"]))
    told = [_leaf(row, decided, sample) for row in rows] if len(rows) <= LISTED else []
    told += [phrase for table in LISTS if (phrase := _names(answer.refs, table, sample))]
    return " " + sample.labels.text("claim_from", figures=sample.labels.semicolons(told)) if told else ""


def _leaf(row: dict, decided: Decided, sample: Sample) -> str:
    """A coding with its line; a line of the other study is told as one."""
    key = "claim_leaf" if row["study"] == decided.claim["source_id"] else "claim_leaf_other"
    return sample.labels.text(key, variable=sample.book.label(row["variable_id"], sample.labels.lang), says=says(row, sample.raw, sample.labels), line=row["line_start"])


def _names(refs: tuple[str, ...], table: str, sample: Sample) -> str:
    """How many members, or partners, are named in the rows behind a figure, and from which line on; empty where there are none."""
    rows = [row for row in rows_of(getattr(sample.clean, table)) if row[f"{table[:-1]}_id"] in refs]
    if not rows:
        return ""
    named = {(row["case_id"], row[LISTS[table]]) for row in rows}
    return sample.labels.text(f"claim_named_{table}", n=len(named), line=min((row["line_start"] for row in rows), key=int))


def _codes(decided: Decided, study: str, sample: Sample) -> str:
    rows = sample.used(decided.claim["case_id"], study, decided.claim["asks"])
    return sample.labels.join(sorted({says(row, sample.raw, sample.labels) for row in rows}))


def lines(claim: dict[str, str]) -> str:
    """The lines of a claim: 2310 or 2310–2312."""
    return claim["line_start"] if claim["line_start"] == claim["line_end"] else f"{claim['line_start']}–{claim['line_end']}"


def dashed(text: str) -> str:
    """A coder's own words with the lines they name as ranges are written: 609–610."""
    return re.sub(r"(?<=\d)-(?=\d)", "–", text)


def cases(ids: tuple[str, ...], sample: Sample) -> str:
    """Poles by their names, in the order of the alphabet."""
    named = sample.raw["cases"].loc[sample.raw["cases"]["case_id"].isin(ids), ["name"]]
    return ", ".join(named.sort_values("name", key=by_name)["name"])
