"""Ask the codings: whether a pole supports an item of the SWOT, contradicts it, or is silent, and how strong the evidence is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ptce_helpers import values
from ptce_helpers.asked import compare
from ptce_helpers.checks import QUERY_TERM
from ptce_helpers.errors import ResearcherError
from ptce_helpers.matrix import ANNOUNCES
from ptce_helpers.sample import Sample

OUTCOMES = ("supports", "both", "contradicts", "silent")
STRENGTH = {"stated": 3.0, "chart_read": 3.0, "counted": 2.0, "derived": 1.0}  # what a coding weighs as evidence
DOUBT = 0.5  # taken off where a coder doubted: less than a step, so that how a fact was found counts first
PLANS = ("project", "legal_change_envisaged")  # variables that only hold what is announced


@dataclass(frozen=True)
class Term:
    """One condition: a variable, a sign (=, >= or <=), and a code or a number."""

    variable_id: str
    sign: str
    value: str


@dataclass(frozen=True)
class Found:
    """What makes a query hold for a pole: the codings, how strong they are (0.5 to 3), and whether they only announce it."""

    refs: tuple[str, ...]
    strength: float
    announced: bool


@dataclass(frozen=True)
class Answer:
    """What the codings of one pole in one study say of an item: one of OUTCOMES, and what it rests on.

    ``refs`` are the codings that support and contradict; of a silence all that was coded of the variables asked for.
    ``strength`` and ``announced`` are those of the support (0 and False without).
    """

    outcome: str
    refs: tuple[str, ...]
    strength: float = 0.0
    announced: bool = False


def parse(query: str) -> list[list[Term]]:
    """A query as alternatives, each a list of terms that must all hold. Raises ResearcherError at a term that can't be read."""
    return [[_term(text) for text in re.split(r"\s*&\s*", option)] for option in re.split(r"\s*\|\s*", query)] if query else []


def _term(text: str) -> Term:
    match = QUERY_TERM.fullmatch(text.strip())
    if not match:
        raise ResearcherError(f"The query term {text!r} can't be read.", todo="write variable=code or variable>=number, joined by & or |.")
    return Term(*match.groups())


def variables(*queries: str) -> list[str]:
    """The variables that queries ask for, each once, in their order."""
    return list(dict.fromkeys(term.variable_id for query in queries for option in parse(query) for term in option))


def find(sample: Sample, case_id: str, study: str, query: str) -> Found | None:
    """What makes a query hold for a pole in a study; None where it does not, which is silence, not denial.

    Of a conjunction the weakest term says how strong it is, of several alternatives the strongest; it is only announced
    when every alternative that holds is.
    """
    held = [_weakest(terms) for option in parse(query) if all(terms := [_holds(sample, case_id, study, term) for term in option])]
    if not held:
        return None
    return Found(_each_once(ref for one in held for ref in one.refs), max(one.strength for one in held), all(one.announced for one in held))


def _weakest(terms: list[Found]) -> Found:
    return Found(_each_once(ref for one in terms for ref in one.refs), min(one.strength for one in terms), any(one.announced for one in terms))


def _holds(sample: Sample, case_id: str, study: str, term: Term) -> Found | None:
    rows = sample.used(case_id, study, term.variable_id)
    if sample.book.is_number(term.variable_id):
        hits = _compared(sample, case_id, study, term, rows)
    else:
        hits = [row for row in rows if row["value"] == term.value]
    if not hits:
        return None
    announced = term.variable_id in PLANS or term.value in ANNOUNCES
    return Found(_each_once(row["coding_id"] for row in hits), max(map(strength, hits)), announced)


def _compared(sample: Sample, case_id: str, study: str, term: Term, rows: list[dict]) -> list[dict]:
    """The codings of the numbers that surely fulfil a term, as exactly as the text gives them; of several items any will do."""
    fit = set()
    for item in sorted({row["item"] for row in rows}):
        value = values.of_case(sample, case_id, study, term.variable_id, item)
        if value.stated is not None and compare(value.low, value.high, term.sign, float(term.value)) == "yes":
            fit |= set(value.refs)
    return [row for row in rows if row["coding_id"] in fit]


def strength(row: dict) -> float:
    """What a coding weighs as evidence: 3 stated, 2 counted, 1 derived; half a point less where a coder doubted."""
    return STRENGTH[row["status"]] - (DOUBT if row["doubt"] else 0.0)


def answer(sample: Sample, case_id: str, study: str, query: str, against: str) -> Answer:
    """What a pole's codings in a study say of an item: they support it, contradict it, say both, or are silent."""
    yes, no = find(sample, case_id, study, query), find(sample, case_id, study, against)
    if yes and no:
        return Answer("both", _each_once((*yes.refs, *no.refs)), yes.strength, yes.announced)
    if yes:
        return Answer("supports", yes.refs, yes.strength, yes.announced)
    if no:
        return Answer("contradicts", no.refs)
    return Answer("silent", _each_once(ref for variable in variables(query, against) for ref in sample.refs(case_id, study, variable)))


def _each_once(refs: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(refs))
