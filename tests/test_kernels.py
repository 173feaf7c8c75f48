"""Kernels that are ready at once: one for each notebook, nothing shared, nothing left; the ordinary ones where they can't be had."""

import io
import json
import os
import shutil
import stat
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import KernelManager
from rich.console import Console
from trials import ROOT, Bench, book_of, printed, wait_until

from ptce_helpers import execution, kernels, modules, progress
from ptce_helpers import run as runner
from ptce_helpers.errors import RunError

pytestmark = pytest.mark.skipif(not kernels.can_fork(), reason="this system has no kernels that are ready at once")
SMALL = ["ipykernel.kernelapp", "json"]  # enough for a forkserver that shall only be there
SPOIL = """\
import os, random, sys, matplotlib, numpy, pandas, ptce_helpers.paths
trace = "left by the first notebook"
pandas.left = ptce_helpers.paths.left = builtins_left = trace
matplotlib.rcParams["font.size"] = 77
os.environ["PTCE_LEFT"] = trace
sys.path.insert(0, "/left")
random.seed(1); numpy.random.seed(1)
os.chdir("/")"""
LOOK = """\
import json, os, random, sys, matplotlib, numpy, pandas, ptce_helpers.paths
print(json.dumps({"variable": "trace" in globals(), "pandas": hasattr(pandas, "left"), "ours": hasattr(ptce_helpers.paths, "left"),
                  "font": matplotlib.rcParams["font.size"] == 77, "environ": "PTCE_LEFT" in os.environ, "path": "/left" in sys.path,
                  "folder": os.getcwd() == "/", "random": random.random() == random.Random(1).random(),
                  "numpy": numpy.random.random() == numpy.random.RandomState(1).random()}))"""
NOTHING = dict.fromkeys(["variable", "pandas", "ours", "font", "environ", "path", "folder", "random", "numpy"], False)
WHO = """\
import sys
before = sorted({"pandas", "seaborn", "matplotlib.pyplot", "statsmodels", "ptce_helpers.study"} & sys.modules.keys())
import json, os, matplotlib, numpy
from ipykernel.connect import get_connection_info
print(json.dumps({"pid": os.getpid(), "parent": os.getppid(), "before": before, "backend": matplotlib.get_backend(), "rc": str(matplotlib.rcParams), "folder": os.getcwd(),
                  "draw": numpy.random.random(), "output": os.environ["PTCE_OUTPUT"], "ip": get_connection_info(unpack=True)["ip"],
                  "key": get_connection_info(unpack=True)["key"].decode()}))"""
DRAW = """\
import numpy, pandas, matplotlib.pyplot as plt
made = pandas.DataFrame({"drawn": numpy.random.default_rng(4).normal(size=20)})
made["drawn"].plot.hist(title="Zoé"); plt.show(); display(made.describe())"""


@pytest.fixture(scope="module")
def server():
    """A forkserver with one kernel ahead, as during a run."""
    with kernels.warm(100):
        yield kernels.forkserver()


@pytest.fixture
def executed(tmp_path):
    """``executed(cell, plain=False)`` runs a notebook of one cell by itself and returns its executed copy."""

    def execute(*cells, plain=False):
        folder = tmp_path / f"made{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        nbformat.write(book_of(*cells), tmp_path / "trial.ipynb")
        execution.execute(execution.Job("trial", tmp_path, folder, plain=plain))
        return folder / "trial.ipynb"

    return execute


@pytest.fixture
def no_server(monkeypatch):
    """No forkserver is known; those that the test starts end with it."""
    monkeypatch.setattr(kernels, "_current", None)
    started = []
    monkeypatch.setattr(kernels.Forkserver, "__init__", _noting(kernels.Forkserver.__init__, started))
    yield started
    for one in started:
        one.close()


def _noting(begin, started):
    def noted(self, *arguments):
        started.append(self)
        begin(self, *arguments)

    return noted


@contextmanager
def kernel_of_jupyterlab(**options):
    """A kernel as JupyterLab starts one."""
    manager = KernelManager(kernel_name="ptce", **options)
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(60)
        yield manager, client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def said(client, code):
    """What a cell prints, or the name of the error it raises."""
    told = []
    client.execute_interactive(code, output_hook=told.append, timeout=60, allow_stdin=False)
    return "".join(m["content"].get("text", "") + m["content"].get("ename", "") for m in told if m["msg_type"] in ("stream", "error"))


def gone(pid):
    return not Path(f"/proc/{pid}").exists()


# --- one kernel, one notebook ---------------------------------------------------------------------------------------


