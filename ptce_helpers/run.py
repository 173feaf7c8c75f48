"""Run the notebooks in sequence with papermill into a new folder, which takes the old one's place only when all went well."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
import papermill
import zmq
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from ptce_helpers import codings, parameters, report
from ptce_helpers.errors import ResearcherError, RunError
from ptce_helpers.files import unwritable
from ptce_helpers.paths import Paths
from ptce_helpers.study import read_notebook, select

KERNEL = "ptce"
TIMEOUT = 900  # seconds a cell may take before its notebook is stopped


@dataclass(frozen=True)
class Step:
    """One notebook of a run, with the parameters it gets and all that it declares."""

    name: str
    given: dict[str, object]
    declared: dict[str, object]


def plan(where: Paths, wanted: list[str], given: dict[str, object]) -> list[Step]:
    """Decide what runs with which parameters; refuse wrong names and values before a kernel starts.

    A parameter goes to the notebooks that declare it; one that none of them declares is refused.
    """
    names = select(wanted)
    declared = {name: parameters.declared(read_notebook(where.notebooks, name)) for name in names}
    known = sorted({parameter for own in declared.values() for parameter in own})
    cases = codings.load(where.raw).cases
    parameters.check(given, known=known, cases=cases, where="-p")
    return [Step(name, {k: v for k, v in given.items() if k in own}, own) for name, own in declared.items()]


def run(where: Paths, steps: list[Step], started: Callable[[Step], None] = lambda step: None) -> Path:
    """Execute the steps and return the index page of the finished study.

    Results go to a new folder beside reports/study and are swapped in whole. When a notebook fails, reports/study
    stays as it was, what the run had made so far is kept in reports/failed, and RunError says where it stopped.
    """
    fresh = _new_folder(where)
    try:
        with _environment(fresh) as connection:
            for step in steps:
                started(step)
                _execute(where, step, fresh, connection)
        report.write_pages(where, fresh)
    except RunError:
        _replace(fresh, where.reports / "failed")
        raise
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    _replace(fresh, where.study)
    return where.study / "index.html"


def _new_folder(where: Paths) -> Path:
    """A folder that holds what the current study holds, so that a part of it can be run anew."""
    try:
        where.reports.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=".study-", dir=where.reports))
        fresh.chmod(0o755)
        if where.study.is_dir():
            shutil.copytree(where.study, fresh, dirs_exist_ok=True)
        return fresh
    except OSError as error:
        raise unwritable(where.reports, error) from None


@contextmanager
def _environment(fresh: Path) -> Iterator[Config]:
    """Kernels talk over sockets in a private folder, know where results go, and hash strings alike."""
    with tempfile.TemporaryDirectory(prefix="ptce-") as private:
        ours = {"PTCE_OUTPUT": str(fresh), "JUPYTER_RUNTIME_DIR": private, "PYTHONHASHSEED": "0"}
        before = {name: os.environ.get(name) for name in ours}
        os.environ.update(ours)
        try:
            yield Config({"KernelManager": _connection(Path(private))})
        finally:
            for name, value in before.items():
                os.environ.pop(name, None) if value is None else os.environ.update({name: value})


def _connection(private: Path) -> dict[str, str]:
    """Sockets in the folder itself (their path must be absolute and short); over TCP where the system has no such sockets."""
    sockets = str(private / "k")
    fits = zmq.has("ipc") and len(os.fsencode(f"{sockets}-99")) <= zmq.IPC_PATH_MAX_LEN
    return {"connection_file": str(private / "kernel.json")} | ({"transport": "ipc", "ip": sockets} if fits else {})


def _execute(where: Paths, step: Step, fresh: Path, connection: Config) -> None:
    target = fresh / f"{step.name}.ipynb"
    for old in (*fresh.glob(f"tables/{step.name}-*"), *fresh.glob(f"figures/{step.name}-*")):
        old.unlink()
    try:
        papermill.execute_notebook(
            str(where.notebooks / f"{step.name}.ipynb"), str(target), parameters=step.given, kernel_name=KERNEL,
            cwd=str(where.notebooks), progress_bar=False, log_output=False, execution_timeout=TIMEOUT,
            config=connection, coalesce_streams=True,  # a sentence may reach us in two pieces, at random
            extra_arguments=["--log-level=CRITICAL"],  # a kernel that is told to stop reports its own interruption as an error
        )
    except PapermillExecutionError as error:
        raise RunError(_failure(step.name, error)) from None
    except OSError as error:
        raise unwritable(target, error) from None
    finally:
        if target.is_file():
            _tidy(target)


def _failure(name: str, error: PapermillExecutionError) -> str:
    """Five lines: which notebook and cell, the error, and what to do. What was written for researchers is told in full."""
    said = str(error.evalue).strip().splitlines() or [""]
    cell = error.exec_count if error.exec_count is not None else error.cell_index
    if error.ename not in {kind.__name__ for kind in ResearcherError.__subclasses__()} and len(said) > 1:
        said = [f"{said[0]} (and {len(said) - 1} more lines, in the notebook)"]
    return "\n".join([
        f"Notebook {name} stopped in code cell {cell}.",
        f"    {error.ename}: {said[0]}", *(f"    {line}" for line in said[1:]),
        "    reports/study is as it was; what this run had made is in reports/failed.",
        f"    → open reports/failed/{name}.ipynb at that cell, mend the cause in notebooks/{name}.ipynb or in the data,",
        f"      then: ptce run {name}",
    ])


def _tidy(path: Path) -> None:
    """Take clocks and paths out of an executed notebook: two runs of the same thing are the same bytes."""
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata.pop("papermill", None)
    notebook.metadata.get("language_info", {}).pop("version", None)
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number:02d}"
        for clock in ("papermill", "execution"):
            cell.metadata.pop(clock, None)
    nbformat.write(notebook, path)


def _replace(fresh: Path, target: Path) -> None:
    """Put a finished folder in the place of the old one."""
    old = target.with_name(f".{target.name}-old")
    try:
        shutil.rmtree(old, ignore_errors=True)
        if target.exists():
            os.replace(target, old)
        os.replace(fresh, target)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise unwritable(target, error) from None
