"""Run one notebook with papermill in a kernel of its own, and say in a few lines why it stopped if it did."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

# nbformat checks notebooks with jsonschema, which imports every checker of text formats that it finds installed. One of
# them compiles a grammar for most of a second, and the schema of notebooks has no such format.
sys.modules.setdefault("rfc3987_syntax", None)

import papermill
import zmq
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.iorw import write_ipynb
from traitlets.config import Config

from ptce_helpers import kernels, kernelspec
from ptce_helpers.errors import ResearcherError, RunError
from ptce_helpers.notebooks import TIMEOUT, as_json
from ptce_helpers.writing import unwritable, write_text

PLAIN_KERNEL = "python3"  # the ordinary one, which ipykernel brings along
WORDLESS = {"MemoryError": "the memory that this system gives did not suffice."}  # errors that come without a word
for talkative in ("papermill", "traitlets", "jupyter_client", "asyncio"):  # what is wrong is told by RunError, once
    logging.getLogger(talkative).setLevel(logging.CRITICAL + 1)


UNDER_WAY: list = []  # the processes of kernels; one that has ended is dropped


@dataclass(frozen=True)
class Job:
    """One notebook to execute: the source, the parameters it gets, the folder for all it makes."""

    name: str
    notebooks: Path
    folder: Path
    given: dict[str, object] = field(default_factory=dict)
    timeout: float = TIMEOUT
    plain: bool = False
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def source(self) -> Path:
        return self.notebooks / f"{self.name}.ipynb"

    @property
    def target(self) -> Path:
        return self.folder / f"{self.name}.ipynb"


class Engine(NBClientEngine):
    """papermill's own engine, which writes the notebook once at its end instead of twice for each cell."""

    name = "ptce"

    @classmethod
    def execute_managed_notebook(cls, nb_man: object, kernel_name: str, partial: str = "", **options: object) -> object:
        try:
            return super().execute_managed_notebook(nb_man, kernel_name, **options)
        except BaseException:  # the kernel died or took too long: what there is of the notebook is kept
            write_ipynb(nb_man.nb, partial)
            raise


papermill_engines.register(Engine.name, Engine)


