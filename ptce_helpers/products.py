"""Fees and levies, products and services, and the members' own economy: what the texts say, pole by pole."""

from __future__ import annotations

from collections.abc import Iterable

from ptce_helpers import values
from ptce_helpers.evidence import Cell, Traced, cell, counted, cut, references, table
from ptce_helpers.matrix import Modality
from ptce_helpers.sample import Sample
from ptce_helpers.wording import says

FEES = ("fee_basis", "membership_fee", "fees_total", "levy_on_turnover", "levy_on_services", "levy_total")
GRANTS = ("state_call_amount", "state_call_years", "public_aid_amount", "own_resources_amount", "payroll", "capital_raised", "contributions_valued", "subsidy_share_of_aggregate")
PRODUCTS = ("public_contracts", "joint_tender_amount", "price", "production", "projects_supported", "beneficiaries")
MEMBERS = ("turnover_members_total", "turnover_forecast_change", "business_opportunities", "purchasing_gain", "return_rate", "investors")
YES_NO = ("fee_charged", "services_invoiced", "training_offer", "common_offer", "european_funding", "subsidised_jobs", "volunteering_said")
TURNOVER = "turnover_members_total"


def listed(sample: Sample, variables: Iterable[str]) -> Traced:
    """All that is said of some variables: one row a pole, study and variable of which anything is said.

    Columns: case, study, variable, figure (all its figures or codes in words), doubt (why one may read it otherwise).
    """
    rows = []
    for variable in variables:
        for case, study in sample.pairs:
            found = sample.used(case, study, variable)
            if found:
                refs = [row["coding_id"] for row in found]
                doubts = dict.fromkeys(sample.said(row["doubt"]) for row in found if row["doubt"])
                cells = {"case": sample.names[case], "study": study, "variable": sample.book.label(variable, sample.labels.lang),
                         "figure": sample.labels.text("semicolon").join(says(row, sample.raw, sample.labels) for row in found), "doubt": sample.labels.text("semicolon").join(doubts) or None}
                rows.append({name: cell(value, refs) for name, value in cells.items()})
    return table(rows, ["case", "study", "variable", "figure", "doubt"])


def said_of(sample: Sample, variables: Iterable[str]) -> dict[str, Cell]:
    """Numbers for a sentence: poles of which at least one of the variables is said, and how many poles there are."""
    variables = list(variables)
    return {"n": _poles(sample, {variable: () for variable in variables}), "of": cell(len({case for case, _ in sample.pairs}), sample.rows_of_cases()),
            "variables": cell(len(variables), [f"variables.csv#{variable}" for variable in variables])}


def _poles(sample: Sample, wanted: dict[str, tuple[str, ...]]) -> Cell:
    """How many poles, each once, have a value of one of some variables; ``wanted``: variable -> the codes that count (all where none is named)."""
    found: dict[str, list[str]] = {}
    for case, study in sample.pairs:
        for variable, codes in wanted.items():
            if ids := sample.ids(case, study, variable, *codes):
                found.setdefault(case, []).extend(ids)
    return counted(list(found.values()), sample.looked(*wanted))


def yes_no(sample: Sample) -> list[Modality]:
    """The questions on fees, services, offers and support that a text answers with yes or no, for a matrix."""
    return [Modality(variable) for variable in YES_NO]


def fee_counts(sample: Sample) -> dict[str, Cell]:
    """Numbers for the sentence: poles that charge a fee, those of which an amount, a total or a levy is said."""
    return {"n": _poles(sample, {"fee_charged": ("yes",)}), "amount": _poles(sample, {"membership_fee": ()}), "total": _poles(sample, {"fees_total": ()}),
            "levy": _poles(sample, dict.fromkeys(("levy_on_turnover", "levy_on_services", "levy_total"), ()))}


def investments(sample: Sample) -> Traced:
    """The parts of each investment beside its total: case, study, part, figure (EUR), share (percent of the total)."""
    rows = []
    for case, study in sample.pairs:
        total = sample.used(case, study, "investment_total")
        parts = sample.used(case, study, "investment_part")
        if len(total) == 1 and parts:
            whole = float(total[0]["value"])
            told = [*parts, {"coding_id": "", "item": "", "value": str(sum(float(row["value"]) for row in parts))}, total[0]]
            for row in told:
                refs = [row["coding_id"]] if row["coding_id"] else [part["coding_id"] for part in parts]
                name = sample.said(row["item"]) if row["item"] else sample.labels.text("investment_sum")
                rows.append({"case": cell(sample.names[case], refs), "study": study, "part": cell(name, refs), "euros": cell(float(row["value"]), refs),
                             "share": cell(round(100 * float(row["value"]) / whole, 1), refs, [total[0]["coding_id"]])})
    return table(rows, ["case", "study", "part", "euros", "share"])


def investment_counts(sample: Sample) -> dict[str, Cell]:
    """How many investments are broken down, and in how many of them the parts add up to the total."""
    found = investments(sample)
    sums = found.frame["part"] == sample.labels.text("investment_sum")
    fitting = sums & (found.frame["share"] == 100)
    looked = references(cut(found, sums, "share")) or sample.looked("investment_total", "investment_part")
    return {"n": cell(int(sums.sum()), looked), "fitting": cell(int(fitting.sum()), references(cut(found, fitting, "share")) or looked)}


def turnover_counts(sample: Sample) -> dict[str, Cell]:
    """Numbers for the sentence on the members' turnover: poles with a figure, the smallest and the largest, and of how many it is inexact."""
    return values.stated_counts(sample, TURNOVER)
