"""Claims on figures: ranges and means of poles, sums and shares within a sheet, and what two texts say of one pole."""

from __future__ import annotations

from ptce_helpers import values
from ptce_helpers.bounds import Known, mean
from ptce_helpers.claim_answers import Answer, Part, Question, check
from ptce_helpers.claim_poles import keeps, number
from ptce_helpers.errors import ResearcherError
from ptce_helpers.expressions import work_out
from ptce_helpers.quantities import Place, Quantity
from ptce_helpers.schemas import STUDIES
from ptce_helpers.verdicts import WORDS, Range, read


def _of_poles(question: Question) -> list[values.Value]:
    """The figure that is asked for (``variable`` or ``variable[item]``) of each pole of the study."""
    variable, _, item = question.asks.rstrip("]").partition("[")
    return [values.of_case(question.sample, case, question.study, variable, item or None) for case in question.poles]


def _parted(found: list[values.Value]) -> dict[str, object]:
    """What all answers on the figures of poles have in common: rows, number of poles, who is known and who not."""
    return {"refs": tuple(ref for one in found for ref in one.refs), "n": len(found), "cases_for": tuple(one.case_id for one in found if not one.missing),
            "cases_open": tuple(one.case_id for one in found if one.missing), "about": any(one.qualifier == "about" for one in found)}


@check
def smallest_and_largest(question: Question) -> Answer:
    """Whether the figures of the poles run from one stated figure to another: ``asks`` a variable, ``stated`` as 6..20."""
    found = _of_poles(question)
    known = [one for one in found if not one.missing]
    if not known:
        return Answer((), **_parted(found))
    limits = read(question.stated, len(found), number)
    stated = [Range(end, end) for end in (limits.low, limits.high)]
    ends = [(min(one.low for one in found), min(one.high for one in found)), (max(one.low for one in found), max(one.high for one in found))]
    told = [(pick(one.low for one in known), pick(one.high for one in known)) for pick in (min, max)]
    outside = tuple(one.case_id for one in known if keeps(one.low, one.high, limits) == "no")
    sides = _parted(found) | {"cases_for": tuple(one.case_id for one in known if one.case_id not in outside), "cases_against": outside}
    return Answer(tuple(Part(*end, one) for end, one in zip(ends, stated, strict=True)), **sides,
                  told=tuple(Part(*end, one) for end, one in zip(told, stated, strict=True)))


@check
def mean_of_poles(question: Question) -> Answer:
    """Whether the mean of the poles is the stated one: sharp bounds over the poles of which no figure is known."""
    found = _of_poles(question)
    known = [one for one in found if not one.missing]
    if not known:
        return Answer((), **_parted(found))
    stated = read(question.stated, len(found), number)
    ends, told = (mean(Known([one.low for one in some], [one.high for one in some])) for some in (found, known))
    return Answer((Part(ends.low, ends.high, stated),), **_parted(found), told=(Part(told.low, told.high, stated),))


@check
def expression(question: Question) -> Answer:
    """Whether a figure worked out from codings agrees with another: ``asks`` an expression, ``stated`` a sign and an expression, or two with ``..``."""
    if question.stated in WORDS:
        raise ResearcherError(f"An expression can't be {question.stated!r}.", todo="state a sign and a figure or expression, as =8 or >= members_total.")
    case = question.claim["case_id"]
    place = Place(question.sample, question.study, case)
    right: list[Quantity] = []

    def figure(written: str) -> tuple[float, float]:
        right.append(work_out(place, written))
        return right[-1].low, right[-1].high

    left = work_out(place, question.asks)
    stated = read(question.stated, len(question.poles), figure)
    refs = tuple(dict.fromkeys(ref for one in (left, *right) for ref in one.refs))
    answer = Answer((Part(left.low, left.high, stated),), refs, about=any(one.about for one in (left, *right)), unit=left.unit)
    return _of_case(answer, case, question.tolerance) if case else answer


def _of_case(answer: Answer, case: str, tolerance: float) -> Answer:
    """An answer on one pole: the pole itself speaks for the claim, against it, or leaves it open."""
    verdict = answer.verdict(tolerance)
    side = {"reproduced": "cases_for", "approximately": "cases_for", "contradicted": "cases_against"}.get(verdict, "cases_open")
    return Answer(**(answer.__dict__ | {side: (case,)}))


@check
def same_codes(question: Question) -> Answer:
    """Whether both studies give one pole the same codes: ``asks`` is the variable; with a tolerance, so many codes may differ."""
    case, variable = question.claim["case_id"], question.asks
    if question.sample.book.is_number(variable):
        raise ResearcherError(f"{variable} is a figure.", todo="compare figures with expression: labo2014.VARIABLE and = crida2015.VARIABLE.")
    rows = {study: question.sample.used(case, study, variable) for study in STUDIES}
    refs = tuple(ref for study in STUDIES for ref in question.sample.refs(case, study, variable))
    if not all(rows.values()):
        return Answer((), refs, cases_open=(case,))
    first, second = ({row["value"] for row in found} for found in rows.values())
    return _of_case(Answer((Part(len(first ^ second), len(first ^ second), Range(0, 0)),), refs), case, question.tolerance)


@check
def no_data(question: Question) -> Answer:
    """A statement on data that nobody published: ``asks`` names the variables that would decide it, also those that the codebook lacks.

    It is not testable as long as no pole has a value of them: a variable that is added and coded ends that.
    """
    if not question.asks.strip():
        raise ResearcherError("no_data asks for nothing.", todo="name the variables that would decide the claim, whether the codebook has them or not.")
    variables = [variable for variable in question.asks.split() if variable in question.sample.book.ids]
    cases = [question.claim["case_id"]] if question.claim["case_id"] else question.poles
    found = {case: [row["coding_id"] for variable in variables for row in question.sample.used(case, question.study, variable)] for case in cases}
    refs = tuple(ref for case in cases for variable in variables for ref in question.sample.refs(case, question.study, variable)) or ("variables.csv",)
    have = tuple(case for case, ids in found.items() if ids)
    lacking = tuple(case for case in cases if case not in have)
    return Answer((Part(0, len(lacking), Range(0, 0)),) if have else (), refs, len(cases), cases_open=lacking)
