"""Types of poles: what they answer to the questions of the typology, the axes on which the answers differ, and groups of poles near each other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd
from scipy.optimize import linear_sum_assignment

from ptce_helpers import pole_answers
from ptce_helpers.categories import FEWEST, SILENT
from ptce_helpers.errors import ParameterError, ResearcherError, nearest
from ptce_helpers.pole_answers import PoleAnswers
from ptce_helpers.sample import Sample
from ptce_helpers.typology import Mca, Types, mca, ward_types

SILENCES = ("category", "passive")


@dataclass(frozen=True, eq=False)
class PoleTypes:
    """The typology of a sample, or why there is none.

    ``labels``: pole -> type, 1 being the largest. ``why_not``: the key of a sentence, empty where there is a typology; then ``mca`` and
    ``types`` are there, otherwise they are None. ``silence``: "category" where a silence counts as an answer, "passive" where it is out of play.
    """

    answers: PoleAnswers
    n_types: int
    why_not: str
    mca: Mca | None = None
    types: Types | None = None
    silence: str = "category"

    @property
    def sample(self) -> Sample:
        return self.answers.sample

    @property
    def labels(self) -> pd.Series:
        """Pole -> type; empty where there is no typology."""
        return self.types.labels if self.types else pd.Series(dtype=int, name="type")

    @cached_property
    def active(self) -> list[str]:
        """The questions that made the axes."""
        return self.answers.of_role("active")

    @property
    def data(self) -> pd.DataFrame:
        """The answers to the active questions, a row a pole; silence is empty (NA)."""
        return self.answers.frame(self.active)

    def called(self, name: str) -> str:
        """The label of a category that the analysis calls QUESTION=CATEGORY."""
        question, _, category = name.partition("=")
        return self.answers.label(question, category)

    def refs(self, name: str) -> list[str]:
        """The rows behind a category that the analysis calls QUESTION=CATEGORY."""
        question, _, category = name.partition("=")
        return self.answers.refs(question, "" if category == SILENT else category)

    def members(self, number: int) -> list[str]:
        """The poles of a type."""
        return [case for case, label in self.labels.items() if label == number]

    @cached_property
    def everything(self) -> list[str]:
        """The rows behind all answers to the active questions: what axes and types rest on."""
        return sorted({ref for name in self.active for ref in self.answers.refs(name)}) or self.sample.rows_of_cases() or ["type_questions.csv"]


def of(sample: Sample, n_types: int = 3, silence: str = "category") -> PoleTypes:
    """The typology of the poles of a sample: fast enough to be made again for other samples.

    ``silence``: "category" makes silence an answer of its own, "passive" puts it out of play, so that poles differ by what is said of them alone
    (specific analysis). Types are made on the axes whose inertia is above one by the number of active questions, those that Benzecri's correction
    counts. Where there can't be a typology, ``why_not`` says why.
    """
    if silence not in SILENCES:
        raise ParameterError(f"silence is {silence!r}; allowed: {', '.join(map(repr, SILENCES))}.", todo=nearest(str(silence), list(SILENCES)))
    return _typed(pole_answers.of(sample), n_types, silence)


def out_of_play(found: PoleTypes) -> PoleTypes:
    """The same poles, questions and number of types with silences out of play.

    Its types are numbered so that as many poles as can be keep the number they have in ``found``.
    """
    other = _typed(found.answers, found.n_types, "passive")
    return replace(other, types=_numbered_like(found.types, other.types)) if found.types and other.types else other


def made(data: pd.DataFrame, n_types: int, supplementary: list[str] = (), silence: str = "category") -> tuple[Mca, Types]:
    """The axes and types of a table of answers; silence (NA) is a category of its own, in play or not."""
    axes = mca(data, supplementary, missing=silence)
    return axes, ward_types(axes, n_types, n_axes=max(1, len(axes.benzecri)))


def _typed(answers: PoleAnswers, n_types: int, silence: str) -> PoleTypes:
    data, shown = answers.frame(answers.of_role("active")), answers.of_role("supplementary")
    if why_not := _why_not(data, n_types, silence):
        return PoleTypes(answers, n_types, why_not, silence=silence)
    try:
        axes, types = made(data.join(answers.frame(shown)), n_types, shown, silence)
    except ResearcherError:
        return PoleTypes(answers, n_types, "why_types_alike", silence=silence)
    return PoleTypes(answers, n_types, "", axes, types, silence)


def _why_not(data: pd.DataFrame, n_types: int, silence: str) -> str:
    if len(data) < FEWEST:
        return "why_types_few_poles"
    if data.shape[1] < 2:
        return "why_types_few_questions"
    if silence == "passive" and data.isna().all(axis=1).any():
        return "why_types_silent_pole"
    return "why_types_alike" if len(data.fillna(SILENT).drop_duplicates()) < n_types else ""


def _numbered_like(known: Types, types: Types) -> Types:
    """The same types under other numbers: as many poles as can be keep theirs."""
    shared = pd.crosstab(known.labels, types.labels)
    rows, columns = linear_sum_assignment(shared, maximize=True)
    return replace(types, labels=types.labels.map(dict(zip(shared.columns[columns], shared.index[rows], strict=True))))
