"""Many runs of the same notebooks with other parameters, in one table."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from ptce_helpers import assembly, modules, reasons
from ptce_helpers import run as study_run
from ptce_helpers.errors import ResearcherError, RunError
from ptce_helpers.keys import Key, key_of
from ptce_helpers.lock import alone
from ptce_helpers.notebooks import needed_by
from ptce_helpers.paths import Paths
from ptce_helpers.plans import Plan
from ptce_helpers.store import Store
from ptce_helpers.writing import write_text

COLUMNS = ("notebook", "kind", "result", "row", "column", "type", "value")


@dataclass(frozen=True)
class Task:
    """One notebook of one run: its parameters, and what its results will rest on."""

    number: int
    label: str
    notebook: str
    given: dict[str, object]
    key: Key

    @property
    def result(self) -> tuple[str, str]:
        """What it makes; two runs that differ only in what the notebook doesn't know make the same."""
        return self.notebook, self.key.digest


@dataclass
class Outcome:
    """What became of a batch: its folder, how many tasks ran or were there already, and why others failed."""

    folder: Path
    ran: int = 0
    there: int = 0
    failed: dict[tuple[int, str], str] = field(default_factory=dict)


class Batch:
    """A plan at work. Each finished task is kept at once: a batch that was interrupted goes on where it stopped."""

    def __init__(self, where: Paths, plan: Plan, options: study_run.Options | None = None):
        self.where, self.plan, self.options = where, plan, options or study_run.Options()
        self.folder = where.reports / "batches" / plan.name
        self.store = Store(self.folder / ".store", where.root, kept=None)
        self.outcome = Outcome(self.folder)

    def go(self, tell: Callable[[str, int], None] = lambda what, number: None, on: str = "") -> Outcome:
        """Run what is missing, here or on the workers of a Dask scheduler, and write the tables.

        ``tell`` hears "waits", then "begins" with the number of tasks to run, and "done" or "failed" with the number of a run.
        """
        with alone(self.where, lambda: tell("waits", 0)):
            assembly.recover(self.where)
            self.store.sweep()
            for left in ["failed", *([self.store.folder.name] if self.options.fresh else [])]:
                shutil.rmtree(self.folder / left, ignore_errors=True)
            self._make_needed()
            tasks = list(self._tasks())
            missing: dict[tuple[str, str], list[Task]] = {}
            for task in tasks:
                if not is_there(task, self.store, self.plan.keep):
                    missing.setdefault(task.result, []).append(task)
            first = [same[0] for same in missing.values()]
            tell("begins", len(first))
            for task, failure in (self._elsewhere(first, on) if on else self._here(first)) if first else ():
                self._note(missing[task.result], failure)
                tell("failed" if failure else "done", task.number)
            for name in self.plan.notebooks:
                check_unchanged(self.keys[name], key_of(self.where, name, {}))
            self.outcome.there = len(tasks) - self.outcome.ran - len(self.outcome.failed)
            self._write(tasks)
        return self.outcome

    def _tasks(self) -> Iterator[Task]:
        """Every notebook of every run, the run that changes nothing first."""
        self.keys = {name: key_of(self.where, name, {}) for name in self.plan.notebooks}
        for number in range(len(self.plan.runs)):
            for name in self.plan.notebooks:
                given = self.plan.given(number, name)
                yield Task(number, self.plan.label(number), name, given, self.keys[name].given(given))

    def _make_needed(self) -> None:
        """What the notebooks of the plan read is made once, before them, with the notebooks' own parameters."""
        first = [other for name in self.plan.notebooks for other in needed_by(name)]
        if first:
            study_run.Run(self.where, study_run.plan(self.where, first, {}), study_run.Options(timeout=self.options.timeout), lambda what, step: None).go()
        else:
            study_run.check_data(self.where)

    def _here(self, tasks: list[Task]) -> Iterator[tuple[Task, str]]:
        from ptce_helpers import kernels, pool

        plain = self.options.plain or not kernels.can_fork()
        options = replace(self.options, plain=plain)
        with kernels.warm(0 if plain else len(tasks), self.options.jobs, modules.wanted(self.where.notebooks, list(self.plan.notebooks)), self.where.raw):
            from ptce_helpers import execution, flip_map  # noqa: F401 (they load while the forkserver loads the libraries)

            yield from pool.each(lambda task: execute(self.where, task, self.store, options, self.plan.keep), tasks, 1 if plain else self.options.jobs)

    def _elsewhere(self, tasks: list[Task], address: str) -> Iterable[tuple[Task, str]]:
        from ptce_helpers import cluster

        return cluster.each(address, self.where, tasks, self.store, self.options, self.plan.keep)

    def _note(self, tasks: list[Task], failure: str) -> None:
        if failure:
            self.outcome.failed |= {(task.number, task.notebook): failure for task in tasks}
        else:
            self.outcome.ran += 1

    # --- what is written ------------------------------------------------------------------------------------------

    def _write(self, tasks: list[Task]) -> None:
        """Write runs.csv (a row per run) and results.csv (a row per run and result), both with the parameters; runs/ by number."""
        names = sorted({name for run in self.plan.runs for name in run})
        heads = [[self.plan.label(number), *(as_text(self.plan.value(number, name)) for name in names)] for number in range(len(self.plan.runs))]
        reasons = [" / ".join(" ".join(told.split()) for (of, _), told in sorted(self.outcome.failed.items()) if of == number) for number in range(len(heads))]
        shutil.rmtree(self.folder / "runs", ignore_errors=True)  # of an earlier plan of this name
        runs = [[*head, "failed" if reason else "done", reason] for head, reason in zip(heads, reasons, strict=True)]
        write_text(self.folder / "runs.csv", _csv(["run", *names, "status", "reason"], runs))
        write_text(self.folder / "results.csv", _csv(["run", *names, *COLUMNS], [heads[task.number] + row for task in tasks for row in self._results(task)]))

    def _results(self, task: Task) -> Iterator[list[object]]:
        """The results of one task, a row each; none where it failed. Its files are put where people look for them."""
        entry = self.store.find(task.notebook, task.key)
        path = entry.folder / f"{task.notebook}.results.json" if entry else None
        if path is None or not path.is_file():
            return
        place = self.folder / "runs" / self.plan.label(task.number)
        for file in entry.files:
            (place / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(entry.folder / file, place / file)
        for row in rows_of(json.loads(path.read_text(encoding="utf-8"))):
            yield [task.notebook, *row]


def is_there(task: Task, store: Store, keep: str) -> bool:
    """Whether the store holds the results of a task, and its executed notebook where the plan keeps them all."""
    entry = store.find(task.notebook, task.key)
    return entry is not None and (keep != "all" or entry.notebook.name in entry.files)


def check_unchanged(before: Key, after: Key) -> None:
    """Refuse results of which nobody can say on what they rest, because something was edited while they were made."""
    if after.digest != before.digest:
        raise RunError(f"The batch stopped, because meanwhile {', '.join(reasons.told(after.changes(before))[:3])}.",
                       todo="start it again: what does not rest on this is there already.")


def execute(where: Paths, task: Task, store: Store, options: study_run.Options, keep: str) -> str:
    """Run one task and keep its results; returns why it failed, or an empty text.

    Raises RunError when something that it rests on was edited meanwhile.
    """
    from ptce_helpers.execution import Job
    from ptce_helpers.execution import execute as run_notebook

    folder = store.begin(task.notebook)
    try:
        environment = {"PTCE_HOME": str(where.root)}
        run_notebook(Job(task.notebook, where.notebooks, folder, task.given, options.timeout, options.plain, environment))
    except ResearcherError as error:
        if keep != "none":
            shutil.copytree(folder, store.folder.parent / "failed" / task.label, dirs_exist_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        return str(error)
    check_unchanged(task.key, key_of(where, task.notebook, task.given))
    if keep != "all":
        for path in [*folder.glob("*.ipynb"), folder / "tables", folder / "figures"]:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    store.keep(task.notebook, task.key, folder)
    return ""


def rows_of(book: dict) -> Iterator[list[object]]:
    """The results of a notebook as rows: kind, result, row (the keys of a table), column, type, value.

    Where nothing tells the rows of a table apart they are numbered, and their cells are of the kind "loose cell": the third
    row of one run need not be the third of another.
    """
    for name, scalar in sorted(book["scalars"].items()):
        yield ["scalar", name, "", "", scalar["type"], as_text(scalar["value"])]
    for name, sentence in sorted(book["sentences"].items()):
        yield ["sentence", name, "", "", "str", sentence["text"]]
    for name, table in sorted(book["tables"].items()):
        for number, cells in enumerate(table["rows"]):
            record = dict(zip(table["columns"], cells, strict=True))
            row = " | ".join(as_text(record[key]) for key in table["keys"]) or str(number)
            for column, value in record.items():
                if column not in table["keys"]:
                    yield ["cell" if table["keys"] else "loose cell", name, row, column, "" if _missing(value) else type(value).__name__, as_text(value)]


def as_text(value: object) -> str:
    """A value as a cell of a table: lists with commas, missing as empty, numbers as JSON writes them."""
    if _missing(value):
        return ""
    if isinstance(value, list):
        return ",".join(map(as_text, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _missing(value: object) -> bool:
    return value is None or (isinstance(value, dict) and value.get("value") is None)


def _csv(header: list[str], rows: list[list[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()
