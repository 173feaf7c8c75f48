"""Which rows of data each cell of a table rests on, so that any cell leads back to its passages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from ptce_helpers.errors import ResearcherError


@dataclass(frozen=True)
class Cell:
    """A value of a table, with the references of the data behind it."""

    value: object
    refs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Traced:
    """A table, and for each of its cells the references of the data that it rests on.

    ``evidence`` has the rows and columns of ``frame``; its cells hold references separated by spaces. A reference is

    - the id of a row of data/raw: ``aL.la_serre.003``, ``sC.031``, ``mL.phares.002``;
    - CASE/STUDY/VARIABLE, where what was found is that there is no coding;
    - a whole table, ``codings.csv``, or a row of it by its key, ``cases.csv#la_serre`` (a space in a key is written ``%20``);
    - a file of the project, ``ptce_helpers/notebooks.py``, for what says something of the workbench itself.
    """

    frame: pd.DataFrame
    evidence: pd.DataFrame


def cell(value: object, *refs: Iterable[str]) -> Cell:
    """A value with its references, each once and sorted."""
    return Cell(value, tuple(sorted({ref.replace(" ", "%20") for some in refs for ref in some})))


def counted(hits: list[Iterable[str]], among: Iterable[str]) -> Cell:
    """How many were found, resting on them; that there is none rests on all that were looked through."""
    return cell(len(hits), *(hits or [among]))


def table(rows: list[dict[str, object]], columns: Iterable[str]) -> Traced:
    """A table from rows of cells; a plain value among them (a label), and a zero found nowhere, rest on all that their row rests on.

    So does a cell that has a value but no references of its own: that none was found (0) rests on all in which it was
    looked for. ``rows``: column -> Cell or plain value; ``columns``: all columns in order. An empty list of rows is an
    empty table.
    """
    columns = list(columns)
    values = [[_value(row.get(name)) for name in columns] for row in rows]
    refs = [[" ".join(_refs(row, name)) for name in columns] for row in rows]
    return Traced(pd.DataFrame(values, columns=columns), pd.DataFrame(refs, columns=columns, dtype="str"))


def _value(found: object) -> object:
    return found.value if isinstance(found, Cell) else found


def _refs(row: dict[str, object], name: str) -> tuple[str, ...]:
    found = row.get(name)
    if isinstance(found, Cell) and (found.refs or pd.isna(found.value)):
        return found.refs
    return tuple(sorted({ref for other in row.values() if isinstance(other, Cell) for ref in other.refs}))


def references(*found: str | Cell | Traced | Iterable) -> tuple[str, ...]:
    """All references in what is given, each once and sorted: texts (several separated by spaces), cells, tables, lists of them.

    Raises ResearcherError for what holds none: a plain frame, a number.
    """
    refs: set[str] = set()
    for one in found:
        if isinstance(one, str):
            refs.update(one.split())
        elif isinstance(one, Cell):
            refs.update(one.refs)
        elif isinstance(one, Traced):
            refs.update(ref for text in one.evidence.to_numpy().ravel() for ref in text.split())
        elif isinstance(one, Iterable) and not isinstance(one, (pd.DataFrame, dict)):
            refs.update(references(*one))
        else:
            raise ResearcherError(f"A {type(one).__name__} does not say on which rows of data it rests.",
                                  todo='give references as a text ("codings.csv"), or a table made with ptce_helpers.evidence.')
    return tuple(sorted(refs))


def cut(traced: Traced, rows: pd.Series | None = None, *columns: str) -> Traced:
    """The rows of a table for which something is so (all where nothing is given), in some of its columns (all where none is named)."""
    at = slice(None) if rows is None else list(rows)
    names = list(columns) or list(traced.frame.columns)
    return Traced(traced.frame.loc[at, names], traced.evidence.loc[at, names])


def all_of(values: dict[str, object], *refs: Iterable[str]) -> dict[str, Cell]:
    """The values of a sentence, all of which rest on the same; those that are cells already keep their own references."""
    return {name: value if isinstance(value, Cell) else cell(value, *refs) for name, value in values.items()}


def bare(values: dict[str, object]) -> dict[str, object]:
    """Values without their references."""
    return {name: _value(value) for name, value in values.items()}


def of_rows(frame: pd.DataFrame, refs: Iterable[str] | pd.Series) -> Traced:
    """A table of which each row rests on one reference (or several, separated by spaces)."""
    refs = list(refs)
    if len(refs) != len(frame):
        raise ResearcherError(f"{len(refs)} references were given for {len(frame)} rows.", todo="give one text of references for each row.")
    return Traced(frame, pd.DataFrame({name: refs for name in frame.columns}, dtype="str"))


def of_whole(frame: pd.DataFrame, *refs: str) -> Traced:
    """A table of which every cell rests on the same: usually a whole table of data/raw."""
    return of_rows(frame, [" ".join(refs)] * len(frame))


def head(traced: Traced, rows: int) -> Traced:
    """The first rows of a table."""
    return Traced(traced.frame.head(rows), traced.evidence.head(rows))


def sort(traced: Traced, by: list[str], **options: object) -> Traced:
    """A table in another order of rows (the options are those of DataFrame.sort_values)."""
    order = traced.frame.reset_index(drop=True).sort_values(by, **options).index
    return Traced(traced.frame.iloc[order].reset_index(drop=True), traced.evidence.iloc[order].reset_index(drop=True))
