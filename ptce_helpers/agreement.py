"""How far two independent coders agree, variable by variable, with intervals that are honest at eleven cases.

Krippendorff's alpha (Krippendorff 2019, Content Analysis, 4th ed., ch. 12).
The interval is a percentile bootstrap over cases, since the codings of one case are not independent of each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from ptce_helpers.codebook import Codebook
from ptce_helpers.files import rows_of
from ptce_helpers.schemas import NUMERIC

SILENT = "not_stated"
NEAR = 3  # lines within which two coders are taken to have read the same passage


@dataclass(frozen=True)
class Alpha:
    """Krippendorff's alpha with its interval; nan where it is not defined (no variation, or fewer than two units)."""

    value: float
    low: float
    high: float
    units: int
    cases: int
    equal: float


def alpha(first: Sequence[str], second: Sequence[str], groups: Sequence[str], *, confidence: float = 0.9, n_resamples: int = 1000, seed: int = 0) -> Alpha:
    """Agreement of two coders on a nominal variable, corrected for chance.

    ``first``, ``second``: codes of the same units; ``groups``: the case of each unit, resampled as a whole.
    Returns value, percentile interval over ``n_resamples`` bootstrap draws of cases, number of units and cases, and
    the plain share of equal codes.
    """
    codes = {code: i for i, code in enumerate(sorted({*first, *second}))}
    pair = np.array([[codes[c] for c in first], [codes[c] for c in second]], dtype=int)
    counts, differing = _counts(pair, groups)
    cases = len(counts)
    drawn = _drawn(cases, n_resamples, seed)
    draws = _alphas(drawn @ counts, drawn @ differing)
    defined = draws[~np.isnan(draws)]
    edge = 100 * (1 - confidence) / 2
    low, high = np.percentile(defined, [edge, 100 - edge]) if len(defined) > n_resamples / 2 else (np.nan, np.nan)
    value = float(_alphas(counts.sum(axis=0), differing.sum())) if len(first) > 1 else float("nan")
    return Alpha(value, float(low), float(high), len(first), cases, float(np.mean(pair[0] == pair[1])))


@cache
def _drawn(cases: int, n_resamples: int, seed: int) -> np.ndarray:
    """How often each case is drawn in each resample; the same for all variables of as many cases."""
    return np.random.default_rng(seed).multinomial(cases, np.full(cases, 1 / cases), size=n_resamples)


