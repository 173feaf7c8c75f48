"""What a person sees of a run: a bar in a terminal, lines in a log, one sentence at the end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

SAID = {
    "waits": "Another run is at work in this workbench; this one begins when it has ended (Ctrl-C to give up).",
    "slow": "This system can't fork processes safely: ordinary kernels are used, one notebook after the other, which is slower.",
}


@contextmanager
def shown(console: Console, steps: list) -> Iterator[Callable[[str, object], None]]:
    """Show the steps as they start and finish; yields what the run tells them to."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=len(steps))
        running: list[str] = []
        mutex = threading.Lock()
        finished = 0

        def tell(what: str, step: object) -> None:
            nonlocal finished
            with mutex:
                if what in SAID:
                    console.print(SAID[what], markup=False)
                elif what == "starts":
                    running.append(step.name)
                else:
                    finished += 1
                    if step.name in running:
                        running.remove(step.name)
                    if not console.is_terminal:
                        console.print(f"[{finished}/{len(steps)}] {step.name}: {what}", markup=False)
                bar.update(task, completed=finished, description=", ".join(name[:2] for name in running))

        yield tell


def summary(done: object) -> str:
    """One sentence on a finished run, and the page to open."""
    ran, unchanged = len(done.ran), len(done.unchanged)
    if not ran:
        said = "No notebook had to run; the pages were put together anew." if done.renewed else "Nothing has changed since the last run."
    elif not unchanged:
        said = f"{ran} notebook{'s' * (ran != 1)} ran."
    else:
        said = f"{ran} notebook{'s' * (ran != 1)} ran, {unchanged} {'were' if unchanged != 1 else 'was'} up to date."
    return f"{said} Open: {done.page}"


@contextmanager
def counted(console: Console) -> Iterator[Callable[[str, int], None]]:
    """Show how far a batch is and how long it will still take; in a log, a line at every tenth of it."""
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), TextColumn("·"), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)
        seen = {"total": 0, "done": 0, "failed": 0}

        def tell(what: str, number: int) -> None:
            if what in SAID:
                console.print(SAID[what], markup=False)
                return
            if what == "begins":
                seen["total"] = number
            else:
                seen["done"] += 1
                seen["failed"] += what == "failed"
                tenth = max(1, seen["total"] // 10)
                if not console.is_terminal and (seen["done"] % tenth == 0 or seen["done"] == seen["total"]):
                    console.print(f"[{seen['done']}/{seen['total']}]" + (f" failed: {seen['failed']}" if seen["failed"] else ""), markup=False)
            bar.update(task, total=seen["total"], completed=seen["done"], description=f"failed: {seen['failed']}" if seen["failed"] else "")

        yield tell


def told(plan: object, done: object, flipped: object) -> list[str]:
    """What became of a batch: counts, each failed run with its reason, what flips, the page to open."""
    runs = {number for number, _ in done.failed}
    lines = [f"{len(plan.runs)} runs of {len(plan.notebooks)} notebook{'s' * (len(plan.notebooks) != 1)}: {done.ran} ran, {done.there} were there already, "
             f"{len(done.failed)} failed."]
    lines += [f"  run {plan.label(number)} ({_set(plan, number)}): {reason}" for (number, _), reason in sorted(done.failed.items())]
    lines += [f"  what the failed ones had made: {done.folder / 'failed'}"] if (done.folder / "failed").is_dir() else []
    if 0 in runs:
        return [*lines, f"The first run, with which all others are compared, failed: no flip map. Open: {done.folder / 'index.html'}"]
    lines.append(f"{len(flipped.table)} of {flipped.n_conclusions} conclusions flip in at least one run. Open: {done.folder / 'index.html'}")
    return lines


def _set(plan: object, number: int) -> str:
    return ", ".join(f"{name} = {value}" for name, value in plan.runs[number].items()) or "nothing changed"
