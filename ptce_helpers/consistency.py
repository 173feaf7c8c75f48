"""What the tables of data/raw must say together: which studies there are, and which poles each of them describes."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ptce_helpers.errors import Fault
from ptce_helpers.files import ROW, rows_of
from ptce_helpers.schemas import STUDIES

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
