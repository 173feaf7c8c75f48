"""The whole study, nothing changed, and one notebook edited: ptce run against the plain papermill loop."""

from __future__ import annotations

import json
import os
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks import workbench
from benchmarks.table import Table, faster, percent, seconds, times, verdict
from benchmarks.warm import cell_seconds
from ptce_helpers.notebooks import NAMES

HERE = Path(__file__).parent
IMPORTS = "from ptce_helpers import forkserver, modules; forkserver.preload(modules.wanted())"


@dataclass
class Times:
    """Seconds, a list with one value a repetition."""

    loop: list[float] = field(default_factory=list)
    cold: list[float] = field(default_factory=list)
    unchanged: list[float] = field(default_factory=list)
    imports: list[float] = field(default_factory=list)
    edited: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))  # notebook -> ptce run after an edit
    loop_cells: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))  # notebook -> its cells in the plain loop
    pure: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))  # notebook -> its cells in a warm kernel


def plain_loop(home: Path, runs: list) -> float:
    """Seconds of the plain loop over some notebooks with their parameters; the copies land in the folder loop."""
    return workbench.timed([sys.executable, HERE / "loop.py", home / "notebooks", home / "loop", json.dumps(runs)], home, PYTHONPATH=workbench.path())


def once(found: Times) -> None:
    """One repetition of everything, each alternative in a copy of its own."""
    runs = [[name, {}] for name in NAMES]
    with workbench.copy() as home:
        found.loop.append(plain_loop(home, runs))
        for number, name in enumerate(NAMES):
            found.loop_cells[name].append(cell_seconds(home / "loop" / f"{number:03d}.ipynb"))
    with workbench.copy() as home:
        found.cold.append(workbench.ptce(home, "run"))
        found.unchanged.append(workbench.ptce(home, "run"))
        for name in NAMES:
            workbench.edit_code(home / "notebooks" / f"{name}.ipynb", f"edited {time.monotonic()}")
            found.edited[name].append(workbench.ptce(home, "run"))
    with workbench.copy() as home:
        found.imports.append(workbench.timed([sys.executable, "-c", IMPORTS], home))
        for run in workbench.told([sys.executable, "-m", "benchmarks.warm", json.dumps(runs)], home):
            found.pure[run["name"]].append(run["cells"])


def measure(repeats: int) -> Times:
    found = Times()
    for _ in range(repeats):
        once(found)
    return found


def report(repeats: int = 3) -> Table:
    """The table of this part."""
    found = measure(repeats)
    loop, cold, unchanged, imports = map(median, (found.loop, found.cold, found.unchanged, found.imports))
    pure = {name: median(found.pure[name]) for name in NAMES}
    cores = os.cpu_count() or 1
    floor = sum(pure.values()) / cores + imports
    table = Table("study", "The whole study, nothing changed, one notebook edited", repeats, ("what", "seconds", "ratio", "goal", ""))
    table.add(f"plain loop over the {len(NAMES)} notebooks (papermill, default settings)", seconds(loop), "1", "", "")
    table.add("cold: ptce run, nothing in the store", seconds(cold), f"{faster(loop / cold)} than the loop", "≥ 7 ×", verdict(loop / cold >= 7))
    table.add(f"floor: pure cell time {seconds(sum(pure.values()))} / {cores} cores + one import {seconds(imports)}", seconds(floor),
              f"cold takes {times(cold / floor)} the floor", "≤ 1.5 ×", verdict(cold / floor <= 1.5))  # fmt: skip
    table.add("nothing changed: ptce run again", seconds(unchanged), f"{percent(unchanged / loop)} of the loop", "≤ 2 %", verdict(unchanged / loop <= 0.02))
    for name in NAMES:
        _add_edited(table, name, median(found.edited[name]), median(found.loop_cells[name]), pure[name])
    table.notes.append("Pure cell time: the durations that papermill notes for the cells of a notebook in a warm kernel, one notebook at a time, added up. "
                       "The goal for an edited notebook is 1.3 × its own cell time + 1 s, where the cell time is that of the plain loop (its first cells import the "
                       "libraries) or the pure one.")  # fmt: skip
    table.notes += _reasons(loop, floor, imports, unchanged, table)
    return table


def _reasons(loop: float, floor: float, imports: float, unchanged: float, table: Table) -> list[str]:
    """Why goals were missed, as far as these figures tell."""
    missed = [row[0] for row in table.rows if row[-1] == verdict(False)]
    told = []
    if any(what.startswith("cold") for what in missed):
        told.append(f"Why cold misses its goal: the floor alone would be {times(loop / floor)} faster than the loop; the part anatomy shows what comes on top.")
    if any(what.startswith("nothing changed") for what in missed):
        told.append(f"Why nothing changed misses its goal: most of its {seconds(unchanged)} is the start of Python and of the command (see anatomy), the same for any number "
                    f"of notebooks, while the loop over these few takes {seconds(loop)}.")  # fmt: skip
    if any(what.startswith("code of") for what in missed):
        told.append(f"Why edited notebooks miss theirs: no process outlives a command, so each run starts the command ({seconds(unchanged)} when there is nothing to do) "
                    f"and imports the libraries once ({seconds(imports)}): {seconds(unchanged + imports)}, of which the goal allows 1 s and three tenths of the cells.")  # fmt: skip
    return told


def _add_edited(table: Table, name: str, took: float, in_loop: float, pure: float) -> None:
    for words, cells in (("as in the plain loop", in_loop), ("pure", pure)):
        goal = 1.3 * cells + 1
        table.add(f"code of {name} edited: ptce run; cell time {words}: {seconds(cells)}", seconds(took), f"{times(took / goal)} the goal",
                  f"≤ {seconds(goal)}", verdict(took <= goal))  # fmt: skip


if __name__ == "__main__":
    print(report(int(sys.argv[1]) if len(sys.argv) > 1 else 3))
