"""The coded data as people wrote it: read data/raw whole, with every fault named at once."""

from __future__ import annotations

import difflib
import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pandas as pd

from ptce_helpers import consistency, declared_sets, questions, steps, type_questions
from ptce_helpers.checks import Known, check_explained, check_table, check_values
from ptce_helpers.codebook import Codebook
from ptce_helpers.errors import DataError, Fault, NotFound, nearest
from ptce_helpers.files import read_csv, rows_of
from ptce_helpers.labels import Labels
from ptce_helpers.schemas import TABLES

WITH_PASSAGE = tuple(name for name, table in TABLES.items() if "passage" in table.names)
REFERRED_TO = ("sources", "cases", "variables", "codes")  # while these are wrong, the rest can't be judged
VALUED = ("codings", "second_codings")
EXPLAINED = ("codings", "members", "ties", "statements")  # the second coder's rows stay as that coder wrote them


@dataclass(frozen=True)
class Raw:
    """Everything that data/raw holds, as text, one frame a table (``raw["codings"]``)."""

    tables: dict[str, pd.DataFrame]

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.tables[name]

    @cached_property
    def codebook(self) -> Codebook:
        return Codebook(self["variables"], self["codes"])

    @cached_property
    def _french(self) -> dict[str, str]:
        return {row["english"]: row["french"] for row in rows_of(self["translations"])}

    @cached_property
    def aliases(self) -> dict[tuple[str, str], list[dict]]:
        """(case_id, what a text calls it) -> the rows of aliases.csv."""
        found: dict[tuple[str, str], list[dict]] = {}
        for row in rows_of(self["aliases"]):
            found.setdefault((row["case_id"], row["also"]), []).append(row)
        return found

    def in_words(self, text: str, labels: Labels) -> str:
        """A coder's own words (an item, a doubt, a reason), written in English, in the language of the labels.

        What translations.csv does not hold stays as it is, marked as English.
        """
        if labels.lang == "en" or not text:
            return text
        return self._french.get(text) or (text if not any(map(str.isalpha, text)) else labels.text("untranslated", text=text))

    @cached_property
    def _rows(self) -> dict[str, list[dict]]:
        return {}

    def rows(self, name: str) -> list[dict]:
        """The rows of a table, read once for all who ask; nobody may change them."""
        if name not in self._rows:
            self._rows[name] = rows_of(self[name])
        return self._rows[name]

    @property
    def cases(self) -> list[str]:
        return sorted(self["cases"]["case_id"])

    def marks(self) -> pd.DataFrame:
        """Every passage of every table: table, row, source_id, line_start, line_end, passage."""
        frames = [
            self[name].assign(table=name, row=self[name]["_row"])[["table", "row", "source_id", "line_start", "line_end", "passage"]]
            for name in WITH_PASSAGE
        ]
        return pd.concat(frames, ignore_index=True)


_sound: dict[str, Raw] = {}  # the tables that were last found sound, by the hash of their bytes


def load(folder: Path) -> Raw:
    """Read and check data/raw; raises DataError with all faults of all tables that can be read.

    ``folder`` is data/raw. The tables that others refer to (sources, cases, variables, codes) are checked first:
    while they are wrong, the rest can't be judged. Tables that were found sound are not checked again as long as
    they are the same to the byte; what is done to a table that was loaded stays with whoever loaded it.
    """
    state = _state(folder)
    raw = _sound.get(state) or _checked(folder)
    if state:
        _sound.clear()
        _sound[state] = raw
    return Raw({name: frame.copy(deep=False) for name, frame in raw.tables.items()})


def _state(folder: Path) -> str:
    """One hash of all tables; empty when one can't be read."""
    total = hashlib.sha256()
    try:
        for name in TABLES:
            content = (folder / f"{name}.csv").read_bytes()
            total.update(f"{name} {len(content)} ".encode() + content)
    except OSError:
        return ""
    return total.hexdigest()


def read(folder: Path) -> Raw:
    """Read data/raw as it is, unchecked; raises DataError for tables that can't be read."""
    tables, faults = _read_all(folder)
    if faults:
        raise DataError(faults)
    return Raw(tables)


