"""The typed results of one notebook: numbers, tables, figures and sentences, in one file beside the executed notebook.

A notebook adds to the book that is open, in one line a result::

    desk.scalar("share_of_firms", 0.43, rests_on=forms, tolerance=0.01, unit="share")

``rests_on`` says on which rows of data it rests (a Traced table, or references), so that ``ptce trace NOTEBOOK share_of_firms``
leads there; :func:`scalar` alone does not. What :class:`ptce_helpers.study.Desk` shows, draws and says is added by itself. The file NAME.results.json is
written anew, whole or not at all, with each result, so that a notebook that stops loses none.
"""

from __future__ import annotations

import json
import math
import os
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from ptce_helpers import plotted
from ptce_helpers.errors import NotFound, ResearcherError, nearest
from ptce_helpers.files import write_text

FORMAT = 1
ENDING = ".results.json"
KINDS = ("figures", "scalars", "sentences", "tables")
SCALARS = {bool: "bool", int: "int", float: "float", str: "str", type(None): "none"}


@dataclass
class Book:
    """The results of one notebook, by kind and name, as they stand in its file.

    ``scalars``: type, value, tolerance, unit; ``tables``: keys, columns, rows; ``figures``: data, hash;
    ``sentences``: text, values. A value that is missing is ``{"value": None, "kind": "nan"}`` (or NA, NaT, inf, -inf).
    """

    notebook: str
    parameters: dict[str, object] = field(default_factory=dict)
    scalars: dict[str, dict] = field(default_factory=dict)
    tables: dict[str, dict] = field(default_factory=dict)
    figures: dict[str, dict] = field(default_factory=dict)
    sentences: dict[str, dict] = field(default_factory=dict)

    def __len__(self) -> int:
        """The number of results of all kinds."""
        return sum(len(part) for part in (self.scalars, self.tables, self.figures, self.sentences))

    def value(self, name: str) -> object:
        """One number or word, by its name."""
        return _found(self, "scalars", name)["value"]

    def frame(self, name: str) -> pd.DataFrame:
        """One table, by its name; what is missing is empty (NA)."""
        table = _found(self, "tables", name)
        rows = [[pd.NA if isinstance(cell, dict) else cell for cell in row] for row in table["rows"]]
        return pd.DataFrame(rows, columns=table["columns"])

    def text(self, name: str) -> str:
        """One sentence, by its name."""
        return _found(self, "sentences", name)["text"]


def _found(book: Book, kind: str, name: str) -> dict:
    entries = getattr(book, kind)
    if name not in entries:
        raise NotFound(f"The results of {book.notebook} have no {kind[:-1]} {name!r}.", todo=nearest(name, list(entries)))
    return entries[name]


@dataclass
class _Open:
    """The book that is being written, and where."""

    book: Book
    folder: Path
    written: dict[tuple[str, str], str] = field(default_factory=dict)  # the text of each result, made once

    def add(self, kind: str, name: str, entry: dict) -> None:
        """Put a result into the book; a name that is taken is replaced only in work by hand."""
        entries = getattr(self.book, kind)
        if name in entries and os.environ.get("PTCE_OUTPUT"):
            raise ResearcherError(f"{self.book.notebook} has two results of the name {name!r} ({kind}).",
                                  todo="give each result a name of its own: the second would take the first one's place.")
        entries[name] = entry
        self.written[kind, name] = _written(entry, 2)

    def write(self) -> None:
        write_text(path_of(self.folder, self.book.notebook), as_json(self.book, self.written))


_open: _Open | None = None


def open_book(notebook: str, folder: Path, parameters: dict[str, object]) -> None:
    """Begin the results of a notebook with an empty book in a folder; what an earlier run left there goes.

    ``parameters``: all that the notebook declares, with the values it runs with.
    """
    global _open
    _open = _Open(Book(notebook, {name: plain(value, name) for name, value in parameters.items()}), folder)
    _open.write()


