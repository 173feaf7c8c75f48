"""A batch of a hundred parameter sets of one notebook against the plain papermill loop, its memory, and what a notebook costs beyond its cells."""

from __future__ import annotations

import json
import os
import resource
import sys
from dataclasses import dataclass, field
from statistics import mean, median

from benchmarks import hundred, memory, workbench
from benchmarks.study import plain_loop
from benchmarks.table import Table, faster, seconds, times, verdict
from ptce_helpers.notebooks import NAMES

SAMPLE = 4  # sets for the plain loop in each repetition, others each time


@dataclass
class Times:
    """One value a repetition."""

    loop: list[float] = field(default_factory=list)  # seconds a set
    batch: list[float] = field(default_factory=list)  # seconds a set, start and tables included
    kernels: list[tuple[float, float]] = field(default_factory=list)  # MB: first ten, last ten
    command: list[tuple[float, float]] = field(default_factory=list)
    beyond: dict[str, list[float]] = field(default_factory=dict)  # notebook -> seconds beyond its cells
    computed: list[float] = field(default_factory=list)  # processor seconds a set, of the command, the forkserver and the kernels
    cells: list[float] = field(default_factory=list)  # of the notebook of the batch, in a warm kernel, one at a time


def once(found: Times, number: int) -> None:
    """One repetition of everything, each alternative in a copy of its own."""
    with workbench.copy() as home:
        sets = hundred.sets(home)
        sample = sets[number % 7 :: len(sets) // SAMPLE][:SAMPLE]
        found.loop.append(plain_loop(home, [[hundred.NOTEBOOK, given] for given in sample]) / len(sample))
    with workbench.copy() as home:
        command = [workbench.PTCE, "batch", hundred.write_plan(home)]
        before = _processor_seconds()
        took, marks, read = memory.watched(command, home, workbench.environment(home))
        found.batch.append(took / len(sets))
        found.computed.append((_processor_seconds() - before) / len(sets))
        found.kernels.append(read.of_kernels())
        found.command.append(read.of_command(marks))
    with workbench.copy() as home:
        for run in workbench.told([sys.executable, "-m", "benchmarks.warm", json.dumps([[name, {}] for name in NAMES])], home):
            found.beyond.setdefault(run["name"], []).append(run["wall"] - run["cells"])
            found.cells += [run["cells"]] if run["name"] == hundred.NOTEBOOK else []


def _processor_seconds() -> float:
    """What the processes that this one waited for have computed so far, with all that they waited for themselves."""
    return sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


def measure(repeats: int) -> Times:
    found = Times()
    for number in range(repeats):
        once(found, number)
    return found


def report(repeats: int = 3) -> Table:
    """The table of this part."""
    found = measure(repeats)
    loop, batch = median(found.loop), median(found.batch)
    table = Table("batch", f"A hundred parameter sets of {hundred.NOTEBOOK}", repeats, ("what", "measured", "ratio", "goal", ""))
    table.add(f"plain loop, a set (sample: {SAMPLE} sets a repetition, others each time)", seconds(loop), "1", "", "")
    table.add("ptce batch, a set (its whole time / 100)", seconds(batch), f"{times(loop / batch)} the throughput", "≥ 10 ×", verdict(loop / batch >= 10))
    for who, pairs in (("the command", found.command), ("its kernels, mean peak", found.kernels)):
        first, last = (median(sizes) for sizes in zip(*pairs, strict=True))
        table.add(f"memory of {who}: first ten runs, last ten", f"{first:.0f} MB, {last:.0f} MB", f"{100 * (last / first - 1):+.1f} %", "no more", verdict(last <= first))
    for name, values in found.beyond.items():
        table.add(f"{name}, warm, one job: beyond its cells", seconds(median(values)), "", "≤ 0.25 s", verdict(median(values) <= 0.25))
    every = mean(median(values) for values in found.beyond.values())
    table.add("the same, mean of the notebooks", seconds(every), "", "≤ 0.25 s", verdict(every <= 0.25))
    computed, cores = median(found.computed), os.cpu_count() or 1
    table.notes.append(f"A set of the batch takes {seconds(computed)} of processor time in all its processes, so that {cores} cores could make it {faster(loop * cores / computed)} "
                       f"than the loop if they never waited; its cells alone take {seconds(median(found.cells))} in a warm kernel.")  # fmt: skip
    table.notes.append(" ".join((memory.__doc__ or "").split("\n\n")[1].split()))
    table.notes.append("Beyond its cells: from the moment a notebook is handed over (kernel forked ahead, libraries loaded) until its results are kept, "
                       "less the durations that papermill notes for its cells in the same run.")  # fmt: skip
    return table


if __name__ == "__main__":
    print(report(int(sys.argv[1]) if len(sys.argv) > 1 else 3))
