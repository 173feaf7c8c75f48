"""A batch runs every task of its plan once, keeps what is finished, and ends in tables with a row per run and result."""

import csv
import json
import os
import signal
import subprocess
import threading
import time
from types import SimpleNamespace

import pytest
import trial
from conftest import five_notebooks

from ptce_helpers import plans, pool
from ptce_helpers.batch import Batch, rows_of
from ptce_helpers.errors import RunError
from ptce_helpers.run import Options
from ptce_helpers.writing import write_text

PLAN = """
notebooks: [0, 3]
grid: {alpha: [0.1, 0.2, 0.3]}  # at 0.3 the trial notebook fails
runs: [{seed: 1}, {exclude_cases: [la_serre]}]
"""
ALL = [{"alpha": alpha, "exclude_cases": cases} for alpha in (0.1, 0.2, 0.3) for cases in ("", "la_serre")]
MADE = ("*.csv", "*.html", "*.png", "*.svg", "runs/**/*", "failed/**/*")


@pytest.fixture(scope="module", autouse=True)
def _few():
    with five_notebooks():
        yield


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """A batch with runs that fail, and the same command once more."""
    where = trial.workbench(tmp_path_factory.mktemp("batch") / "thèse de Zoé")
    plan = trial.written(where, PLAN)
    first = trial.ptce(where, "batch", plan)
    folder = where.reports / "batches" / "trial"
    made, ended = trial.contents(folder, *MADE), trial.ended(where)
    again = trial.ptce(where, "batch", plan)
    return SimpleNamespace(where=where, folder=folder, first=first, made=made, ended=ended, again=again)


def table(folder, name):
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def go(where, text, tell=lambda what, number: None, **options):
    """A batch in this process."""
    return Batch(where, plans.read(str(trial.written(where, text)), where), Options(**options)).go(tell)


# --- the tables ----------------------------------------------------------------------------------------------------------


def test_every_run_of_the_plan_is_there_once_with_its_parameters(done):
    rows = table(done.folder, "runs")
    assert list(rows[0]) == ["run", "alpha", "exclude_cases", "status", "reason"]
    assert [(row["run"], row["alpha"], row["exclude_cases"]) for row in rows] == [
        (f"{n:04d}", str(run["alpha"]), run["exclude_cases"]) for n, run in enumerate(ALL)]  # fmt: skip
    assert [row["status"] for row in rows] == ["done"] * 4 + ["failed"] * 2


def test_every_result_is_a_row_with_the_parameters_of_its_run(done):
    rows = table(done.folder, "results")
    assert list(rows[0]) == ["run", "alpha", "exclude_cases", "notebook", "kind", "result", "row", "column", "type", "value"]
    verdicts = [(row["run"], row["alpha"], row["exclude_cases"], row["value"]) for row in rows if row["result"] == "verdict"]
    assert verdicts == [(f"{n:04d}", str(run["alpha"]), run["exclude_cases"], "fails" if run["exclude_cases"] else "holds") for n, run in enumerate(ALL[:4])]
    assert [row["value"] for row in rows if row["result"] == "effect"] == ["0.05", "0.05", "-0.05", "-0.05"]
    cells = [(row["run"], row["kind"], row["row"], row["column"], row["value"]) for row in rows if row["result"] == "types"]
    assert cells[:3] == [("0000", "cell", "la_serre", "type", "firm"), ("0000", "cell", "phares", "type", "firm"), ("0001", "cell", "phares", "type", "firm")]
    places = [tuple(row[name] for name in ("run", "notebook", "kind", "result", "row", "column")) for row in rows]
    assert len(set(places)) == len(places)


def test_notebook_that_does_not_know_a_parameter_runs_once_and_counts_in_every_run(done):
    greetings = [(row["run"], row["value"]) for row in table(done.folder, "results") if row["result"] == "greeting"]
    assert greetings == [(f"{n:04d}", "hello") for n in range(6)]
    assert len([folder for folder in (done.folder / ".store" / trial.START).iterdir() if folder.is_dir()]) == 1


def test_every_task_ran_to_its_end_once(done):
    came = sorted((one["alpha"], ",".join(one["exclude_cases"])) for one in done.ended)
    assert came == [(run["alpha"], run["exclude_cases"]) for run in ALL[:4]]


def test_results_of_each_run_stand_in_a_folder_of_its_number(done):
    for number, run in enumerate(ALL[:4]):
        book = json.loads((done.folder / "runs" / f"{number:04d}" / f"{trial.TRIAL}.results.json").read_text(encoding="utf-8"))
        assert (book["parameters"]["alpha"], ",".join(book["parameters"]["exclude_cases"])) == (run["alpha"], run["exclude_cases"])
    assert not list((done.folder / "runs").glob("*/*.ipynb"))


