"""Ask one pole: whether a condition holds for it by the codings, does not, or stays open because the text is silent."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from ptce_helpers import values
from ptce_helpers.errors import ResearcherError, nearest
from ptce_helpers.files import rows_of
from ptce_helpers.sample import Sample

TERM = re.compile(r"(!?)([a-z0-9_]+)(?:\[([^\]]*)\])?(>=|<=|!=|=|>|<)([\w.*]+)")
LISTS = ("members", "ties")  # asked for with conditions on their columns: members[ess=no,role=member]>=1


@dataclass(frozen=True)
class Term:
    """One condition: a variable (and item), a sign, a code or number; ``denied`` turns it round."""

    subject: str
    item: str
    sign: str
    value: str
    denied: bool = False


@dataclass(frozen=True)
class Held:
    """Whether a condition holds for a pole: yes, no or open, and the rows that say so (of a silence all that was coded)."""

    state: str
    refs: tuple[str, ...]


@cache
def parse(query: str) -> tuple[tuple[Term, ...], ...]:
    """A condition as alternatives (``|``), each some terms that must all hold (``&``). Raises ResearcherError for what can't be read."""
    return tuple(tuple(_term(text.strip()) for text in option.split("&")) for option in query.split("|"))


def _term(text: str) -> Term:
    match = TERM.fullmatch(text)
    if not match:
        raise ResearcherError(f"The condition {text!r} can't be read.", todo="write variable=code, variable[item]>=number or members[column=value]>=1, joined by & or |.")
    denied, subject, item, sign, value = match.groups()
    return Term(subject, item or "", sign, value, bool(denied))


def variables(query: str) -> list[str]:
    """The variables that a condition speaks of, in order; lists of members and ties are none."""
    return sorted({term.subject for option in parse(query) for term in option if term.subject not in LISTS})


def ask(sample: Sample, case_id: str, study: str, query: str) -> Held:
    """Whether a condition holds for a pole in a study, in the logic of three values (yes, no, open)."""
    return _any([_all([_of_term(sample, case_id, study, term) for term in option]) for option in parse(query)])


def _all(parts: list[Held]) -> Held:
    for state in ("no", "open"):
        if any(part.state == state for part in parts):
            return Held(state, _each_once(ref for part in parts if part.state == state for ref in part.refs))
    return Held("yes", _each_once(ref for part in parts for ref in part.refs))


def _any(parts: list[Held]) -> Held:
    for state in ("yes", "open"):
        if any(part.state == state for part in parts):
            return Held(state, _each_once(ref for part in parts if part.state == state for ref in part.refs))
    return Held("no", _each_once(ref for part in parts for ref in part.refs))


def _of_term(sample: Sample, case_id: str, study: str, term: Term) -> Held:
    found = _listed(sample, case_id, study, term) if term.subject in LISTS else _coded(sample, case_id, study, term)
    return Held({"yes": "no", "no": "yes"}.get(found.state, "open"), found.refs) if term.denied else found


def _listed(sample: Sample, case_id: str, study: str, term: Term) -> Held:
    """How many members or ties of a kind are named: a list may leave some out, so that fewer are never certain."""
    table = getattr(sample.clean, term.subject)
    wanted = [part.partition("=") for part in term.item.split(",") if part]
    unknown = [name for name, _, _ in wanted if name not in table]
    if unknown or term.sign not in (">=", ">"):
        raise ResearcherError(f"{term.subject}[{term.item}]{term.sign}{term.value} can't be asked.",
                              todo=nearest(unknown[0], list(table)) if unknown else "ask for at least so many: the lists need not be whole.")
    rows = [row for row in rows_of(table) if (row["case_id"], row["study"]) == (case_id, study) and all(row[name] == value for name, _, value in wanted)]
    enough = len(rows) >= float(term.value) + (term.sign == ">")
    return Held("yes" if enough else "open", tuple(row[f"{term.subject[:-1]}_id"] for row in rows) or (f"{term.subject}.csv",))


def _coded(sample: Sample, case_id: str, study: str, term: Term) -> Held:
    known = sample.book.variable(term.subject)
    if sample.book.is_number(term.subject) and term.value != "*":
        return _compared(sample, case_id, study, term)
    rows = sample.used(case_id, study, term.subject, term.item or None)
    silent = Held("no" if sample.why_missing(case_id, study, term.subject) == "not_applicable" else "open", tuple(sample.refs(case_id, study, term.subject)))
    if term.value == "*":
        return Held("yes", _ids(rows)) if rows else silent
    if term.value not in sample.book.allowed(term.subject):
        raise ResearcherError(f"{term.subject} has no code {term.value!r}.", todo=nearest(term.value, sample.book.allowed(term.subject)))
    hits = [row for row in rows if row["value"] == term.value]
    if hits or not rows:
        return _turned(Held("yes", _ids(hits)) if hits else silent, term)
    return _turned(Held("open" if known["several"] == "by_code" else "no", _ids(rows)), term)


def _turned(found: Held, term: Term) -> Held:
    return Held({"yes": "no", "no": "yes"}.get(found.state, "open"), found.refs) if term.sign == "!=" else found


def _compared(sample: Sample, case_id: str, study: str, term: Term) -> Held:
    value = values.of_case(sample, case_id, study, term.subject, term.item or None)
    if value.missing:
        return Held("no" if value.missing == "not_applicable" else "open", value.refs)
    return Held(compare(value.low, value.high, term.sign, float(term.value)), value.refs)


def compare(low: float, high: float, sign: str, limit: float) -> str:
    """Whether a number of which only its range is known lies above or below a limit: yes, no or open."""
    surely, never = {">=": (low >= limit, high < limit), "<=": (high <= limit, low > limit), ">": (low > limit, high <= limit), "<": (high < limit, low >= limit),
                     "=": (low == high == limit, not low <= limit <= high), "!=": (not low <= limit <= high, low == high == limit)}[sign]
    return "yes" if surely else "no" if never else "open"


def _ids(rows: list[dict]) -> tuple[str, ...]:
    return _each_once(row["coding_id"] for row in rows)


def _each_once(refs: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(refs))