def turn_to(notebook: str, folder: Path, parameters: dict[str, object]) -> None:
    """Go on with the open book when it is this notebook's in this folder; otherwise begin one."""
    if _open is None or (_open.book.notebook, _open.folder) != (notebook, folder):
        open_book(notebook, folder, parameters)


def _current() -> _Open:
    if _open is None:
        raise ResearcherError("No notebook has been begun, so a result has nowhere to go.",
                              todo='begin the notebook first: desk = begin("NAME", ...)')
    return _open


def _add(kind: str, name: str, entry: dict) -> None:
    here = _current()
    here.add(kind, name, entry)
    here.write()


def scalar(name: str, value: object, tolerance: float = 0.0, unit: str = "") -> None:
    """Record one number (or a word, a yes or no, nothing) under a name.

    ``tolerance``: how far a later run may be off, in the unit of the value, before it counts as a change.
    """
    _add("scalars", name, _scalar(name, value, tolerance, unit))


def _scalar(name: str, value: object, tolerance: float = 0.0, unit: str = "") -> dict:
    written = plain(value, name)
    kind = "float" if isinstance(value, (float, np.floating)) else "none" if value is pd.NA or value is pd.NaT else SCALARS.get(type(written))
    if kind is None:
        raise ResearcherError(f"The result {name!r} is no single value but a {type(value).__name__}.",
                              todo="record a number, a text, True or False, or None; a frame with results.table.")
    if not 0 <= tolerance < math.inf:
        raise ResearcherError(f"The tolerance of {name!r} is {tolerance}.", todo="give 0 or a positive number.")
    return {"type": kind, "value": written, "tolerance": plain(float(tolerance), name), "unit": unit}


def table(name: str, frame: pd.DataFrame, keys: list[str] | None = None) -> None:
    """Record a table. Its rows are told apart by ``keys``: by default as many leading columns as that takes.

    Where no columns tell all rows apart, keys is an empty list and a row is its own key. A named index becomes
    columns, an unnamed one is left out. Raises ResearcherError for keys that don't exist or are not unique.
    """
    _add("tables", name, _table(name, frame, keys))


def _table(name: str, frame: pd.DataFrame, keys: list[str] | None) -> dict:
    named = [level for level in frame.index.names if level is not None and level not in frame.columns]
    frame = frame.reset_index(level=named) if named else frame
    columns = [str(column) for column in frame.columns]
    rows = [[plain(cell, f"{name}, {column}") for column, cell in zip(columns, row, strict=True)] for row in frame.itertuples(index=False, name=None)]
    if len(set(columns)) < len(columns):
        raise ResearcherError(f"The table {name!r} has two columns of the same name: {', '.join(columns)}.", todo="rename one of them.")
    unknown = [key for key in keys or [] if key not in columns]
    if unknown:
        raise ResearcherError(f"The table {name!r} has no column {', '.join(map(repr, unknown))} to tell its rows apart.", todo=nearest(unknown[0], columns))
    if keys is None:
        keys = next((columns[:n] for n in range(1, len(columns) + 1) if tells_apart(columns, rows, columns[:n])), [])
    elif not tells_apart(columns, rows, keys):
        raise ResearcherError(f"The columns {', '.join(keys)} do not tell the rows of the table {name!r} apart.", todo="add a column to keys.")
    return {"keys": list(keys), "columns": columns, "rows": rows}


def tells_apart(columns: list[str], rows: list[list], keys: list[str]) -> bool:
    """Whether no two rows have the same values in the columns ``keys``."""
    places = [columns.index(key) for key in keys]
    return len({json.dumps([row[place] for place in places], sort_keys=True) for row in rows}) == len(rows)


def figure(name: str, figure: Figure, data: pd.DataFrame | dict | None = None, picture: Path | None = None) -> None:
    """Record what a figure shows, and a fingerprint of its looks.

    The data are read off the figure itself (:mod:`ptce_helpers.plotted`), unless they are given. ``picture``: the PNG
    file it was saved to, if it was; otherwise it is rendered for the fingerprint.
    """
    looks = plotted.fingerprint(picture or plotted.rendered(figure))
    if data is None:
        shown = plotted.plotted(figure)
    else:
        shown = _table(name, data, None) if isinstance(data, pd.DataFrame) else plain(data, name)
    _add("figures", name, {"data": shown, "hash": looks})


