"""Follow one cell of a table of the reports back to its data: which rows it rests on, and where their passages stand."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pandas as pd

from ptce_helpers import describe, trace
from ptce_helpers.codings import Raw
from ptce_helpers.errors import NotFound, nearest
from ptce_helpers.files import read_text, rows_of
from ptce_helpers.labels import Labels, catalogue
from ptce_helpers.schemas import TABLES
from ptce_helpers.sources import Copy

NOTES = ("reason", "doubt", "comment", "purpose", "condition")  # a coder's own words
MOST = 40  # rows of data that are told unless all are asked for


@dataclass(frozen=True)
class Place:
    """One cell of one table: the table's name, the row as it is numbered below the header, the column, value, references."""

    table: str
    row: int
    key: str
    column: str
    value: str
    refs: tuple[str, ...]

    def head(self, labels: Labels) -> Iterator[str]:
        """Which cell it is, and its value, as a line to read."""
        yield labels.text("cell_head", table=self.table, row=self.row, key=self.key, column=_heading(self.column, labels), value=self.value or labels.text("cell_empty"))


class Behind(Protocol):
    """What rests on rows of data: a cell of a table, a sentence, a number."""

    refs: tuple[str, ...]

    def head(self, labels: Labels) -> Iterator[str]: ...


def find(path: Path, row: str, column: str, labels: Labels) -> Place:
    """The cell of a table: ``path`` of its CSV, ``row`` its number (1 is the first below the header) or what stands in
    its first columns, ``column`` its name in the file or its heading. Raises NotFound with the nearest name.
    """
    frame, evidence = _read(path), _read(path.parent.parent / "evidence" / path.name)
    names = list(frame.columns)
    wanted = next((name for name in names if column in (name, _heading(name, labels))), None) or _by_range(names, column, labels)
    if wanted is None:
        raise NotFound(f"{path.name} has no column {column!r}.", todo=nearest(column, names))
    at = _row(frame, row, path.name)
    key = " · ".join(str(cell) for cell in frame.iloc[at, :3] if cell)
    return Place(path.stem, at + 1, key, wanted, frame.at[at, wanted], tuple(evidence.at[at, wanted].split()))


def _heading(name: str, labels: Labels) -> str:
    return labels.text(f"column_{name}") if f"column_{name}" in catalogue() else name


def _by_range(names: list[str], column: str, labels: Labels) -> str | None:
    """A column that a page shows as one range or one list of kinds: its first part."""
    return next((name for name in names for whole in (name.removesuffix("_low") + "_range", name.partition("_")[0])
                 if f"column_{whole}" in catalogue() and column in (whole, _heading(whole, labels))), None)


def _read(path: Path) -> pd.DataFrame:
    if not path.is_file():
        kind = "evidence of the table" if path.parent.name == "evidence" else "table"
        others = sorted(other.name for other in path.parent.glob("*.csv"))
        raise NotFound(f"There is no {kind} {path}.", todo=nearest(path.name, others) if others else "make the study: ptce run")
    header, *rows = csv.reader(io.StringIO(read_text(path)))
    return pd.DataFrame(rows, columns=header, dtype="str")


def _row(frame: pd.DataFrame, row: str, table: str) -> int:
    if row.isdecimal() and 1 <= int(row) <= len(frame):
        return int(row) - 1
    if row.isdecimal():
        raise NotFound(f"{table} has no row {row}.", todo=f"give a number from 1 to {len(frame)}, or what stands in its first column." if len(frame) else "the table is empty.")
    for width in range(1, min(4, len(frame.columns)) + 1):
        keys = [" ".join(cells) for cells in frame.iloc[:, :width].itertuples(index=False, name=None)]
        row = row.replace(" · ", " ")  # as this command itself writes the key of a row
        if keys.count(row) == 1:
            return keys.index(row)
        if keys.count(row) > 1:
            hits = [number for number, key in enumerate(keys, 1) if key == row]
            raise NotFound(f"{table} has {len(hits)} rows that begin with {row!r}.", todo=f"give the number of the row: {', '.join(map(str, hits))}.")
    raise NotFound(f"{table} has no row {row!r}.", todo=nearest(row, list(dict.fromkeys(frame.iloc[:, 0]))))


