"""A claim as it is put to the codings, and what they answer; the checking functions enter themselves here under their names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ptce_helpers import verdicts
from ptce_helpers.sample import Sample
from ptce_helpers.verdicts import Range

WORST = ("contradicted", "undecidable", "approximately", "reproduced")  # of a claim with several parts the first of these that occurs decides


@dataclass(frozen=True)
class Question:
    """A claim as it is put to the codings: what is asked, and what the study states."""

    sample: Sample
    claim: dict[str, str]
    asks: str
    stated: str
    tolerance: float = 0.0

    @property
    def study(self) -> str:
        return self.claim["source_id"]

    @property
    def poles(self) -> list[str]:
        """All poles of the study: one that is left out of the sample belongs to those of which nothing is known."""
        cases = self.sample.raw.rows("cases")
        return sorted(row["case_id"] for row in cases if row[f"in_{self.study}"] == "yes")


@dataclass(frozen=True)
class Part:
    """One figure of an answer: the lowest and highest value that the codings allow, and the values that the claim allows."""

    low: float
    high: float
    stated: Range


@dataclass(frozen=True)
class Answer:
    """What the codings say to a claim.

    ``parts``: the figures that decide it; none when nothing is coded to decide it by. ``told``: the same where silence is
    taken for no. ``n``: poles asked. ``refs``: the rows of data/raw that it rests on. ``about``: an inexact figure takes part.
    """

    parts: tuple[Part, ...]
    refs: tuple[str, ...]
    n: int | None = None
    told: tuple[Part, ...] = ()
    cases_for: tuple[str, ...] = ()
    cases_against: tuple[str, ...] = ()
    cases_open: tuple[str, ...] = ()
    about: bool = False
    unit: str = ""

    def verdict(self, tolerance: float, parts: tuple[Part, ...] | None = None) -> str:
        """One of VERDICTS; of several figures the worst decides."""
        parts = self.parts if parts is None else parts
        found = {verdicts.of(part.low, part.high, part.stated, tolerance) for part in parts}
        return next((verdict for verdict in WORST if verdict in found), "not_testable")


def of_own_passage(answer: Answer, question: Question) -> tuple[str, ...]:
    """The codings behind an answer that stand on the lines of the claim itself."""
    first, last = int(question.claim["line_start"]), int(question.claim["line_end"])
    rows = [row for ref in answer.refs if (row := question.sample.by_id.get(ref))]
    return tuple(row["coding_id"] for row in rows if row["study"] == question.study and int(row["line_start"]) <= last and first <= int(row["line_end"]))


def elsewhere(question: Question, own: tuple[str, ...]) -> Question:
    """The same question when the codings of the claim's own passage had never been made."""
    return replace(question, sample=question.sample.without(set(own)))


CHECKS: dict[str, Callable[[Question], Answer]] = {}


def check(function: Callable[[Question], Answer]) -> Callable[[Question], Answer]:
    """Enter a checking function in CHECKS, under its own name, which claims.csv uses."""
    CHECKS[function.__name__] = function
    return function