def sentence(name: str, text: str, values: dict[str, object] | None = None) -> None:
    """Record a sentence and the values in it; its numbers also become scalars, named NAME.place."""
    here, values = _current(), values or {}
    here.add("sentences", name, {"text": text, "values": {place: plain(value, name) for place, value in values.items()}})
    for place, value in values.items():
        if isinstance(value, (int, float, np.number)) and not isinstance(value, bool):
            here.add("scalars", f"{name}.{place}", _scalar(f"{name}.{place}", value))
    here.write()


def plain(value: object, of: str) -> object:
    """A value as JSON can hold it: numbers to 12 significant digits, dates as 2015-10-01, missing values with their kind."""
    if value is pd.NA or value is pd.NaT:
        return {"value": None, "kind": "NA" if value is pd.NA else "NaT"}
    if isinstance(value, np.datetime64):
        return plain(pd.Timestamp(value), of)
    if isinstance(value, np.generic):
        return plain(value.item(), of)
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return float(f"{value:.12g}") + 0.0 if math.isfinite(value) else {"value": None, "kind": str(value)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(item, of) for item in value]
    if isinstance(value, dict):
        return {str(key): plain(item, of) for key, item in value.items()}
    raise ResearcherError(f"The result {of!r} holds a {type(value).__name__}, which can't be written down.",
                          todo="turn it into numbers or text first.")


def path_of(folder: Path, notebook: str) -> Path:
    """Where the results of a notebook stand in a folder."""
    return folder / f"{notebook}{ENDING}"


def as_json(book: Book, written: dict[tuple[str, str], str] | None = None) -> str:
    """A book as text: the same results are the same bytes, and a change of one row is a change of one line.

    ``written``: the text of results that was made before.
    """
    parts = []
    for part, value in sorted(({"format": FORMAT} | {name: getattr(book, name) for name in Book.__dataclass_fields__}).items()):
        if part in KINDS and value:
            entries = (f"  {json.dumps(name, ensure_ascii=False)}: " + ((written or {}).get((part, name)) or _written(value[name], 2)) for name in sorted(value))
            parts.append(f' "{part}": {{\n' + ",\n".join(entries) + "\n }")
        else:
            parts.append(f' "{part}": {_written(value, 1)}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _written(value: object, depth: int) -> str:
    """JSON in which what fits a line, and each flat list, stands on one line."""
    line = json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False)
    parts = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    if len(line) + depth <= 120 or not any(isinstance(part, (dict, list)) and part for part in parts):
        return line
    inner = " " * (depth + 1)
    if isinstance(value, dict):
        items = [f"{json.dumps(key, ensure_ascii=False)}: {_written(value[key], depth + 1)}" for key in sorted(value)]
    else:
        items = [_written(part, depth + 1) for part in value]
    start, end = "{}" if isinstance(value, dict) else "[]"
    return f"{start}\n{inner}" + f",\n{inner}".join(items) + f"\n{' ' * depth}{end}"


def read(path: Path) -> Book:
    """Read the results of a notebook. Raises NotFound when the file is missing, ResearcherError when it is broken."""
    name = path.name.removesuffix(ENDING)
    again = f"make it anew: ptce run {name}"
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotFound(f"{path} is missing.", todo=again) from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        where = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "not UTF-8 text"
        raise ResearcherError(f"{path} is not a readable file of results ({where}).", todo=again) from None
    if not isinstance(written, dict) or written.pop("format", None) != FORMAT:
        raise ResearcherError(f"{path} is not a file of results in format {FORMAT}.", todo=again)
    wanted = Book.__dataclass_fields__
    wrong = sorted(set(wanted) ^ set(written)) or [part for part in wanted if not isinstance(written[part], str if part == "notebook" else dict)]
    if wrong:
        raise ResearcherError(f"{path} is not a whole file of results: {', '.join(wrong)}.", todo=again)
    return Book(**written)
