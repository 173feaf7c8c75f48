"""The questions by which the poles are compared: declared in data/raw/comparisons.csv, with reasons, before anything is tested."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ptce_helpers.codebook import LIST, Codebook
from ptce_helpers.errors import Fault, nearest, nearest_of_many
from ptce_helpers.files import ROW, rows_of
from ptce_helpers.schemas import FAMILIES, NUMERIC, SILENCES, TESTS

if TYPE_CHECKING:
    from ptce_helpers.codings import Raw
    from ptce_helpers.labels import Labels

FILE, REST = "data/raw/comparisons.csv", "*"
PLACES = ("region", "department")  # columns of cases.csv that may group the poles
ANSWERS = ["yes", "no"]


@dataclass(frozen=True)
class Side:
    """What a question asks of each pole: a numeric variable, one with codes, a condition, or a column of cases.csv.

    ``groups``: for each group its codes (``*``: all others), ``names`` the words for the groups; both empty for a number.
    ``unnamed``: whether what a text leaves out of its list counts as no.
    """

    asks: str
    groups: tuple[tuple[str, ...], ...] = ()
    names: tuple[str, ...] = ()
    unnamed: bool = False

    @property
    def is_condition(self) -> bool:
        """Whether a condition is asked for, of which a pole says yes or no."""
        return any(sign in self.asks for sign in "=<>")

    def place(self, code: str) -> int | None:
        """In which group a code is; None where it is in none."""
        named = next((number for number, codes in enumerate(self.groups) if code in codes), None)
        return named if named is not None else next((number for number, codes in enumerate(self.groups) if REST in codes), None)


@dataclass(frozen=True)
class Question:
    """One comparison: its outcome, the groups of poles that are compared, the kind of test, and why one would expect a difference."""

    comparison_id: str
    family: str
    outcome: Side
    grouping: Side
    test: str
    label: str
    why: str

    @property
    def ref(self) -> str:
        """The reference of its row."""
        return f"comparisons.csv#{self.comparison_id}"


def questions(raw: Raw, labels: Labels) -> list[Question]:
    """All declared questions in the language of the labels, family by family."""
    rows = sorted(rows_of(raw["comparisons"]), key=lambda row: (FAMILIES.index(row["family"]), row["comparison_id"]))
    return [_question(row, labels.lang) for row in rows]


def _question(row: dict, lang: str) -> Question:
    unnamed = row["silence"] == "no"
    outcome = Side(row["outcome"], codes_of(row["results"]), split(row[f"results_{lang}"]), unnamed)
    grouping = Side(row["grouping"], codes_of(row["groups"]), split(row[f"groups_{lang}"]), unnamed)
    return Question(row["comparison_id"], row["family"], outcome, grouping, row["test"], row[f"label_{lang}"], row[f"why_{lang}"])


def split(text: str) -> tuple[str, ...]:
    """The parts of a cell that semicolons separate."""
    return tuple(part.strip() for part in text.split(";") if part.strip())


def codes_of(text: str) -> tuple[tuple[str, ...], ...]:
    """The codes of each group: groups are separated by semicolons, codes of one group by bars."""
    return tuple(tuple(code.strip() for code in part.split("|")) for part in split(text))


# --- faults ----------------------------------------------------------------------------------------------------------------


def check(raw: Raw) -> list[Fault]:
    """All faults of the declared questions: what they name must exist, groups be apart, and the test fit what is compared."""
    book, places = raw.codebook, {name: sorted({*raw["cases"][name]}) for name in PLACES}
    return [fault for row in rows_of(raw["comparisons"]) for fault in (*_test(row, book), *_names(row), *_sides(row, book, places))]


def _fault(row: dict, fact: str, found: str, allowed: str, todo: str) -> Fault:
    return Fault(FILE, row[ROW], f"{row['comparison_id']}: {fact}", found=found, allowed=allowed, todo=todo)


def _test(row: dict, book: Codebook) -> Iterator[Fault]:
    number = row["outcome"] in book.ids and book.variable(row["outcome"])["scale"] in NUMERIC
    fitting = ("two_groups", "several_groups") if number else ("cross_table",)
    if row["test"] not in TESTS:
        pass  # named already with the cells
    elif row["test"] not in fitting:
        yield _fault(row, "this test does not fit the outcome", row["test"], ", ".join(fitting), "a number takes two_groups or several_groups, anything else cross_table")
    elif row["groups"] and len(codes_of(row["groups"])) not in {"two_groups": (2,), "several_groups": range(3, 99)}.get(row["test"], range(2, 99)):
        yield _fault(row, "so many groups do not fit the test", str(len(codes_of(row["groups"]))), "2 for two_groups, 3 or more for several_groups, 2 or more for cross_table",
                     "separate groups by a semicolon, codes of one group by a bar")
    if bool(row["results"]) == number:
        yield _fault(row, "results go with an outcome that is no number, and with each of these", row["results"] or "none", "codes, or none for a number", "fill in or clear results")


def _names(row: dict) -> Iterator[Fault]:
    for name in ("results", "groups"):
        wanted = len(codes_of(row[name]))
        for lang in ("en", "fr"):
            given = len(split(row[f"{name}_{lang}"]))
            if given != wanted:
                yield _fault(row, f"{name}_{lang}: each of {name} needs a name", f"{given} for {wanted}", f"{wanted}, separated by semicolons", "name them in the same order")


def _sides(row: dict, book: Codebook, places: dict[str, list[str]]) -> Iterator[Fault]:
    for asks, codes in (("outcome", "results"), ("grouping", "groups")):
        wrong = list(_asked(row[asks], asks, book))
        for fact, found, allowed, todo in wrong:
            yield _fault(row, f"{asks}: {fact}", found, allowed, todo)
        if not wrong:
            yield from _codes(row, codes, codes_of(row[codes]), _allowed(row[asks], book, places))
    if row["silence"] in SILENCES and not any(sign in row["outcome"] + row["grouping"] for sign in "=<>"):
        yield _fault(row, "silence is given where there is no condition", row["silence"], "an empty cell", "clear it: it says what a list leaves out")


def _codes(row: dict, name: str, groups: tuple[tuple[str, ...], ...], known: list[str]) -> Iterator[Fault]:
    given = [code for codes in groups for code in codes]
    for code in given:
        if code not in (*known, REST):
            yield _fault(row, f"{name}: there is no such code", code, ", ".join(known), nearest(code, known))
    for code in sorted({code for code in given if given.count(code) > 1}):
        yield _fault(row, f"{name}: this code stands twice", code, "each code in one group", "leave it in one group")


def _allowed(asks: str, book: Codebook, places: dict[str, list[str]]) -> list[str]:
    """The codes that a side can have."""
    return places.get(asks) or (ANSWERS if any(sign in asks for sign in "=<>") else list(book.allowed(asks)))


def _asked(asks: str, side: str, book: Codebook) -> Iterator[tuple[str, str, str, str]]:
    """What is wrong with a side: a name that does not exist, a condition that can't be put, a variable that parts no poles."""
    from ptce_helpers import conditions  # it speaks of samples, which are made of what is checked here

    places = list(PLACES) if side == "grouping" else []
    if not asks or asks in places:
        return
    if any(sign in asks for sign in "=<>"):
        yield from conditions.faults(asks, book)
    elif asks not in book.ids:
        yield "the codebook has no such variable", asks, ", ".join(("a variable_id", "a condition", *places)), nearest_of_many(asks, [*places, *book.ids], LIST)
    elif book.variable(asks)["several"] in ("by_item", "by_code") or book.variable(asks)["scale"] == "text":
        yield "this variable has more than one value a pole", asks, "a variable with one code a pole, a condition", "ask a condition of it, as variable=code"
    elif side == "grouping" and book.is_number(asks):
        yield "a number makes no groups", asks, "a variable with codes, a condition", f"ask a condition of it, as {asks}>=20, with the groups yes ; no"
