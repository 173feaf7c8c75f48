"""Say what data/clean holds, for people (README.md) and for programs (datapackage.json, Frictionless Data Package)."""

from __future__ import annotations

import json

import pandas as pd

from ptce_helpers.cleaning import Clean
from ptce_helpers.codebook import Codebook
from ptce_helpers.findings import KEYS
from ptce_helpers.schemas import NUMERIC

TITLES = {
    "cases": "One row per case and study; a column for each variable that has one value (several codes are joined by |)",
    "codings": "One row per kept coding, typed and arbitrated; 'used' says whether it stands for the case",
    "members": "One row per named member organisation of a case",
    "ties": "One row per tie of a case to a funder, partner, network or other pole",
    "cooperation": "One row per case, study, level and modality of cooperation, with the codings behind it",
    "missing": "One row per case, study and variable without a usable value, with the kind of missing",
}
INTEGERS = {"line_start", "line_end", "level", "as_of", "year", "year_end", "created_year"}
NUMBERS = {"amount", "upper", "jobs", "jobs_insertion", "volunteers"}
COLUMNS = {
    "coding_id": "Name of the coding; the same in data/raw/codings.csv (a...) or second_codings.csv (b...)",
    "coder": "first or second coder",
    "case_id": "Name of the case (data/raw/cases.csv)",
    "study": "Study that the fact comes from: labo2014 or crida2015",
    "variable_id": "Variable of the codebook",
    "used": "no where another passage was preferred (data/raw/corrections.csv)",
    "status": "stated, counted, derived, not_stated, not_applicable, chart_only or chart_read",
    "level": "Level of cooperation (cooperation.csv) or of a partner (ties.csv)",
    "kind": "Kind of missing: not_stated, not_applicable, chart_only, contradictory, not_coded",
}


def datapackage(clean: Clean, book: Codebook) -> str:
    """The Frictionless description of data/clean as JSON text; it follows from the tables and the codebook."""
    resources = [_resource(name, frame, book) for name, frame in clean.tables().items()]
    package = {
        "name": "ptce-clean", "title": "PTCE workbench: clean data", "profile": "tabular-data-package",
        "description": "Written by notebook 02-from-raw-to-clean; do not edit. Described in README.md beside this file.",
        "resources": resources,
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _resource(name: str, frame: pd.DataFrame, book: Codebook) -> dict:
    return {
        "name": name, "path": f"{name}.csv", "title": TITLES[name], "profile": "tabular-data-resource", "format": "csv", "mediatype": "text/csv",
        "encoding": "utf-8", "dialect": {"delimiter": ",", "lineTerminator": "\n"},
        "schema": {"fields": [_field(name, column, book) for column in frame.columns], "missingValues": [""], "primaryKey": KEYS[name]},
    }


def _field(table: str, column: str, book: Codebook) -> dict:
    field = {"name": column, "type": _type(table, column, book)}
    base = column.split("__")[0]
    if column in COLUMNS:
        field["description"] = COLUMNS[column]
    elif base in book.ids:
        row = book.variable(base)
        part = {"upper": " (upper end of a range)", "qualifier": " (how exact)"}.get(column.partition("__")[2], "")
        field |= {"title": row["label_en"] + part, "description": row["definition_en"]}
    return field


def _type(table: str, column: str, book: Codebook) -> str:
    if table == "cooperation" and column == "level":
        return "integer"
    if column in INTEGERS and not (table == "ties" and column == "level"):
        return "integer"
    base, _, part = column.partition("__")
    numeric_variable = table == "cases" and base in book.ids and book.variable(base)["scale"] in NUMERIC and part != "qualifier"
    return "number" if numeric_variable or (column in NUMBERS and table in ("ties", "members", "codings")) else "string"


def readme(clean: Clean, book: Codebook) -> str:
    """The README of data/clean in Markdown, from the tables and the codebook."""
    lines = ["# data/clean", "", "Written by `notebooks/02-from-raw-to-clean.ipynb` and by nothing else: do not edit. To change a value, change",
             "`data/raw` (see its README) and run the study again. The same raw tables give the same bytes.", "",
             "| file | rows | columns | what a row is |", "|---|---|---|---|"]
    lines += [f"| {name}.csv | {len(frame)} | {len(frame.columns)} | {TITLES[name]} |" for name, frame in clean.tables().items()]
    lines += ["", "Empty cells are missing; why is in `missing.csv`. Amounts are in euros, surfaces in square metres, shares in percent.",
              "In `cases.csv` the value said of the year nearest to the study's stands for a case; all are in `codings.csv`.", ""]
    for theme in sorted(set(book.variables["theme"])):
        lines += [f"## {theme}", "", "| variable | label | scale | unit | definition |", "|---|---|---|---|---|"]
        rows = book.variables[book.variables["theme"] == theme].sort_values("variable_id")
        lines += [f"| {r.variable_id} | {r.label_en} | {r.scale} | {r.unit} | {_cell(r.definition_en)} |" for r in rows.itertuples()]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
