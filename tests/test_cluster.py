"""The tasks of a batch on a real Dask scheduler with two real worker processes, one of which is killed in mid-run."""

import csv
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest
import trial
from conftest import five_notebooks

from ptce_helpers import cluster, plans
from ptce_helpers.batch import Batch
from ptce_helpers.errors import RunError

pytest.importorskip("distributed", reason="the package distributed (extra 'cluster') is not installed")
pytestmark = pytest.mark.skipif(not os.path.isdir("/proc"), reason="asks the system for the processes of the workers")

PLAN = "notebooks: [0, 3]\nparameters: {n_resamples: 400}\ngrid: {alpha: [0.1, 0.2, 0.3], study: [both, labo2014]}\nruns: [{seed: 1}, {exclude_cases: [la_serre]}]"


@pytest.fixture(scope="module", autouse=True)
def _few():
    with five_notebooks():
        yield


class Dask:
    """A scheduler on this machine and its workers, each a process of its own."""

    def __init__(self, folder, where):
        self.folder, self.where, self.processes = folder, where, []
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        self.start("scheduler", "--host", "127.0.0.1", "--port", self.address.rpartition(":")[2])
        self.told(0, "Scheduler at")

    def start(self, *arguments, **environment):
        """``dask ARGUMENTS`` in a session of its own; its words go to a file."""
        number = len(self.processes)
        with (self.folder / f"{number}.log").open("wb") as log:
            command = [sys.executable, "-m", "dask", *arguments, "--no-dashboard"]
            self.processes.append(subprocess.Popen(command, cwd=self.folder, env=trial.environment(self.where) | environment, stdout=log, stderr=log, start_new_session=True))
        return number

    def worker(self, **environment):
        number = self.start("worker", self.address, "--nthreads", "1", "--no-nanny", "--host", "127.0.0.1", "--local-directory", str(self.folder / "space"), **environment)
        self.told(number, "Registered to")
        return self.processes[number]

    def told(self, number, words, seconds=60):
        """Wait until a process has said something."""
        end = time.monotonic() + seconds
        while words not in (said := (self.folder / f"{number}.log").read_text(encoding="utf-8")):
            assert self.processes[number].poll() is None and time.monotonic() < end, said
            time.sleep(0.05)

    def close(self):
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture(scope="module")
def dask(tmp_path_factory):
    """A scheduler with two workers; at the end none of their processes is left."""
    where = trial.workbench(tmp_path_factory.mktemp("here") / "thèse de Zoé")
    running = Dask(tmp_path_factory.mktemp("dask"), where)
    try:
        running.workers = [running.worker(), running.worker()]
        yield running
    finally:
        running.close()
    end = time.monotonic() + 20
    while forkservers(where) and time.monotonic() < end:
        time.sleep(0.05)
    assert forkservers(where) == set(), "processes that workers started are left"


def forkservers(where):
    """Processes that fork kernels for a workbench, and the kernels."""
    return {process for process in filter(str.isdigit, os.listdir("/proc"))
            if b"ptce_helpers.forkserver" in read(process, "cmdline") and f"PTCE_HOME={where.root}".encode() in read(process, "environ").split(b"\0")}


def read(process, what):
    """What the system tells of a process; nothing when it has ended or is another user's."""
    try:
        with open(f"/proc/{process}/{what}", "rb") as file:
            return file.read()
    except OSError:
        return b""


