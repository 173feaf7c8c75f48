"""The economy of the poles: its four levels, the budgets that are stated, and what eleven unpublished budgets can be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np

from ptce_helpers import bounds, harmonisation, values
from ptce_helpers.evidence import Cell, Traced, all_of, cell, cut, references, table
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Sample
from ptce_helpers.wording import says

BUDGET = "budget_pole"
# Which variables say something of each of the four levels at which the study of 2015 would look at the economy of a pole (lines 984-989).
LEVELS = {
    "level_animation": ("budget_pole", "own_budget", "public_aid_amount", "state_call_amount", "supporter_level", "financing_in_kind", "animation_posts",
                  "cost_item", "payroll", "subsidised_jobs"),
    "level_members": ("turnover_members_total", "turnover_forecast_change", "business_brought", "business_opportunities", "joint_tender_amount",
                "purchasing_gain", "support_to_members", "subsidy_share_of_aggregate"),
    "level_offer": ("common_offer", "services_invoiced", "training_offer", "public_contracts", "price", "own_resource_kind", "own_resources_amount",
              "self_financing_share"),
    "level_territory": ("jobs_created", "jobs_consolidated", "new_activities_created", "enterprises_born_of_cooperation", "investment_total",
                  "territorial_strategy", "spin_off_to_other_territories", "beneficiaries", "evaluation_practice"),
}


def variables_of_levels(sample: Sample) -> Traced:
    """Which variables stand for each level, and, in a column for each study, for how many of its poles at least one of them has a value."""
    labels, rows = sample.labels, []
    for level, variables in LEVELS.items() if sample.studies else ():
        row: dict[str, object] = {"economic_level": labels.text(level), "variables_meant": labels.join([sample.book.label(variable, labels.lang) for variable in variables])}
        for study in sample.studies:
            cases = [case for case, of in sample.pairs if of == study]
            told = [case for case in cases if any(sample.used(case, study, variable) for variable in variables)]
            refs = [ref for case in cases for variable in variables for ref in sample.refs(case, study, variable)]
            row[study] = cell(labels.text("bar", count=len(told), n=len(cases)), refs)
        rows.append(row)
    return table(rows, ["economic_level", "variables_meant", *sample.studies])


def levels(sample: Sample) -> Traced:
    """Pole by level: for how many of a level's variables the text gives a value; one row a pole and study."""
    rows = []
    for case, study in sample.pairs:
        row = {"case": sample.names[case], "study": study}
        for level, variables in LEVELS.items():
            told = [variable for variable in variables if sample.used(case, study, variable)]
            refs = [ref for variable in told for ref in _ids(sample, case, study, variable)]
            row[level] = cell(len(told), refs or [f"{case}/{study}/{variable}" for variable in variables])
        rows.append(row)
    return table(rows, ["case", "study", *LEVELS])


def _ids(sample: Sample, case: str, study: str, variable: str) -> list[str]:
    return [row["coding_id"] for row in sample.used(case, study, variable)]


def level_counts(sample: Sample) -> dict[str, Cell]:
    """Numbers for the sentence: the level on which most, and least, is known, and the poles of which nothing is known on it."""
    found = levels(sample)
    frame, columns = found.frame, list(LEVELS)
    shares = {level: frame[level].sum() / (len(LEVELS[level]) * max(len(frame), 1)) for level in LEVELS}
    most, least = max(shares, key=shares.get), min(shares, key=shares.get)
    refs = {level: references(cut(found, None, level)) for level in LEVELS}
    silent, every = frame[least] == 0, (frame[columns] > 0).all(axis=1)
    told = {name: cell(sample.labels.text(level), *refs.values()) for name, level in (("most", most), ("least", least))}
    return told | {"n": cell(len(frame), sample.rows_of_cases()), "most_share": cell(sample.labels.percent(100 * shares[most]), refs[most]),
                   "least_share": cell(sample.labels.percent(100 * shares[least]), refs[least]), "silent": cell(int(silent.sum()), references(cut(found, silent, least)) or refs[least]),
                   "all_four": cell(int(every.sum()), references(cut(found, every, *columns)) or references(found))}


