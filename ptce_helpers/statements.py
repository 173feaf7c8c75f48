"""Statements: what a study says of all its poles together, beside what its own pages say pole by pole."""

from __future__ import annotations

import math
from collections.abc import Iterable

from ptce_helpers.bounds import Bounds, count
from ptce_helpers.evidence import Cell, Traced, cell, cut, references, table
from ptce_helpers.files import rows_of
from ptce_helpers.sample import Sample, own

SAYS = {"count": "count", "all": "all", "majority": "most", "some": "some", "minority": "few", "none": "no_pole"}  # kinds that can be held against a count, and their words
VERDICTS = ("fits", "stated", "possible", "contradicted")
COLUMNS = ("study", "variable", "code", "said", "count", "n", "count_low", "count_high", "holds", "doubt")


def find(sample: Sample, study: str, subject: str, condition: str = "", statistic: str = "") -> list[dict]:
    """The statements of one study on one subject, in the order of its pages; with a condition or statistic only those."""
    rows = [row for row in rows_of(sample.raw["statements"]) if (row["source_id"], row["subject"]) == (study, subject)]
    return [row for row in rows if condition in ("", row["condition"]) and statistic in ("", row["statistic"])]


def beside(sample: Sample, subjects: Iterable[str]) -> Traced:
    """Each statement on a code of one of the subjects, and the poles that have it according to their own pages.

    Only statements said of as many poles as the sample has: they say nothing certain of fewer. Columns: study, variable,
    code; said (the statement in words); count and n (our codings); count_low/high (bounds: a pole of which the text says
    nothing may have it or not); holds (see :func:`verdict`); doubt. What a study says twice alike is one row.
    """
    alike: dict[tuple[str, ...], list[dict]] = {}
    for study in sample.studies:
        for subject in subjects:
            for said in filter(lambda row: _comparable(sample, row), find(sample, study, subject)):
                alike.setdefault((study, subject, *(said[name] for name in ("condition", "statistic", "value", "qualifier"))), []).append(said)
    return table([_row(sample, said) for said in alike.values()], COLUMNS)


def verdicts(beside_ours: Traced, sample: Sample) -> dict[str, Cell]:
    """How many statements fit, may hold, and are contradicted; ``n``: all."""
    holds, looked = beside_ours.frame["holds"], references(cut(beside_ours, None, "holds")) or ["statements.csv"]
    chosen = {verdict: holds == sample.labels.text(f"statement_{verdict}") for verdict in VERDICTS}
    return {"n": cell(len(holds), references(cut(beside_ours, None, "said")) or looked)} | {
        verdict: cell(int(some.sum()), references(cut(beside_ours, some, "holds")) or looked) for verdict, some in chosen.items()}


def _comparable(sample: Sample, said: dict) -> bool:
    if said["status"] == "derived":
        return False  # it follows from other statements: the study does not make it
    known = said["condition"] in sample.book.allowed(said["subject"]) and said["statistic"] in SAYS and said["unit"] in ("", "poles")
    return known and said["n"] == str(len(sample.asked(said["subject"], said["source_id"])))


def _row(sample: Sample, alike: list[dict]) -> dict:
    said, ids = alike[0], [row["statement_id"] for row in alike]
    variable, study, code = said["subject"], said["source_id"], said["condition"]
    asked = sample.asked(variable, study)
    hits = [row["coding_id"] for case in asked for row in sample.used(case, study, variable) if row["value"] == code and own(row)]
    every = [ref for case in asked for ref in sample.refs(case, study, variable)]
    limits = possible(sample, variable, study, code)
    ends = {f"count_{end}": cell(int(getattr(limits, end)), every) for end in ("low", "high")}
    told = list(dict.fromkeys(sample.said(row["doubt"]) for row in alike if row["doubt"]))
    return {"study": study, "variable": sample.book.label(variable, sample.labels.lang), "code": sample.book.code_label(variable, code, sample.labels.lang),
            "said": cell(_in_words(sample, said), ids), "count": cell(len(hits), hits or every), "n": cell(len(asked), every), **ends,
            "holds": cell(sample.labels.text(f"statement_{verdict(said, limits, len(hits), len(asked))}"), every, ids),
            "doubt": cell(sample.labels.semicolons(told) or None, ids)}


def possible(sample: Sample, variable: str, study: str, code: str) -> Bounds:
    """How many poles can have a code: those that have it, and those that the text does not speak of.

    Of a variable with several codes a pole that has others may have this one too. Statements are of all poles, so that silent
    ones count here whatever ``rules.missing`` says.
    """
    asked = sample.asked(variable, study)
    used = {case: {row["value"] for row in sample.used(case, study, variable) if own(row)} for case in asked}
    several = sample.book.variable(variable)["several"] == "by_code"
    open_ = [case for case in asked if code not in used[case] and (several or not used[case]) and sample.why_missing(case, study, variable) != "not_applicable"]
    return count(sum(code in values for values in used.values()), len(open_))


def verdict(said: dict, ours: Bounds, stated: int, n: int) -> str:
    """Whether a statement holds: for every completion of the silent poles (fits), for the poles as stated (stated), for others (possible), for none (contradicted)."""
    low, high = allowed(said, n)
    if low <= ours.low and ours.high <= high:
        return "fits"
    if low <= stated <= high:
        return "stated"
    return "possible" if ours.low <= high and low <= ours.high else "contradicted"


def allowed(said: dict, n: int) -> tuple[float, float]:
    """The numbers of poles with which a statement is true: "most" is more than half of n, "some" at least one."""
    value = float(said["value"]) if said["value"] else None
    if said["statistic"] == "count" and value is not None:
        return value, value
    least = max(value or 0, 1)
    return {"count": (1, n), "all": (n, n), "none": (0, 0), "some": (least, n), "majority": (max(least, n // 2 + 1), n), "minority": (0, math.ceil(n / 2) - 1)}[said["statistic"]]


def _in_words(sample: Sample, said: dict) -> str:
    if said["statistic"] == "count":
        return sample.labels.qualified(float(said["value"]), None, said["qualifier"])
    word = sample.labels.text(f"statistic_{SAYS[said['statistic']]}")
    return word if not said["value"] else sample.labels.text("statistic_named", word=word, figure=sample.labels.number(float(said["value"])))
