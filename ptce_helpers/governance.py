"""Governance: the traits that are compared, who belongs by which criterion, and who takes part in deciding."""

from __future__ import annotations

from collections import Counter

from ptce_helpers import profiles
from ptce_helpers.evidence import Cell, Traced, cell, counted, table
from ptce_helpers.matrix import Modality
from ptce_helpers.sample import Sample

TRAITS = ("own_legal_entity", "charter", "internal_rules", "pact", "steering_committee", "cross_board_membership", "employees_in_governance", "citizens_in_governance",
          "governance_informal_said", "leader_charismatic_said", "leadership_collective_said", "renewal_issue")
SEATED = ("by_right", "college", "founder", "member", "steering")  # ways in which an authority has a place, not only a partnership
ORDER = ("first", "second", "third", "fourth")  # items of circle_description, from the inside
CHALLENGES = ("governance", "formalisation", "leadership", "personalisation", "animation_funding", "time")
INSTITUTIONS = ("circle_criterion", "charter", "charter_from_origin", "internal_rules", "pact", "legal_form_pole", "own_legal_entity", "legal_change_envisaged",
                "governance_configuration", "accounting_situation", "steering_committee", "governance_informal_said", "authorities_in_governance", "citizens_in_governance",
                "employees_in_governance", "leader_charismatic_said", "leadership_collective_said", "renewal_issue")


def traits() -> list[Modality]:
    """The columns of the matrix of governance."""
    return [Modality(name) for name in TRAITS]


def challenges() -> list[Modality]:
    """The challenges that concern governance and animation."""
    return [Modality("challenge", code) for code in CHALLENGES]


def circles(sample: Sample) -> Traced:
    """Circles as far as they decide: how many the text distinguishes, who is in each, and whether a seat in a body makes a circle."""
    variables, lang = ("circle_count", "circle_description", "college"), sample.labels.lang
    rows = []
    for case, study in sample.pairs:
        seat = [row for row in sample.used(case, study, "circle_criterion") if row["value"] == "steering"]
        if seat or sample.used(case, study, "circle_count"):
            found = {variable: sample.used(case, study, variable) for variable in variables}
            found["circle_description"].sort(key=lambda row: ORDER.index(row["item"]) if row["item"] in ORDER else len(ORDER))
            told = {sample.book.label(variable, lang): profiles.in_words(sample, case, study, variable, found[variable]) for variable in variables}
            rows.append({"case": sample.names[case], "study": study} | told
                        | {"seat": cell(True if seat else None, [row["coding_id"] for row in seat] or sample.refs(case, study, "circle_criterion"))})
    return table(rows, ["case", "study", *(sample.book.label(variable, lang) for variable in variables), "seat"])


def criteria(sample: Sample) -> dict[str, Cell]:
    """For the sentence on criteria: texts that name one, those that name several, the most frequent and in how many."""
    found = {pair: {row["value"] for row in sample.used(*pair, "circle_criterion")} for pair in sample.pairs}
    counts = Counter(code for codes in found.values() for code in codes)
    most = max(counts.values(), default=0)
    top = [code for code, number in counts.items() if number == most]
    names = sorted(sample.book.code_label("circle_criterion", code, sample.labels.lang) for code in top)
    which = sample.labels.join([f"“{name}”" if sample.labels.lang == "en" else f"«\u00a0{name}\u00a0»" for name in names])
    several, said = [sample.ids(*pair, "circle_criterion") for pair, codes in found.items() if len(codes) > 1], sample.having("circle_criterion")
    frequent = sample.having("circle_criterion", *top).refs
    return {"n": said, "pairs": cell(len(found), sample.rows_of_cases()), "several": counted(several, said.refs), "kinds": cell(len(counts), said.refs), "most": cell(most, frequent),
            "which": cell(which, said.refs)}


def participants(sample: Sample) -> dict[str, Cell]:
    """For the sentence on who takes part: texts in which employees, citizens, authorities with a place, and authorities only as partners do."""
    variable = "authorities_in_governance"
    found = {pair: {row["value"] for row in sample.used(*pair, variable)} for pair in sample.pairs}
    only = [sample.ids(*pair, variable) for pair, codes in found.items() if codes & {"partner", "owner"} and not codes & set(SEATED)]
    silent = [sample.refs(*pair, variable) for pair, codes in found.items() if not codes]
    return {"n": cell(len(sample.pairs), sample.rows_of_cases()), "employees": sample.having("employees_in_governance", "yes"), "citizens": sample.having("citizens_in_governance", "yes"),
            "seated": sample.having(variable, *SEATED), "only": counted(only, sample.looked(variable)), "silent": counted(silent, sample.looked(variable))}


def rules(sample: Sample) -> dict[str, Cell]:
    """For the sentence on written rules: texts with a charter, with one in progress, from the origin, with rules, with a pact."""
    return {"n": cell(len(sample.pairs), sample.rows_of_cases()), "charter": sample.having("charter", "yes"), "planned": sample.having("charter", "in_progress"),
            "origin": sample.having("charter_from_origin", "yes"), "rules": sample.having("internal_rules", "yes"), "pact": sample.having("pact", "yes")}


def challenged(sample: Sample) -> dict[str, Cell]:
    """For the sentence on challenges: texts with a challenge, those with one of governance, of form, of animation's funding."""
    return {"n": sample.having("challenge"), "pairs": cell(len(sample.pairs), sample.rows_of_cases()), "any": sample.having("challenge", *CHALLENGES),
            **{code: sample.having("challenge", code) for code in CHALLENGES}}
