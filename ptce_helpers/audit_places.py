"""The places at which the two texts can be held against themselves: what is said on each side, whether both can be true, and how grave it is if not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from itertools import groupby

from ptce_helpers import values
from ptce_helpers.cleaning import REFERENCE_YEAR
from ptce_helpers.files import rows_of
from ptce_helpers.sample import Sample
from ptce_helpers.schemas import SEVERITIES

IDS = ("coding_id", "statement_id", "member_id", "tie_id")
HOLDS = ""
CONTRADICTION, INCONSISTENCY, IMPRECISION = SEVERITIES
CERTAIN = ("stated", "counted", "chart_read")  # what a text says or lists, not what a coder concluded from it


@dataclass(frozen=True)
class Place:
    """One comparison of what the texts say: its check, the rows of data on each side, and the severity of the difference (empty: it holds).

    ``numbers`` fill the sentence of the check; ``told`` holds the words of its other places. ``reason`` is a coder's own
    words, why the two sides belong together; ``rests_on`` are further references (a row of identities.csv).
    """

    check: str
    left: tuple[dict, ...]
    right: tuple[dict, ...]
    severity: str = HOLDS
    numbers: dict[str, float] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)
    reason: str = ""
    rests_on: tuple[str, ...] = ()

    @property
    def rows(self) -> tuple[dict, ...]:
        return (*self.left, *self.right)

    @property
    def cases(self) -> tuple[str, ...]:
        """The poles it is about; none where both sides speak of all poles."""
        return tuple(dict.fromkeys(row["case_id"] for row in self.rows if row.get("case_id")))

    @property
    def variables(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(variable_of(row) for row in self.rows if variable_of(row)))

    @property
    def studies(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(study_of(row) for row in self.rows))


def id_of(row: dict) -> str:
    """The id of a row of data/raw or data/clean."""
    return next(row[name] for name in IDS if row.get(name))


def study_of(row: dict) -> str:
    return row.get("study") or row["source_id"]


def variable_of(row: dict) -> str:
    """The variable that a coding or statement is of; empty for a named member."""
    return row.get("variable_id") or row.get("subject", "")


# --- figures -----------------------------------------------------------------------------------------------


def rounded(sample: Sample) -> Sample:
    """The same sample with figures that are only about so much taken as rounded, as all checks take them."""
    return replace(sample, rules=replace(sample.rules, about="rounded"))


def range_of(sample: Sample, row: dict) -> tuple[float, float]:
    """The lowest and highest figure that one coding or statement allows."""
    of = sample.book.variable(variable_of(row))["scale"]
    return values.interval(sample, {"scale": "share" if row["unit"] == "percent" else of} | row)


def hull(sample: Sample, rows: Iterable[dict]) -> tuple[float, float]:
    """The lowest and highest figure that any of several codings of one thing allows."""
    ranges = [range_of(sample, row) for row in rows]
    return min(low for low, _ in ranges), max(high for _, high in ranges)


def apart(one: tuple[float, float], other: tuple[float, float], slack: float = 1e-9) -> bool:
    """Whether two ranges share no figure."""
    return one[0] > other[1] + slack or other[0] > one[1] + slack


def gap(one: tuple[float, float], other: tuple[float, float]) -> float:
    """How far two ranges lie apart: the smallest difference that remains."""
    return max(one[0] - other[1], other[0] - one[1], 0.0)


def severity_of(rows: Iterable[dict], most: str = CONTRADICTION) -> str:
    """How grave a difference is: not more than an inconsistency where a side is only what a coder concluded."""
    return most if all(row.get("status", "stated") in CERTAIN for row in rows) else INCONSISTENCY


# --- operands of identities.csv ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Operand:
    """One side of an identity for one pole: its range and the rows it is made of; a plain number has no rows."""

    low: float
    high: float
    rows: tuple[dict, ...] = ()
    units: frozenset[str] = frozenset()

    @property
    def range(self) -> tuple[float, float]:
        return self.low, self.high


def identities(sample: Sample, *kinds: str) -> list[dict]:
    """The rows of identities.csv of some kinds."""
    return [row for row in rows_of(sample.raw["identities"]) if row["kind"] in kinds]


def scopes(sample: Sample, identity: dict) -> Iterator[tuple[str, str]]:
    """The poles and studies within which an identity is asked."""
    return (pair for pair in sample.pairs if identity["case_id"] in ("", pair[0]) and identity["source_id"] in ("", pair[1]))


def terms(text: str) -> list[str]:
    """The terms of a side: ``a | b`` are added up."""
    return [term.strip() for term in text.split(" | ")]


def fits(term: str, row: dict) -> bool:
    """Whether a coding is what ``variable@item`` asks for (* stands for any words); without @ it is the variable without an item."""
    variable, _, item = term.partition("@")
    return variable_of(row) == variable and fnmatchcase(row.get("item", ""), item)


def rows_for(sample: Sample, case_id: str, study: str, term: str) -> list[dict]:
    """The used codings that a term asks for; with ~ the statements on a subject, by statistic or condition, of any study with the pole."""
    variable, _, item = term.lstrip("~").partition("@")
    if not term.startswith("~"):
        return [row for row in sample.used(case_id, study, variable) if fits(term, row)]
    told = [row for row in rows_of(sample.raw["statements"]) if row["subject"] == variable and row["value"]]
    return [row for row in told if (row["statistic"] == item or fnmatchcase(row["condition"], item)) and (not row["n"] or (case_id, row["source_id"]) in sample.pairs)]


def operand(sample: Sample, case_id: str, study: str, side: str) -> Operand | None:
    """One side of an identity for a pole: the sum of its terms, each as exact as the text; None where one of them is not told.

    Codings of another year than the study's are left out. Several codings of the same thing count once, with all the
    figures that any of them allows. ``a x b``: the product of two.
    """
    made = [_factors(sample, case_id, study, term) for term in terms(side)]
    if any(one is None for one in made):
        return None
    rows = tuple(row for one in made for row in one.rows)
    return Operand(sum(one.low for one in made), sum(one.high for one in made), rows, frozenset().union(*(one.units for one in made)))


def _factors(sample: Sample, case_id: str, study: str, term: str) -> Operand | None:
    made = [_term(sample, case_id, study, part) for part in term.split(" x ")]
    if any(one is None for one in made):
        return None
    if len(made) == 1:
        return made[0]
    low, high = made[0].low * made[1].low, made[0].high * made[1].high
    return Operand(low, high, (*made[0].rows, *made[1].rows), made[0].units)


def _term(sample: Sample, case_id: str, study: str, term: str) -> Operand | None:
    if term.replace(".", "").isdecimal():
        return Operand(float(term), float(term))
    rows = [row for row in rows_for(sample, case_id, study, term) if _of_the_time(sample, row)]
    if not rows:
        return None
    rows.sort(key=lambda row: row.get("item", ""))
    ranges = [hull(sample, same) for _, same in groupby(rows, key=lambda row: row.get("item", ""))]
    units = frozenset(row["unit"] or sample.book.variable(variable_of(row))["unit"] for row in rows)
    return Operand(sum(low for low, _ in ranges), sum(high for _, high in ranges), tuple(rows), units)


def _of_the_time(sample: Sample, row: dict) -> bool:
    """Whether a figure is said of the time of its study; the years of a trajectory are always."""
    year = int(row["as_of"] or REFERENCE_YEAR[study_of(row)])
    return sample.book.variable(variable_of(row))["scale"] == "year" or abs(year - REFERENCE_YEAR[study_of(row)]) <= 1


def of_identity(identity: dict) -> dict[str, object]:
    """What a place takes over from its identity: the reason, and the row that it rests on."""
    return {"reason": identity["reason"], "rests_on": (f"identities.csv#{identity['identity_id']}",)}
