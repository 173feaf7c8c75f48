"""How long a thousand repeated analyses of the same cases take: all at once, one after the other, and with other minimisers."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd

from benchmarks import environments, minimisation, workbench
from benchmarks.peers import said
from benchmarks.table import Table, faster
from ptce_helpers import configurations
from ptce_helpers.errors import ResearcherError

N, SEED, PATIENCE = 1000, 2015, 600
CUT = 0.8
ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "reference" / "qca" / "data" / "LF.csv"
CALLS = Path(__file__).with_name("replicate_calls.py")
KINDS = ({"solution": "parsimonious"}, {"solution": "complex"}, {"solution": "intermediate", "expectations": "1,1,1,1,1"})


def cases() -> tuple[pd.DataFrame, list[str], str]:
    """Lipset's eighteen democracies: five fuzzy conditions and an outcome."""
    data = pd.read_csv(CASES, index_col=0)
    *conditions, outcome = data.columns
    return data, conditions, outcome


def one_by_one(weights: np.ndarray, how: dict) -> list[list[list[str]]]:
    """The same analyses as a researcher would write them: a truth table and a solution for each drawn set of cases."""
    data, conditions, outcome = cases()
    found = []
    for times in weights:
        drawn = data.iloc[np.repeat(range(len(data)), times)].reset_index(drop=True)
        try:
            found.append(configurations.solve(configurations.truth_table(drawn, outcome, conditions, CUT), **how).models)
        except ResearcherError:
            found.append([])
    return found


def timed(call: Callable[[], object], repeats: int) -> tuple[float, object]:
    """The median duration of some calls, and what the last one gave."""
    took = []
    for _ in range(repeats):
        begin = time.perf_counter()
        given = call()
        took.append(time.perf_counter() - begin)
    return median(took), given


def elsewhere(tool: str, outputs: np.ndarray, folder: Path, repeats: int) -> float | str:
    """Seconds of another minimiser for the ready truth tables, each of them solved; a text says why there are none."""
    try:
        python = environments.bin_of(folder, tool) / "python"
    except environments.Missing as reason:
        return f"does not install: {said(reason)}"
    rows = [[int(bit) for bit in f"{row:05b}"] for row in range(outputs.shape[1])]
    tables = [{"on": [rows[place] for place in np.flatnonzero(out == "1")], "off": [rows[place] for place in np.flatnonzero(out == "0")]} for out in outputs]
    with tempfile.TemporaryDirectory(prefix="ptce-bench-") as place:
        path = Path(place) / "tables.json"
        path.write_text(json.dumps([one for one in tables if one["on"] and one["off"]]), encoding="utf-8")
        took = []
        for _ in range(repeats):
            try:
                done = subprocess.run([str(python), str(CALLS), tool, str(path)], capture_output=True, text=True, timeout=PATIENCE, env=workbench.environment(Path(place)))
            except subprocess.TimeoutExpired:
                return f"not within {PATIENCE} s"
            if done.returncode:
                return f"does not run: {said(RuntimeError(done.stderr or 'ended without a word'))}"
            took.append(float(done.stdout))
    return median(took)


def report(repeats: int = 3, folder: Path | None = None) -> Table:
    """The table of this part."""
    data, conditions, outcome = cases()
    table = configurations.truth_table(data, outcome, conditions, CUT)
    weights = np.random.default_rng(SEED).multinomial(len(data), [1 / len(data)] * len(data), size=N)
    configurations.reweighted(table, weights[:1])  # all terms of five conditions are made once
    made = Table("replicates", f"{N:,} repeated analyses of eighteen cases with five conditions", repeats, ("what", "seconds", "ratio"))
    for how in KINDS:
        at_once, found = timed(lambda how=how: configurations.reweighted(table, weights, **how), repeats)
        alone, models = timed(lambda how=how: one_by_one(weights, how), 1)
        equal = sum(found.models(place) == one for place, one in enumerate(models))
        made.add(f"{how['solution']}: all at once, {len(found.solved)} different truth tables", f"{1000 * at_once:.0f} ms", "1")
        made.add(f"{how['solution']}: truth_table and solve for each; {equal:,} of {N:,} with the same models", f"{alone:.1f} s", f"{faster(alone / at_once)} at once")
        if how["solution"] == "parsimonious":
            for tool in ("setqca", "pyqca"):
                took = elsewhere(tool, found.outputs, folder or environments.default_folder(), repeats)
                made.add(f"parsimonious: {tool}, truth tables given", *((took, "") if isinstance(took, str) else (f"{took:.1f} s", f"{faster(took / at_once)} at once")))
    made.notes.append(f"Bootstrap samples of Lipset's democracies (fuzzy), consistency cut {CUT}. ptce makes the truth tables too; setqca (all models) and pyqca (one model) "
                      "get them ready made and solve each of them, imports not counted."
                      + (f" R QCA is not in the table: {reason}." if (reason := minimisation.no_r()) else ""))  # fmt: skip
    return made


if __name__ == "__main__":
    print(report(int(sys.argv[1]) if len(sys.argv) > 1 else 3, Path(sys.argv[2]) if len(sys.argv) > 2 else None))
