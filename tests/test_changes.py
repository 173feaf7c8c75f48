"""ptce compare: in which results two runs differ, and why: data, code, parameters or versions."""

import json
import shutil
from types import SimpleNamespace

import pytest
import trial

from ptce_helpers import changes, results
from ptce_helpers.errors import NotFound, ResearcherError
from ptce_helpers.keys import Key, key_of, path_of
from ptce_helpers.paths import Paths

NAME = "04-members"
PARTS = {"cells": {"1": "a", "2": "b"}, "parameters": {}, "files": {"data/clean/members.csv": "m"}, "modules": {"describe.py": "d"}, "versions": {"pandas": "3.0.0"}}
BOOK = {"format": 1, "notebook": NAME, "parameters": {"lang": "en"}, "sentences": {}, "tables": {
            "types": {"keys": ["case"], "columns": ["case", "type"], "rows": [["la_serre", "firm"], ["phares", "firm"]]}},
        "scalars": {"n": {"type": "int", "value": 18, "tolerance": 0.0, "unit": ""}, "verdict": {"type": "str", "value": "holds", "tolerance": 0.0, "unit": ""}},
        "figures": {"bars": {"data": {"axes": [{"bars": [{"x": [1, 2], "y": [10, 20]}]}]}, "hash": "0" * 192}}}  # fmt: skip


def altered(thing, *path, value):
    """A copy of something nested with one thing in it changed."""
    copy = json.loads(json.dumps(thing))
    inner = copy
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return copy


