"""The sample that a notebook speaks of: its poles and studies, its clean data, and how inexact and missing values are treated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any

import pandas as pd

from ptce_helpers.cleaning import NAMES, Clean, Later
from ptce_helpers.codebook import Codebook
from ptce_helpers.codings import Raw
from ptce_helpers.describe import by_name, names
from ptce_helpers.evidence import Cell, counted
from ptce_helpers.files import rows_of
from ptce_helpers.labels import Labels

KINDS = ("not_stated", "chart_only", "contradictory", "not_applicable", "not_coded", "about")  # why a value can't be used


@dataclass(frozen=True)
class Rules:
    """How an analysis treats what is not exact.

    ``about``: figures said to be about so much are taken as they stand (exact), as half a unit of their last digit more or
    less (rounded: about 20 is 15 to 25), or as missing. ``missing``: cases without a value enter the bounds (bounds) or
    are left out (drop). ``alpha``: 1 minus the confidence level of intervals.
    """

    about: str = "exact"
    missing: str = "bounds"
    alpha: float = 0.1


def own(row: dict) -> bool:
    """Whether a row was read from the text of its study; some readings take it over from that of the other one (``source_id``)."""
    return row.get("source_id", row["study"]) == row["study"]


@dataclass(frozen=True)
class Sample:
    """The clean data of the chosen poles and studies, with the codebook, the labels and the rules."""

    clean: Clean
    raw: Raw
    labels: Labels
    rules: Rules = field(default_factory=Rules)

    @cached_property
    def book(self) -> Codebook:
        """The codebook."""
        return self.raw.codebook

    @cached_property
    def names(self) -> dict[str, str]:
        """case_id -> name of the pole for people."""
        return names(self.raw)

    @cached_property
    def short_names(self) -> dict[str, str]:
        """case_id -> the name of the pole as far as a dash in it, for where there is little room."""
        return {case: name.partition(" – ")[0] for case, name in self.names.items()}

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """The (case_id, study) pairs, by name of the pole and the older study first."""
        ours = self.clean.cases[["case_id", "study"]].assign(case=lambda frame: frame["case_id"].map(self.names))
        return list(ours.sort_values(["case", "study"], key=by_name)[["case_id", "study"]].itertuples(index=False, name=None))

    @cached_property
    def studies_of(self) -> dict[str, list[str]]:
        """The studies of each pole, the latest first."""
        found: dict[str, list[str]] = {}
        for case, study in reversed(self.pairs):
            found.setdefault(case, []).append(study)
        return found

    @property
    def studies(self) -> list[str]:
        """The studies that have poles here, the older first."""
        return [study for study in ("labo2014", "crida2015") if any(of == study for _, of in self.pairs)]

    def asked(self, variable_id: str, study: str) -> list[str]:
        """The poles of one study, by name; none where the variable belongs to the other study's grid."""
        return [case for case, of in self.pairs if of == study] if self.book.asked_of(variable_id, study) else []

    @cached_property
    def _codings(self) -> dict[tuple[str, str, str], list[dict]]:
        found: dict[tuple[str, str, str], list[dict]] = {}
        for row in rows_of(self.clean.codings):
            found.setdefault((row["case_id"], row["study"], row["variable_id"]), []).append(row)
        return found

    @cached_property
    def _missing(self) -> dict[tuple[str, str, str], str]:
        return {(row["case_id"], row["study"], row["variable_id"]): row["kind"] for row in rows_of(self.clean.missing)}

    @cached_property
    def kept(self) -> dict[str, object]:
        """What others made of this sample and may need again, by name."""
        return {}

    @cached_property
    def alone(self) -> dict[tuple, object]:
        """What others made of one pole alone (its answer to a question) or of no pole at all, by name: it stays when other poles are left out."""
        return {}

    def once(self, key: tuple, make: Callable[[], Any]) -> Any:
        """What rests on one pole alone, or on none, made once; ``key``: its name, the pole and whatever else it depends on."""
        if key not in self.alone:
            self.alone[key] = make()
        return self.alone[key]

    @cached_property
    def by_id(self) -> dict[str, dict]:
        """coding_id -> the coding, of all that are kept."""
        return {row["coding_id"]: row for rows in self._codings.values() for row in rows}

    @cached_property
    def places(self) -> dict[str, tuple[str, int, int]]:
        """The id of a coding, member, tie or statement -> the study, first and last line of its passage."""
        found = {ref: (row["study"], int(row["line_start"]), int(row["line_end"])) for ref, row in self.by_id.items()}
        lists = ((self.clean.members, "member_id", "study"), (self.clean.ties, "tie_id", "study"), (self.raw["statements"], "statement_id", "source_id"))
        for table, key, study in lists:
            found |= {row[key]: (row[study], int(row["line_start"]), int(row["line_end"])) for row in rows_of(table)}
        return found

    @cached_property
    def _listed(self) -> dict[tuple[str, str], list[tuple[str, dict]]]:
        found: dict[tuple[str, str], list[tuple[str, dict]]] = {}
        for table, key in ((self.clean.codings, "coding_id"), (self.clean.members, "member_id"), (self.clean.ties, "tie_id")):
            for row in rows_of(table):
                found.setdefault((row["case_id"], row["study"]), []).append((row[key], row))
        return found

    def listed(self, case_id: str, study: str) -> list[tuple[str, dict]]:
        """All that was coded of a pole in a study, by its id: codings, then members, then ties, each in the order of its table."""
        return self._listed.get((case_id, study), [])

    def codings(self, case_id: str, study: str, variable_id: str) -> list[dict]:
        """All kept codings of a variable of a case, also those without a value and those that another outweighs."""
        return self._codings.get((case_id, study, variable_id), [])

    def used(self, case_id: str, study: str, variable_id: str, item: str | None = None) -> list[dict]:
        """The codings with a value that stand for the case; ``item``: only those of one item."""
        return [row for row in self.codings(case_id, study, variable_id)
                if row["used"] == "yes" and row["value"] and item in (None, row["item"])]

    def why_missing(self, case_id: str, study: str, variable_id: str) -> str:
        """Why a case has no value: one of KINDS. A variable whose silence is not coded is not stated where nothing was coded."""
        return self._missing.get((case_id, study, variable_id), "not_stated")

    def refs(self, case_id: str, study: str, variable_id: str) -> list[str]:
        """The references of all that was coded of a variable of a case; of the silence itself where nothing was."""
        return [row["coding_id"] for row in self.codings(case_id, study, variable_id)] or [f"{case_id}/{study}/{variable_id}"]

    def ids(self, case_id: str, study: str, variable_id: str, *codes: str) -> list[str]:
        """The references of the codings with a value that stand for the case; with ``codes`` only of those with one of these."""
        return [row["coding_id"] for row in self.used(case_id, study, variable_id) if not codes or row["value"] in codes]

    def looked(self, *variables: str, study: str = "") -> list[str]:
        """All that was coded of some variables, and the silences, of all poles asked (of one study): what it rests on that nothing is found."""
        known = [variable for variable in variables if variable in self.book.ids]
        return [ref for variable in known for case, of in self.pairs if study in ("", of) and self.book.asked_of(variable, of) for ref in self.refs(case, of, variable)]

    def having(self, variable_id: str, *codes: str) -> Cell:
        """How many pairs of a pole and a study have a value of a variable, or one of some codes; with the codings."""
        return counted([ids for pair in self.pairs if (ids := self.ids(*pair, variable_id, *codes))], self.looked(variable_id))

    def rows_of_cases(self, study: str = "") -> list[str]:
        """The references of the poles themselves (of one study): what the number of all poles rests on."""
        return [f"cases.csv#{case}" for case, of in self.pairs if study in ("", of)] or ["cases.csv"]

    def said(self, text: str) -> str:
        """A coder's own words, which are in English, in the language of the page."""
        return self.raw.in_words(text, self.labels)

    def without(self, ids: set[str]) -> Sample:
        """The same sample as if some codings had never been made; what is then without any is not stated."""
        tables = {name: partial(getattr, self.clean, name) for name in NAMES}
        fewer = replace(self, clean=Later(tables | {"codings": lambda: self.clean.codings[~self.clean.codings["coding_id"].isin(ids)]}))
        fewer.__dict__["_codings"] = self._codings | {key: [row for row in rows if row["coding_id"] not in ids]
                                                      for key, rows in self._codings.items() if any(row["coding_id"] in ids for row in rows)}
        fewer.__dict__["_missing"] = self._missing
        return fewer

    def apart_from(self, poles: set[str]) -> Sample:
        """The same sample without some poles. What was looked up of the others is not looked up again, which makes it quick."""
        def kept(name: str) -> pd.DataFrame:
            frame = getattr(self.clean, name)
            return frame[~frame["case_id"].isin(poles)].reset_index(drop=True)

        fewer = replace(self, clean=Later({name: partial(kept, name) for name in NAMES}))
        fewer.__dict__["_codings"] = {key: rows for key, rows in self._codings.items() if key[0] not in poles}
        fewer.__dict__["_missing"] = {key: kind for key, kind in self._missing.items() if key[0] not in poles}
        fewer.__dict__["pairs"] = [pair for pair in self.pairs if pair[0] not in poles]
        fewer.__dict__["alone"] = self.alone
        return fewer

    def under(self, rules: Rules) -> Sample:
        """The same sample under other rules."""
        if rules == self.rules:
            return self
        other = replace(self, rules=rules)
        other.__dict__.update({name: getattr(self, name) for name in ("_codings", "_missing", "_listed", "pairs")})
        return other

    def frame(self, variable_id: str) -> pd.DataFrame:
        """All used codings of a variable, as rows of data/clean/codings.csv."""
        rows = self.clean.codings
        return rows[(rows["variable_id"] == variable_id) & (rows["used"] == "yes") & (rows["value"] != "")].reset_index(drop=True)
