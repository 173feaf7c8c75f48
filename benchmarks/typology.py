"""Correspondence analysis of a large table, beside prince in an environment of its own; and how long hundreds of re-analyses of a small one take."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd

from benchmarks import environments
from benchmarks.table import Table, faster, seconds

ROWS, VARIABLES, CATEGORIES = 100_000, 20, 4
CASES, ASKED = 18, 10  # as many poles as there are, and variables that a typology might rest on
RESAMPLES = 1000
AXES = 5
ENGINES = ("sklearn", "scipy")  # prince's randomised default, and its exact one


def table(rows: int = ROWS, variables: int = VARIABLES, seed: int = 20151001) -> pd.DataFrame:
    """Categories in words, half of the variables leaning on a hidden one, so that there is something to find."""
    rng = np.random.default_rng(seed)
    hidden = rng.integers(0, CATEGORIES, rows)
    drawn = rng.integers(0, CATEGORIES, (rows, variables))
    leaning = (rng.random((rows, variables)) < 0.3) & (np.arange(variables) < variables // 2)
    return pd.DataFrame(np.where(leaning, hidden[:, None], drawn).astype(str), columns=[f"v{n}" for n in range(variables)])


def ours() -> tuple[float, list[float]]:
    """Seconds for all axes and the coordinates of all rows, and the first eigenvalues."""
    from ptce_helpers.typology import mca

    data = table()
    begin = time.perf_counter()
    found = mca(data)
    values = found.eigenvalues["eigenvalue"].iloc[:AXES].tolist()
    assert len(found.row_coordinates) == ROWS
    return time.perf_counter() - begin, values


def theirs(python: Path, engine: str) -> tuple[float, list[float]]:
    """The same by prince, five axes only."""
    done = subprocess.run([str(python), "-m", "benchmarks.prince_side", engine], capture_output=True, text=True, cwd=environments.ROOT, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    took, values = json.loads(done.stdout.splitlines()[-1])
    return took, values


def again() -> float:
    """Seconds for the types of a small table, made again a thousand times on variables drawn anew."""
    from ptce_helpers.typology import mca, stability, ward_types

    types = ward_types(mca(table(CASES, ASKED)), 4)
    begin = time.perf_counter()
    assert len(stability(types, ["bootstrap"], n_resamples=RESAMPLES).summary) == RESAMPLES
    return time.perf_counter() - begin


def report(repeats: int = 3, folder: Path | None = None) -> Table:
    """The table of this part."""
    made = Table("typology", "Correspondence analysis", repeats, ("what", "seconds", "ratio", "first eigenvalues differ by"))
    runs = [ours() for _ in range(repeats)]
    own, values = median(run[0] for run in runs), runs[0][1]
    made.add(f"ours, all axes, {ROWS:,} rows x {VARIABLES} variables", seconds(own), "1", "")
    for engine in ENGINES:
        try:
            python = environments.bin_of(folder or environments.default_folder(), "prince") / "python"
            found = [theirs(python, engine) for _ in range(repeats)]
        except (environments.Missing, RuntimeError) as reason:
            made.add(f"prince, engine {engine}", f"does not run: {str(reason)[:120]}", "", "")
            continue
        took = median(run[0] for run in found)
        apart = max(abs(a - b) for _, theirs_found in found for a, b in zip(theirs_found, values, strict=True))
        made.add(f"prince, {AXES} axes, engine {engine}", seconds(took), f"ours is {faster(took / own)}", f"{apart:.0e}")
    made.add(f"ours, types of {CASES} cases x {ASKED} variables, made again {RESAMPLES:,} times", seconds(median(again() for _ in range(repeats))), "", "")
    made.notes.append("Reading of text categories, axes and the coordinates of all rows; import of libraries and making of the table not counted.")
    return made


if __name__ == "__main__":
    print(report(int(sys.argv[1]) if len(sys.argv) > 1 else 3, Path(sys.argv[2]) if len(sys.argv) > 2 else None))