def execute(job: Job) -> None:
    """Run a notebook; the executed copy, its tables, figures and results land in the job's folder.

    Raises RunError, in a few lines: the notebook and cell, what happened, what to do. What was made up to there stays.
    """
    processes: list = []

    def launched(process: object) -> None:
        UNDER_WAY[:] = [other for other in UNDER_WAY if other.poll() is None] + [process]
        processes.append(process)

    places = [str(path).replace("{", "{{").replace("}", "}}") for path in (job.source, job.target)]  # papermill fills in what is in braces
    environment = job.environment | {"PTCE_OUTPUT": str(job.folder)}
    shared = {"engine_name": Engine.name, "partial": str(job.target), "request_save_on_cell_execute": False, "progress_bar": False,
              "coalesce_streams": True,  # a sentence may reach us in pieces, at random
              "resources": {"metadata": {"path": str(job.notebooks)}}, "timeout_func": _countdown(job.timeout)}
    try:
        if job.plain:
            with _ordinary(environment) as config:
                config.OrdinaryManager.launched = launched
                papermill.execute_notebook(*places, job.given, kernel_name=PLAIN_KERNEL, config=config,
                                           extra_arguments=["--log-level=CRITICAL"], kernel_manager_class=kernels.OrdinaryManager, **shared)
        else:
            config = Config({"WarmProvisioner": {"environment": environment, "background": True, "launched": launched}})
            papermill.execute_notebook(*places, job.given, kernel_name=kernelspec.NAME, config=config,
                                       kernel_manager_class=kernels.QuickManager, **shared)
    except PapermillExecutionError as error:
        raise RunError(_raised(job.name, error)) from None
    except CellTimeoutError:
        raise RunError(_told(job, f"It took longer than {job.timeout:g} seconds, the time a notebook may take.",
                             "if it needs more: ptce run --timeout SECONDS")) from None  # fmt: skip
    except (DeadKernelError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and "ernel" not in str(error):
            raise
        raise RunError(_told(job, *_death(job, processes))) from None
    except OSError as error:
        job.target.unlink(missing_ok=True)  # half written
        raise unwritable(job.target, error) from None
    finally:
        if job.target.is_file():
            tidy(job.target, job.source)


def _countdown(seconds: float) -> Callable[[object], float]:
    """The seconds that are left for a cell; the clock starts with the first one, not while its kernel is awaited."""
    until: list[float] = []

    def left(cell: object) -> float:
        if not until:
            until.append(time.monotonic() + seconds)
        return max(0.1, until[0] - time.monotonic())

    return left


def end_kernels() -> None:
    """End every kernel under way at once; the notebooks in them stop as if their kernel had died."""
    for process in UNDER_WAY:
        process.kill()


@contextmanager
def _ordinary(environment: dict[str, str]) -> Iterator[Config]:
    """For ordinary kernels: they take their variables from this process, and their sockets lie in a private folder."""
    with tempfile.TemporaryDirectory(prefix="ptce-") as private:
        ours = environment | kernels.FIXED | {"JUPYTER_RUNTIME_DIR": private}
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


def _raised(name: str, error: PapermillExecutionError) -> str:
    """A cell raised an error. What was written for researchers is told in full."""
    said = str(error.evalue).strip().splitlines() or [WORDLESS.get(error.ename, "")]
    cell = error.exec_count if error.exec_count is not None else error.cell_index
    if error.ename not in {kind.__name__ for kind in ResearcherError.__subclasses__()} and len(said) > 1:
        said = [f"{said[0]} (and {len(said) - 1} more lines, in the notebook)"]
    return "\n".join([f"Notebook {name} stopped in code cell {cell}.", f"    {error.ename}: {said[0]}", *(f"    {line}" for line in said[1:])])


def _told(job: Job, fact: str, todo: str) -> str:
    """A notebook was stopped from outside: in which cell, by what, what may help."""
    return f"Notebook {job.name} stopped in code cell {_last_begun(job.target)}.\n    {fact}\n    → {todo}"


def _death(job: Job, processes: list) -> tuple[str, str]:
    """How a kernel ended, and what to do about it."""
    code, then = processes[-1].poll() if processes else None, f"; then: ptce run {job.name}"
    look = f"see what code cell {_last_begun(job.target)} does to it{then}"
    if code == -signal.SIGKILL:
        return "Its kernel was ended by signal 9 (SIGKILL), as the system does when memory runs out.", f"if it needs less memory at a time it may pass{then}"
    if code is not None and code < 0:
        return f"Its kernel was ended by signal {-code} ({signal.Signals(-code).name}).", look
    return "Its kernel ended by itself" + (f" (exit code {code})." if code is not None else "."), look


def _last_begun(target: Path) -> int:
    """The number of the code cell that was running, from the notebook as papermill left it; 0 before the first one."""
    if not target.is_file():
        return 0
    cells = [cell for cell in json.loads(target.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    return max((n for n, cell in enumerate(cells, 1) if cell["metadata"].get("papermill", {}).get("start_time")), default=0)


def tidy(target: Path, source: Path) -> None:
    """Take clocks and paths out of an executed notebook: two runs of the same thing are the same bytes."""
    notebook = json.loads(target.read_text(encoding="utf-8"))
    notebook["metadata"].pop("papermill", None)
    notebook["metadata"].get("language_info", {}).pop("version", None)
    notebook["metadata"]["kernelspec"] = json.loads(source.read_text(encoding="utf-8"))["metadata"].get("kernelspec", {})
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = f"cell-{number:02d}"
        for clock in ("papermill", "execution"):
            cell["metadata"].pop(clock, None)
    write_text(target, as_json(notebook))
