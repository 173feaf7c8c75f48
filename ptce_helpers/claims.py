"""Claims: each published statement decided by the codings, strictly and, where that changes the verdict, charitably."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ptce_helpers import claim_figures, claim_pairs, claim_passages, claim_poles
from ptce_helpers.claim_answers import CHECKS, WORST, Answer, Question, elsewhere, of_own_passage
from ptce_helpers.claim_between import OF_BOTH
from ptce_helpers.errors import DataError, Fault, NotFound, ResearcherError, nearest
from ptce_helpers.expression_functions import FUNCTIONS
from ptce_helpers.files import ROW, rows_of
from ptce_helpers.quantities import Lacking
from ptce_helpers.sample import Sample
from ptce_helpers.schemas import STUDIES

OTHERWISE = re.compile(r"(?:([a-z_]+): )?(.*?)(?: => (.*))?")  # the charitable reading: CHECK: what is asked => what is stated
FAVOUR = ("not_testable", *WORST)  # from what says nothing for a study to what says most
OF_POLES = (claim_poles.poles.__name__, claim_poles.more_poles.__name__, claim_poles.each_within.__name__,
            claim_figures.smallest_and_largest.__name__, claim_figures.mean_of_poles.__name__, claim_pairs.rise_together.__name__)  # the others check a passage by itself
TAKEN = ("own", "told", "rounded")  # why a charitable reading is charitable: as the row says; silence as no; about as rounded
FUNCTIONS.update(OF_BOTH | claim_passages.OF_TEXTS)  # claims can ask for what both texts say of the same poles, or a text of all its poles


@dataclass(frozen=True)
class Reading:
    """A verdict and the answer that it rests on; ``taken``: one of TAKEN for a charitable reading, empty for the strict one."""

    verdict: str
    answer: Answer
    taken: str = ""


@dataclass(frozen=True)
class Decided:
    """A claim with its verdict under the strict reading, the charitable one where it differs, and without its own passage.

    ``elsewhere``: the verdict when the codings that stand in the very lines of the claim are left out; empty where the claim
    is about its own passage.
    """

    claim: dict[str, str]
    strict: Reading
    charitable: Reading | None = None
    elsewhere: str = ""
    own: tuple[str, ...] = ()

    @property
    def claim_id(self) -> str:
        return self.claim["claim_id"]


def all_decided(sample: Sample, studies: list[str]) -> list[Decided]:
    """Every claim of the studies, decided: those of the older study first, those that compare the two, which need both, last.

    Raises DataError with all claims that have no checking function, or one that can't be put to the codings.
    """
    decided, faults = [], []
    for row in rows_of(sample.raw["claims"]):
        if row["source_id"] in studies and (row["kind"] != "between" or len(studies) > 1):
            try:
                decided.append(decide(sample, row))
            except DataError as error:
                faults += error.faults
    if faults:
        raise DataError(faults)
    return sorted(decided, key=lambda one: (one.claim["kind"] == "between", STUDIES.index(one.claim["source_id"]), one.claim_id))


def decide(sample: Sample, claim: dict[str, str]) -> Decided:
    """One claim, decided by its checking function. Raises DataError where none is named or what is asked can't be read."""
    question = Question(sample, claim, claim["asks"], claim["stated"], float(claim["tolerance"] or 0))
    try:
        answer = _put(question, claim["check"])
        strict = Reading(answer.verdict(question.tolerance), answer)
        own = of_own_passage(answer, question)
        apart = _apart(question, own, strict)
        return Decided(claim, strict, _charitable(question, strict, apart), apart.verdict if claim["check"] in OF_POLES else "", own)
    except ResearcherError as error:
        fact, todo = error.parts
        raise DataError([Fault("data/raw/claims.csv", int(claim.get(ROW, 0)), f"claim {claim['claim_id']}: {fact}",
                               found=claim["check"], case=claim["case_id"], todo=todo)]) from None


def _put(question: Question, name: str) -> Answer:
    if name not in CHECKS:
        raise NotFound(f"there is no checking function {name!r}." if name else "no checking function is named.", todo=nearest(name, sorted(CHECKS)))
    try:
        return CHECKS[name](question)
    except Lacking as lacking:
        return Answer((), lacking.refs)


def _charitable(question: Question, strict: Reading, apart: Reading) -> Reading | None:
    """The reading most in favour of the study, where it changes the verdict: the one that the row describes, silence for no, or rounding."""
    better = FAVOUR[FAVOUR.index(strict.verdict) + 1:]
    readings = _readings(question, strict, apart)
    return next((reading for reading in readings if reading.taken == "own" and reading.verdict != strict.verdict or reading.verdict in better), None)


def _readings(question: Question, strict: Reading, apart: Reading) -> Iterator[Reading]:
    if question.claim["charitable"]:
        name, asks, stated = OTHERWISE.fullmatch(question.claim["charitable"]).groups()
        answer = _put(replace(question, asks=asks, stated=stated or question.stated), name or question.claim["check"])
        yield Reading(answer.verdict(question.tolerance), answer, "own")
    # Counting the poles that a sentence lists can't confirm the sentence: another passage must tell of one at least.
    if strict.answer.told and strict.verdict == "undecidable" and apart.answer.cases_for:
        yield Reading(strict.answer.verdict(question.tolerance, strict.answer.told), strict.answer, "told")
    if strict.answer.about and strict.verdict == "contradicted":
        rounded = replace(question, sample=replace(question.sample, rules=replace(question.sample.rules, about="rounded")))
        answer = _put(rounded, question.claim["check"])
        possible = answer.verdict(question.tolerance) != "contradicted"
        yield Reading("approximately" if possible else "contradicted", answer, "rounded")


def _apart(question: Question, own: tuple[str, ...], strict: Reading) -> Reading:
    """The reading that is left without the codings of the claim's own passage."""
    if not own or question.claim["check"] not in OF_POLES:
        return strict
    answer = _put(elsewhere(question, own), question.claim["check"])
    return Reading(answer.verdict(question.tolerance), answer)
