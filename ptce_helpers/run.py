"""Run the study: only what changed, side by side where that is possible, in the order in which notebooks read each other."""

from __future__ import annotations

import csv
import json
import os
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ptce_helpers import assembly, modules, parameters, reasons
from ptce_helpers.errors import ParameterError, ResearcherError, RunError
from ptce_helpers.keys import Key, key_of, tables_in
from ptce_helpers.lock import alone
from ptce_helpers.notebooks import BY_NAME, NAMES, TIMEOUT, needed_by, read_notebook, select, with_needed
from ptce_helpers.paths import Paths
from ptce_helpers.store import Entry, store_of


@dataclass(frozen=True)
class Step:
    """One notebook of a run: the parameters it is given, all that it declares, the notebooks that must come before."""

    name: str
    given: dict[str, object]
    declared: dict[str, object]
    after: tuple[str, ...] = ()
    asked: bool = True


@dataclass(frozen=True)
class Options:
    """How to run: how many notebooks side by side, anew or from the store, in warm or ordinary kernels, for how long."""

    jobs: int = os.cpu_count() or 1
    fresh: bool = False
    plain: bool = False
    timeout: float = TIMEOUT


@dataclass(frozen=True)
class Done:
    """A finished run: the page to open, the notebooks that ran, those that need not, whether reports/study is another."""

    page: Path
    ran: tuple[str, ...]
    unchanged: tuple[str, ...]
    renewed: bool = True


def plan(where: Paths, wanted: list[str], given: dict[str, object]) -> list[Step]:
    """Decide what belongs to a run, with which parameters; refuse wrong names and values before a kernel starts.

    The notebooks asked for, and those that make what they read. A parameter goes to the notebooks asked for that
    declare it; one that none of them declares is refused. A value that is a notebook's own is not a change. What is
    only needed keeps the parameters that it has in the study: its page stays as it is.
    """
    asked = select(wanted)
    names = with_needed(asked)
    declared = {name: parameters.declared(read_notebook(where.notebooks, name)) for name in names}
    known = sorted({parameter for name in asked for parameter in declared[name]})
    cases = cases_of(where)
    parameters.check(given, known=known, cases=cases, where="-p")
    chosen = {name: given if name in asked else _in_the_study(where, name, cases) for name in names}
    changed = {name: {k: v for k, v in chosen[name].items() if k in own and own[k] != v} for name, own in declared.items()}
    return [Step(name, changed[name], declared[name], tuple(needed_by(name)), name in asked) for name in names]


def _in_the_study(where: Paths, name: str, cases: list[str] | None) -> dict[str, object]:
    """The parameters with which the study holds a notebook; none when it doesn't, or when they are no longer allowed."""
    part = assembly.parts_of(where.study).get(name)
    key = store_of(where).key(name, part.key) if part else None
    given = {parameter: json.loads(value) for parameter, value in key.parts["parameters"].items()} if key else {}
    try:
        parameters.check(given, cases=cases)
    except ParameterError:
        return {}
    return given


def cases_of(where: Paths) -> list[str] | None:
    """The names of the cases, read without the rest of the data; None when the table itself is at fault."""
    try:
        with (where.raw / "cases.csv").open(encoding="utf-8-sig", newline="") as table:
            return [row["case_id"] for row in csv.DictReader(table)]
    except (OSError, ValueError, KeyError):
        return None  # the check of the data names what is wrong


def run(where: Paths, steps: list[Step], options: Options | None = None, tell: Callable[[str, Step], None] = lambda what, step: None) -> Done:
    """Bring the notebooks and reports/study up to date.

    ``tell`` hears "starts", "done", "unchanged" and "failed" with the step. When a notebook fails, the others that do
    not need it are finished and kept, reports/study stays as it was, what the failed ones had made goes to
    reports/failed, and RunError names them all.
    """
    with alone(where, lambda: tell("waits", steps[0])):
        assembly.recover(where)
        try:
            return Run(where, steps, options or Options(), tell).go()
        finally:
            assembly.recover(where)


