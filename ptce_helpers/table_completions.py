"""Completions of tables: between which values the p of a table lies, whatever the unknown codes of some cases may be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ptce_helpers import compare, exact_tables
from ptce_helpers.completions import Completions, possible
from ptce_helpers.errors import DataError
from ptce_helpers.groups import case_of

MOST_DIFFERENT = 5_000


def of_table(rows: Sequence[Any], columns: Sequence[Any], row_names: Sequence[str], column_names: Sequence[str], *, limit: int = MOST_DIFFERENT,
             most: int = exact_tables.MOST_TABLES, n_resamples: int = 9_999, seed: int = 0) -> Completions:
    """Between which values the p of Fisher's or Freeman & Halton's test lies.

    ``rows``, ``columns``: the group and the code of each case (a Series names the cases); several as a set, None where it
    is not known. Cases count alike, so that completions with the same table are tried once; above ``limit`` different tables a seeded
    part of them is, and the interval is an inner bound.
    """
    if len(rows) != len(columns):
        raise DataError(f"each case needs a row and a column: found {len(rows)} and {len(columns)}", todo="give two lists of the same length")
    cells = [[r * len(column_names) + c for r in possible(case_of(rows, i), row, row_names) for c in possible(case_of(rows, i), column, column_names)]
             for i, (row, column) in enumerate(zip(rows, columns, strict=True))]
    if not cells:
        return Completions(reason=compare.NO_CASES)
    found, complete = _different(cells, len(row_names) * len(column_names), limit, np.random.default_rng(seed))
    tables = found.reshape(-1, len(row_names), len(column_names))
    tables = tables[np.lexsort(np.column_stack([tables.sum(axis=1), tables.sum(axis=2)]).T)]  # the same totals one after the other
    judged = [_p(table, most, n_resamples, seed) for table in tables]
    p = np.array([value for value, _ in judged])
    told = [tuple(map(tuple, tables[i].tolist())) for i in (int(p.argmin()), int(p.argmax()))]
    without = sum(compare.why_no_table(compare.filled(table)) != "" for table in tables)
    return Completions(float(p.min()), float(p.max()), complete and all(exact for _, exact in judged), len(p), without, *told)


def _different(cells: Sequence[Sequence[int]], size: int, limit: int, rng: np.random.Generator) -> tuple[np.ndarray, bool]:
    """All different tables that the cases can give, put in one by one, and whether they are all here."""
    found, complete = np.zeros((1, size), dtype=np.int64), True
    for may in sorted(cells, key=len):
        found = np.unique((found[:, None] + np.eye(size, dtype=np.int64)[may]).reshape(-1, size), axis=0)
        if len(found) > limit:
            found, complete = found[np.sort(rng.choice(len(found), limit, replace=False))], False
    return found, complete


def _p(table: np.ndarray, most: int, n_resamples: int, seed: int) -> tuple[float, bool]:
    """The p of one table and whether it is exact; 1 where it leaves nothing to compare."""
    there = compare.filled(table)
    if compare.why_no_table(there):
        return 1.0, True
    found = exact_tables.tables(there, most, n_resamples, seed)
    return float(found.p[found.place(there)]), found.exact
