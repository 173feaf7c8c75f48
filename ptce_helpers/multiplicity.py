"""Correct the p of several questions asked together: the more one asks, the sooner one of them answers by chance.

Within a family of questions that was declared beforehand: Holm (1979, Scandinavian Journal of Statistics 6, 65-70), which
keeps the chance of a single false answer below alpha, and beside it Benjamini & Hochberg (1995, Journal of the Royal
Statistical Society B 57, 289-300), which keeps the expected share of false ones below it. Computed by statsmodels.
"""

from __future__ import annotations

import gc
from collections.abc import Sequence

import numpy as np
import pandas as pd
from statsmodels.stats.multitest import multipletests

from ptce_helpers.errors import DataError

METHODS = {"holm": "holm", "bh": "fdr_bh"}


def corrected(p: Sequence[float], low: Sequence[float] | None = None, high: Sequence[float] | None = None) -> pd.DataFrame:
    """The p of one family, corrected: columns p, holm, bh, and with intervals p_low, p_high, holm_low, holm_high, bh_low, bh_high.

    A p of nan (a test that is not applicable) stays nan and does not count in the family. ``low``, ``high``: the
    interval of each p over completions or from sampling; both corrections rise with every p, so the corrected low
    ends of the whole family bound the corrected p from below and the high ends from above. Rows in the order given.
    """
    found = pd.DataFrame({"p": np.asarray(p, dtype=float)}, index=p.index if isinstance(p, pd.Series) else None)
    if (low is None) != (high is None):
        raise DataError("only one end of the intervals of p is given", todo="give both low and high, or neither")
    if low is not None and high is not None:
        if not len(low) == len(high) == len(found):
            raise DataError(f"{len(found)} p have {len(low)} low and {len(high)} high ends", todo="give two ends for each p")
        found["p_low"], found["p_high"] = np.asarray(low, dtype=float), np.asarray(high, dtype=float)
    _check(found)
    for end in [column.removeprefix("p") for column in list(found)]:
        for name, method in METHODS.items():
            found[f"{name}{end}"] = _corrected(found[f"p{end}"].to_numpy(), method)
    return found


def _corrected(p: np.ndarray, method: str) -> np.ndarray:
    """The p of a family corrected by one method of statsmodels; nan stays nan."""
    there = ~np.isnan(p)
    result = np.full(len(p), np.nan)
    if there.any():
        gc.freeze()  # for Holm multipletests collects garbage at each call: a tenth of a second if it looks through all that was ever loaded
        try:
            result[there] = multipletests(p[there], method=method)[1]
        finally:
            gc.unfreeze()
    return result


def _check(found: pd.DataFrame) -> None:
    for column in found:
        for row in found.index[(found[column] < 0) | (found[column] > 1)]:
            raise DataError(f"test {row}: {column} is no p: found {found.loc[row, column]}; allowed: 0 to 1, or nan for a test that is not applicable",
                            todo="correct p values, not statistics")
    if "p_low" not in found:
        return
    none = found.isna()
    for row in found.index[(found["p_low"] > found["p_high"]) | (none.any(axis=1) & ~none.all(axis=1))]:
        p, start, end = found.loc[row, ["p", "p_low", "p_high"]]
        raise DataError(f"test {row}: p {p} has the interval {start} to {end}; allowed: all three or none, the low end first",
                        todo="give the low end first, and nan for all three where a test is not applicable")
