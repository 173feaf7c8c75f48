"""Profiles: what the texts say of each pole on a few questions, side by side and in words."""

from __future__ import annotations

from collections.abc import Iterable

from ptce_helpers.evidence import Cell, Traced, cell, table
from ptce_helpers.sample import Sample
from ptce_helpers.wording import says


def of(sample: Sample, variables: Iterable[str], studies: Iterable[str] = ("labo2014", "crida2015"), all_poles: bool = False) -> Traced:
    """One row a pole and study, one column a variable (by its label), each cell what the text says, in words.

    Poles of which a text says nothing on any of the variables are left out, unless ``all_poles``. An empty cell is a text
    that does not say; other kinds of missing stand in words. The last column, doubt, holds the coders' doubts on the row.
    """
    variables, studies = list(variables), list(studies)
    asked = [variable for variable in variables if any(sample.book.asked_of(variable, study) for study in studies)]
    rows = []
    for case, study in sample.pairs:
        said = {variable: sample.used(case, study, variable) for variable in asked}
        if study in studies and (all_poles or any(said.values())):
            cells = {sample.book.label(variable, sample.labels.lang): in_words(sample, case, study, variable) for variable in asked}
            rows.append({"case": sample.names[case], "study": study} | cells | {"doubt": doubts(sample, [row for found in said.values() for row in found])})
    return table(rows, ["case", "study", *(sample.book.label(variable, sample.labels.lang) for variable in asked), "doubt"])


def in_words(sample: Sample, case_id: str, study: str, variable_id: str, found: list[dict] | None = None) -> Cell:
    """All that stands for a pole on one question, in words; ``found``: only these codings of it."""
    rows = sample.used(case_id, study, variable_id) if found is None else found
    if rows:
        told = [says(row, sample.raw, sample.labels) for row in rows]
        listed = sample.labels.semicolons if any(row["item"] for row in rows) else sample.labels.join  # of items with their names, a comma would not tell where one ends
        return cell(listed(told), [row["coding_id"] for row in rows])
    why = sample.why_missing(case_id, study, variable_id)
    return cell(None if why == "not_stated" else sample.labels.text(f"missing_{why}"), sample.refs(case_id, study, variable_id))


def doubts(sample: Sample, rows: list[dict]) -> Cell:
    """The doubts of some codings, each once."""
    doubtful = [row for row in rows if row["doubt"]]
    told = list(dict.fromkeys(sample.said(row["doubt"]) for row in doubtful))
    return cell(sample.labels.semicolons(told) or None, [row["coding_id"] for row in doubtful or rows])
