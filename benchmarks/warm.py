"""What a notebook takes in a warm kernel, one at a time: its cells alone, and from its start to its results kept.

    python -m benchmarks.warm '[["04-members", {"lang": "fr"}], ...]'      (in a copy of the workbench)
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from ptce_helpers import batch, execution, kernels, keys, paths, run, store


def cell_seconds(path: Path) -> float:
    """The durations of the code cells of a notebook that papermill has just executed, added up."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return sum(cell["metadata"].get("papermill", {}).get("duration") or 0 for cell in cells if cell["cell_type"] == "code")


def measure(runs: list) -> list[dict]:
    """Name, seconds from start to end, and seconds of the cells alone, of each run."""
    where, seen, tidy = paths.find(), [], execution.tidy

    def noting(target: Path, source: Path) -> None:  # tidy takes the durations out
        seen.append(cell_seconds(target))
        tidy(target, source)

    execution.tidy = noting
    kept, found = store.Store(where.reports / ".warm", where.root, kept=None), []
    with kernels.warm(len(runs), 1, raw=where.raw):
        kernels.forkserver().waiting[0][1].ready.wait()  # the libraries are loaded, the first kernel waits
        for number, (name, given) in enumerate(runs):
            task = batch.Task(number, f"{number:04d}", name, given, keys.key_of(where, name, given))
            begin = time.perf_counter()
            failure = batch.execute(where, task, kept, run.Options(), "all")
            seconds = time.perf_counter() - begin
            if failure:
                raise RuntimeError(failure)
            found.append({"name": name, "wall": seconds, "cells": seen.pop()})
    return found


if __name__ == "__main__":
    print(json.dumps(measure(json.loads(sys.argv[1]))))