# --- failed runs -----------------------------------------------------------------------------------------------------------


def test_failed_runs_are_listed_with_their_reason_and_the_command_says_so_with_its_exit_code(done):
    assert done.first.returncode == 1
    lines = done.first.stdout.splitlines()
    assert [line.split()[0] for line in lines[:7]] == [f"[{n}/7]" for n in range(1, 8)] and lines[6] == "[7/7] failed: 2"
    folder = done.folder
    assert lines[7:] == [
        "6 runs of 2 notebooks: 5 ran, 5 were there already, 2 failed.",
        f"  run 0004 (alpha = 0.3): Notebook {trial.TRIAL} stopped in code cell 4.", "    ValueError: no result at this alpha",
        f"  run 0005 (alpha = 0.3, exclude_cases = ['la_serre']): Notebook {trial.TRIAL} stopped in code cell 4.", "    ValueError: no result at this alpha",
        f"  what the failed ones had made: {folder / 'failed'}",
        f"2 of 7 conclusions flip in at least one run. Open: {folder / 'index.html'}"]  # fmt: skip
    assert done.first.stderr == ""


def test_reason_stands_in_the_table_of_runs_and_on_the_page(done):
    reason = f"Notebook {trial.TRIAL} stopped in code cell 4. ValueError: no result at this alpha"
    assert [row["reason"] for row in table(done.folder, "runs")] == [""] * 4 + [reason] * 2
    assert (done.folder / "index.html").read_text(encoding="utf-8").count(reason) == 2


def test_executed_notebook_of_a_failed_run_is_kept(done):
    failed = sorted(path.relative_to(done.folder / "failed").as_posix() for path in (done.folder / "failed").rglob("*.ipynb"))
    assert failed == [f"0004/{trial.TRIAL}.ipynb", f"0005/{trial.TRIAL}.ipynb"]
    assert "no result at this alpha" in (done.folder / "failed" / failed[0]).read_text(encoding="utf-8")


# --- again ---------------------------------------------------------------------------------------------------------------------


def test_same_command_again_runs_only_what_failed(done):
    assert done.again.returncode == 1
    assert [line for line in done.again.stdout.splitlines() if line[0] != " "] == [
        "[1/2] failed: 1", "[2/2] failed: 2", "6 runs of 2 notebooks: 0 ran, 10 were there already, 2 failed.",
        f"2 of 7 conclusions flip in at least one run. Open: {done.folder / 'index.html'}"]  # fmt: skip
    assert trial.ended(done.where) == done.ended


def test_same_command_again_changes_no_byte(done):
    after = trial.contents(done.folder, *MADE)
    assert sorted(after) == sorted(done.made)
    assert [path for path in after if after[path] != done.made[path]] == []


def test_killed_command_goes_on_where_it_was_stopped(tmp_path):
    where = trial.workbench(tmp_path)
    plan = trial.written(where, "notebooks: [3]\nparameters: {n_resamples: 700}\ngrid: {seed: [1, 2, 3, 4, 5, 6]}")
    work = subprocess.Popen(trial.command("batch", plan, "--jobs", "2"), cwd=where.root, env=trial.environment(where), start_new_session=True)
    store = where.reports / "batches" / "trial" / ".store" / trial.TRIAL
    until(lambda: len(list(store.glob("*/contents.json"))) >= 2)
    os.kill(work.pid, signal.SIGKILL)
    work.wait()
    kept = {path: path.stat().st_mtime_ns for path in store.glob("*/contents.json")}
    assert 2 <= len(kept) < 6
    until(lambda: not kernels_at_work(where))
    again = trial.ptce(where, "batch", plan)
    assert again.returncode == 0, again.stderr
    assert f"6 runs of 1 notebook: {6 - len(kept)} ran, {len(kept)} were there already, 0 failed." in again.stdout
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    assert not list(store.glob(".new-*"))
    assert [(row["seed"], row["status"]) for row in table(store.parent.parent, "runs")] == [(str(seed), "done") for seed in range(1, 7)]


def until(what, seconds=60):
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.05)


def kernels_at_work(where):
    """Processes whose working folder is that of the notebooks; where the system doesn't tell, none."""
    found = []
    for process in os.listdir("/proc") if os.path.isdir("/proc") else []:
        try:
            found += [process] * (process.isdigit() and os.readlink(f"/proc/{process}/cwd") == str(where.notebooks))
        except OSError:
            pass
    return found


# --- in this process -------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A workbench for batches in this process."""
    return trial.workbench(tmp_path_factory.mktemp("small"))


