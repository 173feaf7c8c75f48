"""Conclusions of the notebooks as rows of data: what each says, which figure decides it, and what that figure must be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ptce_helpers import conditions, decisions_of_methods, decisions_of_poles, decisions_of_texts, rubrics, terms, verdicts  # noqa: F401 (they enter their measures)
from ptce_helpers.codings import Raw
from ptce_helpers.decisions import MEASURES, Analysis, Figure
from ptce_helpers.errors import DataError, Fault, ResearcherError, nearest, nearest_of_many
from ptce_helpers.files import ROW, rows_of
from ptce_helpers.labels import Labels
from ptce_helpers.notebooks import NAMES
from ptce_helpers.pole_configurations import KINDS as SOLUTIONS
from ptce_helpers.schemas import LEVELS, STUDIES
from ptce_helpers.verdicts import Range

FILE = "data/raw/conclusions.csv"
PART = re.compile(r"\s*([a-z_]+)\s*:\s*(.+?)\s*")


@dataclass(frozen=True)
class Conclusion:
    """One conclusion: its name and sentence in the page's language, the measure with its arguments, and what its figure must be."""

    conclusion_id: str
    method: str
    notebook: str
    label: str
    says: str
    measure: str
    arguments: dict[str, str]
    holds: str

    @property
    def refs(self) -> tuple[str, ...]:
        """The row of data that says what is concluded."""
        return (f"conclusions.csv#{self.conclusion_id}",)

    @property
    def touched_by(self) -> tuple[str, ...]:
        """The parameters that can change it."""
        return MEASURES[self.measure].touched_by


@dataclass(frozen=True)
class Outcome:
    """What became of a conclusion in one analysis: holds, open, fails, or nothing where it is not applicable; and the figure behind it."""

    state: str
    figure: Figure


def read(raw: Raw, labels: Labels) -> list[Conclusion]:
    """All conclusions, in the order of their notebooks. Raises DataError with every row that can't be put to the codings."""
    wrong = list(faults(raw))
    if wrong:
        raise DataError(wrong)
    rows = sorted(rows_of(raw["conclusions"]), key=lambda row: (row["notebook"], row["conclusion_id"]))
    return [Conclusion(row["conclusion_id"], row["method"], row["notebook"], row[f"label_{labels.lang}"], row[f"says_{labels.lang}"], row["measure"],
                       _arguments(row["asks"]), row["holds"]) for row in rows]


def decide(conclusion: Conclusion, at: Analysis) -> Outcome:
    """Whether a conclusion holds in one analysis."""
    figure = MEASURES[conclusion.measure].find(at, **conclusion.arguments)
    return Outcome(figure.state(required(conclusion, figure)), figure)


def required(conclusion: Conclusion, figure: Figure) -> Range:
    """What the figure of a conclusion must be."""
    return verdicts.read(conclusion.holds, figure.n, _number)


def _arguments(written: str) -> dict[str, str]:
    """``variable: supporter_level; code: state`` as names and values. Raises ResearcherError for what can't be read."""
    found = {}
    for part in filter(None, (text.strip() for text in written.split(";"))):
        match = PART.fullmatch(part)
        if not match:
            raise ResearcherError(f"{part!r} can't be read.", todo="write NAME: VALUE; NAME: VALUE.")
        if match[1] in found:
            raise ResearcherError(f"{match[1]!r} stands twice.", todo=f"give {match[1]} once.")
        found[match[1]] = match[2]
    return found


def _number(written: str) -> tuple[float, float]:
    try:
        return (float(written),) * 2
    except ValueError:
        raise ResearcherError(f"{written!r} is no figure.", todo=verdicts.TODO) from None


# --- what can't be put to the codings -------------------------------------------------------------------------------------


def faults(raw: Raw) -> Iterator[Fault]:
    """Every conclusion without a notebook, a measure, the arguments that this takes, or with a name that does not exist."""
    known = _known(raw)
    for row in rows_of(raw["conclusions"]):  # empty cells are named with the cells
        for fact, found, allowed, todo in _wrong(row, raw, known):
            yield Fault(FILE, int(row[ROW]), f"conclusion {row['conclusion_id']}: {fact}", found=found, allowed=allowed, todo=todo)


