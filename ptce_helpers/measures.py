"""One word for each pole, whichever of the studies says it: a number, a code, or the answer to a question."""

from __future__ import annotations

from dataclasses import dataclass

from ptce_helpers import asked, values
from ptce_helpers.sample import Sample
from ptce_helpers.values import Value


@dataclass(frozen=True)
class Answer:
    """The answer of one pole to a question (yes, no, open), or its code of a category: the study that gives it, and the rows behind it.

    ``value``: the code or the state; empty for a code that no text gives, and then ``missing`` says why.
    """

    case_id: str
    study: str
    value: str
    missing: str
    refs: tuple[str, ...]


def poles(sample: Sample, *variables: str) -> list[str]:
    """The poles that some study asks all of these variables of, each once and by name; without a variable all poles."""
    return list(dict.fromkeys(case for case, _ in sample.pairs if studies(sample, case, *variables)))


def studies(sample: Sample, case_id: str, *variables: str) -> list[str]:
    """The studies in which a pole is asked all of these variables, the latest first."""
    return [study for study in sample.studies_of.get(case_id, ()) if all(sample.book.asked_of(variable, study) for variable in variables)]


def number(sample: Sample, case_id: str, variable_id: str, item: str | None = None) -> Value:
    """The number of a pole in the latest study that gives one, or why none does; its references name all studies that were looked at.

    Raises IndexError for a pole of which no study asks it: take the poles from :func:`poles`.
    """
    found = [values.of_case(sample, case_id, study, variable_id, item) for study in studies(sample, case_id, variable_id)]
    return next((value for value in found if not value.missing), found[0])


def numbers(sample: Sample, variable_id: str, item: str | None = None) -> list[Value]:
    """The numbers of all poles of which some study asks it, by name of the pole (as :func:`number`)."""
    return [number(sample, case, variable_id, item) for case in poles(sample, variable_id)]


def answer(sample: Sample, case_id: str, query: str) -> Answer:
    """Whether a condition holds for a pole (yes, no, open), by the latest study that settles it; the conditions are those of :mod:`ptce_helpers.asked`."""
    return sample.once(("answer", case_id, query), lambda: _answer(sample, case_id, query))


def _answer(sample: Sample, case_id: str, query: str) -> Answer:
    variables = asked.variables(query)
    found = [(study, asked.ask(sample, case_id, study, query)) for study in studies(sample, case_id, *variables)]
    study, held = next(((study, held) for study, held in found if held.state != "open"), found[0])
    missing = sample.why_missing(case_id, study, variables[0]) if held.state == "open" and len(variables) == 1 else ""
    return Answer(case_id, study, held.state, missing, held.refs)


def answers(sample: Sample, query: str) -> list[Answer]:
    """The answers of all poles of which some study asks all that the condition speaks of, by name of the pole."""
    variables = asked.variables(query)
    return [answer(sample, case, query) for case in poles(sample, *variables)]


def code(sample: Sample, case_id: str, variable_id: str) -> Answer:
    """The code of a pole for a variable with one code a pole, by the latest study that gives one, or why none does."""
    found = []
    for study in studies(sample, case_id, variable_id):
        rows = sample.used(case_id, study, variable_id)
        refs = tuple(row["coding_id"] for row in rows) or tuple(sample.refs(case_id, study, variable_id))
        found.append(Answer(case_id, study, rows[0]["value"] if rows else "", "" if rows else sample.why_missing(case_id, study, variable_id), refs))
    return next((one for one in found if one.value), found[0])


def codes(sample: Sample, variable_id: str) -> list[Answer]:
    """The codes of all poles of which some study asks the variable, by name of the pole (as :func:`code`)."""
    return [code(sample, case, variable_id) for case in poles(sample, variable_id)]
