"""What each pole answers to the questions of the typology: one category each, or silence, with the codings behind it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from ptce_helpers import asked, measures
from ptce_helpers.sample import Sample
from ptce_helpers.type_questions import Category, Question, questions, terms

NOT_ASKED = "not_asked"  # the question belongs to the grid of a study that the pole is not in
ENOUGH = 0.5  # share of the poles that must answer an active question


@dataclass(frozen=True)
class Said:
    """The answer of a pole to a question: a category, not_asked, or empty where the texts are silent; and the rows behind it."""

    category: str
    refs: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class PoleAnswers:
    """The answers of the poles of a sample, by (pole, question)."""

    sample: Sample
    questions: dict[str, Question]
    said: dict[tuple[str, str], Said]

    @cached_property
    def poles(self) -> list[str]:
        """The poles, by name."""
        return measures.poles(self.sample)

    def frame(self, names: list[str]) -> pd.DataFrame:
        """The categories, a row a pole and a column a question; silence is empty (NA)."""
        return pd.DataFrame({name: [self.said[case, name].category or None for case in self.poles] for name in names}, index=pd.Index(self.poles, name="case"), dtype="str")

    @cached_property
    def usable(self) -> dict[str, str]:
        """Question -> why it can't be used: few (too few poles answer), alike (all that answer say the same); empty where it can."""
        return {name: self._fault(question) for name, question in self.questions.items()}

    def _fault(self, question: Question) -> str:
        found = [self.said[case, question.name].category for case in self.poles]
        answers = [category for category in found if category not in ("", NOT_ASKED)]
        if question.role == "active" and len(answers) < ENOUGH * len(found):
            return "few"
        if question.role == "active":
            return "alike" if len(set(answers)) < 2 else ""
        return "alike" if len(set(found)) < 2 else ""

    def of_role(self, role: str) -> list[str]:
        """The questions of a role that can be used."""
        return [name for name, question in self.questions.items() if question.role == role and not self.usable[name]]

    def label(self, question: str, category: str | None) -> str:
        """A category in the language of the page; of a silence, on what the texts are silent."""
        known = {one.name: one.label for one in self.questions[question].categories}
        if category in known:
            return known[category][self.sample.labels.lang]
        key = "type_not_asked" if category == NOT_ASKED else "type_silent"
        return self.sample.labels.text(key, question=self.questions[question].label[self.sample.labels.lang])

    def title(self, question: str) -> str:
        """A question in the language of the page."""
        return self.questions[question].label[self.sample.labels.lang]

    def refs(self, question: str, category: str | None = None) -> list[str]:
        """The rows behind all answers to a question, or behind one category of it."""
        return [ref for case in self.poles if category in (None, self.said[case, question].category) for ref in self.said[case, question].refs]


def of(sample: Sample) -> PoleAnswers:
    """Ask every question of every pole of a sample."""
    found = questions(sample.raw)
    return PoleAnswers(sample, found, {(case, name): sample.once(("says", case, name), lambda: say(sample, case, question)) for name, question in found.items() for case in measures.poles(sample)})


def say(sample: Sample, case: str, question: Question, study: str = "") -> Said:
    """The answer of a pole to a question, by both studies or by one alone."""
    if question.categories[0].of_case:
        return _of_case(sample, case, question)
    studies = [of for of in _asked(sample, case, question) if study in ("", of)]
    if not studies:
        return Said(NOT_ASKED, (question.ref,))
    groups = [[of] for of in studies] if question.studies == "latest" else [studies]
    found = next((said for group in groups if (said := _first(sample, case, question, group))), None)
    return found or Said("", tuple(dict.fromkeys(ref for of in studies for variable in _variables(question) for ref in sample.refs(case, of, variable))))


def _first(sample: Sample, case: str, question: Question, studies: list[str]) -> Said | None:
    """The first category that holds in one of some studies."""
    for category in question.categories:
        held = [answer for of in studies if (answer := asked.ask(sample, case, of, category.condition)).state == "yes"]
        if held:
            return Said(category.name, tuple(dict.fromkeys(ref for answer in held for ref in answer.refs)))
    return None


def _of_case(sample: Sample, case: str, question: Question) -> Said:
    row = sample.raw["cases"].set_index("case_id").loc[case]
    held = [category.name for category in question.categories if _holds(category, row)]
    return Said(held[0] if held else "", (f"cases.csv#{case}",))


def _holds(category: Category, row: pd.Series) -> bool:
    return any(all(row[column] == value for column, value in option) for option in terms(category.of_case))


def _asked(sample: Sample, case: str, question: Question) -> list[str]:
    """The studies that ask a pole all that a question speaks of, the latest first."""
    return measures.studies(sample, case, *_variables(question))


def _variables(question: Question) -> list[str]:
    return sorted({variable for category in question.categories for variable in asked.variables(category.condition)})