def _wrong(row: dict[str, str], raw: Raw, known: dict[str, list[str]]) -> Iterator[tuple[str, str, str, str]]:
    if row["notebook"] and row["notebook"] not in NAMES:
        yield "the study has no such notebook", row["notebook"], "", nearest(row["notebook"], NAMES)
    try:
        verdicts.read(row["holds"] or "all", 1, _number)
    except ResearcherError as error:
        yield "what its figure must be can't be read", row["holds"], "", error.parts[1]
    if row["measure"] not in MEASURES:
        if row["measure"]:
            yield "there is no such measure", row["measure"], "", nearest(row["measure"], list(MEASURES))
        return
    try:
        given = _arguments(row["asks"])
    except ResearcherError as error:
        yield "what is asked can't be read", row["asks"], "NAME: VALUE; NAME: VALUE", error.parts[1]
        return
    wanted = MEASURES[row["measure"]].arguments
    if set(given) != set(wanted):
        yield "these are not the arguments of its measure", ", ".join(given) or "none", ", ".join(wanted) or "none", f"give what {row['measure']} takes"
    for name, value in given.items():
        if name in wanted:
            yield from (*_wrong_name(name, value, given, raw, known), *_wrong_kind(name, value, row["measure"], raw))


def _wrong_name(name: str, value: str, given: dict[str, str], raw: Raw, known: dict[str, list[str]]) -> Iterator[tuple[str, str, str, str]]:
    """An argument is checked by what it is called: a variable, a second variable, a code, a query, a case ..."""
    kind = name.rpartition("_")[2]
    if kind in ("query", "other"):
        yield from conditions.faults(value, raw.codebook)
    elif name == "poles":
        for case in value.split():
            yield from _wrong_name("case", case, given, raw, known)
    elif name in ("path", "condition"):
        yield from _wrong_term(name, value, given.get("analysis", ""), raw)
    elif kind == "code":
        allowed = list(raw.codebook.allowed(given["variable"])) if given.get("variable") in raw.codebook.ids else []
        if allowed and value not in allowed:
            yield f"{given['variable']} has no such code", value, ", ".join(allowed), nearest(value, allowed)
    elif kind in known and value not in known[kind]:
        yield f"there is no such {kind}", value, "", nearest_of_many(value, known[kind], f"data/raw/{TABLE_OF[kind]}.csv") if kind in TABLE_OF else nearest(value, known[kind])


def _wrong_kind(name: str, value: str, measure: str, raw: Raw) -> Iterator[tuple[str, str, str, str]]:
    """Figures are compared of numbers, codes are counted of variables that have codes."""
    if not name.endswith("variable") or value not in raw.codebook.ids:
        return
    if measure in OF_NUMBERS and not raw.codebook.is_number(value):
        yield f"{value} is not a number", value, "a variable that is a number", "choose another variable, or another measure"
    if measure in OF_CODES and not raw.codebook.allowed(value):
        yield f"{value} has no codes", value, "a variable with codes", "choose another variable, or another measure"


def _wrong_term(name: str, value: str, analysis: str, raw: Raw) -> Iterator[tuple[str, str, str, str]]:
    """A path and a condition are written in the symbols of their analysis."""
    symbols = {row["condition_id"]: row["symbol"] for row in rows_of(raw["calibration"])}
    known = [symbols[row["condition_id"]] for row in rows_of(raw["analysis_conditions"]) if row["analysis_id"] == analysis and row["condition_id"] in symbols]
    if not known:
        return  # the analysis is named already
    try:
        found = terms.read(value, known)
    except ResearcherError as error:
        yield error.parts[0].rstrip("."), value, "", error.parts[1]
        return
    if len(found) > 1:
        yield f"a {name} is one term", value, "A*~B", "make a conclusion of each term"


OF_NUMBERS, OF_CODES = ("largest", "middle", "rise_together"), ("lead",)
SIDES = ("presence", "absence")
TABLE_OF = {"variable": "variables", "case": "cases", "claim": "claims", "option": "tows", "practice": "practices",
            "comparison": "comparisons", "analysis": "analyses"}


def _known(raw: Raw) -> dict[str, list[str]]:
    keys: dict[str, Callable[[], list[str]]] = {
        "variable": lambda: list(raw.codebook.ids), "case": lambda: list(raw.cases), "claim": lambda: list(raw["claims"]["claim_id"]),
        "option": lambda: list(raw["tows"]["pair_id"]), "practice": lambda: list(raw["practices"]["practice_id"]), "study": lambda: list(STUDIES),
        "level": lambda: list(LEVELS), "rubric": lambda: [one.key for one in rubrics.LEVELS],
        "comparison": lambda: list(raw["comparisons"]["comparison_id"]), "analysis": lambda: list(raw["analyses"]["analysis_id"]),
        "side": lambda: list(SIDES), "solution": lambda: list(SOLUTIONS)}  # fmt: skip
    return {kind: make() for kind, make in keys.items()}
