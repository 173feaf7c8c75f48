"""``pytest --nbval notebooks`` as a check that can't pass empty: a pytest plugin beside nbval.

nbval runs the cells and compares what they print. This plugin adds, for each notebook of the study, a test before
the cells (``stored``: were the stored outputs made by one fresh, ordered run?) and one after them (``results``: are
numbers, tables, figures and sentences those of tests/reference?). What has one cause fails once: the cells that
were not reached because of it are skipped and say so. At the end it is counted what was compared.

It is loaded with every start of pytest, so what takes long to load is imported where it is used.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ptce_helpers import paths
from ptce_helpers.errors import NotFound, ResearcherError

TOLD = 10  # differences that are told; the others are counted
AGAIN = "run it (ptce run {0}), look at its page, then: ptce accept {0}"
COUNTED = ("cells", "values", "tables", "figures", "sentences")


def pytest_configure(config: pytest.Config) -> None:
    """Take part only where nbval does."""
    if getattr(config.option, "nbval", False) or getattr(config.option, "nbval_lax", False):
        config.pluginmanager.register(Regression(lax=not config.option.nbval), "ptce-notebooks")


@dataclass
class State:
    """What is known of one notebook in this session."""

    faults: list[str] = field(default_factory=list)  # of its stored outputs: no cell is run
    unexplained: list[str] = field(default_factory=list)  # cells that are exempt without a reason
    stopped: str = ""  # why the cells that follow can't be reached

    @property
    def blocked(self) -> str:
        return "the stored notebook is not that of one fresh, ordered run" if self.faults else self.stopped


class Notebook(pytest.File):
    """A notebook of the study: what is tested beside its cells. ``watch`` is the plugin."""

    watch: Regression

    def collect(self) -> Iterator[pytest.Item]:
        yield Stored.from_parent(self, name="stored")
        yield Results.from_parent(self, name="results")


class Check(pytest.Item):
    """A test of a notebook as a whole."""

    @property
    def watch(self) -> Regression:
        return self.parent.watch

    def reportinfo(self) -> tuple[Path, None, str]:
        return self.path, None, self.nodeid


class Stored(Check):
    """Were the stored outputs made by one fresh, ordered run?"""

    def runtest(self) -> None:
        state = self.watch.states[self.path]
        if state.faults or state.unexplained:
            pytest.fail("\n".join([f"{self.path.stem}:", *(f"  {fault}" for fault in state.faults + state.unexplained)]), pytrace=False)


class Results(Check):
    """Are the results those that were accepted?"""

    def runtest(self) -> None:
        try:
            said = self.compare(self.path.stem)
        except ResearcherError as error:
            said = str(error)
        if said:
            pytest.fail(said, pytrace=False)

    def compare(self, name: str) -> str:
        """What is wrong, in words; nothing when the results are those of tests/reference."""
        from ptce_helpers import differences, results

        made, kept = (results.path_of(folder, name) for folder in (self.watch.output, paths.find(self.path.parent).reference))
        after = results.read(made) if made.is_file() else results.Book(name)
        if not len(after):
            return (f"{name} left no results, so there is nothing to compare.\n"
                    f'    → begin it with desk = begin("{name}", ...), and show, draw or say what it found.')
        if not kept.is_file():
            return f"{name} has no reference: tests/reference/{kept.name} is missing.\n    → {AGAIN.format(name)}"
        before = results.read(kept)
        self.user_properties.append(("ptce", dict(differences.compared(before, after))))
        found = differences.compare(before, after)
        return told(name, kept.name, list(map(str, found))) if found else ""


def told(name: str, kept: str, found: list[str]) -> str:
    """The first differences in words, the count of the others, and what to do."""
    head = f"{name}: {len(found)} difference{'s' if len(found) > 1 else ''} from tests/reference/{kept}:"
    rest = [f"  ... and {len(found) - TOLD} more"] if len(found) > TOLD else []
    return "\n".join([head, *(f"  {one}" for one in found[:TOLD]), *rest, f"    → if it is meant: {AGAIN.format(name)}"])


def faults_of(name: str, cells: list[dict]) -> list[str]:
    """What says that stored code cells are not those of one fresh, ordered, complete run: the root cause alone."""
    again = f"    → {AGAIN.format(name)}"
    counts = [cell.get("execution_count") for cell in cells]
    faults = []
    if not cells:
        faults.append("it has no code cell")
    elif not any(counts) and not any(cell["outputs"] for cell in cells):
        faults += [f"it was never run: none of its {len(cells)} code cells has a number or an output", again]
    elif counts != list(range(1, len(counts) + 1)):
        shown = ", ".join("none" if count is None else str(count) for count in counts)
        faults += [f"its cells did not run once, in order: they are numbered {shown} instead of 1 to {len(counts)}", again]
    if not any("parameters" in cell["metadata"].get("tags", []) for cell in cells):
        faults += ["no code cell is tagged parameters", "    → give the cell that sets lang the tag parameters"]
    return faults


class Regression:
    """The hooks: where the tests stand, what they may write, what is skipped, and the count at the end."""

    def __init__(self, lax: bool):
        self.lax = lax
        self.states: dict[Path, State] = {}
        self.count: Counter[str] = Counter()
        self.exempt: list[str] = []
        self.output = Path()

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        if file_path.suffix != ".ipynb":
            return None
        try:
            ours = paths.find(file_path.parent).notebooks == file_path.parent.resolve()
        except NotFound:
            return None
        if not ours:
            return None
        notebook = Notebook.from_parent(parent, path=file_path)
        notebook.watch, self.states[file_path] = self, State()
        return notebook

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """For each notebook: first what is stored, then its cells, last its results."""
        first: dict[Path, int] = {}
        for number, item in enumerate(items):
            first.setdefault(item.path, number)
        for item in filter(self.is_cell, items):
            self.states[item.path].unexplained += self.note(item)
        ranks = {Stored: 0, Results: 2}
        order = {item: (first[item.path] if item.path in self.states else n, ranks.get(type(item), 1)) for n, item in enumerate(items)}
        items.sort(key=order.__getitem__)
        for path, state in self.states.items():
            state.faults = faults_of(path.stem, code_cells(path))

    def is_cell(self, item: pytest.Item) -> bool:
        """Whether an item is a cell that nbval runs of a notebook of the study."""
        return item.path in self.states and not isinstance(item, Check)

    def note(self, cell: pytest.Item) -> list[str]:
        """Mark a cell as compared or exempt, for the count at the end; an exempt one needs a reason."""
        skip, raises, check = (cell.options.get(option, False) for option in ("skip", "check_exception", "check"))
        if not (skip or raises or not (check or self.lax)):
            cell.user_properties.append(("ptce", {"cells": 1} if check else {"only ran": 1}))
            return []
        reason = cell.cell.metadata.get("ptce_exempt", "")
        where = place(cell)
        cell.user_properties.append(("ptce", {"exempt": f"{cell.path.stem}, {where}: {reason or 'no reason given'}"}))
        if isinstance(reason, str) and reason.strip():
            return []
        what = "is not run" if skip else "may raise an error" if raises else "is not compared"
        return [f"{where} {what} (a tag or comment of nbval says so) and there is no reason for it",
                "    → take the tag away, or say why in the cell's metadata, under ptce_exempt"]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self) -> Iterator[None]:
        with tempfile.TemporaryDirectory(prefix="ptce-") as folder:
            self.output = Path(folder)
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Kernels of the study's notebooks write their results to a folder of this session."""
        if item.path not in self.states:
            return (yield)
        before = os.environ.get("PTCE_OUTPUT")
        os.environ["PTCE_OUTPUT"] = str(self.output)
        try:
            return (yield)
        finally:
            os.environ.pop("PTCE_OUTPUT") if before is None else os.environ.update(PTCE_OUTPUT=before)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Before nbval starts a kernel: skip what can't be reached."""
        if item.path in self.states and not isinstance(item, Stored) and (why := self.states[item.path].blocked):
            pytest.skip(f"not reached: {why}")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
        report = yield
        if report.failed and self.is_cell(item) and not self.states[item.path].stopped:
            self.states[item.path].stopped = stop(item, call)
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count; with several processes, reports come here from all of them."""
        noted = [value for name, value in report.user_properties if name == "ptce"]
        if report.when == "setup" and report.skipped and noted:
            self.count["not reached"] += 1
        elif report.when == "call":
            for entry in noted:
                self.exempt += [entry["exempt"]] if "exempt" in entry else []
                self.count.update({kind: number for kind, number in entry.items() if kind != "exempt"})

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """A session in which nothing of a notebook was compared has not passed."""
        empty = self.count["not reached"] or not sum(self.count[kind] for kind in COUNTED)
        if (self.count or self.exempt) and empty and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if not self.count and not self.exempt:
            return
        terminalreporter.section("notebooks")
        terminalreporter.line("compared: " + ", ".join(f"{self.count[kind]} {kind}" for kind in COUNTED))
        terminalreporter.line(f"not compared: {len(self.exempt)} exempt, {self.count['only ran']} only ran (--nbval-lax), {self.count['not reached']} not reached")
        for one in sorted(self.exempt):
            terminalreporter.line(f"  exempt: {one}")


def place(cell: pytest.Item) -> str:
    """Which cell it is: people, and ptce run, count from 1, nbval from 0."""
    return f"code cell {cell.cell_num + 1} ({cell.name} here)"


def stop(cell: pytest.Item, call: pytest.CallInfo) -> str:
    """Why no later cell can be reached; nothing when a cell ran to its end and merely shows something else."""
    if call.when != "call":
        return "the kernel did not start"
    where = place(cell)
    errors = [output for output in cell.test_outputs or [] if output.output_type == "error"]
    if errors and not cell.options.get("check_exception"):
        return f"{where} stopped ({errors[-1].ename})"
    if cell.parent.timed_out or cell.test_outputs is None:
        return f"{where} did not come to its end"
    return ""


def code_cells(path: Path) -> list[dict]:
    """The code cells of a notebook; none of a file that can't be read, of which nbval complains."""
    import nbformat

    try:
        return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    except (OSError, ValueError):
        return []
