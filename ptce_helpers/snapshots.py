"""The poles that both studies describe: of each variable, whether the studies say the same, tell a change, disagree, or can't be compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from ptce_helpers import aliases, comparability, values
from ptce_helpers.cleaning import REFERENCE_YEAR, representative
from ptce_helpers.comparability import Decision
from ptce_helpers.describe import by_name
from ptce_helpers.matrix import ANNOUNCES, DENIES
from ptce_helpers.sample import Sample, own

FIRST, SECOND = "labo2014", "crida2015"
CLASSES = ("same", "lists", "changed", "told", "one_labo2014", "one_crida2015", "silent", "not_comparable")
BOTH = CLASSES[:4]  # the classes of what both studies speak of
BARRING = ("chart_only", "contradictory", "not_applicable", "not_coded", "about", "taken")  # kinds of missing that are no silence


@dataclass(frozen=True)
class Pair:
    """What the two studies say of one thing: its item, the codings of each, the verdict (same, lists, changed, told), the direction."""

    item: str
    first: tuple[dict, ...]
    second: tuple[dict, ...]
    verdict: str
    direction: str = ""


@dataclass(frozen=True)
class Comparison:
    """One variable of one pole: its class, the pairs behind it, why (in the coder's words, or a key of the catalogue), the references."""

    case_id: str
    variable_id: str
    verdict: str
    pairs: tuple[Pair, ...] = ()
    reason: str = ""
    key: str = ""
    refs: tuple[str, ...] = ()


# --- the rules ---------------------------------------------------------------------------------------------


def difference(can_change: bool, first: dict, second: dict) -> str:
    """What a difference is: changed, where the fact can change and the studies speak of different years; otherwise told differently."""
    return "changed" if can_change and said_of(first) != said_of(second) else "told"


def said_of(row: dict) -> int:
    """The year that a coding speaks of: its own, else the year that undated figures of its study are said of."""
    return int(row["as_of"] or REFERENCE_YEAR[row["study"]])


def of_numbers(sample: Sample, first: dict, second: dict, can_change: bool) -> tuple[str, str]:
    """Two figures say the same when the intervals that the texts allow meet: about 20 and 22, at least 10 and 12. Else up or down."""
    (low, high), (other_low, other_high) = values.interval(sample, first), values.interval(sample, second)
    if low <= other_high and other_low <= high:
        return "same", ""
    return difference(can_change, first, second), "up" if other_low > high else "down"


def of_codes(first: tuple[dict, ...], second: tuple[dict, ...], can_change: bool) -> tuple[str, str]:
    """Two categories say the same when they are the same code. The direction goes from no by announced to yes; else it is other."""
    if {row["value"] for row in first} == {row["value"] for row in second}:
        return "same", ""
    before, after = _rank(first), _rank(second)
    return difference(can_change, first[0], second[0]), "forward" if after > before else "back" if after < before else "other"


def _rank(rows: tuple[dict, ...]) -> int:
    return max(0 if row["value"] in DENIES else 1 if row["value"] in ANNOUNCES else 2 for row in rows)


def of_names(first: set[str], second: set[str], can_change: bool, rows: tuple[dict, dict]) -> tuple[str, str]:
    """Names, each under its one name, say the same when the two studies share at least one."""
    return ("same", "") if first & second else (difference(can_change, *rows), "other")


def of_lists(first: set[str], second: set[str], can_change: bool, rows: tuple[dict, dict]) -> tuple[str, str]:
    """Lists of codes say the same when they are equal. Otherwise nothing follows: what is not named is not lost, what is named first now not new.

    Only where one study says that there is none and the other names some do the two differ.
    """
    if first == second:
        return "same", ""
    if first <= set(DENIES) or second <= set(DENIES):
        return difference(can_change, *rows), "forward" if first <= set(DENIES) else "back"
    return "lists", ""


# --- the comparison ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Snapshots:
    """All comparisons of a sample: each pole that both studies describe, each variable of the codebook."""

    sample: Sample

    @cached_property
    def poles(self) -> list[str]:
        """The poles that are cases of both studies, by name."""
        cases = dict.fromkeys(case for case, _ in self.sample.pairs)
        return [case for case in cases if {(case, FIRST), (case, SECOND)} <= set(self.sample.pairs)]

    @cached_property
    def variables(self) -> list[str]:
        """The variables that are asked of both studies."""
        return [name for name in self.sample.book.ids if self.sample.book.variable(name)["asked_of"] == "both"]

    def place(self, variable_id: str) -> str:
        """By what a variable is sorted: its label without accents and capitals."""
        return by_name(pd.Series([self.sample.book.label(variable_id, self.sample.labels.lang)])).iloc[0]

    @cached_property
    def comparisons(self) -> list[Comparison]:
        """One comparison a pole and variable."""
        return [self.sample.once(("compared", case, variable), lambda: self.compare(case, variable)) for case in self.poles for variable in self.variables]

    @cached_property
    def _decisions(self) -> dict[tuple[str, str], dict[str, str]]:
        return comparability.decisions(self.sample.raw)

    def of(self, *classes: str) -> list[Comparison]:
        """The comparisons of some classes."""
        return [one for one in self.comparisons if one.verdict in classes]

    def compare(self, case_id: str, variable_id: str) -> Comparison:
        """The class of one variable of one pole.

        In this order: a decision that the studies can't be compared on it; a value that can't be used for another reason than
        silence; silence of both or one; then, where both speak, the rule for the scale of the variable. Of several
        pairs the worst decides: told differently, then changed, then lists, then same.
        """
        decision = comparability.decide(self.sample.raw, self._decisions, case_id, variable_id)
        sides = [self._side(case_id, study, variable_id) for study in (FIRST, SECOND)]
        refs = (*self.sample.refs(case_id, FIRST, variable_id), *self.sample.refs(case_id, SECOND, variable_id), *decision.refs)

        def made(verdict: str, **more: object) -> Comparison:
            return Comparison(case_id, variable_id, verdict, **({"reason": decision.reason, "refs": refs} | more))

        if not decision.comparable:
            return made("not_comparable")
        barring = next((kind for rows, kind in sides if kind in BARRING), "")
        if barring:
            return made("not_comparable", reason="", key=f"why_{barring}")
        (first, _), (second, _) = sides
        if not first or not second:
            return made("one_labo2014" if first else "one_crida2015" if second else "silent", reason="")
        return self._told(made, decision, first, second)

    def usable(self, case_id: str, study: str, variable_id: str) -> list[dict]:
        """The codings of one study that can be compared: with a value of its own, and not only about so much where such figures count as missing."""
        found = self._own(case_id, study, variable_id)
        return [row for row in found if not (self.sample.rules.about == "missing" and row["qualifier"] == "about")]

    def _own(self, case_id: str, study: str, variable_id: str) -> list[dict]:
        """The codings that stand for a study and are its own, not taken over from the other one (as some readings do)."""
        return [row for row in self.sample.used(case_id, study, variable_id) if own(row)]

    def _side(self, case_id: str, study: str, variable_id: str) -> tuple[list[dict], str]:
        """The usable codings of one study, or why there are none."""
        kept = self.usable(case_id, study, variable_id)
        only = "about" if self._own(case_id, study, variable_id) else "taken" if self.sample.used(case_id, study, variable_id) else ""
        return kept, "" if kept else only or self.sample.why_missing(case_id, study, variable_id)

    def _told(self, made: object, decision: Decision, first: list[dict], second: list[dict]) -> Comparison:
        matched = self._matched(first, second)
        if not matched:
            taken = len(first) + len(second) < sum(len(self.sample.used(row["case_id"], row["study"], row["variable_id"])) for row in (first[0], second[0]))
            return made("not_comparable", reason="", key="why_taken" if taken else "why_items")
        alike = [(item, mine, theirs) for item, mine, theirs in matched if mine[0]["unit"] == theirs[0]["unit"]]
        if not alike:
            return made("not_comparable", reason="", key="why_units")
        pairs = tuple(self._pair(item, mine, theirs, decision) for item, mine, theirs in alike)
        verdict = next(name for name in ("told", "changed", "lists", "same") if any(pair.verdict == name for pair in pairs))
        told_of = {"reason": decision.reason} if verdict == "changed" or not decision.can_change else {"reason": "", "key": "why_year"}
        return made(verdict, pairs=pairs, **told_of, refs=(*(row["coding_id"] for pair in pairs for row in (*pair.first, *pair.second)), *decision.refs, *self._alias_refs(pairs)))

    def _matched(self, first: list[dict], second: list[dict]) -> list[tuple[str, tuple[dict, ...], tuple[dict, ...]]]:
        """What is set side by side: codings of the same item, of the same year, or all of a variable that has one value."""
        variable = self.sample.book.variable(first[0]["variable_id"])
        if variable["several"] == "by_item":
            part = "value" if variable["scale"] == "text" else "item"
            mine, theirs = ({self._name(row, part): row for row in reversed(rows)} for rows in (first, second))
            return [(name, (mine[name],), (theirs[name],)) for name in mine if name in theirs]
        if not self.sample.book.is_number(variable["variable_id"]):
            return [("", tuple(first), tuple(second))]
        mine, theirs = ({said_of(row): row for row in reversed(rows)} for rows in (first, second))
        shared = [("", (mine[year],), (theirs[year],)) for year in sorted(mine) if year in theirs]
        return shared or [("", (representative(first, FIRST),), (representative(second, SECOND),))]

    def _pair(self, item: str, first: tuple[dict, ...], second: tuple[dict, ...], decision: Decision) -> Pair:
        scale, rows = self.sample.book.variable(first[0]["variable_id"])["scale"], (first[0], second[0])
        if self.sample.book.is_number(rows[0]["variable_id"]):
            verdict = of_numbers(self.sample, *rows, decision.can_change)
        elif scale == "text":
            verdict = of_names(self._names(first), self._names(second), decision.can_change, rows)
        elif scale == "multi":
            verdict = of_lists({row["value"] for row in first}, {row["value"] for row in second}, decision.can_change, rows)
        else:
            verdict = of_codes(first, second, decision.can_change)
        return Pair(item, first, second, *verdict)

    def _names(self, rows: Iterable[dict]) -> set[str]:
        return {self._name(row, "value") for row in rows}

    def _name(self, row: dict, part: str) -> str:
        return aliases.one_name(self.sample.raw, row["case_id"], row[part], row["variable_id"])

    def _alias_refs(self, pairs: tuple[Pair, ...]) -> list[str]:
        """The rows of aliases.csv by which two names became one."""
        rows = [row for pair in pairs for row in (*pair.first, *pair.second)]
        found = [aliases.row_of(self.sample.raw, row["case_id"], row[part], row["variable_id"]) for row in rows for part in ("item", "value") if row[part]]
        return [row["alias_id"] for row in found if row]
