"""The questions by which poles are grouped into types: data/raw/type_questions.csv and type_categories.csv, and every fault of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from ptce_helpers.errors import Fault, nearest
from ptce_helpers.files import ROW, rows_of

QUESTIONS, CATEGORIES = "data/raw/type_questions.csv", "data/raw/type_categories.csv"


@dataclass(frozen=True)
class Category:
    """One answer to a question: a condition over the codings, or one over the columns of cases.csv (``of_case``)."""

    name: str
    condition: str
    of_case: str
    label: dict[str, str]


@dataclass(frozen=True)
class Question:
    """What is asked of each pole: its categories are tried in their order, and the first that holds is the answer.

    ``role``: active (it makes the axes) or supplementary (it is shown on them). ``studies``: whether what the latest study says
    stands alone, or either study may say it. ``source``, ``part``, ``lines``: the passage whose kinds of poles the question follows.
    """

    name: str
    role: str
    studies: str
    source: str
    part: str
    lines: tuple[str, str]
    label: dict[str, str]
    reason: dict[str, str]
    categories: tuple[Category, ...]

    @property
    def ref(self) -> str:
        """The row of data behind the question."""
        return f"type_questions.csv#{self.name}"


def questions(raw: Mapping[str, pd.DataFrame]) -> dict[str, Question]:
    """All questions by name: the active ones first, then those that follow a study, in the order of its text."""
    categories: dict[str, list[Category]] = {}
    for row in sorted(rows_of(raw["type_categories"]), key=lambda row: float(row["place"])):
        categories.setdefault(row["question_id"], []).append(Category(row["category"], row["condition"], row["of_case"], _both(row, "label")))
    rows = sorted(rows_of(raw["type_questions"]), key=lambda row: (row["role"], row["source_id"] == "", row["source_id"] != "labo2014", int(row["line_start"] or 0), row["question_id"]))
    return {row["question_id"]: Question(row["question_id"], row["role"], row["studies"], row["source_id"], row["part"], (row["line_start"], row["line_end"]),
                                         _both(row, "label"), _both(row, "reason"), tuple(categories.get(row["question_id"], ()))) for row in rows}


def _both(row: dict, what: str) -> dict[str, str]:
    return {lang: row[f"{what}_{lang}"] for lang in ("en", "fr")}


def terms(of_case: str) -> list[list[tuple[str, str]]]:
    """A condition over cases.csv as alternatives, each a list of a column and the value that it must have."""
    return [[(column, value) for column, _, value in (term.partition("=") for term in option.split("&"))] for option in of_case.split("|")]


def check(raw: Mapping[str, pd.DataFrame]) -> list[Fault]:
    """Categories of no question, questions without two categories, conditions of neither or both kinds, columns and values that cases.csv lacks."""
    asked, named = rows_of(raw["type_questions"]), rows_of(raw["type_categories"])
    known = sorted({row["question_id"] for row in asked})
    faults = [Fault(CATEGORIES, row[ROW], "question_id: there is no such question", found=row["question_id"], allowed=", ".join(known) or "none",
                    todo=f"{nearest(row['question_id'], known)} (new questions go into type_questions.csv)") for row in named if row["question_id"] not in known]
    for row in asked:
        categories = {other["category"] for other in named if other["question_id"] == row["question_id"]}
        if len(categories) < 2:
            faults.append(Fault(QUESTIONS, row[ROW], f"the question {row['question_id']!r} has fewer than two categories", found=", ".join(sorted(categories)) or "none",
                                allowed="two or more", todo="add its categories to type_categories.csv"))
        if bool(row["line_start"]) != bool(row["source_id"]):
            faults.append(Fault(QUESTIONS, row[ROW], f"the question {row['question_id']!r} follows a study without its lines, or has lines without a study",
                                found=row["source_id"] or row["line_start"], allowed="both or neither", todo="fill in source_id, line_start and line_end, or clear them"))
    return faults + [fault for row in named for fault in (*_again(row, named), *_conditions(row, raw["cases"]))]


def _again(row: dict, named: list[dict]) -> Iterator[Fault]:
    """A category that its question has already: two answers of one name would be one category."""
    if others := [other[ROW] for other in named if (other["question_id"], other["category"]) == (row["question_id"], row["category"]) and other[ROW] < row[ROW]]:
        yield Fault(CATEGORIES, row[ROW], f"the question {row['question_id']!r} has this category twice", found=row["category"], allowed="each category once",
                    todo=f"rename it here or in row {others[0]}; several ways to give one answer are joined by | in its condition")


def _conditions(row: dict, cases: pd.DataFrame) -> Iterator[Fault]:
    if bool(row["condition"]) == bool(row["of_case"]):
        yield Fault(CATEGORIES, row[ROW], "a category needs a condition over the codings or one over cases.csv, and only one of them", found=row["condition"] or "neither",
                    allowed="condition or of_case", todo="fill in one of the two columns")
    for column, value in (term for option in terms(row["of_case"]) for term in option) if row["of_case"] else ():
        if column not in cases:
            yield Fault(CATEGORIES, row[ROW], "of_case: cases.csv has no such column", found=column, allowed=", ".join(name for name in cases if name != ROW), todo=nearest(column, list(cases)))
        elif value not in set(cases[column]):
            yield Fault(CATEGORIES, row[ROW], f"of_case: no case has this value of {column}", found=value, allowed=", ".join(sorted(set(cases[column]))), todo=nearest(value, sorted(set(cases[column]))))
