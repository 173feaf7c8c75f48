"""Many runs of the same notebooks with other parameters, in one table."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ptce_helpers import run as study_run
from ptce_helpers.errors import ResearcherError
from ptce_helpers.keys import key_of
from ptce_helpers.notebooks import needed_by
from ptce_helpers.paths import Paths
from ptce_helpers.plans import Plan
from ptce_helpers.store import Store
from ptce_helpers.writing import write_text

COLUMNS = ("notebook", "kind", "result", "row", "column", "type", "value")


@dataclass(frozen=True)
class Task:
    """One notebook of one run."""

    number: int
    notebook: str
    given: dict[str, object]


@dataclass
class Outcome:
    """What became of a batch: its folder, the tasks that ran, those that were there already, and why others failed."""

    folder: Path
    ran: int = 0
    there: int = 0
    failed: dict[tuple[int, str], str] = field(default_factory=dict)


class Batch:
    """A plan at work. Each finished task is kept at once: a batch that was interrupted goes on where it stopped."""

    def __init__(self, where: Paths, plan: Plan, options: study_run.Options | None = None):
        self.where, self.plan, self.options = where, plan, options or study_run.Options()
        self.folder = where.reports / "batches" / plan.name
        self.store = Store(self.folder / ".store", where.root)
        self.outcome = Outcome(self.folder)

    def go(self, tell: Callable[[str, Task | None], None] = lambda what, task: None, on: str | None = None) -> Outcome:
        """Run what is missing, here or on the workers of a Dask scheduler, and write the tables."""
        with study_run.alone(self.where, lambda: tell("waits", None)):
            self.store.sweep()
            self._make_needed()
            missing = [task for task in self.tasks() if not self._is_there(task)]
            self.outcome.there = len(self.plan.runs) * len(self.plan.notebooks) - len(missing)
            for task, failure in (self._elsewhere(missing, on) if on else self._here(missing)) if missing else ():
                self._note(task, failure)
                tell("failed" if failure else "done", task)
            self.write()
        return self.outcome

    def tasks(self) -> Iterator[Task]:
        """Every notebook of every run, the run that changes nothing first."""
        for number in range(len(self.plan.runs)):
            for notebook in self.plan.notebooks:
                yield Task(number, notebook, self.plan.given(number, notebook))

    def _make_needed(self) -> None:
        """What the notebooks of the plan read is made once, before them."""
        first = [other for name in self.plan.notebooks for other in needed_by(name) if other not in self.plan.notebooks]
        if first:
            study_run.Run(self.where, study_run.plan(self.where, first, {}), self.options, lambda what, step: None).go()

    def _is_there(self, task: Task) -> bool:
        return self.store.find(task.notebook, key_of(self.where, task.notebook, task.given)) is not None

    def _here(self, tasks: list[Task]) -> Iterator[tuple[Task, str]]:
        from ptce_helpers import kernels, pool

        plain = self.options.plain or not kernels.can_fork()
        with kernels.warm(0 if plain else len(tasks), self.options.jobs):
            yield from pool.each(lambda task: execute(self.where, task, self.store, self.options, self.plan.keep), tasks, 1 if plain else self.options.jobs)

    def _elsewhere(self, tasks: list[Task], address: str) -> Iterable[tuple[Task, str]]:
        from ptce_helpers import cluster

        return cluster.each(address, self.where, self.plan.name, tasks, self.options, self.plan.keep)

    def _note(self, task: Task, failure: str) -> None:
        if failure:
            self.outcome.failed[task.number, task.notebook] = failure
        else:
            self.outcome.ran += 1

    # --- what is written ------------------------------------------------------------------------------------------

    def write(self) -> None:
        """Write runs.csv (a row per run) and results.csv (a row per run and result, with the run's parameters)."""
        names = sorted({name for run in self.plan.runs for name in run})
        runs, results = [], []
        for number, run in enumerate(self.plan.runs):
            head = [self.plan.label(number)] + [_cell(run.get(name)) for name in names]
            reasons = [self.outcome.failed[number, name] for name in self.plan.notebooks if (number, name) in self.outcome.failed]
            runs.append([*head, "failed" if reasons else "done", " / ".join(reason.replace("\n", " ") for reason in reasons)])
            results += [[*head, *row] for name in self.plan.notebooks for row in self.results(number, name)]
        write_text(self.folder / "runs.csv", _csv(["run", *names, "status", "reason"], runs))
        write_text(self.folder / "results.csv", _csv(["run", *names, *COLUMNS], results))

    def results(self, number: int, notebook: str) -> list[list[object]]:
        """The results of one notebook of one run, a row each; none where it failed."""
        entry = self.store.find(notebook, key_of(self.where, notebook, self.plan.given(number, notebook)))
        path = entry.folder / f"{notebook}.results.json" if entry else None
        return [[notebook, *row] for row in rows_of(json.loads(path.read_text(encoding="utf-8")))] if path and path.is_file() else []


def execute(where: Paths, task: Task, store: Store, options: study_run.Options, keep: str) -> str:
    """Run one task and keep its results; returns why it failed, or an empty text."""
    from ptce_helpers.execution import Job, execute as run_notebook

    key, folder = key_of(where, task.notebook, task.given), store.begin(task.notebook)
    try:
        run_notebook(Job(task.notebook, where.notebooks, folder, task.given, options.timeout, options.plain))
    except ResearcherError as error:
        failed = store.folder.parent / "failed" / f"{task.number:04d}"
        shutil.copytree(folder, failed, dirs_exist_ok=True) if keep != "none" else None
        shutil.rmtree(folder, ignore_errors=True)
        return str(error)
    if keep != "all":
        for path in [*folder.glob("*.ipynb"), folder / "tables", folder / "figures"]:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    store.keep(task.notebook, key, folder)
    return ""


def rows_of(book: dict) -> Iterator[list[object]]:
    """The results of a notebook as rows: kind, result, row (the keys of a table), column, type, value."""
    for name, scalar in sorted(book["scalars"].items()):
        yield ["scalar", name, "", "", scalar["type"], _cell(scalar["value"])]
    for name, sentence in sorted(book["sentences"].items()):
        yield ["sentence", name, "", "", "str", sentence["text"]]
    for name, table in sorted(book["tables"].items()):
        for number, cells in enumerate(table["rows"]):
            record = dict(zip(table["columns"], cells, strict=True))
            row = " | ".join(_cell(record[key]) for key in table["keys"]) or str(number)
            for column, value in record.items():
                if column not in table["keys"]:
                    yield ["cell", name, row, column, type(value).__name__, _cell(value)]


def _cell(value: object) -> str:
    """A value as text: lists with commas, missing as empty, numbers as JSON writes them."""
    if value is None or (isinstance(value, dict) and value.get("value") is None):
        return ""
    if isinstance(value, list):
        return ",".join(map(_cell, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _csv(header: list[str], rows: list[list[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()