def lines(place: Behind, raw: Raw, copies: dict[str, Copy], labels: Labels, most: int = MOST) -> Iterator[str]:
    """All that is known of a cell or a sentence, as lines to read: value, then each row of data behind it with document and lines."""
    yield from place.head(labels)
    if not place.refs:
        yield f"  {labels.text('cell_nothing')}"
    told = place.refs[:most]
    found = trace.evidence_of(list(told), raw, copies, labels)
    rows = by_key(raw) if len(found) < len(told) else {}
    for ref in told:
        yield ""
        yield from _coding_lines(*found[ref], raw, labels) if ref in found else _other(ref, rows, raw, copies, labels)
    if len(place.refs) > most:
        yield ""
        yield f"  {labels.text('cell_more', n=len(place.refs) - most)}"
    if found and not copies:
        yield f"  {labels.text('trace_how_to_see')}"


def _coding_lines(case_id: str, variable_id: str, one: trace.Evidence, raw: Raw, labels: Labels) -> Iterator[str]:
    yield f"  {describe.names(raw)[case_id]}, {raw.codebook.label(variable_id, labels.lang)} ({variable_id})"
    yield from trace.evidence_lines(one, labels)


def by_key(raw: Raw) -> dict[str, tuple[str, str, int]]:
    """Reference -> table, key and place of the row that it names: by the key alone, and by TABLE.csv#KEY."""
    found: dict[str, tuple[str, str, int]] = {}
    for name, table in TABLES.items():
        for place, parts in enumerate(zip(*(raw[name][column] for column in table.key), strict=True)):
            key = "/".join(parts)
            ref = key.replace(" ", "%20")
            found[f"{name}.csv#{ref}"] = (name, key, place)
            found.setdefault(ref, (name, key, place))
    return found


def _other(ref: str, rows: dict[str, tuple[str, str, int]], raw: Raw, copies: dict[str, Copy], labels: Labels) -> Iterator[str]:
    """A reference that is no coding: a row of another table, a silence, a whole table, a file of the project."""
    if ref in rows:
        name, key, place = rows[ref]
        row = rows_of(raw[name].iloc[[place]])[0]
        yield f"  {labels.text('cell_row', table=f'data/raw/{name}.csv', key=key, said=in_words(name, row, raw, labels))}"
        if "passage" in row:
            yield from (f"    {line}" for line in trace.place_lines(row, copies, raw, labels))
    elif (silence := as_silence(ref, raw)) is not None:
        case, study, variable = silence
        yield f"  {labels.text('cell_silence', case=describe.names(raw)[case], study=labels.text(f'study_{study}'), variable=raw.codebook.label(variable, labels.lang))}"
    else:
        yield f"  {whole(ref, raw, labels)}"


def as_silence(ref: str, raw: Raw) -> list[str] | None:
    """Case, study and variable of a reference to a silence; None of any other."""
    parts = ref.split("/")
    return parts if len(parts) == 3 and parts[0] in raw.cases else None


def whole(ref: str, raw: Raw, labels: Labels) -> str:
    """What a reference to a whole table of data/raw, or to a file of the project, says."""
    name = ref.removesuffix(".csv")
    if name in TABLES and name != ref:
        return labels.text("cell_table", table=f"data/raw/{ref}", n=len(raw[name]))
    return labels.text("cell_file", file=ref)


def in_words(name: str, row: dict, raw: Raw, labels: Labels) -> str:
    """What a row of a table of data/raw says, column by column, without its key and its place in the text."""
    return ", ".join(f"{column}: {raw.in_words(row[column], labels) if column in NOTES else row[column]}" for column in TABLES[name].names
                     if row[column] and column not in ("passage", "source_id", "line_start", "line_end", *TABLES[name].key))
