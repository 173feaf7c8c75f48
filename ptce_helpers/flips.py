"""Which conclusions change when parameters change: verdicts, types, paths and signs over the runs of a batch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

TINY = 1e-12  # numbers nearer to zero than this are zero
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
    runs.csv (run, one column a parameter, status). Only runs in the language of the first one are compared. A conclusion
    is a text or a yes/no (a verdict, a type, a path), which flips when it is another, or the sign of a number, which flips
    when it is another. A conclusion that a run does not have (the pole it is about is left out) does not count in that run.
    """
    wide = conclusions(results)
    first = str(runs["run"].iloc[0])
    same = runs["lang"] == runs["lang"].iloc[0] if "lang" in runs else runs["run"].notna()  # a translated word is no other conclusion
    finished = list(runs.loc[same & (runs["status"] == "done"), "run"].astype(str))
    wide = wide.reindex(columns=finished)
    if first not in finished:
        return Flips(wide.iloc[0:0], _table([]), 0)
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
    return kept.drop_duplicates([*PLACE, "run"]).pivot(index=PLACE, columns="run", values="value")


def sign(value: float) -> str:
    """The sign of a number as a conclusion is told: +, 0 or - ."""
    return "0" if abs(value) < TINY else "+" if value > 0 else "-"


def changes(runs: pd.DataFrame, first: str) -> dict[str, str]:
    """Each run in a few words: what it changes of the first one (``first`` says what that one is called)."""
    names = [name for name in runs.columns if name not in ("run", "status", "reason")]
    base = runs.iloc[0]
    told = {}
    for _, run in runs.iterrows():
        parts = [change(name, base[name], run[name]) for name in names if run[name] != base[name]]
        told[str(run["run"])] = ", ".join(parts) or first
    return told


def change(name: str, before: str, after: str) -> str:
    """One change of a parameter in signs: alpha = 0.2, − la_serre for a case that is left out, + la_serre for one put back."""
    if name != "exclude_cases":
        return f"{name} = {after}"
    out, back = cases_between(before, after)
    return " ".join([*(f"− {case}" for case in out), *(f"+ {case}" for case in back)])


def cases_between(before: str, after: str) -> tuple[list[str], list[str]]:
    """The cases that are left out in addition, and those that are put back."""
    was, now = ({case for case in text.split(",") if case} for text in (before, after))
    return sorted(now - was), sorted(was - now)


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
        yield " + ".join(change(name, base[name], settings.loc[fewest, name]) for name in settings.columns if settings.loc[fewest, name] != base[name])


def _nearest(name: str, base: str, values: list[str]) -> Iterator[str]:
    if name == "exclude_cases":
        sizes = {value: sum(map(len, cases_between(base, value))) for value in values}
        yield " / ".join(change(name, base, value) for value in values if sizes[value] == min(sizes.values()))
        return
    try:
        distances = {value: round(abs(float(value) - float(base)), 12) for value in values}
        values = sorted((value for value in values if distances[value] == min(distances.values())), key=float)
    except ValueError:
        pass  # words have no distance: each that flips is named
    yield f"{name} = " + " / ".join(values)
