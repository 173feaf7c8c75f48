"""What moved between two states of the study, as rows: clean values, cells of tables, figures, sentences, claims."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ptce_helpers import differences, files
from ptce_helpers.cleaning import Clean
from ptce_helpers.differences import Difference
from ptce_helpers.notebooks import BY_NAME
from ptce_helpers.results import Book, path_of, read

CLAIMS, CLAIM = "15-claims-claims", "claim_id"  # the table of the claims, of which a cell counts as a claim's, and its key
VALUES = ["case_id", "study", "variable_id", "row", "before", "after", "tables"]
CELLS = ["notebook", "table", "row", "column", "before", "after"]
FIGURES = ["notebook", "figure", "n", "fact"]
SENTENCES = ["notebook", "kind", "name", "before", "after"]
OF_CLAIMS = [CLAIM, "column", "before", "after"]
ROW_OF = {"members": "member_id", "ties": "tie_id"}  # clean tables that hold no values of variables
SAYS = {"members": "member", "ties": "partner"}

Place = tuple[str, str, str, str]  # case, study, variable, id of a row (of a member or tie)


@dataclass(frozen=True)
class Moved:
    """What differs, a frame for each kind; ``there``: how many values, tables, figures and sentences there were before.

    ``values``: a row for each variable of a case in a study, each member and each tie, with the clean ``tables`` in which it
    moved. ``cells``: a row for each cell; one without a column is a whole row that comes or goes. ``figures``: in how many
    things what is plotted differs, and the first of them. ``sentences``: sentences and recorded numbers.
    """

    values: pd.DataFrame
    cells: pd.DataFrame
    figures: pd.DataFrame
    sentences: pd.DataFrame
    claims: pd.DataFrame
    there: dict[str, int]


def moved(before: Clean, after: Clean, earlier: dict[str, Path], later: dict[str, Path]) -> Moved:
    """Hold two states of the study against each other.

    ``earlier`` and ``later``: notebook -> folder of its results; of a notebook that is not in ``later``, all falls.
    """
    old = {name: read(path_of(folder, name)) for name, folder in earlier.items()}
    new = {name: read(path_of(later[name], name)) if name in later else Book(name) for name in old}
    order = sorted(old, key=lambda name: ("data/clean" not in BY_NAME[name].reads, name))  # what the study finds, before how it was coded
    pairs = [(old[name], new[name]) for name in order]
    cells = pd.DataFrame([row for pair in pairs for row in _cells(*pair)], columns=CELLS, dtype="str")
    claims = cells[cells["table"] == CLAIMS].rename(columns={"row": CLAIM})[OF_CLAIMS]
    there = {kind: sum(len(getattr(book, kind)) for book in old.values()) for kind in ("tables", "figures", "sentences")} | {"values": len(_places(before))}
    found = [(one, list(differences.compare(one, other))) for one, other in pairs]
    figures = pd.DataFrame([row for pair in found for row in _figures(*pair)], columns=FIGURES)
    sentences = pd.DataFrame([row for pair in found for row in _sentences(*pair)], columns=SENTENCES, dtype="str")
    return Moved(_values(before, after), cells[cells["table"] != CLAIMS].reset_index(drop=True), figures, sentences, claims.reset_index(drop=True), there)


# --- clean values ----------------------------------------------------------------------------------------------------------


def _values(before: Clean, after: Clean) -> pd.DataFrame:
    old, new = _places(before), _places(after)
    said = [_said(tables) for tables in (before, after)]
    rows = []
    for place in sorted(old.keys() | new.keys()):
        was, now = old.get(place, {}), new.get(place, {})
        tables = [name for name in before.tables() if was.get(name) != now.get(name)]
        if tables:
            rows.append([*place, said[0].get(place, ""), said[1].get(place, ""), " ".join(tables)])
    return pd.DataFrame(rows, columns=VALUES, dtype="str")


def _places(tables: Clean) -> dict[Place, dict[str, list[tuple]]]:
    """Place -> clean table -> all that this table holds of it."""
    found: dict[Place, dict[str, list[tuple]]] = {}
    for name, frame in tables.tables().items():
        for row in files.rows_of(frame):
            parts = _of_a_case(row) if name == "cases" else [(row.get("variable_id") or row.get("modality", ""), row.get(ROW_OF.get(name, ""), ""), tuple(row.values()))]
            for variable, key, content in parts:
                found.setdefault((row["case_id"], row["study"], variable, key), {}).setdefault(name, []).append(content)
    return found


def _of_a_case(row: dict[str, str]) -> Iterator[tuple[str, str, tuple]]:
    """A row of the wide table cases.csv, variable by variable; its name and whether it has a sheet belong to none."""
    for column, value in row.items():
        if column not in ("case_id", "study") and value:
            yield "" if column in ("name", "has_sheet") else column.partition("__")[0], "", (column, value)


def _said(tables: Clean) -> dict[Place, str]:
    """Place -> what stands there: the values that are used, or the kind of missing; the name of a member or partner."""
    found: dict[Place, list[str]] = {}
    for row in files.rows_of(tables.codings):
        if row["used"] == "yes" and row["value"]:
            figure = f"{row['value']}–{row['upper']}" if row["upper"] else row["value"]
            found.setdefault((row["case_id"], row["study"], row["variable_id"], ""), []).append(f"{row['item']}: {figure}" if row["item"] else figure)
    for row in [*files.rows_of(tables.missing), *files.rows_of(tables.cooperation)]:
        found.setdefault((row["case_id"], row["study"], row.get("variable_id") or row["modality"], ""), [row.get("kind") or row["state"]])
    found |= {(row["case_id"], row["study"], "", ""): [row["name"]] for row in files.rows_of(tables.cases)}
    for name, key in ROW_OF.items():
        found |= {(row["case_id"], row["study"], "", row[key]): [row[SAYS[name]]] for row in files.rows_of(getattr(tables, name))}
    return {place: "; ".join(values) for place, values in found.items()}


# --- results of notebooks ---------------------------------------------------------------------------------------------------


def _cells(before: Book, after: Book) -> Iterator[list[str]]:
    for name in sorted(before.tables.keys() | after.tables.keys()):
        old, new = (book.tables.get(name) for book in (before, after))
        empty = {"columns": (old or new)["columns"], "keys": (old or new)["keys"], "rows": []}
        for row, column, was, now in differences.cells(old or empty, new or empty):
            table = f"{before.notebook}-{name}"
            yield [before.notebook, table, " · ".join(map(as_text, row.values())), column, *(as_text(value) for value in (was, now))]


def _figures(book: Book, found: list[Difference]) -> Iterator[list[object]]:
    facts: dict[str, list[str]] = {}
    for one in found:
        if one.kind == "figure":
            facts.setdefault(one.name, []).append(f"{one.where}: {one.fact}" if one.where else one.fact)
    for name, said in facts.items():
        yield [book.notebook, f"{book.notebook}-{name}", len(said), said[0]]


def _sentences(book: Book, found: list[Difference]) -> Iterator[list[str]]:
    """Sentences that say something else, and recorded numbers that are others, also those in sentences."""
    for one in found:
        if one.kind in ("sentence", "scalar") and not one.where:
            yield [book.notebook, one.kind, one.name, *(_text(side) for side in (one.before, one.after))]


def _text(side: object) -> str:
    """What a sentence says, or a number is; one that comes or goes is given as it stands in the results."""
    entry = side if isinstance(side, dict) else {}
    return as_text(entry["text"] if "text" in entry else entry["value"] if "type" in entry else side)


def as_text(value: object) -> str:
    """A value as it stands in a table of the reports; a whole row with its cells one after the other; missing as nothing."""
    if isinstance(value, dict):
        return "" if set(value) == {"value", "kind"} else " | ".join(filter(None, map(as_text, value.values())))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else files.cell(value)
