"""What is wrong with a condition before it is put to the poles: what can't be read, and names, codes and figures that do not exist."""

from __future__ import annotations

from collections.abc import Iterator

from ptce_helpers import asked
from ptce_helpers.checks import number
from ptce_helpers.codebook import LIST, Codebook
from ptce_helpers.errors import ResearcherError, nearest, nearest_of_many
from ptce_helpers.schemas import TABLES

ANY = "*"
AT_LEAST = (">=", ">")  # what may be asked of a list, which need not be whole
Said = Iterator[tuple[str, str, str, str]]


def faults(query: str, book: Codebook) -> Said:
    """Every fault of a condition as (fact, found, allowed, what to do)."""
    try:
        terms = [term for option in asked.parse(query) for term in option]
    except ResearcherError as error:
        yield error.parts[0], query, "", error.parts[1]
        return
    for term in terms:
        yield from _of_list(term) if term.subject in asked.LISTS else _of_variable(term, book)


def _of_variable(term: asked.Term, book: Codebook) -> Said:
    if term.subject not in book.ids:
        yield f"the codebook has no variable {term.subject!r}", term.subject, "", nearest_of_many(term.subject, book.ids, LIST)
    elif book.is_number(term.subject):
        if term.value != ANY and number(term.value) is None:
            yield f"{term.subject} is a number, {term.value!r} is not", term.value, "digits with a decimal point, as 1250.5", "compare with a number"
    elif term.sign not in ("=", "!="):
        yield f"{term.subject} is not a number, so {term.sign} can't be asked of it", term.sign, "=, !=", "write = and a code"
    elif term.value != ANY and term.value not in book.allowed(term.subject):
        allowed = list(book.allowed(term.subject))
        yield f"{term.subject} has no code {term.value!r}", term.value, ", ".join(allowed), nearest(term.value, allowed) if allowed else "write * to ask whether anything is coded"


def _of_list(term: asked.Term) -> Said:
    """A question to members or ties: its columns, the codes of these, and how many at least."""
    known = {column.name: column for column in TABLES[term.subject].columns}
    for name, _, value in (part.partition("=") for part in term.item.split(",") if part):
        if name not in known:
            yield f"{term.subject} have no column {name!r}", name, "", nearest(name, list(known))
        elif known[name].allowed and value not in known[name].allowed:
            yield f"{name} of {term.subject} is never {value!r}", value, ", ".join(known[name].allowed), nearest(value, known[name].allowed)
    if term.sign not in AT_LEAST or number(term.value) is None:
        yield f"of {term.subject} one can only ask for at least so many: the lists need not be whole", term.sign + term.value, ">=1", "write >= and a number"