class Run:
    """One run under way. doit decides the order and what runs side by side; the store, what need not run at all."""

    def __init__(self, where: Paths, steps: list[Step], options: Options, tell: Callable[[str, Step], None]):
        self.where, self.steps, self.options, self.tell = where, steps, options, tell
        self.store = store_of(where)
        self.entries: dict[str, Entry] = {}
        self.ran: list[str] = []
        self.failed: dict[str, str] = {}
        self.folders: dict[str, Path] = {}  # of failed notebooks
        self.mutex = threading.Lock()
        self.pages = None
        self.stopped = False

    def make(self) -> None:
        """Find in the store, or run, every notebook; those that fail are named in ``failed``."""
        self.store.sweep()
        if not all([self.is_current(step) for step in self.steps]):
            self._execute()

    def go(self) -> Done:
        self.make()
        if self.failed:
            self._keep_failed()
            raise RunError("\n".join(self._what_failed()))
        made = assembly.Assembly(self.where, assembly.mended(self.where.study, self.store) | self.entries)
        renewed = not made.is_there()
        if renewed:
            made.write(self._pages())
        shutil.rmtree(self.where.reports / "failed", ignore_errors=True)
        unchanged = tuple(step.name for step in self.steps if step.name not in self.ran)
        return Done(self.where.study / "index.html", tuple(n for n in (s.name for s in self.steps) if n in self.ran), unchanged, renewed)

    def is_current(self, step: Step) -> bool:
        """Whether the store holds what this notebook would make; then that is its result."""
        if step.name in self.entries:
            return True
        if (self.options.fresh and step.asked) or any(name not in self.entries for name in step.after):
            return False
        key = key_of(self.where, step.name, step.given)
        entry = self.store.find(step.name, key)
        if entry:
            self.entries[step.name] = entry
            self.store.remember(step.name, key)
            self.tell("unchanged", step)
        return entry is not None

    def _execute(self) -> None:
        from ptce_helpers import kernels, tasks

        self.expected = [name for name in NAMES if name in {s.name for s in self.steps} | assembly.parts_of(self.where.study).keys()]
        self.plain = self.options.plain or not kernels.can_fork()
        if self.plain and not self.options.plain:
            self.tell("slow", self.steps[0])
        names = [step.name for step in self.steps if step.name not in self.entries]
        with kernels.warm(0 if self.plain else len(names), self.options.jobs, modules.wanted(self.where.notebooks, names), self.where.raw):
            from ptce_helpers import execution  # noqa: F401 (this and the pages' templates load while the forkserver loads the libraries)

            check_data(self.where)
            self._pages().get_ready()
            tasks.run_in_order(self.steps, 1 if self.plain else self.options.jobs, self.is_current, self.execute, self._stop)

    def _stop(self) -> None:
        from ptce_helpers.execution import end_kernels

        self.stopped = True
        end_kernels()

    def execute(self, step: Step) -> bool:
        """Run one notebook and keep what it made; False when it failed or what it needs has failed."""
        from ptce_helpers.execution import Job, execute

        if self.stopped:
            return False
        self.tell("starts", step)
        key, folder = key_of(self.where, step.name, step.given), self.store.begin(step.name)
        try:
            home = {"PTCE_HOME": str(self.where.root)}  # whatever the variable says to the process that asks for the run
            execute(Job(step.name, self.where.notebooks, folder, step.given, self.options.timeout, self.plain, home))
            self._refuse_what_changed(step, key)
            self._keep(step, key, folder)
        except ResearcherError as error:
            self.failed[step.name], self.folders[step.name] = _what_next(step.name, error), folder
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        if self.stopped:
            shutil.rmtree(folder, ignore_errors=True)
            return False
        self.tell("failed" if step.name in self.failed else "done", step)
        return step.name not in self.failed

    def _refuse_what_changed(self, step: Step, key: Key) -> None:
        """A notebook that was edited, or whose data were, while it ran: its result is neither of the old nor of the new."""
        changes = key_of(self.where, step.name, step.given).changes(key)
        if changes:
            said = reasons.in_words(self.where, step, changes)
            raise RunError(f"Notebook {step.name} ran while something was edited: {said}.", todo=f"run it again: ptce run {step.name}")

    def _keep(self, step: Step, key: Key, folder: Path) -> None:
        outside = [path for made in BY_NAME[step.name].makes if not made.startswith("reports") for path in _files_in(self.where, made)]
        entry = self.store.keep(step.name, key, folder, outside)
        with self.mutex:
            self.entries[step.name] = entry
            self.ran.append(step.name)
        self._pages().prepare(self.where, entry, self.expected)

    def _pages(self):
        from ptce_helpers.report import Pages  # nbconvert takes its time to load: only when a page is to be made

        with self.mutex:
            self.pages = self.pages or Pages(self.where)
        return self.pages

    def _what_failed(self) -> list[str]:
        told = [self.failed[step.name] for step in self.steps if step.name in self.failed]
        left = [step.name for step in self.steps if step.name not in self.entries and step.name not in self.failed]
        return told + [f"Not run, because of that: {', '.join(left)}."] * bool(left)

    def _keep_failed(self) -> None:
        """What failed notebooks had made, in reports/failed."""
        target = self.where.reports / "failed"
        shutil.rmtree(target, ignore_errors=True)
        for folder in self.folders.values():
            shutil.copytree(folder, target, dirs_exist_ok=True)
            shutil.rmtree(folder, ignore_errors=True)


def check_data(where: Paths) -> None:
    """Refuse to begin on faulty data: all faults of all tables, before a kernel runs a cell."""
    from ptce_helpers import codings

    codings.load(where.raw)


def _files_in(where: Paths, folder: str) -> list[str]:
    return sorted({*tables_in(where, folder), *(p.relative_to(where.root).as_posix() for p in (where.root / folder).glob("[!.]*.*") if p.is_file())})


def _what_next(name: str, error: ResearcherError) -> str:
    lines = str(error).splitlines()
    if lines[-1].startswith("    → "):
        lines.insert(-1, "    reports/study is as it was; what it had made is in reports/failed.")
        return "\n".join(lines)
    return "\n".join([*lines, "    reports/study is as it was; what it had made is in reports/failed.",
                      f"    → open reports/failed/{name}.ipynb at that cell, mend the cause in notebooks/{name}.ipynb or in the data,",
                      f"      then: ptce run {name}"])