def _counts(pair: np.ndarray, groups: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """For each case, how often each code was given by either coder, and how many values stand in units that differ."""
    names, case = np.unique(np.array(groups, dtype=str), return_inverse=True)
    counts = np.zeros((len(names), pair.max() + 1))
    for coder in pair:
        np.add.at(counts, (case, coder), 1)
    return counts, 2.0 * np.bincount(case, weights=pair[0] != pair[1], minlength=len(names))


def _alphas(counts: np.ndarray, differing: np.ndarray) -> np.ndarray:
    """Alpha from added-up counts, many draws at once; nan where there is no variation.

    For two coders and nominal codes alpha is 1 - (n - 1) d / (n^2 - sum n_c^2), with n values in all, n_c of code c
    and d of them in units that differ.
    """
    n = counts.sum(axis=-1)
    room = n**2 - (counts**2).sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(room > 0, 1 - (n - 1) * differing / room, np.nan)


def paired_codes(first: pd.DataFrame, second: pd.DataFrame, book: Codebook) -> pd.DataFrame:
    """Put the two coders' categorical codings side by side.

    A unit is a case in a study for variables with one code, and a case x code for variables with several (coded or
    not). Silence counts as the code not_stated. Only the cases that the second coder read are compared, and only on
    variables that are asked of the study. Returns
    case_id, source_id, variable_id, code ('' for one-coded variables), first, second, first_ids, second_ids.
    """
    read = set(zip(second["case_id"], second["source_id"], strict=True))
    one = _codes(first, book, read)
    two = _codes(second, book, read)
    rows, given = [], {}
    for (*_, variable), codes in (*one.items(), *two.items()):
        given.setdefault(variable, set()).update(codes)
    for variable in sorted(given):
        several = book.variable(variable)["several"] == "by_code"
        codes = sorted(given[variable] - {SILENT})
        for case, source in sorted(pair for pair in read if book.asked_of(variable, pair[1])):
            a, b = one.get((case, source, variable), {}), two.get((case, source, variable), {})
            if several:
                rows += [_unit(case, source, variable, code, "yes" if code in a else "no", "yes" if code in b else "no",
                               a.get(code, ""), b.get(code, "")) for code in codes]
            else:
                x, y = "|".join(sorted(a)) or SILENT, "|".join(sorted(b)) or SILENT
                rows.append(_unit(case, source, variable, "", x, y, " ".join(a.values()), " ".join(b.values())))
    return pd.DataFrame(rows)


def _unit(case: str, source: str, variable: str, code: str, first: str, second: str, first_ids: str, second_ids: str) -> dict[str, str]:
    return dict(case_id=case, source_id=source, variable_id=variable, code=code, first=first, second=second,
                first_ids=first_ids, second_ids=second_ids)


def _codes(codings: pd.DataFrame, book: Codebook, read: set[tuple[str, str]]) -> dict[tuple[str, str, str], dict[str, str]]:
    """(case, source, variable) -> code -> coding_id, for categorical variables."""
    found: dict[tuple[str, str, str], dict[str, str]] = {}
    for row in rows_of(codings.sort_values("coding_id")):
        if (row["case_id"], row["source_id"]) in read and book.variable(row["variable_id"])["scale"] in ("yes_no", "category", "multi"):
            key = (row["case_id"], row["source_id"], row["variable_id"])
            found.setdefault(key, {}).setdefault(row["value"] or SILENT, row["coding_id"])
    return found


def by_variable(pairs: pd.DataFrame, **options: float) -> pd.DataFrame:
    """Agreement for each categorical variable: alpha, interval, share equal, units, cases; sorted by variable."""
    rows = []
    for variable, group in pairs.groupby("variable_id", sort=True):
        found = alpha(*(group[name].to_numpy(dtype=object) for name in ("first", "second", "case_id")), **options)
        rows.append({"variable_id": variable, "alpha": found.value, "low": found.low, "high": found.high,
                     "equal": found.equal, "units": found.units, "cases": found.cases})
    return pd.DataFrame(rows)


def paired_numbers(first: pd.DataFrame, second: pd.DataFrame, book: Codebook, cases: set[tuple[str, str]]) -> pd.DataFrame:
    """Match the two coders' numeric facts of some cases: equal, different, only_first or only_second.

    Two codings are the same fact when case, study and variable agree and their passages lie within three lines;
    equal also needs the same value, upper end and qualifier. Returns one row a fact with both coding_ids.
    """
    rows = []
    one, two = (_numbers(frame, book, cases) for frame in (first, second))
    for key in sorted({*one, *two}):
        left, right = list(one.get(key, [])), list(two.get(key, []))
        for verdict, same in (("equal", _same_figure), ("different", lambda a, b: True)):
            for a in list(left):
                partner = next((b for b in right if _near(a, b) and same(a, b)), None)
                if partner is not None:
                    rows.append((*key, verdict, a["coding_id"], partner["coding_id"]))
                    left.remove(a)
                    right.remove(partner)
        rows += [(*key, "only_first", a["coding_id"], "") for a in left]
        rows += [(*key, "only_second", "", b["coding_id"]) for b in right]
    return pd.DataFrame(rows, columns=["case_id", "source_id", "variable_id", "verdict", "first_coding", "second_coding"])


def _numbers(codings: pd.DataFrame, book: Codebook, cases: set[tuple[str, str]]) -> dict[tuple[str, str, str], list[dict]]:
    found: dict[tuple[str, str, str], list[dict]] = {}
    for row in rows_of(codings.sort_values("coding_id")):
        key = (row["case_id"], row["source_id"], row["variable_id"])
        if key[:2] in cases and row["value"] and book.variable(row["variable_id"])["scale"] in NUMERIC:
            found.setdefault(key, []).append(row)
    return found


def _near(a: dict, b: dict) -> bool:
    return int(a["line_start"]) - NEAR <= int(b["line_end"]) and int(b["line_start"]) - NEAR <= int(a["line_end"])


def _same_figure(a: dict, b: dict) -> bool:
    def figure(row: dict) -> tuple[float, float, str]:
        return float(row["value"]), float(row["upper"] or -1), row["qualifier"]

    return figure(a) == figure(b)