def test_nothing_that_a_notebook_does_reaches_the_next(server, executed):
    executed(SPOIL)
    assert printed(executed(LOOK)) == NOTHING


def test_what_would_be_left_is_seen_within_one_notebook(server, executed):
    assert printed(executed(SPOIL, LOOK)) == dict.fromkeys(NOTHING, True)


def test_nothing_that_a_kernel_of_jupyterlab_did_reaches_the_next(server):
    with kernel_of_jupyterlab() as (_, first), kernel_of_jupyterlab() as (_, second):
        assert said(first, SPOIL) == ""
        assert json.loads(said(second, LOOK)) == NOTHING
        assert json.loads(said(first, LOOK)) == dict.fromkeys(NOTHING, True)


def test_each_notebook_has_a_kernel_forked_for_it_alone(server, executed):
    waiting = [kernel.pid for _, kernel in server.waiting]
    first, second = printed(executed(WHO)), printed(executed(WHO))
    assert waiting == [first["pid"]] != [second["pid"]]
    assert first["parent"] == second["parent"] == server.process.pid
    assert first["ip"] != second["ip"] and first["key"] != second["key"]
    assert first["draw"] != second["draw"], "unseeded draws are the same in two kernels"
    wait_until(lambda: gone(first["pid"]) and gone(second["pid"]), "the end of the kernels")
    wait_until(lambda: not Path(first["ip"]).parent.exists(), "the end of the kernel's folder")
    assert len(server.waiting) == 1, "one kernel is ahead again"


def test_what_a_notebook_started_ends_with_its_kernel_however_that_ends(server, executed, tmp_path):
    start = "import os, subprocess\nwith open('pid', 'w') as file:\n    print(subprocess.Popen(['sleep', '600']).pid, file=file)"
    with pytest.raises(RunError, match="ended by signal 9"):
        executed(start, "os.kill(os.getpid(), 9)")
    wait_until(lambda: gone((tmp_path / "pid").read_text().strip()), "the end of the process")


def test_libraries_are_there_before_the_first_cell_and_all_else_is_as_in_an_ordinary_kernel(server, executed):
    warm, plain = printed(executed(WHO)), printed(executed(WHO, plain=True))
    assert warm["before"] == ["matplotlib.pyplot", "pandas", "ptce_helpers.study", "seaborn", "statsmodels"]
    assert plain["before"] == [] and plain["parent"] == os.getpid()
    assert warm["backend"] == plain["backend"] == "module://matplotlib_inline.backend_inline"
    assert warm["rc"] == plain["rc"]
    assert warm["folder"] == plain["folder"]
    assert [Path(one["output"]).name for one in (warm, plain)] == ["made0", "made2"]


def test_sockets_lie_in_a_folder_that_only_its_owner_opens(server):
    with kernel_of_jupyterlab() as (manager, client):
        folder = Path(manager.ip).parent
        assert manager.transport == "ipc" and said(client, "print(6 * 7)") == "42\n"
        assert sorted(path.name for path in folder.iterdir()) == ["k-1", "k-2", "k-3", "k-4", "k-5", "kernel.json"]
        assert [stat.S_IMODE(path.stat().st_mode) & 0o777 for path in (folder, folder.parent, folder / "kernel.json")] == [0o700, 0o700, 0o600]
        assert len(f"{manager.ip}-5") <= 107
    assert not folder.exists()


def test_long_name_of_the_folder_for_temporary_files_is_avoided(tmp_path, monkeypatch):
    long = tmp_path / ("long" * 25)
    long.mkdir()
    monkeypatch.setattr(kernels.tempfile, "gettempdir", lambda: str(long))
    folder = kernels.private_folder()
    folder.rmdir()
    assert folder.parent == Path("/tmp")


# --- restart, interrupt, death --------------------------------------------------------------------------------------


def test_kernel_can_be_restarted(server):
    with kernel_of_jupyterlab() as (manager, client):
        before = said(client, "import os; kept = 1; print(os.getpid())")
        manager.restart_kernel(now=True)
        client.wait_for_ready(60)
        assert said(client, "print(kept)") == "NameError"
        assert said(client, "import os; print(os.getpid())") != before
        wait_until(lambda: gone(int(before)), "the end of the first kernel")


def test_kernel_can_be_interrupted_and_goes_on(server):
    with kernel_of_jupyterlab() as (manager, client):
        said(client, "kept = 'still here'")
        code, told = "print('begun', flush=True)\nimport time\ntime.sleep(60)", []

        def heard(message):
            told.append(message["content"].get("ename"))
            if message["content"].get("text") == "begun\n":
                manager.interrupt_kernel()

        client.execute_interactive(code, output_hook=heard, timeout=60, allow_stdin=False)
        assert [name for name in told if name] == ["KeyboardInterrupt"]
        assert said(client, "print(kept)") == "still here\n"


