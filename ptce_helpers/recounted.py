"""What the typology of 2014 says of all poles on cooperation, beside the count of the poles' own sheets."""

from __future__ import annotations

from dataclasses import dataclass

from ptce_helpers import matrix
from ptce_helpers.describe import lines_of
from ptce_helpers.evidence import Cell, Traced, cell, cut, references, table
from ptce_helpers.files import rows_of
from ptce_helpers.matrix import STATES
from ptce_helpers.sample import Sample, own

STUDY = "labo2014"
SHEETS = range(176, 2476)  # the lines of the poles' own sheets: before them stands the typology, after them the joint analysis
ORDER = ("statement", "passage", "says", "n", "n_yes", "n_planned", "n_no", "n_silent", "n_low", "n_high", "sheets", "names")


@dataclass(frozen=True)
class Recount:
    """A statement of the study on all its poles, and which variables of a pole's sheet (or which of their codes) would bear it out."""

    statement_id: str
    variables: tuple[str, ...]
    codes: tuple[str, ...] = ()


# Paragraphs f (common place), g (logics of cooperation) and h (research) of the typology, then the practices that repeat them.
RECOUNTS = (
    Recount("sL.041", ("common_place",)),
    Recount("sL.130", ("common_place",)),
    Recount("sL.043", ("place_role",), ("outcome",)),
    Recount("sL.046", ("common_place",)),
    Recount("sL.047", ("administrative_pooling", "equipment_pooling", "grouped_purchasing", "concierge_service")),
    Recount("sL.048", ("skills_platform", "information_exchange")),
    Recount("sL.049", ("employer_group",)),
    Recount("sL.050", ("working_groups",)),
    Recount("sL.051", ("new_activities",)),
    Recount("sL.052", ("common_offer",)),
    Recount("sL.054", ("conviviality",)),
    Recount("sL.056", ("common_training",)),
    Recount("sL.058", ("research_link",)),
    Recount("sL.124", ("research_link",), ("founding",)),
)


def of_2014(sample: Sample) -> Traced:
    """Statement by statement: what the text says, and what the sheets alone give.

    Only codings from the sheets count, so that no passage of the typology bears out itself. Columns: statement, passage
    (lines), says (in words), n (poles), n_yes, n_planned, n_no, n_silent, n_low and n_high (how many poles there can be, if
    none or all of the silent ones belong to it), sheets (whether that agrees), names (of the poles with yes). Empty
    without the study of 2014, or without one of its poles: it speaks of all.
    """
    said = {row["statement_id"]: row for row in rows_of(sample.raw["statements"])}
    poles = sample.asked("common_place", STUDY)
    rows = [_row(sample, recount, said[recount.statement_id], poles) for recount in RECOUNTS if poles and int(said[recount.statement_id]["n"]) == len(poles)]
    return table(rows, ORDER)


def _row(sample: Sample, recount: Recount, said: dict, poles: list[str]) -> dict:
    found = {case: _state(sample, recount, case) for case in poles}
    in_state = {kind: [case for case in poles if found[case][0] == kind] for kind in STATES}
    numbers = {kind: len(cases) for kind, cases in in_state.items()}
    low, high = numbers["yes"], numbers["yes"] + numbers["silent"]
    every = [ref for case in poles for ref in found[case][1]]
    named = [ref for case in in_state["yes"] for ref in found[case][1]]
    book, labels = sample.book, sample.labels
    what = labels.text("semicolon").join(book.label(variable, labels.lang) for variable in recount.variables)
    if recount.codes:
        what += labels.text("colon") + labels.join([book.code_label(recount.variables[0], code, labels.lang) for code in recount.codes])
    return {"statement": cell(what, [recount.statement_id]),
            "passage": cell(lines_of(said), [recount.statement_id]),
            "says": cell(in_words(sample, said), [recount.statement_id]), "n": cell(len(poles), every),
            **{f"n_{kind}": cell(number, *(found[case][1] for case in in_state[kind])) for kind, number in numbers.items()},
            "n_low": cell(low, every), "n_high": cell(high, every), "sheets": cell(labels.text(f"holds_{holds(said, low, high)}"), [recount.statement_id], every),
            "names": cell(labels.join([sample.names[case] for case in in_state["yes"]]) or None, named)}


def _state(sample: Sample, recount: Recount, case: str) -> tuple[str, list[str]]:
    """What the sheet of a pole says, with the codings: a code other than the one asked for leaves that one unsaid."""
    rows = [row for variable in recount.variables for row in sample.used(case, STUDY, variable)
            if int(row["line_start"]) in SHEETS and own(row)]
    if not rows:
        return "silent", [ref for variable in recount.variables for ref in sample.refs(case, STUDY, variable)]
    if recount.codes:
        return "yes" if any(row["value"] in recount.codes for row in rows) else "silent", [row["coding_id"] for row in rows]
    kinds = {matrix.kind_of(row["value"], row["variable_id"]) for row in rows}
    return next(kind for kind in STATES if kind in kinds), [row["coding_id"] for row in rows]


def in_words(sample: Sample, said: dict) -> str:
    """What a statement claims of how many poles: all, most, or a number."""
    if said["statistic"] == "count":
        return sample.labels.text("claimed_count", n=float(said["value"]))
    return sample.labels.text(f"claimed_{said['statistic']}")


def holds(said: dict, low: int, high: int) -> str:
    """Whether a claim on how many poles agrees with a count that lies between low and high: yes, possible or no."""
    n = int(said["n"])
    least, most = {"all": (n, n), "majority": (n // 2 + 1, n), "count": (int(float(said["value"] or 0)),) * 2}[said["statistic"]]
    if high < least or low > most:
        return "no"
    return "yes" if least <= low and high <= most else "possible"


def summary(sample: Sample) -> dict[str, Cell]:
    """Numbers for the sentence: statements recounted, and those that the sheets bear out, leave open, or contradict."""
    labels, found = sample.labels, of_2014(sample)
    looked = references(cut(found, None, "statement")) or ["statements.csv"]
    fits = {kind: found.frame["sheets"] == labels.text(f"holds_{kind}") for kind in ("yes", "possible", "no")}
    return {"n": cell(len(found.frame), looked)} | {kind: cell(int(some.sum()), references(cut(found, some, "sheets")) or references(cut(found, None, "sheets")) or looked) for kind, some in fits.items()}
