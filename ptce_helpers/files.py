"""Read the researchers' CSV files as they come, write ours whole or not at all."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path

import pandas as pd

from ptce_helpers.errors import DataError, Fault
from ptce_helpers.writing import unwritable, write_text

__all__ = ["as_csv", "cell", "read_csv", "read_text", "unwritable", "write_text"]

AS_CSV = "save it again as UTF-8 with commas ('CSV UTF-8' in a spreadsheet)"
ROW = "_row"  # spreadsheet row of a record, kept so that every later message can name it


def read_text(path: Path) -> str:
    """Read a UTF-8 text file, with or without a byte-order mark.

    Raises DataError naming the first line that is not UTF-8 (typically Latin-1 from an older spreadsheet), or UTF-16.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise DataError([Fault(path.name, 0, "the file is missing", todo=f"put it back at {path}")]) from None
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in data[:100]:
        raise DataError([Fault(path.name, 0, "the file is UTF-16 text ('Unicode' in a spreadsheet)", allowed="UTF-8, with or without BOM", todo=AS_CSV)])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        found = data[error.start : error.start + 1].decode("latin-1")
        raise DataError(
            [Fault(path.name, 0, f"line {line} is not UTF-8 text", found=found, allowed="UTF-8, with or without BOM",
                   todo=f"{AS_CSV}; it looks like Latin-1 / Windows-1252")]
        ) from None


def read_csv(path: Path, columns: list[str]) -> pd.DataFrame:
    """Read a table of text cells, checking only its shape: columns, number of fields, not empty.

    Accepts commas or semicolons, any line end, UTF-8 with or without BOM. Returns a frame of str with the given
    columns and ``_row``. Raises DataError with all faults of the shape at once.
    """
    text = read_text(path)
    if not text.strip():
        raise DataError([Fault(path.name, 0, "the file is empty", allowed="at least the header " + ",".join(columns),
                               todo="restore it from version control")])
    first = text.splitlines()[0]
    if first.count("\t") > max(first.count(","), first.count(";")):
        raise DataError([Fault(path.name, 1, "the cells are separated by tabs", allowed="commas (or semicolons)", todo=AS_CSV)])
    delimiter = delimiter_of(first)
    header, *records = _records(path, text, delimiter)
    header = [name.strip() for name in header]
    named = _without_blank_end(header)
    faults = _header_faults(path, named, columns)
    rows, numbers = [], []
    for number, record in enumerate(records, start=2):
        if not any(map(str.strip, record)):
            continue
        if len(record) != len(header):
            faults.append(Fault(path.name, number, "wrong number of cells", found=str(len(record)), allowed=str(len(header)),
                                todo=f"quote cells that contain {delimiter!r}"))
        elif any(map(str.strip, record[len(named):])):
            faults.append(Fault(path.name, number, "a cell stands in a column without a name", found=_without_blank_end([cell.strip() for cell in record])[-1],
                                todo="clear it, or move it into its column"))
        else:
            rows.append(record)
            numbers.append(number)
    if faults:
        raise DataError(faults)
    cells = {name: [row[place].strip() for row in rows] for place, name in enumerate(named)}
    return pd.DataFrame(cells, columns=columns, dtype="str").assign(**{ROW: pd.Series(numbers, dtype="int64")})


def delimiter_of(header: str) -> str:
    """What separates the cells of a table, by its header: commas, or the semicolons of a spreadsheet."""
    return ";" if header.count(";") > header.count(",") else ","


def _without_blank_end(cells: list[str]) -> list[str]:
    """The cells up to the last that holds something: spreadsheets add empty columns on the right."""
    return cells[: max((place for place, cell in enumerate(cells, start=1) if cell), default=0)]


def _header_faults(path: Path, header: list[str], columns: list[str]) -> list[Fault]:
    faults = [Fault(path.name, 1, "a column is missing", found=",".join(header), allowed=name, todo=f"add the column {name!r}")
              for name in columns if name not in header]
    faults += [Fault(path.name, 1, f"column {place} has no name", allowed=", ".join(columns), todo="name it, or remove it")
               for place, name in enumerate(header, start=1) if not name]
    faults += [Fault(path.name, 1, "a column is not in the data model", found=name, allowed=", ".join(columns),
                     todo="remove it, or rename it to the column you mean") for name in header if name and name not in columns]
    return faults + [Fault(path.name, 1, "a column stands twice", found=name, todo="remove one of them")
                     for name in sorted({name for name in header if name and header.count(name) > 1})]


def _records(path: Path, text: str, delimiter: str) -> list[list[str]]:
    """Split a text into rows of cells; a quote that is opened and not closed would swallow the rows below it."""
    records = []
    try:
        records.extend(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        raise DataError([Fault(path.name, len(records) + 1, "a quote is out of place in this row",
                               allowed="a quoted cell begins and ends with a quote; a quote inside it is doubled",
                               todo="close the quote, or remove it")]) from None
    return records


def rows_of(frame: pd.DataFrame) -> list[dict]:
    """The rows of a frame as dictionaries: what to_dict("records") gives, many times faster for columns of text."""
    names = list(frame.columns)
    return [dict(zip(names, row, strict=True)) for row in zip(*(frame[name].to_numpy(dtype=object) for name in names), strict=True)]


def as_csv(frame: pd.DataFrame) -> str:
    """Write a frame as text in the repository's one CSV form: UTF-8, commas, LF, no index, whole numbers without .0."""
    out = frame.drop(columns=[ROW], errors="ignore")
    typed = out.select_dtypes(exclude="str").map(cell)
    return out.assign(**typed).to_csv(index=False, lineterminator="\n")


def cell(value: object) -> str:
    """One cell as text: empty for missing, 12 for 12.0, true/false for booleans."""
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.10g}"
    return str(value)