def _checked(folder: Path) -> Raw:
    raw, faults = read(folder), []
    known = _known(raw)
    for name in REFERRED_TO:
        faults += check_table(raw[name], TABLES[name], known)
    faults += _codebook_faults(raw) + consistency.studies(raw["sources"])
    if not faults:
        faults += consistency.cases(raw["cases"])
    if faults:
        raise DataError(faults)
    for name, table in TABLES.items():
        if name not in REFERRED_TO:
            faults += check_table(raw[name], table, known)
        if name in VALUED:
            faults += check_values(raw[name], table, known)
        if name in consistency.OF_A_CASE:
            faults += consistency.rows_of_a_study(name, raw[name], raw["cases"])
        if name in EXPLAINED:
            faults += check_explained(raw[name], table)
        if name in consistency.QUERIED:
            faults += consistency.queries(name, raw[name])
    faults += consistency.pairs(raw["tows"], raw["swot"])
    faults += consistency.aliases(raw["partner_aliases"], {*raw["ties"]["partner"], *raw["members"]["member"]})
    faults += consistency.identities(raw["identities"], set(raw.codebook.ids), set(raw["statements"]["subject"]))
    if not faults:
        faults += consistency.sheets(raw["sheets"], raw["cases"]) + consistency.paragraphs(raw["paragraphs"], raw["sources"])
    faults += declared_sets.check(raw) + questions.check(raw) + steps.check(raw) + type_questions.check(raw)
    if faults:
        raise DataError(faults)
    return raw


def _read_all(folder: Path) -> tuple[dict[str, pd.DataFrame], list[Fault]]:
    tables, faults = {}, []
    for name, table in TABLES.items():
        try:
            tables[name] = read_csv(folder / f"{name}.csv", table.names)
        except DataError as error:
            faults += error.faults
    return tables, faults


def _known(raw: Raw) -> Known:
    lines = {row["source_id"]: int(row["lines"]) for row in rows_of(raw["sources"]) if row["lines"].isdecimal()}
    return Known(tuple(raw.cases), lines, raw.codebook, frozenset(raw["codings"]["coding_id"]),
                 frozenset(raw["second_codings"]["coding_id"]))


def _codebook_faults(raw: Raw) -> list[Fault]:
    """A variable with categories needs codes; a number or text takes none."""
    book, faults = raw.codebook, []
    for row in rows_of(raw["variables"]):
        has, needs = bool(book.allowed(row["variable_id"])), row["scale"] in ("category", "multi", "yes_no")
        if needs and not has:
            faults.append(Fault("data/raw/codes.csv", 0, "a variable has no codes", variable=row["variable_id"],
                                allowed=f"at least two codes for scale {row['scale']}", todo="add its codes"))
        if has and not needs:
            faults.append(Fault("data/raw/codes.csv", 0, "codes are given for a number or text", variable=row["variable_id"],
                                found=row["scale"], todo="remove the codes or change the scale"))
    return faults


def find_case(given: str, cases: pd.DataFrame) -> str:
    """The case_id of a pole that is called by its case_id, its name or another name that it has; accents play no part.

    ``cases`` is the table cases.csv. Raises NotFound with the nearest name, or with all cases when none is near.
    """
    names = {plain(name): row["case_id"] for row in cases.to_dict("records")
             for name in reversed([row["case_id"], row["name"], *row["aliases"].split("|")]) if name}
    if plain(given) in names:
        return names[plain(given)]
    near = difflib.get_close_matches(plain(given), list(names), n=1)
    ids = sorted(cases["case_id"])
    raise NotFound(f"There is no case {given!r}.", todo=f"did you mean {names[near[0]]!r}?" if near else nearest(given, ids))


@cache
def plain(name: str) -> str:
    """A name without accents, capitals, spaces and signs: Domb’Innov is dombinnov, and so is domb_innov."""
    letters = "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    return "".join(re.findall(r"[^\W_]+", letters.casefold()))
