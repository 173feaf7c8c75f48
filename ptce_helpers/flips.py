"""Which conclusions change when parameters change: verdicts, types, paths and signs over the runs of a batch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

PLACE = ["notebook", "kind", "result", "row", "column"]
MISSING = ""


@dataclass(frozen=True)
class Flips:
    """The flip map of a batch.

    ``map``: a row per conclusion that changes somewhere, a column per run, the value it takes there;
    ``table``: for each of them the value of the first run, the share of runs (percent) in which it differs, and the smallest
    change that makes it differ; ``n_conclusions``: how many conclusions were compared.
    """

    map: pd.DataFrame
    table: pd.DataFrame
    n_conclusions: int


def flips(results: pd.DataFrame, runs: pd.DataFrame) -> Flips:
    """Compare every run with the first one.

    ``results``: the rows of results.csv (run, notebook, kind, result, row, column, type, value); ``runs``: the rows of
    runs.csv (run, one column a parameter, status). Only runs in the language of the first one are compared. A conclusion is a text or a yes/no (a verdict, a type, a path),
    which flips when it is another, or the sign of a number, which flips when it is another. A conclusion that a run
    does not have (the pole it is about is left out) does not count in that run.
    """
    wide = conclusions(results)
    first = str(runs["run"].iloc[0])
    same = runs["lang"] == runs["lang"].iloc[0] if "lang" in runs else runs["run"].notna()  # a translated word is no other conclusion
    finished = [run for run in runs.loc[same & (runs["status"] == "done"), "run"].astype(str) if run in wide.columns]
    if first not in finished:
        return Flips(wide.iloc[0:0], _table([]), 0)
    wide = wide[finished]
    wide = wide[wide[first].notna()]
    differs = wide.notna() & wide.ne(wide[first], axis=0)
    changed = differs.any(axis=1)
    names = [name for name in runs.columns if name not in ("run", "status", "reason")]
    settings = runs.assign(run=runs["run"].astype(str)).set_index("run")[names].fillna(MISSING).astype(str)
    rows = [_row(place, wide.loc[place], differs.loc[place], settings, first) for place in wide.index[changed]]
    return Flips(wide[changed], _table(rows), len(wide))


def conclusions(results: pd.DataFrame) -> pd.DataFrame:
    """A row per conclusion, a column per run: texts and yes/no as they are, numbers as their sign (-, 0, +)."""
    kept = results[results["kind"].isin(["scalar", "cell"]) & (results["value"].astype(str) != MISSING)].copy()
    numbers = kept["type"].isin(["int", "float"])
    kept.loc[numbers, "value"] = [sign(float(value)) for value in kept.loc[numbers, "value"]]
    kept["run"] = kept["run"].astype(str)
    return kept.pivot_table(index=PLACE, columns="run", values="value", aggfunc="first", dropna=False, observed=True).dropna(how="all")


def sign(value: float) -> str:
    """The sign of a number as a conclusion is told: +, 0 or - ."""
    return "+" if value > 0 else "-" if value < 0 else "0"


def changes(runs: pd.DataFrame, first: str) -> dict[str, str]:
    """Each run in a few words: what it changes of the first one (``first`` says what that one is called)."""
    names = [name for name in runs.columns if name not in ("run", "status", "reason")]
    base = runs.iloc[0]
    told = {}
    for _, run in runs.iterrows():
        parts = [f"{name} = {run[name] or '[]'}" for name in names if run[name] != base[name]]
        told[str(run["run"])] = ", ".join(parts).replace("exclude_cases = ", "− ") or first
    return told


def _row(place: tuple, values: pd.Series, differs: pd.Series, settings: pd.DataFrame, first: str) -> dict[str, object]:
    runs = [run for run in values.index if differs[run]]
    compared = int(values.notna().sum()) - 1
    return dict(zip(PLACE, place, strict=True)) | {
        "value": values[first],
        "becomes": " / ".join(sorted({str(values[run]) for run in runs})),
        "n_runs": compared,
        "n_flips": len(runs),
        "share": round(100 * len(runs) / compared, 1),
        "smallest_change": "; ".join(smallest(runs, settings, first)),
    }


def _table(rows: list[dict]) -> pd.DataFrame:
    columns = [*PLACE, "value", "becomes", "n_runs", "n_flips", "share", "smallest_change"]
    return pd.DataFrame(rows, columns=columns).sort_values(["share", *PLACE], ascending=[False, *[True] * len(PLACE)], ignore_index=True)


def smallest(runs: list[str], settings: pd.DataFrame, first: str) -> Iterator[str]:
    """For each single parameter that flips a conclusion, the change nearest to the first run; else what changed together.

    Cases: the fewest that are left out (− la_serre); numbers: the nearest value; anything else: each value that flips.
    In signs, so that it reads alike in every language: / stands for or, + for together with.
    """
    base = settings.loc[first]
    alone: dict[str, list[str]] = {}
    for run in runs:
        changed = [name for name in settings.columns if settings.loc[run, name] != base[name]]
        if len(changed) == 1:
            alone.setdefault(changed[0], []).append(settings.loc[run, changed[0]])
    for name in sorted(alone):
        yield from _nearest(name, base[name], sorted(set(alone[name])))
    if not alone and runs:
        fewest = min(runs, key=lambda run: (sum(settings.loc[run] != base), run))
        yield " + ".join(f"{name} = {settings.loc[fewest, name]}" for name in settings.columns if settings.loc[fewest, name] != base[name])


def _nearest(name: str, base: str, values: list[str]) -> Iterator[str]:
    if name == "exclude_cases":
        fewest = min(value.count(",") for value in values)
        yield " / ".join("− " + value.replace(",", " − ") for value in values if value.count(",") == fewest)
        return
    try:
        distances = {value: abs(float(value) - float(base)) for value in values}
        yield f"{name} = {min(values, key=lambda value: (distances[value], value))}"
    except ValueError:
        yield f"{name} = " + " / ".join(values)