def test_what_a_plan_keeps(small):
    folder = small.reports / "batches" / "kept"
    text = "name: kept\nnotebooks: [3]\ngrid: {alpha: [0.1, 0.2, 0.3]}\nkeep: %s"
    heard = []
    none = go(small, text % "none", lambda what, number: heard.append((what, number)))
    assert heard[0] == ("begins", 3) and sorted(heard[1:]) == [("done", 0), ("done", 1), ("failed", 2)]
    assert (none.ran, none.there, list(none.failed)) == (2, 0, [(2, trial.TRIAL)])
    assert not list(folder.rglob("*.ipynb")) and not (folder / "failed").exists()
    kept = go(small, text % "all")
    assert (kept.ran, kept.there) == (2, 0), "their executed notebooks had not been kept: they have to run again"
    there = [path.relative_to(folder).as_posix() for path in sorted(folder.glob("*/0*/*.ipynb"))]
    assert there == [f"{part}/{trial.TRIAL}.ipynb" for part in ("failed/0002", "runs/0000", "runs/0001")]
    mended = go(small, "name: kept\nnotebooks: [3]\nkeep: all")
    assert (mended.ran, mended.there, mended.failed) == (0, 1, {})
    assert sorted(path.name for path in folder.iterdir() if not path.name.startswith(".")) == ["results.csv", "runs", "runs.csv"]
    assert [path.name for path in (folder / "runs").iterdir()] == ["0000"]


def test_fresh_runs_all_anew(small):
    text = "name: fresh\nnotebooks: [0]\ngrid: {lang: [en, fr]}"
    assert [(done.ran, done.there) for done in (go(small, text), go(small, text), go(small, text, fresh=True))] == [(2, 0), (0, 2), (2, 0)]


def test_edit_during_the_batch_is_refused(tmp_path):
    where = trial.workbench(tmp_path)
    source = where.notebooks / f"{trial.TRIAL}.ipynb"

    def edit(what, number):
        if what == "done":
            write_text(source, source.read_text(encoding="utf-8").replace("0.15 - alpha", "0.25 - alpha"))

    with pytest.raises(RunError) as error:
        go(where, "notebooks: [3]\ngrid: {seed: [1, 2, 3]}", edit, jobs=1)
    assert str(error.value) == ("The batch stopped, because meanwhile code cell 4 has changed.\n"
                                "    → start it again: what does not rest on this is there already.")  # fmt: skip
    assert not (where.reports / "batches" / "trial" / "results.csv").exists()
    assert len(trial.ended(where)) == 2, "the one that was under way; the third was not begun"
    assert len(list((where.reports / "batches" / "trial" / ".store").glob("*/*/contents.json"))) == 1


# --- its parts -------------------------------------------------------------------------------------------------------------------


def test_rows_of_results():
    missing = {"value": None, "kind": "nan"}
    book = {"scalars": {"n": {"type": "int", "value": 3}, "empty": {"type": "float", "value": missing}},
            "sentences": {"said": {"text": "so"}},
            "tables": {"keyed": {"keys": ["case", "year"], "columns": ["case", "year", "sure"], "rows": [["phares", 2014, True], ["phares", 2015, missing]]},
                       "loose": {"keys": [], "columns": ["word"], "rows": [["a"], ["a"]]}}}  # fmt: skip
    assert list(rows_of(book)) == [
        ["scalar", "empty", "", "", "float", ""],
        ["scalar", "n", "", "", "int", "3"],
        ["sentence", "said", "", "", "str", "so"],
        ["cell", "keyed", "phares | 2014", "sure", "bool", "true"],
        ["cell", "keyed", "phares | 2015", "sure", "", ""],
        ["loose cell", "loose", "0", "word", "str", "a"],
        ["loose cell", "loose", "1", "word", "str", "a"],
    ]


@pytest.mark.parametrize(("tasks", "jobs"), [(0, 2), (1, 4), (3, 8), (40, 1), (40, 3)])
def test_pool_yields_every_task_once_and_no_more_than_so_many_at_a_time(tasks, jobs):
    mutex, at_work, most = threading.Lock(), [0], [0]

    def work(task):
        with mutex:
            at_work[0] += 1
            most[0] = max(most[0], at_work[0])
        time.sleep(0.001)
        with mutex:
            at_work[0] -= 1
        return str(task)

    assert sorted(pool.each(work, list(range(tasks)), jobs)) == [(n, str(n)) for n in range(tasks)]
    assert most[0] <= jobs


def test_pool_hands_out_nothing_more_when_a_task_raises():
    begun = []

    def work(task):
        begun.append(task)
        if task == 2:
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        list(pool.each(work, list(range(50)), 1))
    assert begun == [0, 1, 2]