def table(folder, name):
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def killed(dask):
    """The batch on both workers, one of which is killed when a third of it is done; then the same batch on this machine."""
    where = dask.where
    plan = trial.written(where, PLAN)
    folder = where.reports / "batches" / "trial"
    command = subprocess.Popen(trial.command("batch", plan, "--on", dask.address), cwd=where.root, env=trial.environment(where),
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # fmt: skip
    end = time.monotonic() + 60
    while len(list((folder / ".store").glob("*/*/contents.json"))) < 4:
        assert command.poll() is None and time.monotonic() < end, command.communicate()
        time.sleep(0.02)
    servers = forkservers_of(dask.workers, where)
    os.kill(dask.workers[0].pid, signal.SIGKILL)
    out, errors = command.communicate(timeout=120)
    far = SimpleNamespace(code=command.returncode, out=out, errors=errors, ended=trial.ended(where), folder=shutil.move(folder, where.root / "far"))
    near = trial.ptce(where, "batch", plan)
    return SimpleNamespace(far=far, near=SimpleNamespace(code=near.returncode, out=near.stdout, folder=folder), servers=servers, where=where)


def forkservers_of(workers, where):
    """For each worker, how many forkservers it has started."""
    parents = [read(process, "stat").rpartition(b")")[2].split()[1:2] for process in forkservers(where)]
    return [parents.count([str(worker.pid).encode()]) for worker in workers]


def test_every_run_is_there_once_although_a_worker_was_killed(killed):
    assert killed.far.errors == ""
    rows = table(killed.far.folder, "runs")
    assert [row["run"] for row in rows] == [f"{n:04d}" for n in range(12)]
    assert [(row["status"], row["reason"]) for row in rows if row["alpha"] != "0.3"] == [("done", "")] * 8
    places = [tuple(row[name] for name in ("run", "notebook", "kind", "result", "row", "column")) for row in table(killed.far.folder, "results")]
    assert len(places) == len(set(places)) and {place[0] for place in places if place[1] == trial.TRIAL} == {row["run"] for row in rows if row["status"] == "done"}


def test_both_workers_had_work_in_a_forkserver_of_their_own(killed):
    assert killed.servers == [1, 1]


def test_only_what_the_killed_worker_had_under_way_was_begun_again(killed):
    assert 8 <= len(killed.far.ended) <= 9  # it may have come to its end just before its worker was killed
    assert len({(one["alpha"], one["study"], tuple(one["exclude_cases"])) for one in killed.far.ended}) == 8


def test_failed_runs_are_told_as_on_one_machine(killed):
    assert killed.far.code == killed.near.code == 1
    assert "12 runs of 2 notebooks: 9 ran, 11 were there already, 4 failed." in killed.far.out
    assert [row["reason"] for row in table(killed.far.folder, "runs") if row["alpha"] == "0.3"] == [
        f"Notebook {trial.TRIAL} stopped in code cell 4. ValueError: no result at this alpha"] * 4  # fmt: skip
    assert len(list((killed.far.folder / "failed").glob(f"*/{trial.TRIAL}.ipynb"))) == 4
    assert killed.far.out.splitlines()[12:] and last_lines(killed.far.out) == last_lines(killed.near.out)


def last_lines(out):
    return [line for line in out.splitlines() if not re.match(r"\[\d+/", line)]


def test_results_are_the_bytes_of_a_batch_on_this_machine(killed):
    patterns = ("*.csv", "*.html", "*.png", "*.svg", "runs/**/*")
    far, near = (trial.contents(one.folder, *patterns) for one in (killed.far, killed.near))
    assert sorted(far) == sorted(near)
    assert [path for path in far if far[path] != near[path]] == []


def test_same_batch_again_runs_nothing_that_is_there(killed, dask):
    again = trial.ptce(killed.where, "batch", killed.where.root / "trial.yaml", "--on", dask.address)
    assert "12 runs of 2 notebooks: 0 ran, 20 were there already, 4 failed." in again.stdout


def batch(where, text, name):
    return Batch(where, plans.read(str(trial.written(where, text, name)), where))


def test_worker_that_sees_another_state_of_the_workbench_is_named(dask, killed, tmp_path):
    """It has the same folder, but other code: as where a disk that machines share has not caught up."""
    other = tmp_path / "other"
    shutil.copytree(trial.ROOT / "ptce_helpers", other / "ptce_helpers")
    with (other / "ptce_helpers" / "paths.py").open("a", encoding="utf-8") as file:
        file.write("# another state\n")
    dask.workers[1].terminate()
    dask.workers[1].wait(20)
    worker = dask.worker(PYTHONPATH=str(other))
    done = batch(dask.where, "notebooks: [3]\ngrid: {seed: [11]}", "other.yaml").go(on=dask.address)
    assert set(done.failed.values()) == {f"The worker on {socket.gethostname()} sees another state of the workbench: ptce_helpers/paths.py has changed."}
    assert (done.ran, sorted(done.failed)) == (0, [(0, trial.TRIAL), (1, trial.TRIAL)])
    worker.terminate()
    worker.wait(20)


def test_scheduler_without_workers_is_told(dask, killed, tmp_path):
    idle = Dask(tmp_path, dask.where)
    try:
        with pytest.raises(RunError) as error:
            batch(dask.where, "notebooks: [3]", "idle.yaml").go(on=idle.address)
    finally:
        idle.close()
    assert str(error.value) == f"The Dask scheduler at {idle.address} has no workers.\n    → start some: dask worker {idle.address}"


def test_scheduler_that_is_gone_in_mid_run_ends_the_batch_and_what_is_finished_is_kept(dask, killed, tmp_path):
    mortal = Dask(tmp_path, dask.where)
    text = "notebooks: [3]\nparameters: {n_resamples: 500}\ngrid: {seed: [1, 2, 3, 4]}"
    try:
        mortal.worker()
        with pytest.raises(RunError) as error:
            batch(dask.where, text, "gone.yaml").go(lambda what, number: what == "done" and mortal.processes[0].kill(), mortal.address)
    finally:
        mortal.close()
    assert str(error.value) == (f"The Dask scheduler at {mortal.address} is gone.\n"
                                "    → start it again, then this batch: what is finished is kept.")  # fmt: skip
    store = dask.where.reports / "batches" / "gone" / ".store" / trial.TRIAL
    assert 1 <= len(list(store.glob("*/contents.json"))) < 4


def test_scheduler_that_does_not_answer_is_told(dask, monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", "1s")
    with pytest.raises(RunError, match=r"^No Dask scheduler answers at tcp://127.0.0.1:9 \(.*\).\n    → start one \(dask scheduler\), or check the address.$"):
        batch(dask.where, "notebooks: [3]\ngrid: {seed: [12]}", "nobody.yaml").go(on="tcp://127.0.0.1:9")


def test_address_that_is_none_is_told(dask):
    with pytest.raises(RunError, match=r"^No Dask scheduler answers at nonsense://x"):
        batch(dask.where, "notebooks: [3]\ngrid: {seed: [12]}", "nonsense.yaml").go(on="nonsense://x")


def test_missing_package_is_told(dask, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(RunError, match=r"^The package distributed is not installed here.\n    → install the extra 'cluster' of this project, or run without --on.$"):
        batch(dask.where, "notebooks: [3]\ngrid: {seed: [12]}", "missing.yaml").go(on=dask.address)