def budgets(sample: Sample) -> Traced:
    """Pole by pole: the budget as the text gives it, with its doubt, and what the steps of harmonisation make of it; why there is none.

    Columns: case, study, figure (qualifier, unit and year in words), taken (whether it stands for the pole where figures conflict),
    doubt, made_comparable (all chains of steps that end in a budget). One row a figure, or a pole without one.
    """
    made = {}
    for chain in harmonisation.ends(sample, [BUDGET]):
        made.setdefault((chain[-1].row["case_id"], chain[-1].row["source_id"]), []).append(chain[-1])
    rows = []
    for case, study in sample.pairs:
        ends = made.get((case, study), [])
        told = sample.labels.join([harmonisation.in_words(step.after, sample.labels) or sample.labels.text("harmonised_not") for step in ends])
        base = {"case": sample.names[case], "study": study, "made_comparable": cell(told or None, *(step.refs for step in ends), () if ends else sample.refs(case, study, BUDGET))}
        found = [row for row in sample.codings(case, study, BUDGET) if row["value"]]
        for row in found:
            of = (row["coding_id"],)
            rows.append(base | {"figure": cell(says(row, sample.raw, sample.labels), of), "taken": cell(row["used"] == "yes", of),
                                "doubt": cell(sample.said(row["doubt"]) or None, of)})
        if not found:
            why = sample.labels.text(f"missing_{sample.why_missing(case, study, BUDGET)}")
            rows.append(base | {"figure": cell(why, sample.refs(case, study, BUDGET)), "taken": cell(None, sample.refs(case, study, BUDGET))})
    return table(rows, ["case", "study", "figure", "taken", "doubt", "made_comparable"])


def budget_counts(sample: Sample) -> dict[str, Cell]:
    """Numbers for the sentence: poles with a budget, how many of them inexact or doubted, the smallest and the largest."""
    return values.stated_counts(sample, BUDGET, ("doubted", lambda value: any(row["doubt"] for row in sample.used(value.case_id, value.study, BUDGET))))


def unpublished(sample: Sample) -> tuple[bounds.Known, values.Published] | None:
    """What is known of the budgets of which only the range and the mean are published.

    None where that does not speak of this sample: when poles or the study are left out, or with ``rules.missing`` "drop".
    """
    also, found = values.published(sample, BUDGET, "crida2015"), values.of_variable(sample, BUDGET, "crida2015")
    known = values.known(sample, found, BUDGET, also)
    return (known, also) if also.mean is not None and sample.rules.missing == "bounds" else None


COMPLETIONS = ("statistic", "bound_low", "bound_high", "budgets_lowest", "budgets_highest")
STATISTICS: dict[str, Callable[[bounds.Known], bounds.Bounds]] = {"median": bounds.median, "spread": bounds.spread}


def completions(sample: Sample) -> Traced:
    """Of the unpublished budgets: the lowest and highest median and standard deviation, each with eleven budgets that attain it.

    Columns: statistic, bound_low and bound_high, budgets_lowest and budgets_highest (the budgets themselves, equal ones with their number).
    """
    found = unpublished(sample)
    if found is None:
        return table([], COMPLETIONS)
    known, also = found
    rows = []
    for name, bound_of in STATISTICS.items():
        limits = bound_of(known)
        rows.append({"statistic": cell(sample.labels.text(f"limit_{name}"), also.refs), "bound_low": cell(float(round(limits.low)), also.refs),
                     "bound_high": cell(float(round(limits.high)), also.refs), "budgets_lowest": cell(_listed(limits.at_low, sample.labels), also.refs),
                     "budgets_highest": cell(_listed(limits.at_high, sample.labels), also.refs)})
    return table(rows, COMPLETIONS)


def _listed(numbers: np.ndarray, labels: Labels) -> str:
    """6 × 35,000; 4 × 434,250; 748,000."""
    times = Counter(float(round(number)) for number in numbers)
    return labels.text("semicolon").join((f"{count}\u00a0×\u00a0" if count > 1 else "") + labels.number(number, 0) for number, count in sorted(times.items()))


def completion_counts(sample: Sample) -> dict[str, Cell]:
    """Numbers for the sentence on the unpublished budgets; n is 0 where their range and mean do not speak of this sample."""
    found = unpublished(sample)
    if found is None:
        return {"n": cell(0, ["statements.csv"])}
    known, also = found
    middle, deviation = bounds.median(known), bounds.spread(known)
    told = {"n": known.n, "smallest": also.smallest, "largest": also.largest, "mean": also.mean, "median_low": float(round(middle.low)),
            "median_high": float(round(middle.high)), "spread_low": float(round(deviation.low, -3)), "spread_high": float(round(deviation.high, -3)),
            "at_smallest": int(np.isclose(middle.at_low, also.smallest).sum()), "at_most_half": int((middle.at_high < also.mean).sum())}
    own = {name: cell(told[name], also.refs) for name in ("smallest", "largest", "mean")}
    return all_of(told | own, also.refs, sample.looked(BUDGET, study="crida2015"))


def completion_note(sample: Sample) -> str:
    """What stands below the figure of the completions; nothing where there are none."""
    found = unpublished(sample)
    return sample.labels.text("note_completions", n=found[0].n, source=sample.labels.text("source_crida2015")) if found else ""