def run_of(folder, book=BOOK, parts=PARTS, name=NAME):
    """The folder of a run: the results of one notebook, and what they rest on (unless that is not recorded)."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.results.json").write_text(json.dumps(book | {"notebook": name}), encoding="utf-8")
    if parts is not None:
        path_of(folder, name).write_text(json.dumps(parts), encoding="utf-8")
    return folder


@pytest.fixture
def lines(tmp_path):
    """What is said of two runs of which the second has other results, or rests on something else."""

    def say(book=BOOK, parts=PARTS, most=10):
        (change,) = changes.between(run_of(tmp_path / "a"), run_of(tmp_path / "b", book, parts))
        return change.lines(most)

    return say


OTHER = altered(BOOK, "scalars", "n", "value", value=17)


# --- why -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "value", "why"), [
    (("files", "data/clean/members.csv"), "x", "data/clean/members.csv has changed"),
    (("files", "data/clean/ties.csv"), "x", "data/clean/ties.csv is new"),
    (("cells", "2"), "x", "code cell 2 has changed"),
    (("cells", "3"), "x", "code cell 3 is new"),
    (("modules", "describe.py"), "x", "ptce_helpers/describe.py has changed"),
    (("modules", "members.py"), "x", "ptce_helpers/members.py is used now"),
    (("parameters", "study"), '"labo2014"', "the parameter study is labo2014 (it was the notebook's own)"),
    (("versions", "pandas"), "3.0.1", "pandas is 3.0.1 (it was 3.0.0)"),
])  # fmt: skip
def test_difference_comes_with_its_reason(lines, path, value, why):
    assert lines(OTHER, altered(PARTS, *path, value=value)) == [f"{NAME}: 1 difference. Why: {why}.", "  scalar n: 18 became 17"]


def test_several_reasons_are_all_named(lines):
    parts = altered(altered(PARTS, "cells", "1", value="x"), "files", "data/clean/members.csv", value="x")
    assert lines(OTHER, parts)[0] == f"{NAME}: 1 difference. Why: code cell 1 has changed; data/clean/members.csv has changed."


def test_difference_without_a_reason_is_told_as_such(lines):
    assert lines(OTHER)[0] == f"{NAME}: 1 difference. Why: nothing it rests on differs."
    assert lines(OTHER, "no record")[0] == f"{NAME}: 1 difference. Why: it is not recorded."


def test_run_that_does_not_say_what_it_rests_on(tmp_path):
    (change,) = changes.between(run_of(tmp_path / "a", parts=None), run_of(tmp_path / "b", OTHER))
    assert change.lines(10)[0] == f"{NAME}: 1 difference. Why: it is not recorded."


def test_equal_runs_have_no_difference_whatever_they_rest_on(lines):
    assert lines() == [f"{NAME}: no differences."]
    assert lines(parts=altered(PARTS, "cells", "1", value="x")) == [f"{NAME}: no differences. What it rests on differs, though: code cell 1 has changed."]


# --- what ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "value", "fact"), [
    (("scalars", "verdict", "value"), "fails", "scalar verdict: holds became fails"),
    (("tables", "types", "rows", 1, 1), "network", "table types, row case = phares, column type: firm became network"),
    (("figures", "bars", "data", "axes", 0, "bars", 0, "y", 1), 21, "figure bars, axes 1, bars 1, y: 1 of 2 changed; number 2: 20 became 21"),
    (("parameters", "lang"), "fr", "parameter lang: en became fr"),
])  # fmt: skip
def test_each_kind_of_result_is_compared(lines, path, value, fact):
    said = lines(altered(BOOK, *path, value=value))
    assert len(said) == 2
    assert said[1] == f"  {fact}"


def test_only_so_many_differences_are_listed(lines):
    book = altered(BOOK, "scalars", value={f"n{i:02d}": BOOK["scalars"]["n"] for i in range(12)})
    said = lines(book, most=3)
    assert said[0].startswith(f"{NAME}: 14 differences.")
    assert len(said) == 5 and said[-1] == "  ... and 11 more (--all lists them)"
    assert len(lines(book, most=14)) == 15


def test_notebooks_that_only_one_run_has_are_named(tmp_path):
    before, after = run_of(tmp_path / "a"), run_of(tmp_path / "b")
    run_of(before, name="00-start-here")
    run_of(after, name="03-how-we-coded")
    assert [change.name for change in changes.between(before, after)] == [NAME]
    assert changes.only_in_one(before, after) == {"00-start-here": "a", "03-how-we-coded": "b"}


def test_runs_with_nothing_in_common_are_refused(tmp_path):
    with pytest.raises(ResearcherError) as error:
        changes.between(run_of(tmp_path / "a"), run_of(tmp_path / "b", name="00-start-here"))
    assert str(error.value) == "a and b have no notebook in common.\n    → name two runs of the same notebooks."


# --- which runs ---------------------------------------------------------------------------------------------------------------


def test_runs_are_found_by_their_names(tmp_path):
    where = Paths(tmp_path)
    folders = {name: run_of(where.reports / name) for name in ("study", "previous", "failed")}
    folders |= {"trial/0003": run_of(where.reports / "batches" / "trial" / "runs" / "0003"), str(tmp_path / "kept"): run_of(tmp_path / "kept")}
    assert {name: changes.folder_of(name, where) for name in folders} == folders


def test_run_that_is_nowhere_is_told_with_the_nearest_that_is_there(tmp_path):
    where = Paths(tmp_path)
    with pytest.raises(NotFound, match=r"'studdy' is no run: no folder of that name with results \(\*.results.json\).\n    → run the study first: ptce run"):
        changes.folder_of("studdy", where)
    run_of(where.reports / "study")
    run_of(where.reports / "batches" / "trial" / "runs" / "0003")
    with pytest.raises(NotFound, match=r"did you mean 'study'\?"):
        changes.folder_of("studdy", where)
    with pytest.raises(NotFound, match=r"'trial/0004' is no run.*\n.*did you mean 'trial/0003'\?"):
        changes.folder_of("trial/0004", where)


# --- with real runs -------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def batch(tmp_path_factory):
    """A batch of three runs, kept in a copy, and the same batch after a case got another name and a cell other code."""
    where = trial.workbench(tmp_path_factory.mktemp("changes"))
    plan = trial.written(where, "notebooks: [3]\nruns: [{alpha: 0.1}, {alpha: 0.2}]")
    first = trial.ptce(where, "batch", plan)
    earlier = shutil.copytree(where.reports / "batches" / "trial", where.root / "earlier")
    cases, notebook = where.raw / "cases.csv", where.notebooks / f"{trial.TRIAL}.ipynb"
    cases.write_text(cases.read_text(encoding="utf-8").replace("Périscope", "Le Périscope"), encoding="utf-8")
    notebook.write_text(notebook.read_text(encoding="utf-8").replace("0.15 - alpha", "0.25 - alpha"), encoding="utf-8")
    second = trial.ptce(where, "batch", plan)
    return SimpleNamespace(where=where, earlier=earlier, first=first, second=second)


def test_two_runs_of_a_batch_differ_by_their_parameter(batch):
    assert (batch.first.returncode, batch.second.returncode) == (0, 0), batch.first.stderr + batch.second.stderr
    said = trial.ptce(batch.where, "compare", "trial/0000", "trial/0001")
    assert said.stdout.splitlines() == [
        f"{trial.TRIAL}: 4 differences. Why: the parameter alpha is 0.2 (it was the notebook's own).",
        "  parameter alpha: 0.1 became 0.2", "  scalar effect: 0.15 became 0.05", "  scalar says.alpha: 0.1 became 0.2",
        "  sentence says: “alpha is 0.1” became “alpha is 0.2”"]  # fmt: skip
    assert (said.returncode, said.stderr) == (1, "")


def test_two_runs_of_two_times_differ_by_code_and_data(batch):
    said = trial.ptce(batch.where, "compare", str(batch.earlier / "runs" / "0001"), "trial/0001")
    assert said.stdout.splitlines() == [f"{trial.TRIAL}: 1 difference. Why: code cell 4 has changed; data/raw/cases.csv has changed.", "  scalar effect: -0.05 became 0.05"]
    assert said.returncode == 1


def test_run_does_not_differ_from_itself(batch):
    said = trial.ptce(batch.where, "compare", "trial/0001", "trial/0001")
    assert (said.returncode, said.stdout) == (0, f"{trial.TRIAL}: no differences.\n")


def test_command_names_a_run_that_is_not_there(batch):
    said = trial.ptce(batch.where, "compare", "trial/0000", "trial/0009")
    assert said.returncode == 2 and said.stderr.startswith("'trial/0009' is no run")


def test_recorded_key_is_that_of_the_workbench_as_it_was(batch):
    """The reasons above come from what the batch recorded; for the last run that is the workbench of now."""
    recorded = json.loads(path_of(batch.where.reports / "batches" / "trial" / "runs" / "0001", trial.TRIAL).read_text(encoding="utf-8"))
    assert Key(recorded).digest == key_of(batch.where, trial.TRIAL, {"alpha": 0.2}).digest
    assert results.read(batch.where.reports / "batches" / "trial" / "runs" / "0001" / f"{trial.TRIAL}.results.json").value("effect") == 0.05
