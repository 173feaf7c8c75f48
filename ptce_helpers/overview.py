"""What is in the workbench: counts, notebooks, parameters; for the first page."""

from __future__ import annotations

from ptce_helpers import aliases, evidence
from ptce_helpers.codings import Raw
from ptce_helpers.labels import Labels
from ptce_helpers.members import organisations
from ptce_helpers.notebooks import NAMES
from ptce_helpers.parameters import CATALOGUE, Parameter

CODE, WORDS = ["ptce_helpers/parameters.py"], ["ptce_helpers/labels.csv"]


def counts(raw: Raw) -> dict[str, evidence.Cell]:
    """How much has been coded, for the sentence of the first page."""
    once = organisations(aliases.members(raw))
    tables = {name: evidence.cell(len(raw[name]), [f"{name}.csv"]) for name in ("codings", "variables", "cases", "ties", "statements")}
    return tables | {name: evidence.counted(list(once.loc[once["counted"] == is_member, "refs"]), ["members.csv"]) for name, is_member in (("members", True), ("others", False))}


def notebooks(labels: Labels) -> evidence.Traced:
    """The notebooks in order, each with its title and question."""
    rows = [{"notebook": evidence.cell(name, ["ptce_helpers/notebooks.py"]), "title": evidence.cell(labels.text(f"notebook_{name}"), WORDS),
             "question": evidence.cell(labels.text(f"question_{name}"), WORDS)} for name in NAMES]
    return evidence.table(rows, ["notebook", "title", "question"])


def parameters(labels: Labels) -> evidence.Traced:
    """The parameters, what each does and what it may be."""
    rows = [{"parameter": evidence.cell(name, CODE), "meaning": evidence.cell(labels.text(f"parameter_{name}"), WORDS),
             "allowed": evidence.cell(_allowed(parameter, labels), CODE)} for name, parameter in CATALOGUE.items()]
    return evidence.table(rows, ["parameter", "meaning", "allowed"])


def _allowed(parameter: Parameter, labels: Labels) -> str:
    if parameter.allowed:
        return ", ".join(map(str, parameter.allowed))
    if parameter.type is list:
        return labels.text("allowed_cases")
    return labels.text("range", low=_edge(parameter.low, labels), high=_edge(parameter.high, labels))


def _edge(limit: float, labels: Labels) -> str:
    """A limit with all its digits: 0.999 rounded to 1 would allow what is refused."""
    return labels.number(limit, len(f"{limit:.10g}".partition(".")[2]))
