"""What the tables of data/raw must say together: which studies there are, which poles each of them describes, who is one organisation."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from ptce_helpers.errors import Fault, nearest
from ptce_helpers.files import ROW, rows_of
from ptce_helpers.schemas import STUDIES

QUERIED = ("swot", "tows", "practices")
OPERANDS = ("parts", "whole", "rate", "severity")
NEEDED = dict.fromkeys(("parts", "bound", "order", "same", "excludes"), ("parts", "whole", "severity")) | {
    "share": OPERANDS, "duration": ("parts", "rate", "severity"), "yearly": ("parts", "rate", "severity"), "announced": ("parts",),
    "means": ("parts", "whole", "rate"), "reading": ("whole", "rate"),
}  # fmt: skip
OF_A_CASE = ("codings", "second_codings", "members", "ties", "harmonisation")


def studies(sources: pd.DataFrame) -> list[Fault]:
    """A source that is neither study of the workbench: cases.csv, data/clean and the notebooks know these two only."""
    return [Fault("data/raw/sources.csv", row[ROW], "a third study can't be added yet", found=row["source_id"], allowed=", ".join(STUDIES),
                  todo="remove the row: cases.csv says of each pole whether these two studies describe it, and the notebooks compare these two")
            for row in rows_of(sources) if row["source_id"] not in STUDIES]


def cases(table: pd.DataFrame) -> list[Fault]:
    """A pole that no study describes would be in no table; a sheet is one of the study of 2014."""
    return sorted(fault for row in rows_of(table) for fault in _case(row))


def _case(row: dict) -> Iterator[Fault]:
    if not any(row[f"in_{study}"] == "yes" for study in STUDIES):
        yield Fault("data/raw/cases.csv", row[ROW], "this case is in no study", case=row["case_id"],
                    allowed=f"yes in {' or '.join(f'in_{study}' for study in STUDIES)}", todo="say which study describes the pole, or remove the row")
    if row["sheet_labo2014"] == "yes" and row["in_labo2014"] != "yes":
        yield Fault("data/raw/cases.csv", row[ROW], "a sheet is given for a case that the study of 2014 does not describe", case=row["case_id"],
                    found=f"in_labo2014 {row['in_labo2014']}", todo="correct sheet_labo2014 or in_labo2014")


def rows_of_a_study(name: str, table: pd.DataFrame, cases: pd.DataFrame) -> list[Fault]:
    """Rows that rest on a study in which, by cases.csv, their pole does not occur."""
    absent = {(row["case_id"], study) for row in rows_of(cases) for study in STUDIES if row[f"in_{study}"] == "no"}
    return [Fault(f"data/raw/{name}.csv", row[ROW], "by cases.csv this case is not in this study", found=row["source_id"], case=row["case_id"],
                  variable=row.get("variable_id", ""), allowed=f"a study with yes or mentioned in cases.csv, row of {row['case_id']}",
                  todo=f"correct source_id, or write mentioned into in_{row['source_id']} where the study only names the pole in passing")
            for row in rows_of(table) if (row["case_id"], row["source_id"]) in absent]


def queries(name: str, table: pd.DataFrame) -> list[Fault]:
    """Items without a query of which it is said how well the query fits, and the reverse."""
    return [Fault(f"data/raw/{name}.csv", row[ROW], "the query and its fit do not go together", found=f"{row['query'] or 'no query'}, fit {row['fit']}",
                  allowed="direct or indirect with a query, absent without one", todo="correct fit, or write the query")
            for row in rows_of(table) if bool(row["query"]) == (row["fit"] == "absent")]


def pairs(tows: pd.DataFrame, swot: pd.DataFrame) -> list[Fault]:
    """Option pairs must answer an opportunity or a threat of the SWOT."""
    allowed = sorted(row["item_id"] for row in rows_of(swot) if row["quadrant"] in ("opportunity", "threat"))
    return [Fault("data/raw/tows.csv", row[ROW], "item_id: this is no opportunity or threat of swot.csv", found=row["item_id"],
                  allowed=", ".join(allowed) or "none", todo="copy the item_id of the opportunity or threat that the option answers")
            for row in rows_of(tows) if row["item_id"] and row["item_id"] not in allowed]


def aliases(table: pd.DataFrame, named: set[str]) -> list[Fault]:
    """Other names of organisations that nobody is called by (``named``: all partners and members), or that lead to another alias."""
    faults, known = [], set(table["alias"])
    for row in rows_of(table):
        if row["alias"] not in named:
            faults.append(Fault("data/raw/partner_aliases.csv", row[ROW], "no partner and no member is called so", found=row["alias"],
                                todo="correct the alias to the spelling of ties.csv or members.csv, or remove the row"))
        if row["name"] in known:
            faults.append(Fault("data/raw/partner_aliases.csv", row[ROW], "an alias leads to another alias", found=row["name"],
                                todo="write the name that shall stand in the end"))
    return faults


def identities(table: pd.DataFrame, variables: set[str], subjects: set[str]) -> list[Fault]:
    """Identities without the operands that their kind needs, or with a variable that does not exist (``~``: the subject of a statement)."""
    faults = []
    for row in (row for row in rows_of(table) if row["kind"] in NEEDED):
        needs, may = NEEDED[row["kind"]], ("whole",) if row["kind"] == "duration" else ()  # without an end it lasts until the sheet was written
        if any(bool(row[name]) != (name in needs) for name in OPERANDS if name not in may):
            faults.append(Fault("data/raw/identities.csv", row[ROW], "the operands do not fit the kind", case=row["case_id"],
                                found=", ".join(name for name in OPERANDS if row[name]) or "none", allowed=f"for {row['kind']}: {', '.join(needs)}",
                                todo="fill in what the kind needs, and nothing else"))
        faults += [Fault("data/raw/identities.csv", row[ROW], "this variable does not exist", case=row["case_id"], found=name,
                         allowed="a variable_id, or ~ and the subject of a statement", todo=nearest(name.lstrip("~"), sorted(variables)))
                   for name in _operands(row) if name.lstrip("~") not in (subjects if name.startswith("~") else variables)]
    return faults


def _operands(row: dict) -> list[str]:
    """The variables that an identity names: before @item and =code; numbers, words and the name of a check are none."""
    texts = [row["parts"], row["whole"], row["rate"] if row["kind"] in ("share", "duration") else ""]
    terms = [term.strip() for text in texts for term in re.split(r" \| | x ", text) if text]
    return [re.split("[@=]", term)[0] for term in terms if not re.fullmatch(r"[\d.]+", term)]


def sheets(table: pd.DataFrame, cases: pd.DataFrame) -> list[Fault]:
    """Sheets that overlap, or of poles that by cases.csv have none."""
    given = {row["case_id"]: row for row in rows_of(table)}
    has = {row["case_id"] for row in rows_of(cases) if row["sheet_labo2014"] == "yes"}
    faults = [Fault("data/raw/sheets.csv", row[ROW], "by cases.csv this case has no sheet", case=case, todo="correct sheet_labo2014, or remove the row")
              for case, row in given.items() if case not in has]
    order = sorted(given.values(), key=lambda row: int(row["line_start"]))
    faults += [Fault("data/raw/sheets.csv", row[ROW], "this sheet begins before the one above it ends", case=row["case_id"], found=row["line_start"],
                     allowed=f"a line after {before['line_end']}", todo="correct the lines")
               for before, row in zip(order, order[1:], strict=False) if int(row["line_start"]) <= int(before["line_end"])]
    return faults


def paragraphs(table: pd.DataFrame, sources: pd.DataFrame) -> list[Fault]:
    """Paragraphs of a text that leave lines out, overlap, or do not end with the text; a text without any is not described yet."""
    lines = dict(zip(sources["source_id"], sources["lines"], strict=True))
    rows = sorted(rows_of(table), key=lambda row: (row["source_id"], int(row["line_start"])))
    return sorted(fault for source in lines for fault in _in_a_row([row for row in rows if row["source_id"] == source], int(lines[source])))


def _in_a_row(rows: list[dict], last: int) -> Iterator[Fault]:
    file, ended = "data/raw/paragraphs.csv", 0
    for row in rows:
        start, end, text_end = int(row["line_start"]), int(row["line_end"]), int(row["text_end"])
        if start != ended + 1:
            yield Fault(file, row[ROW], "lines lie between two paragraphs" if start > ended + 1 else "two paragraphs overlap",
                        found=f"{row['source_id']} {start}", allowed=f"{ended + 1}, the line after the paragraph above", todo="correct line_start, or the line_end above")
        if not start <= text_end <= end:
            yield Fault(file, row[ROW], "text_end lies outside its paragraph", found=str(text_end), allowed=f"{start} to {end}", todo="give the last line that holds text")
        ended = end
    if rows and ended != last:
        yield Fault(file, rows[-1][ROW], "the last paragraph does not end with the text", found=f"{rows[-1]['source_id']} {ended}",
                    allowed=f"{last}, its lines by sources.csv", todo="correct line_end, or add the paragraphs that lack")
