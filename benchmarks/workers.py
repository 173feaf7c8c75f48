"""A batch on the workers of a Dask cluster: measured for one and two workers, calculated for more."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from benchmarks import hundred, memory, workbench
from benchmarks.table import Table, seconds

MEASURED, CALCULATED = (1, 2), (10, 100, 1000)
CHOICES = 10  # of cases left out: a plan of 40 sets for two workers, half of it for one
EMPTY = 1000  # tasks that do nothing, to see what the scheduler takes for each
PATIENCE = 60  # seconds that scheduler and workers may take to start
DASK = [sys.executable, "-m", "dask"]


@contextlib.contextmanager
def started(command: list[object], home: Path, log: Path) -> Iterator[None]:
    """A process that runs meanwhile."""
    with log.open("wb") as out:
        process = subprocess.Popen([str(word) for word in command], cwd=home, env=workbench.environment(home), stdout=out, stderr=out)
    try:
        yield
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()


@contextlib.contextmanager
def cluster(home: Path, workers: int) -> Iterator[str]:
    """A scheduler and workers of one thread each, as processes that talk over the loopback address; yields where it listens."""
    with contextlib.ExitStack() as stack:
        address = _scheduler(stack, home)
        for number in range(workers):
            command = [*DASK, "worker", address, "--nthreads", 1, "--no-nanny", "--no-dashboard", "--local-directory", home / f"worker-{number}"]
            stack.enter_context(started(command, home, home / f"worker-{number}.log"))
        _wait_for(address, workers)
        yield address


def _scheduler(stack: contextlib.ExitStack, home: Path) -> str:
    file = home / "scheduler.json"
    stack.enter_context(started([*DASK, "scheduler", "--host", "127.0.0.1", "--port", 0, "--no-dashboard", "--scheduler-file", file], home, home / "scheduler.log"))
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with contextlib.suppress(OSError, ValueError):
            return json.loads(file.read_text(encoding="utf-8"))["address"]
        time.sleep(0.1)
    raise RuntimeError((home / "scheduler.log").read_text(encoding="utf-8")[-2000:])


def _wait_for(address: str, workers: int) -> None:
    from distributed import Client

    with Client(address, timeout=PATIENCE) as client:
        client.wait_for_workers(workers, timeout=PATIENCE)


def a_second(home: Path, workers: int) -> float:
    """Runs a second of a batch under way: between its first and its last tenth, when every worker has loaded the libraries."""
    with cluster(home, workers) as address:
        choices = CHOICES // max(MEASURED) * workers
        plan = hundred.write_plan(home, choices)
        _, marks, _ = memory.watched([workbench.PTCE, "batch", plan, "--on", address], home, workbench.environment(home))
    return sets_of(choices) * 0.9 / (marks[-1] - marks[0])


def of_the_scheduler(home: Path) -> float:
    """Seconds that scheduler and command take for a task: tasks that do nothing, handed out and collected as those of a batch are."""
    from distributed import Client, as_completed

    with cluster(home, 1) as address, Client(address, timeout=PATIENCE) as client:
        client.submit(int, 0, pure=False).result()
        begin = time.perf_counter()
        for future in as_completed([client.submit(int, number, pure=False) for number in range(EMPTY)]):
            future.release()
        return (time.perf_counter() - begin) / EMPTY


def of_the_command(home: Path) -> float:
    """Seconds that the command takes itself for a set of a batch that is there: keys, look-ups in the store, tables, the map of what flips.

    What 40 sets take more than 20.
    """
    few, many = (workbench.ptce(home, "batch", hundred.write_plan(home, number)) for number in (CHOICES // 2, CHOICES))
    return max(0.0, many - few) / (sets_of(CHOICES) - sets_of(CHOICES // 2))


def sets_of(choices: int) -> int:
    return len(hundred.LANGUAGES) * len(hundred.STUDIES) * choices


def once(found: dict[object, list[float]]) -> None:
    """One repetition of everything."""
    for number in MEASURED:
        with workbench.copy() as home:
            found.setdefault(number, []).append(a_second(home, number))
            if number == max(MEASURED):
                found.setdefault("command", []).append(of_the_command(home))
    with workbench.copy() as home:
        found.setdefault("scheduler", []).append(of_the_scheduler(home))


def report(repeats: int = 3) -> Table:
    """The table of this part."""
    table = Table("workers", "Workers of a Dask cluster", repeats, ("workers", "runs a second", "ratio to one worker", ""))
    if find_spec("distributed") is None:
        table.notes.append("Not measured: the package distributed is not installed.")
        return table
    found: dict[object, list[float]] = {}
    for _ in range(repeats):
        once(found)
    middle = {key: median(values) for key, values in found.items()}
    task, serial = 1 / middle[1], middle["scheduler"] + middle["command"]
    for number in MEASURED:
        table.add(number, f"{middle[number]:.2f}", f"{middle[number] / middle[1]:.2f}", "measured")
    for number in CALCULATED:
        rate = min(number / task, 1 / serial)
        table.add(number, f"{rate:.1f}", f"{rate / middle[1]:.1f}", "calculated" + (", the workers wait for scheduler and command" if number / task > 1 / serial else ""))
    table.notes += [
        "Calculated with: runs a second = min(workers / t_task, 1 / t_serial), where one worker gives "
        f"t_task = {seconds(task)} a run, and t_serial = {1000 * serial:.1f} ms a run is what happens one run after the other: "
        f"{1000 * middle['scheduler']:.1f} ms in the scheduler ({EMPTY} tasks that do nothing, on one worker) and {1000 * middle['command']:.1f} ms in the command "
        f"(keys, look-ups in the store, tables, the map of what flips). From {task / serial:.0f} workers on, more of them bring nothing.",
        "It supposes workers with a core and a disk as fast as here, each with what two processes need (scheduler and command share the measured cores with the workers), "
        "and tasks as long as these; longer ones keep more workers busy.",
    ]
    return table


if __name__ == "__main__":
    print(report(int(sys.argv[1]) if len(sys.argv) > 1 else 3))