def test_kernel_that_is_killed_is_known_to_be_dead(server):
    with kernel_of_jupyterlab() as (manager, client):
        client.execute("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
        wait_until(lambda: not manager.is_alive(), "news of the kernel's death")
        assert server.alive


# --- the forkserver itself ------------------------------------------------------------------------------------------


def test_forkserver_that_died_is_replaced_and_its_folder_removed(no_server):
    first = kernels.forkserver(SMALL)
    assert kernels.forkserver(SMALL) is first
    first.process.kill()
    first.process.wait()
    second = kernels.forkserver(SMALL)
    assert second is not first and second.alive and not first.alive
    with kernel_of_jupyterlab() as (_, client):
        assert said(client, "import os; print(os.getppid())") == f"{second.process.pid}\n"
    first.close()
    assert not first.folder.exists()


def test_kernel_outlives_no_forkserver_and_is_restarted_by_the_next(no_server):
    first = kernels.forkserver(SMALL)
    with kernel_of_jupyterlab() as (manager, client):
        pid = int(said(client, "import os; print(os.getpid())"))
        first.process.kill()
        wait_until(lambda: gone(pid) and not manager.is_alive(), "the end of the kernel")
        kernels.forkserver(SMALL)
        manager.restart_kernel(now=True)
        client.wait_for_ready(60)
        assert said(client, "print('again')") == "again\n"


def test_changed_code_of_the_project_is_imported_anew(no_server, tmp_path, monkeypatch):
    copy = shutil.copytree(ROOT / "ptce_helpers", tmp_path / "ptce_helpers")
    monkeypatch.setattr(modules, "PACKAGE", copy)
    first = kernels.forkserver(SMALL)
    with (copy / "labels.csv").open("a", encoding="utf-8") as table:
        table.write("\n")
    second = kernels.forkserver(SMALL)
    assert second is not first and second is kernels.forkserver(SMALL)
    assert first.alive, "kernels of the first may be in use"


def test_closing_a_forkserver_ends_its_kernels_and_removes_its_folder(no_server):
    one = kernels.forkserver(SMALL)
    one.to_come = 2
    one.fork_ahead(2)
    pids = []
    for _, kernel in one.waiting:
        assert kernel.ready.wait(60)
        pids.append(kernel.pid)
    one.close()
    assert all(map(gone, [*pids, one.process.pid])) and not one.folder.exists()


def test_closing_a_forkserver_does_not_wait_for_a_kernel_that_has_just_been_forked(no_server):
    one = kernels.forkserver(["json"])
    one.to_come = 5
    one.fork_ahead(5)  # the orders and the end of the line reach it together, once it has imported
    one.close()
    assert one.process.returncode == 0, "it had to be ended by force"


# --- where processes can't be forked --------------------------------------------------------------------------------


def test_without_fork_a_kernel_starts_the_ordinary_way(executed, monkeypatch):
    monkeypatch.setattr(kernels, "can_fork", lambda: False)
    facts = printed(executed(WHO))
    assert (facts["parent"], facts["before"]) == (os.getpid(), [])


def test_without_fork_a_run_says_that_it_is_slower(tmp_path, monkeypatch):
    bench = Bench.make(tmp_path / "w")
    monkeypatch.setattr(kernels, "can_fork", lambda: False)
    console = Console(file=io.StringIO(), soft_wrap=True)
    steps = runner.plan(bench.where, ["00"], {})
    with progress.shown(console, steps) as tell:
        runner.run(bench.where, steps, tell=tell)
    assert console.file.getvalue().splitlines() == [progress.SAID["slow"], "[1/1] 00-start-here: done"]


def test_ready_and_ordinary_kernels_make_the_same_bytes(server, tmp_path):
    nbformat.write(book_of(DRAW), tmp_path / "figure.ipynb")
    made = []
    for plain in (False, True):
        folder = tmp_path / f"plain {plain}"
        folder.mkdir()
        for name, notebooks in (("00-start-here", ROOT / "notebooks"), ("figure", tmp_path)):
            execution.execute(execution.Job(name, notebooks, folder, plain=plain))
        made.append({path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()})
    assert len(made[0]) > 2 and made[0].keys() == made[1].keys()
    assert b'"image/png": "iVBOR' in made[0][Path("figure.ipynb")]
    assert [path for path in made[0] if made[0][path] != made[1][path]] == []
